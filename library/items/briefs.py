"""Items as lists show them, as plain rows: a page of results waits for twenty of them.

Objects that SQLAlchemy follows would take three times as long, and a list changes nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from library.items.models import Edition, Item, Revision
from library.tags.models import ItemTag

# Related items: by how many of the rarest tags, out of how many that share some.
_TELLING_TAGS = 12
_CANDIDATES = 50
_USUAL_TAGS = 20


# Of tables and not of mapped classes, and made once: that takes a third off a page's database time.
_items, _revisions, _editions = (each.__table__.c for each in (Item, Revision, Edition))
_IS_OFFICIAL = and_(_items.marked_id.is_not(None), _items.marked_id == _items.published_id)
_PUBLISHED = select(_items.id, _items.slug, _revisions.id, _revisions.facts, _IS_OFFICIAL).join(
    Revision.__table__, _revisions.id == _items.published_id
)
_AMONG = _PUBLISHED.where(_items.id.in_(bindparam("ids", expanding=True)))
_NEWEST = _PUBLISHED.order_by(_items.published_at.desc(), _items.id).limit(bindparam("size"))
_EDITIONS = (
    select(
        _editions.revision_id,
        _editions.language,
        _editions.title,
        _editions.summary,
        _editions.plain,
    )
    .where(_editions.revision_id.in_(bindparam("revisions", expanding=True)))
    .order_by(_editions.id)
)


class BriefEdition(NamedTuple):
    """One language of an item in a list, with the bare text to find a passage in."""

    language: str
    title: str
    summary: str
    plain: str


class Brief(NamedTuple):
    """A published item in a list."""

    id: str
    slug: str
    revision_id: int
    facts: dict[str, Any]
    editions: tuple[BriefEdition, ...]
    is_official: bool = False

    def edition(self, language: str) -> BriefEdition:
        """Return the edition in a language, or the first one when it has none there."""
        return next((each for each in self.editions if each.language == language), self.editions[0])


def by_ids(session: Session, ids: Sequence[str]) -> list[Brief]:
    """Return published items in the order of the ids."""
    found = {brief.id: brief for brief in _briefs(session, _AMONG, {"ids": ids})}
    return [found[id] for id in ids if id in found]


def facts(session: Session, item: Brief) -> list[dict[str, Any]]:
    """Return what each edition of an item says of itself: its authors, sources, preparation."""
    query = select(_editions.facts).where(_editions.revision_id == item.revision_id)
    return list(session.scalars(query.order_by(_editions.id)))


def newest(session: Session, size: int) -> list[Brief]:
    """Return the items published last."""
    return _briefs(session, _NEWEST, {"size": size})


def related(session: Session, id: str, size: int) -> list[Brief]:
    """Return published items that share the rarest tags with an item, the nearest first.

    An item with many tags shares some with everybody, so it has to share more to be near.
    """
    own = select(ItemTag.tag_id).where(ItemTag.item_id == id)
    spread = _counted(session, ItemTag.tag_id, ItemTag.tag_id.in_(own))
    shareable = [(count, tag) for tag, count in spread.items() if count > 1]
    rarest = {tag: 1.0 / count for count, tag in sorted(shareable)[:_TELLING_TAGS]}
    if not rarest:
        return []
    weight = func.sum(case(rarest, value=ItemTag.tag_id))
    sharing = (
        select(ItemTag.item_id, weight)
        .where(ItemTag.tag_id.in_(rarest), ItemTag.item_id != id)
        .group_by(ItemTag.item_id)
        .order_by(weight.desc(), ItemTag.item_id)
        .limit(_CANDIDATES)
    )
    shared = {id: float(weight) for id, weight in session.execute(sharing)}
    breadth = _counted(session, ItemTag.item_id, ItemTag.item_id.in_(shared))
    nearest = sorted(shared, key=lambda id: -shared[id] / (_USUAL_TAGS + breadth[id]))
    return by_ids(session, nearest[:size])


def _counted(session: Session, key: Any, condition: Any) -> dict[str, int]:
    """Return how many rows of item tags each key has."""
    rows = session.execute(select(key, func.count()).where(condition).group_by(key))
    return dict(iter(rows))


def _briefs(session: Session, query: Select[Any], values: dict[str, Any]) -> list[Brief]:
    items = session.execute(query, values).all()
    editions: defaultdict[int, list[BriefEdition]] = defaultdict(list)
    revisions = {"revisions": [revision_id for _, _, revision_id, _, _ in items]}
    for revision_id, *texts in session.execute(_EDITIONS, revisions):
        editions[revision_id].append(BriefEdition(*texts))
    return [
        Brief(id, slug, revision_id, facts, tuple(editions[revision_id]), bool(is_official))
        for id, slug, revision_id, facts, is_official in items
    ]
