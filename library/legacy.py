"""Text from old files: TCVN3 and VNI read as Latin-1, and what careless conversion left of them.

Nothing says of a text in which encoding it was written, but its words do: those that are no
Vietnamese as they stand and become Vietnamese by a table speak for it, those that become nothing
speak against it. Each line decides for itself, the others help where it cannot.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from library import damage, encodings
from library import syllable as syllables
from library.encodings import Encoding

_WORDS = {
    "tcvn3": re.compile(rf"(?:[^\W_]|[{re.escape(encodings.SIGNS)}])+"),
    "vni": re.compile(r"[^\W_]+"),
}
_CAPITAL_WITHIN = re.compile("[a-z][À-ÖØ-Þ]")
_DIGIT = re.compile(r"[0-9]")
_CLOSED = re.compile(r"»(?!\w)")
# ư where the font of a PDF mapped it to the letter oi, which is not Vietnamese.
_OI = str.maketrans("Ƣƣ", "Ưư")
# Words that are far more frequent than what a table would make of them.
_FREQUENT = frozenset({"không", "có", "các", "gì", "tính", "tôi"})
# Words of other languages, names and units that a table makes a syllable of.
_FOREIGN = frozenset(
    {
        *("où", "laïc", "thaï", "haï", "maï", "chaï", "loïc", "seán", "beán"),  # as VNI
        *("gît", "dît", "vît", "mît", "tôt", "dû", "mû", "bû", "häng", "hän", "tät", "µm"),
    }
)
# Names of places that are no syllables of the language and still frequent.
_NAMES = frozenset({"đắk", "đăk", "lắk", "lăk", "krông", "pôkô", "tẻh", "êđê"})
# How much a word speaks for an encoding or against it. A clear word is enough; a short one needs
# another, or one that shows no sign of the encoding and is no Vietnamese without it.
_CLEAR = 4
_SHORT = 2
_WITHOUT_SIGN = 1
_ENOUGH = 3
_AGAINST = 4
_OTHER_LANGUAGE = 1
# No syllable has as many letters, and longer words would only fill the memory.
_LONGEST = 20


@dataclass(frozen=True)
class Reading:
    """A text as it was meant; which encoding was undone; the words that are left in doubt."""

    text: str
    encoding: Encoding | None
    doubtful: tuple[str, ...] = ()


def read(text: str) -> Reading:
    """Return a text in Unicode, as it is if it was that already.

    A query of one word is read like a page, but a word that is also one as it stands ("lóc" for
    "lúc" in TCVN3) needs company that is clearer.
    """
    lines = text.translate(_OI).split("\n")
    scores = [_scores(line) for line in lines]
    usual = _highest(sum(map(Counter[Encoding], scores), Counter()))
    doubtful: list[str] = []
    for place, line in enumerate(lines):
        likely = usual if usual in scores[place] or (usual and _may_be(line, usual)) else None
        encoding = likely or _highest(scores[place])
        if encoding:
            lines[place], left = _read_line(line, encoding)
            doubtful += left
    whole = "\n".join(lines)
    repaired, more = (whole, []) if usual == "vni" else _repaired(whole)
    doubtful += [*more, *damage.unreadable(repaired)]
    return Reading(repaired, usual or ("tcvn3" if repaired != whole else None), tuple(doubtful))


def _repaired(text: str) -> tuple[str, list[str]]:
    """Return what is left of TCVN3 after a conversion, repaired, and the words left in doubt."""
    text = damage.with_capitals(text)
    return damage.with_horns(text) if damage.has_lost_horns(text) else (text, [])


def _scores(line: str) -> dict[Encoding, int]:
    """Return the encodings for which the words of a line speak clearly, and how much they do."""
    scores: dict[Encoding, int] = {}
    for encoding in encodings.ENCODINGS:
        if encodings.has_sign(line, encoding):
            worths = [_worth(word, encoding) for word in {*_words(line, encoding)}]
            speak_for = sum(worth for worth in worths if worth > 0)
            if max(worths, default=0) >= _SHORT and speak_for >= _ENOUGH and sum(worths) > 0:
                scores[encoding] = sum(worths)
    return scores


def _highest(scores: Mapping[Encoding, int]) -> Encoding | None:
    return max(scores, key=scores.__getitem__, default=None)


def _may_be(line: str, encoding: Encoding) -> bool:
    """Say whether no word of a line speaks against the encoding of the lines around it."""
    if line.isascii() or _is_unicode(line):
        return False
    words = [*_words(line, encoding)]
    if not encodings.has_sign(line, encoding) and _FREQUENT & {word.lower() for word in words}:
        return False  # it may be read either way, but nobody writes so often of khụng and cú
    return all(_worth(word, encoding) > -_AGAINST for word in words)


def _words(line: str, encoding: Encoding) -> Iterator[str]:
    words = (match.group() for match in _WORDS[encoding].finditer(line))
    return (word for word in words if len(word) <= _LONGEST)


@functools.lru_cache(maxsize=1 << 14)
def _worth(word: str, encoding: Encoding) -> int:
    """Return how much a word speaks for an encoding; below zero it speaks against it."""
    if _is_none(word) or word.lower() in _FOREIGN:
        return 0
    if word.isascii():
        return 0 if len(word) == 1 or word.isupper() or _is_right(word) else -_OTHER_LANGUAGE
    meant = _meant(word, encoding)
    spoken = meant if _is_right(meant) else _inner(meant)
    if _is_right(word) and (_is_unicode(word) or _is_in_one_case(word)):
        if not _is_right(meant):
            return 0 if _is_unicode(word) else -_AGAINST
        is_slip = not syllables.is_legal(word.lower())
        return _SHORT if is_slip and _is_strange(word, spoken, encoding) else 0
    if not _is_right_when_whole(meant) or (encoding == "vni" and not _is_in_one_case(meant)):
        return -_AGAINST
    if not _is_strange(word, spoken, encoding):
        return _WITHOUT_SIGN if word.islower() else 0
    return _CLEAR if len(word) > 2 or _CAPITAL_WITHIN.search(word) else _SHORT


def _is_strange(word: str, meant: str, encoding: Encoding) -> bool:
    """Say whether a word shows a sign of an encoding, and what was meant is rightly spelt."""
    is_right = syllables.is_legal(meant.lower()) or not _is_right(meant)
    seen = word if meant in (word, encodings.read(word, encoding)) else _inner(word)
    return is_right and encodings.has_sign(seen, encoding)


def _is_in_one_case(word: str) -> bool:
    """Say whether no capital stands within a word; in TCVN3 accented letters look like some."""
    return word.islower() or word.isupper() or word.istitle()


def _is_none(word: str) -> bool:
    """Say whether a word is a lone sign, or has a number in it."""
    return (len(word) == 1 and word in encodings.SIGNS) or bool(_DIGIT.search(word))


def _is_right(word: str) -> bool:
    """Say whether a word is Vietnamese as it stands, be its tone misplaced."""
    return syllables.is_legal(syllables.with_tone_placed(word.lower().replace("\xad", "")))


def _is_right_when_whole(meant: str) -> bool:
    """Say whether a word that was read is Vietnamese, be it quoted or its ư lost."""
    inner = _inner(meant)
    return _is_right(inner) or inner.lower() in _NAMES or damage.horned(inner) is not None


def _inner(word: str) -> str:
    """Return a word without quotation marks around it, which stand for letters within one."""
    return word.removeprefix("«").removesuffix("»")


def _is_unicode(text: str) -> bool:
    """Say whether a text has letters that no old encoding could have shown."""
    return any(char >= "\u0100" for char in text)


def _read_line(line: str, encoding: Encoding) -> tuple[str, list[str]]:
    """Return a line read in an encoding, and its words that are no Vietnamese even then.

    Where Unicode Vietnamese stands in the line too, only what is certain is read.
    """
    mixed = any(_is_unicode(word) and _is_right(word) for word in _words(line, encoding))
    quoted = bool(_CLOSED.search(line))
    doubtful = []

    def read_word(match: re.Match[str]) -> str:
        word = match.group()
        if word == "«" and encoding == "tcvn3" and not quoted:
            return "ô"
        if len(word) > _LONGEST or word.isascii() or _is_none(word):
            return word
        if mixed and _worth(word, encoding) < _SHORT:
            return word
        meant = _meant(word, encoding)
        # An abbreviation (Q§ for QĐ) is no syllable either.
        if not (meant.isupper() or _is_right_when_whole(meant)):
            doubtful.append(meant)
        return meant

    return _WORDS[encoding].sub(read_word, line), doubtful


def _meant(word: str, encoding: Encoding) -> str:
    """Return a word as it was meant if an encoding was meant; the word itself if it was not."""
    meant = encodings.read(word, encoding)
    inner = _inner(word)
    if not _is_right(meant) and _is_right(encodings.read(inner, encoding)):
        return word.replace(inner, encodings.read(inner, encoding))
    if _is_right_when_whole(meant):
        return meant
    # A name (Kr«ng) is read all the same, a word from abroad (café) has no sign and stays.
    return meant if encodings.has_sign(word, encoding) and not _is_right(word) else word
