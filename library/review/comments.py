"""Comments on paragraphs: by reviewers, the author and guests, answered and resolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import database, history, notices, text
from library.accounts.models import User
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.marking import N_
from library.review import workflow
from library.review.models import Comment, Guest, Submission
from library.review.workflow import State

_LONGEST = 4000
_QUOTED = 200
_LONGEST_CODE = 20
# Within which the same words are a second press of the button.
_MOMENT = timedelta(minutes=1)
_CLOSED = {State.ARCHIVED}
_WHY = N_("because you take part in its review")


@dataclass(frozen=True)
class Place:
    """A paragraph of an edition: the digest of its text and how it begins."""

    language: str
    anchor: str
    quote: str


@dataclass(frozen=True)
class Voice:
    """Who comments: a person with an account, or a guest who has a link."""

    user: User | None = None
    guest: Guest | None = None

    def may_comment(self, submission: Submission) -> bool:
        """Tell whether this one takes part in the review of a submission."""
        if self.guest:
            return self.guest.submission_id == submission.id
        return self.user is not None and workflow.sees(self.user, submission)


def add(
    session: Session, voice: Voice, submission: Submission, place: Place, words: str
) -> Comment:
    """Comment on a paragraph, or on the whole when the place has no anchor.

    The same comment sent twice is one.
    """
    _guard(voice, submission)
    comment = Comment(
        submission_id=submission.id,
        by_id=voice.user.id if voice.user else None,
        guest_id=voice.guest.id if voice.guest else None,
        handed_in=submission.handed_in,
        language=place.language[:_LONGEST_CODE],
        anchor=place.anchor[:64],
        quote=place.quote[:_QUOTED],
        text=_words(words),
    )
    return _put(session, voice, submission, comment)


def answer(session: Session, voice: Voice, comment: Comment, words: str) -> Comment:
    """Answer a comment; answers are not answered in turn."""
    submission = session.get_one(Submission, comment.submission_id)
    _guard(voice, submission)
    if comment.parent_id:
        raise Conflict(N_("Answer the comment above it."))
    given = Comment(
        submission_id=submission.id,
        parent_id=comment.id,
        by_id=voice.user.id if voice.user else None,
        guest_id=voice.guest.id if voice.guest else None,
        handed_in=submission.handed_in,
        language=comment.language,
        anchor=comment.anchor,
        quote=comment.quote,
        text=_words(words),
    )
    return _put(session, voice, submission, given)


def _guard(voice: Voice, submission: Submission) -> None:
    if not voice.may_comment(submission):
        raise NotAllowed(N_("This account may not comment on this submission."))
    if State(submission.state) in _CLOSED:
        raise Conflict(N_("It is archived; nothing more is said about it."))


def _words(words: str) -> str:
    said = text.repair(words).strip()
    if not said or len(said) > _LONGEST:
        raise Invalid(N_("Write between 1 and 4,000 letters."), field="text")
    return said


def _put(session: Session, voice: Voice, submission: Submission, comment: Comment) -> Comment:
    database.take_turns(session.connection(), f"comments on {submission.id}")
    if twin := _twin(session, comment):
        return twin
    session.add(comment)
    session.flush()
    history.record(session, voice.user, "commented", workflow.NOUN, submission.id, id=comment.id)
    _tell(session, voice, submission)
    return comment


def _twin(session: Session, comment: Comment) -> Comment | None:
    """Return the comment that somebody made a moment ago with the same words at the same place."""
    same = (
        getattr(Comment, name) == getattr(comment, name)
        for name in (
            "submission_id",
            "parent_id",
            "by_id",
            "guest_id",
            "language",
            "anchor",
            "text",
        )
    )
    lately = Comment.at > now() - _MOMENT
    return session.scalar(select(Comment).where(*same, lately).limit(1))


def _tell(session: Session, voice: Voice, submission: Submission) -> None:
    """Tell the author and the reviewer, save the one who speaks."""
    others = [submission.author, *filter(None, [submission.reviewer])]
    those = [each for each in others if voice.user is None or each.id != voice.user.id]
    who = voice.user.name if voice.user else voice.guest.name if voice.guest else ""
    message = Message(
        N_("%(who)s comments on “%(title)s”."), {"who": who, "title": submission.title}
    )
    notices.tell(session, those, message, _WHY, workflow.NOUN, submission.id)


def resolve(session: Session, user: User, comment: Comment) -> None:
    """Note that what a comment asks for is settled; doing it again changes nothing."""
    submission = session.get_one(Submission, comment.submission_id)
    _guard(Voice(user), submission)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by_id = now(), user.id
        session.flush()
        history.record(session, user, "resolved", workflow.NOUN, submission.id, id=comment.id)


def by_id(session: Session, submission: Submission, id: int) -> Comment:
    """Return a comment on a submission; raise NotFound."""
    found = session.get(Comment, id)
    if found is None or found.submission_id != submission.id:
        raise NotFound(N_("There is no such comment."))
    return found


def of(session: Session, submission: Submission) -> Sequence[Comment]:
    """Return the comments on a submission with their answers, the oldest first."""
    query = select(Comment).where(
        Comment.submission_id == submission.id, Comment.parent_id.is_(None)
    )
    return session.scalars(query.options(selectinload(Comment.answers)).order_by(Comment.id)).all()


def open_count(session: Session, submission: Submission) -> int:
    """Return how many comments are not settled yet."""
    return sum(each.resolved_at is None for each in of(session, submission))
