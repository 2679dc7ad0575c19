"""What a query is read as. The engine answers a reading; where it comes from is `understanding`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

# Most words have two syllables.
_WORD = 2


@dataclass(frozen=True)
class Phrase:
    """Folded syllables that stand beside each other, and the share of their weight that counts.

    `breaks` are the places behind which more than a space stands: the index has no pair there.
    """

    syllables: tuple[str, ...]
    weight: float = 1.0
    breaks: frozenset[int] = frozenset()

    @property
    def pairs(self) -> list[str]:
        """The pairs of neighbours, as the index has them."""
        pairs = enumerate(pairwise(self.syllables))
        return [f"{one} {other}" for place, (one, other) in pairs if place not in self.breaks]


@dataclass(frozen=True)
class Part:
    """A part of a query that any of its phrases answers, any of its tags, or a duration.

    The first phrase is what was typed; the others are what else the tags are called. `inner` are the
    tags of names inside the one that was typed: "câu lạc bộ" in "câu lạc bộ tiếng Anh". Where it is
    absent, only having none of the tags answers it.
    """

    phrases: tuple[Phrase, ...]
    tags: tuple[str, ...] = ()
    minutes: tuple[int, int] | None = None
    inner: tuple[str, ...] = ()
    # What was typed is a lone syllable or number that stands in any text: "sử 10".
    is_everyday: bool = False
    is_absent: bool = False

    @property
    def size(self) -> int:
        """How many syllables were typed."""
        return len(self.phrases[0].syllables)

    @property
    def counted(self) -> int:
        """How many syllables it counts for: what was understood is a word, however it is written."""
        return max(_WORD, self.size)


@dataclass(frozen=True)
class Understood:
    """A part of the text as it was typed, and the tags or the span of minutes it was taken for.

    Where it is absent, the tags are what an item must not have.
    """

    text: str
    tags: tuple[str, ...] = ()
    minutes: tuple[int, int] | None = None
    # What it may mean as well: the reader chooses.
    others: tuple[str, ...] = ()
    is_absent: bool = False


@dataclass(frozen=True)
class Reading:
    """A query's text as the engine takes it.

    `words` are the syllables outside of parts, each with the bit of its accents or 0; `required`
    phrases must be there, `excluded` ones must not. `name` is the whole text folded: an item that
    is called exactly so comes first.
    """

    words: dict[str, int] = field(default_factory=dict)
    pairs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    required: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    name: str = ""
    understood: tuple[Understood, ...] = ()
    # Where in the text the syllables inside parts begin.
    taken: frozenset[int] = frozenset()
    # What stands below each tag of the parts: an item with one of these has that tag through it.
    narrower: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """How many syllables an item must answer to be complete."""
        return len(self.words) + sum(part.counted for part in self.parts)

    @property
    def interpreted(self) -> float:
        """The share of what is asked that is understood."""
        return sum(part.counted for part in self.parts) / max(1, self.asked)

    def below(self, tags: Iterable[str]) -> list[str]:
        """Return what stands below some tags of its parts."""
        return [each for tag in tags for each in self.narrower.get(tag, ())]

    @property
    def typed(self) -> frozenset[str]:
        """The syllables that were typed."""
        return frozenset(
            (*self.words, *(each for part in self.parts for each in part.phrases[0].syllables))
        )

    @property
    def marked(self) -> frozenset[str]:
        """What to highlight: the words, and the phrases of parts and quotations as wholes."""
        phrases = [*self.required, *(phrase for part in self.parts for phrase in part.phrases)]
        quoted = {syllable for phrase in self.required for syllable in phrase.syllables}
        wholes = (" ".join(phrase.syllables) for phrase in phrases)
        return frozenset((*(self.words.keys() - quoted), *wholes))
