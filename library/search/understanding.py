"""Reads a query before the index does: what in it is a grade, a subject, a wish, a document.

Nothing is silent: each part that was taken for something is named in the reading, and the reader
may have it read as it was typed. Nothing is exclusive either: the words still count as words.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from library.search import ambiguities, expressions, phrasebook, record, vietnamese
from library.search.phrasebook import Phrasebook
from library.search.query import MOST_SYLLABLES
from library.search.reading import Part, Phrase, Reading, Understood
from library.search.vietnamese import Syllable
from library.tags.vocabulary import Vocabulary

# What a tag is called elsewhere counts less than the words that were typed.
SYNONYM = 0.5
# More words than these all in capitals are a sentence: capitals tell nothing there.
_SHOUTED = 3
_LITERAL = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:"([^"]+)"|“([^”]+)”|«([^»]+)»)"""
    r"|(?P<word>(?<!\S)[-−])(?=[^\W\d_])(\S+)"
)
_WITH_NUMBER = re.compile(r"([^\W\d_]+)(\d{1,2})")
# Behind these a bare number is a grade; behind others of the kind only where nothing follows it.
_SUBJECTS = ("subject.", "textbook.", "level.primary", "level.lower", "level.upper", "grade.")
_TAUGHT = (*_SUBJECTS, "theme.", "activity.", "material.", "audience.", "people.", "place.")
# After a bare number these say that it counts something and is no grade.
_COUNTED = frozenset((
    "phut", "tiet", "thang", "tuan", "nguoi", "buoc", "cau", "bai", "ngay", "nam", "tuoi",
    "buoi", "gio", "hoc", "lan", "em", "nhom", "minutes", "hours", "weeks", "months", "steps",
    "questions", "pupils", "students", "years",
))  # fmt: skip


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
    parts: dict[int, tuple[int, Part]] = field(default_factory=dict)
    understood: list[tuple[int, Understood]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    # Syllables that the reader wants as typed: nothing else is made of them.
    kept: set[int] = field(default_factory=set)
    # Names with several meanings, from one syllable up to another: they wait for the other parts.
    waiting: dict[int, tuple[int, str]] = field(default_factory=dict)
    # The tags of the parts that end before a syllable.
    ending: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The folded syllables."""
        return [word for word, _, _ in self.found]

    def is_free(self, first: int, last: int) -> bool:
        """Tell whether nobody has taken the syllables from first up to last."""
        places = range(first, last)
        return self.taken.isdisjoint(places) and self.kept.isdisjoint(places)

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
        is_absent: bool = False,
    ) -> None:
        """Read some syllables as tags, unless somebody has them or the reader wants them as typed.

        A document is answered by what cites it or is of what it is about, and not by every other of
        its type.
        """
        known = tuple(tag for tag in tags if tag in self.vocabulary)
        text = self.typed(first, last)
        if not (known or minutes) or not self.is_free(first, last):
            return
        self.ending[last] = known
        if vietnamese.plain(text) in self.as_typed:
            self.kept.update(range(first, last))
            return
        self.taken.update(range(first, last))
        typed = _phrase(self.text, self.found[first:last])
        if is_absent:
            part = Part((typed,), known, is_everyday=True, is_absent=True)
        elif cited is None:
            inner = tuple(tag for tag in self.book.inside(typed.syllables) if tag not in known)
            phrases = (typed, *self._synonyms(known, typed.syllables))
            part = Part(phrases, known, minutes, inner, _is_everyday(typed))
        else:
            names = [tuple(name.split()) for name in cited]
            about = self.book.about(names)
            part = Part((typed, *map(Phrase, names)), about, inner=known)
            # The first is what the reader is told.
            known = (*about, *known)
        self.parts[first] = last, part
        shown = tuple(tag for tag in others if tag in self.vocabulary)
        self.understood.append((first, Understood(text, known, minutes, shown, is_absent)))

    def wait(self, first: int, last: int) -> None:
        """Let nobody take some syllables before all other parts are known."""
        if self.is_free(first, last):
            self.waiting[last] = first, " ".join(self.words[first:last])
            self.kept.update(range(first, last))

    def _synonyms(self, tags: tuple[str, ...], typed: tuple[str, ...]) -> Iterator[Phrase]:
        names = dict.fromkeys(name for tag in tags[:2] for name in self.book.synonyms.get(tag, ()))
        yield from (Phrase(name, SYNONYM) for name in names if name != typed)


def _is_everyday(phrase: Phrase) -> bool:
    return len(phrase.syllables) == 1 and phrasebook.is_everyday(phrase.syllables[0])


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
    # What is quoted or excluded becomes spaces: nobody interprets that.
    outside = _LITERAL.sub(lambda match: " " * len(match[0]), text)
    apart = (each for found in vietnamese.syllables(outside) for each in _apart(found, book))
    found = list(islice(apart, MOST_SYLLABLES))
    line, places = _line(outside, found)
    return _Draft(text, found, line, places, vocabulary, book, as_typed)


def _apart(found: Syllable, book: Phrasebook) -> Iterator[Syllable]:
    """Yield "van8" and "gdcd11" as a subject and its grade, anything else as it is."""
    word, start, end = found
    match = _WITH_NUMBER.fullmatch(word)
    if match and expressions.is_grade(match[2]) and (word,) not in book.names:
        name, number = match[1], match[2]
        tags = book.names.get((name,), book.short.get(name, ()))
        if name in ambiguities.RULES:
            is_subject = ambiguities.has_grade(name, int(number))
        else:
            is_subject = word not in book.short and any(tag.startswith("subject.") for tag in tags)
        if is_subject:
            yield name, start, end - len(number)
            yield number, end - len(number), end
            return
    yield found


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
            first, last = inside[0], inside[-1] + 1
            draft.take(
                first, last, found.tags, found.minutes, cited=found.cited, is_absent=found.is_absent
            )


def _names(draft: _Draft) -> None:
    """Take the names of tags, the longest first wherever they begin."""
    words = draft.words
    for size in range(min(draft.book.longest, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            name = tuple(words[first : first + size])
            if " ".join(name) in ambiguities.RULES:
                draft.wait(first, first + size)
            elif tags := draft.book.names.get(name):
                draft.take(first, first + size, tags)


def _subjects_with_grades(draft: _Draft) -> None:
    """Take "Sử 10" and "GDĐP 7": a short name of a subject says so by the grade behind it."""
    words = draft.words
    for place in range(1, len(words)):
        if expressions.is_grade(words[place]) and draft.is_free(place, place + 1):
            _take_grade(draft, place)
    for place in range(1, len(words)):
        if words[place - 1] == "mon" and draft.is_free(place, place + 1):
            draft.take(place, place + 1, _subject(draft, place, expressions.HIGHEST))


def _take_grade(draft: _Draft, place: int) -> None:
    """Take a bare number for a grade behind what is taught in one, unless it counts something."""
    number = int(draft.words[place])
    is_last = place + 1 == len(draft.words) or not draft.is_free(place + 1, place + 2)
    if not is_last and draft.words[place + 1] in _COUNTED:
        return
    subject: tuple[str, ...] = ()
    if place in draft.ending:
        behind = draft.ending[place]
        has_grade = bool(behind) and behind[0].startswith(_TAUGHT if is_last else _SUBJECTS)
    elif place in draft.waiting:
        has_grade = ambiguities.has_grade(draft.waiting[place][1], number)
    else:
        subject = _subject(draft, place - 1, number)
        has_grade = bool(subject)
    if has_grade:
        draft.take(place, place + 1, (expressions.grade(number),))
        draft.take(place - 1, place, subject)


def _subject(draft: _Draft, place: int, number: int) -> tuple[str, ...]:
    """Return the subject of a grade that a short name at a place is, () for what only sounds like one."""
    word, typed = draft.words[place], draft.typed(place, place + 1)
    if vietnamese.is_accented(typed) and vietnamese.accented(typed) not in draft.book.spellings:
        return ()
    before = draft.words[place - 1] if place and draft.is_free(place - 1, place) else ""
    if (before, word) in draft.book.compounds:
        return ()
    tags = (tag for tag in draft.book.short.get(word, ()) if tag.startswith("subject."))
    return tuple(tag for tag in tags if _is_taught(draft.vocabulary, tag, number))


def _is_taught(vocabulary: Vocabulary, subject: str, number: int) -> bool:
    """Tell whether a subject may be meant in a grade; older names live on in lower secondary."""
    grades = vocabulary[subject].properties.get("grades") or [number]
    return number > expressions.PRIMARY or min(grades) <= expressions.PRIMARY


def _abbreviations(draft: _Draft) -> None:
    grades = [
        int(tag[6:])
        for tags in draft.ending.values()
        for tag in tags
        if tag.startswith("grade.") and tag[6:].isdecimal()
    ]
    for last, (first, name) in draft.waiting.items():
        draft.kept.difference_update(range(first, last))
        _take_ambiguous(draft, first, last, name, grades)


def _take_ambiguous(draft: _Draft, first: int, last: int, name: str, grades: list[int]) -> None:
    typed = draft.typed(first, last)
    is_open = last < len(draft.found) and draft.is_free(last, last + 1)
    after = draft.typed(last, last + 1) if is_open else ""
    company = ambiguities.Company(
        before=" ".join(draft.words[:first]),
        grades=grades,
        is_numbered=after.isdecimal() and len(after) > 1,
        is_named=after.istitle(),
        is_marked=vietnamese.is_accented(typed),
    )
    meaning = ambiguities.meaning(name, company)
    if meaning and (not phrasebook.is_everyday(name) or _is_abbreviation(draft, first, last)):
        draft.take(first, last, meaning.tags, others=meaning.others)


def _is_abbreviation(draft: _Draft, first: int, last: int) -> bool:
    """Tell whether what may be an everyday word is none: it has capitals, or a grade behind it."""
    is_shouted = draft.text.isupper() and len(draft.found) > _SHOUTED
    tags = draft.parts[last][1].tags if last in draft.parts else ()
    has_grade = any(tag.startswith("grade.") for tag in tags)
    return has_grade or (draft.typed(first, last).isupper() and not is_shouted)


def _read(draft: _Draft) -> Reading:
    words: dict[str, int] = {}
    for place, (folded, start, end) in enumerate(draft.found):
        if place not in draft.taken:
            typed = draft.text[start:end]
            bit = record.accent_bit(typed) if vietnamese.is_accented(typed) else 0
            words[folded] = words.get(folded, 0) | bit
    inside = {place for first, (last, _) in draft.parts.items() for place in range(first, last - 1)}
    pairs = [
        pair for place, pair in vietnamese.pairs(draft.text, draft.found) if place not in inside
    ]
    parts = tuple(draft.parts[first][1] for first in sorted(draft.parts))
    tags = {tag for part in parts for tag in (*part.tags, *part.inner)}
    required, excluded = _literals(draft.text)
    for phrase in required:
        words.update({word: 0 for word in phrase.syllables if word not in words})
        pairs += phrase.pairs
    return Reading(
        words=words,
        pairs=tuple(dict.fromkeys(pairs)),
        parts=parts,
        required=required,
        excluded=excluded,
        name=vietnamese.plain(draft.text),
        taken=frozenset(draft.found[place][1] for place in draft.taken),
        understood=tuple(each for _, each in sorted(draft.understood, key=lambda pair: pair[0])),
        narrower={tag: tuple(draft.vocabulary.descendants(tag)) for tag in tags},
    )


def _literals(text: str) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """Return the phrases that must be there, in quotation marks, and those with a minus before."""
    required: list[Phrase] = []
    excluded: list[Phrase] = []
    for match in _LITERAL.finditer(text):
        inside = next(filter(None, match.group(2, 3, 4, 6)), "")
        if found := vietnamese.syllables(inside)[:MOST_SYLLABLES]:
            phrase = _phrase(inside, found)
            (excluded if match["minus"] or match["word"] else required).append(phrase)
    return tuple(required[:MOST_SYLLABLES]), tuple(excluded[:MOST_SYLLABLES])


def _phrase(text: str, found: list[Syllable]) -> Phrase:
    """Return some syllables of a text as a phrase: neighbours as far as the index takes them for such."""
    close = {place for place, _ in vietnamese.pairs(text, found)}
    breaks = frozenset(range(len(found) - 1)) - close
    return Phrase(tuple(word for word, _, _ in found), breaks=breaks)
