"""A word of a curator to those an item belongs to: its authors and who reviews for its unit."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history, notices, text
from library.accounts import roles, units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.errors import Invalid, Message
from library.items import catalogue, writing
from library.items.models import Item
from library.marking import N_
from library.review.models import Submission

# More would be a flood for those who review.
MOST = 50
_LONGEST = 1000
_WHY = N_("because it is yours or belongs to your unit")


def remind(session: Session, by: Actor, ids: Sequence[str], words: str) -> list[str]:
    """Tell the owners of items to look at them; return the items that nobody can be told of."""
    roles.require(by, Role.CURATOR, at=units.root(session))
    said = text.repair(words).strip()
    if not said or len(said) > _LONGEST:
        raise Invalid(N_("Say what is to be done, in at most 1,000 letters."), field="words")
    if len(ids) > MOST:
        raise Invalid(
            N_("Choose at most %(most)s items: each owner gets a notice for each."), most=MOST
        )
    reviewers: dict[int, Sequence[User]] = {}
    without = []
    for item in catalogue.by_ids(session, ids):
        people = _owners(session, item, reviewers)
        if not people:
            without.append(item.id)
            continue
        title = item.published.editions[0].title if item.published else item.slug
        message = Message(
            N_("Please look at “%(title)s”: %(words)s"), {"title": title, "words": said}
        )
        notices.tell(session, people, message, _WHY, writing.NOUN, item.slug)
        history.record(session, by, "reminded", writing.NOUN, item.id, reason=said)
    return without


def _owners(session: Session, item: Item, reviewers: dict[int, Sequence[User]]) -> list[User]:
    """Return who wrote what is public, and who reviews for the unit; what shipped belongs to none."""
    query = select(User).join(Submission, Submission.author_id == User.id)
    authors = session.scalars(query.where(Submission.revision_id == item.published_id)).all()
    unit = session.get(Unit, item.unit_id) if item.unit_id else None
    if unit and unit.id not in reviewers:
        reviewers[unit.id] = users.who(session, Role.REVIEWER, unit)
    found = [*authors, *(reviewers[unit.id] if unit else ())]
    return list({each.id: each for each in found if not each.ended_at}.values())
