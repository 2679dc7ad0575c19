"""What of an index is newer than its segments: tags that changed since, and texts to be made anew.

A merge may touch every item. Their tags are a small file, written at once; the names of the tags
among their texts are indexed again little by little (`relabelling`).
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_FILE = "overlay"


@dataclass(frozen=True)
class Overlay:
    """The tags of items that are other than in their segment, and the items whose texts are stale."""

    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read the overlay of a folder; without the file nothing is newer."""
        try:
            kept = json.loads((folder / _FILE).read_text("ascii"))
        except FileNotFoundError:
            return cls()
        names: list[str] = kept["names"]
        tags = {id: frozenset(names[each] for each in held) for id, held in kept["tags"].items()}
        return cls(tags, frozenset(kept["stale"]))

    def written(self) -> tuple[str, str]:
        """Return the name of the file and what is to stand in it."""
        names = sorted(set().union(*self.tags.values()))
        number = {name: place for place, name in enumerate(names)}
        kept = {
            "names": names,
            "tags": {id: [number[tag] for tag in held] for id, held in self.tags.items()},
            "stale": sorted(self.stale),
        }
        return _FILE, json.dumps(kept)

    def without(self, ids: Collection[str]) -> Self:
        """Return the overlay without items that were indexed anew."""
        kept = {id: tags for id, tags in self.tags.items() if id not in ids}
        return type(self)(kept, self.stale.difference(ids))

    def with_more(self, tags: Mapping[str, frozenset[str]], stale: Iterable[str]) -> Self:
        """Return the overlay with newer tags and more stale items."""
        return type(self)({**self.tags, **tags}, self.stale.union(stale))
