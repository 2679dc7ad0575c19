"""What an original says about itself, proposed for the form: each with the line that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from library.originals.reader import Reading
from library.tags.vocabulary import Vocabulary


@dataclass(frozen=True)
class Proposal:
    """A value for a field of the form: the id of a tag, or a number or a day as text.

    `evidence` is the line in which it stands; `is_sure` that the line says just this ("Lớp: 7").
    """

    value: str
    evidence: str
    is_sure: bool = True


@dataclass(frozen=True)
class Proposals:
    """By the name of the fact, as in the front matter: level, grade, subject, activity, theme...

    Besides: kind, duration_minutes, dates (ISO days), audience, place, month, language.
    """

    title: str = ""
    facts: Mapping[str, Sequence[Proposal]] = field(default_factory=dict)


def propose(reading: Reading, vocabulary: Vocabulary) -> Proposals:  # noqa: ARG001
    """Return what a reading proposes; nothing is ever set without a person seeing it."""
    return Proposals(title=reading.title)
