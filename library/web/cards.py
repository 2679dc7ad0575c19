"""Themes as entry points: the broadest ones, each with a drawing, a few narrower ones and a count."""

from dataclasses import dataclass

from flask import url_for

from library.search.query import Query
from library.web import context, drawings, search, words

_NAMED = 3


@dataclass(frozen=True)
class Card:
    """A broad theme."""

    title: str
    text: str
    count_text: str
    url: str
    band: str


def themes(most: int = 8) -> list[Card]:
    """Return the broadest themes that have items, those with the most first."""
    vocabulary = context.vocabulary()
    counts = counted()
    tops = [
        id
        for id in vocabulary.schemes["theme"].terms
        if not vocabulary[id].parent and counts.get(id)
    ]
    tops.sort(key=lambda id: -counts[id])
    return [_card(id, counts) for id in tops[:most]]


def counted() -> dict[str, int]:
    """Return how many published items each tag stands for, narrower tags included."""
    facets = context.library().index.search(Query(size=1)).facets
    return {tag: count for counts in facets.values() for tag, count in counts.items()}


def _card(id: str, counts: dict[str, int]) -> Card:
    vocabulary = context.vocabulary()
    narrower = sorted(vocabulary.children[id], key=lambda child: -counts.get(child, 0))
    return Card(
        title=vocabulary[id].label(context.language()),
        text=words.sentence(
            words.labels(child for child in narrower[:_NAMED] if counts.get(child))
        ),
        count_text=search.count_text(counts.get(id, 0)),
        url=url_for("tags.show", id=id),
        band=drawings.tile([id], vocabulary),
    )
