"""Wishes for tags: the author of a submission misses one, a curator makes it, maps it or says no.

A wish never holds a submission up: it may be answered before or after that is published.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import changes, history, i18n, notices, text
from library.accounts import roles, units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, Message, NotFound
from library.items import writing
from library.marking import N_
from library.review import contents, drafting
from library.review.models import Submission, Wish
from library.review.workflow import EDITABLE, State
from library.tags import editing, recording
from library.tags.editing import Names
from library.tags.models import Edit, ItemTag

NOUN = "wishes"
_LONGEST_NAME, _LONGEST = 120, 1000
# Of one submission that wait at once; more would be a vocabulary of its own.
_MOST = 10
_AUTHOR_WHY = N_("because you wished for a tag")
_CURATOR_WHY = N_("because you look after the vocabulary")


def wish(
    session: Session,
    user: User,
    submission: Submission,
    scheme: str,
    names: dict[str, str],
    why: str,
) -> Wish:
    """Note that a tag is missing and tell the curators; the same wish sent twice is one."""
    drafting.check_open(user, submission)
    if scheme not in contents.TAGS:
        raise Invalid(N_("Choose where the tag belongs."), field="wish-scheme")
    said = {code: text.tidy(names.get(code, "")) for code in i18n.LANGUAGES}
    for code, name in said.items():
        if len(name) > _LONGEST_NAME:
            raise Invalid(
                N_("Give at most %(longest)s letters."), f"wish-{code}", longest=_LONGEST_NAME
            )
    if not said[i18n.DEFAULT]:
        raise Invalid(N_("Say what the tag should be called."), field=f"wish-{i18n.DEFAULT}")
    reason = text.repair(why).strip()
    if len(reason) > _LONGEST:
        raise Invalid(N_("Give at most %(longest)s letters."), "wish-why", longest=_LONGEST)
    waiting_here = [each for each in of(session, submission) if each.answered_at is None]
    for each in waiting_here:
        if (each.scheme, each.names) == (scheme, said):
            return each
    if len(waiting_here) >= _MOST:
        raise Invalid(N_("So many wishes wait already; let them be answered first."), "wish-vi")
    made = Wish(submission_id=submission.id, by_id=user.id, scheme=scheme, names=said, why=reason)
    session.add(made)
    session.flush()
    history.record(session, user, "wished", NOUN, made.id)
    curators = users.who(session, Role.CURATOR, units.root(session))
    sentence = N_("%(who)s misses the tag “%(name)s”.")
    values = {"who": user.name, "name": said[i18n.DEFAULT]}
    notices.tell(session, curators, Message(sentence, values), _CURATOR_WHY, NOUN, made.id)
    return made


def by_id(session: Session, id: int) -> Wish:
    """Return a wish; raise NotFound."""
    found = session.get(Wish, id)
    if found is None:
        raise NotFound(N_("There is no such wish."))
    return found


def of(session: Session, submission: Submission) -> Sequence[Wish]:
    """Return the wishes of a submission, the oldest first."""
    query = select(Wish).where(Wish.submission_id == submission.id)
    return session.scalars(query.order_by(Wish.id)).all()


def waiting(session: Session) -> Sequence[Wish]:
    """Return the wishes that nobody has answered, the oldest first."""
    query = select(Wish).where(Wish.answered_at.is_(None))
    return session.scalars(query.order_by(Wish.id).limit(200)).all()


def answered(session: Session, limit: int = 30) -> Sequence[Wish]:
    """Return the wishes answered last."""
    query = select(Wish).where(Wish.answered_at.is_not(None))
    return session.scalars(query.order_by(Wish.answered_at.desc()).limit(limit)).all()


def count(session: Session) -> int:
    """Return how many wishes wait."""
    query = select(func.count()).select_from(Wish).where(Wish.answered_at.is_(None))
    return session.scalar(query) or 0


def make(session: Session, user: User, granted: Wish, names: Names, parent_id: str | None) -> None:
    """Make the tag that was wished for and put it on the submission."""
    _check(session, user, granted)
    made = editing.create(session, user, granted.scheme, names, parent_id)
    grant(session, user, granted, made.id)


def grant(session: Session, user: User, granted: Wish, tag_id: str) -> None:
    """Put a tag that there is on the submission, and tell its author."""
    _check(session, user, granted)
    tag = recording.by_id(session, tag_id)
    if tag.scheme_id != granted.scheme or tag.replaced_by:
        raise Invalid(N_("Choose a tag of the same scheme that is not retired."), field="tag")
    _put_on(session, user, granted.submission, granted.scheme, tag_id)
    label = next(each.text for each in tag.labels if each.language == i18n.DEFAULT)
    _answer(session, user, granted)
    granted.tag_id = tag_id
    history.record(session, user, "granted", NOUN, granted.id)
    sentence = N_("The tag “%(name)s” that you missed is there as “%(label)s”; “%(title)s” has it.")
    _tell(session, granted, sentence, label=label)


def refuse(session: Session, user: User, refused: Wish, reason: str) -> None:
    """Say no, and why; the author reads it."""
    _check(session, user, refused)
    said = text.repair(reason).strip()
    if not said or len(said) > _LONGEST:
        raise Invalid(N_("Give the reason, in at most 1,000 letters."), field="reason")
    _answer(session, user, refused)
    refused.refusal = said
    history.record(session, user, "refused", NOUN, refused.id)
    sentence = N_("The tag “%(name)s” is not added: %(reason)s")
    _tell(session, refused, sentence, reason=said)


def _check(session: Session, user: User, asked: Wish) -> None:
    roles.require(user, Role.CURATOR, at=units.root(session))
    session.refresh(asked, with_for_update=True)
    if asked.answered_at:
        raise Conflict(N_("Somebody has answered this wish already."))


def _answer(session: Session, user: User, answered: Wish) -> None:
    answered.answered_at, answered.answered_by_id = now(), user.id
    session.flush()


def _tell(session: Session, answered: Wish, sentence: str, **more: str) -> None:
    title = answered.submission.title or Message(N_("Untitled"))
    values = {"name": answered.names[i18n.DEFAULT], "title": title, **more}
    notices.tell(session, [answered.by], Message(sentence, values), _AUTHOR_WHY, NOUN, answered.id)


def _put_on(session: Session, user: User, submission: Submission, scheme: str, tag: str) -> None:
    """Put a tag into the form while that is open, else on the item that was made of it."""
    if State(submission.state) in EDITABLE:
        drafting.add_tag(session, user, submission, scheme, tag)
    elif submission.item_id and session.get(ItemTag, (submission.item_id, tag)) is None:
        session.add(ItemTag(item_id=submission.item_id, named=tag, tag_id=tag, chosen=tag))
        session.flush()
        changes.touch(session, writing.NOUN, submission.item_id)


def guard(session: Session, edit: Edit) -> None:
    """Raise Conflict where undoing an edit would take a tag away that a submission has by a wish."""
    made = [id for id, before in edit.before.get(recording.TAG, {}).items() if before is None]
    granted_for = session.scalar(select(Wish).where(Wish.tag_id.in_(made)).limit(1))
    if granted_for is not None:
        raise Conflict(
            N_("“%(title)s” has this tag, because its author wished for it. Merge it into another one "
               "instead."), title=granted_for.submission.title or granted_for.submission_id,
        )  # fmt: skip
