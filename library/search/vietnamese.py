"""Syllables and pairs of syllables as search compares them.

Vietnamese is written in syllables, so pairs of neighbours stand in for words and no segmenter is
needed. Keys are cached per syllable: the language has only a few thousand of them.
"""

import functools
import re
import unicodedata

from library import text as texts

# Folded syllable, start and end in the text given.
Syllable = tuple[str, int, int]

# What is not seen inside a word: places to break it, to join it, and the direction of writing.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
APOSTROPHES = "'’ʼ‘ʻ‛´`′＇"
# Marks of decomposed text and invisible characters belong to the syllable, an apostrophe between
# letters too (K'Ho), so that positions hold in any text.
_MARKS = rf"[\u0300-\u036f{_INVISIBLE}]"
_REST = rf"[^\W_]*(?:(?:{_MARKS}+|[{APOSTROPHES}](?={_MARKS}*[^\W_]))[^\W_]*)*"
_SYLLABLE = re.compile(rf"[^\W_]{_REST}")
_APART = re.compile(rf"([^\W_]{_REST})")
_POSSESSIVE = re.compile(rf"(?<=..)[{APOSTROPHES}]s$")
_NO_LETTER = re.compile(rf"[\W_{APOSTROPHES}]+")
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
# Letters that stand for đ in pasted text and for b in the languages of the Central Highlands.
_VARIANTS = str.maketrans("ÐðƉɖɃƀ", "ĐđĐđBb")
# Letters of other scripts that look like Latin ones.
_TWINS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅҺԀавекморстухіјѕһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTYXIJSHDabekmopctyxijshdABEZHIKMNOPTYXo",
)
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_WHOLE_VOWEL = re.compile(r"([hklmstvbd]|qu)y(t|nh|ch)?$")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LONGEST = 40


def syllables(text: str) -> list[Syllable]:
    """Return the folded syllables, numbers and foreign words of a text with their places in it."""
    found = []
    for match in _SYLLABLE.finditer(text):
        folded = key(match.group())
        if folded:
            found.append((folded, match.start(), match.end()))
    return found


def plain(text: str) -> str:
    """Return the folded syllables of a text with single spaces, nothing else."""
    return " ".join(folded for folded, _, _ in syllables(text))


def unfinished(text: str) -> list[str]:
    """Return how a plain text may begin that somebody is still typing, none when there is no letter.

    Whether the y that it ends with is the whole vowel (mỹ) or not (myth) is not known yet.
    """
    found = syllables(text)
    if not found:
        return []
    *before, (last, start, end) = found
    whole = "".join(f"{folded} " for folded, _, _ in before)
    return list(dict.fromkeys((whole + last, whole + _bare(text[start:end]))))


def at(text: str, start: int) -> Syllable | None:
    """Return the syllable that begins at a place, None when none does."""
    match = _SYLLABLE.match(text, start)
    return (key(match.group()), match.start(), match.end()) if match else None


def apart(text: str) -> list[str]:
    """Return what stands before the first syllable, that one, what follows it, and so on to the end.

    The syllables are as they are written; that of which `key` leaves nothing is none.
    """
    return _APART.split(text)


def pairs(text: str, found: list[Syllable]) -> list[tuple[int, str]]:
    """Return the pairs of neighbours in found, each with the place of its first syllable there.

    Only white space may stand between the two: a pair crosses no punctuation and no empty line.
    """
    neighbours = []
    for place in range(len(found) - 1):
        first, _, end = found[place]
        second, start, _ = found[place + 1]
        if is_close(text[end:start]):
            neighbours.append((place, f"{first} {second}"))
    return neighbours


def is_close(gap: str) -> bool:
    """Tell whether what stands between two syllables leaves them neighbours."""
    return gap == " " or (gap.isspace() and gap.count("\n") < 2)


@functools.lru_cache(maxsize=1 << 16)
def key(syllable: str) -> str:
    """Return one syllable folded: no marks, đ as d, i for y where it is the whole vowel."""
    return _with_i(_bare(syllable))


@functools.lru_cache(maxsize=1 << 16)
def accented(syllable: str) -> str:
    """Return one syllable with its marks, the tone last: hoà and hòa agree, lý and lí too."""
    parts = unicodedata.normalize("NFD", _clean(syllable).lower())
    tones = "".join(mark for mark in parts if mark in _TONES)
    letters = "".join(mark for mark in parts if mark not in _TONES)
    return _with_i(_NO_LETTER.sub("", unicodedata.normalize("NFC", letters))) + tones


def is_accented(syllable: str) -> bool:
    """Say whether a reader typed this syllable with a mark of its own, đ included."""
    return accented(syllable) != key(syllable)


def _bare(syllable: str) -> str:
    return _NO_LETTER.sub("", texts.fold(_clean(syllable)))[:_LONGEST]


def _clean(syllable: str) -> str:
    seen = texts.repair(_UNSEEN.sub("", syllable)).translate(_VARIANTS)
    return _POSSESSIVE.sub("", _in_one_script(unicodedata.normalize("NFKC", seen)))


def _in_one_script(syllable: str) -> str:
    """Return a Latin word without the look-alikes of other scripts that stand in it.

    A word of the other script is left, and a sign beside a unit too (Δt, μm).
    """
    if not _OTHER_SCRIPT.search(syllable):
        return syllable
    latin = syllable.translate(_TWINS)
    is_mixed = any(char.isascii() and char.isalpha() for char in texts.fold(syllable))
    return latin if is_mixed and not _OTHER_SCRIPT.search(latin) else syllable


def _with_i(syllable: str) -> str:
    return _WHOLE_VOWEL.sub(r"\1i\2", syllable) if "y" in syllable else syllable
