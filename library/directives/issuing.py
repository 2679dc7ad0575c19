"""The way of a directive, as one table: who hands it on, from which states, to which one.

Who drafts it submits it; the head of the unit issues it, never one's own; a withdrawn one stays seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library import database, history, notices, text
from library.accounts import users
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.directives import directives, telling
from library.directives.models import Directive, State
from library.errors import Conflict, Invalid, Message, NotAllowed
from library.marking import N_

_LONGEST_REASON = 2_000

NAMES = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Waits to be issued"),
    State.RETURNED: N_("Returned"),
    State.ISSUED: N_("Issued"),
    State.WITHDRAWN: N_("Withdrawn"),
}


def drafts(user: User, directive: Directive) -> bool:
    """Tell whether somebody may write for the unit."""
    return user.holds(Role.CONTRIBUTOR, directive.unit)


def took_part(user: User, directive: Directive) -> bool:
    """Tell whether somebody may take back what they submitted."""
    return directive.submitted_by_id == user.id and drafts(user, directive)


def reviews(user: User, directive: Directive) -> bool:
    """Tell whether somebody may return it; nobody judges their own."""
    return directive.submitted_by_id != user.id and user.holds(Role.REVIEWER, directive.unit)


def heads(user: User, directive: Directive) -> bool:
    """Tell whether somebody may issue it as head of the unit; nobody issues their own."""
    return directive.submitted_by_id != user.id and leads(user, directive)


def leads(user: User, directive: Directive) -> bool:
    """Tell whether somebody is head of the unit."""
    return user.holds(Role.PUBLISHER, directive.unit)


@dataclass(frozen=True)
class Action:
    """What can be done: from these states, to that one, by whom `may` lets through."""

    name: str
    sources: frozenset[State]
    target: State
    may: Callable[[User, Directive], bool]
    reasoned: bool = False
    whole: bool = False


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


_S = State
ACTIONS = {
    "submit": Action(
        *(N_("Submit"), _from(_S.DRAFT, _S.RETURNED), _S.SUBMITTED, drafts), whole=True
    ),
    "take-back": Action(N_("Take back"), _from(_S.SUBMITTED), _S.DRAFT, took_part),
    "return": Action(
        *(N_("Return to be changed"), _from(_S.SUBMITTED), _S.RETURNED, reviews), reasoned=True
    ),
    "issue": Action(
        *(N_("Issue to the units below"), _from(_S.SUBMITTED), _S.ISSUED, heads), whole=True
    ),
    "withdraw": Action(N_("Withdraw"), _from(_S.ISSUED), _S.WITHDRAWN, leads, reasoned=True),
}
_HEAD_WHY = N_("because you are head of this unit")
_AUTHOR_WHY = N_("because you submitted this plan")


def possible(user: User, directive: Directive) -> Iterator[str]:
    """Yield the actions that somebody could take now."""
    for name, action in ACTIONS.items():
        if State(directive.state) in action.sources and action.may(user, directive):
            yield name


def act(
    session: Session, user: User, directive: Directive, name: str, reason: str = "", seen: str = ""
) -> None:
    """Hand a directive on, or raise NotAllowed, Conflict or Invalid and change nothing.

    `seen` is `state_seen` as it was read: nobody issues what they have not looked at.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Invalid(N_("There is no such step."))
    database.take_turns(session.connection(), directives.NOUN)
    session.refresh(directive)
    why = text.tidy(reason)
    _guard(user, directive, action, why)
    if seen and seen != state_seen(directive):
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    directive.state, directive.changed_at = action.target, now()
    if name == "submit":
        directive.submitted_by_id = user.id
    if action.reasoned:
        directive.reason = why
    if name == "issue":
        directives.add_version(session, user, directive, "")
    session.flush()
    history.record(session, user, name, directives.NOUN, directive.id, reason=why)
    _tell(session, user, directive, name, why)


def state_seen(directive: Directive) -> str:
    """Return what tells the directive as it stands now from every other moment of it."""
    return directive.changed_at.isoformat()


def _guard(user: User, directive: Directive, action: Action, reason: str) -> None:
    if not action.may(user, directive):
        raise NotAllowed(N_("This account may not do that with this plan."))
    if State(directive.state) not in action.sources:
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    if action.reasoned and not reason:
        raise Invalid(N_("Say why; those whom it concerns read it."), field="reason")
    if len(reason) > _LONGEST_REASON:
        raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
    if action.whole:
        directives.require_whole(directive)


def _tell(session: Session, user: User, directive: Directive, name: str, reason: str) -> None:
    values = {"who": user.name, "title": directive.title, "reason": reason}
    if name == "submit":
        message = Message(N_("%(who)s has submitted “%(title)s”."), values)
        others = users.who(session, Role.PUBLISHER, directive.unit)
        telling.tell(session, [each for each in others if each.id != user.id], message, _HEAD_WHY,
                     directive)  # fmt: skip
    if name == "return" and directive.submitted_by_id:
        message = Message(N_("%(who)s returns “%(title)s”: %(reason)s"), values)
        author = users.by_id(session, directive.submitted_by_id)
        notices.tell(session, [author], message, _AUTHOR_WHY, directives.NOUN, directive.id)
    if name == "issue":
        telling.issued(session, directive)
    if name == "withdraw":
        telling.withdrawn(session, directive, reason)
