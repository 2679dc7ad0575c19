"""How items were used in a scope: by month, by language and format, by item, by tag, by unit.

What is by tag or by unit is added up from items, so that an item counts once in each row.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from library.accounts.models import Unit
from library.database import CLOCK, midnight
from library.items.models import Edition, Item
from library.stats import monthly, periods, scopes
from library.stats.monthly import Monthly
from library.stats.scopes import Scope
from library.tags.models import ItemTag
from library.tags.vocabulary import Vocabulary
from library.usage.counting import COLUMNS, FORMATS, Event, summed
from library.usage.models import Usage

_Counts = NDArray[np.int64]


class Sums(NamedTuple):
    """What happened to an item, or to several."""

    views: int = 0
    downloads: int = 0
    adaptations: int = 0
    found: int = 0


class Line(NamedTuple):
    """One row of a table: what it is of, how many items were used, and what happened to them."""

    of: Any
    items: int
    sums: Sums


class Used(NamedTuple):
    """What happened in a period: in each month and language, in each format of a language.

    `items` are those to which anything happened, `counts` has a line of `Sums` for each.
    """

    months: dict[date, Sums]
    languages: dict[str, Sums]
    formats: dict[tuple[str, str], int]
    items: list[str]
    counts: _Counts

    def together(self) -> Sums:
        """Return all of it."""
        return _sums(self.counts.sum(0))


def _sums(line: _Counts) -> Sums:
    return Sums(*map(int, line))


_VIEWS, _FOUND = (monthly.COLUMNS.index(name) for name in ("views", "found"))
_FORMATS = [monthly.COLUMNS.index(name) for name in FORMATS]
_ADAPTATIONS = Sums._fields.index("adaptations")


def read(session: Session, months: Monthly, scope: Scope) -> Used:
    """Return what happened in a scope."""
    parts = {month: months.month(session, month) for month in scope.period.months}
    adapted = _adaptations(session, scope)
    sources = months.numbers(source for source, _ in adapted)
    among = _chosen(session, months, scope)
    by_item = np.zeros((len(months.ids), len(Sums._fields)), np.int64)
    by_language = np.zeros((len(months.languages), len(monthly.COLUMNS)), np.int64)
    by_month = {}
    for month, part in parts.items():
        before = by_language.sum(0)
        for code in np.unique(part.languages):
            lines = part.languages == code
            if among is not None:
                lines &= np.isin(part.items, among)
            by_language[code] += part.counts[lines].sum(0, np.int64)
            # An item has one line in a language and a month, so none is added to twice at once.
            by_item[part.items[lines]] += _as_sums(part.counts[lines])
        by_month[month] = _as_sums(by_language.sum(0) - before)
    np.add.at(by_item[:, _ADAPTATIONS], sources, 1)
    for _, month in adapted:
        by_month[month][_ADAPTATIONS] += 1
    return _used(months, by_month, by_language, by_item)


def _as_sums(counts: NDArray[Any]) -> _Counts:
    """Return counts by column as they stand in `Sums`; columns are the last axis."""
    views, found = (counts[..., each].astype(np.int64) for each in (_VIEWS, _FOUND))
    downloads = counts[..., _FORMATS].sum(-1, dtype=np.int64)
    return np.stack([views, downloads, np.zeros_like(views), found], -1)


def _used(
    months: Monthly, by_month: dict[date, _Counts], by_language: _Counts, by_item: _Counts
) -> Used:
    spoken = [code for code in range(len(by_language)) if by_language[code].any()]
    names = {code: months.languages[code] for code in spoken}
    used = np.flatnonzero(by_item.any(1))
    return Used(
        {month: _sums(line) for month, line in by_month.items()},
        {names[code]: _sums(_as_sums(by_language[code])) for code in spoken},
        {
            (format, names[code]): int(by_language[code][column])
            for code in spoken
            for format, column in zip(FORMATS, _FORMATS, strict=True)
        },
        [months.ids[number] for number in used],
        by_item[used],
    )


def _chosen(session: Session, months: Monthly, scope: Scope) -> NDArray[np.int32] | None:
    """Return the numbers of the items of a scope, None when all belong."""
    if scope.is_whole:
        return None
    query = select(Item.id).where(*scope.chosen(Item.__table__.c.id))
    return months.numbers(session.scalars(query))


def _adaptations(session: Session, scope: Scope) -> list[tuple[str, date]]:
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


def published(session: Session, scope: Scope) -> dict[date, int]:
    """Return how many of the public items were first published in each month."""
    at, months = Item.published_at, scope.period.months
    within = (
        and_(at >= midnight(month), at < midnight(periods.later(month, 1))) for month in months
    )
    query = (
        select(*(func.count(case((each, 1))) for each in within))
        .where(Item.published_id.is_not(None))
        .where(at >= midnight(scope.period.first), at < midnight(scope.period.end))
        .where(*scope.chosen(Item.__table__.c.id))
    )
    return dict(zip(months, map(int, session.execute(query).one()), strict=True))


def by_tag(session: Session, vocabulary: Vocabulary, rows: Sequence[str], used: Used) -> list[Line]:
    """Return what happened to the items of each tag; an item with two of them counts with both."""
    row_of = scopes.row_of(vocabulary, rows)
    query = select(ItemTag.item_id, ItemTag.tag_id).where(ItemTag.tag_id.in_(row_of))
    return _added(rows, ((item, row_of[tag]) for item, tag in session.execute(query)), used)


def by_unit(session: Session, units: Sequence[Unit], used: Used) -> list[Line]:
    """Return what happened to the items of each unit with all below it."""
    rows = {each.id: each for each in units}
    query = select(Item.id, Unit.path).join(Unit, Unit.id == Item.unit_id)
    pairs = (
        (item, int(part))
        for item, path in session.execute(query)
        for part in path.split("/")
        if part and int(part) in rows
    )
    return [line._replace(of=rows[line.of]) for line in _added(rows, pairs, used)]


def _added(rows: Iterable[Any], pairs: Iterable[tuple[str, Any]], used: Used) -> list[Line]:
    place = {item: number for number, item in enumerate(used.items)}
    found: dict[Any, set[int]] = {row: set() for row in rows}
    for item, row in pairs:
        if item in place:
            found[row].add(place[item])
    return [
        Line(row, len(items), _sums(used.counts[sorted(items)].sum(0)))
        for row, items in found.items()
    ]


class Named(NamedTuple):
    """A public item as tables name it; `unit` is the number of the one that answers for it."""

    slug: str
    title: str
    unit: int | None
    sums: Sums


def most_used(session: Session, used: Used, language: str, limit: int | None = None) -> list[Named]:
    """Return the public items used most: downloaded most, of equals viewed most.

    Their titles are in a language if they have one in it.
    """
    views, downloads = used.counts[:, 0], used.counts[:, 1]
    # Some may be withdrawn, which no table names.
    order = np.lexsort((-views, -downloads))[: limit and 2 * limit]
    ids = [used.items[each] for each in order]
    known = _titles(session, ids if limit else None, language)
    found = [
        Named(slug, title, unit, _sums(used.counts[each]))
        for id, each in zip(ids, order, strict=True)
        for slug, title, unit in ([known[id]] if id in known else [])
    ]
    return found[:limit]


def _titles(
    session: Session, ids: Sequence[str] | None, language: str
) -> dict[str, tuple[str, str, int | None]]:
    """Return slug, title and unit of public items, of all without ids."""
    query = select(Item.id, Item.slug, Edition.title, Item.unit_id, Edition.language).join(
        Edition, Edition.revision_id == Item.published_id
    )
    query = query.where(Item.id.in_(ids)) if ids is not None else query
    found: dict[str, tuple[str, str, int | None]] = {}
    for id, slug, title, unit, code in session.execute(query.order_by(Edition.id)):
        if id not in found or code == language:
            found[id] = slug, title, unit
    return found


def of_items(session: Session, ids: Sequence[str]) -> dict[str, Sums]:
    """Return all that ever happened to some items: what their authors and readers are told."""
    made = aliased(Item)
    views, downloads, shown = (
        func.sum(summed(COLUMNS[each])) for each in (Event.VIEW, Event.DOWNLOAD, Event.FOUND)
    )
    query = select(Usage.item_id, views, downloads, shown).where(Usage.item_id.in_(ids))
    adapted = (
        select(Item.id, func.count())
        .join(made, made.adapted_from == Item.slug)
        .where(Item.id.in_(ids), made.published_id.is_not(None))
        .group_by(Item.id)
    )
    times: dict[str, int] = dict(iter(session.execute(adapted)))
    found = {
        id: Sums(int(seen), int(taken), times.get(id, 0), int(found))
        for id, seen, taken, found in session.execute(query.group_by(Usage.item_id))
    }
    return {id: found.get(id, Sums(adaptations=times.get(id, 0))) for id in ids}
