"""The vocabulary as everything else reads it: one immutable picture in memory, and how it is loaded.

Four hundred terms are asked for on every page; they change when a curator acts. So the tables are
read once and again only when the log of changes says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library import changes, i18n, text
from library.errors import NotFound
from library.marking import N_
from library.tags import models

NOUN = "tags"
# Noted as changed when not one tag was edited but any may be another.
WHOLE = "whole"


@dataclass(frozen=True)
class Term:
    """A tag with all that is said about it."""

    id: str
    scheme: str
    parent: str | None
    replaced_by: str | None
    labels: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    abbreviations: tuple[str, ...]
    properties: Mapping[str, Any]
    notes: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Return the label in a language, in Vietnamese when it has none there."""
        return self.labels.get(language) or self.labels.get(i18n.DEFAULT) or self.id

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that the tag is called, in every language, without repeating itself."""
        alternatives = [name for names in self.alternatives.values() for name in names]
        return tuple(dict.fromkeys([*self.labels.values(), *alternatives, *self.abbreviations]))


@dataclass(frozen=True)
class Scheme:
    """A scheme with the ids of its terms in the order of the file."""

    id: str
    labels: Mapping[str, str]
    is_ordered: bool
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Ambiguity:
    """An abbreviation with several meanings."""

    abbreviation: str
    candidates: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Vocabulary:
    """Every scheme and term, with the questions that pages, imports and indexes ask."""

    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    ambiguities: tuple[Ambiguity, ...] = ()

    def __contains__(self, id: object) -> bool:
        return id in self.terms

    def __getitem__(self, id: str) -> Term:
        try:
            return self.terms[id]
        except KeyError:
            raise NotFound(N_("There is no tag “%(id)s”."), id=id) from None

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The narrower tags of each tag, retired ones left out."""
        narrower: dict[str, list[str]] = {id: [] for id in self.terms}
        for term in self.terms.values():
            if term.parent and not term.replaced_by:
                narrower[term.parent].append(term.id)
        return {id: tuple(ids) for id, ids in narrower.items()}

    def ancestors(self, id: str) -> tuple[str, ...]:
        """Return the broader tags, the nearest first; an unknown tag has none."""
        found: list[str] = []
        term = self.terms.get(id)
        while term and term.parent and term.parent not in found:
            found.append(term.parent)
            term = self.terms.get(term.parent)
        return tuple(found)

    def descendants(self, id: str) -> Iterator[str]:
        """Yield every narrower tag, at any depth."""
        for child in self.children.get(id, ()):
            yield child
            yield from self.descendants(child)

    def closed(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the tags with all broader ones: a tag stands for its descendants too."""
        current = {self.current(id) for id in ids}
        return frozenset(current.union(*(self.ancestors(id) for id in current)))

    def tops(self, scheme: str, language: str) -> list[str]:
        """Return the tags of a scheme that stand below none of their own, as lists show them.

        A grade stands below a level and is a top all the same. Retired tags are left out.
        """
        terms = [self.terms[id] for id in self.schemes[scheme].terms]
        found = [
            term.id
            for term in terms
            if not term.replaced_by
            and (term.parent is None or self.terms[term.parent].scheme != scheme)
        ]
        return self.in_order(found, language)

    def current(self, id: str) -> str:
        """Return the tag that stands for an id today, following replacements."""
        seen = {id}
        while (term := self.terms.get(id)) and term.replaced_by and term.replaced_by not in seen:
            id = term.replaced_by
            seen.add(id)
        return id

    def resolved(self, id: str) -> str | None:
        """Return the tag that stands for an id today, None for an id that never was."""
        return self.current(id) if id in self.terms else None

    def named(self, scheme: str, name: str) -> str | None:
        """Return the tag of a scheme that is called so, accents and case aside."""
        wanted = text.fold(text.tidy(name))
        return self._by_name.get((scheme, wanted))

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        # What a tag is called itself comes before what others are called besides: "Mẫu giáo" is a
        # level of its own, and also another name of the preschools of which it is a part.
        labels = [(term, name) for term in self.terms.values() for name in term.labels.values()]
        others = [(term, name) for term in self.terms.values() for name in term.names]
        for term, name in (*labels, *others):
            found.setdefault((term.scheme, text.fold(text.tidy(name))), term.id)
        return found

    def in_order(self, ids: Iterable[str], language: str) -> list[str]:
        """Return tags of one scheme as lists show them: by rank, or by the Vietnamese alphabet."""
        return sorted(ids, key=self._order(language))

    def _order(self, language: str) -> Callable[[str], Any]:
        def key(id: str) -> Any:
            term = self[id]
            if self.schemes[term.scheme].is_ordered:
                return 0, self._rank[id], ()
            return 1, 0, text.collation_key(term.label(language))

        return key

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {id: rank for rank, id in enumerate(self.terms)}


def read(session: Session) -> Vocabulary:
    """Return the vocabulary as the tables hold it now."""
    rows = select(models.Tag).options(selectinload(models.Tag.labels)).order_by(models.Tag.position)
    terms = {row.id: _term(row) for row in session.scalars(rows)}
    schemes = session.scalars(select(models.Scheme).order_by(models.Scheme.position))
    rules = select(models.Ambiguity).where(~models.Ambiguity.is_removed)
    ambiguities = session.scalars(rules.order_by(models.Ambiguity.position))
    return Vocabulary(
        {row.id: _scheme(row, terms) for row in schemes},
        terms,
        tuple(Ambiguity(row.abbreviation, tuple(row.candidates), row.rule) for row in ambiguities),
    )


def _scheme(row: models.Scheme, terms: Mapping[str, Term]) -> Scheme:
    own = tuple(term.id for term in terms.values() if term.scheme == row.id)
    return Scheme(row.id, row.labels, row.is_ordered, own)


def _term(row: models.Tag) -> Term:
    labels: dict[str, str] = {}
    alternatives: dict[str, list[str]] = {}
    abbreviations: list[str] = []
    notes: dict[str, str] = {}
    for label in row.labels:
        language = label.language or ""
        if label.role == models.LABEL:
            labels[language] = label.text
        elif label.role == models.ALTERNATIVE:
            alternatives.setdefault(language, []).append(label.text)
        elif label.role == models.NOTE:
            notes[language] = label.text
        else:
            abbreviations.append(label.text)
    return Term(
        row.id,
        row.scheme_id,
        row.parent_id,
        row.replaced_by,
        labels,
        {language: tuple(names) for language, names in alternatives.items()},
        tuple(abbreviations),
        row.properties,
        notes,
    )


class Current:
    """The vocabulary of a running library: read again only when a tag has changed."""

    def __init__(self) -> None:
        self._picture: tuple[int, Vocabulary] | None = None

    def read(self, session: Session, newest: int | None = None) -> Vocabulary:
        """Return the vocabulary as it is now; `newest` is the last change, where that is known."""
        newest = changes.last(session) if newest is None else newest
        known = self._picture
        # Only what came since is looked through: the log is long, and every page asks.
        if (
            known is None
            or newest < known[0]
            or (newest > known[0] and changes.since(session, known[0], NOUN))
        ):
            known = newest, read(session)
        self._picture = newest, known[1]
        return known[1]
