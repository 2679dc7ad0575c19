"""A year plan of the year before as the beginning of the next one.

An activity keeps its school week and weekday; one on the day of an occasion goes with it.
"""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from library import history
from library.accounts.models import User
from library.database import now
from library.planning import frames, occasions, plans, schoolyear
from library.planning.models import Slot, YearPlan
from library.planning.schoolyear import SchoolYear

_COPIED = (
    "title", "form", "grades", "classes", "owner_id", "owner_name", "support", "place", "periods",
    "needs", "outcomes", "pupils", "products", "begins", "ends", "item_id",
)  # fmt: skip

_YEAR = timedelta(weeks=52)


def to_next_year(session: Session, user: User, plan: YearPlan) -> YearPlan:
    """Return a new draft for the next year with all activities of a plan, results left out.

    Items that were withdrawn meanwhile go along and are marked as such by `clashes`.
    """
    name = schoolyear.after(plan.year)
    made = plans.begin(session, user, plan.unit, name, plan.group_name)
    before, after = (frames.year(session, plan.unit, each) for each in (plan.year, name))
    days = _days_of_occasions(session, plan, before)
    for slot in plans.slots(session, plan):
        session.add(_copied(slot, made, user, before, after, days))
    made.themes = dict(plan.themes)
    session.flush()
    history.record(session, user, "copied", plans.NOUN, made.id)
    return made


def _days_of_occasions(
    session: Session, plan: YearPlan, year: SchoolYear
) -> dict[date, date | None]:
    """Return the days of occasions with the same occasion's day a year later, where it has one."""
    found = occasions.of_unit(session, plan.unit, year.first, year.last)
    return {day: each[0].on(day.year + 1) for day, each in found.items()}


def _copied(
    slot: Slot,
    plan: YearPlan,
    user: User,
    before: SchoolYear,
    after: SchoolYear,
    days: dict[date, date | None],
) -> Slot:
    copy = Slot(plan_id=plan.id, planned_by_id=user.id, edited=0, changed_at=now())
    for name in _COPIED:
        setattr(copy, name, getattr(slot, name))
    if slot.owner and slot.owner.ended_at:
        copy.owner_id, copy.owner_name = None, slot.owner.name
    # What is public now was looked at when the copy was made, unless there is nothing any more.
    published = slot.item.published_id if slot.item else None
    copy.revision_id = published or slot.revision_id
    copy.week, copy.day_on = slot.week, None
    if slot.day_on:
        copy.day_on = days.get(slot.day_on) or _day(slot.day_on, before, after)
        copy.week = None if copy.day_on else before.week_of(slot.day_on)
    return copy


def _day(day: date, before: SchoolYear, after: SchoolYear) -> date | None:
    """Return the day in the next year, None where its weeks are not known yet.

    A day outside the weeks of lessons, as in the summer, goes to the same weekday.
    """
    if before.week_of(day) is None:
        return day + _YEAR
    return before.moved(day, after)
