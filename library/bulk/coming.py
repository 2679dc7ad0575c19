"""A sheet that comes back: what its rows ask of their items, and what is wrong in which row and column.

Columns that nothing here is called like are left out and named. A row whose item has changed since
the sheet was written is refused: the sheet does not know of that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import IO

from sqlalchemy.orm import Session

from library import text
from library.accounts.models import User
from library.bulk import changing, previewing, seeing, sheet, works
from library.bulk.changing import LICENCE, PUBLIC, UNIT, VISIBILITY, WITHDRAWN, Changes
from library.bulk.models import Work
from library.bulk.seeing import Seen
from library.errors import Invalid, Message
from library.marking import N_
from library.originals import cells, receiving, sheets
from library.originals.reader import Reader, Table
from library.tags.vocabulary import Vocabulary
from library.uploads.accepting import Desk

_CHANGED_SINCE = N_("It was changed after the sheet was written; export it anew.")
_VISIBLE = (PUBLIC, WITHDRAWN)
_MOST_UNKNOWN = 50
_Lookup = Callable[[str, str], tuple[list[str], list[Message]]]
# The number of the row, the column (empty for the whole row), why.
Problem = tuple[int, str, Message]


@dataclass
class Coming:
    """What a sheet asks: changes by item with the row they stand in, and what is wrong."""

    wanted: dict[str, Changes] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def table(stream: IO[bytes], name: str, desk: Desk, reader: Reader) -> Table:
    """Return the rows of a file that was sent; raise Invalid with the reason and the fix."""
    with receiving.set_aside(stream, name, desk, sheets_too=True) as (path, kind):
        if kind not in sheets.MEDIA_TYPES:
            raise Invalid(N_("Sheets are read as XLSX or CSV; save it as one of these."))
        return reader.table(path, kind, works.MOST)


def read(session: Session, table: Table, vocabulary: Vocabulary, reason: str) -> Coming:
    """Return what a sheet asks of the items in it; raise Invalid when nothing can be read of it."""
    if table.error:
        raise Invalid(table.error.sentence, **table.error.values)
    at, columns, left_out = _columns(table)
    rows = table.rows[at + 1 :]
    if len(rows) > works.MOST:
        raise Invalid(works.TOO_MANY, most=f"{works.MOST:,}")
    found = Coming(left_out=left_out)
    # A sheet says the same in thousands of rows, and what is near to an unknown name takes long.
    lookup = cache(lambda key, said: cells.tags(key, said, vocabulary))
    for some in seeing.slices(rows):
        given = [(number, _cells(columns, row)) for number, row in some]
        seen = seeing.look(session, [each[sheet.ID] for _, each in given], waiting=False)
        for number, row in given:
            _take(found, number, row, seen, lookup, vocabulary, reason)
    return found


def _columns(table: Table) -> tuple[int, dict[str, int], list[str]]:
    """Return in which row the columns are named, where each stands, and which say nothing."""
    for at, (_, names) in enumerate(table.rows[: sheets.FIRST]):
        tidy = [text.tidy(name).lower() for name in names]
        if sheet.ID in tidy and sheet.REVISION in tidy:
            known = {name: place for place, name in enumerate(tidy) if name in sheet.READ}
            others = set(tidy).difference(sheet.READ, sheet.HELP, [""])
            return at, known, [name[:80] for name in names if text.tidy(name).lower() in others]
    raise Invalid(
        N_("The sheet needs the columns “id” and “revision”; edit one that was exported here.")
    )


def _cells(columns: Mapping[str, int], row: Sequence[str]) -> dict[str, str]:
    """Return what a row says by column; a row that ends early says nothing in its last cells."""
    return {
        name: text.tidy(cells.plain(row[place])) if place < len(row) else ""
        for name, place in columns.items()
    }


def _take(
    found: Coming,
    number: int,
    row: Mapping[str, str],
    seen: Mapping[str, Seen],
    lookup: _Lookup,
    vocabulary: Vocabulary,
    reason: str,
) -> None:
    id = row[sheet.ID]
    if why := _refused(found, row, seen):
        found.problems.append((number, why[0], why[1]))
        return
    wrong: list[Problem] = []
    wanted = _wanted(row, seen[id], lookup, vocabulary, wrong, number, reason)
    found.rows[id] = number
    if wrong:
        found.problems += wrong
    else:
        found.wanted[id] = wanted


def _refused(
    found: Coming, row: Mapping[str, str], seen: Mapping[str, Seen]
) -> tuple[str, Message] | None:
    id = row[sheet.ID]
    if id not in seen:
        return sheet.ID, Message(N_("There is no item of this id."))
    if id in found.rows:
        first = found.rows[id]
        return sheet.ID, Message(
            N_("The item stands in row %(row)s too; leave one out."), {"row": first}
        )
    if row[sheet.REVISION] != sheet.version(seen[id]):
        return sheet.REVISION, Message(_CHANGED_SINCE)
    return None


def _wanted(
    row: Mapping[str, str],
    seen: Seen,
    lookup: _Lookup,
    vocabulary: Vocabulary,
    wrong: list[Problem],
    number: int,
    reason: str,
) -> Changes:
    """Return what a row asks for; what is as it was already is not asked for."""
    tags: dict[str, tuple[str, ...]] = {}
    now_there = changing.carried(seen.rows, vocabulary)
    for name in sheet.TAGS:
        if name in row and row[name] != sheet.BETWEEN.join(now_there.get(name, [])):
            ids, problems = lookup(name, row[name])
            wrong += [(number, name, each) for each in problems]
            if name in changing.SINGLE and len(ids) > 1:
                wrong.append((number, name, Message(N_("One value is enough here; leave one."))))
            tags[name] = tuple(ids)
    return Changes(
        tags=tags,
        licence=_licence(row, seen, lookup, wrong, number),
        unit=_unit(row, seen, wrong, number),
        visibility=_visibility(row, seen, wrong, number),
        reason=reason,
    )


def _licence(
    row: Mapping[str, str], seen: Seen, lookup: _Lookup, wrong: list[Problem], number: int
) -> str:
    said = row.get(LICENCE, "")
    if not said or said == seen.facts.get(LICENCE):
        return ""
    ids, problems = lookup(LICENCE, said)
    wrong += [(number, LICENCE, each) for each in problems]
    return ids[0] if ids else ""


def _unit(row: Mapping[str, str], seen: Seen, wrong: list[Problem], number: int) -> int | None:
    said = row.get(UNIT, "")
    if not said or said == str(seen.item.unit_id or ""):
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 9):
        why = Message(N_("Give the number of the unit; it stands in the address of its page."))
        wrong.append((number, UNIT, why))
        return None
    return int(said)


def _visibility(row: Mapping[str, str], seen: Seen, wrong: list[Problem], number: int) -> str:
    said = row.get(VISIBILITY, "").lower()
    if not said or said == (WITHDRAWN if seen.item.withdrawn_at else PUBLIC):
        return ""
    if said not in _VISIBLE:
        why = Message(N_("Write “public” or “withdrawn”."))
        wrong.append((number, VISIBILITY, why))
    return said


def begin(session: Session, user: User, coming: Coming, name: str) -> Work:
    """Return a work that does what a sheet asks; raise Invalid when no row can be taken."""
    if not coming.wanted:
        why = coming.problems[0] if coming.problems else None
        if why is None:
            raise Invalid(N_("The sheet names its columns and has no rows below."))
        raise Invalid(
            N_("No row can be taken. Row %(row)s, column “%(column)s”: %(why)s"),
            row=why[0],
            column=why[1],
            why=why[2],
        )
    if any(each.visibility and not each.reason.strip() for each in coming.wanted.values()):
        raise Invalid(previewing.WHY, field="reason")
    work = works.begin(session, user, [*coming.wanted], {"sheet": name[:200]}, coming.wanted)
    work.refused = [[number, column, why.packed()] for number, column, why in coming.problems]
    work.left_out = coming.left_out[:_MOST_UNKNOWN]
    session.flush()
    return work
