"""What statistics speak of: a period, and of all items those of a unit or with a tag.

Items count with their unit and tags of today: who merges tags or moves a unit moves the past along.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, Select, select

from library.accounts.models import Unit
from library.items.models import Item
from library.stats.periods import Period
from library.tags.models import ItemTag
from library.tags.vocabulary import Vocabulary


@dataclass(frozen=True)
class Scope:
    """A period and which items: of a unit with all below it, with one tag of each group of `tags`.

    Without a unit and without tags it is the whole library.
    """

    period: Period
    unit: Unit | None = None
    tags: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def is_whole(self) -> bool:
        """Whether all items belong."""
        return self.unit is None and not self.tags

    def chosen(self, item_id: ColumnElement[str]) -> list[ColumnElement[bool]]:
        """Return the conditions that an item belongs, for a query with its id."""
        conditions: list[ColumnElement[bool]] = []
        if self.unit is not None:
            own = select(Item.id).where(Item.unit_id.in_(self.units()))
            conditions.append(item_id.in_(own))
        for group in self.tags:
            carriers = select(ItemTag.item_id).where(ItemTag.tag_id.in_(group))
            conditions.append(item_id.in_(carriers))
        return conditions

    def units(self) -> Select[int]:
        """Return the ids of the unit and of all below it, as a part of a query."""
        assert self.unit is not None, "asked only where a unit is chosen"
        return select(Unit.id).where(Unit.path.startswith(self.unit.path, autoescape=True))


def tag_with_narrower(vocabulary: Vocabulary, tag: str) -> tuple[str, ...]:
    """Return a tag and all narrower ones: it stands for them."""
    return (tag, *dict.fromkeys(vocabulary.descendants(tag)))


def row_of(vocabulary: Vocabulary, rows: Iterable[str]) -> dict[str, str]:
    """Return, for each tag that is in some row of a table or below it, that row."""
    return {tag: row for row in rows for tag in tag_with_narrower(vocabulary, row)}
