"""The title of a paper as one sentence: its lines joined, capitals lowered, names kept.

"KẾ HOẠCH" over "Tổ chức Ngày hội văn hóa" is "Kế hoạch tổ chức Ngày hội văn hóa".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from library import syllable
from library.originals import days, stated
from library.originals import lines as texts
from library.originals.lines import Line
from library.originals.stated import Stated
from library.tags.vocabulary import Vocabulary

_LONGEST = 300
_MOST_EARLY = 25
# The sort of a paper with what it is for: "Kế hoạch bài dạy STEM", "Giáo án Ngữ văn 7".
_LONGEST_TYPE = 7
_NUMBERED = re.compile(r"\W{0,2}(?:[IVX]{1,5}|\d{1,2}|[A-H])\s?[.)/]")
_MOST_LINES, _MOST_NAMES = 3_000, 2_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
# Words for the sort of a paper, which a title goes on from without a sign.
_TYPES = re.compile(
    r"\W*(?:ke hoach(?: bai (?:day|hoc)| to chuc| hoat dong| day hoc| giao duc| ngoai khoa)?"
    r"|giao an|bai soan|the le"
    r"|kich ban(?: chuong trinh)?|phieu hoc tap|phieu bai tap|bao cao|thong bao|huong dan|de cuong"
    r"|chuong trinh"
    r"|phuong an|de an|quy che|dieu le|bo cau hoi|bai doc|tai lieu(?: doc)?|noi dung|lesson plan"
    r"|worksheet|activity plan"
    r"|(?:[a-z]+ ){0,3}(?:plan|report|rules|script|run sheet|reading"
    r"|worksheet))(?:\s+(?:so\s*)?\d{1,3})?\W*"
)
# Of these a name follows, which begins with a capital: "Phiếu học tập: Ô nhiễm không khí".
_NAMING = re.compile(
    r"\W*(?:giao an|ke hoach bai|bai soan|phieu|bai doc|tai lieu|(?:[a-z]+ ){0,3}(?:plan"
    r"|worksheet|reading|script|run sheet|rules)\b)"
)
_GOES_ON = re.compile(
    r"(?:bai|tiet|tuan|chu de|chuong|unit|lesson|phan) (?:ppct:? )?(?:\d|[ivx]+\b)"
)
_LEFT_OUT = re.compile(
    r"\W*(?:\(?\s*(?:kem theo|ban hanh kem|dinh kem|thuc hien theo)\b|so:?\s*\d*\s*/"
    r"|cong hoa xa hoi|doc lap - tu do"
    r"|ho (?:va )?ten|lop:?\s*[._…]{2}|phu luc\b.{0,12}$|trang \d)"
)
# How long a lesson is, behind its name.
_LASTING = re.compile(
    r"\s*\((?:thời lượng:? ?|số tiết:? ?)?\d{1,2} ?(?:-|–)? ?\d{0,2} ?(?:tiết|phút|periods?|minutes?)\)",
    re.IGNORECASE,
)
_LESSON = re.compile(r"(?:bai|tiet|chu de|chuyen de|unit|lesson|tuan)\s+\d", re.IGNORECASE)
# Names that school papers use and no vocabulary has; a title in capitals lowers them otherwise.
_KNOWN = (
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
# Parts of _KNOWN that are everyday words by themselves: "anh" is a brother, "lào" no country alone.
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
_OPENING = '“"«‘('
# Words with nothing but spaces between them.
_STRETCH = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_SHOUTED = 0.6


def tidy(
    raw: str,
    lines: Sequence[Line],
    said: Sequence[Stated],
    vocabulary: Vocabulary,
    fallback: str = "",
) -> str:
    """Return the title in one line, "" when there is none."""
    parts = [part for line in texts.of_title(raw) if (part := _part(line))]
    if not parts or (len(parts) == 1 and _is_type(parts[0])):
        parts += _from_below(lines, said, has_type=bool(parts)) or ([fallback] if not parts else [])
    names = _Names(lines, vocabulary)
    parts = [_LASTING.sub("", part) for part in parts]
    title = ""
    for part in parts:
        title = _joined(title, names.lowered(" ".join(part.split())))
    return _capital(title)[:_LONGEST].strip(" :;,–-")


def found(lines: Sequence[Line]) -> str:
    """Return the lines that are a title where none was found by its look, "" when there are none."""
    early = [line for line in lines if line.zone in ("top", "body") and not line.cells][
        :_MOST_EARLY
    ]
    for place, line in enumerate(early):
        if not _is_type(line.text) and not (_TYPES.match(line.folded) and _is_shouted(line.text)):
            continue
        after = early[place + 1] if place + 1 < len(early) else None
        goes_on = after and not stated.of(after) and not _NUMBERED.match(after.text)
        return (
            f"{line.text}\n{after.text}"
            if after and goes_on and len(after.text) < _LONGEST
            else line.text
        )
    return ""


def _part(line: str) -> str:
    """Return what a line of the title adds to it, "" for one that only states a fact."""
    text = line.strip().strip("*_#").strip()
    folded = texts.folded(text)
    if texts.is_rule(text) or _LEFT_OUT.match(folded) or days.is_of_the_paper(Line(text, "title")):
        return ""
    found = stated.of(Line(text, "title"))
    if (
        found
        and found[0].topics == {"lesson"}
        and folded.startswith(("ten ", "de tai", "bai day", "bai hoc", "lesson t"))
    ):
        return found[0].value
    is_fact = stated.is_label(text) or (
        bool(found) and found[0].topics & {"grade", "subject"} and len(text) < 40
    )
    return "" if is_fact and not _is_type(text) else text


def _is_type(text: str) -> bool:
    return _TYPES.fullmatch(texts.folded(text)) is not None


def _from_below(lines: Sequence[Line], said: Sequence[Stated], *, has_type: bool) -> list[str]:
    """Return the name of the lesson where the title only says what sort of paper it is."""
    for topic in ("lesson", "theme"):
        named = [
            each for each in said if topic in each.topics and each.zone in ("top", "body", "title")
        ]
        if named:
            return [named[0].value]
    early = [line for line in lines if line.zone == "top" and not line.cells]
    for line in early:
        if _LESSON.match(line.folded) and not stated.is_label(line.text):
            return [line.text]
    heads = [line for line in lines if line.heading and not has_type]
    first = [
        line.text
        for line in (heads or early)
        if not stated.is_label(line.text) and not texts.is_rule(line.text)
    ]
    return [] if has_type else first[:1]


def _joined(title: str, part: str) -> str:
    """Return a title with another line, as the sort of paper before it asks for."""
    if not title:
        return part
    if title.endswith((":", ".")):
        return f"{title} {_capital(part)}"
    if part.startswith(tuple(_OPENING)) or title.endswith((",", "–", "-", "(", "“")):
        return f"{title} {part}"
    folded = texts.folded(title)
    names = _NAMING.match(folded) and len(folded.split()) <= _LONGEST_TYPE and ":" not in title
    if names and not _GOES_ON.match(texts.folded(part)):
        return f"{title}: {_capital(part)}"
    return f"{title} {_small(part)}"


def _small(part: str) -> str:
    """Return a line that goes on: its first word is small unless a name begins with it."""
    if part.startswith(_KNOWN):
        return part
    words = part.split(" ", 2)
    second = words[1] if len(words) > 1 else ""
    if second[:1].isupper() or words[0][1:2].isupper() or not words[0][:1].isalpha():
        return part
    return part[0].lower() + part[1:]


def _capital(text: str) -> str:
    for place, char in enumerate(text):
        if char.isalpha():
            return text[:place] + char.upper() + text[place + 1 :]
        if char.isdigit():
            break
    return text


class _Names:
    """What keeps its capitals: names of the vocabulary, of school papers, and of the text itself."""

    def __init__(self, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        self._spelled: dict[tuple[str, ...], str] = {}
        # Words in capitals among small ones are abbreviations, and capitals are none in capitals.
        self._short = set(_ABBREVIATIONS)
        for name in (*_KNOWN, *_of_vocabulary(vocabulary), *islice(_of_text(lines), _MOST_NAMES)):
            self._spelled.setdefault(tuple(name.lower().split()), name)
        for term in vocabulary.terms.values():
            self._short.update(
                name for name in term.abbreviations if name.isupper() and len(name) > 2
            )
        for line in lines[:_MOST_LINES]:
            if line.zone != "title" and not _is_shouted(line.text):
                self._short.update(
                    word for word in _WORD.findall(line.text) if word.isupper() and len(word) > 1
                )

    def lowered(self, line: str) -> str:
        """Return a line in capitals, or with a capital on every word, as a sentence; others as they are."""
        if not _is_shouted(line) and not _is_titled(line):
            return line
        matches = list(_WORD.finditer(line))
        words = [match[0].lower() for match in matches]
        made, end, place = "", 0, 0
        while place < len(matches):
            size, spelled = self._at(words, matches, place)
            gap = line[end : matches[place].start()]
            is_start = gap.rstrip(" ").endswith((":", ".", "!", "?")) or gap.endswith(tuple('“"«'))
            made += gap + (_capital(spelled) if is_start else spelled)
            end = matches[place + size - 1].end()
            place += size
        return made + line[end:]

    def _at(self, words: list[str], matches: list[re.Match[str]], place: int) -> tuple[int, str]:
        """Return how many words a name has that begins at one, and how it is written."""
        for size in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            spelled = self._spelled.get(tuple(words[place : place + size]))
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
            is_meant = _is_shouted(line) or typed[1:2].isupper()
            return typed if is_meant else typed.lower()
        if _ROMAN.fullmatch(typed) and (
            before in _BEFORE_ROMAN
            or typed in ("II", "III", "IV", "VII", "VIII", "IX", "XX", "XXI")
        ):
            return typed
        folded = texts.folded(typed)
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
        if line.zone == "title" or _is_shouted(line.text):
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


def _is_shouted(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 1 and sum(map(str.isupper, text)) >= _SHOUTED * letters


def _is_titled(text: str) -> bool:
    """Tell whether every word has a capital, which Vietnamese does not do."""
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    return len(words) > 3 and all(word[0].isupper() for word in words)
