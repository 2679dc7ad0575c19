"""Collections as readers and maintainers ask for them; what changes them is in `collecting`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library import text
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.collections.models import Collection, CollectionItem, FormerAddress
from library.errors import NotFound
from library.i18n import DEFAULT
from library.items import catalogue
from library.items.models import Item, Revision
from library.marking import N_

NOUN = "collections"
# A kind is data: what it is called, and what it is for.
KINDS: Mapping[str, str] = {
    "collection": N_("Collection"),
    "column": N_("Regular column"),
    "special": N_("Special page"),
}
_ABSENT = N_("There is no such collection, or it is not public.")


class Standing(NamedTuple):
    """An entry as who looks after the collection sees it: the title, and whether readers get it."""

    entry: CollectionItem
    title: str
    is_public: bool
    is_withdrawn: bool


def public(session: Session) -> Sequence[Collection]:
    """Return the collections that readers see, the newest first."""
    query = select(Collection).where(Collection.published_at.is_not(None))
    return session.scalars(query.order_by(Collection.published_at.desc(), Collection.id)).all()


def by_slug(session: Session, slug: str, reader: Actor | None = None) -> Collection:
    """Return a public collection, to who looks after it also a draft; raise NotFound."""
    found = session.scalar(select(Collection).where(Collection.slug == slug))
    if found is None or not (found.is_public or (reader and may_edit(session, reader, found))):
        raise NotFound(_ABSENT)
    return found


def moved_to(session: Session, slug: str) -> str | None:
    """Return the address today of a public collection that was once at this one."""
    query = (
        select(Collection.slug)
        .join(FormerAddress, FormerAddress.collection_id == Collection.id)
        .where(FormerAddress.slug == slug, Collection.published_at.is_not(None))
    )
    return session.scalar(query)


def by_id(session: Session, id: int) -> Collection:
    """Return a collection, public or not; raise NotFound."""
    found = session.get(Collection, id)
    if found is None:
        raise NotFound(_ABSENT)
    return found


def holding(session: Session, item_id: str) -> Sequence[Collection]:
    """Return the public collections that an item is in."""
    query = (
        select(Collection)
        .join(CollectionItem)
        .where(CollectionItem.item_id == item_id, Collection.published_at.is_not(None))
        .order_by(Collection.published_at.desc(), Collection.id)
    )
    return session.scalars(query).all()


def cared_for(session: Session, user: User) -> list[Collection]:
    """Return the collections that somebody may edit, by title."""
    query = select(Collection).options(
        joinedload(Collection.maintainer), joinedload(Collection.unit)
    )
    found = [each for each in session.scalars(query) if may_edit(session, user, each)]
    return sorted(found, key=lambda each: text.collation_key(each.said("title", DEFAULT)))


def keeps_any(session: Session, user: User) -> bool:
    """Tell whether somebody is the maintainer of any collection."""
    query = select(Collection.id).where(Collection.maintainer_id == user.id).limit(1)
    return session.scalar(query) is not None


def may_edit(session: Session, actor: Actor, collection: Collection) -> bool:
    """Tell whether somebody looks after a collection: its maintainer does, and curators."""
    is_own = actor.id is not None and collection.maintainer_id == actor.id
    return is_own or may_decide(session, actor, collection)


def may_decide(session: Session, actor: Actor, collection: Collection) -> bool:
    """Tell whether somebody may show a collection to readers, hide it or hand it over."""
    return actor.holds(Role.CURATOR, at=place(session, collection))


def place(session: Session, collection: Collection) -> Unit:
    """Return the unit that answers for a collection; the whole library for what is of none."""
    return collection.unit or units.root(session)


def shown_ids(session: Session, collection: Collection) -> list[str]:
    """Return the ids of the items that readers get, in the order of the collection."""
    query = (
        select(CollectionItem.item_id)
        .join(Item, Item.id == CollectionItem.item_id)
        .where(CollectionItem.collection_id == collection.id, Item.published_id.is_not(None))
        .order_by(CollectionItem.place)
    )
    return list(session.scalars(query))


def items(session: Session, collection: Collection) -> Sequence[Item]:
    """Return the items that readers get, with their texts and files."""
    return catalogue.by_ids(session, shown_ids(session, collection))


def standing(session: Session, collection: Collection, language: str) -> list[Standing]:
    """Return all entries with how they stand, for who looks after the collection."""
    query = (
        select(CollectionItem)
        .where(CollectionItem.collection_id == collection.id)
        .options(
            joinedload(CollectionItem.item)
            .joinedload(Item.published)
            .selectinload(Revision.editions)
        )
        .order_by(CollectionItem.place)
    )
    return [
        Standing(
            entry,
            _title(entry.item, language),
            entry.item.published_id is not None,
            entry.item.withdrawn_at is not None,
        )
        for entry in session.scalars(query)
    ]


def _title(item: Item, language: str) -> str:
    revision = item.published or (item.revisions[-1] if item.revisions else None)
    return catalogue.edition(revision, language).title if revision else item.slug


def kept_files(session: Session) -> dict[str, str]:
    """Return where every cover belongs, by its SHA-256: checks of the store ask."""
    query = select(Collection.cover, Collection.slug).where(Collection.cover.is_not(None))
    return {cover: f"collections/{slug}" for cover, slug in session.execute(query) if cover}
