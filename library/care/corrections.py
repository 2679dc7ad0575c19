"""Corrections: what was changed in a published item and why, for its readers and copy holders."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history, notices, text
from library.accounts.models import User
from library.care import copies
from library.care.models import Correction
from library.errors import Invalid, Message
from library.items.models import Item, Revision
from library.marking import N_
from library.planning import telling as planned

_LONGEST = 1000
_WHY = N_("because you downloaded it")


def add(session: Session, user: User, revision: Revision, note: str) -> Correction:
    """Note what a revision that is public now corrects; whoever has a copy is told."""
    words = text.tidy(note)
    if not words or len(words) > _LONGEST:
        raise Invalid(
            N_("Say for readers what was corrected and why, in at most 1,000 letters."),
            field="note",
        )
    made = Correction(revision_id=revision.id, item_id=revision.item_id, note=words)
    session.add(made)
    session.flush()
    item = revision.item
    history.record(session, user, "corrected", "items", item.id, revision=revision.number)
    others = [each for each in _concerned(session, item) if each.id != user.id]
    values = {"title": revision.editions[0].title, "note": words}
    message = Message(N_("“%(title)s” was corrected: %(note)s"), values)
    notices.tell(session, others, message, _WHY, "items", item.slug)
    _tell_planners(session, user, item, message)
    return made


def _tell_planners(session: Session, user: User, item: Item, message: Message) -> None:
    """Tell who has planned the item, unless they know already because they downloaded it."""
    known = {user.id, *(each.id for each in _concerned(session, item))}
    others = [each for each in planned.planners(session, item) if each.id not in known]
    notices.tell(session, others, message, planned.WHY, "items", item.slug)


def _concerned(session: Session, item: Item) -> Iterable[User]:
    """Return who must know and has no plan for it: who downloaded it.

    Who has adapted it is told of each adaptation by `review.adapting`.
    """
    return copies.holders(session, item)


def of(session: Session, item: Item) -> Sequence[Correction]:
    """Return the corrections of an item, the newest first."""
    query = select(Correction).where(Correction.item_id == item.id)
    return session.scalars(query.order_by(Correction.revision_id.desc())).all()
