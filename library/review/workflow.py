"""The way of a submission, as one table: from which states an action leads where, and for whom.

Every action reads: guard who, guard the state, act, record. The rule of who may stands here and
nowhere else, so that the web, the API and the command line cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, NotAllowed
from library.marking import N_
from library.review.models import Submission


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
Guard = Callable[[User, Submission], bool]


def is_author(user: User, submission: Submission) -> bool:
    """Tell whether it is the person's own work, and the person may still contribute there."""
    return submission.author_id == user.id and user.holds(Role.CONTRIBUTOR, submission.unit)


@dataclass(frozen=True)
class Action:
    """What can be done: from these states, to that one, by whom the guard lets through."""

    sources: frozenset[State]
    target: State
    may: Guard


ACTIONS = {
    "submit": Action(frozenset({State.DRAFT, State.CHANGES_ASKED}), State.SUBMITTED, is_author),
    "take-back": Action(frozenset({State.SUBMITTED}), State.DRAFT, is_author),
}


def act(session: Session, user: User, submission: Submission, name: str) -> None:
    """Move a submission on; raise NotAllowed or Conflict and change nothing when it cannot be."""
    action = ACTIONS[name]
    if not action.may(user, submission):
        raise NotAllowed(N_("This account may not do that with this submission."))
    if State(submission.state) not in action.sources:
        raise Conflict(N_("It has moved on since this page was opened. Look at it again."))
    submission.state = action.target
    submission.changed_at = now()
    session.flush()


def submit(session: Session, user: User, submission: Submission) -> None:
    """Hand the newest save in for review."""
    act(session, user, submission, "submit")
    submission.handed_in = submission.saved
    submission.submitted_at = now()
    session.flush()
