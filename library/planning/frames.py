"""The school year as it holds at a unit: what ships, then what the department and the school enter.

Semesters are those of the nearest unit that has them; days without lessons of all of them add up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.errors import Conflict, Invalid
from library.marking import N_
from library.planning import schoolyear
from library.planning.models import Frame
from library.planning.schoolyear import Days, SchoolYear, Semester

NOUN = "frames"
_LONGEST_NAME, _LONGEST_SOURCE = 100, 200
_MOST_DAYS, _MOST_PLACES = 60, 100


@dataclass(frozen=True)
class Given:
    """The first and last days of both semesters as somebody enters them, and where they stand."""

    first: tuple[date | None, date | None]
    last: tuple[date | None, date | None]
    source: str


def year(session: Session, unit: Unit, name: str) -> SchoolYear:
    """Return a school year as it holds at a unit."""
    known = schoolyear.shipped(schoolyear.named(name))
    for frame in _inherited(session, unit, name):
        known = _with(known, frame)
    return known


def _inherited(session: Session, unit: Unit, name: str) -> Sequence[Frame]:
    """Return the frames of a unit and of those above it, from the top down."""
    ids = [int(each) for each in unit.path.split("/") if each]
    found = session.scalars(select(Frame).where(Frame.unit_id.in_(ids), Frame.year == name)).all()
    return sorted(found, key=lambda frame: ids.index(frame.unit_id))


def _with(known: SchoolYear, frame: Frame) -> SchoolYear:
    days = (*known.days, *(_days(row, frame.unit_id) for row in frame.days))
    changed = replace(known, days=days, places=tuple(frame.places))
    if not frame.semesters:
        return changed
    semesters = tuple(Semester(_day(each["first"]), _day(each["last"])) for each in frame.semesters)
    return replace(changed, semesters=semesters, source=frame.source, frame_unit_id=frame.unit_id)


def _days(row: dict[str, Any], unit_id: int) -> Days:
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    return Days(row["kind"], first, last, {"vi": row["name"]}, unit_id=unit_id)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def names(session: Session, unit: Unit) -> list[str]:
    """Return the school years to choose from at a unit, the newest first."""
    ids = [int(each) for each in unit.path.split("/") if each]
    entered = session.scalars(select(Frame.year).where(Frame.unit_id.in_(ids)))
    current = schoolyear.name_of(database.today())
    known = {*schoolyear.known_names(), *entered, current, schoolyear.after(current)}
    return sorted(known, reverse=True)


def own(session: Session, unit: Unit, name: str) -> Frame | None:
    """Return what a unit itself says of a year, None when it says nothing."""
    return session.scalar(select(Frame).where(Frame.unit_id == unit.id, Frame.year == name))


def may_set(user: Actor, unit: Unit) -> bool:
    """Tell whether a person may enter the year of a unit: its head, or its administrator."""
    return user.holds(Role.PUBLISHER, unit) or user.holds(Role.ADMINISTRATOR, unit)


def _opened(session: Session, by: Actor, unit: Unit, name: str, seen: int | None) -> Frame:
    """Return the frame of a unit, ready to be changed by somebody who has seen its last state."""
    if not may_set(by, unit):
        roles.require(by, Role.PUBLISHER, at=unit)
    database.take_turns(session.connection(), NOUN)
    frame = own(session, unit, schoolyear.named(name))
    if frame is None:
        frame = Frame(
            unit_id=unit.id, year=name, source="", semesters=[], days=[], places=[], edited=0
        )
        session.add(frame)
    elif seen is not None and seen != frame.edited:
        raise Conflict(N_("Somebody else has changed this year meanwhile. Look at it again."))
    frame.edited += 1
    return frame


def _kept(session: Session, by: Actor, frame: Frame) -> None:
    session.flush()
    history.record(session, by, "set", NOUN, frame.id, unit=frame.unit_id)


def set_semesters(
    session: Session, by: Actor, unit: Unit, name: str, given: Given, seen: int | None = None
) -> None:
    """Enter the semesters of a unit; without any day those of above hold again."""
    known = schoolyear.shipped(schoolyear.named(name))
    frame = _opened(session, by, unit, name, seen)
    source = text.tidy(given.source)
    if len(source) > _LONGEST_SOURCE:
        raise Invalid(N_("Say it in at most 200 letters."), field="source")
    frame.source = source
    frame.semesters = list(_semesters(given, known)) if any((*given.first, *given.last)) else []
    _kept(session, by, frame)


def _semesters(given: Given, known: SchoolYear) -> Iterator[dict[str, str | None]]:
    before = known.first
    for number, (first, last) in enumerate(zip(given.first, given.last, strict=True), start=1):
        if first is None:
            raise Invalid(
                N_("Give the first day of this semester; the weeks are counted from it."),
                field=f"first{number}",
            )
        if not before <= first <= known.last:
            raise Invalid(
                N_("This day does not lie in the school year, or before the other semester."),
                field=f"first{number}",
            )
        if last is not None and not first < last <= known.last:
            raise Invalid(N_("The last day must come after the first."), field=f"last{number}")
        before = last or first
        yield {"first": first.isoformat(), "last": last.isoformat() if last else None}


def add_days(
    session: Session, by: Actor, unit: Unit, name: str, days: Days, seen: int | None = None
) -> None:
    """Enter days that are not like others, such as the Tết break or a week of exams."""
    known = schoolyear.shipped(schoolyear.named(name))
    called = text.tidy(days.names["vi"])
    if days.kind not in schoolyear.KINDS:
        raise Invalid(N_("Choose what these days are."), field="kind")
    if not called or len(called) > _LONGEST_NAME:
        raise Invalid(N_("Say in at most 100 letters what these days are."), field="name")
    if days.last < days.first or not (known.has(days.first) and known.has(days.last)):
        raise Invalid(
            N_("The days must lie in the school year, the last not before the first."), "last"
        )
    frame = _opened(session, by, unit, name, seen)
    if len(frame.days) >= _MOST_DAYS:
        raise Invalid(N_("These are too many; remove some first."), field="name")
    row = {
        "kind": days.kind,
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "name": called,
    }
    frame.days = sorted([*frame.days, row], key=lambda each: each["first"])
    _kept(session, by, frame)


def remove_days(
    session: Session, by: Actor, unit: Unit, name: str, place: int, seen: int | None = None
) -> None:
    """Take back days that a unit has entered, by their place in its list."""
    frame = _opened(session, by, unit, name, seen)
    if not 0 <= place < len(frame.days):
        raise Conflict(N_("Somebody else has changed this year meanwhile. Look at it again."))
    frame.days = [each for number, each in enumerate(frame.days) if number != place]
    _kept(session, by, frame)


def set_places(
    session: Session, by: Actor, unit: Unit, name: str, lines: str, seen: int | None = None
) -> None:
    """Enter the rooms and yards of a school, one a line."""
    found = [text.tidy(line) for line in lines.splitlines()]
    places = list(dict.fromkeys(each for each in found if each))
    if len(places) > _MOST_PLACES or any(len(each) > _LONGEST_NAME for each in places):
        raise Invalid(N_("Give at most 100 places of at most 100 letters."), field="places")
    frame = _opened(session, by, unit, name, seen)
    frame.places = places
    _kept(session, by, frame)
