"""What to offer while somebody types: tags whose name goes on from there, then titles."""

from collections.abc import Iterator

from library import text
from library.tags.vocabulary import Vocabulary

_SCHEMES = ("theme", "activity", "subject", "grade", "level", "material", "people", "place")


def tags(typed: str, vocabulary: Vocabulary, most: int) -> list[str]:
    """Return tags with a name of which a word begins with what was typed, accents aside."""
    wanted = text.fold(text.tidy(typed))[:100]
    if not wanted:
        return []
    found = (
        (rank, id) for id, names in _names(vocabulary) if (rank := _rank(wanted, names)) is not None
    )
    return [id for _, id in sorted(found, key=lambda each: each[0])[:most]]


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, list[str]]]:
    for scheme in _SCHEMES:
        for id in vocabulary.schemes[scheme].terms:
            term = vocabulary[id]
            if not term.replaced_by:
                yield id, [text.fold(name) for name in term.names]


def _rank(wanted: str, names: list[str]) -> int | None:
    """Return 0 when a name begins so, 1 when a later word does, None when none does."""
    if any(name.startswith(wanted) for name in names):
        return 0
    return 1 if any(f" {wanted}" in f" {name}" for name in names) else None
