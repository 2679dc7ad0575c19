"""What every part knows about Vietnamese text: tidying, folding, slugs and the order of the alphabet.

Search has more to say about syllables (`search/vietnamese.py`); it stands on the folding here.
"""

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose: đ, its look-alikes that occur in pasted text, and the
# ƀ of the languages of the Central Highlands.
_PLAIN = str.maketrans("đĐðÐɖƉƀɃ", "dDdDdDbB")
# Signs that carry no meaning in a text; PostgreSQL and Word refuse those that steer a terminal.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff"
_STEERING = "".join(map(chr, {*range(0x20), *range(0x7F, 0xA0)} - {*b"\t\n\v\f\r\x85"}))
# ư as some PDF fonts map it (domain.md 5.3), and what old files put between lines and pages.
_REPAIRED = str.maketrans(
    dict.fromkeys(map(ord, _INVISIBLE + _STEERING))
    | {"Ƣ": "Ư", "ƣ": "ư", "\v": "\n", "\f": "\n", "\r": "\n", "\x85": "\n"}
)
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# The order of tones in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = "\u0302\u0306\u031b"
# A circumflex or breve typed after the tone, where composition does not find it.
_LATE_SHAPE = re.compile("[\u0302\u0306]")
_MARKS_ABOVE = re.compile("(?<=[aeoAEO\u0323])[\u0300\u0301\u0302\u0303\u0306\u0309]{2,}")
_SURROGATES = re.compile("[\ud800-\udfff]")

CollationKey = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]


def repair(text: str) -> str:
    """Return the text in NFC without invisible and steering characters and lone surrogates.

    Lines are kept and end with "\\n"; a page break becomes the end of a line.
    """
    lines = _SURROGATES.sub("\ufffd", text).replace("\r\n", "\n")
    composed = unicodedata.normalize("NFC", lines.translate(_REPAIRED))
    return _with_shapes_first(composed) if _LATE_SHAPE.search(composed) else composed


def _with_shapes_first(text: str) -> str:
    """Return the text with marks in the order of its letters: ế of e, sắc, circumflex too."""
    parts = unicodedata.normalize("NFD", text)
    ordered = _MARKS_ABOVE.sub(
        lambda marks: "".join(sorted(marks.group(), key=_TONE_RANK.__contains__)), parts
    )
    return unicodedata.normalize("NFC", ordered)


def tidy(text: str) -> str:
    """Return the text repaired and with every run of white space as one space."""
    return " ".join(repair(text).split())


def within(value: object) -> Iterator[str]:
    """Yield every text in a value such as an item's facts, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from within(each)
    elif isinstance(value, list):
        for each in value:
            yield from within(each)


def fold(text: str) -> str:
    """Return the text in lower case without tone and vowel marks, đ as d: how phones type it."""
    plain = unicodedata.normalize("NFD", text.translate(_PLAIN).lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def slug(text: str, longest: int = 80) -> str:
    """Return an address part: folded letters and digits joined by hyphens, cut at a word."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > longest:
            break
        kept = longer
    return kept or (words[0][:longest] if words else "")


def collation_key(text: str) -> CollationKey:
    """Return a sort key in the order of the Vietnamese alphabet: letters, then tones, then case.

    Numbers compare by value, so that "Lớp 2" stands before "Lớp 10", and a word ends before any
    letter, so that "an ninh" stands before "anh".
    """
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    for part in re.findall(r"\d+|\D", tidy(text)):
        if part.isdecimal():
            digits = part.lstrip("0")
            letters.append((1, len(digits), digits))
            tones.append(0)
        else:
            letter, tone = _split_tone(part)
            letters.append(letter)
            tones.append(tone)
    return tuple(letters), tuple(tones), text.swapcase()


def _split_tone(char: str) -> tuple[tuple[int, int, str], int]:
    parts = unicodedata.normalize("NFD", char.lower())
    shape = unicodedata.normalize("NFC", parts[0] + "".join(m for m in parts[1:] if m in _SHAPES))
    tone = next((_TONE_RANK[mark] for mark in parts[1:] if mark in _TONE_RANK), 0)
    rank = _LETTER_RANK.get(shape)
    return ((2, rank, "") if rank else (0, 0, shape)), tone
