"""Claims: what an item states as a fact, with its source, who checked it and when to look again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import history, text
from library.accounts.models import Unit, User
from library.database import now
from library.errors import NotAllowed, NotFound
from library.items.models import Item, Revision
from library.marking import N_
from library.review import workflow
from library.review.models import Decision, Submission, Verification
from library.review.workflow import State


@dataclass(frozen=True)
class Claim:
    """A statement of an edition with its source; `key` stays the same while its words do."""

    key: str
    language: str
    text: str
    source: str


def claims(revision: Revision) -> list[Claim]:
    """Return what the editions of a revision state as facts."""
    return [
        claim for edition in revision.editions for claim in _claims(edition.language, edition.facts)
    ]


def _claims(language: str, facts: Mapping[str, Any]) -> Iterator[Claim]:
    for each in facts.get("claims") or []:
        said = each if isinstance(each, dict) else {"text": str(each)}
        words = str(said.get("text", ""))
        yield Claim(key(words), language, words, str(said.get("source", "")))


def key(words: str) -> str:
    """Return the digest under which a claim is kept: its words without marks and spaces."""
    return hashlib.sha256(text.fold(text.tidy(words)).encode()).hexdigest()


def verify(
    session: Session, user: User, submission: Submission, claim: str, again_on: date | None
) -> None:
    """Note that a person has checked a claim against its source today."""
    if not workflow.reviews(user, submission):
        raise NotAllowed(N_("Only who reviews for this unit verifies its claims."))
    if not submission.revision or claim not in {each.key for each in claims(submission.revision)}:
        raise NotFound(N_("The text has no such claim any more."))
    found = session.scalar(
        select(Verification).where(
            Verification.submission_id == submission.id, Verification.claim == claim
        )
    )
    found = found or Verification(submission_id=submission.id, claim=claim)
    found.by_id, found.verified_on, found.again_on = user.id, now().date(), again_on
    session.add(found)
    session.flush()
    again = again_on.isoformat() if again_on else None
    history.record(
        session, user, "verified", workflow.NOUN, submission.id, claim=claim, again_on=again
    )


def of(session: Session, submission: Submission) -> dict[str, Verification]:
    """Return who verified which claim of a submission."""
    query = select(Verification).where(Verification.submission_id == submission.id)
    return {each.claim: each for each in session.scalars(query)}


def due(session: Session, user: User, on: date) -> Sequence[tuple[Submission, date, int]]:
    """Return what is public and has claims to look at again by a day, where somebody reviews.

    Each with the earliest day and how many claims these are, the most overdue first.
    """
    query = (
        select(Submission, func.min(Verification.again_on), func.count(Verification.id))
        .join(Verification, Verification.submission_id == Submission.id)
        .join(Item, Item.published_id == Submission.revision_id)
        .where(Verification.again_on <= on, Submission.state == State.PUBLISHED)
        .group_by(Submission.id)
        .order_by(func.min(Verification.again_on), Submission.id)
    )
    rows = session.execute(query)
    return [(each, day, count) for each, day, count in rows if day and workflow.reviews(user, each)]


def checked(session: Session, item: Item) -> tuple[Unit, datetime] | None:
    """Return for which unit, and when, what is public was accepted last; not by whom."""
    query = (
        select(Submission, Decision.at)
        .join(Decision, Decision.submission_id == Submission.id)
        .where(
            Submission.item_id == item.id,
            Submission.revision_id == item.published_id,
            Decision.action == "accept",
            Decision.handed_in == Submission.handed_in,
        )
    )
    found = session.execute(query.order_by(Decision.id.desc()).limit(1)).first()
    return (found[0].unit, found[1]) if found else None
