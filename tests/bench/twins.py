"""The same query as other keyboards and habits write it: its answer must be the same.

Telex and VNI are made here in the plainest way, the key of a tone at the end of its syllable, and
not by the library's own tables: the measurement is to check those.
"""

import re
import unicodedata
from collections.abc import Callable

from library import text as texts

TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
# The mark of a vowel in Telex, where it doubles the letter or is a w, and in VNI.
_SHAPES = {"\u0302": ("", "6"), "\u0306": ("w", "8"), "\u031b": ("w", "7")}
_VOWELS = "aeiouyAEIOUY"
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABET = frozenset("abcdeghiklmnopqrstuvxyfjwzđ")
_WITH_I_OR_Y = re.compile(r"\b(h|k|l|m|s|t|qu)([iíìỉĩị]|[yýỳỷỹỵ])\b", re.IGNORECASE)
_OTHER_LETTER = str.maketrans("iíìỉĩịyýỳỷỹỵIÍÌỈĨỊYÝỲỶỸỴ", "yýỳỷỹỵiíìỉĩịYÝỲỶỸỴIÍÌỈĨỊ")


def of(text: str) -> dict[str, str]:
    """Return the twins of an accented Vietnamese query by kind; kinds that change nothing miss."""
    plain = unicodedata.normalize("NFC", text)
    if not _is_vietnamese(plain) or texts.fold(plain) == plain.lower():
        return {}
    made = {kind: make(plain) for kind, make in KINDS.items()}
    return {kind: twin for kind, twin in made.items() if twin != text}


def unaccented(text: str) -> str:
    """Return the text as phones type it; capitals stay."""
    bare = [char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)]
    return "".join(bare).replace("đ", "d").replace("Đ", "D")


def telex(text: str) -> str:
    """Return the text as Telex keys, typed with no input method to read them."""
    return _WORD.sub(lambda word: _typed(word.group(), 0), text)


def vni(text: str) -> str:
    """Return the text as VNI keys, typed with no input method to read them."""
    return _WORD.sub(lambda word: _typed(word.group(), 1), text)


def other_tone_place(text: str) -> str:
    """Return hoà for hòa and hòa for hoà, likewise in oe and uy, where the syllable is open."""
    return _TONE_PLACE.sub(lambda match: _TONE_PLACES[match.group()], text)


def other_i_or_y(text: str) -> str:
    """Return lí for lý and lý for lí, wherever both are written."""
    return _WITH_I_OR_Y.sub(lambda match: match[1] + match[2].translate(_OTHER_LETTER), text)


KINDS: dict[str, Callable[[str], str]] = {
    "unaccented": unaccented,
    "Telex": telex,
    "VNI": vni,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "tone placement": other_tone_place,
    "i/y": other_i_or_y,
}


def _is_vietnamese(text: str) -> bool:
    """Say whether all letters are of the Vietnamese keyboard, unlike those of an old font."""
    letters = unicodedata.normalize("NFD", text).lower()
    marks = {*TONES, *_SHAPES}
    return all(
        char in _ALPHABET or char in marks
        for char in letters
        if char.isalpha() or unicodedata.combining(char)
    )


def _typed(word: str, method: int) -> str:
    """Return the keys of one syllable; an abbreviation such as NĐ has no vowel and stays."""
    parts = unicodedata.normalize("NFD", word)
    if not any(char in _VOWELS for char in parts):
        return word
    keys, tone = "", ""
    for char in parts:
        if char in TONES:
            tone = TONES[char][method]
        elif char in _SHAPES:
            key = _SHAPES[char][method] or keys[-1]
            keys += key.upper() if keys[-1].isupper() else key
        elif char in "đĐ":
            plain = "D" if char == "Đ" else "d"
            keys += plain + (plain, "9")[method]
        else:
            keys += char
    return keys + (tone.upper() if word.isupper() and len(word) > 1 else tone)


def _tone_places() -> dict[str, str]:
    places: dict[str, str] = {}
    for first, second in ("oa", "oe", "uy", "Oa", "Oe", "Uy", "OA", "OE", "UY"):
        for tone in TONES:
            old = unicodedata.normalize("NFC", first + tone) + second
            new = first + unicodedata.normalize("NFC", second + tone)
            places |= {old: new, new: old}
    return places


_TONE_PLACES = _tone_places()
_TONE_PLACE = re.compile(rf"(?<![qQ])(?:{'|'.join(_TONE_PLACES)})(?![^\W\d_])")
