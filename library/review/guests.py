"""Guests: people without an account who are asked to read one submission, by a link of their own."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history, text
from library.accounts import secrets
from library.accounts.models import User
from library.database import now
from library.errors import Invalid, NotAllowed, NotFound
from library.items.models import File
from library.marking import N_
from library.review import deciding, workflow
from library.review.models import Guest, Submission
from library.review.workflow import State

_LIVES = timedelta(days=21)
_LONGEST_NAME = 100
# While there is something to say about it.
_READABLE = {State.SUBMITTED, State.IN_REVIEW, State.CHANGES_ASKED, State.ACCEPTED}


def invite(session: Session, user: User, submission: Submission, name: str) -> str:
    """Return the secret of a link with which somebody reads and comments without an account."""
    if not workflow.reviews(user, submission):
        raise NotAllowed(N_("Only who reviews for this unit may ask guests."))
    called = text.tidy(name)
    if not called or len(called) > _LONGEST_NAME:
        raise Invalid(N_("Say who is asked, for example “a parent of class 7A”."), field="name")
    secret = secrets.make()
    guest = Guest(
        token=secrets.digest(secret),
        submission_id=submission.id,
        name=called,
        by_id=user.id,
        ends_at=now() + _LIVES,
    )
    session.add(guest)
    session.flush()
    history.record(session, user, "invited a guest", workflow.NOUN, submission.id, id=guest.id)
    return secret


def of_link(session: Session, secret: str) -> Guest:
    """Return the guest of a link; raise NotFound or NotAllowed when it does not work (any more)."""
    guest = session.scalar(select(Guest).where(Guest.token == secrets.digest(secret)))
    if guest is None:
        raise NotFound(N_("This link does not exist; check that it was copied whole."))
    if guest.ended_at or guest.ends_at < now():
        raise NotAllowed(N_("This link is too old. Ask for a new one."))
    if State(guest.submission.state) not in _READABLE:
        raise NotAllowed(N_("Its review is over. Thank you for reading."))
    return guest


def end(session: Session, user: User, guest: Guest) -> None:
    """Close a guest's link; what the guest has said stays."""
    if not workflow.reviews(user, guest.submission):
        raise NotAllowed(N_("Only who reviews for this unit may ask guests."))
    guest.ended_at = now()
    session.flush()
    history.record(session, user, "ended a guest", workflow.NOUN, guest.submission_id, id=guest.id)


def files(session: Session, submission: Submission) -> list[File]:
    """Return the attachments that a guest may see: none in which people can be recognised.

    Whoever has an account here asks those people for their consent; a guest does not.
    """
    shown = submission.revision.files if submission.revision else []
    people = deciding.people_in(session, submission)
    return [each for each in shown if each.path not in people]


def of(session: Session, submission: Submission) -> Sequence[Guest]:
    """Return the guests of a submission."""
    query = select(Guest).where(Guest.submission_id == submission.id).order_by(Guest.id)
    return session.scalars(query).all()
