"""Who sees a collection and who looks after it: shown, hidden, handed over, gone through once a year."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library import changes, history, i18n, notices
from library.accounts import roles, users
from library.accounts.models import User
from library.accounts.roles import Actor, Role
from library.collections import collecting
from library.collections import collection as shelf
from library.collections.collection import NOUN
from library.collections.models import Collection
from library.database import now, today
from library.errors import Conflict, Invalid, Message
from library.marking import N_


def show(session: Session, by: Actor, collection: Collection, seen: int) -> None:
    """Show a collection to readers."""
    _decide(session, by, collection, seen)
    if not collection.entries and not collection.search:
        raise Invalid(N_("Nothing is in it yet; add items first."), "added")
    if not collection.is_public:
        collection.published_at = now()
        collecting.note(session, by, "showed", collection)


def hide(session: Session, by: Actor, collection: Collection, seen: int) -> None:
    """Make a draft of a collection again."""
    _decide(session, by, collection, seen)
    collection.published_at = None
    collecting.note(session, by, "hid", collection)


def discard(session: Session, by: Actor, collection: Collection, seen: int) -> None:
    """Delete a collection that readers do not see; one that was shipped stays as a draft."""
    _decide(session, by, collection, seen)
    if collection.is_public or collection.shipped:
        raise Conflict(N_("Only a draft that was made here can be deleted; hide it instead."))
    history.record(session, by, "discarded", NOUN, collection.id)
    changes.touch(session, NOUN, str(collection.id))
    session.delete(collection)
    session.flush()


def _decide(session: Session, by: Actor, collection: Collection, seen: int) -> None:
    roles.require(by, Role.CURATOR, at=shelf.place(session, collection))
    collecting.begin(session, by, collection, seen)


def hand_over(session: Session, by: User, collection: Collection, email: str, seen: int) -> None:
    """Make somebody else the maintainer, who is told."""
    collecting.begin(session, by, collection, seen)
    heir = users.by_email(session, email)
    if heir is None or heir.ended_at:
        raise Invalid(N_("Nobody has an account with this address."), "email")
    if heir.id == collection.maintainer_id:
        return
    collection.maintainer_id = heir.id
    collecting.note(session, by, "handed over", collection)
    title = collection.said("title", heir.language)
    notices.tell(
        session,
        [heir] if heir.id != by.id else [],
        Message(N_("The collection “%(title)s” is now looked after by you"), {"title": title}),
        N_("Its maintainer or a curator handed it over."),
        NOUN,
        collection.id,
    )


def go_through(session: Session, by: Actor, collection: Collection) -> date:
    """Note that a collection was looked through; return the day of the next time."""
    collecting.begin(session, by, collection)
    collection.review_on = today() + collecting.YEAR
    collection.reminded_on = None
    collecting.note(
        session, by, "went through", collection, again_on=collection.review_on.isoformat()
    )
    return collection.review_on


def remind(session: Session) -> None:
    """Tell those who look after a collection that the day to go through it has come; once."""
    is_told = Collection.reminded_on >= Collection.review_on
    query = select(Collection).where(
        Collection.review_on <= today(), or_(Collection.reminded_on.is_(None), ~is_told)
    )
    for each in session.scalars(query).all():
        each.reminded_on = today()
        title = each.said("title", i18n.DEFAULT)
        notices.tell(
            session,
            _keepers(session, each),
            Message(N_("The collection “%(title)s” should be gone through"), {"title": title}),
            N_("Each collection is gone through once a year."),
            NOUN,
            each.id,
        )


def _keepers(session: Session, collection: Collection) -> Sequence[User]:
    keeper = collection.maintainer
    if keeper and not keeper.ended_at:
        return [keeper]
    return users.who(session, Role.CURATOR, shelf.place(session, collection))
