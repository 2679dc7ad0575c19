"""Days added or changed by curators: of the library, or local ones of a unit by its own curators."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import changes, database, history, i18n, text
from library.accounts import roles, units
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_
from library.planning import occasions
from library.planning.models import OwnOccasion
from library.planning.occasions import LAST, NOUN, Occasion

LONGEST = {"title": 120, "note": 200, "source": 300}
_OWN = "own-"
_LEAP = 2028
_WEEKS = (1, 2, 3, 4, LAST)


class Stale(Conflict):
    """Somebody changed the day after the form was opened."""


@dataclass(frozen=True)
class Given:
    """A day as a form gives it. `years` has an exception a line: a day, or a year with a hyphen."""

    texts: Mapping[str, Mapping[str, str]]
    source: str
    tags: Sequence[str]
    years: str = ""
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    week: int | None = None


def found(session: Session, key: str) -> tuple[Occasion, int]:
    """Return a day, shipped or own, and which edit of it this is; raise NotFound."""
    if row := session.get(OwnOccasion, key):
        return occasions.of_row(row), row.edited
    for each in occasions.shipped():
        if each.key == key:
            return each, 0
    raise NotFound(N_("There is no such day in the calendar any more."))


def is_shipped(key: str) -> bool:
    """Tell whether a day comes with the library, as it was or as it was changed here."""
    return any(each.key == key for each in occasions.shipped())


def hidden(session: Session) -> list[Occasion]:
    """Return the shipped days that are left out here."""
    rows = map(occasions.of_row, session.scalars(select(OwnOccasion)))
    return [each for each in rows if each.is_hidden]


def unit_of(session: Session, id: int | None) -> Unit:
    """Return the unit whose curators keep a day: the whole library for one of none."""
    return units.by_id(session, id) if id else units.root(session)


def add(session: Session, by: Actor, given: Given, unit: Unit | None = None) -> str:
    """Add a day, of a unit or of the whole library; return its key."""
    roles.require(by, Role.CURATOR, at=unit or units.root(session))
    content = _content(given)
    database.take_turns(session.connection(), NOUN)
    row = OwnOccasion(key="", content=content, unit_id=unit.id if unit else None, edited=0)
    row.key = f"{_OWN}{_next(session)}"
    session.add(row)
    _note(session, by, "added", row)
    return row.key


def _next(session: Session) -> int:
    """Return a number that no day of here has had: the history has one more event at each."""
    query = select(func.count()).select_from(history.Event).where(history.Event.noun == NOUN)
    return (session.scalar(query) or 0) + 1


def change(session: Session, by: Actor, key: str, given: Given, seen: int) -> None:
    """Say of a day something else; of a shipped one that stands here instead."""
    row = _begin(session, by, key, seen)
    row.content = _content(given)
    _note(session, by, "changed", row)


def remove(session: Session, by: Actor, key: str, seen: int) -> None:
    """Take a day out: one made here for good, a shipped one until it is put back."""
    row = _begin(session, by, key, seen)
    if is_shipped(key):
        row.content = {**row.content, "hidden": True}
        _note(session, by, "removed", row)
        return
    _note(session, by, "removed", row)
    session.delete(row)
    session.flush()


def put_back(session: Session, by: Actor, key: str) -> None:
    """Have a shipped day as it was shipped."""
    row = session.get(OwnOccasion, key)
    if row is None or not is_shipped(key):
        raise NotFound(N_("There is no such day in the calendar any more."))
    roles.require(by, Role.CURATOR, at=units.root(session))
    _note(session, by, "put back", row)
    session.delete(row)
    session.flush()


def _begin(session: Session, by: Actor, key: str, seen: int) -> OwnOccasion:
    day, edited = found(session, key)
    roles.require(by, Role.CURATOR, at=unit_of(session, day.unit_id))
    if seen != edited:
        raise Stale(
            N_("Somebody has changed this day meanwhile. Look at it as it is now, then do it again.")
        )  # fmt: skip
    row = session.get(OwnOccasion, key)
    if row is None:
        row = OwnOccasion(key=key, content=_kept(day), unit_id=None, edited=0)
        session.add(row)
    return row


def _kept(day: Occasion) -> dict[str, Any]:
    """Return a shipped day as a row keeps it."""
    content: dict[str, Any] = {
        "title": dict(day.titles),
        "note": dict(day.notes),
        "tags": list(day.tags),
        "source": day.source,
        "years": {str(year): on.isoformat() if on else None for year, on in day.years.items()},
    }
    for name in ("month", "day", "weekday", "week"):
        if (value := getattr(day, name)) is not None:
            content[name] = value
    return content


def _note(session: Session, by: Actor, verb: str, row: OwnOccasion) -> None:
    row.edited += 1
    session.flush()
    history.record(session, by, verb, NOUN, row.key, unit=row.unit_id)
    changes.touch(session, NOUN, row.key)


def _content(given: Given) -> dict[str, Any]:
    source = text.tidy(given.source)
    if not source:
        raise Invalid(N_("Name the public text or the body that set this day."), "source")
    _check(source, "source", "source")
    titles, notes = _texts(given, "title"), _texts(given, "note")
    if not titles:
        raise Invalid(N_("Give it a title in one language at least."), f"title-{i18n.DEFAULT}")
    years = dict(_years(given.years))
    return {
        "title": titles,
        "note": notes,
        "tags": list(given.tags),
        "source": source,
        "years": years,
        **_rule(given, has_years=any(years.values())),
    }


def _texts(given: Given, name: str) -> dict[str, str]:
    said = {code: text.tidy(texts.get(name, "")) for code, texts in given.texts.items()}
    for code, line in said.items():
        _check(line, name, f"{name}-{code}")
    return {code: line for code, line in said.items() if line}


def _check(said: str, name: str, field: str) -> None:
    if len(said) > LONGEST[name]:
        raise Invalid(N_("This is too long; %(limit)s letters fit."), field, limit=LONGEST[name])


def _rule(given: Given, *, has_years: bool) -> dict[str, int]:
    if given.month is None:
        if not has_years:
            raise Invalid(N_("Choose a month, or name its day in some years below."), "month")
        return {}
    if given.weekday is not None:
        if given.weekday not in range(7) or given.week not in _WEEKS:
            raise Invalid(N_("Choose which of the weekdays of the month it is."), "week")
        return {"month": _month(given), "weekday": given.weekday, "week": int(given.week or 1)}
    try:
        date(_LEAP, month := _month(given), given.day or 0)
    except ValueError as error:
        raise Invalid(N_("This month has no such day."), "day") from error
    return {"month": month, "day": given.day or 0}


def _month(given: Given) -> int:
    if given.month is None or given.month not in range(1, 13):
        raise Invalid(N_("Choose a month, or name its day in some years below."), "month")
    return given.month


def _years(given: str) -> Iterator[tuple[str, str | None]]:
    for line in filter(None, map(str.strip, given.splitlines())):
        year, sign, rest = line.partition("-")
        try:
            if sign and not rest.strip():
                yield str(date(int(year), 1, 1).year), None
            else:
                on = _day(line)
                yield str(on.year), on.isoformat()
        except ValueError as error:
            raise Invalid(
                N_("“%(line)s” is neither a day such as 16/04/2027 nor a year to leave out such as 2028-."),
                "years",
                line=line[:40],
            ) from error  # fmt: skip


def _day(line: str) -> date:
    """Return the day written as 16/04/2027 or 2027-04-16; raise ValueError."""
    if "/" in line:
        day, month, year = line.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(line)
