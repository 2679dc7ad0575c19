"""Names that two tags share, accents and case aside: shown when they are typed, before they do harm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from library import text
from library.tags.vocabulary import Vocabulary


@dataclass(frozen=True)
class Clash:
    """A name that another tag has: as it was typed, as it stands there, and whose it is."""

    typed: str
    name: str
    tag: str
    is_same_scheme: bool


_Index = Mapping[str, tuple[tuple[str, str], ...]]
# The last one made, with the picture of the vocabulary that it is from.
_made: list[tuple[Vocabulary, _Index]] = []


def find(vocabulary: Vocabulary, names: Iterable[str], scheme: str, own: str = "") -> list[Clash]:
    """Return where names clash with those of other tags, of the same scheme first."""
    index = _index(vocabulary)
    found = [
        Clash(typed, name, tag, vocabulary[tag].scheme == scheme)
        for typed in dict.fromkeys(filter(None, map(text.tidy, names)))
        for name, tag in index.get(text.fold(typed), ())
        if tag != own
    ]
    return sorted(found, key=lambda clash: not clash.is_same_scheme)


def _index(vocabulary: Vocabulary) -> _Index:
    if not _made or _made[0][0] is not vocabulary:
        found: dict[str, dict[str, str]] = {}
        for term in vocabulary.terms.values():
            for name in () if term.replaced_by else term.names:
                found.setdefault(text.fold(text.tidy(name)), {}).setdefault(term.id, name)
        index = {
            folded: tuple((name, tag) for tag, name in tags.items())
            for folded, tags in found.items()
        }
        _made[:] = [(vocabulary, index)]
    return _made[0][1]
