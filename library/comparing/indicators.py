"""Indicators of units and school years: a sheet brings them in, whole or not at all.

Which there are is data (indicators.yaml). A sheet that comes again changes what it says otherwise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.comparing.models import Indicator
from library.database import now
from library.errors import Invalid, Message
from library.exchange import sheet, workbook
from library.marking import N_
from library.originals import cells, receiving, sheets
from library.originals.reader import Reader, Table
from library.planning import schoolyear
from library.uploads.accepting import Desk

NOUN = "indicators"
COLUMNS = ("unit", "year", "indicator", "value")
MOST = 20_000
LARGEST = 10_000_000
# The number of the row, the column, why.
Problem = tuple[int, str, Message]


@dataclass(frozen=True)
class Kind:
    """An indicator as the list knows it; names and measures by language."""

    id: str
    names: Mapping[str, str]
    measures: Mapping[str, str]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the indicators that there are, by id, in the order of the file."""
    rows = yaml.safe_load(Path(__file__).with_name("indicators.yaml").read_text("utf-8"))
    return {row["id"]: Kind(row["id"], row["name"], row["measure"]) for row in rows["indicators"]}


def may_set(user: Actor, unit: Unit) -> bool:
    """Tell whether a person may bring figures of a unit in: its head, its administrator, or above."""
    return user.holds(Role.PUBLISHER, unit) or user.holds(Role.ADMINISTRATOR, unit)


def of_units(session: Session, unit: Unit, year: str) -> dict[int, dict[str, int]]:
    """Return the figures of a unit and of those below it in a year: by unit, then by indicator."""
    query = select(Indicator.unit_id, Indicator.name, Indicator.value).join(Unit)
    query = query.where(Unit.path.startswith(unit.path, autoescape=True), Indicator.year == year)
    found: dict[int, dict[str, int]] = {}
    for id, name, value in session.execute(query):
        found.setdefault(id, {})[name] = value
    return found


def template(session: Session, unit: Unit, year: str, language: str, form: str) -> bytes:
    """Return a sheet to fill in, CSV or XLSX: open units, indicators, what is known already."""
    known = of_units(session, unit, year)
    rows = [
        [str(each.id), each.name, year, kind.id, kind.names[language], kind.measures[language],
         str(known.get(each.id, {}).get(kind.id, ""))]
        for each in units.below(session, unit)
        if units.is_open(each) and (each.kind == "school" or each.id == unit.id)
        for kind in kinds().values()
    ]  # fmt: skip
    head = ["unit", "unit_name", "year", "indicator", "indicator_name", "measure", "value"]
    if form == "xlsx":
        return workbook.written({"indicators": [head, *rows]})
    return ("\N{BOM}" + sheet.written(head, rows)).encode()


def table(stream: IO[bytes], name: str, desk: Desk, reader: Reader) -> Table:
    """Return the rows of a file that was sent; raise Invalid with the reason and the fix."""
    with receiving.set_aside(stream, name, desk, sheets_too=True) as (path, kind):
        if kind not in sheets.MEDIA_TYPES:
            raise Invalid(N_("Sheets are read as XLSX or CSV; save it as one of these."))
        return reader.table(path, kind, MOST)


@dataclass
class Coming:
    """What a sheet says: values by unit, year and indicator, and what is wrong in which cell."""

    values: dict[tuple[int, str, str], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(session: Session, by: User, table: Table) -> Coming:
    """Return what a sheet says; raise Invalid when it has no such columns."""
    if table.error:
        raise Invalid(table.error.sentence, **table.error.values)
    at, places = _columns(table)
    find = cache(lambda said: _unit(session, by, said))
    found = Coming()
    for number, row in table.rows[at + 1 :]:
        said = {
            name: text.tidy(cells.plain(row[place])) if place < len(row) else ""
            for name, place in places.items()
        }
        # A cell that is left empty says nothing.
        if said["value"]:
            _take(found, number, said, find)
    return found


def _columns(table: Table) -> tuple[int, dict[str, int]]:
    for at, (_, names) in enumerate(table.rows[: sheets.FIRST]):
        tidy = [text.tidy(name).lower() for name in names]
        if all(name in tidy for name in COLUMNS):
            return at, {name: tidy.index(name) for name in COLUMNS}
    raise Invalid(
        N_("The sheet needs the columns “unit”, “year”, “indicator” and “value”; use the template.")
    )


def _take(
    found: Coming, number: int, said: Mapping[str, str], find: Callable[[str], Unit | Message]
) -> None:
    read: dict[str, Any] = {
        "unit": find(said["unit"]),
        "year": _year(said["year"]),
        "indicator": _kind(said["indicator"]),
        "value": _value(said["value"]),
    }
    wrong = [(number, name, why) for name, why in read.items() if isinstance(why, Message)]
    if wrong:
        found.problems += wrong
        return
    key = (read["unit"].id, read["year"], read["indicator"])
    if found.values.get(key, read["value"]) != read["value"]:
        why = Message(N_("Another row says another value of the same; leave one of them."))
        found.problems.append((number, "value", why))
    found.values[key] = read["value"]


def _unit(session: Session, by: User, said: str) -> Unit | Message:
    """Return the unit of a number or a name that one may write for, or why there is none."""
    if said.isdecimal() and int(said) <= database.LARGEST_NUMBER:
        unit = session.get(Unit, int(said))
        named = [unit] if unit else []
    else:
        named = list(units.named(session, said))
    if not named:
        return Message(N_("There is no unit of this number or name."))
    mine = [each for each in named if may_set(by, each)]
    if not mine:
        return Message(
            N_("Only the head or the administrator of this unit, or above, may do this.")
        )
    if len(mine) > 1:
        return Message(N_("Several units are called so; give the number of one."))
    return mine[0]


def _year(said: str) -> str | Message:
    try:
        return schoolyear.named(said)
    except Invalid as refused:
        return Message(refused.message.sentence)


def _kind(said: str) -> str | Message:
    folded = text.fold(said)
    for kind in kinds().values():
        if folded in (text.fold(kind.id), *map(text.fold, kind.names.values())):
            return kind.id
    return Message(N_("There is no such indicator; the template lists them all."))


def _value(said: str) -> int | Message:
    """Return a whole number; thousands may be set apart by dots, commas or spaces."""
    groups = said.replace(",", ".").replace(" ", ".").split(".")
    is_grouped = len(groups) == 1 or (
        0 < len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    )
    digits = "".join(groups)
    if is_grouped and digits.isascii() and digits.isdecimal() and int(digits) <= LARGEST:
        return int(digits)
    return Message(N_("Give a whole number from 0 to %(most)s."), {"most": f"{LARGEST:,}"})


def bring_in(session: Session, by: User, coming: Coming) -> int:
    """Keep what a sheet says and return how many figures are new or other; nothing when one is wrong."""
    if coming.problems:
        raise Invalid(N_("Nothing was taken in: some cells have to be mended first."))
    if not coming.values:
        raise Invalid(N_("The sheet has no value yet; fill in the column “value”."))
    database.take_turns(session.connection(), NOUN)
    changed = list(_changes(session, by, coming.values))
    session.flush()
    for id in sorted(set(changed)):
        history.record(session, by, "set", NOUN, id, unit=id)
    return len(changed)


def _changes(
    session: Session, by: User, values: Mapping[tuple[int, str, str], int]
) -> Iterator[int]:
    """Write what is new or other, and yield the unit of each."""
    kept = _kept(session, sorted({id for id, _, _ in values}))
    for (id, year, name), value in values.items():
        row = kept.get((id, year, name))
        if row is None:
            row = Indicator(unit_id=id, year=year, name=name)
            session.add(row)
        elif row.value == value:
            continue
        row.value, row.by_id, row.at = value, by.id, now()
        yield id


def _kept(session: Session, ids: Sequence[int]) -> dict[tuple[int, str, str], Indicator]:
    found: dict[tuple[int, str, str], Indicator] = {}
    for start in range(0, len(ids), 500):
        query = select(Indicator).where(Indicator.unit_id.in_(ids[start : start + 500]))
        found |= {(row.unit_id, row.year, row.name): row for row in session.scalars(query)}
    return found
