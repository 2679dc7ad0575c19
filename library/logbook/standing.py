"""How slots of year plans stand in the logbook: what became of each, and what waits to be recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.logbook.models import Entry, Outcome
from library.planning import frames, tables
from library.planning.models import Slot, YearPlan
from library.planning.schoolyear import SchoolYear

# What is older is not asked for any more: the year is over, and its report written.
_LONGEST_BACK = timedelta(days=200)


def results(session: Session, slots: Sequence[int]) -> dict[int, Entry]:
    """Return by slot what became of it: done or cancelled, else the last day it was moved to."""
    found: dict[int, Entry] = {}
    query = select(Entry).where(Entry.slot_id.in_(slots), Entry.removed_at.is_(None))
    for entry in session.scalars(query.order_by(Entry.id)):
        before = found.get(entry.slot_id or 0)
        if before is None or before.outcome == Outcome.MOVED:
            found[entry.slot_id or 0] = entry
    return found


def done_of_plans(session: Session, plans: Sequence[int]) -> dict[int, int]:
    """Return by plan how many of its slots were carried out."""
    query = (
        select(Slot.plan_id, func.count(Slot.id.distinct()))
        .join(Entry, Entry.slot_id == Slot.id)
        .where(
            Slot.plan_id.in_(plans),
            Slot.removed_at.is_(None),
            Entry.removed_at.is_(None),
            Entry.outcome == Outcome.DONE,
        )
        .group_by(Slot.plan_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class Waiting:
    """A slot whose day has passed with nothing recorded; `day` is None when only its week is known."""

    slot: Slot
    day: date | None
    last: date


def waiting(session: Session, user: User) -> list[Waiting]:
    """Return what was planned for a day that has come and is not in the logbook: one's own first.

    Of plans of the units in which a person works, and of what they answer for elsewhere.
    """
    found = _planned(session, user)
    known = results(session, [each.id for each in found])
    years: dict[tuple[int, str], SchoolYear] = {}
    rows = []
    for slot in found:
        key = slot.plan.unit_id, slot.plan.year
        if key not in years:
            years[key] = frames.year(session, slot.plan.unit, slot.plan.year)
        entry = known.get(slot.id)
        moved = entry.moved_to if entry and entry.outcome == Outcome.MOVED else None
        if (entry is None or moved) and (row := _due(slot, moved, years[key])):
            rows.append(row)
    return sorted(rows, key=lambda each: (each.slot.owner_id != user.id, each.last, each.slot.id))


def _due(slot: Slot, moved: date | None, year: SchoolYear) -> Waiting | None:
    first, last = tables.first_day(slot, year), tables.last_day(slot, year)
    first, last = moved or first, moved or last
    if first is None or last is None or first > today() or last < today() - _LONGEST_BACK:
        return None
    return Waiting(slot, moved or slot.day_on, last)


def _planned(session: Session, user: User) -> Sequence[Slot]:
    """Return the slots in which a person may say what became of them, of this year and the last."""
    query = (
        select(Slot)
        .join(YearPlan, YearPlan.id == Slot.plan_id)
        .join(Unit, Unit.id == YearPlan.unit_id)
        .where(Slot.removed_at.is_(None), YearPlan.year >= _last_year(), or_(*_mine(user)))
    )
    plan = joinedload(Slot.plan).joinedload(YearPlan.unit)
    return session.scalars(query.options(plan, joinedload(Slot.owner))).unique().all()


def _mine(user: User) -> Iterable[ColumnElement[bool]]:
    yield Slot.owner_id == user.id
    for each in user.memberships:
        if user.holds(Role.CONTRIBUTOR, each.unit):
            yield within(each.unit)


def within(unit: Unit) -> ColumnElement[bool]:
    """Return the condition that a unit is one's own: of a school its groups too.

    Below a department or a commune work others, who record for themselves.
    """
    if unit.kind in ("school", "group"):
        return Unit.path.startswith(unit.path, autoescape=True)
    return Unit.id == unit.id


def _last_year() -> str:
    begins = today().year - 1 if today().month >= 8 else today().year - 2
    return f"{begins}-{begins + 1}"
