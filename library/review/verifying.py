"""Claims: what an item states as a fact, with its source, who checked it and when to look again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.errors import Invalid, NotAllowed, NotFound
from library.items.models import Edition, Item, Revision
from library.marking import N_
from library.review import claims, workflow
from library.review.models import Decision, Submission, Verification
from library.review.workflow import State


@dataclass(frozen=True)
class Claim:
    """A statement of an edition with its source; `key` stays the same while the words of both do."""

    key: str
    language: str
    text: str
    source: str
    kind: str = ""


@dataclass(frozen=True)
class Verified:
    """That a claim was verified, for readers: for which unit and when, not by whom."""

    unit: Unit
    on: date
    again_on: date | None


def stated(revision: Revision | None) -> list[Claim]:
    """Return what the editions of a revision state as facts."""
    editions = revision.editions if revision else []
    return [claim for edition in editions for claim in stated_in(edition)]


def stated_in(edition: Edition) -> list[Claim]:
    """Return what an edition states as facts."""
    return list(_claims(edition.language, edition.facts))


def _claims(language: str, facts: Mapping[str, Any]) -> Iterator[Claim]:
    for row in claims.rows(facts):
        words, kind, source = (str(row.get(part, "")) for part in claims.PARTS)
        yield Claim(key(words, source), language, words, source, kind)


def key(words: str, source: str) -> str:
    """Return the digest under which a claim is kept.

    The source belongs to it, since a claim is verified against it; so do the marks of letters, with
    which one Vietnamese word is another.
    """
    said = "\n".join(text.tidy(each).lower() for each in (words, source))
    return hashlib.sha256(said.encode()).hexdigest()


def verify(
    session: Session, user: User, submission: Submission, claim: str, again_on: date | None
) -> None:
    """Note that a person has checked a claim against its source today."""
    if not workflow.reviews(user, submission):
        raise NotAllowed(N_("Only who reviews for this unit verifies its claims."))
    if claim not in {each.key for each in stated(submission.revision)}:
        raise NotFound(N_("The text has no such claim any more."))
    found = session.scalar(
        select(Verification).where(
            Verification.submission_id == submission.id, Verification.claim == claim
        )
    )
    found = found or Verification(submission_id=submission.id, claim=claim)
    found.by_id, found.verified_on, found.again_on = user.id, database.today(), again_on
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


def open_claims(session: Session, submission: Submission) -> set[str]:
    """Return the claims that nobody has verified, or that it is time to look at again."""
    known = of(session, submission).values()
    found = {each.key for each in stated(submission.revision)}
    return found - {each.claim for each in known if not is_due(each)}


def is_due(verified: Verification) -> bool:
    """Tell whether it is time to look at a claim again."""
    return verified.again_on is not None and verified.again_on <= database.today()


def carry_over(session: Session, submission: Submission) -> None:
    """Take over what was verified in earlier work on the same item and stands there unchanged.

    What the author has verified as a reviewer counts no more: nobody reviews their own.
    """
    unknown = open_claims(session, submission) - of(session, submission).keys()
    query = (
        select(Verification)
        .join(Submission, Submission.id == Verification.submission_id)
        .where(
            Submission.item_id == submission.item_id,
            Submission.id != submission.id,
            Submission.unit_id == submission.unit_id,
            Verification.claim.in_(unknown),
            Verification.by_id != submission.author_id,
        )
    )
    earlier = session.scalars(query.order_by(Verification.verified_on, Verification.id)).all()
    for each in {found.claim: found for found in earlier}.values():
        session.add(
            Verification(
                submission_id=submission.id,
                claim=each.claim,
                by_id=each.by_id,
                verified_on=each.verified_on,
                again_on=each.again_on,
            )
        )
    session.flush()


def settle(session: Session, submission: Submission) -> None:
    """Forget what was verified and then left the text, so that nobody has to look at it again."""
    standing = [each.key for each in stated(submission.revision)]
    gone = delete(Verification).where(
        Verification.submission_id == submission.id, Verification.claim.not_in(standing)
    )
    session.execute(gone)


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


def put_off(session: Session, by: Actor, item_ids: Sequence[str], on: date) -> int:
    """Let the claims of items that are due be looked at again on a later day; return how many."""
    roles.require(by, Role.CURATOR, at=units.root(session))
    if on <= database.today():
        raise Invalid(N_("Give a day that lies ahead."), field="on")
    query = (
        select(Verification)
        .join(Submission, Submission.id == Verification.submission_id)
        .join(Item, Item.published_id == Submission.revision_id)
        .where(Item.id.in_(item_ids), Verification.again_on <= database.today())
    )
    due = session.scalars(query.order_by(Verification.submission_id, Verification.id)).all()
    for each in due:
        each.again_on = on
    session.flush()
    for submission in dict.fromkeys(each.submission_id for each in due):
        history.record(session, by, "put off", workflow.NOUN, submission, again_on=on.isoformat())
    return len(due)


def verified(session: Session, item: Item) -> dict[str, Verified]:
    """Return which claims of what is public were verified, by their keys."""
    query = (
        select(Verification, Submission)
        .join(Submission, Submission.id == Verification.submission_id)
        .where(Submission.item_id == item.id, Submission.revision_id == item.published_id)
        .order_by(Verification.verified_on, Verification.id)
    )
    return {
        each.claim: Verified(submission.unit, each.verified_on, each.again_on)
        for each, submission in session.execute(query)
    }


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
