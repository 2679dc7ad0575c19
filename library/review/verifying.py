"""Claims: what an item states as a fact, with its source, who checked it and when to look again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history, text
from library.accounts.models import User
from library.database import now
from library.errors import NotAllowed, NotFound
from library.items.models import Revision
from library.marking import N_
from library.review import workflow
from library.review.models import Submission, Verification


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


def due(session: Session, on: date) -> Sequence[Verification]:
    """Return what should be looked at again by a day, the most overdue first."""
    query = select(Verification).where(Verification.again_on <= on)
    return session.scalars(query.order_by(Verification.again_on)).all()
