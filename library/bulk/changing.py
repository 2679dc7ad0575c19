"""What a bulk work does to one item's facts and tags; nothing here asks the database.

A tag that an item carries is the one that stands today for what its facts name, or for what a
curator chose in its place: that one is added, removed and replaced.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from library.errors import Invalid
from library.items import frontmatter
from library.marking import N_
from library.tags.vocabulary import Vocabulary

PUBLIC, WITHDRAWN = "public", "withdrawn"
LICENCE, UNIT, VISIBILITY, REVIEWER = "licence", "unit", "visibility", "reviewer"
# Facts with tags that are a matter of their own, or none of an item's.
_OTHERS = (LICENCE, "status")
KEYS = {
    key.scheme: name for name, key in frontmatter.KEYS.items() if key.scheme and name not in _OTHERS
}
SINGLE = frozenset(("kind", "doctype", "integration"))
# The tag that an item's facts name, and the one that a curator chose in its place, if any.
Rows = dict[str, str | None]


@dataclass(frozen=True)
class Changes:
    """What one work changes in every item; what is empty stays as it is. `tags` are whole lists."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licence: str = ""
    unit: int | None = None
    visibility: str = ""
    reviewer: int | None = None
    reason: str = ""

    def packed(self) -> dict[str, Any]:
        """Return it as JSON keeps it, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was packed."""
        given = dict(kept)
        for name in ("add", "remove"):
            given[name] = tuple(given.get(name, ()))
        given["replace"] = tuple((one, other) for one, other in given.get("replace", ()))
        given["tags"] = {name: tuple(ids) for name, ids in given.get("tags", {}).items()}
        return cls(**given)

    @property
    def curates(self) -> bool:
        """Whether facts or the owner are changed, which curators do."""
        return bool(self.add or self.remove or self.replace or self.tags or self.licence) or (
            self.unit is not None
        )


def carried(rows: Mapping[str, str | None], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return the tags that an item carries today by the fact that they belong to."""
    found: dict[str, list[str]] = {}
    for named, chosen in rows.items():
        tag = vocabulary.current(chosen or named)
        if tag in vocabulary and (key := KEYS.get(vocabulary[tag].scheme)):
            ids = found.setdefault(key, [])
            if tag not in ids:
                ids.append(tag)
    return found


class Retagging:
    """The facts and tags of one item while they are changed; what it was made of stays as it is."""

    def __init__(
        self, facts: Mapping[str, Any], rows: Mapping[str, str | None], vocabulary: Vocabulary
    ) -> None:
        self.facts: dict[str, Any] = dict(facts)
        self.rows: Rows = dict(rows)
        self._vocabulary = vocabulary

    def apply(self, changes: Changes) -> None:
        """Change the tags and the licence; raise Invalid for what this item cannot have."""
        for one, other in changes.replace:
            self._replace(one, other)
        for tag in changes.remove:
            self._remove(tag)
        for tag in changes.add:
            self._add(tag)
        for key, wanted in changes.tags.items():
            self._set(key, wanted)
        if changes.licence:
            self.facts[LICENCE] = changes.licence

    def _set(self, key: str, wanted: Collection[str]) -> None:
        """Make a fact have exactly these tags."""
        today = [self._vocabulary.current(tag) for tag in wanted]
        known = carried(self.rows, self._vocabulary).get(key, [])
        for tag in known:
            if tag not in today:
                self._remove(tag)
        for tag in today:
            self._add(tag)

    def _replace(self, one: str, other: str) -> None:
        named = self._naming(one)
        if not named or self._vocabulary.current(other) == self._vocabulary.current(one):
            return
        key = self._key(named[0])
        value = self.facts.get(key)
        place = value.index(named[0]) if isinstance(value, list) and named[0] in value else None
        self._remove(one)
        self._add(other, place)

    def _naming(self, tag: str) -> list[str]:
        """Return what the facts name by which the item carries a tag."""
        today = self._vocabulary.current(tag)
        return [
            named
            for named, chosen in self.rows.items()
            if self._vocabulary.current(chosen or named) == today
        ]

    def _key(self, tag: str) -> str:
        key = KEYS.get(self._vocabulary[tag].scheme)
        if key is None:
            raise Invalid(
                N_("Tags like “%(tag)s” follow from the item itself and cannot be set."), tag=tag
            )
        if isinstance(self.facts.get(key), dict):
            raise Invalid(N_("Its place is written out in words; correct it in the item itself."))
        return key

    def _remove(self, tag: str) -> None:
        for named in self._naming(tag):
            key = self._key(named)
            value = self.facts.get(key)
            left = [each for each in value if each != named] if isinstance(value, list) else value
            if left and left != named:
                self.facts[key] = left
            else:
                self.facts.pop(key, None)
            del self.rows[named]

    def _add(self, tag: str, place: int | None = None) -> None:
        today = self._vocabulary.current(tag)
        key = self._key(today)
        if self._naming(today):
            return
        if key in SINGLE:
            if self.facts.get(key):
                raise Invalid(
                    N_("It has “%(tag)s” already, and can have only one; replace that one."),
                    tag=self.facts[key],
                )
            self.facts[key] = today
        else:
            # Where a curator chose another tag for this one, that one stays beside it by itself.
            other = self.rows.get(today)
            value = list(self.facts.get(key, []))
            new = [each for each in (today, other) if each and each not in value]
            at = len(value) if place is None else place
            self.facts[key] = [*value[:at], *new, *value[at:]]
            self.rows |= dict.fromkeys(new)
        self.rows[today] = None


def without_ties(
    before: Mapping[str, Any], after: Mapping[str, Any], groups: Iterable[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    """Yield the groups of facts of which an item had one and would have none."""
    for group in groups:
        if any(before.get(key) for key in group) and not any(after.get(key) for key in group):
            yield group
