"""The steps of a review: taking, handing over, deciding, publishing, withdrawing.

Each moves a submission through the table of `workflow` and tells those whom it concerns.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import notices
from library.accounts import users
from library.accounts.models import User
from library.accounts.roles import Role
from library.care import corrections, marks
from library.consents import portraits, register
from library.errors import Conflict, Invalid, Message, NotAllowed
from library.items import writing
from library.items.models import Revision
from library.items.writing import Workshop
from library.marking import N_
from library.planning import telling
from library.review import adapting, checklist, verifying, workflow
from library.review.models import Decision, Save, Submission
from library.review.workflow import State, Step

_AUTHOR_WHY = N_("because it is your submission")
_UNIT_WHY = N_("because you review for this unit")
_HEAD_WHY = N_("because you publish for this unit")
# What the author is told when somebody else has done something.
_TOLD = {
    "take": N_("%(who)s has begun to review “%(title)s”."),
    "assign": N_("“%(title)s” is being reviewed."),
    "hand-over": N_("Somebody else reviews “%(title)s” now."),
    "ask-changes": N_("%(who)s asks for changes to “%(title)s”: %(reason)s"),
    "accept": N_("%(who)s has accepted “%(title)s”: %(reason)s"),
    "refuse": N_("%(who)s has refused “%(title)s”: %(reason)s"),
    "send-back": N_("%(who)s sends “%(title)s” back: %(reason)s"),
    "publish": N_("“%(title)s” is published: %(reason)s"),
    "withdraw": N_("“%(title)s” was withdrawn: %(reason)s"),
    "restore": N_("“%(title)s” is shown again: %(reason)s"),
    "archive": N_("“%(title)s” was archived: %(reason)s"),
}


def tell_reviewers(session: Session, submission: Submission) -> None:
    """Tell those who may review it that it waits; anybody of them may take it."""
    submission.reviewer_id = None
    session.flush()
    those = users.who(session, Role.REVIEWER, submission.unit)
    others = [each for each in those if workflow.reviews(each, submission)]
    sentence = N_("“%(title)s” waits for a review.")
    _tell(session, others, submission, sentence, _UNIT_WHY)


def take(session: Session, user: User, submission: Submission) -> None:
    """Begin to review a submission oneself."""
    _guard_second_pair_of_eyes(session, user, submission)
    workflow.act(session, user, submission, Step("take"))
    submission.reviewer_id = user.id
    session.flush()
    _tell_author(session, user, submission, Step("take"))


def give(session: Session, user: User, submission: Submission, reviewer: User, action: str) -> None:
    """Ask somebody to review a submission (`assign`), or somebody else than before (`hand-over`)."""
    if not workflow.reviews(reviewer, submission):
        raise NotAllowed(N_("That person may not review this submission; choose another one."))
    _guard_second_pair_of_eyes(session, reviewer, submission)
    workflow.act(session, user, submission, Step(action))
    submission.reviewer_id = reviewer.id
    session.flush()
    sentence = N_("Please review “%(title)s”.")
    _tell(session, [reviewer], submission, sentence, N_("because you were asked to review it"))
    _tell_author(session, user, submission, Step(action))


def decide(session: Session, user: User, submission: Submission, step: Step) -> None:
    """Take a step that needs nothing but its reason (and, to accept, the checklist)."""
    workflow.act(session, user, submission, step)
    if step.action == "accept":
        _guard_claims(session, submission)
        _count_acceptances(session, submission)
    if step.action in ("withdraw", "archive"):
        _hide(session, user, submission)
    _tell_author(session, user, submission, step)


def _guard_claims(session: Session, submission: Submission) -> None:
    """Nothing unverified becomes public."""
    if verifying.open_claims(session, submission):
        raise Invalid(N_("Verify every claim against its source first."), field="claims")


def _count_acceptances(session: Session, submission: Submission) -> None:
    """Let a sensitive submission wait for a second reviewer, and the head know of an accepted one."""
    if len(accepted_by(session, submission)) < acceptances_needed(submission):
        submission.state = State.SUBMITTED
        tell_reviewers(session, submission)
        return
    heads = users.who(session, Role.PUBLISHER, submission.unit)
    those = [each for each in heads if workflow.publishes(each, submission)]
    _tell(session, those, submission, N_("“%(title)s” can be published."), _HEAD_WHY)


def accepted_by(session: Session, submission: Submission) -> set[int]:
    """Return who has accepted what was handed in last."""
    query = select(Decision.by_id).where(
        Decision.submission_id == submission.id,
        Decision.action == "accept",
        Decision.handed_in == submission.handed_in,
    )
    return set(session.scalars(query))


def handed_in_before(session: Session, submission: Submission) -> int | None:
    """Return the save that was handed in before the last one, None for a first hand-in."""
    query = select(func.max(Decision.handed_in)).where(
        Decision.submission_id == submission.id, Decision.handed_in < submission.handed_in
    )
    return session.scalar(query)


def acceptances_needed(submission: Submission) -> int:
    """Return how many must accept it: two where the theme is sensitive."""
    return checklist.acceptances_needed(_tags(submission.revision))


def _tags(revision: Revision | None) -> Iterable[str]:
    facts = revision.facts if revision else {}
    for value in facts.values():
        yield from (
            (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
        )


def _guard_second_pair_of_eyes(session: Session, user: User, submission: Submission) -> None:
    if user.id in accepted_by(session, submission):
        raise Conflict(N_("A second person must look at this theme; you have accepted it already."))


def publish(
    session: Session, user: User, submission: Submission, step: Step, workshop: Workshop
) -> None:
    """Show a submission to everybody; earlier work on the same item is closed.

    Files in which people can be recognised stay out until those have agreed (`portraits`). Readers
    of an earlier revision are told what was corrected: `step.note`, else the reason.
    """
    earlier = _earlier(session, submission)
    workflow.act(session, user, submission, step)
    _guard_newer(session, submission)
    mark_people(session, user, submission)
    verifying.settle(session, submission)
    _show(session, submission, workshop)
    if earlier and submission.revision and earlier != submission.revision.id:
        made = corrections.add(session, user, submission.revision, step.note or step.reason)
        adapting.tell(session, user, submission.revision, made.note)
        marks.ask_again(session, submission.revision.item)
    others = select(Submission).where(
        Submission.item_id == submission.item_id,
        Submission.id != submission.id,
        Submission.state == State.PUBLISHED,
    )
    for other in session.scalars(others):
        other.state = State.ARCHIVED
    session.flush()
    _tell_author(session, user, submission, step)


def _guard_newer(session: Session, submission: Submission) -> None:
    """Nothing undoes unseen what was published of the same item after it was handed in."""
    published = (
        select(Decision.id)
        .join(Submission, Submission.id == Decision.submission_id)
        .where(
            Submission.item_id == submission.item_id,
            Submission.id != submission.id,
            Decision.action == "publish",
            Decision.at > submission.submitted_at,
        )
    )
    now_there = submission.item.published if submission.item else None
    is_newer = (
        now_there is not None
        and submission.submitted_at is not None
        and now_there.id != submission.revision_id
        and now_there.created_at > submission.submitted_at
    )
    if is_newer or session.scalar(published.limit(1)) is not None:
        raise Conflict(
            N_("Another version was published meanwhile, and this one would undo it. Let its "
               "author take those changes into account and hand it in again.")
        )  # fmt: skip


def is_correction(session: Session, submission: Submission) -> bool:
    """Tell whether readers know an earlier state of the item."""
    return _earlier(session, submission) is not None


def _earlier(session: Session, submission: Submission) -> int | None:
    """Return the revision that is public now, or was until the item was withdrawn."""
    if submission.item is None:
        return None
    query = select(Submission.revision_id).where(
        Submission.item_id == submission.item_id,
        Submission.id != submission.id,
        Submission.state.in_((State.PUBLISHED, State.WITHDRAWN)),
    )
    return submission.item.published_id or session.scalar(query.limit(1))


def mark_people(session: Session, user: User, submission: Submission) -> None:
    """Withhold the files in which, as the author says, people can be recognised."""
    found = people_in(session, submission)
    if found and submission.item:
        portraits.mark_all(session, user, submission.item, found)


def people_in(session: Session, submission: Submission) -> dict[str, int]:
    """Return how many people the author sees in which files of what was handed in."""
    save = session.scalar(
        select(Save).where(Save.submission_id == submission.id, Save.number == submission.handed_in)
    )
    files = save.content.get("files") or [] if save else []
    found = {each["path"]: _count(each.get("faces", "")) for each in files}
    return {path: people for path, people in found.items() if people}


def _count(typed: Any) -> int:
    """Return how many people an author has counted; what is no number is one at least."""
    given = str(typed).strip()
    return int(given) if given.isdecimal() and len(given) < 4 else int(bool(given))


def restore(
    session: Session, user: User, submission: Submission, step: Step, workshop: Workshop
) -> None:
    """Show a withdrawn item again."""
    workflow.act(session, user, submission, step)
    _guard_newer(session, submission)
    _show(session, submission, workshop)
    _tell_author(session, user, submission, step)


def _show(session: Session, submission: Submission, workshop: Workshop) -> None:
    assert submission.revision, "what is accepted was handed in"
    show(session, submission.revision, workshop)


def show(session: Session, revision: Revision, workshop: Workshop) -> None:
    """Let everybody see a revision, unless somebody in it has taken their consent back."""
    register.guard(session, revision)
    writing.readmit(session, revision.item)
    writing.publish(session, revision, workshop.vocabulary)
    session.flush()


def _hide(session: Session, user: User, submission: Submission) -> None:
    """Take the item out of every list, page, download and the index."""
    if submission.item:
        writing.withdraw(session, submission.item)
        telling.withdrawn(session, user, submission.item)


def _tell_author(session: Session, by: User, submission: Submission, step: Step) -> None:
    if by.id != submission.author_id:
        _tell(session, [submission.author], submission, _TOLD[step.action], _AUTHOR_WHY, by, step)


def _tell(
    session: Session,
    those: Iterable[User],
    submission: Submission,
    sentence: str,
    why: str,
    by: User | None = None,
    step: Step | None = None,
) -> None:
    values = {
        "title": submission.title,
        "who": by.name if by else "",
        "reason": step.reason.strip() if step else "",
    }
    notices.tell(session, those, Message(sentence, values), why, workflow.NOUN, submission.id)
