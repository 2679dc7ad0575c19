"""The numbers that people type before headings and lines: "I.", "1.2.", "a)", "Hoạt động 2:", "-"."""

import re
from dataclasses import dataclass

# By rank: the outermost first (NĐ 30/2020, Appendix I: Phần, Chương, Mục I, Khoản 1, Điểm a).
PART, LETTER, CAPITALS, ROMAN, NAMED, NUMBER, DECIMAL, POINT, PLAIN = range(9)

_SPACE = r"[ \t\u00a0]*"
_PATTERNS = (
    (PART, rf"(?:phần|chương|part|chapter|section){_SPACE}(?:[ivxlc]+|\d{{1,2}}|thứ\s\w+)\b"),
    (
        NAMED,
        r"(?:hoạt động|hđ|bước|chủ đề|chủ điểm|bài|tiết|vòng|nội dung|trạm|nhiệm vụ|phụ lục|ngày"
        r"|tuần|buổi|activity|step|lesson|unit|round|stage|station|task|annex|week|day|session)"
        rf"{_SPACE}(?:thứ\s)?(?:\d{{1,2}}|[ivx]{{1,4}})\b",
    ),
    (DECIMAL, rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)]?{_SPACE}(?=[^\W\d_])"),
    (NUMBER, rf"\d{{1,2}}{_SPACE}[.)/]{_SPACE}(?=[^\W\d_])"),
    (POINT, rf"[a-zđ]{_SPACE}[.)/]{_SPACE}(?=\w)"),
)
_ANY_CASE = tuple(
    (rank, re.compile(pattern, re.IGNORECASE)) for rank, pattern in _PATTERNS if rank != POINT
)
_POINT = re.compile(_PATTERNS[-1][1])
_CAPITAL = re.compile(rf"([IVX]{{1,5}}|[A-HKĐL-O]){_SPACE}[.):/–-]{_SPACE}(?=\w)")
_BULLET = re.compile(r"([-–—•·●○▪■◦*+➢►❖✓✔→\uf0b7\uf02d\uf0a7\uf0d8])(?:[ \t\u00a0]+|(?=[^\W\d_]))")
_ORDERED = re.compile(r"(\d{1,3})\.[ \t\u00a0]+(?=\S)")


@dataclass(frozen=True)
class Numbered:
    """What stands before a heading: its rank, and the number or letter itself."""

    rank: int
    sign: str


def numbered(text: str) -> Numbered | None:
    """Return the number that a line begins with, None when it begins with a word.

    A single I, V or X may be a letter of a row (H, I): who reads the whole decides.
    """
    if match := _CAPITAL.match(text):
        sign = match[1]
        return Numbered(ROMAN if set(sign) <= set("IVX") else LETTER, sign)
    if match := _POINT.match(text):
        return Numbered(POINT, match.group()[0])
    for rank, pattern in _ANY_CASE:
        if match := pattern.match(text):
            return Numbered(rank, match.group().strip())
    return None


def bullet(text: str) -> tuple[str, int]:
    """Return the bullet that a line begins with and how long it is with its gap; empty for none."""
    match = _BULLET.match(text)
    return (match[1], match.end()) if match else ("", 0)


def ordered(text: str) -> tuple[str, int]:
    """Return the number of a list ("3.") that a line begins with, and how long it is; empty for none."""
    match = _ORDERED.match(text)
    return (f"{match[1]}.", match.end()) if match else ("", 0)
