"""Originals that one person sends again: what became of them is gone on with, never done twice."""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from library.database import now
from library.originals.models import Batch, Original, State
from library.review import workflow
from library.review.models import Submission


def earlier(session: Session, user_id: int, unit_id: int, same: str) -> Original | None:
    """Return what somebody sent before for a unit that is the same, None when that was discarded."""
    query = (
        select(Original)
        .outerjoin(Submission, Submission.id == Original.submission_id)
        .where(
            Original.user_id == user_id,
            Original.unit_id == unit_id,
            Original.same == same,
            or_(Submission.id.is_(None), Submission.state != workflow.State.ARCHIVED),
        )
        # What was begun counts before what only waits: sent twice by hand, it may be both.
        .order_by((Original.state == State.BEGUN).desc(), Original.id.desc())
    )
    return session.scalar(query.limit(1))


def move(session: Session, original: Original, batch: int) -> None:
    """Put an original into another batch; one that is left empty is forgotten."""
    before, original.batch_id, original.changed_at = original.batch_id, batch, now()
    session.flush()
    if before and before != batch:
        forget_empty(session, before)


def forget_empty(session: Session, batch: int) -> None:
    """Forget a batch of which nothing is left."""
    held = select(Original.id).where(Original.batch_id == batch)
    session.execute(delete(Batch).where(Batch.id == batch, ~held.exists()))
