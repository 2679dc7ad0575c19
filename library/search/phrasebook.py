"""What tags are called, ready to be found in a query: every name as folded syllables.

Names of one common syllable (Toán, Hoa, Thái) mean a tag only in company, so they stand apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from pathlib import Path

import yaml

from library import syllable
from library.search import ambiguities, expressions, vietnamese
from library.tags.vocabulary import Term, Vocabulary

# Schemes whose tags people ask for by name. Durations and languages are asked for in sentences of
# their own (`expressions`), and grades too, save for their few other names.
_SCHEMES = (
    "level", "grade", "subject", "theme", "activity", "material", "audience", "doctype", "period",
    "month", "setting", "people", "place", "textbook",
)  # fmt: skip
# A name of so many syllables is a sentence; nobody types it whole, and as a synonym it finds all.
LONGEST_SYNONYM = 4
_SHORTEST = 3

Syllables = tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """The names of all tags. `names` speak for themselves, `short` ones need company.

    `spellings` are the short ones with their accents: "ảnh" is none of them. `compounds` are pairs of
    neighbours in names: the second of them ("văn hóa") is no short name by itself.
    """

    names: Mapping[Syllables, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[Syllables, ...]] = field(default_factory=dict)
    spellings: frozenset[str] = frozenset()
    compounds: frozenset[Syllables] = frozenset()

    def inside(self, name: Syllables) -> dict[str, None]:
        """Return the tags of shorter names that are parts of a name, in their order."""
        size = len(name)
        parts = (
            name[first:last]
            for first in range(size)
            for last in range(first + 1, size + 1)
            if last - first < size
        )
        return {tag: None for part in parts for tag in self.names.get(part, ())}

    def about(self, cited: Iterable[Syllables]) -> tuple[str, ...]:
        """Return the tags that a document is about: those that have its number as a name, "57-KL"."""
        tags: dict[str, None] = {}
        for number, *rest in cited:
            symbol = next((word for word in rest if not word.isdecimal()), "")
            if number.isdecimal():
                tags |= dict.fromkeys(self.names.get((number, symbol), ()))
        return tuple(tags)

    @cached_property
    def longest(self) -> int:
        """How many syllables the longest name has."""
        return max(map(len, self.names), default=0)


# The last one made, with the picture of the vocabulary that it is from.
_made: list[tuple[Vocabulary, Phrasebook]] = []


def of(vocabulary: Vocabulary) -> Phrasebook:
    """Return the phrasebook of a vocabulary, made when that is new."""
    if not _made or _made[0][0] is not vocabulary:
        _made[:] = [(vocabulary, _of(vocabulary))]
    return _made[0][1]


def _of(vocabulary: Vocabulary) -> Phrasebook:
    names: defaultdict[Syllables, dict[str, None]] = defaultdict(dict)
    short: defaultdict[str, dict[str, None]] = defaultdict(dict)
    spellings: set[str] = set()
    for name, tag in _named(vocabulary):
        syllables = folded(name)
        if is_telling(syllables):
            names[syllables][tag] = None
        elif len(syllables) == 1:
            short[syllables[0]][tag] = None
            spellings.add(vietnamese.accented(name))
    return Phrasebook(
        {name: tuple(tags) for name, tags in names.items()},
        {name: tuple(tags) for name, tags in short.items()},
        {term.id: tuple(_synonyms(term)) for term in vocabulary.terms.values()},
        frozenset(spellings),
        frozenset(pair for name in names for pair in pairwise(name)),
    )


def is_telling(syllables: Syllables) -> bool:
    """Tell whether a name cannot be an everyday word: it has several syllables or is no syllable."""
    if len(syllables) != 1:
        return bool(syllables)
    return len(syllables[0]) >= _SHORTEST and not is_everyday(syllables[0])


def is_everyday(word: str) -> bool:
    """Tell whether a folded word may be a Vietnamese syllable or a number."""
    return word.isdecimal() or syllable.is_plain_legal(word)


def _named(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for scheme in _SCHEMES:
        for id in vocabulary.schemes[scheme].terms if scheme in vocabulary.schemes else ():
            current = vocabulary.current(id)
            for name in vocabulary[id].names:
                if scheme != "grade" or not any(expressions.find(vietnamese.plain(name))):
                    yield name, current
    for tag, phrases in _more_phrases().items():
        if tag in vocabulary:
            yield from ((phrase, tag) for phrase in phrases)
    yield from _ruled(vocabulary)


def _ruled(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield abbreviations that no tag is called, with what a curator's rule says that they mean."""
    known = {folded(name) for term in vocabulary.terms.values() for name in term.names}
    for rule in vocabulary.ambiguities:
        name = folded(rule.abbreviation)
        if name not in known and " ".join(name) not in ambiguities.RULES:
            for tag in rule.candidates:
                if tag in vocabulary:
                    yield rule.abbreviation, vocabulary.current(tag)


def folded(name: str) -> Syllables:
    """Return the syllables of a name; what stands in brackets explains it and is no part of it."""
    return tuple(word for word, _, _ in vietnamese.syllables(name.partition(" (")[0]))


def _synonyms(term: Term) -> Iterator[Syllables]:
    """Yield what to look for in texts: in each language the first name that is short enough.

    Where a label is too long to stand in a text, the first of our own phrases says it shortly.
    """
    for language in term.labels:
        yield from _first_short((term.labels[language], *term.alternatives.get(language, ())))
    if any(len(folded(label)) > LONGEST_SYNONYM for label in term.labels.values()):
        yield from _first_short(_more_phrases().get(term.id, ()))
    yield from [folded(name) for name in term.abbreviations[:1] if is_telling(folded(name))]


def _first_short(names: Iterable[str]) -> list[Syllables]:
    short = (name for name in map(folded, names) if 1 < len(name) <= LONGEST_SYNONYM)
    return list(islice(short, 1))


@lru_cache(maxsize=1)
def _more_phrases() -> dict[str, list[str]]:
    source = Path(__file__).with_name("phrases.yaml").read_text("utf-8")
    phrases: dict[str, list[str]] = yaml.safe_load(source)
    return phrases
