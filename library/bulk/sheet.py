"""Items as a sheet to be edited: a row an item, tags by their ids with what they are called beside.

`revision` says how an item was when the sheet was written; columns that only help reading are left
out when it comes back.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from library import i18n
from library.bulk import changing, seeing, titles
from library.bulk.changing import LICENCE, PUBLIC, UNIT, VISIBILITY, WITHDRAWN
from library.bulk.seeing import Seen
from library.bulk.titles import Named
from library.exchange import sheet, workbook
from library.tags.vocabulary import Vocabulary

ID, REVISION = "id", "revision"
BETWEEN = "; "
TAGS = tuple(changing.KEYS.values())
# Columns that are read when the sheet comes back; behind tags, licence and unit stands what they
# are called.
READ = (ID, REVISION, *TAGS, LICENCE, UNIT, VISIBILITY)
_LABEL = "_label"
HELP = (
    *(f"title_{language}" for language in i18n.LANGUAGES),
    *(f"{name}{_LABEL}" for name in (*TAGS, LICENCE, UNIT)),
)
XLSX, CSV = "xlsx", "csv"


def written(
    session: Session, ids: Sequence[str], vocabulary: Vocabulary, language: str, form: str
) -> bytes:
    """Return items as a CSV that spreadsheets open as UTF-8, or as an Excel file."""
    head = list(_head())
    rows = [list(row) for row in _rows(session, ids, vocabulary, language)]
    if form == XLSX:
        return workbook.written({"items": [head, *rows]})
    return ("\N{BOM}" + sheet.written(head, rows)).encode()


def _head() -> Iterator[str]:
    yield from (ID, REVISION, *(f"title_{language}" for language in i18n.LANGUAGES))
    for name in (*TAGS, LICENCE, UNIT):
        yield from (name, f"{name}{_LABEL}")
    yield VISIBILITY


def _rows(
    session: Session, ids: Sequence[str], vocabulary: Vocabulary, language: str
) -> Iterator[list[str]]:
    for some in seeing.slices(ids):
        seen, named = seeing.look(session, some, waiting=False), titles.of(session, some)
        for id in some:
            if id in seen:
                yield _row(seen[id], named[id], vocabulary, language)


def _row(seen: Seen, named: Named, vocabulary: Vocabulary, language: str) -> list[str]:
    cells = [seen.item.id, version(seen)]
    cells += [named.titles.get(code, "") for code in i18n.LANGUAGES]
    tags = changing.carried(seen.rows, vocabulary)
    for name in TAGS:
        cells += _tags(tags.get(name, []), vocabulary, language)
    licence = seen.facts.get(LICENCE)
    cells += _tags([licence] if licence else [], vocabulary, language)
    cells += [str(seen.unit.id), seen.unit.name] if seen.unit else ["", ""]
    return [*cells, WITHDRAWN if seen.item.withdrawn_at else PUBLIC]


def _tags(ids: Sequence[str], vocabulary: Vocabulary, language: str) -> tuple[str, str]:
    labels = (vocabulary[id].label(language) if id in vocabulary else id for id in ids)
    return BETWEEN.join(ids), BETWEEN.join(labels)


def version(seen: Seen) -> str:
    """Return a short sign that is another one once anything of the item that a sheet says changed."""
    said = json.dumps(_told(seen), sort_keys=True)
    return f"r{seen.item.published_id or 0}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _told(seen: Seen) -> Mapping[str, object]:
    picture = seen.picture
    return {name: picture[name] for name in ("published", "unit", "withdrawn", "tags")}
