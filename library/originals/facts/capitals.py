"""Capitals in a title: lowered where all letters or all words have them, kept where a name begins."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from library import syllable
from library.originals.facts import zones
from library.originals.facts.zones import Line
from library.tags.vocabulary import Vocabulary

_MOST_LINES, _MOST_NAMES = 3_000, 2_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
# Names that school papers use and no vocabulary has; a title in capitals lowers them otherwise.
KNOWN = (
    "Việt Nam", "Nhà giáo Việt Nam", "Bác Hồ", "Hồ Chí Minh", "Bác", "Hoàng Sa", "Trường Sa",
    "Tây Nguyên", "Đông Nam Á", "châu Á", "châu Âu", "châu Phi", "châu Mĩ", "Rung chuông vàng",
    "Điện Biên Phủ", "Phù Đổng", "Đà Lạt", "Tổ quốc", "Tết", "Nam Bộ", "Bắc Bộ", "Trung Bộ",
    "Trung thu", "Đảng", "Đội TNTP Hồ Chí Minh", "Đoàn TNCS Hồ Chí Minh", "Quốc tế Phụ nữ",
    "Phụ nữ Việt Nam", "Quân đội nhân dân Việt Nam", "tiếng Việt", "tiếng Anh", "Internet", "Anh",
    "Nhật Bản", "Hàn Quốc", "Trung Quốc", "Lào", "Campuchia", "English", "Vietnamese", "Vietnam",
    "Viet Nam", "Tet", "Sao nhi đồng", "Hùng Vương", "Trái Đất", "Phật", "Biển Đông",
    "Thăng Long", "Cửu Long", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    "Sunday", "January", "February", "April", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
# Parts of KNOWN that are everyday words by themselves: "anh" is a brother, "lào" no country alone.
_ONLY_AFTER = {
    "anh": ("tiếng", "nước"),
    "bác": ("lời", "với", "về", "làm", "kính", "nhớ", "yêu", "dâng", "ơn"),
    "lào": ("nước", "tiếng", "việt"),
    "đảng": ("mừng", "về", "ơn", "sử", "theo", "ca", "thành"),
    "tết": ("ngày", "đón", "vui", "chợ", "hội", "xuân", "gói", "mùa", "quê"),
}
_ABBREVIATIONS = frozenset((
    "ASEAN", "UNESCO", "UNICEF", "STEM", "STEAM", "AI", "COVID", "IELTS", "CEFR", "OCOP", "UBND",
    "HĐND", "VNEID", "ATGT", "GDĐP", "ANQP", "QPAN", "MC", "BOT", "IT",
))  # fmt: skip
_ROMAN = re.compile(r"[IVX]{1,5}")
_BEFORE_ROMAN = frozenset((
    "kỷ", "kỉ", "kì", "kỳ", "thứ", "khóa", "khoá", "tập", "chương", "phần", "cấp", "lần", "mục",
    "part", "unit", "chapter",
))  # fmt: skip
_VOWELS = set("aeiouy")
_AFTER_SCHOOL = frozenset((
    "thcs", "thpt", "ptdtnt", "ptdtbt", "th",
))  # fmt: skip
_ENDS_NAME = frozenset((
    "năm", "tổ", "lớp", "chào", "kỉ", "kỷ", "và", "ngày", "tháng", "khối", "về", "với", "chức",
    "lần", "môn", "học", "huyện", "xã", "tỉnh", "phường", "quận", "thành", "the", "of",
))  # fmt: skip
_LONGEST_NAME = 5
# Words with nothing but spaces between them.
_STRETCH = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_SHOUTED = 0.6


class Capitals:
    """What keeps its capitals: names of the vocabulary, of school papers, and of the text itself."""

    def __init__(self, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        self._spelled: dict[tuple[str, ...], str] = {}
        # Words in capitals among small ones are abbreviations, and capitals are none in capitals.
        self._short = set(_ABBREVIATIONS)
        for name in (*KNOWN, *_of_vocabulary(vocabulary), *islice(_of_text(lines), _MOST_NAMES)):
            self._spelled.setdefault(tuple(name.lower().split()), name)
        self._subjects = {
            tuple(term.label("vi").lower().split()): term.label("vi")
            for term in vocabulary.terms.values()
            if term.scheme == "subject"
        }
        for term in vocabulary.terms.values():
            self._short.update(
                name for name in term.abbreviations if name.isupper() and len(name) > 2
            )
        for line in lines[:_MOST_LINES]:
            if line.zone != "title" and not is_shouted(line.text):
                self._short.update(
                    word for word in _WORD.findall(line.text) if word.isupper() and len(word) > 1
                )

    def lowered(self, line: str) -> str:
        """Return a line in capitals, or with a capital on every word, as a sentence; others as they are."""
        if not is_shouted(line) and not _is_titled(line):
            return line
        matches = list(_WORD.finditer(line))
        words = [match[0].lower() for match in matches]
        made, end, place = "", 0, 0
        while place < len(matches):
            size, spelled = self._at(words, matches, place)
            gap = line[end : matches[place].start()]
            is_start = gap.rstrip(" ").endswith((":", ".", "!", "?")) or gap.endswith(tuple('“"«'))
            made += gap + (capital(spelled) if is_start else spelled)
            end = matches[place + size - 1].end()
            place += size
        return made + line[end:]

    def _at(self, words: list[str], matches: list[re.Match[str]], place: int) -> tuple[int, str]:
        """Return how many words a name has that begins at one, and how it is written."""
        for size in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            name = tuple(words[place : place + size])
            is_subject = place > 0 and words[place - 1] == "môn" and name in self._subjects
            if is_subject:
                return size, self._subjects[name]
            spelled = self._spelled.get(name)
            if spelled and (size > 1 or _is_said_so(words, place)):
                return size, spelled
        if words[place] == "trường" and _is_school(words, place):
            return 1, "Trường"
        if words[place] in _AFTER_SCHOOL or words[max(0, place - 1) : place + 1] in (
            ["tiểu", "học"],
            ["mầm", "non"],
        ):
            return self._school(words, matches, place)
        return 1, self._word(words, matches, place)

    def _school(
        self, words: list[str], matches: list[re.Match[str]], place: int
    ) -> tuple[int, str]:
        """Keep the capitals of the name behind "Trường THCS"."""
        kind = matches[place][0] if words[place] in _AFTER_SCHOOL else words[place]
        if "trường" not in words[max(0, place - 3) : place]:
            return 1, kind
        text = matches[place].string
        last = place + 1
        while (
            last < len(words)
            and last - place < _LONGEST_NAME
            and words[last] not in _ENDS_NAME
            and text[matches[last - 1].end() : matches[last].start()] == " "
        ):
            last += 1
        return last - place, " ".join(
            [kind, *(word.capitalize() for word in words[place + 1 : last])]
        )

    def _word(self, words: list[str], matches: list[re.Match[str]], place: int) -> str:
        typed, line = matches[place][0], matches[place].string
        before = words[place - 1] if place else ""
        if not typed.isupper():
            # In a line that is capitals otherwise, small letters are meant so.
            is_meant = is_shouted(line) or typed[1:2].isupper()
            return typed if is_meant else typed.lower()
        if _ROMAN.fullmatch(typed) and (
            before in _BEFORE_ROMAN
            or typed in ("II", "III", "IV", "VII", "VIII", "IX", "XX", "XXI")
        ):
            return typed
        folded = zones.folded(typed)
        has_vowel = bool(_VOWELS & set(folded))
        is_word = syllable.is_plain_legal(folded)
        if (len(typed) > 1 and not has_vowel) or (typed in self._short and not is_word):
            return typed
        return (
            typed
            if typed == "AI" and before in ("tạo", "dụng", "cùng", "với", "thời")
            else typed.lower()
        )


def _is_school(words: list[str], place: int) -> bool:
    """Tell whether the name of a school begins with a word: "Trường THCS", "Trường Tiểu học"."""
    after = words[place + 1 : place + 3]
    return bool(after) and (after[0] in _AFTER_SCHOOL or after in (["tiểu", "học"], ["mầm", "non"]))


def _is_said_so(words: list[str], place: int) -> bool:
    """Tell whether a word that may be a name is one here, by the word before it."""
    before = _ONLY_AFTER.get(words[place])
    return before is None or (place > 0 and words[place - 1] in before)


def _of_vocabulary(vocabulary: Vocabulary) -> Iterator[str]:
    for scheme in ("place", "textbook"):
        for id in vocabulary.schemes[scheme].terms if scheme in vocabulary.schemes else ():
            names = (name for name in vocabulary[id].names if " " in name)
            # "Hòa Bình" is peace more often than what was a province.
            yield from (
                name
                for name in names
                if name.istitle() and name.lower() not in ("hòa bình", "hoà bình")
            )
    for term in vocabulary.terms.values():
        if term.scheme == "people":
            yield from (
                name
                for name in term.names
                if "-" in name or "'" in name or name in ("Chăm", "Khmer")
            )


def _of_text(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the names that the text itself writes with capitals among small letters.

    One capital counts with the word before it: "châu Phi", "hồ Gươm".
    """
    for line in lines[:_MOST_LINES]:
        if line.zone == "title" or is_shouted(line.text):
            continue
        for stretch in _STRETCH.findall(line.text):
            words = stretch.split()
            place = 1
            while place < len(words):
                last = place
                while last < len(words) and words[last].istitle():
                    last += 1
                if last > place and not words[place - 1].istitle():
                    yield " ".join(words[place if last - place > 1 else place - 1 : last])
                place = max(last, place) + 1


def is_shouted(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 1 and sum(map(str.isupper, text)) >= _SHOUTED * letters


def _is_titled(text: str) -> bool:
    """Tell whether every word has a capital, which Vietnamese does not do."""
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    return len(words) > 3 and all(word[0].isupper() for word in words)


def capital(text: str) -> str:
    for place, char in enumerate(text):
        if char.isalpha():
            return text[:place] + char.upper() + text[place + 1 :]
        if char.isdigit():
            break
    return text
