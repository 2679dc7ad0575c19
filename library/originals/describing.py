"""What would become of a file, as JSON for programs and people at a terminal; nothing is stored."""

from pathlib import Path
from typing import Any

from library.errors import LibraryError, Message, Translate, of_system
from library.marking import N_
from library.originals import proposing, receiving, writing
from library.originals.proposing import Proposals
from library.originals.reader import Reader, Reading
from library.tags.vocabulary import Vocabulary
from library.uploads.accepting import Desk

_TWO = N_(
    "It has two languages side by side: each becomes an edition of its own. Here the second text "
    "stands below the first."
)
# Keys of the answer, and the facts that they list.
_LISTS = {"levels": "level", "grades": "grade", "subjects": "subject", "activities": "activity"}


def describe(
    path: Path, desk: Desk, reader: Reader, vocabulary: Vocabulary, translate: Translate
) -> dict[str, Any]:
    """Return what a file would become, or why nothing would; its texts are translated."""
    try:
        with (
            path.open("rb") as stream,
            receiving.set_aside(stream, path.name, desk) as (draft, media_type),
            reader.read(draft, media_type) as reading,
        ):
            if reading.error:
                return _refused(reading.error, translate)
            return _described(reading, proposing.propose(reading, vocabulary), translate)
    except LibraryError as error:
        return _refused(error.message, translate)
    except OSError as error:
        return _refused(of_system(error), translate)


def _described(reading: Reading, proposals: Proposals, translate: Translate) -> dict[str, Any]:
    found = {name: [each.value for each in said] for name, said in proposals.facts.items()}
    minutes = next(iter(found.get("duration_minutes", ())), None)
    return {
        "title": proposals.title,
        **{key: found.get(fact, []) for key, fact in _LISTS.items()},
        "duration": int(minutes) if minutes else None,
        "markdown": reading.markdown + _other(reading),
        "warnings": [each.translated(translate) for each in _warnings(reading)],
        "error": None,
    }


def _other(reading: Reading) -> str:
    """Return the text in the other language, below a line: the answer has one text for all."""
    if reading.other is None:
        return ""
    title = f"**{writing.escaped(reading.other.title)}**\n\n" if reading.other.title else ""
    return f"\n***\n\n{title}{reading.other.markdown}"


def _warnings(reading: Reading) -> tuple[Message, ...]:
    return (*reading.warnings, *([Message(_TWO)] if reading.other else []))


def _refused(why: Message, translate: Translate) -> dict[str, Any]:
    return {
        "title": "",
        **{key: [] for key in _LISTS},
        "duration": None,
        "markdown": "",
        "warnings": [],
        "error": why.translated(translate),
    }
