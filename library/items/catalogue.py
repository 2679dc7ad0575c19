"""Questions about published items. Bodies are loaded only by the functions that say so.

What lists show is in `briefs`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer
from sqlalchemy.sql.base import ExecutableOption

from library.errors import NotFound
from library.items import models
from library.items.models import Edition, Item, Revision
from library.marking import N_
from library.tags.models import ItemTag

_BATCH = 500


class Moments(NamedTuple):
    """When an item was published first, and when the revision that is public now was."""

    published_at: datetime
    updated_at: datetime


def _published(*options: ExecutableOption) -> Select[Item]:
    return select(Item).where(Item.published_id.is_not(None)).options(*options)


def _whole(*columns: Any) -> tuple[ExecutableOption, ...]:
    """Load the published revision with editions and files, and the named columns of editions."""
    revision = joinedload(Item.published)
    editions = revision.selectinload(Revision.editions)
    return revision.selectinload(Revision.files), editions.options(*map(undefer, columns))


def count(session: Session) -> int:
    """Return how many items are published."""
    query = select(func.count()).select_from(Item).where(Item.published_id.is_not(None))
    return session.scalar(query) or 0


def by_slug(session: Session, slug: str) -> Item:
    """Return a published item with its texts and files; raise NotFound."""
    return _one(session, _published(*_whole(Edition.html, Edition.body)).where(Item.slug == slug))


def known(session: Session, slug: str) -> Item:
    """Return an item, public or not, to those who look after it; raise NotFound."""
    return _one(session, select(Item).where(Item.slug == slug))


def by_short(session: Session, code: str) -> Item:
    """Return the published item of a short link; raise NotFound."""
    return _one(session, _published().where(Item.short == code.lower()))


def by_id(session: Session, id: str) -> Item:
    """Return a published item with its HTML and files; raise NotFound."""
    return _one(session, _published(*_whole(Edition.html)).where(Item.id == id))


def _one(session: Session, query: Select[Item]) -> Item:
    item = session.scalar(query)
    if item is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    return item


def tags_by_item(session: Session, ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the tags of each item, as they stand in the vocabulary today."""
    found: dict[str, list[str]] = {id: [] for id in ids}
    query = select(ItemTag.item_id, ItemTag.tag_id).distinct().order_by(ItemTag.tag_id)
    known = list(found)
    for start in range(0, len(known), _BATCH):
        some = query.where(ItemTag.item_id.in_(known[start : start + _BATCH]))
        for item_id, tag_id in session.execute(some):
            found[item_id].append(tag_id)
    return found


def carriers(session: Session, tags: Iterable[str]) -> set[str]:
    """Return the items that carry one of some tags themselves."""
    return set(session.scalars(select(ItemTag.item_id).where(ItemTag.tag_id.in_(tags))))


def all_tags(session: Session) -> dict[str, list[str]]:
    """Return the tags of every item that has any, in no order: of ten thousand items at once."""
    found: dict[str, list[str]] = {}
    for item_id, tag_id in session.execute(select(ItemTag.item_id, ItemTag.tag_id)):
        found.setdefault(item_id, []).append(tag_id)
    return found


def all_ids(session: Session) -> set[str]:
    """Return the ids of all items, drafts too."""
    return set(session.scalars(select(Item.id)))


def moments(session: Session, ids: Iterable[str]) -> dict[str, Moments]:
    """Return when items were published. A later revision counts from the moment it was saved."""
    query = (
        select(Item.id, Item.published_at, Revision.created_at)
        .join(Revision, Revision.id == Item.published_id)
        .where(Item.id.in_(ids))
    )
    return {
        id: Moments(published_at, max(published_at, saved_at))
        for id, published_at, saved_at in session.execute(query)
        if published_at
    }


def published_ids(session: Session) -> Sequence[str]:
    """Return the ids of all published items."""
    query = (
        select(Item.id).where(Item.published_id.is_not(None)).order_by(Item.published_at, Item.id)
    )
    return session.scalars(query).all()


def in_batches(session: Session, ids: Sequence[str], *columns: Any) -> Iterator[Item]:
    """Yield published items without keeping them all in memory."""
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        query = (
            _published(*_whole(*columns))
            .where(Item.id.in_(batch))
            .order_by(Item.published_at, Item.id)
        )
        yield from session.scalars(query)
        session.expunge_all()


def by_ids(session: Session, ids: Sequence[str]) -> Sequence[Item]:
    """Return published items in the order of the ids, with their files."""
    found = {
        item.id: item for item in session.scalars(_published(*_whole()).where(Item.id.in_(ids)))
    }
    return [found[id] for id in ids if id in found]


def bare_texts(session: Session, revision: Revision) -> list[tuple[str, str]]:
    """Return the language of each edition with its title, summary and text without any markup."""
    query = select(Edition.language, Edition.title, Edition.summary, Edition.plain)
    rows = session.execute(query.where(Edition.revision_id == revision.id).order_by(Edition.id))
    return [(language, "\n\n".join(said)) for language, *said in rows]


def whole(session: Session, revision_id: int) -> Revision:
    """Return a revision, public or not, with the bodies of its editions; raise NotFound."""
    editions = selectinload(Revision.editions).undefer(Edition.body)
    query = select(Revision).options(editions, selectinload(Revision.files))
    found = session.scalar(query.where(Revision.id == revision_id))
    if found is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    return found


def adaptations(session: Session, slug: str) -> Sequence[Item]:
    """Return the published items that were adapted from an item, the newest first."""
    query = _published(*_whole(), joinedload(Item.unit)).where(Item.adapted_from == slug)
    return session.scalars(query.order_by(Item.published_at.desc(), Item.id)).all()


def edition(revision: Revision, language: str) -> Edition:
    """Return the edition in a language, or the first one when it has none there."""
    editions = revision.editions
    return next((each for each in editions if each.language == language), editions[0])


def stored_files(session: Session) -> Sequence[models.File]:
    """Return every attachment of every revision, for checks of the store."""
    return session.scalars(select(models.File)).all()
