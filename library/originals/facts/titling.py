"""The title of a paper as one sentence: its lines joined, capitals lowered, names kept.

"KẾ HOẠCH" over "Tổ chức Ngày hội văn hóa" is "Kế hoạch tổ chức Ngày hội văn hóa".
"""

import re
from collections.abc import Sequence

from library.originals.facts import capitals, days, stated, zones
from library.originals.facts.stated import Stated
from library.originals.facts.zones import Line
from library.tags.vocabulary import Vocabulary

_LONGEST, _LONGEST_PART, _MOST_PARTS = 300, 160, 3
# Lines that go on with a title, and those that name whose paper it is.
_MORE = re.compile(
    r"\W*\(?(?:nam hoc|hoc ki|hoc ky|danh cho|lan thu|chao mung|cua|hoc sinh lop|for grade|school year)\b"
)
_OF_SCHOOL = re.compile(
    r"\W*(?:to(?! chuc)|truong|nhom|giao vien|gv|ho (?:va )?ten|school|teacher|name|lop|class)\b"
)
_MOST_EARLY = 25
# The sort of a paper with what it is for: "Kế hoạch bài dạy STEM", "Giáo án Ngữ văn 7".
_LONGEST_TYPE = 7
_NUMBERED = re.compile(
    r"\W{0,2}(?:[IVX]{1,5}|\d{1,2}|[A-Ha-h])\s?[.)/]|(?:Phần|PHẦN|Hoạt động \d|Câu \d|Điều \d)"
)
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
# A name has two words of letters in a row, which "Tiết 21, 22" has not.
_NAME = re.compile(r"\d\W+(?:.*\W)?[^\W\d]{2,}\s[^\W\d]{2,}")
_LESSON = re.compile(r"(?:bai|tiet|chu de|chuyen de|unit|lesson|tuan)\s+\d", re.IGNORECASE)
_OPENING = '“"«‘('


def tidy(
    raw: str,
    lines: Sequence[Line],
    said: Sequence[Stated],
    vocabulary: Vocabulary,
    fallback: str = "",
) -> str:
    """Return the title in one line, "" when there is none."""
    parts = [part for line in zones.of_title(raw) if (part := _part(line))]
    if not parts or (len(parts) == 1 and _is_type(parts[0])):
        parts += _from_below(lines, said, has_type=bool(parts)) or ([fallback] if not parts else [])
    names = capitals.Capitals(lines, vocabulary)
    parts = [_LASTING.sub("", part) for part in parts]
    title = ""
    for part in parts:
        title = _joined(title, names.lowered(" ".join(part.split())))
    return capitals.capital(title)[:_LONGEST].strip(" :;,–-")


def whole(lines: Sequence[Line], title: str) -> str:
    """Return the title with the lines below it that go on, or one where none was found by its look."""
    early = [line for line in lines if line.zone in ("top", "body") and not line.cells][
        :_MOST_EARLY
    ]
    said = [part for line in zones.of_title(title) if (part := _part(line))]
    if not said:
        starts = [place for place, line in enumerate(early) if _begins(line)]
        starts += [place for place, line in enumerate(early) if _is_lesson(line)]
        first = starts[0] if starts else len(early)
        said, early = [line.text for line in early[first : first + 1]], early[first + 1 :]
    for line in early if said else ():
        is_open = len(said) == 1 and _is_type(said[0])
        if not _may_go_on(line) or not (is_open or not title.strip() or _MORE.match(line.folded)):
            break
        said.append(line.text)
        if len(said) > _MOST_PARTS:
            break
    return "\n".join(said)


def _begins(line: Line) -> bool:
    return _is_type(line.text) or (
        bool(_TYPES.match(line.folded)) and capitals.is_shouted(line.text)
    )


def _is_lesson(line: Line) -> bool:
    """Tell whether a line is the name of a lesson: "Tiết 15 - Bài 11: ĐOẠN MẠCH SONG SONG"."""
    return bool(_LESSON.match(line.folded)) and bool(_NAME.search(line.text))


def _may_go_on(line: Line) -> bool:
    """Tell whether a line below a title may be of it: it is short and no sentence, label or part."""
    is_said = stated.of(line) or _NUMBERED.match(line.text) or _OF_SCHOOL.match(line.folded)
    is_short = len(line.text) <= _LONGEST_PART
    # What is said in brackets, for whom and when, stays in the text.
    return not is_said and is_short and not line.text.endswith((".", ";", ":", ")"))


def _part(line: str) -> str:
    """Return what a line of the title adds to it, "" for one that only states a fact."""
    text = line.strip().strip("*_#").strip()
    folded = zones.folded(text)
    if zones.is_rule(text) or _LEFT_OUT.match(folded) or days.is_of_the_paper(Line(text, "title")):
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
    return _TYPES.fullmatch(zones.folded(text)) is not None


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
        if not stated.is_label(line.text) and not zones.is_rule(line.text)
    ]
    return [] if has_type else first[:1]


def _joined(title: str, part: str) -> str:
    """Return a title with another line, as the sort of paper before it asks for."""
    if not title:
        return part
    if title.endswith((":", ".")):
        return f"{title} {capitals.capital(part)}"
    if part.startswith(tuple(_OPENING)) or title.endswith((",", "–", "-", "(", "“")):
        return f"{title} {part}"
    folded = zones.folded(title)
    names = _NAMING.match(folded) and len(folded.split()) <= _LONGEST_TYPE and ":" not in title
    if names and not _GOES_ON.match(zones.folded(part)):
        return f"{title}: {capitals.capital(part)}"
    return f"{title} {_small(part)}"


def _small(part: str) -> str:
    """Return a line that goes on: its first word is small unless a name begins with it."""
    if part.startswith(capitals.KNOWN):
        return part
    words = part.split(" ", 2)
    second = words[1] if len(words) > 1 else ""
    if second[:1].isupper() or words[0][1:2].isupper() or not words[0][:1].isalpha():
        return part
    return part[0].lower() + part[1:]
