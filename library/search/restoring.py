"""A query typed with the input method off, or pasted from an old file, as it was meant.

A word is changed only when nobody wrote it as it stands and somebody wrote what it becomes: English
words stay English.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from library import legacy, syllable
from library import text as texts
from library.search import keyboard, vietnamese

# Words that are written together with a number: "van8" is literature of grade 8 before it is văn.
# 6 and above are shapes of vowels in VNI; the tones below make so many words that only what begins
# a query, or stands behind one of these, has a number there.
_NUMBERED = re.compile(
    r"(?:toan|van|su|dia|li|ly|hoa|sinh|tin|anh|nhac|lop|khoi|bai|tiet|tuan|thang|nhom|to|so|cau"
    r"|trang|phan|chuong|muc|quy|mau|vong|lan|buoc|ki|ky|tap|de|bo|doi|khu)([1-9]|1[0-2])"
)
_BEFORE_NUMBERED = (" mon", " de", " giao an", " on tap", " bai", " hoc", " day", " va", " sach")
_LOWEST_SHAPE = 6
# An abbreviation rarely has one (CLB, GDĐP, HĐTN).
_VOWEL = re.compile("[aeiou]")
# Keys that no word of English has in such places: one of them says that the method was off.
_UNMISTAKABLE = re.compile(
    r"j|^dd|uw|w[frx]|aa|[a-z]\d|[cghmnpt]f|(?:ee|oo)ng|w(?:[cp]|n[gh])s$|[mng]r$|[mg]x$"
)
# The shape of a vowel inside a word, as VNI types it: nothing else has a number there.
_SHAPED = re.compile(r"[a-z][6-9][a-z]")
Cause = Literal["keyboard", "encoding"]
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Restored:
    """A text as it was meant, and what had happened to it; None when nothing had."""

    text: str
    cause: Cause | None = None


def restored(text: str, known: Known) -> Restored:
    """Return the text as it was meant; `known` tells whether the index has a folded word."""
    old = legacy.read(text)
    if old.encoding:
        return Restored(texts.tidy(old.text), "encoding")
    typed = _typed(text, known)
    return Restored(typed, "keyboard") if typed != text else Restored(text)


def _typed(text: str, known: Known) -> str:
    """Return the text with the keys of Telex or VNI as the letters that they make.

    One word that nobody wrote and that makes one that somebody wrote, or has a number inside where a
    vowel is shaped, tells that the input method was off; then every word that can be read so is,
    unless most of them stand well as they are.
    """
    found = vietnamese.syllables(text)
    words = [folded for folded, _, _ in found]
    is_english = any(_is_foreign(word) and known(word) for word in words)
    is_english &= not any(map(_UNMISTAKABLE.search, words))
    meant = {
        place: letters
        for place, (_, start, end) in enumerate(found)
        if not _is_abbreviation(text[start:end]) and (letters := keyboard.decoded(text[start:end]))
    }
    unknown = [
        place
        for place in meant
        if not (known(words[place]) or is_english or _has_number(words, place))
    ]
    if not any(
        known(vietnamese.key(meant[place])) or _SHAPED.search(words[place]) for place in unknown
    ):
        return text
    if 2 * len(unknown) < len(meant):
        meant = {place: meant[place] for place in unknown}
    parts = []
    done = 0
    for place, (_, start, end) in enumerate(found):
        parts += [text[done:start], meant.get(place, text[start:end])]
        done = end
    return "".join((*parts, text[done:]))


def _is_abbreviation(word: str) -> bool:
    """Tell whether a word is written as abbreviations are: TW is no "tư"."""
    return word.isupper() and not _VOWEL.search(vietnamese.key(word))


def _is_foreign(word: str) -> bool:
    """Tell whether a folded word is none of Vietnamese: one of English, most likely."""
    has_sound = word.isalpha() and _VOWEL.search(word) is not None
    return has_sound and not syllable.is_plain_legal(word)


def _has_number(words: Sequence[str], place: int) -> bool:
    """Tell whether a word has a number written to it, as in "van8" and "bai2"."""
    match = _NUMBERED.fullmatch(words[place])
    if not match or (place + 1 < len(words) and words[place + 1].isdecimal()):
        return False
    before = "".join(f" {word}" for word in words[:place])
    return int(match[1]) >= _LOWEST_SHAPE or not before or before.endswith(_BEFORE_NUMBERED)
