"""Reads a query before the index does: what in it is a grade, a subject, a wish, a document.

Nothing is silent: each part that was taken for something is named in the reading, and the reader
may have it read as it was typed. Nothing is exclusive either: the words still count as words.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from library.search import ambiguities, expressions, phrasebook, record, vietnamese
from library.search.phrasebook import Phrasebook
from library.search.query import MOST_SYLLABLES
from library.search.reading import Phrase, Reading, Understood, Unit
from library.search.vietnamese import Syllable
from library.tags.vocabulary import Vocabulary

# What a tag is called elsewhere counts a little less than the words that were typed.
SYNONYM = 0.8
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|«([^»]+)»')
_EXCLUDED = re.compile(r"(?<!\S)[-−](?=[^\W\d_])(\S+)")
# After a bare number these say that it counts something and is no grade.
_COUNTED = frozenset(
    [
        "phut",
        "tiet",
        "thang",
        "tuan",
        "nguoi",
        "buoc",
        "cau",
        "bai",
        "ngay",
        "nam",
        "tuoi",
        "buoi",
        "gio",
        "hoc",
        "lan",
        "em",
        "nhom",
        "minutes",
        "hours",
        "weeks",
        "months",
        "steps",
        "questions",
        "pupils",
        "students",
        "years",
    ]
)


@dataclass
class _Draft:
    """A query on its way to a reading: its syllables, and who has taken which."""

    text: str
    found: list[Syllable]
    line: str
    places: list[tuple[int, int]]
    vocabulary: Vocabulary
    book: Phrasebook
    as_typed: Collection[str]
    units: dict[int, tuple[int, Unit]] = field(default_factory=dict)
    understood: list[tuple[int, Understood]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    @property
    def words(self) -> list[str]:
        """The folded syllables."""
        return [word for word, _, _ in self.found]

    def is_free(self, first: int, last: int) -> bool:
        """Tell whether nobody has taken the syllables from first up to last."""
        return self.taken.isdisjoint(range(first, last))

    def typed(self, first: int, last: int) -> str:
        """Return the text from one syllable up to another, as it was typed."""
        return self.text[self.found[first][1] : self.found[last - 1][2]]

    def take(
        self,
        first: int,
        last: int,
        tags: tuple[str, ...],
        minutes: tuple[int, int] | None = None,
        others: tuple[str, ...] = (),
        cited: tuple[str, ...] | None = None,
    ) -> None:
        """Read some syllables as tags, unless somebody has them or the reader wants them as typed.

        A document is answered by what cites it, and not by every other of its type.
        """
        known = tuple(tag for tag in tags if tag in self.vocabulary)
        text = self.typed(first, last)
        if not (known or minutes) or not self.is_free(first, last):
            return
        if vietnamese.plain(text) in self.as_typed:
            return
        self.taken.update(range(first, last))
        typed = Phrase(tuple(self.words[first:last]))
        if cited is None:
            inner = tuple(tag for tag in self.book.inside(typed.syllables) if tag not in known)
            unit = Unit((typed, *self._synonyms(known, first, last)), known, minutes, inner)
        else:
            names = (Phrase(tuple(name.split())) for name in cited)
            unit = Unit((typed, *names), inner=known)
        self.units[first] = last, unit
        shown = tuple(tag for tag in others if tag in self.vocabulary)
        self.understood.append((first, Understood(text, known, minutes, shown)))

    def _synonyms(self, tags: tuple[str, ...], first: int, last: int) -> Iterator[Phrase]:
        typed = tuple(self.words[first:last])
        names = dict.fromkeys(name for tag in tags[:2] for name in self.book.synonyms.get(tag, ()))
        yield from (Phrase(name, SYNONYM) for name in names if name != typed)


def literal(text: str) -> Reading:
    """Return a text read as it was typed: words and their neighbours."""
    return _read(_draft(text, Vocabulary(), Phrasebook(), ()))


def read(text: str, vocabulary: Vocabulary, as_typed: Collection[str] = ()) -> Reading:
    """Return what a text was understood as; `as_typed` are folded parts to leave as they are."""
    draft = _draft(text, vocabulary, phrasebook.of(vocabulary), as_typed)
    for step in (_expressions, _names, _subjects_with_grades, _abbreviations):
        step(draft)
    return _read(draft)


def _draft(
    text: str, vocabulary: Vocabulary, book: Phrasebook, as_typed: Collection[str]
) -> _Draft:
    outside = _blanked(text)
    found = vietnamese.syllables(outside)[:MOST_SYLLABLES]
    line, places = _line(outside, found)
    return _Draft(text, found, line, places, vocabulary, book, as_typed)


def _blanked(text: str) -> str:
    """Return the text with what is quoted or excluded as spaces: nobody interprets that."""
    for pattern in (_QUOTED, _EXCLUDED):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _line(text: str, found: list[Syllable]) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text with single spaces, and where each syllable stands in it."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = done = 0
    for word, start, end in found:
        gap = " ".join(f"|{text[done:start].lower()}|".split()).strip("|")
        parts += (gap, word)
        places.append((length + len(gap), length + len(gap) + len(word)))
        length += len(gap) + len(word)
        done = end
    return "".join((*parts, text[done : done + 1])), places


def _expressions(draft: _Draft) -> None:
    for found in expressions.find(draft.line):
        inside = [
            place
            for place, (start, end) in enumerate(draft.places)
            if start < found.end and end > found.start
        ]
        if inside:
            draft.take(inside[0], inside[-1] + 1, found.tags, found.minutes, cited=found.cited)


def _names(draft: _Draft) -> None:
    """Take the names of tags, the longest first wherever they begin."""
    words = draft.words
    for size in range(min(draft.book.longest, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            name = tuple(words[first : first + size])
            tags = draft.book.names.get(name)
            if tags and " ".join(name) not in ambiguities.RULES:
                draft.take(first, first + size, tags)


def _subjects_with_grades(draft: _Draft) -> None:
    """Take "Sử 10" and "GDĐP 7": a short name of a subject says so by the grade behind it."""
    words = draft.words
    for place in range(1, len(words)):
        if not expressions.is_grade(words[place]) or not draft.is_free(place, place + 1):
            continue
        if (
            place + 1 < len(words)
            and words[place + 1] in _COUNTED
            and draft.is_free(place + 1, place + 2)
        ):
            continue
        _take_grade(draft, place)
    for place in range(1, len(words)):
        if words[place - 1] == "mon" and draft.is_free(place, place + 1):
            draft.take(place, place + 1, _subject(draft.book, words[place]))


def _take_grade(draft: _Draft, place: int) -> None:
    before = draft.words[place - 1]
    tags = (expressions.grade(int(draft.words[place])),)
    if not draft.is_free(place - 1, place) or before in ambiguities.RULES:
        draft.take(place, place + 1, tags)
    elif subject := _subject(draft.book, before):
        draft.take(place, place + 1, tags)
        draft.take(place - 1, place, subject)


def _subject(book: Phrasebook, word: str) -> tuple[str, ...]:
    return tuple(tag for tag in book.short.get(word, ()) if tag.startswith("subject."))


def _abbreviations(draft: _Draft) -> None:
    words = draft.words
    grades = [
        int(tag[6:])
        for _, unit in draft.units.values()
        for tag in unit.tags
        if tag.startswith("grade.") and tag[6:].isdecimal()
    ]
    for size in (4, 2, 1):
        for first in range(len(words) - size + 1):
            _take_ambiguous(draft, first, first + size, grades)


def _take_ambiguous(draft: _Draft, first: int, last: int, grades: list[int]) -> None:
    words = draft.words
    name = " ".join(words[first:last])
    if name not in ambiguities.RULES or not draft.is_free(first, last):
        return
    after = words[last] if last < len(words) else ""
    is_numbered = after.isdecimal() and len(after) > 1
    meaning = ambiguities.meaning(name, grades, " ".join(words[:first]), numbered=is_numbered)
    if meaning and (draft.typed(first, last).isupper() or not phrasebook.is_everyday(name)):
        draft.take(first, last, meaning.tags, others=meaning.others)


def _read(draft: _Draft) -> Reading:
    words: dict[str, int] = {}
    for place, (folded, start, end) in enumerate(draft.found):
        if place not in draft.taken:
            typed = draft.text[start:end]
            bit = record.accent_bit(typed) if vietnamese.is_accented(typed) else 0
            words[folded] = words.get(folded, 0) | bit
    inside = {place for first, (last, _) in draft.units.items() for place in range(first, last - 1)}
    pairs = [
        pair for place, pair in vietnamese.pairs(draft.text, draft.found) if place not in inside
    ]
    required, excluded = _phrases(_QUOTED, draft.text), _phrases(_EXCLUDED, _unquoted(draft.text))
    for phrase in required:
        words.update({word: 0 for word in phrase.syllables if word not in words})
        pairs += phrase.pairs
    return Reading(
        words=words,
        pairs=tuple(dict.fromkeys(pairs)),
        units=tuple(draft.units[first][1] for first in sorted(draft.units)),
        required=required,
        excluded=excluded,
        name=vietnamese.plain(draft.text),
        taken=frozenset(draft.found[place][1] for place in draft.taken),
        understood=tuple(each for _, each in sorted(draft.understood, key=lambda pair: pair[0])),
    )


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def _phrases(pattern: re.Pattern[str], text: str) -> tuple[Phrase, ...]:
    quoted = ("".join(filter(None, match.groups())) for match in pattern.finditer(text))
    phrases = (tuple(word for word, _, _ in vietnamese.syllables(each)) for each in quoted)
    return tuple(Phrase(phrase[:MOST_SYLLABLES]) for phrase in phrases if phrase)
