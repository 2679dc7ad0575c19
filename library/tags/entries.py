"""The whole vocabulary as plain values, with all that the tables keep: what exports write.

`vocabulary` is what pages and the search read; notes and sources of maintainers are only here.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import i18n
from library.tags import models


class Name(NamedTuple):
    """What a tag is called: its role, its language (None for abbreviations) and the text."""

    role: str
    language: str | None
    text: str


@dataclass(frozen=True)
class SchemeEntry:
    """A scheme; without a position it stands behind those that have one."""

    id: str
    labels: Mapping[str, str]
    is_ordered: bool = False
    position: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class TagEntry:
    """A tag; without a position it keeps its place, or stands behind all others."""

    id: str
    scheme: str
    names: tuple[Name, ...]
    parent: str | None = None
    replaced_by: str | None = None
    position: int | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    source: str | None = None
    note: str | None = None

    def named(self, role: str, language: str | None) -> list[str]:
        """Return its names of one role in one language."""
        return [each.text for each in self.names if each[:2] == (role, language)]

    @property
    def label(self) -> str:
        """The label in Vietnamese, the id where it has none."""
        return next(iter(self.named(models.LABEL, i18n.DEFAULT)), self.id)


@dataclass(frozen=True)
class RuleEntry:
    """An abbreviation that means several things, and the rule that decides."""

    abbreviation: str
    candidates: tuple[str, ...]
    rule: str
    position: int | None = None


@dataclass(frozen=True)
class Entries:
    """Schemes, tags and rules by their ids, each in its order."""

    schemes: Mapping[str, SchemeEntry] = field(default_factory=dict)
    tags: Mapping[str, TagEntry] = field(default_factory=dict)
    rules: Mapping[str, RuleEntry] = field(default_factory=dict)

    @classmethod
    def of(
        cls, schemes: Iterable[SchemeEntry], tags: Iterable[TagEntry], rules: Iterable[RuleEntry]
    ) -> Self:
        """Return entries of lists; of two with one id the last counts."""
        return cls(
            {each.id: each for each in schemes},
            {each.id: each for each in tags},
            {each.abbreviation: each for each in rules},
        )

    def packed(self) -> dict[str, Any]:
        """Return them as JSON can say them."""
        return {
            part.name: [dataclasses.asdict(each) for each in getattr(self, part.name).values()]
            for part in dataclasses.fields(self)
        }

    @classmethod
    def unpacked(cls, said: Mapping[str, Any]) -> Self:
        """Return what was packed."""
        tags = (
            each | {"names": tuple(Name(*name) for name in each["names"])} for each in said["tags"]
        )
        rules = (each | {"candidates": tuple(each["candidates"])} for each in said["rules"])
        return cls.of(
            (SchemeEntry(**each) for each in said["schemes"]),
            (TagEntry(**each) for each in tags),
            (RuleEntry(**each) for each in rules),
        )


def read(session: Session) -> Entries:
    """Return the vocabulary as the tables hold it."""
    tags = select(models.Tag).options(selectinload(models.Tag.labels)).order_by(models.Tag.position)
    schemes = select(models.Scheme).order_by(models.Scheme.position)
    rules = select(models.Ambiguity).order_by(models.Ambiguity.position)
    return Entries.of(
        map(_scheme, session.scalars(schemes)),
        map(_tag, session.scalars(tags)),
        (
            RuleEntry(row.abbreviation, tuple(row.candidates), row.rule, row.position)
            for row in session.scalars(rules)
        ),
    )


def _scheme(row: models.Scheme) -> SchemeEntry:
    labels = {language: label for language, label in row.labels.items() if label}
    return SchemeEntry(row.id, labels, row.is_ordered, row.position, row.note or None)


def _tag(row: models.Tag) -> TagEntry:
    return TagEntry(
        id=row.id,
        scheme=row.scheme_id,
        names=tuple(Name(each.role, each.language, each.text) for each in row.labels),
        parent=row.parent_id,
        replaced_by=row.replaced_by,
        position=row.position,
        properties=row.properties,
        source=row.source or None,
        note=row.note or None,
    )
