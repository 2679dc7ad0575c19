"""Telling those who have planned an item what became of it: corrected, withdrawn."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import notices
from library.accounts.models import User
from library.database import today
from library.errors import Message
from library.items.models import Item
from library.marking import N_
from library.planning import frames, plans, schoolyear, tables
from library.planning.models import Slot, YearPlan

WHY = N_("because it stands in your year plan")


def planners(session: Session, item: Item) -> Iterable[User]:
    """Return who planned an item for this year or later, or answers for it there."""
    return {
        user.id: user for slot in _planned(session, item) for user in _people(session, slot)
    }.values()


def _planned(session: Session, item: Item) -> Sequence[Slot]:
    """Return the slots of an item that are still to come; what is over needs no other item."""
    query = (
        select(Slot)
        .join(YearPlan, YearPlan.id == Slot.plan_id)
        .where(
            Slot.item_id == item.id,
            Slot.removed_at.is_(None),
            YearPlan.year >= schoolyear.name_of(today()),
        )
    )
    found = session.scalars(query.order_by(Slot.id)).all()
    return [each for each in found if not _is_over(session, each)]


def _is_over(session: Session, slot: Slot) -> bool:
    year = frames.year(session, slot.plan.unit, slot.plan.year)
    last = tables.last_day(slot, year)
    return last is not None and last < today()


def _people(session: Session, slot: Slot) -> Iterable[User]:
    ids = {slot.planned_by_id, slot.owner_id} - {None}
    found = session.scalars(select(User).where(User.id.in_(ids), User.ended_at.is_(None)))
    return [user for user in found if plans.sees(user, slot.plan)]


def withdrawn(session: Session, by: User | None, item: Item) -> None:
    """Tell who has planned an item that it was withdrawn, once for each plan."""
    told: set[tuple[int, int]] = set()
    for slot in _planned(session, item):
        for user in _people(session, slot):
            if (user.id, slot.plan_id) in told or (by and user.id == by.id):
                continue
            told.add((user.id, slot.plan_id))
            sentence = N_("“%(title)s” was withdrawn, and it stands in %(plan)s.")
            message = Message(sentence, {"title": slot.title, "plan": plans.title(slot.plan)})
            notices.tell(session, [user], message, WHY, plans.NOUN, slot.plan_id)
