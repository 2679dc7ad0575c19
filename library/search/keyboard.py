"""Vietnamese typed while the input method was off: what the keys of Telex and VNI would have made.

Keys are ambiguous with words of other languages: Telex reads "see" as sê, "moon" as môn and "as"
as á, VNI reads "van6" as vân and "khoi7" as khơi. Whether a decoding is meant is the caller's
question; here it is only whether the keys make a legal syllable. Keys that undo (a tone key
typed twice) leave the letter itself behind, so they make none.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from library import syllable as syllables

Method = Literal["telex", "vni"]
# Letters without their tone, and the tone.
State = tuple[str, str]
# A key that is pressed, and the place of the letter that it types; the key of a mark has none.
Stroke = tuple[str, int | None]
# The key of a mark, the place of the letter after which it is pressed, and of that before which.
Mark = tuple[str, int, int | None]

_VOWELS = frozenset("aăâeêioôơuưy")
_BARE = str.maketrans("ăâđêôơư", "aadeoou")
# nghieengs has nine keys; the rest is for tones that were changed on the way.
_LONGEST = 12


class _Keys(NamedTuple):
    """The keys of an input method: what they make of a letter that was typed before them."""

    tones: Mapping[str, str]
    shapes: Mapping[str, Mapping[str, str]]
    # Takes the tone away.
    away: str
    # A token without this has no keys.
    hint: re.Pattern[str]


_KEYS: Mapping[Method, _Keys] = {
    "telex": _Keys(
        tones=dict(zip("frxsj", syllables.TONES[1:], strict=True)),
        shapes={
            "a": {"a": "â"},
            "e": {"e": "ê"},
            "o": {"o": "ô"},
            "d": {"d": "đ"},
            "w": {"a": "ă", "o": "ơ", "u": "ư"},
        },
        away="z",
        hint=re.compile(r"[fjwz]|.[srx]|([adeo]).*\1"),
    ),
    "vni": _Keys(
        tones=dict(zip("23415", syllables.TONES[1:], strict=True)),
        shapes={
            "6": {"a": "â", "e": "ê", "o": "ô"},
            "7": {"o": "ơ", "u": "ư"},
            "8": {"a": "ă"},
            "9": {"d": "đ"},
        },
        away="0",
        hint=re.compile(r".[0-9]"),
    ),
}


def decoded(token: str) -> str | None:
    """Return the syllable that a token makes in Telex, or else in VNI; None if in neither."""
    return telex(token) or vni(token)


@functools.lru_cache(maxsize=1 << 15)
def telex(token: str) -> str | None:
    """Return the legal syllable, lower case and NFC, that the keys make in Telex.

    None when there are no keys of Telex in the token, or when they make no legal syllable.
    """
    return _read(token.lower(), _KEYS["telex"])


@functools.lru_cache(maxsize=1 << 15)
def vni(token: str) -> str | None:
    """Return the legal syllable, lower case and NFC, that the keys make in VNI; else None."""
    return _read(token.lower(), _KEYS["vni"])


def typed(syllable: str, method: Method) -> Iterator[str]:
    """Yield the orders of keys that make a lower-case legal syllable, the usual one first.

    In the usual one a mark follows its letter and the tone comes last. Nothing is yielded for
    a syllable without marks, and for one that is not legal.
    """
    parts = syllables.split(syllable)
    if parts is None:
        return
    letters, tone = syllables.apart(syllable)
    toned = _key_of_tone(tone, len(parts.onset), method)
    seen = {syllable}
    for strokes, marks in _plans(letters, method):
        for order in _orders(strokes, [*marks, *toned], method):
            pressed = "".join(key for key, _ in order)
            if pressed not in seen:
                seen.add(pressed)
                yield pressed


def _read(token: str, keys: _Keys) -> str | None:
    if len(token) > _LONGEST or not keys.hint.search(token):
        return None
    for letters, tone in _states(token, keys):
        # A key on the u alone is enough before a coda: input methods complete ưo to ươ.
        made = syllables.spelt(letters, tone) or syllables.spelt(letters.replace("ưo", "ươ"), tone)
        if made:
            return None if made == token else made
    return None


def _states(token: str, keys: _Keys) -> list[State]:
    """Return what the keys may have made, the likeliest first."""
    states: list[State] = [("", "")]
    for key in token:
        states = [after for letters, tone in states for after in _after(letters, tone, key, keys)]
    return states


def _after(letters: str, tone: str, key: str, keys: _Keys) -> Iterator[State]:
    """Yield what a key makes of what was typed before it: a mark where that is possible."""
    has_vowel = not _VOWELS.isdisjoint(letters)
    if has_vowel and key in keys.tones:
        # The same tone twice undoes it and leaves a letter that ends no syllable.
        if tone != keys.tones[key]:
            yield letters, keys.tones[key]
    elif has_vowel and key == keys.away:
        if tone:
            yield letters, ""
    else:
        for shaped in _shaped(letters, keys.shapes.get(key, {})):
            yield shaped, tone
        if key == "o" and letters.endswith("ô"):
            yield f"{letters[:-1]}oo", tone
        if key == "w":
            if {"a", "o", "u"}.isdisjoint(letters):
                yield f"{letters}ư", tone
        else:
            yield letters + key, tone


def _shaped(letters: str, shapes: Mapping[str, str]) -> Iterator[str]:
    if "ư" in shapes.values():
        for pair in ("uo", "ưo"):
            if pair in letters:
                yield letters.replace(pair, "ươ")
    for place, letter in enumerate(letters):
        if letter in shapes:
            yield letters[:place] + shapes[letter] + letters[place + 1 :]


def _plans(letters: str, method: Method) -> Iterator[tuple[list[Stroke], list[Mark]]]:
    """Yield the ways to type letters: the keys of the bare letters, and those of their marks."""
    plain: list[Stroke] = list(zip(letters.translate(_BARE), range(len(letters)), strict=True))
    double = letters.find("oo")
    if double >= 0 and method == "telex":
        # The third o undoes the mark that the second one made.
        plain[double : double + 2] = [("ooo", double)]
    marks = list(_marks(letters, method))
    horn = letters.find("ư")
    if horn < 0:
        yield plain, marks
        return
    others = [mark for mark in marks if mark[1] < horn]
    yield from ((plain, [*others, *horns]) for horns in _horns(letters, horn, method))
    if method == "telex" and {"a", "o", "u"}.isdisjoint(letters[:horn]):
        lone = [*plain[:horn], ("w", horn), *plain[horn + 1 :]]
        yield from ((lone, [*others, *horns[1:]]) for horns in _horns(letters, horn, method))


def _horns(letters: str, horn: int, method: Method) -> Iterator[list[Mark]]:
    """Yield the ways to press the key of ư, and of the ơ behind it: twice, or once for both."""
    marks = [mark for mark in _marks(letters, method) if mark[1] >= horn]
    if len(marks) == 1:
        yield marks
        return
    (key, _, _), both = marks
    first: Mark = (key, horn, horn + 1)
    yield [first, both]
    yield [both]
    if letters[horn + 2 :]:
        yield [first]


def _marks(letters: str, method: Method) -> Iterator[Mark]:
    for place, letter in enumerate(letters):
        for key, made in _KEYS[method].shapes.items():
            if letter in made.values():
                yield key, place, None


def _key_of_tone(tone: str, rhyme: int, method: Method) -> list[Mark]:
    return [(key, rhyme, None) for key, made in _KEYS[method].tones.items() if made == tone]


def _orders(strokes: list[Stroke], marks: list[Mark], method: Method) -> Iterator[list[Stroke]]:
    if not marks:
        yield strokes
        return
    (key, after, before), *rest = marks
    places = [place for _, place in strokes]
    first = places.index(after) + 1
    last = len(strokes) if before is None else places.index(before)
    gaps = range(first, last + 1)
    for gap in reversed(gaps) if key in _KEYS[method].tones else gaps:
        yield from _orders([*strokes[:gap], (key, None), *strokes[gap:]], rest, method)
