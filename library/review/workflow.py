"""The way of a submission, as one table: from which states an action leads where, and for whom.

`act` reads: guard who, guard the state, guard what was read, act, record, notify. The rule stands
here and nowhere else, so that the web, the API and the command line cannot differ.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed
from library.marking import N_
from library.review import checklist
from library.review.models import Decision, Submission

NOUN = "submissions"
_LONGEST_REASON = 4000


class State(StrEnum):
    """Where a submission is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_ASKED = "changes-asked"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


NAMES = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Submitted"),
    State.IN_REVIEW: N_("In review"),
    State.CHANGES_ASKED: N_("Changes asked for"),
    State.ACCEPTED: N_("Accepted"),
    State.PUBLISHED: N_("Published"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.ARCHIVED: N_("Archived"),
}
# In these the author goes on writing.
EDITABLE = frozenset({State.DRAFT, State.CHANGES_ASKED})


def is_author(user: User, submission: Submission) -> bool:
    """Tell whether it is the person's own work, and the person may still contribute there."""
    return submission.author_id == user.id and user.holds(Role.CONTRIBUTOR, submission.unit)


def reviews(user: User, submission: Submission) -> bool:
    """Tell whether the person may review it; nobody reviews their own."""
    return submission.author_id != user.id and user.holds(Role.REVIEWER, submission.unit)


def is_reviewer(user: User, submission: Submission) -> bool:
    """Tell whether the person is the one who reviews it now."""
    return submission.reviewer_id == user.id and reviews(user, submission)


def publishes(user: User, submission: Submission) -> bool:
    """Tell whether the person may publish it; nobody publishes their own."""
    return submission.author_id != user.id and user.holds(Role.PUBLISHER, submission.unit)


def hands_over(user: User, submission: Submission) -> bool:
    """Tell whether the person may give the review to somebody else."""
    return is_reviewer(user, submission) or publishes(user, submission)


def withdraws(user: User, submission: Submission) -> bool:
    """Tell whether the person may take it out of the library at once."""
    return is_author(user, submission) or reviews(user, submission)


@dataclass(frozen=True)
class Action:
    """What can be done: from these states, to that one, by whom `may` lets through.

    `reasoned`: it is a decision that says why. `checked`: only with the whole checklist ticked.
    """

    name: str
    sources: frozenset[State]
    target: State
    may: Callable[[User, Submission], bool]
    reasoned: bool = False
    checked: bool = False


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


_S = State
ACTIONS = {
    "submit": Action(N_("Submit"), EDITABLE, _S.SUBMITTED, is_author),
    "take-back": Action(N_("Take back"), _from(_S.SUBMITTED), _S.DRAFT, is_author),
    "discard": Action(N_("Discard"), EDITABLE, _S.ARCHIVED, is_author),
    "take": Action(N_("Begin the review"), _from(_S.SUBMITTED), _S.IN_REVIEW, reviews),
    "assign": Action(N_("Ask somebody to review"), _from(_S.SUBMITTED), _S.IN_REVIEW, publishes),
    "hand-over": Action(N_("Hand over"), _from(_S.IN_REVIEW), _S.IN_REVIEW, hands_over),
    "ask-changes": Action(
        N_("Ask for changes"), _from(_S.IN_REVIEW), _S.CHANGES_ASKED, is_reviewer, reasoned=True
    ),
    "accept": Action(
        *(N_("Accept"), _from(_S.IN_REVIEW), _S.ACCEPTED, is_reviewer), reasoned=True, checked=True
    ),
    "refuse": Action(N_("Refuse"), _from(_S.IN_REVIEW), _S.ARCHIVED, is_reviewer, reasoned=True),
    "send-back": Action(
        N_("Send back"), _from(_S.ACCEPTED), _S.CHANGES_ASKED, publishes, reasoned=True
    ),
    "publish": Action(N_("Publish"), _from(_S.ACCEPTED), _S.PUBLISHED, publishes, reasoned=True),
    "withdraw": Action(N_("Withdraw"), _from(_S.PUBLISHED), _S.WITHDRAWN, withdraws, reasoned=True),
    "restore": Action(
        N_("Show again"), _from(_S.WITHDRAWN), _S.PUBLISHED, publishes, reasoned=True
    ),
    "archive": Action(
        N_("Archive"), _from(_S.PUBLISHED, _S.WITHDRAWN), _S.ARCHIVED, publishes, reasoned=True
    ),
}


def possible(user: User, submission: Submission) -> Iterator[str]:
    """Yield the actions that a person could take now."""
    for name, action in ACTIONS.items():
        if State(submission.state) in action.sources and action.may(user, submission):
            yield name


def sees(user: User, submission: Submission) -> bool:
    """Tell whether a person may read a submission at all."""
    return submission.author_id == user.id or reviews(user, submission)


@dataclass(frozen=True)
class Step:
    """What somebody does with a submission: `seen` is the hand-in that they have read.

    `note` tells readers what a correction corrects.
    """

    action: str
    seen: int | None = None
    reason: str = ""
    checked: Collection[str] = ()
    note: str = ""


def act(session: Session, user: User, submission: Submission, step: Step) -> None:
    """Move a submission on, or raise NotAllowed, Conflict or Invalid and change nothing."""
    action = ACTIONS[step.action]
    database.take_turns(session.connection(), NOUN)
    session.refresh(submission)
    _guard(user, submission, action, step)
    submission.state = action.target
    submission.changed_at = now()
    session.flush()
    told: dict[str, Any] = {}
    if action.reasoned:
        told["decision"] = _decide(session, user, submission, step)
    history.record(session, user, step.action, NOUN, submission.id, **told)


def _decide(session: Session, user: User, submission: Submission, step: Step) -> int:
    """Keep a decision with its reason and return its number.

    The history, which is kept for ever, names the number only: a reason may name a pupil.
    """
    made = Decision(
        submission_id=submission.id,
        by_id=user.id,
        action=step.action,
        reason=text.repair(step.reason).strip(),
        checked=sorted(step.checked),
        handed_in=submission.handed_in,
    )
    session.add(made)
    session.flush()
    return made.id


def _guard(user: User, submission: Submission, action: Action, step: Step) -> None:
    if not action.may(user, submission):
        raise NotAllowed(N_("This account may not do that with this submission."))
    is_other = step.seen is not None and step.seen != submission.handed_in
    if State(submission.state) not in action.sources or is_other:
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    if action.reasoned and not step.reason.strip():
        raise Invalid(N_("Say why; the author reads it."), field="reason")
    if len(step.reason) > _LONGEST_REASON:
        raise Invalid(N_("Say it in at most 4,000 letters."), field="reason")
    if action.checked and set(step.checked) < checklist.ITEMS.keys():
        raise Invalid(N_("Tick every point of the checklist, or ask for changes."), field="checked")
