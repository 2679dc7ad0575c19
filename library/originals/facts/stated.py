"""Lines with a label: what a paper calls a value, and the value ("Lớp: 7A1", "Thời lượng: 2 tiết").

Labels are looked for without accents. A cell may be a label too, and so may a heading, for the
lines below it ("II. Thời gian, địa điểm").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from library.originals.facts import zones
from library.originals.facts.zones import Line, Zone

Topic = Literal[
    "grade", "subject", "integrated", "duration", "time", "day", "round", "written", "deadline",
    "audience", "place", "form", "theme", "lesson", "month", "period", "school", "year", "other",
]  # fmt: skip

_LABELS: dict[Topic, str] = {
    "grade": "lop|khoi|khoi lop|lop khoi|lop hoc|lop day|cac lop|lop thuc hien|do tuoi|lua tuoi"
    "|nhom lop|nhom tuoi|lop mau giao|cap hoc|cap|class|classes|grade|grades|grade level|year group"
    "|age|ages|age group|school level|grade/class",
    "subject": "mon|mon hoc|bo mon|phan mon|hoat dong giao duc|ten mon hoc|linh vuc|linh vuc phat trien"
    "|linh vuc giao duc|hoat dong hoc|hoat dong|subject|subjects|learning area|course",
    "integrated": "tich hop|noi dung tich hop|tich hop lien mon|mon tich hop|lien mon|long ghep"
    "|noi dung long ghep|integration|cross-curricular links|links",
    "duration": "thoi luong|thoi luong thuc hien|thoi luong du kien|thoi luong day hoc|tong thoi luong"
    "|tong thoi gian|tong so tiet|so tiet|thoi gian lam bai|thoi luong chuong trinh|thoi gian day"
    "|thoi gian day hoc|thoi luong buoi sinh hoat|duration|length|length of lesson|lesson length"
    "|time allowed|total time|time needed|number of periods|periods",
    "time": "thoi gian|thoi gian thuc hien|thoi gian to chuc|thoi gian du kien|thoi gian dien ra"
    "|thoi diem|thoi diem to chuc|thoi diem thuc hien|thoi gian tien hanh|thoi gian bat dau|time"
    "|date and time|time and date|when|date/time",
    "day": "ngay|ngay day|ngay giang|ngay to chuc|ngay thuc hien|ngay dien ra|date|dates|day"
    "|date of teaching|teaching date",
    "round": "vong 1|vong 2|vong i|vong ii|vong loai|vong so khao|vong so loai|vong truong|vong khoi"
    "|vong ban ket|vong chung ket|vong chung khao|so khao|chung ket|chung khao|final|finals"
    "|first round|second round|semi-final|final round|khai mac|be mac|dot 1|dot 2",
    "written": "ngay soan|ngay lap|ngay lap ke hoach|ngay ki|ngay ky|ngay duyet|ngay viet|prepared on"
    "|date of preparation|preparation date|date prepared|date issued",
    "deadline": "han nop|han nop bai|han cuoi|han chot|han dang ki|han dang ky|thoi han|thoi han nop"
    "|thoi han nop bai|thoi gian nop bai|thoi gian dang ki|thoi gian dang ky|thoi gian nhan bai"
    "|thoi gian chuan bi|thoi han hoan thanh|deadline|closing date|registration|submission",
    "audience": "doi tuong|doi tuong tham gia|doi tuong tham du|doi tuong du thi|doi tuong ap dung"
    "|thanh phan|thanh vien|thanh phan tham gia|thanh phan tham du|thanh phan du|nguoi tham gia|quy mo"
    "|doi tuong thuc hien|doi tuong phuc vu|doi tuong hoc sinh|danh cho|participants|audience|who"
    "|target group|for|pupils|students|learners",
    "place": "dia diem|dia diem to chuc|dia diem thuc hien|noi to chuc|noi thuc hien|hinh thuc dia diem"
    "|khong gian|khong gian to chuc|place|venue|where|location",
    "form": "hinh thuc|hinh thuc to chuc|hinh thuc hoat dong|loai hinh|loai hinh hoat dong|hinh thuc thi"
    "|loai hoat dong|loai tiet|activity type|type of activity|format|form",
    "theme": "chu de|chu diem|chu de thang|chu diem thang|chu de hoat dong|chu de nhanh|chu de lon"
    "|chu de chinh|noi dung giao duc|theme|topic",
    "lesson": "ten bai|ten bai day|ten bai hoc|bai hoc|bai day|de tai|ten hoat dong|ten chu de"
    "|ten chuyen de|chuyen de|ten chuong trinh|ten phieu|lesson|lesson title|title|unit",
    "month": "thang|month",
    "period": "tiet|tiet so|tiet thu|tiet ppct|tiet theo ppct|tiet theo kh",
    "school": "truong|ten truong|don vi|don vi to chuc|co so giao duc|school|host school|organiser",
    "year": "nam hoc|school year",
    "other": "tuan|giao vien|nguoi soan|nguoi day|nguoi thuc hien|gvhd|to|to chuyen mon|si so"
    "|so luong|so hoc sinh|ho va ten|ho ten|nhom|sach|bo sach|teacher|week|level|cefr|chuan bi"
    "|phuong tien|do dung|name|kinh phi|trinh do|muc tieu|yeu cau|nguoi phu trach",
}  # fmt: skip
_TOPICS: dict[str, Topic] = {
    label: topic for topic, labels in _LABELS.items() for label in labels.split("|")
}
_LABEL = "|".join(sorted(map(re.escape, _TOPICS), key=len, reverse=True))
# "Môn học/Hoạt động giáo dục", "Thời gian, địa điểm".
_SEVERAL = rf"(?:{_LABEL})(?: ?(?:[/,&+–-]|va\b|and\b) ?(?:{_LABEL})(?![\w])){{0,3}}"
_NUMBERING = r"(?:[-+*•–>]\s*|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-h])\s?[.)/:]+\s*){0,2}"
# Labels with more words: "Thời gian sinh hoạt", "Thời lượng mỗi buổi", "Thời gian nộp sản phẩm".
_LONGER = r"(?:thoi gian|thoi luong|dia diem|doi tuong|thanh phan)(?: [a-z]+){1,4}"
_OF_DEADLINES = re.compile(r" (?:nop|nhan|dang ki|dang ky|chuan bi|bao cao|gui|thu)\b")
_WITH_COLON = re.compile(
    rf"(?<!\w)(?P<label>{_SEVERAL}|(?P<longer>{_LONGER}))(?: ?\([^()\n]{{0,60}}\))? ?:+ ?"
)
_START = re.compile(rf"\W{{0,2}}{_NUMBERING}")
_ALONE = re.compile(rf"\W{{0,2}}{_NUMBERING}(?P<label>{_SEVERAL})(?: ?\([^()\n]{{0,40}}\))?\W*")
# Labels that need no colon on a short line: "Lớp 7A1", "Môn Toán", "Tiết 21, 22".
_BARE = re.compile(
    rf"\W{{0,2}}{_NUMBERING}(?P<label>khoi lop|khoi|lop|mon hoc|mon|so tiet|tiet|thoi luong"
    r"|thoi gian thuc hien|grade|class|subject)\s+(?=\S)"
)
_LONGEST_BARE, _LONGEST_ALONE = 90, 90
_SEPARATORS = ";,.|(-–—/…_"
_NUMBERED = re.compile(r"\W{0,2}(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-h])\s?[.)]\s")
_MOST_BELOW = 6
_LONGEST_VALUE = 400
_CELL_LABEL = 45
_MOST_LINES, _MOST = 4_000, 1_000


@dataclass(frozen=True)
class Stated:
    """A value with what it is called; `evidence` is the line, `zone` where that stands."""

    topics: frozenset[Topic]
    value: str
    evidence: str
    zone: Zone
    # The label is a heading, and the value only a line below it.
    is_below: bool = False

    @property
    def folded(self) -> str:
        """The value as phones type it."""
        return zones.folded(self.value)


def read(lines: Sequence[Line]) -> list[Stated]:
    """Return all that the lines state with a label, in their order."""
    found = chain(_in_lines(lines[:_MOST_LINES]), _in_columns(lines[:_MOST_LINES]))
    return list(islice(found, _MOST))


def of(line: Line) -> list[Stated]:
    """Return what one line states."""
    if not line.cells:
        return [*_in_text(line.text, line.text, line.zone)] or _bare(line)
    return [*_in_cells(line)]


def is_label(text: str) -> bool:
    """Tell whether a line is nothing but a label with its value, and no name of anything."""
    found = [*_in_text(text, text, "top")]
    return bool(found) and not found[0].topics & {"lesson", "theme", "round"}


def _in_lines(lines: Sequence[Line]) -> Iterator[Stated]:
    topics: frozenset[Topic] = frozenset()
    left, is_numbered = 0, False
    for line in lines:
        alone = None if line.cells else _alone(line)
        if alone:
            topics, left = alone, _MOST_BELOW
            is_numbered = bool(_NUMBERED.match(line.folded))
            continue
        found = of(line)
        yield from found
        if line.heading or line.cells or (is_numbered and _NUMBERED.match(line.folded)):
            left = 0
        elif left and not found:
            left -= 1
            yield Stated(topics, line.text[:_LONGEST_VALUE], line.text, line.zone, is_below=True)


def _alone(line: Line) -> frozenset[Topic] | None:
    """Return the topics of a line that is only a label, for what stands below it."""
    match = _ALONE.fullmatch(line.folded) if len(line.text) <= _LONGEST_ALONE else None
    if match is None or not (line.heading or line.text.rstrip().endswith(":") or match.end() > 6):
        return None
    return _topics(match["label"])


def _in_text(text: str, evidence: str, zone: Zone) -> Iterator[Stated]:
    """Yield what stands behind each label of a line, up to the next label."""
    folded = zones.folded(text)
    start = _START.match(folded)
    begin = start.end() if start else 0
    found: list[re.Match[str]] = []
    for match in _WITH_COLON.finditer(folded):
        if _is_place(text, match.start(), begin, has_label=bool(found)):
            found.append(match)
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        value = text[match.end() : end].strip(" ;,|-–—\t")[:_LONGEST_VALUE]
        if value and not zones.is_rule(value):
            topics = _longer(match["longer"]) if match["longer"] else _topics(match["label"])
            yield Stated(topics, value, evidence, zone)


def _is_place(text: str, place: int, begin: int, *, has_label: bool) -> bool:
    """Tell whether a label may stand at a place of a line: where it begins, or behind a sign."""
    if place <= begin:
        return True
    before = text[:place].rstrip(" \t")
    if before.endswith(tuple(_SEPARATORS)):
        return has_label or text[place].isupper() or before.endswith((";", "|"))
    return has_label and text[place].isupper()


def _bare(line: Line) -> list[Stated]:
    match = _BARE.match(line.folded)
    if not match or not line.is_early or len(line.text) > _LONGEST_BARE:
        return []
    value = line.text[match.end() :].strip()
    return [Stated(_topics(match["label"]), value, line.text, line.zone)]


def _in_cells(line: Line) -> Iterator[Stated]:
    """Yield what cells state by themselves, and what stands beside a cell that is a label."""
    for place, cell in enumerate(line.cells):
        for part in cell.split("\n"):
            yield from _in_text(part, part, line.zone)
        label = _ALONE.fullmatch(zones.folded(cell)) if 0 < len(cell) <= _CELL_LABEL else None
        value = line.cells[place + 1] if place + 1 < len(line.cells) else ""
        is_pair = value and not _ALONE.fullmatch(zones.folded(value)[:_CELL_LABEL])
        if label and is_pair and len(line.cells) <= 4 and place % 2 == 0:
            said = value.replace("\n", "; ")[:_LONGEST_VALUE]
            yield Stated(_topics(label["label"]), said, f"{cell}: {said}", line.zone)


def _in_columns(lines: Sequence[Line]) -> Iterator[Stated]:
    """Yield what a table of two rows states: labels above, their values below."""
    for place, line in enumerate(lines[:-1]):
        if not line.cells or (place and lines[place - 1].table == line.table):
            continue
        below = lines[place + 1]
        is_last = place + 2 >= len(lines) or lines[place + 2].table != line.table
        labels = [_ALONE.fullmatch(zones.folded(cell)[:_CELL_LABEL]) for cell in line.cells]
        known = sum(map(bool, labels))
        if below.table != line.table or not is_last or known < max(2, len(labels) - 1):
            continue
        for label, head, value in zip(labels, line.cells, below.cells, strict=False):
            if label and value:
                said = value.replace("\n", "; ")[:_LONGEST_VALUE]
                yield Stated(_topics(label["label"]), said, f"{head}: {said}", line.zone)


def _longer(label: str) -> frozenset[Topic]:
    """Return the topics of a label with more words, which its first two tell."""
    if _OF_DEADLINES.search(label):
        return frozenset(("deadline",))
    return _topics(" ".join(label.split()[:2]))


def _topics(label: str) -> frozenset[Topic]:
    if label in _TOPICS:
        return frozenset((_TOPICS[label],))
    return frozenset(_TOPICS[part] for part in re.findall(rf"(?:{_LABEL})(?!\w)", label))
