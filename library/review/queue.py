"""What waits for a reviewer: the submissions of a person's units, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import NotFound
from library.marking import N_
from library.review import workflow
from library.review.models import Submission
from library.review.workflow import State

PAGE_SIZE = 50
WAITING = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)
# After so long in the queue it is marked as late.
PATIENCE = timedelta(days=7)


@dataclass(frozen=True)
class Page:
    """One page of the queue and how many wait in each state."""

    submissions: Sequence[Submission]
    total: int
    counts: dict[State, int]


def by_id(session: Session, user: User, id: int) -> Submission:
    """Return a submission that the person may read; raise NotFound, also for one that is not theirs.

    Before it is handed in there is nothing to review, and nobody but its author knows of it.
    """
    found = session.get(Submission, id)
    if found is None or found.handed_in is None or not workflow.sees(user, found):
        raise NotFound(N_("There is no such submission, or it is not for this account."))
    return found


def waiting(
    session: Session, user: User, state: State | None = None, number: int = 1, mine: bool = False
) -> Page:
    """Return a page of what waits where the person reviews, without their own work."""
    base = _theirs(user)
    counts = _counts(session, base)
    query = base.where(Submission.state.in_([state] if state else WAITING))
    if mine:
        query = query.where(Submission.reviewer_id == user.id)
    total = session.scalar(query.with_only_columns(func.count(Submission.id))) or 0
    page = (
        query.options(joinedload(Submission.unit), joinedload(Submission.author))
        .options(joinedload(Submission.reviewer))
        .order_by(Submission.submitted_at, Submission.id)
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return Page(session.scalars(page).unique().all(), total, counts)


def _theirs(user: User) -> Select[Submission]:
    query = select(Submission).join(Unit, Unit.id == Submission.unit_id)
    return query.where(Submission.author_id != user.id, _within_reach(user))


def _within_reach(user: User) -> ColumnElement[bool]:
    """Return the condition that a unit stands at or below one where the person reviews."""
    held = [each for each in user.memberships if roles.covers(Role(each.role), Role.REVIEWER)]
    paths = [Unit.path.startswith(each.unit.path, autoescape=True) for each in held]
    return or_(Unit.id.is_(None), *paths)  # nobody's unit is none: without a role, nothing


def _counts(session: Session, base: Select[Submission]) -> dict[State, int]:
    query = base.where(Submission.state.in_(WAITING)).group_by(Submission.state)
    rows = session.execute(query.with_only_columns(Submission.state, func.count(Submission.id)))
    found = {State(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in WAITING}


def is_late(submission: Submission) -> bool:
    """Tell whether it has waited longer than it should."""
    return submission.submitted_at is not None and now() - submission.submitted_at > PATIENCE


def days_waiting(submission: Submission) -> int:
    """Return for how many whole days it has waited."""
    return (now() - submission.submitted_at).days if submission.submitted_at else 0
