"""Calendars that telephones subscribe to, as iCalendar (RFC 5545): one's own activities, a school's.

The address is the key: it is made at random, shown once, kept as a digest and can be renewed.
Only what was approved once goes out.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

import icalendar
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from library import history
from library.accounts import secrets
from library.accounts.models import Unit, User
from library.database import CLOCK
from library.errors import NotAllowed, NotFound
from library.marking import N_
from library.planning import frames, plans
from library.planning.models import Calendar, Slot, YearPlan
from library.planning.schoolyear import SchoolYear

NOUN = "calendars"
MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Sao Dieu//Year plan//VI"
_USUAL = timedelta(minutes=45)


def renew(session: Session, user: User, unit: Unit | None = None) -> str:
    """Return the secret of a new calendar, one's own or a unit's; the one before ends."""
    if unit is not None and not _belongs(user, unit):
        raise NotAllowed(N_("This calendar is for those who belong to the unit."))
    for old in _kept(session, user, unit):
        session.delete(old)
    session.flush()
    secret = secrets.make()
    made = Calendar(
        user_id=user.id, unit_id=unit.id if unit else None, digest=secrets.digest(secret)
    )
    session.add(made)
    session.flush()
    history.record(session, user, "renewed", NOUN, made.id)
    return secret


def end(session: Session, user: User, id: int) -> None:
    """End a calendar of a person: its address leads nowhere any more."""
    found = session.get(Calendar, id)
    if found is None or found.user_id != user.id:
        raise NotFound(N_("There is no such calendar."))
    session.delete(found)
    session.flush()
    history.record(session, user, "ended", NOUN, id)


def _belongs(user: User, unit: Unit) -> bool:
    probe = YearPlan(unit=unit, unit_id=unit.id)
    return plans.sees(user, probe)


def _kept(session: Session, user: User, unit: Unit | None) -> Sequence[Calendar]:
    query = select(Calendar).where(Calendar.user_id == user.id)
    where = Calendar.unit_id == unit.id if unit else Calendar.unit_id.is_(None)
    return session.scalars(query.where(where)).all()


def of(session: Session, user: User) -> Sequence[Calendar]:
    """Return the calendars of a person, their own first."""
    query = select(Calendar).where(Calendar.user_id == user.id).options(joinedload(Calendar.unit))
    return sorted(session.scalars(query), key=lambda each: (each.unit_id is not None, each.id))


def found(session: Session, secret: str) -> Calendar:
    """Return the calendar of a secret; raise NotFound, also when its person left the unit."""
    query = select(Calendar).where(Calendar.digest == secrets.digest(secret))
    kept = session.scalar(query.options(joinedload(Calendar.user), joinedload(Calendar.unit)))
    is_open = kept is not None and not kept.user.ended_at
    if kept is None or not is_open or (kept.unit and not _belongs(kept.user, kept.unit)):
        raise NotFound(N_("There is no such calendar; its address may have been renewed."))
    return kept


def slots(session: Session, kept: Calendar) -> Sequence[Slot]:
    """Return what stands in a calendar: approved activities with a week or a day."""
    query = (
        select(Slot)
        .join(YearPlan, YearPlan.id == Slot.plan_id)
        .join(Unit, Unit.id == YearPlan.unit_id)
        .where(
            YearPlan.version > 0,
            Slot.removed_at.is_(None),
            or_(Slot.day_on.is_not(None), Slot.week.is_not(None)),
        )
        .options(joinedload(Slot.plan).joinedload(YearPlan.unit), joinedload(Slot.owner))
        .order_by(Slot.id)
    )
    if kept.unit is None:
        mine = session.scalars(query.where(Slot.owner_id == kept.user_id)).all()
        return [slot for slot in mine if plans.sees(kept.user, slot.plan)]
    return session.scalars(query.where(Unit.path.startswith(kept.unit.path, autoescape=True))).all()


def written(
    session: Session, kept: Calendar, name: str, host: str, address: Callable[[Slot], str]
) -> bytes:
    """Return a calendar as a file; `host` makes its numbers unlike those of other libraries."""
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", str(CLOCK))
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    years: dict[tuple[int, str], SchoolYear] = {}
    for slot in slots(session, kept):
        key = slot.plan.unit_id, slot.plan.year
        if key not in years:
            years[key] = frames.year(session, slot.plan.unit, slot.plan.year)
        if event := _event(slot, years[key], host, address):
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(
    slot: Slot, year: SchoolYear, host: str, address: Callable[[Slot], str]
) -> icalendar.Event | None:
    when = _when(slot, year)
    if when is None:
        return None
    event = icalendar.Event()
    event.add("uid", f"slot-{slot.id}@{host}")
    event.add("dtstamp", slot.changed_at)
    event.add("sequence", slot.edited)
    event.add("summary", slot.title)
    event.add("dtstart", when[0])
    event.add("dtend", when[1])
    if slot.place:
        event.add("location", slot.place)
    if said := "\n".join(_said(slot)):
        event.add("description", said)
    event.add("url", address(slot))
    if not isinstance(when[0], datetime):
        event.add("transp", "TRANSPARENT")
    return event


def _when(slot: Slot, year: SchoolYear) -> tuple[date, date] | None:
    """Return when it begins and ends: moments, or days with the end not included; None for never."""
    if slot.day_on is None:
        week = year.week(slot.week)
        return (week.first, week.last - timedelta(days=1)) if week else None
    if slot.begins is None:
        return slot.day_on, slot.day_on + timedelta(days=1)
    begins = datetime.combine(slot.day_on, slot.begins, CLOCK)
    if slot.ends:
        return begins, datetime.combine(slot.day_on, slot.ends, CLOCK)
    return begins, begins + _USUAL * (slot.periods or 1)


def _said(slot: Slot) -> Iterable[str]:
    """Yield what stands below the title; the plan's own words only, in the language it was made in."""
    for said in (slot.classes, slot.who, slot.support, slot.needs):
        if said:
            yield said
