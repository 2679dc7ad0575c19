"""Slots of a year plan: planned, changed, moved, taken out and put back; nothing is ever lost.

Every change names what was seen; who comes second is told so, with both states shown by the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, NotFound
from library.items import catalogue
from library.items.models import Item
from library.marking import N_
from library.planning import plans, versions
from library.planning.models import Slot, State, YearPlan
from library.planning.schoolyear import SchoolYear

# The four forms of activities that the programme knows, by the tag that names each.
FORMS = {
    "flag": ("activity.flag-ceremony", N_("Flag-salute assembly"), N_("FL")),
    "class": ("activity.class-meeting", N_("Class meeting"), N_("CM")),
    "topic": ("activity.thematic", N_("Themed activity"), N_("TH")),
    "club": ("activity.club", N_("Club"), N_("CL")),
}
DEFAULT_FORM = "topic"
_LONGEST = {"title": 300, "classes": 200, "owner_name": 200, "place": 200, "support": 1000,
            "needs": 2000, "outcomes": 4000, "products": 1000}  # fmt: skip
_LARGEST = {"periods": 200, "pupils": 100_000}
_MOST = 2_000


class Overtaken(Conflict):
    """Somebody else has changed the slot since it was seen."""


@dataclass(frozen=True)
class Wish:
    """Where an activity goes and why the plan changes; `seen` is the slot's `edited` as it was read."""

    seen: int | None = None
    reason: str = ""


def by_id(session: Session, user: User, id: int) -> Slot:
    """Return a slot of a plan that a person may read; raise NotFound."""
    slot = session.get(Slot, id)
    if slot is None or not plans.sees(user, slot.plan):
        raise NotFound(
            N_("There is no such activity in a year plan, or it is not for this account.")
        )
    return slot


def form_of(facts: Mapping[str, Any]) -> str:
    """Return the form in which an item is carried out, by its tags."""
    for tag in facts.get("activity", []):
        for form, (id, _name, _short) in FORMS.items():
            if tag == id or tag.startswith(f"{id}."):
                return form
    return DEFAULT_FORM


def plan_item(
    session: Session,
    user: User,
    plan: YearPlan,
    item: Item,
    fields: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Slot:
    """Put a published item into a plan; what it says of grades goes along."""
    revision = item.published
    if revision is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    facts = revision.facts
    title = catalogue.edition(revision, "vi").title[: _LONGEST["title"]]
    known = {"title": title, "form": form_of(facts), "grades": list(facts.get("grade", []))}
    needs = {"item_id": item.id, "revision_id": revision.id}
    return _add(session, user, plan, known | dict(fields or {}), needs, reason)


def plan_own(
    session: Session, user: User, plan: YearPlan, fields: Mapping[str, Any], reason: str = ""
) -> Slot:
    """Put an activity with a title of one's own into a plan."""
    return _add(session, user, plan, {"form": DEFAULT_FORM} | dict(fields), {}, reason)


def _add(
    session: Session,
    user: User,
    plan: YearPlan,
    fields: Mapping[str, Any],
    of_item: Mapping[str, Any],
    reason: str,
) -> Slot:
    why = _opened(session, user, plan, reason)
    if len(plans.slots(session, plan)) >= _MOST:
        raise Conflict(N_("The plan is full; begin another one for a group."))
    slot = Slot(plan_id=plan.id, planned_by_id=user.id, edited=0, **of_item)
    slot.title, slot.form = "", DEFAULT_FORM
    _put(session, slot, fields)
    session.add(slot)
    session.flush()
    _close(session, user, plan, why, "planned", slot)
    return slot


def _opened(session: Session, user: User, plan: YearPlan, reason: str) -> str:
    """Return why a plan changes, asked for once it is approved; hold it until the commit."""
    database.take_turns(session.connection(), plans.NOUN)
    session.refresh(plan)
    plans.require_writing(user, plan)
    why = text.tidy(reason)
    if plan.state == State.APPROVED and not why:
        raise Invalid(N_("The plan is approved: say why it changes."), field="reason")
    if len(why) > 2000:
        raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
    return why


def _close(
    session: Session, user: User, plan: YearPlan, reason: str, verb: str, slot: Slot
) -> None:
    slot.edited_by_id, slot.changed_at = user.id, now()
    plan.changed_at = now()
    session.flush()
    session.refresh(slot)
    if plan.state == State.APPROVED:
        versions.add(session, user, plan, reason)
    history.record(session, user, verb, plans.NOUN, plan.id, slot=slot.id, reason=reason)


def _seen(session: Session, slot: Slot, seen: int | None) -> None:
    session.refresh(slot)
    if seen is not None and seen != slot.edited:
        raise Overtaken(N_("Somebody else has changed this activity meanwhile."))
    if slot.removed_at is not None:
        raise Conflict(N_("It was taken out of the plan meanwhile; put it back first."))


def change(session: Session, user: User, slot: Slot, fields: Mapping[str, Any], wish: Wish) -> None:
    """Change what is said of an activity; raise Overtaken when it is not what was seen."""
    why = _opened(session, user, slot.plan, wish.reason)
    _seen(session, slot, wish.seen)
    before = versions.state(slot), slot.owner_id
    _put(session, slot, fields)
    if (versions.state(slot), slot.owner_id) == before:
        return
    slot.edited += 1
    _close(session, user, slot.plan, why, "changed", slot)


def move(
    session: Session, user: User, slot: Slot, week: int | None, year: SchoolYear, wish: Wish
) -> None:
    """Put an activity into another week, or (None) among those without one.

    A day moves along to the same weekday, so that nothing that was said of it is lost.
    """
    why = _opened(session, user, slot.plan, wish.reason)
    _seen(session, slot, wish.seen)
    wanted = year.week(week) if week else None
    if week and wanted is None:
        raise Invalid(N_("The year has no such week."), field="week")
    if slot.day_on and wanted:
        monday = wanted.last - timedelta(days=6)
        slot.day_on, slot.week = monday + timedelta(days=slot.day_on.weekday()), None
    else:
        slot.day_on, slot.week = None, week
    slot.edited += 1
    _close(session, user, slot.plan, why, "moved", slot)


def remove(session: Session, user: User, slot: Slot, wish: Wish) -> None:
    """Take an activity out of its plan; it can be put back."""
    why = _opened(session, user, slot.plan, wish.reason)
    _seen(session, slot, wish.seen)
    slot.removed_at = now()
    slot.edited += 1
    _close(session, user, slot.plan, why, "took out", slot)


def put_back(session: Session, user: User, slot: Slot, reason: str = "") -> None:
    """Put an activity back that was taken out; one that is in the plan stays as it is."""
    why = _opened(session, user, slot.plan, reason)
    session.refresh(slot)
    if slot.removed_at is None:
        return
    slot.removed_at = None
    slot.edited += 1
    _close(session, user, slot.plan, why, "put back", slot)


def look_again(session: Session, user: User, slot: Slot) -> None:
    """Note that somebody who plans has looked at an item that was changed since it was planned."""
    database.take_turns(session.connection(), plans.NOUN)
    roles.require(user, Role.CONTRIBUTOR, at=slot.plan.unit)
    session.refresh(slot)
    if slot.item and slot.item.published_id:
        slot.revision_id = slot.item.published_id
        session.flush()
        history.record(session, user, "looked again", plans.NOUN, slot.plan_id, slot=slot.id)


FIELDS = (
    "title", "form", "week", "day_on", "begins", "ends", "grades", "classes", "owner_id",
    "owner_name", "support", "place", "periods", "needs", "outcomes", "pupils", "products",
)  # fmt: skip


def _put(session: Session, slot: Slot, fields: Mapping[str, Any]) -> None:
    """Write the given fields into a slot, or raise Invalid and change nothing."""
    clean = {name: _clean(name, value) for name, value in fields.items()}
    if not clean.get("title", slot.title):
        raise Invalid(N_("Say what the activity is called."), field="title")
    if clean.get("form", slot.form) not in FORMS:
        raise Invalid(N_("Choose one of the forms."), field="form")
    begins, ends = clean.get("begins"), clean.get("ends")
    if ends and (not begins or ends <= begins):
        raise Invalid(N_("It must end after it begins."), field="ends")
    if owner_id := clean.get("owner_id"):
        owner = session.get(User, owner_id)
        if owner is None or (owner.ended_at and owner_id != slot.owner_id):
            raise Invalid(N_("Choose somebody with an account, or type a name."), field="owner")
        clean["owner_name"] = ""
    if clean.get("day_on"):
        clean["week"] = None
    for name, value in clean.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(slot, name, value)


def _clean(name: str, value: Any) -> Any:
    if name in _LONGEST:
        said = text.tidy(value or "")
        if len(said) > _LONGEST[name]:
            raise Invalid(
                N_("This is too long: at most %(most)s letters."), field=name, most=_LONGEST[name]
            )
        return said
    if name in _LARGEST and value is not None and not 0 <= value <= _LARGEST[name]:
        raise Invalid(N_("Give a number from 0 to %(most)s."), field=name, most=_LARGEST[name])
    assert value is None or isinstance(value, int | str | list | date | time)
    return value
