"""How items were used in a scope: by month, by language and format, by item, by tag, by unit.

Two readings of the table of usage give it all; what is by tag or by unit is added up from items.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from library.accounts.models import Unit
from library.database import CLOCK, midnight
from library.items.models import Edition, Item
from library.stats import scopes
from library.stats.scopes import Scope
from library.tags.models import ItemTag
from library.tags.vocabulary import Vocabulary
from library.usage.counting import COLUMNS, FORMATS, Event, summed
from library.usage.models import Usage


class Sums(NamedTuple):
    """What happened to an item, or to several."""

    views: int = 0
    downloads: int = 0
    adaptations: int = 0
    found: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Return both together."""
        return Sums(*map(sum, zip(self, other, strict=True)))


@dataclass
class Line:
    """One row of a table: what it is of, how many items that are, and what happened to them."""

    of: Any
    items: int = 0
    sums: Sums = field(default_factory=Sums)


_VIEWS, _DOWNLOADS, _FOUND = (
    func.sum(summed(COLUMNS[event])) for event in (Event.VIEW, Event.DOWNLOAD, Event.FOUND)
)


def by_item(session: Session, scope: Scope) -> dict[str, Sums]:
    """Return what happened to each item to which anything did."""
    query = (
        select(Usage.item_id, _VIEWS, _DOWNLOADS, _FOUND)
        .where(Usage.month.between(scope.period.first, scope.period.last))
        .where(*scope.chosen(Usage.__table__.c.item_id))
        .group_by(Usage.item_id)
    )
    adapted = Counter(source for source, _ in adaptations(session, scope))
    found = {
        id: Sums(int(views), int(downloads), adapted.pop(id, 0), int(shown))
        for id, views, downloads, shown in session.execute(query)
    }
    return found | {id: Sums(adaptations=count) for id, count in adapted.items()}


def adaptations(session: Session, scope: Scope) -> list[tuple[str, date]]:
    """Return the sources of the adaptations published in the period, each with its month."""
    made = aliased(Item)
    query = (
        select(Item.id, made.published_at)
        .join(made, made.adapted_from == Item.slug)
        .where(made.published_id.is_not(None))
        .where(made.published_at >= midnight(scope.period.first))
        .where(made.published_at < midnight(scope.period.end))
        .where(*scope.chosen(Item.__table__.c.id))
    )
    return [
        (source, at.astimezone(CLOCK).date().replace(day=1))
        for source, at in session.execute(query)
        if at
    ]


class ByMonth(NamedTuple):
    """What happened in each month, in each language, and the downloads by language and format."""

    months: dict[date, Sums]
    languages: dict[str, Sums]
    formats: dict[tuple[str, str], int]


def by_month(session: Session, scope: Scope) -> ByMonth:
    """Return what happened in each month of the period, also where that is nothing."""
    table = Usage.__table__.c
    names = ("views", "found", *FORMATS)
    query = (
        select(table.month, table.language, *(func.sum(table[name]) for name in names))
        .where(table.month.between(scope.period.first, scope.period.last))
        .where(*scope.chosen(table.item_id))
        .group_by(table.month, table.language)
    )
    found = ByMonth({month: Sums() for month in scope.period.months}, {}, {})
    for month, language, *counts in session.execute(query):
        count = dict(zip(names, map(int, counts), strict=True))
        sums = Sums(count["views"], sum(count[each] for each in FORMATS), 0, count["found"])
        found.months[month] = found.months[month].plus(sums)
        found.languages[language] = found.languages.get(language, Sums()).plus(sums)
        for each in FORMATS:
            key = each, language
            found.formats[key] = found.formats.get(key, 0) + count[each]
    for _, month in adaptations(session, scope):
        found.months[month] = found.months[month].plus(Sums(adaptations=1))
    return found


def published(session: Session, scope: Scope) -> dict[str, date]:
    """Return the public items that were first published in the period, each with its month."""
    query = (
        select(Item.id, Item.published_at)
        .where(Item.published_id.is_not(None))
        .where(Item.published_at >= midnight(scope.period.first))
        .where(Item.published_at < midnight(scope.period.end))
        .where(*scope.chosen(Item.__table__.c.id))
    )
    return {
        id: at.astimezone(CLOCK).date().replace(day=1) for id, at in session.execute(query) if at
    }


def by_tag(
    session: Session, vocabulary: Vocabulary, rows: Sequence[str], used: Mapping[str, Sums]
) -> list[Line]:
    """Return what happened to the items of each tag; an item with two of them counts with both."""
    row_of = scopes.top_of(vocabulary, rows)
    query = select(ItemTag.item_id, ItemTag.tag_id).where(ItemTag.tag_id.in_(row_of)).distinct()
    pairs = {(item, row_of[tag]) for item, tag in session.execute(query) if item in used}
    return _added(rows, pairs, used)


def by_unit(session: Session, units: Sequence[Unit], used: Mapping[str, Sums]) -> list[Line]:
    """Return what happened to the items of each unit with all below it."""
    query = select(Item.id, Unit.path).join(Unit, Unit.id == Item.unit_id)
    ids = {each.id: each for each in units}
    pairs = {
        (item, int(part))
        for item, path in session.execute(query)
        if item in used
        for part in path.split("/")
        if part and int(part) in ids
    }
    lines = _added(list(ids), pairs, used)
    for each in lines:
        each.of = ids[each.of]
    return lines


def _added(
    rows: Iterable[Any], pairs: Iterable[tuple[str, Any]], used: Mapping[str, Sums]
) -> list[Line]:
    lines = {row: Line(row) for row in rows}
    for item, row in pairs:
        line = lines[row]
        line.items += 1
        line.sums = line.sums.plus(used[item])
    return list(lines.values())


class Named(NamedTuple):
    """An item as tables name it: `unit` is the id of the one that answers for it, if any does."""

    id: str
    slug: str
    title: str
    unit: int | None


def most_used(used: Mapping[str, Sums], limit: int | None = None) -> list[str]:
    """Return the items used most: downloaded most, among equals viewed most."""

    def key(id: str) -> tuple[int, int, str]:
        return -used[id].downloads, -used[id].views, id

    return sorted(used, key=key)[:limit]


def named(session: Session, ids: Sequence[str], language: str) -> list[Named]:
    """Return public items in the order of their ids, by their titles in a language if they have one."""
    found: dict[str, Named] = {}
    for start in range(0, len(ids), 500):
        query = (
            select(Item.id, Item.slug, Edition.title, Item.unit_id, Edition.language)
            .join(Edition, Edition.revision_id == Item.published_id)
            .where(Item.id.in_(ids[start : start + 500]))
            .order_by(Edition.id)
        )
        for id, slug, title, unit, code in session.execute(query):
            if id not in found or code == language:
                found[id] = Named(id, slug, title, unit)
    return [found[id] for id in ids if id in found]


def of_items(session: Session, ids: Sequence[str]) -> dict[str, Sums]:
    """Return all that ever happened to some items: what their authors and readers are told."""
    made = aliased(Item)
    query = (
        select(Usage.item_id, _VIEWS, _DOWNLOADS, _FOUND)
        .where(Usage.item_id.in_(ids))
        .group_by(Usage.item_id)
    )
    adapted = (
        select(Item.id, func.count())
        .join(made, made.adapted_from == Item.slug)
        .where(Item.id.in_(ids), made.published_id.is_not(None))
        .group_by(Item.id)
    )
    times: dict[str, int] = dict(iter(session.execute(adapted)))
    found = {
        id: Sums(int(views), int(downloads), times.get(id, 0), int(shown))
        for id, views, downloads, shown in session.execute(query)
    }
    return {id: found.get(id, Sums(adaptations=times.get(id, 0))) for id in ids}
