"""What careless conversion did to Vietnamese that is Unicode by now, and what can be undone.

TCVN3 kept ư at the place of the soft hyphen, so programs that drop that sign drop the ư too
("đợc", "ngời"); its capitals were a matter of the font, so they come out mixed ("TUầN 15").
"""

import re

from library import syllable as syllables
from library import text as texts

_WORD = re.compile(r"[^\W\d_]+")
# Before these codas an ơ stands only behind an ư.
_BARE_HORN = re.compile(r"\b[^\W\d_]*(?<!ư)[ơờớởỡợ](?:c|ng|u)\b", re.IGNORECASE)
# This is "không" after a conversion that took ô for ơ; Khương is a name and rare.
_NOT_LOST = "khơng"
_HORN = re.compile(r"[ơờớởỡợ]", re.IGNORECASE)
# Words that could be others, or no words at all, but hardly ever are in a text without any ư.
_LIKELY = {
    "nh": "như",
    "nhng": "nhưng",
    "xng": "xưng",
    "hng": "hưng",
    "trng": "trưng",
    "th": "thư",
    "lu": "lưu",
    "ngời": "người",
    "cời": "cười",
    "dới": "dưới",
    "lới": "lưới",
    "vờn": "vườn",
    "mợn": "mượn",
    "bớm": "bướm",
    "gơm": "gươm",
    "cớp": "cướp",
    "lớt": "lướt",
    "mợt": "mượt",
    "trợt": "trượt",
    "vợt": "vượt",
    "vơn": "vươn",
    "lơn": "lươn",
    "lợt": "lượt",
    "mơi": "mươi",
}
# What chưa, đưa, xưa, mưa, thưa, mười, tươi and lười leave behind is as frequent as they are.
_EITHER = frozenset({"cha", "đa", "xa", "ma", "tha", "mời", "tơi", "lời"})
# A letter alone needs its neighbour: tư duy, đầu tư, sư phạm, giáo sư.
_ALONE = re.compile(
    r"\bt(?= (?:duy|vấn|nhân|liệu|thế|tưởng|cách|thục|pháp)\b)|(?<=\bđầu )t(?![\w.)])"
    r"|\bs(?= phạm\b)|(?<=\bgiáo )s(?![\w.)])|(?<=\bluật )s(?![\w.)])|(?<=\bk[ĩỹ] )s(?![\w.)])",
    re.IGNORECASE,
)
_MIXED = re.compile(r"[A-ZĐ][ß-ÿăđĩũơưạ-ỹ]|[ß-ÿăđĩũơưạ-ỹ][A-ZĐ]")
# What the fonts of some PDFs leave of yê: the pairs of words that schools write most often.
_LOST_YE = re.compile(
    r"\b(?:tun (?:truyền|dương|ngôn|bố)|ngun (?:nhân|tắc|liệu|vẹn|lý|lí)|chun (?:môn|đề|gia|cần)"
    r"|thường xun|khun góp|(?:tây|thái|tài|trung) ngun)\b",
    re.IGNORECASE,
)
_LEAST_LOST = 2
_GAP = re.compile(r"(?<![^\W\d_])([^\W\d_]*+)[?\ufffd]++([^\W\d_]*)")


def has_lost_horns(text: str) -> bool:
    """Say whether a text has lost more of its ư than it has kept."""
    lost = sum(horned(match.group()) is not None for match in _BARE_HORN.finditer(text))
    return lost > text.count("ư") + text.count("Ư")


def with_horns(text: str) -> tuple[str, list[str]]:
    """Return a text with the ư that it has lost, and the words that may or may not lack one."""
    text = _WORD.sub(lambda match: _likely(match.group()), text)
    text = _ALONE.sub(lambda match: match.group() + _like(match.group(), "ư"), text)
    return text, [word for word in _WORD.findall(text) if word.lower() in _EITHER]


def horned(word: str) -> str | None:
    """Return a word with its ư; None if none is missing for certain."""
    lower = word.lower()
    horn = _HORN.search(lower)
    if horn is None or lower == _NOT_LOST or syllables.is_legal(syllables.with_tone_placed(lower)):
        return None
    whole = f"{lower[: horn.start()]}ư{lower[horn.start() :]}"
    return _like(word, whole) if syllables.is_legal(whole) else None


def with_capitals(text: str) -> str:
    """Return a text with whole capital words where their accented letters were left small."""
    if not _MIXED.search(text):
        return text
    return "\n".join(_with_capitals(line) for line in text.split("\n"))


def has_lost_letters(text: str) -> bool:
    """Say whether letters are gone that nothing brings back: "dịng họ" was dòng, "tun" tuyên."""
    lost = len(_LOST_YE.findall(text)) + text.count("\ufffd")
    lost += sum(_is_no_word(word.lower()) for word in _WORD.findall(text))
    return lost >= _LEAST_LOST


def _is_no_word(word: str) -> bool:
    """Say whether a word is one only when its ị is read as ò, or its ơ as ô in không."""
    if word == _NOT_LOST:
        return True
    meant = word.replace("ị", "ò")
    return meant != word and not syllables.is_legal(word) and syllables.is_legal(meant)


def unreadable(text: str) -> list[str]:
    """Return the words in which a letter has become a question mark."""
    found = []
    for match in _GAP.finditer(text):
        before, after = match.groups()
        filled = {f"{before}{vowel}{after}".lower() for vowel in "aeiouy"}
        if ("\ufffd" in match.group() or (before and after)) and any(
            syllables.is_plain_legal(texts.fold(word)) for word in filled
        ):
            found.append(match.group())
    return found


def _likely(word: str) -> str:
    likely = _LIKELY.get(word.lower())
    return _like(word, likely) if likely else horned(word) or word


def _like(word: str, other: str) -> str:
    """Return another word in the case of a word."""
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[:1].isupper() else other


def _with_capitals(line: str) -> str:
    words = _WORD.findall(line)
    if not any(map(_is_mixed, words)):
        return line
    # In a line of capitals a word that begins with one, or has but one letter, belongs to it.
    everywhere = not any(map(_has_small, words))
    return _WORD.sub(
        lambda match: (
            match.group().upper() if _is_mixed(match.group()) or everywhere else match.group()
        ),
        line,
    )


def _is_mixed(word: str) -> bool:
    capitals = sum(map(str.isupper, word))
    if not 1 < capitals < len(word) or _has_small(word):
        return False
    return syllables.is_legal(word.lower()) or horned(word) is not None


def _has_small(word: str) -> bool:
    """Say whether a word has a small letter that no font of capitals would have left."""
    return any("a" <= letter <= "z" for letter in word)
