"""Where given words stand in a text, found without taking the whole text apart.

A page of results looks for a few words in forty long texts. Nearly all text is Latin letters as they
come from a keyboard: each is folded to one byte by a table, and the words are looked for in those
bytes. Anything else is analysed in full, as the index does.
"""

import functools
import re
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from library.search import vietnamese
from library.search.vietnamese import Syllable

_APOSTROPHE, _GAP, _OTHER, _UNUSUAL = b"' ?\0"
_LAST = 0x27C0
_OF_SYLLABLES = re.compile(r"[^\W_]")
# Signs that plans use beside letters: quotation marks, dashes, arrows, mathematics, ornaments.
_SIGNS = re.compile(
    r"[\x00-\xac\xae-\u024f\u1e00-\u1eff\u2000-\u200a\u2010-\u2029\u202f-\u205f\u20a0-\u20bf\u2190-\u22ff"
    r"\u2500-\u2775\u2794-\u27bf]"
)


def among(text: str, words: Collection[str]) -> list[Syllable]:
    """Return the syllables of a text that are among some folded words, in their order."""
    data = _folded(text)
    if data is None or not all(word.isascii() for word in words):
        return [syllable for syllable in vietnamese.syllables(text) if syllable[0] in words]
    starts = {start for word in words for start in _starts(data, word)}
    starts.update(_around_apostrophes(data))
    found = (vietnamese.at(text, start) for start in sorted(starts))
    return [syllable for syllable in found if syllable and syllable[0] in words]


def _folded(text: str) -> bytes | None:
    """Return a byte for each character, None when that would lose something."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if codes.max(initial=0) >= _LAST:
        return None
    folded = _table()[codes]
    return folded.tobytes() if folded.all() else None


@functools.cache
def _table() -> NDArray[np.uint8]:
    return np.array([_byte(chr(code)) for code in range(_LAST)], dtype=np.uint8)


def _byte(char: str) -> int:
    if char in vietnamese.APOSTROPHES:
        return _APOSTROPHE
    if not _SIGNS.match(char):
        return _UNUSUAL
    if not _OF_SYLLABLES.match(char):
        return _GAP
    folded = vietnamese.key(char)
    if len(folded) != 1:
        return _UNUSUAL
    # What y becomes depends on its neighbours; the syllable is looked at whole in the end.
    return ord(folded.replace("y", "i")) if folded.isascii() else _OTHER


def _starts(data: bytes, word: str) -> Iterator[int]:
    """Yield where a syllable begins with the letters of a word."""
    wanted = word.replace("y", "i").encode()
    place = data.find(wanted)
    while place >= 0:
        if not place or data[place - 1] == _GAP or _is_opening(data, place - 1):
            yield place
        place = data.find(wanted, place + 1)


def _is_opening(data: bytes, place: int) -> bool:
    """Tell whether there is an apostrophe before a syllable, not one inside it."""
    return data[place] == _APOSTROPHE and (not place or data[place - 1] in b"' ")


def _around_apostrophes(data: bytes) -> Iterator[int]:
    """Yield where the syllables begin that have an apostrophe inside, as K'Ho has."""
    place = data.find(b"'", 1)
    while place >= 0:
        start = place
        while start and data[start - 1] != _GAP and not _is_opening(data, start - 1):
            start -= 1
        yield start
        place = data.find(b"'", place + 1)
