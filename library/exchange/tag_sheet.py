"""The tags as a table, one row a tag: taken out, edited in a spreadsheet, taken in again.

Columns that a table lacks stay as they are; so a table of ids and labels is enough to add labels.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from library import i18n, text
from library.errors import Conflict, Invalid
from library.exchange import sheet
from library.marking import N_
from library.tags import models, soundness
from library.tags.entries import Entries, Name, TagEntry

_ID, _SCHEME, _BROADER, _REPLACED_BY = "id", "scheme", "broader", "replaced_by"
_POSITION, _SOURCE, _NOTE, _PROPERTIES = "position", "source", "note", "properties"
_ABBREVIATIONS = "abbreviations"
_COLUMNS = frozenset((
    _ID, _SCHEME, _ABBREVIATIONS, _BROADER, _REPLACED_BY, _POSITION, _SOURCE, _NOTE, _PROPERTIES,
))  # fmt: skip
_PREFIXES = {"label_": models.LABEL, "others_": models.ALTERNATIVE}
_BETWEEN = " | "
_PART = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)
_LONGEST_NUMBER = 9

Row = Mapping[str, str]


def written(entries: Entries) -> str:
    """Return all tags as CSV."""
    spoken = {each.language for tag in entries.tags.values() for each in tag.names}
    more = sorted(filter(None, spoken.difference(i18n.LANGUAGES)))
    languages = [*i18n.LANGUAGES, *more]
    named = [prefix + language for language in languages for prefix in _PREFIXES]
    head = [
        _ID, _SCHEME, *named, _ABBREVIATIONS, _BROADER, _REPLACED_BY, _POSITION, _SOURCE, _NOTE,
        _PROPERTIES,
    ]  # fmt: skip
    return sheet.written(head, (_cells(tag, languages) for tag in entries.tags.values()))


def _cells(tag: TagEntry, languages: Iterable[str]) -> list[object]:
    named = [
        _joined(tag.named(role, language)) for language in languages for role in _PREFIXES.values()
    ]
    properties = json.dumps(tag.properties, ensure_ascii=False) if tag.properties else ""
    return [
        tag.id, tag.scheme, *named, _joined(tag.named(models.ABBREVIATION, None)),
        tag.parent, tag.replaced_by, tag.position, tag.source, tag.note, properties,
    ]  # fmt: skip


def _joined(names: Iterable[str]) -> str:
    return _BETWEEN.join(name.replace("\\", "\\\\").replace("|", "\\|") for name in names)


def _split(cell: str) -> list[str]:
    parts = (text.tidy(re.sub(r"\\(.)", r"\1", part)) for part in _PART.findall(cell))
    return [part for part in parts if part]


def read(content: bytes, now: Entries) -> Entries:
    """Return the tags of a table, beside what there is now; raise Invalid or Conflict."""
    head: list[str] = []
    tags: dict[str, TagEntry] = {}
    for number, cells in enumerate(sheet.rows(content), start=1):
        if not any(cells):
            continue
        if not head:
            head = _head(cells)
            continue
        if len(tags) >= soundness.MOST_TAGS:
            raise Invalid(
                N_(
                    "The table has more than %(most)s rows; divide it by scheme and send the parts."
                ),
                most=soundness.MOST_TAGS,
            )
        tag = _tag(dict(zip(head, map(str.strip, cells), strict=False)), now, number)
        if tag.id in tags:
            raise Conflict(
                N_("Row %(row)s has the id “%(id)s” of an earlier one; leave one out."),
                row=number, id=tag.id,
            )  # fmt: skip
        tags[tag.id] = tag
    return Entries(tags=tags)


def _head(cells: Iterable[str]) -> list[str]:
    head = [text.tidy(cell).lower() for cell in cells]
    if _ID not in head:
        raise Invalid(
            N_("The first row has to name the columns, “id” among them; compare an exported table.")
        )
    for name in filter(None, head):
        if name not in _COLUMNS and not name.startswith(tuple(_PREFIXES)):
            raise Invalid(
                N_("There is no column “%(name)s”; compare an exported table."), name=name[:60]
            )
    if twice := {name for name in head if name and head.count(name) > 1}:
        raise Invalid(N_("The column “%(name)s” stands twice; leave one out."), name=min(twice))
    return head


def _tag(row: Row, now: Entries, number: int) -> TagEntry:
    id = row[_ID]
    before = now.tags.get(id) or TagEntry(id, id.partition(".")[0], ())
    given: dict[str, Any] = {"names": _names(row, before)}
    for column, name in (
        (_SCHEME, "scheme"), (_BROADER, "parent"), (_REPLACED_BY, "replaced_by"),
        (_SOURCE, "source"), (_NOTE, "note"),
    ):  # fmt: skip
        if column in row:
            given[name] = row[column] or None
    if not given.get("scheme", True):
        given["scheme"] = before.scheme
    if row.get(_POSITION):
        given["position"] = _number(row[_POSITION], number)
    if _PROPERTIES in row:
        given["properties"] = _object(row[_PROPERTIES], number)
    return replace(before, **given)


def _names(row: Row, before: TagEntry) -> tuple[Name, ...]:
    """Return the names of a row; those of columns that the table lacks stay as they are."""
    said: dict[tuple[str, str | None], list[str]] = {}
    for column, cell in row.items():
        for prefix, role in _PREFIXES.items():
            if column.startswith(prefix):
                said[role, column.removeprefix(prefix)] = _split(cell)
    if _ABBREVIATIONS in row:
        said[models.ABBREVIATION, None] = _split(row[_ABBREVIATIONS])
    kept = {name[:2]: before.named(*name[:2]) for name in before.names}
    after = kept | said
    if all(after.get(key, []) == kept.get(key, []) for key in after):
        return before.names
    languages = [*i18n.LANGUAGES, *sorted({key[1] or "" for key in after})]
    keys = [(role, language) for language in languages for role in _PREFIXES.values()]
    ordered: list[tuple[str, str | None]] = [*dict.fromkeys(keys), (models.ABBREVIATION, None)]
    return tuple(Name(*key, name) for key in ordered for name in after.get(key, ()))


def _number(cell: str, row: int) -> int:
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= _LONGEST_NUMBER):
        raise Invalid(N_("Row %(row)s: the position has to be a whole number."), row=row)
    return int(cell)


def _object(cell: str, row: int) -> dict[str, Any]:
    try:
        found = json.loads(cell or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(
            N_("Row %(row)s: the properties have to be a JSON object, or nothing."), row=row
        )
    return found
