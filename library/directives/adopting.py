"""What a unit below makes of a directive: tasks become commitments and slots of its year plan.

Everybody who contributes to the unit takes tasks over; only its head leaves one out, with a reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.bases import keeping, reading
from library.database import now
from library.directives import directives, tasks
from library.directives.models import (
    Adoption,
    Commitment,
    Directive,
    DirectiveVersion,
    State,
    Status,
)
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_
from library.planning import plans, slotting
from library.planning.models import Slot, YearPlan

STATUSES = {
    Status.NOT_BEGUN: N_("Not begun"),
    Status.UNDER_WAY: N_("Under way"),
    Status.DONE: N_("Done"),
}
_LONGEST = {**tasks.LONGEST, "who": 200, "said": 1_000, "reason": 1_000}
_LONGEST_TITLE = 300
_FIELDS = ("text", "due", "product", "who")


def homes(user: User, directive: Directive) -> list[Unit]:
    """Return the units below a directive for which somebody works, groups not among them."""
    found = {each.unit_id: each.unit for each in user.memberships}
    return [unit for unit in found.values() if may_adopt(user, directive, unit)]


def may_adopt(user: User, directive: Directive, unit: Unit) -> bool:
    """Tell whether somebody takes a directive over for a unit."""
    is_below = unit.is_within(directive.unit) and unit.id != directive.unit_id
    is_one = unit.kind != "group" and units.is_open(unit)
    return is_below and is_one and user.holds(Role.CONTRIBUTOR, unit)


def sees(user: User, directive: Directive, unit: Unit) -> bool:
    """Tell whether somebody may read what a unit made of a directive: who belongs to it, and above."""
    belongs = any(each.unit.is_within(unit) for each in user.memberships)
    is_below = unit.is_within(directive.unit) and unit.id != directive.unit_id
    return is_below and (belongs or user.holds(Role.READER, unit))


def of(session: Session, directive: Directive, unit: Unit) -> Adoption | None:
    """Return what a unit made of a directive, None before it began."""
    query = select(Adoption).where(
        Adoption.directive_id == directive.id, Adoption.unit_id == unit.id
    )
    loaded = selectinload(Adoption.commitments).selectinload(Commitment.slots)
    return session.scalar(query.options(loaded))


def commitment(session: Session, user: User, id: int) -> Commitment:
    """Return a commitment that somebody may read; raise NotFound."""
    found = session.get(Commitment, id)
    if found is None or not sees(user, found.adoption.directive, found.adoption.unit):
        raise NotFound(N_("There is no such task of a unit, or it is not for this account."))
    return found


def _opened(session: Session, user: User, directive: Directive, unit: Unit) -> None:
    """Let the unit's people go on, one after another; raise NotAllowed, Conflict or Invalid."""
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if not may_adopt(user, directive, unit):
        raise Invalid(N_("Choose a unit below the one that has issued this plan."), field="unit")
    database.take_turns(session.connection(), directives.NOUN)
    session.refresh(directive)
    if directive.state != State.ISSUED:
        raise Conflict(N_("This plan is not in force: it was withdrawn, or not issued yet."))


def adopt(session: Session, user: User, directive: Directive, unit: Unit) -> Adoption:
    """Begin to take a directive over, or go on; it joins the legal bases of the unit."""
    _opened(session, user, directive, unit)
    if found := of(session, directive, unit):
        return found
    made = Adoption(
        directive_id=directive.id, directive=directive, unit_id=unit.id, unit=unit,
        version=directive.version, begun_by_id=user.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    keeping.add(session, user, unit, basis(directive))
    history.record(session, user, "adopted", directives.NOUN, directive.id, unit=unit.id)
    return made


def basis(directive: Directive) -> reading.Basis:
    """Return a directive as a legal basis."""
    return reading.composed(
        "Kế hoạch", directive.number, directive.dated_on, directive.unit.name, directive.title,
        directive.item_id,
    )  # fmt: skip


def take(
    session: Session,
    user: User,
    directive: Directive,
    unit: Unit,
    keys: Sequence[str],
    plan: YearPlan | None = None,
    reason: str = "",
) -> list[Commitment]:
    """Take tasks over, as they are; with a plan each also becomes an activity of it.

    One that was left out before counts again. Raise Invalid where no task is chosen.
    """
    adoption = adopt(session, user, directive, unit)
    if plan is not None and not plan.unit.is_within(unit):
        raise Invalid(N_("Choose a year plan of this unit."), field="plan")
    known = tasks.by_key(directive.tasks)
    chosen = [known[key] for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        raise Invalid(N_("Choose at least one task."), field="task")
    made = [_taken(session, user, adoption, task) for task in chosen]
    for each in made if plan is not None else ():
        if not each.slots:
            assert plan is not None
            each.slots.append(_planned(session, user, plan, each, reason))
    _close(session, user, adoption, "took tasks over")
    return made


def _taken(session: Session, user: User, adoption: Adoption, task: tasks.Task) -> Commitment:
    found = next((each for each in adoption.commitments if each.task == task["key"]), None)
    if found is None:
        found = _begun(adoption, user, task)
        session.add(found)
    elif found.is_left_out:
        found.is_left_out, found.reason = False, ""
        _copy(found, task)
    session.flush()
    return found


def _begun(adoption: Adoption, user: User, task: tasks.Task) -> Commitment:
    made = Commitment(
        adoption=adoption, task=task["key"], edited_by_id=user.id, who="", reason="", said="",
        status=Status.NOT_BEGUN, is_left_out=False, edited=0,
    )  # fmt: skip
    _copy(made, task)
    return made


def _copy(own: Commitment, task: tasks.Task) -> None:
    """Let a commitment say what the task says."""
    own.above, own.text, own.due = dict(task), task["text"], task["due"]
    own.due_on, own.product = tasks.day(task), task["product"]


def _planned(session: Session, user: User, plan: YearPlan, own: Commitment, reason: str) -> Slot:
    fields: dict[str, Any] = {
        "title": own.text[:_LONGEST_TITLE], "products": own.product, "owner_name": own.who,
        "support": own.above.get("support", ""),
    }  # fmt: skip
    return slotting.plan_own(session, user, plan, fields, reason)


def leave_out(
    session: Session, user: User, directive: Directive, unit: Unit, keys: Sequence[str], reason: str
) -> None:
    """Leave tasks out, as head of the unit, and say why; those above read it."""
    roles.require(user, Role.PUBLISHER, at=unit)
    why = text.tidy(reason)
    if not why or len(why) > _LONGEST["reason"]:
        raise Invalid(N_("Say in at most 1,000 letters why they are left out."), field="reason")
    for own in take(session, user, directive, unit, keys):
        own.is_left_out, own.reason, own.edited = True, why, own.edited + 1
        own.slots.clear()
    session.flush()
    history.record(
        session, user, "left tasks out", directives.NOUN, directive.id, unit=unit.id, reason=why
    )


def add(
    session: Session, user: User, directive: Directive, unit: Unit, fields: Mapping[str, str]
) -> Commitment:
    """Add a task of the unit's own beside those from above."""
    adoption = adopt(session, user, directive, unit)
    made = Commitment(
        adoption=adoption, task=None, above={}, edited_by_id=user.id, text="", due="", product="",
        who="", reason="", said="", status=Status.NOT_BEGUN, is_left_out=False, edited=0,
    )  # fmt: skip
    _put(session, made, fields)
    session.add(made)
    _close(session, user, adoption, "added a task")
    return made


def change(
    session: Session, user: User, own: Commitment, fields: Mapping[str, str], seen: int
) -> None:
    """Say a task in the unit's own words, who answers for it, how far it is."""
    adoption = own.adoption
    _opened(session, user, adoption.directive, adoption.unit)
    session.refresh(own)
    if seen != own.edited:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))
    if own.is_left_out:
        raise Conflict(N_("It was left out; take it over first."))
    _put(session, own, fields)
    own.edited, own.edited_by_id, own.changed_at = own.edited + 1, user.id, now()
    _close(session, user, adoption, "changed a task")


def _put(session: Session, own: Commitment, fields: Mapping[str, str]) -> None:
    """Write the given fields, or raise Invalid and change nothing."""
    said = {name: text.tidy(fields[name]) for name in (*_FIELDS, "said") if name in fields}
    for name, value in said.items():
        if len(value) > _LONGEST[name]:
            raise Invalid(
                N_("This is too long; %(limit)s letters fit."), name, limit=_LONGEST[name]
            )
    if not said.get("text", own.text):
        raise Invalid(N_("Say what is to be done."), field="text")
    status = fields.get("status", own.status)
    if status not in list(Status):
        raise Invalid(N_("Choose how far it is."), field="status")
    if "due" in said and said["due"] != own.due:
        is_above = said["due"] == own.above.get("due")
        unit = own.adoption.unit
        own.due_on = (
            tasks.day(own.above) if is_above else directives.due_on(session, unit, said["due"])
        )
    for name, value in said.items():
        setattr(own, name, value)
    own.status = status


def link(session: Session, user: User, own: Commitment, slot_id: int) -> None:
    """Note that an activity of the unit's year plan carries a task out; twice is once."""
    adoption = own.adoption
    _opened(session, user, adoption.directive, adoption.unit)
    slot = slotting.by_id(session, user, slot_id)
    if own.is_left_out or not slot.plan.unit.is_within(adoption.unit):
        raise Invalid(N_("Choose an activity of a year plan of this unit."), field="slot")
    if slot not in own.slots:
        own.slots.append(slot)
    _close(session, user, adoption, "changed a task")


def unlink(session: Session, user: User, own: Commitment, slot_id: int) -> None:
    """Take the tie between a task and an activity away; both stay."""
    adoption = own.adoption
    _opened(session, user, adoption.directive, adoption.unit)
    own.slots = [each for each in own.slots if each.id != slot_id]
    _close(session, user, adoption, "changed a task")


def follow(session: Session, user: User, adoption: Adoption) -> None:
    """Look at the version of today: what the unit took as it was follows, its own words stay."""
    directive = adoption.directive
    _opened(session, user, directive, adoption.unit)
    known = tasks.by_key(directive.tasks)
    for own in adoption.commitments:
        if own.task is None or own.task not in known:
            own.task, own.above = None, {}  # gone above: what is kept of it is the unit's own
            continue
        task = known[own.task]
        for name in ("text", "due", "product"):
            if getattr(own, name) == own.above.get(name, ""):
                setattr(own, name, task[name])
                if name == "due":
                    own.due_on = tasks.day(task)
        own.above, own.edited = dict(task), own.edited + 1
    adoption.version = directive.version
    _close(session, user, adoption, "looked at a correction")


def concerning(
    session: Session, adoption: Adoption | None, directive: Directive, unit: Unit
) -> list[tasks.Task]:
    """Return the tasks that are for a unit, and those that it took over although they are not."""
    line = units.above(session, unit)
    between = [
        each for each in line if each.is_within(directive.unit) and each is not directive.unit
    ]
    keys = {each["key"] for each in tasks.for_unit(directive.tasks, unit, between)}
    keys |= {each.task or "" for each in adoption.commitments} if adoption else set()
    return [each for each in directive.tasks if each["key"] in keys]


def seen_tasks(session: Session, adoption: Adoption) -> list[dict[str, Any]]:
    """Return the tasks of the version that a unit looked at last."""
    query = select(DirectiveVersion.content).where(
        DirectiveVersion.directive_id == adoption.directive_id,
        DirectiveVersion.number == adoption.version,
    )
    found: dict[str, Any] | None = session.scalar(query)
    return found["tasks"] if found else []


def _close(session: Session, user: User, adoption: Adoption, verb: str) -> None:
    adoption.changed_at = now()
    session.flush()
    history.record(
        session, user, verb, directives.NOUN, adoption.directive_id, unit=adoption.unit_id
    )


def of_slot(session: Session, slot: Slot) -> Sequence[Commitment]:
    """Return the tasks that an activity of a year plan carries out."""
    query = select(Commitment).where(Commitment.slots.any(Slot.id == slot.id))
    return session.scalars(query.order_by(Commitment.id)).all()


def slots_for(session: Session, user: User, own: Commitment) -> list[Slot]:
    """Return the activities of the unit's year plans that can still be tied to a task."""
    tied = {each.id for each in own.slots}
    return [
        slot
        for plan in plans.of_user(session, user)
        if plan.unit.is_within(own.adoption.unit)
        for slot in plans.slots(session, plan)
        if slot.id not in tied
    ]
