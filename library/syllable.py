"""What a Vietnamese syllable is: onset, rhyme and tone, as the orthography allows them.

Everything stands on one table of vowels with the codas that may follow. From it about 3,000
spellings without a tone are made once, so that a question about a syllable is a look into a dict.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from library import text as texts

# None, huyền, hỏi, ngã, sắc, nặng, as combining marks.
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_TONE_ON_VOWEL = re.compile(
    "([aeiouy][\u0302\u0306\u031b]*)([\u0300\u0309\u0303\u0301\u0323])", re.IGNORECASE
)
# Before a coda that stops the breath only sắc and nặng are spoken.
_STOPS = ("c", "ch", "k", "p", "t")
_STOPPED_TONES = ("\u0301", "\u0323")

# Vowels as they are written, and their codas; "-" is none. Rare rhymes have a word beside them.
_PLAIN = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c k m n ng p t",  # Đắk Lắk, Krông Pắk
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- ch m n nh p t u",
    "ia": "-",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oo": "c ng",  # moóc, xoong
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- c i m n ng p t",
    "ua": "-",
    "uô": "c i m n ng t",
    "ư": "- c i m n ng t u",  # hừm, chưn
    "ưa": "-",
    "ươ": "c i m n ng p t u",
}
_ROUNDED = {
    "oa": "- c ch i m n ng nh o p t y",  # ngoao
    "oă": "c m n ng t",
    "oe": "- m n o t",  # ngoém, ngoéo
    "uâ": "n ng t y",
    "uê": "- ch nh u",  # nguều ngoào
    "uơ": "-",  # thuở
    "uy": "- ch n nh p t u",  # dầu luyn, tuýp, khuỷu
    "uya": "-",  # khuya
    "uyê": "n t",
}
_AFTER_QU = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "n ng t u y",
    "e": "- m n o p t",
    "ê": "- ch n nh t u",
    "i": "- ch nh p t u",
    "ô": "c",  # quốc
    "ơ": "- t",  # quở
    "y": "- ch nh p t",
    "yê": "n t",
}
# gi swallows an i that would follow it: gì, gìn, giếng.
_AFTER_G = {"i": "- m n p t", "iê": "c m n ng p t u"}
_WITHOUT_ONSET = {"y": "-", "yê": "m n ng t u"}
_FRONT = tuple("ieê")
_BEFORE_FRONT = ("k", "gh", "ngh")
_BEFORE_BACK = ("c", "g", "ng")
_ONSETS = "b ch d đ gi h kh l m n nh p ph r s t th tr v x"
# Where y may stand for the whole vowel: kỹ, lý, and th and n in names.
_BEFORE_Y = ("b", "d", "h", "k", "l", "m", "n", "s", "t", "th", "v")
# Lips do not round twice, save in words from abroad: tiền boa, xe buýt, thùng phuy, vải voan.
_LABIALS = ("b", "m", "p", "ph", "v")
_BORROWED = frozenset({"boa", "buyt", "buyp", "moay", "muy", "phuy", "puy", "voan"})


class Syllable(NamedTuple):
    """A syllable in its parts, as they are written; the u of qu belongs to the onset.

    The glide is the o or u before a rounded vowel; the tone is one of TONES.
    """

    onset: str
    glide: str
    nucleus: str
    coda: str
    tone: str

    @property
    def rhyme(self) -> str:
        """Return what rhymes, without the tone."""
        return self.glide + self.nucleus + self.coda


class _Form(NamedTuple):
    """A spelling without a tone, and where one stands: by the standard, by the other custom."""

    onset: str
    glide: str
    nucleus: str
    coda: str
    place: int
    other_place: int


def split(syllable: str) -> Syllable | None:
    """Return the parts of a lower-case syllable wherever its tone stands; None if it is not legal."""
    letters, tone = apart(syllable)
    form = _forms().get(letters)
    if form is None or not _may_have(form.coda, tone):
        return None
    return Syllable(form.onset, form.glide, form.nucleus, form.coda, tone)


def is_legal(syllable: str) -> bool:
    """Say whether a lower-case NFC syllable is spelt as Vietnamese orthography allows.

    Both customs of placing a tone are right (hòa, hoà); a misplaced one is not (ngọai). A stop
    needs its tone: "học", not "hoc", for which there is is_plain_legal().
    """
    return syllable in legal() or syllable in _legal_by_the_other_custom()


def is_plain_legal(folded: str) -> bool:
    """Say whether some legal syllable is typed so without its marks (library.text.fold)."""
    return folded in _plain()


def with_tone_placed(syllable: str) -> str:
    """Return the syllable with its tone at the standard place, that of older print: hòa, thủy, khỏe.

    A tone of either custom moves there and a misplaced one too (ngọai, qúy, gìơ). What is not
    Vietnamese comes back as it was. Capital letters are kept.
    """
    letters, tone = apart(syllable)
    if not tone:
        return syllable
    form = _forms().get(letters.lower())
    if form is None or not _may_have(form.coda, tone):
        return syllable
    return _placed(letters, tone, form.place)


@functools.lru_cache(maxsize=1 << 14)
def apart(syllable: str) -> tuple[str, str]:
    """Return the letters without the tone, and the tone; whatever has two tones keeps them.

    A mark on a consonant is no tone: the tilde of "ñ" stays.
    """
    parts = unicodedata.normalize("NFD", syllable)
    tones = _TONE_ON_VOWEL.findall(parts)
    if len(tones) != 1:
        return syllable, ""
    return unicodedata.normalize("NFC", _TONE_ON_VOWEL.sub(r"\1", parts)), tones[0][1]


def spelt(letters: str, tone: str) -> str | None:
    """Return lower-case letters with a tone at the standard place; None if that is not legal."""
    form = _forms().get(letters)
    if form is None or not _may_have(form.coda, tone):
        return None
    return _placed(letters, tone, form.place)


@functools.cache
def legal() -> frozenset[str]:
    """Return all legal syllables, some 16,000, each with its tone at the standard place."""
    return frozenset(
        _placed(letters, tone, form.place)
        for letters, form in _forms().items()
        for tone in TONES
        if _may_have(form.coda, tone)
    )


@functools.cache
def _legal_by_the_other_custom() -> frozenset[str]:
    return frozenset(
        _placed(letters, tone, form.other_place)
        for letters, form in _forms().items()
        if form.other_place != form.place
        for tone in TONES
    )


@functools.cache
def _plain() -> frozenset[str]:
    return frozenset(map(texts.fold, _forms()))


def _may_have(coda: str, tone: str) -> bool:
    return tone in _STOPPED_TONES if coda in _STOPS else True


def _placed(letters: str, tone: str, place: int) -> str:
    marked = unicodedata.normalize("NFC", letters[place] + tone)
    return letters[:place] + marked + letters[place + 1 :]


@functools.cache
def _forms() -> dict[str, _Form]:
    """Return every spelling without a tone; where two readings agree, the first one counts.

    So "gia" is gi + a, never g + ia, and its tone stands on the a.
    """
    forms: dict[str, _Form] = {}
    for onset, vowel, coda in _spellings():
        place, other_place = (len(onset) + place for place in _places(vowel, coda))
        glide = _glide(onset, vowel)
        form = _Form(onset, glide, vowel[len(glide) :], coda, place, other_place)
        forms.setdefault(onset + vowel + coda, form)
    return forms


def _spellings() -> Iterator[tuple[str, str, str]]:
    yield from _with("", _PLAIN | _ROUNDED | _WITHOUT_ONSET, without=("iê",))
    yield from _with("qu", _AFTER_QU)
    for onset in _ONSETS.split():
        yield from _with(onset, _PLAIN, without=("i", "ia", "iê") if onset == "gi" else ())
        yield from _rounded(onset)
    for onset in _BEFORE_FRONT:
        yield from _with(onset, {vowel: _PLAIN[vowel] for vowel in _PLAIN if vowel[0] in _FRONT})
    for onset in _BEFORE_BACK:
        yield from _with(onset, _PLAIN, without=tuple(v for v in _PLAIN if v[0] in _FRONT))
    for onset in ("g", "ng"):
        yield from _rounded(onset)
    for onset in _BEFORE_Y:
        yield onset, "y", ""
    yield from _with("g", _AFTER_G)


def _rounded(onset: str) -> Iterator[tuple[str, str, str]]:
    for spelling in _with(onset, _ROUNDED):
        if onset not in _LABIALS or "".join(spelling) in _BORROWED:
            yield spelling


def _with(
    onset: str, vowels: dict[str, str], without: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, str]]:
    for vowel, codas in vowels.items():
        if vowel not in without:
            yield from ((onset, vowel, coda.strip("-")) for coda in codas.split())


def _glide(onset: str, vowel: str) -> str:
    return vowel[0] if vowel in _ROUNDED and onset != "qu" else ""


def _places(vowel: str, coda: str) -> tuple[int, int]:
    """Return where the tone stands in the vowel, by the standard and by the other custom.

    A letter with a mark of its own draws it (the second of ươ); else the last vowel before a
    coda; else the first of two, and the middle of three. The other custom differs in open oa, oe
    and uy alone.
    """
    marked = [place for place, letter in enumerate(vowel) if letter in "ăâêôơư"]
    if marked:
        return marked[-1], marked[-1]
    if coda or len(vowel) != 2:
        return len(vowel) // 2, len(vowel) // 2
    return 0, 1 if vowel in ("oa", "oe", "uy") else 0
