"""The way of a year plan, as one table: who hands it on, from which states, to which one.

A teacher submits it, the subject head agrees, the principal approves; who submitted it does neither.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, notices, text
from library.accounts import users
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed
from library.marking import N_
from library.planning import plans, versions
from library.planning.models import PlanDecision, Slot, State, YearPlan

_LONGEST_REASON = 2000


NAMES = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Waits for the subject head"),
    State.AGREED: N_("Waits for the principal"),
    State.APPROVED: N_("Approved by the principal"),
    State.RETURNED: N_("Returned"),
}


def plans_for(user: User, plan: YearPlan) -> bool:
    """Tell whether the person may write in the plan."""
    return user.holds(Role.CONTRIBUTOR, plan.unit)


def took_part(user: User, plan: YearPlan) -> bool:
    """Tell whether the person may take back what they submitted."""
    return plan.submitted_by_id == user.id and plans_for(user, plan)


def heads(user: User, plan: YearPlan) -> bool:
    """Tell whether the person may agree as subject head; nobody agrees to their own."""
    return plan.submitted_by_id != user.id and user.holds(Role.REVIEWER, plan.unit)


def leads(user: User, plan: YearPlan) -> bool:
    """Tell whether the person may approve as principal; nobody approves their own."""
    return plan.submitted_by_id != user.id and user.holds(Role.PUBLISHER, plan.unit)


@dataclass(frozen=True)
class Action:
    """What can be done: from these states, to that one, by whom `may` lets through.

    `whole`: only with an owner and a date in every slot. `reasoned`: it says why.
    """

    name: str
    sources: frozenset[State]
    target: State
    may: Callable[[User, YearPlan], bool]
    reasoned: bool = False
    whole: bool = False


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


_S = State
ACTIONS = {
    "submit": Action(N_("Submit"), _from(_S.DRAFT, _S.RETURNED), _S.SUBMITTED, plans_for),
    "take-back": Action(N_("Take back"), _from(_S.SUBMITTED), _S.DRAFT, took_part),
    "agree": Action(
        *(N_("Agree as subject head"), _from(_S.SUBMITTED), _S.AGREED, heads),
        reasoned=True,
        whole=True,
    ),
    "return": Action(
        *(N_("Return to be changed"), _from(_S.SUBMITTED), _S.RETURNED, heads), reasoned=True
    ),
    "approve": Action(
        *(N_("Approve as principal"), _from(_S.AGREED), _S.APPROVED, leads),
        reasoned=True,
        whole=True,
    ),
    "send-back": Action(
        *(N_("Send back"), _from(_S.AGREED, _S.APPROVED), _S.RETURNED, leads), reasoned=True
    ),
}
_TOLD = {
    "submit": N_("%(who)s has submitted “%(title)s”."),
    "agree": N_("%(who)s agrees to “%(title)s”: %(reason)s"),
    "return": N_("%(who)s returns “%(title)s”: %(reason)s"),
    "approve": N_("%(who)s has approved “%(title)s”: %(reason)s"),
    "send-back": N_("%(who)s sends “%(title)s” back: %(reason)s"),
}
_HEAD_WHY = N_("because you are subject head of this unit")
_PRINCIPAL_WHY = N_("because you are principal of this unit")
_PLANNER_WHY = N_("because you submitted this year plan")


def possible(user: User, plan: YearPlan) -> Iterator[str]:
    """Yield the actions that a person could take now."""
    for name, action in ACTIONS.items():
        if State(plan.state) in action.sources and action.may(user, plan):
            yield name


def state_seen(plan: YearPlan) -> str:
    """Return what tells the plan as it stands now from every other moment of it."""
    return plan.changed_at.isoformat()


def gaps(slots: Sequence[Slot]) -> list[Slot]:
    """Return the slots that keep a plan from being approved: no owner, or neither week nor day."""
    return [each for each in slots if not each.who or (each.week is None and each.day_on is None)]


def act(
    session: Session, user: User, plan: YearPlan, name: str, reason: str = "", seen: str = ""
) -> None:
    """Hand a plan on, or raise NotAllowed, Conflict or Invalid and change nothing.

    `seen` is the plan's `state_seen` as it was read: nobody approves what they have not looked at.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Invalid(N_("There is no such step."))
    database.take_turns(session.connection(), plans.NOUN)
    session.refresh(plan)
    why = text.tidy(reason)
    _guard(session, user, plan, action, why)
    if seen and seen != state_seen(plan):
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    plan.state, plan.changed_at = action.target, now()
    if name == "submit":
        plan.submitted_by_id = user.id
    if action.reasoned:
        session.add(PlanDecision(plan_id=plan.id, by_id=user.id, action=name, reason=why))
    if action.target == State.APPROVED:
        versions.add(session, user, plan, why)
    session.flush()
    history.record(session, user, name, plans.NOUN, plan.id, reason=why)
    _tell(session, user, plan, name, why)


def _guard(session: Session, user: User, plan: YearPlan, action: Action, reason: str) -> None:
    if not action.may(user, plan):
        raise NotAllowed(N_("This account may not do that with this year plan."))
    if State(plan.state) not in action.sources:
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    if action.reasoned and not reason:
        raise Invalid(N_("Say why; those who made the plan read it."), field="reason")
    if len(reason) > _LONGEST_REASON:
        raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
    slots = plans.slots(session, plan)
    if action.whole and not slots:
        raise Invalid(N_("There is nothing in the plan yet; add an activity first."))
    if action.whole and (missing := gaps(slots)):
        raise Invalid(
            N_("Each activity needs an owner and a date first: %(titles)s."),
            titles="; ".join(each.title for each in missing[:20]),
        )


def _tell(session: Session, user: User, plan: YearPlan, name: str, reason: str) -> None:
    if name not in _TOLD:
        return
    values = {"who": user.name, "title": plans.title(plan), "reason": reason}
    message = Message(_TOLD[name], values)
    if name in ("submit", "agree"):
        role, why = (
            (Role.REVIEWER, _HEAD_WHY) if name == "submit" else (Role.PUBLISHER, _PRINCIPAL_WHY)
        )
        others = [each for each in users.who(session, role, plan.unit) if each.id != user.id]
        notices.tell(session, others, message, why, plans.NOUN, plan.id)
    if name != "submit" and plan.submitted_by_id not in (None, user.id):
        planner = users.by_id(session, plan.submitted_by_id or 0)
        notices.tell(session, [planner], message, _PLANNER_WHY, plans.NOUN, plan.id)


def decisions(session: Session, plan: YearPlan) -> Sequence[PlanDecision]:
    """Return what was decided on a plan and why, the newest first."""
    query = select(PlanDecision).where(PlanDecision.plan_id == plan.id)
    return session.scalars(query.order_by(PlanDecision.id.desc())).all()
