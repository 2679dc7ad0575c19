"""Handing in: what is complete becomes a revision that reviewers read and that may be published."""

from sqlalchemy.orm import Session

from library.accounts.models import User
from library.database import now
from library.errors import Conflict, Invalid
from library.items import writing
from library.items.writing import Workshop
from library.marking import N_
from library.review import assembling, completeness, deciding, drafting, workflow
from library.review.contents import Content
from library.review.models import Submission
from library.review.workflow import State, Step


class Incomplete(Invalid):
    """Something is missing before it can be handed in; `gaps` says what and where."""

    def __init__(self, gaps: list[completeness.Gap]) -> None:
        super().__init__(N_("Something is missing; the list says where."), field=gaps[0].field)
        self.gaps = gaps


def newer_revision(submission: Submission, content: Content) -> int | None:
    """Return the revision that was published since a correction began, None when none was."""
    item = submission.item
    if item is None or item.published_id in (None, content.get("revision"), submission.revision_id):
        return None
    return item.published_id


def hand_in(
    session: Session,
    user: User,
    submission: Submission,
    seen: int,
    workshop: Workshop,
    acknowledged: int | None = None,
) -> None:
    """Hand in the save that was `seen`; raise Incomplete, Conflict or NotAllowed.

    `acknowledged` is the revision published since the correction began that its author has seen.
    """
    if _is_handed_in(session, user, submission, seen):
        raise Conflict(N_("It was handed in already; nothing was sent twice."))
    drafting.take(session, user, submission)
    if seen != submission.saved:
        raise Conflict(N_("It was changed since this page was opened. Look it over once more."))
    content = drafting.newest(session, submission).content
    if gaps := completeness.gaps(content, workshop.vocabulary):
        raise Incomplete(gaps)
    newer = newer_revision(submission, content)
    if newer is not None and newer != acknowledged:
        raise Invalid(
            N_("Another version was published since this correction began. Look at it, and say "
               "that its changes are taken into account."),
            field="acknowledged",
        )  # fmt: skip
    draft = assembling.draft(session, submission, content, workshop.vocabulary, workshop.store)
    revision, _ = writing.save(session, draft, workshop)
    if submission.item_id is None:
        revision.item.unit_id = submission.unit_id
    submission.item_id, submission.revision_id = revision.item_id, revision.id
    submission.handed_in, submission.submitted_at = submission.saved, now()
    session.flush()
    workflow.act(session, user, submission, Step("submit"))
    deciding.mark_people(session, user, submission)
    deciding.tell_reviewers(session, submission)


def _is_handed_in(session: Session, user: User, submission: Submission, seen: int) -> bool:
    session.refresh(submission)
    is_own = submission.author_id == user.id
    return is_own and submission.handed_in == seen and submission.state == State.SUBMITTED
