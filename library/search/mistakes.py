"""Mistakes of typing and of spelling: what a word that nobody wrote was probably meant to be.

Tones and vowel marks are no matter here, because the index is folded. What is left are the letters
that sound alike in some region (domain.md 5.2), and slips of a finger. Neighbours decide: a word is
only changed when what stands beside it speaks for the other one.
"""

import math
import re
import string
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from library import syllable
from library.search import vietnamese
from library.search.lexicon import Lexicon

# Letters that sound alike somewhere, at the beginning, inside and at the end of a syllable.
_ONSETS = (
    ("s", "x"),
    ("ch", "tr"),
    ("d", "gi", "r", "v"),
    ("l", "n"),
    ("c", "k", "q"),
    ("ng", "ngh"),
    ("g", "gh"),
)
_RHYMES = (("ie", "i"), ("uo", "u"), ("ua", "uo"), ("oa", "o"), ("uy", "ui", "i"))
_CODAS = (("c", "t"), ("n", "ng"), ("n", "nh"), ("ch", "t"), ("ch", "c"), ("o", "u"), ("i", "y"))
_ONSET = re.compile(r"ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdghklmnpqrstvx]")
_CODA = re.compile(r"(?:ng|nh|ch|[cmnptoiuy])$")
# What a neighbour, being common and sounding alike count for a candidate.
_BESIDE, _COMMON, _ALIKE = 2.0, 0.3, 1.0
# Two words are usual together where this share of the texts with the rarer one has them so.
USUAL = 0.05
_DOUBLED = re.compile(r"([a-z])\1")
_SHORTEST = 2
_LONGEST = 24
# An unknown word of fewer letters is too likely a name or an abbreviation to be changed alone.
_TELLING = 5


def corrected(text: str, fixed: Collection[int], lexicon: Lexicon) -> str | None:
    """Return the text with its likely mistakes mended, None when there are none.

    Syllables that begin at a place in `fixed` were understood and are left alone.
    """
    found = vietnamese.syllables(text)
    words = [word for word, _, _ in found]
    settled = {place for place, (_, start, _) in enumerate(found) if start in fixed}
    close = {place for place, _ in vietnamese.pairs(text, found)}
    changes = dict(_changes(words, close, settled, lexicon))
    if not changes:
        return None
    parts = []
    done = 0
    for place, (_, start, end) in enumerate(found):
        typed = text[start:end]
        parts += [text[done:start], _as_typed(typed, changes[place]) if place in changes else typed]
        done = end
    return "".join((*parts, text[done:]))


def _changes(
    words: Sequence[str], close: Collection[int], settled: Collection[int], lexicon: Lexicon
) -> Iterator[tuple[int, str]]:
    for place, word in enumerate(words):
        if place in settled or not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            continue
        before = words[place - 1] if place - 1 in close else ""
        after = words[place + 1] if place in close else ""
        better = _better(word, before, after, lexicon)
        if better:
            yield place, better


def _better(word: str, before: str, after: str, lexicon: Lexicon) -> str | None:
    """Return what a word was probably meant to be, None when it may well be meant as it is."""
    is_known = lexicon.has(word)
    if is_known and (_support(word, before, after, lexicon) or not (before or after)):
        return None
    if not is_known and len(word) >= _TELLING and (two := _apart(word, lexicon)):
        return two
    candidates = list(_candidates(word, lexicon))
    if syllable.is_plain_legal(word):
        # It may be a word that is new here, or a new neighbour of one that is known: another must
        # fit on both sides, or sound like it, be no rarer, and be usual beside one of the two.
        alike = _alike(word)
        most = lexicon.words.get(word, 0)
        candidates = [
            other for other in candidates
            if (_usual(other, before, after, lexicon) if is_known and other not in alike
                else _sides(other, before, after, lexicon)) > 1
            or (other in alike and lexicon.words[other] >= most
                and _usual(other, before, after, lexicon))
        ]  # fmt: skip
    elif is_known:
        return None
    else:
        fitting = [other for other in candidates if _sides(other, before, after, lexicon)]
        single = _DOUBLED.sub(r"\1", word)
        if not fitting and len(word) < _TELLING:
            fitting = [other for other in candidates if other == single and len(single) > _SHORTEST]
        candidates = fitting or (candidates if len(word) >= _TELLING else [])
    return _best(candidates, word, before, after, lexicon)


def _best(
    candidates: Sequence[str], word: str, before: str, after: str, lexicon: Lexicon
) -> str | None:
    alike = _alike(word)

    def worth(other: str) -> float:
        common = _COMMON * math.log1p(lexicon.words[other])
        beside = _BESIDE * _support(other, before, after, lexicon)
        return common + beside + _ALIKE * (other in alike)

    return max(candidates, key=worth, default=None)


def _support(word: str, before: str, after: str, lexicon: Lexicon) -> float:
    """Return how well a word stands between two others."""
    left = lexicon.beside(before, word) if before else 0
    right = lexicon.beside(word, after) if after else 0
    return math.log1p(left) + math.log1p(right)


def _sides(word: str, before: str, after: str, lexicon: Lexicon) -> int:
    """Return on how many sides a word has been seen beside its neighbour."""
    left = bool(before) and lexicon.beside(before, word) > 0
    right = bool(after) and lexicon.beside(word, after) > 0
    return left + right


def _usual(word: str, before: str, after: str, lexicon: Lexicon) -> int:
    """Return on how many sides a word is usual beside its neighbour, and not there by chance."""
    return sum(
        lexicon.beside(one, other) > USUAL * min(lexicon.words[one], lexicon.words[other])
        for one, other in ((before, word), (word, after))
        if lexicon.has(one) and lexicon.has(other)
    )


def _candidates(word: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words of the index that are one slip or one confusion away."""
    known = lexicon.words
    yield from (other for other in {*_slips(word), *_alike(word)} if other in known)


def _apart(word: str, lexicon: Lexicon) -> str | None:
    """Return a word as two that are known to stand beside each other: a space was left out."""
    halves = ((word[:cut], word[cut:]) for cut in range(2, len(word) - 1))
    found = [(lexicon.beside(one, other), f"{one} {other}") for one, other in halves]
    count, best = max(found, default=(0, ""))
    return best if count else None


def _slips(word: str) -> Iterator[str]:
    """Yield every word that one slip of a finger makes of another."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in string.ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in string.ascii_lowercase)


@lru_cache(maxsize=1 << 12)
def _alike(word: str) -> frozenset[str]:
    """Return the spellings of a syllable that sound like it somewhere."""
    onset = match[0] if (match := _ONSET.match(word)) else ""
    rest = word[len(onset) :]
    coda = match[0] if (match := _CODA.search(rest, 1)) else ""
    middle = rest[: len(rest) - len(coda)]
    heads, tails = {onset, *_swapped(onset, _ONSETS)}, {coda, *_swapped(coda, _CODAS)}
    middles = {middle, *_swapped(middle, _RHYMES)}
    found = {head + inner + tail for head in heads for inner in middles for tail in tails}
    return frozenset(found - {word})


def _swapped(part: str, groups: Sequence[Sequence[str]]) -> Iterator[str]:
    for group in groups:
        if part in group:
            yield from (other for other in group if other != part)


def _as_typed(typed: str, folded: str) -> str:
    """Return a folded word with the marks and capitals of what was typed, letter by letter."""
    letters = list(folded)
    bare = [vietnamese.key(letter) for letter in typed]
    if any(len(letter) != 1 for letter in bare):
        return folded
    for tag, start, end, first, last in SequenceMatcher(None, "".join(bare), folded).get_opcodes():
        if tag == "equal":
            letters[first:last] = typed[start:end]
    return "".join(letters)
