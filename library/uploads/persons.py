"""Names of persons in the names of files: a pupil's name does not belong into an address.

What is found is a warning and no more: names are words too, and nobody can tell them apart surely.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import yaml

from library import text
from library.uploads import naming

_SOURCE = Path(__file__).with_name("persons.yaml")
_MOST_SYLLABLES = 5
_CLASS = re.compile(r"(?:lop|lớp)?(?:1[0-2]|[1-9])[a-z]\d{0,2}", re.IGNORECASE)
# Parts: what spaces, hyphens and the like do not join; words within them, also in CamelCase.
_PARTS = re.compile(r"\s+-+\s+|[()\[\],;+]|_{2,}|--+|\.")
_WORDS = re.compile(r"[^\W\d_]+|\d+[^\W\d_]?\d*")
_PUPIL = ("hs", "hoc sinh", "pupil", "student")
# Short words that are many others without accents; they count before a name in capitals.
_CHILD = ("em", "chau", "be")
# Behind these a name is that of a school, a street, a prize.
_NAMED_AFTER = {"truong", "thcs", "thpt", "th", "duong", "pho", "doi", "chi", "giai", "quy", "tieu"}


@dataclass(frozen=True)
class _Names:
    families: frozenset[str]
    plain: frozenset[str]
    given: frozenset[str]
    middle: frozenset[str]
    known: tuple[tuple[str, ...], ...]


@cache
def _names() -> _Names:
    told = yaml.safe_load(_SOURCE.read_text("utf-8"))
    known = (tuple(text.fold(each).split()) for each in (*told["known"], *told["others"]))
    return _Names(
        families=frozenset(told["families"].split()),
        plain=frozenset(told["plain"].split()),
        given=frozenset(told["given"].split()),
        middle=frozenset(told["middle"].split()),
        known=tuple(known),
    )


def named(file_name: str) -> str | None:
    """Return what looks like the name of a person in the name of a file, None for nothing."""
    stem = naming.seen(file_name).rpartition(".")[0] or naming.seen(file_name)
    for part in _PARTS.split(stem):
        words = _WORDS.findall(_apart(part))
        if found := next(_found(words), None):
            return found
    return None


def _apart(text: str) -> str:
    """Return the text with a space before each capital behind a small letter."""
    pairs = zip(" " + text, text, strict=False)
    return "".join(f" {new}" if old.islower() and new.isupper() else new for old, new in pairs)


def _found(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if _is_family(word) and not _is_named_after(words[:place]):
            run = _run(words, place)
            if _is_name(words, place, run) and not _is_known(run):
                yield " ".join(run)


def _is_family(word: str) -> bool:
    """Tell whether a word can be a family name: with its own accents, or without any."""
    names = _names()
    capital = word[:1].upper() + word[1:].lower()
    return capital in names.families or (word.isascii() and word.lower() in _folded_families())


@cache
def _folded_families() -> frozenset[str]:
    return frozenset(map(text.fold, _names().families))


def _run(words: Sequence[str], place: int) -> list[str]:
    """Return the family name and the words behind it that can be of the same name."""
    given, first = _names().given, words[place]

    def belongs(word: str) -> bool:
        return text.fold(word) in given and word[0].isupper() == first[0].isupper()

    return [first, *takewhile(belongs, words[place + 1 : place + _MOST_SYLLABLES])]


def _is_name(words: Sequence[str], place: int, run: Sequence[str]) -> bool:
    """Weigh what speaks for a name: its length, its middle, its capitals, what stands beside it."""
    if len(run) < 2:
        return False
    names, before, after = _names(), words[:place], words[place + len(run) :]
    if _is_pupil(before, run) or _is_class(before[-1:]) or _is_class(after[:1]):
        return True
    if len(run) < 3:
        return False
    stands_alone = (not before or _is_number(before[-1])) and (not after or _is_number(after[0]))
    has_middle = text.fold(run[1]) in names.middle
    if any(not word.isascii() for word in run):
        return run[0][0].isupper() or has_middle
    is_plain = run[0].lower() in names.plain
    return has_middle or (is_plain and (stands_alone or _begins_with_capitals(run, before)))


def _begins_with_capitals(run: Sequence[str], before: Sequence[str]) -> bool:
    """Tell whether a name in capitals stands among words in small letters."""
    return run[0][0].isupper() and bool(before) and before[-1].islower()


def _is_pupil(before: Sequence[str], run: Sequence[str]) -> bool:
    said = f" {text.fold(' '.join(before))}"
    words = (*_PUPIL, *_CHILD) if run[0][0].isupper() else _PUPIL
    return said.endswith(tuple(f" {word}" for word in words))


def _is_class(words: Sequence[str]) -> bool:
    return any(_CLASS.fullmatch(word) for word in words)


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _is_named_after(before: Sequence[str]) -> bool:
    return bool(before) and text.fold(before[-1]) in _NAMED_AFTER


def _is_known(run: Sequence[str]) -> bool:
    folded = tuple(map(text.fold, run))
    return any(folded[: len(known)] == known for known in _names().known)
