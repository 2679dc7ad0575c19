"""One mistake in a query, of each kind that teachers make: by ear, by habit or by the finger.

The same text gets the same mistake every time.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator

from library import text as texts
from tests.bench import twins

# What a word may become; nothing where the mistake cannot be made in it.
Rule = Callable[[str, random.Random], str | None]

_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x)?"
    r"[aeiouy]{1,3}(?:ch|c|m|ng|nh|n|p|t)?"
)
_VOWELS = "aeiouy"
_HOOK, _TILDE = "\u0309", "\u0303"
_SHORTEST = 3
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def of(text: str) -> dict[str, str]:
    """Return the query with one mistake of each kind that can be made in it.

    Queries of fewer than three words get none.
    """
    plain = unicodedata.normalize("NFC", text)
    words = list(_WORD.finditer(plain))
    if len(words) < 3:
        return {}
    made = {}
    for kind, rule in KINDS.items():
        chance = random.Random(f"{kind}: {plain}")
        found = [(word, changed) for word in words if (changed := rule(word.group(), chance))]
        if found:
            word, changed = chance.choice(found)
            made[kind] = plain[: word.start()] + changed + plain[word.end() :]
    return made


def _hook_or_tilde(word: str, chance: random.Random) -> str | None:
    parts = unicodedata.normalize("NFD", word)
    changed = parts.translate(str.maketrans(_HOOK + _TILDE, _TILDE + _HOOK))
    return unicodedata.normalize("NFC", changed) if changed != parts else None


def _initial(*changes: tuple[str, str]) -> Rule:
    """Return the rule that puts one initial consonant for another."""

    def rule(word: str, chance: random.Random) -> str | None:
        # An i of the new consonant and one of the vowel are written as one.
        patterns = [rf"{old}(?=[{_VOWELS.replace(new[-1], '')}])" for old, new in changes]
        return _changed(word, patterns, changes)

    return rule


def _final(*changes: tuple[str, str]) -> Rule:
    """Return the rule that puts one final consonant for another."""

    def rule(word: str, chance: random.Random) -> str | None:
        return _changed(word, [rf".*[{_VOWELS}]{old}$" for old, _ in changes], changes)

    return rule


def _changed(word: str, patterns: list[str], changes: tuple[tuple[str, str], ...]) -> str | None:
    """Return a Vietnamese syllable with its consonants changed; foreign words are left alone."""
    bare = texts.fold(word)
    if not _SYLLABLE.fullmatch(bare) or len(bare) != len(word):
        return None
    # đ is no d to the ear.
    heard = "".join("_" if char in "đĐ" else plain for char, plain in zip(word, bare, strict=True))
    for pattern, (old, new) in zip(patterns, changes, strict=True):
        if re.match(pattern, heard):
            if pattern.endswith("$"):
                return word[: -len(old)] + new
            return (new.capitalize() if word[0].isupper() else new) + word[len(old) :]
    return None


def _misplaced_tone(word: str, chance: random.Random) -> str | None:
    """Move the tone to a neighbouring vowel, unless that is just the other school of spelling."""
    letters = [unicodedata.normalize("NFD", char) for char in word]
    places = [place for place, char in enumerate(letters) if char[0].lower() in _VOWELS]
    toned = [place for place in places if letters[place][-1] in twins.TONES]
    others = [place for place in places if toned and abs(place - toned[0]) == 1]
    if not others:
        return None
    tone = letters[toned[0]][-1]
    letters[toned[0]] = letters[toned[0]][:-1]
    letters[others[0]] += tone
    changed = unicodedata.normalize("NFC", "".join(letters))
    return changed if changed != twins.other_tone_place(word) else None


def _wrong_letter(word: str, chance: random.Random) -> str | None:
    bare = texts.fold(word)
    places = [place for place, char in enumerate(bare) if char in _NEIGHBOURS]
    if not _is_long(word) or not places or len(bare) != len(word):
        return None
    place = chance.choice(places)
    return word[:place] + chance.choice(_NEIGHBOURS[bare[place]]) + word[place + 1 :]


def _missing_letter(word: str, chance: random.Random) -> str | None:
    if not _is_long(word):
        return None
    place = chance.randrange(len(word))
    return word[:place] + word[place + 1 :]


def _doubled_letter(word: str, chance: random.Random) -> str | None:
    if not _is_long(word):
        return None
    place = chance.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def _swapped_letters(word: str, chance: random.Random) -> str | None:
    places = [place for place in range(len(word) - 1) if word[place] != word[place + 1]]
    if not _is_long(word) or not places:
        return None
    place = chance.choice(places)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _is_long(word: str) -> bool:
    """Say whether a slip leaves something to guess from: not in abbreviations."""
    return len(word) >= _SHORTEST and not word.isupper()


def _neighbours() -> Iterator[tuple[str, str]]:
    """Yield each letter with those beside it on the keyboard."""
    for row, letters in enumerate(_ROWS):
        for place, letter in enumerate(letters):
            near = letters[max(0, place - 1) : place + 2].replace(letter, "")
            above = _ROWS[row - 1][place : place + 2] if row else ""
            yield letter, near + above


_NEIGHBOURS = dict(_neighbours())

KINDS: dict[str, Rule] = {
    "hỏi/ngã": _hook_or_tilde,
    "s/x": _initial(("s", "x"), ("x", "s")),
    "ch/tr": _initial(("ch", "tr"), ("tr", "ch")),
    "d/gi/r": _initial(("gi", "d"), ("d", "gi"), ("r", "d")),
    "l/n": _initial(("l", "n"), ("n", "l")),
    "final c/t": _final(("c", "t"), ("t", "c")),
    "final n/ng": _final(("ng", "n"), ("n", "ng")),
    "misplaced tone": _misplaced_tone,
    "wrong letter": _wrong_letter,
    "missing letter": _missing_letter,
    "doubled letter": _doubled_letter,
    "swapped letters": _swapped_letters,
}
