"""A query typed with the input method off, or pasted from an old file, as it was meant.

A word is changed only when nobody wrote it as it stands and somebody wrote what it becomes: English
words stay English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from library import legacy
from library import text as texts
from library.search import keyboard, vietnamese

Cause = Literal["keyboard", "encoding"]
Known = Callable[[str], bool]

_LONGEST_ABBREVIATION = 6


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

    One word that nobody wrote and that makes one that somebody wrote tells that the input method was
    off; then every word that can be read so is, unless most of them stand well as they are.
    """
    found = vietnamese.syllables(text)
    meant = {
        place: letters
        for place, (_, start, end) in enumerate(found)
        if not _is_abbreviation(text[start:end]) and (letters := keyboard.decoded(text[start:end]))
    }
    unknown = [place for place in meant if not known(found[place][0])]
    if not any(known(vietnamese.key(meant[place])) for place in unknown):
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
    return word.isupper() and len(word) <= _LONGEST_ABBREVIATION
