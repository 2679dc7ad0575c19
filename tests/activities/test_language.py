"""Vietnamese is spelt as it should be and English is as easy as its readers need.

Foreign words in a Vietnamese edition need no list: a word that is no Vietnamese syllable is taken
for a name or a foreign word when the English edition has it too (a name with other marks, a word in
a longer form), when it is all capitals, or a name without marks.
Reading levels are measured by two simple proxies over the passages for pupils: words a sentence,
and the share of long words (nine letters or more, names left out).
"""

import pathlib
import re

import pytest

from library import syllable
from library import text as texts
from tests.activities import reading
from tests.activities.reading import (
    SESSIONS,
    Edition,
    editions_of,
    every_own_edition,
    every_own_folder,
    own_editions,
    pieces,
    read,
    words,
)

_MARKED = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
# A plan has this many words or syllables at least; other kinds are as long as they need.
LEAST_WORDS = 400
# An activity plan has no more than a teacher reads before the lesson, by the strictest count;
# Vietnamese counts syllables.
MOST_WORDS = {"en": 900, "vi": 1300}
# A Vietnamese text has this many syllables for each English word.
RATIO = (0.9, 1.45)
# Most words a sentence and most long words in a hundred: for pupils who learn English,
PUPILS = {"A1": (8, 8), "A2": (11, 10), "B1": (15, 13), "B2": (20, 18)}
# for those who read a text in English about something else, by the lowest level,
READERS = {"primary": (12, 8), "lower-secondary": (16, 12), "upper-secondary": (20, 16)}
# and for teachers, every edition as a whole; no clause is longer than this.
TEACHERS = (16, 12)
LONGEST_CLAUSE = 60


def vietnamese_editions() -> list[pathlib.Path]:
    return [path for path in own_editions() if path.name == "plan.vi.md"]


every_vietnamese_edition = pytest.mark.parametrize(
    "path", vietnamese_editions(), ids=lambda path: path.parent.name
)


every_english_edition = pytest.mark.parametrize(
    "path",
    [path for path in own_editions() if path.name == "plan.en.md"],
    ids=lambda path: path.parent.name,
)


def whole(edition: Edition) -> str:
    """Return all text that a reader sees: the written facts and the body."""
    keys = ("title", "summary", "personal_data", "accessibility", "report_counts", "claims")
    return "\n".join([*_strings([edition.facts.get(key) for key in keys]), edition.body])


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        value = [each for key, each in value.items() if key not in ("source", "public_by_default")]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [str(value)] if value else []


def misspelt(vietnamese: str, english: str) -> set[str]:
    """Return the words that are no Vietnamese syllable, no name and no foreign word."""
    foreign = [word.lower() for word in re.findall(r"[^\W\d_]+", english)]
    found = set(re.findall(r"[^\W\d_]+", reading.unmarked(vietnamese)))
    odd = {word for word in found if not syllable.is_legal(word.lower())}
    return {word for word in odd if not _is_foreign(word, foreign)}


def _is_foreign(word: str, foreign: list[str]) -> bool:
    lower = word.lower()
    if word.isupper() or not (len(word) > 1 or _MARKED.search(lower)):
        return True
    if word[0].isupper():
        return not _MARKED.search(lower) or texts.fold(word) in map(texts.fold, foreign)
    # "photo" of "photocopy", "micrô" of "microphone"; no Vietnamese word is cut short like this.
    plain = texts.fold(word)
    return lower in foreign or (len(word) > 4 and any(each.startswith(plain) for each in foreign))


def unaccented(vietnamese: str) -> list[str]:
    """Return the stretches of text which are Vietnamese without its marks."""
    parts = re.split(r"[.:;!?()\n|“”\"*]+", reading.unmarked(vietnamese))
    return [part.strip() for part in parts if _is_unaccented(re.findall(r"[^\W\d_]+", part))]


def _is_unaccented(found: list[str]) -> bool:
    """Of Vietnamese syllables about one in five has no mark; six in a row without any are odd."""
    plain = [word.lower() for word in found]
    return (
        len(plain) >= 6
        and not any(map(_MARKED.search, plain))
        and all(map(syllable.is_plain_legal, plain))
    )


def sentences(text: str) -> list[list[str]]:
    parts = re.split(r"(?<=[.!?…])[\"”’)*]*\s+|\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)", text)
    found = [words(part) for part in parts]
    return [each for each in found if len(each) > 1]


def difficulty(text: str) -> tuple[float, float]:
    """Return words a sentence, and long words in a hundred."""
    found = sentences(text)
    every = [word for each in found for word in each]
    if not every:
        return 0.0, 0.0
    long = [word for word in every if len(word) >= 9 and word[0].islower()]
    return len(every) / len(found), 100 * len(long) / len(every)


def for_pupils(edition: Edition) -> str:
    """Return what pupils of English read: quoted blocks and whole sentences in italics."""
    quoted = re.findall(r"(?:^>.*\n?)+", edition.body, re.MULTILINE)
    blocks = [re.sub(r"^>\s?", "", block, flags=re.MULTILINE) for block in quoted]
    rest = re.sub(r"^>.*\n?", "", edition.body, flags=re.MULTILINE)
    spoken = re.findall(r"(?<![*\w])\*([A-Z“\"][^*\n]{12,}[.?!][”\"]?)\*(?!\*)", rest)
    return "\n\n".join(blocks + spoken)


@every_vietnamese_edition
def test_every_vietnamese_syllable_is_legal(path: pathlib.Path) -> None:
    english, vietnamese = map(whole, editions_of(path.parent))
    wrong = misspelt(vietnamese, english)
    assert not wrong, "no Vietnamese syllable, no name or foreign word of the English edition"


@every_vietnamese_edition
def test_no_vietnamese_is_written_without_its_marks(path: pathlib.Path) -> None:
    assert not unaccented(whole(read(path)))


@every_own_folder
def test_editions_are_about_equally_long(folder: pathlib.Path) -> None:
    english, vietnamese = (len(words(edition.body)) for edition in editions_of(folder))
    least, most = RATIO
    assert least <= vietnamese / english <= most, (
        f"{vietnamese} syllables for {english} words: translate what one edition leaves out"
    )


@every_own_edition
def test_a_plan_says_enough(path: pathlib.Path) -> None:
    edition = read(path)
    count = len(words(edition.body))
    assert edition.facts["kind"] not in SESSIONS or count >= LEAST_WORDS, f"{count} words"


@pytest.mark.parametrize(
    "path",
    [path for path in own_editions() if read(path).facts["kind"] == "material.activity-plan"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_an_activity_plan_is_neither_thin_nor_long(path: pathlib.Path) -> None:
    edition = read(path)
    least, most = len(words(edition.body)), len(pieces(edition.body))
    assert least >= LEAST_WORDS, f"{least} words, at least {LEAST_WORDS} are right"
    right = MOST_WORDS[edition.language]
    assert most <= right, f"{most} words with numbers and addresses, at most {right} are right"


def too_hard(text: str, most: tuple[int, int]) -> str:
    """Return what is too much in a text, in words for its writer."""
    length, long = difficulty(text)
    said = [
        f"{length:.1f} words a sentence, at most {most[0]}" * (length > most[0]),
        f"{long:.0f} long words in a hundred, at most {most[1]}" * (long > most[1]),
    ]
    return "; ".join(filter(None, said))


@pytest.mark.parametrize(
    "path",
    [path for path in own_editions() if "cefr" in read(path).facts],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_english_for_learners_suits_their_level(path: pathlib.Path) -> None:
    edition = read(path)
    [*_, highest] = re.findall(r"[ABC]\d", str(edition.facts["cefr"]))
    assert not too_hard(for_pupils(edition), PUPILS[highest])


@every_english_edition
def test_english_is_easy_enough_for_its_readers(path: pathlib.Path) -> None:
    edition = read(path)
    prose = re.sub(r"^\|.*\n?", "", edition.body, flags=re.MULTILINE)
    assert not too_hard(prose, TEACHERS)
    clauses = [words(clause) for clause in re.split(r"[.!?;:]\s|\n", prose)]
    long = [" ".join(clause) for clause in clauses if len(clause) > LONGEST_CLAUSE]
    assert not long, "make two sentences of this"
    levels = [level for level in READERS if f"level.{level}" in edition.ids("level")]
    if edition.facts["kind"] == "material.reading" and levels:
        assert not too_hard(prose, READERS[levels[0]])


def test_numbers_and_addresses_count_and_marks_do_not() -> None:
    body = """## II. Cost\n\n| Part | VND |\n|---|---|\n| **Red** paper | 3 × 500 |\n
- ☐ At 07:00 - 07:15 see vbpl.vn\n\n![A kite](files/kite.png)\n"""
    assert len(pieces(body)) == 2 + 2 + 4 + 5 + 3


def test_misspelt_syllables_are_found_and_foreign_words_are_not() -> None:
    assert misspelt("Học sinh đọc sáhc, viêt bài", "Pupils read") == {"sáhc", "viêt"}
    assert not misspelt(
        "Phnôm Pênh, Campuchia, Mnông, poster, photo, micrô, THCS, 5 kg, ki-lô-mét",
        "Phnom Penh, Mnông, a poster, photocopy, microphone, kg",
    )


def test_vietnamese_without_marks_is_found_and_english_is_not() -> None:
    assert unaccented("Chia lớp: hoc sinh lam bai theo nhom nho.") == [
        "hoc sinh lam bai theo nhom nho"
    ]
    assert not unaccented("Hai con gà ăn ba con giun to. *Can you see the gong in the hall?*")


def test_hard_english_is_found() -> None:
    assert too_hard("Notwithstanding considerable organisational disagreements, they left.", (9, 9))
    assert not too_hard("I like my town. It has a long bridge. You can see boats there.", (8, 8))
