"""Versions of a year plan: what was approved, and every change after that with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts.models import User
from library.errors import NotFound
from library.marking import N_
from library.planning import plans
from library.planning.models import PlanVersion, Slot, YearPlan

# The fields that a version keeps, in the order in which differences are shown.
FIELDS = {
    "title": N_("Activity"),
    "form": N_("Form"),
    "week": N_("Week"),
    "day_on": N_("Day"),
    "begins": N_("Begins"),
    "ends": N_("Ends"),
    "grades": N_("Grades"),
    "classes": N_("Classes"),
    "owner": N_("Responsible"),
    "support": N_("With the help of"),
    "place": N_("Venue"),
    "periods": N_("Periods"),
    "needs": N_("Conditions"),
    "outcomes": N_("Expected outcomes"),
    "pupils": N_("Pupils expected"),
    "products": N_("Products expected"),
}


@dataclass(frozen=True)
class Difference:
    """What became of one slot between two versions; fields as (name, before, after)."""

    title: str
    kind: str  # added, removed, changed
    fields: Sequence[tuple[str, Any, Any]]


def state(slot: Slot) -> dict[str, Any]:
    """Return what a version keeps of a slot."""
    kept: dict[str, Any] = {"owner": slot.who}
    for name in FIELDS:
        if name == "owner":
            continue
        value = getattr(slot, name)
        kept[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return kept


def add(session: Session, user: User, plan: YearPlan, reason: str) -> PlanVersion:
    """Keep the plan as it stands now as its next version; raises the plan's own count."""
    before = contents(session, plan, plan.version)
    now = {str(each.id): state(each) for each in plans.slots(session, plan)}
    changed = {id: kept for id, kept in now.items() if before.get(id) != kept}
    gone: dict[str, Any] = {id: None for id in before if id not in now}
    plan.version += 1
    made = PlanVersion(
        plan_id=plan.id, number=plan.version, by_id=user.id, reason=reason, slots=changed | gone
    )
    session.add(made)
    session.flush()
    return made


def of(session: Session, plan: YearPlan) -> Sequence[PlanVersion]:
    """Return the versions of a plan, the newest first."""
    query = select(PlanVersion).where(PlanVersion.plan_id == plan.id)
    return session.scalars(query.order_by(PlanVersion.number.desc())).all()


def contents(session: Session, plan: YearPlan, number: int) -> dict[str, dict[str, Any]]:
    """Return the slots of a version by number; none for version 0, before the first approval."""
    if number > plan.version or number < 0:
        raise NotFound(N_("There is no such version of this plan."))
    query = select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.number <= number)
    found: dict[str, dict[str, Any]] = {}
    for version in session.scalars(query.order_by(PlanVersion.number)):
        for id, kept in version.slots.items():
            if kept is None:
                found.pop(id, None)
            else:
                found[id] = kept
    return found


def differences(session: Session, plan: YearPlan, first: int, second: int) -> list[Difference]:
    """Return what differs between two versions, slot by slot."""
    before, after = contents(session, plan, first), contents(session, plan, second)
    ids = sorted({*before, *after}, key=int)
    return [
        each for each in (_difference(before.get(id), after.get(id)) for id in ids) if each.fields
    ]


def _difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Difference:
    kind = "changed" if before and after else ("added" if after else "removed")
    old, new = before or {}, after or {}
    title = str((after or before or {}).get("title", ""))
    return Difference(title, kind, list(_fields(old, new)))


def _fields(old: dict[str, Any], new: dict[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    for name in FIELDS:
        if (old.get(name) or None) != (new.get(name) or None):
            yield name, old.get(name), new.get(name)
