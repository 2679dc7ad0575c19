"""What an original says about itself, proposed for the form: each with the line that says so.

Each module beside this one reads one sort of fact; nothing is ever set without a person seeing it.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from library.originals.facts import (
    classes,
    days,
    kinds,
    minutes,
    naming,
    speech,
    stated,
    tagged,
    titling,
    zones,
)
from library.originals.facts.zones import Finding
from library.originals.reader import Reading
from library.tags.vocabulary import Vocabulary

_LONGEST_EVIDENCE = 240


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

    Besides: kind, duration_minutes, dates (ISO days), audience, setting, place, month, language.
    Of several readings that contradict each other the likeliest is first, and none is sure.
    """

    title: str = ""
    facts: Mapping[str, Sequence[Proposal]] = field(default_factory=dict)


def propose(reading: Reading, vocabulary: Vocabulary) -> Proposals:
    """Return what a reading proposes; a fact of which it says nothing is left out."""
    found = zones.of(reading)
    reading = dataclasses.replace(reading, title=titling.whole(found, reading.title))
    found = zones.of(reading)
    said = stated.read(found)
    names = naming.of(vocabulary)
    grades = classes.grades(found, said, vocabulary)
    levels = classes.levels(found, said, grades, vocabulary)
    kind = kinds.find(found)
    held = days.find(found, said)
    lasting = minutes.find(found, said, [each.value for each in levels])
    subjects = tagged.subjects(found, said, names, vocabulary, [each.value for each in grades])
    language = speech.find(found)
    if not subjects and (taught := tagged.in_english(kind, language)):
        subjects = [taught]
    facts: dict[str, list[Finding]] = {
        "kind": kind,
        "level": levels,
        "grade": grades,
        "subject": subjects,
        "activity": tagged.activities(found, said, names, vocabulary, kind),
        "theme": tagged.themes(found, said, names, vocabulary),
        "duration_minutes": [
            Finding(str(each.minutes), each.evidence, each.is_sure) for each in lasting
        ],
        "dates": held,
        "month": days.months(found, said, held),
        "audience": tagged.named(said, names, "audience", "audience", vocabulary),
        "setting": tagged.named(said, names, "place", "setting", vocabulary),
        "place": tagged.places(found, said, names),
        "language": language,
    }
    return Proposals(
        titling.tidy(reading.title, found, said, vocabulary, reading.properties.get("title", "")),
        {name: [*map(_proposal, values)] for name, values in facts.items() if values},
    )


def _proposal(found: Finding) -> Proposal:
    evidence = " ".join(found.evidence.split())
    if len(evidence) > _LONGEST_EVIDENCE:
        evidence = f"{evidence[:_LONGEST_EVIDENCE].rstrip()}…"
    return Proposal(found.value, evidence, found.is_sure)
