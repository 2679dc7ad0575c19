"""The stamps of state secrets: MẬT, TỐI MẬT, TUYỆT MẬT (Luật Bảo vệ bí mật nhà nước).

A stamp stands alone, in a line or a cell of its own, in capitals, near the beginning; the word in a
sentence or a title (bí mật, bảo mật, mật ong) is none.
"""

import re

from library import text

# Lines in which a stamp can stand: those around the pages, the head of a paper, its first lines.
_MOST_LINES = 80
_STAMPS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
# Written by a machine that knows no capitals with tones, they stand alone in small letters. The
# short one may also be what is left of "bí mật" at the end of a paragraph.
_SMALL = {"tối mật", "tuyệt mật"}
_LABEL = re.compile(r"(?:ĐỘ|MỨC|DẤU|CẤP|MỨCĐỘ|DẤUĐỘ)(?:MẬT)?(?=MẬT|TỐIMẬT|TUYỆTMẬT)")
# What stands beside a stamp in the head of a paper, where columns are read as one line.
_HEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|ĐỘC LẬP\W+TỰ DO\W+HẠNH PHÚC"
    r"|\bSỐ\s*:\s*\S*|\bBẢN SỐ\s*:?\s*[\d.…]*"
    r"|(?:\b(?!MẬT)\w+[ .]+){0,4}\b(?!MẬT)\w+,\s*NGÀY\b[\s\d.…/_-]*(?:(?:THÁNG|NĂM)[\s\d.…/_-]*)*",
    re.IGNORECASE,
)
# How a sheet says where in its margin a text stands and how it looks.
_SHEET_CODE = re.compile(r'&(?:"[^"]*"|[A-Z]|\d+)')


def stamp(beginning: str) -> str | None:
    """Return the stamp that the beginning of a document bears, None when it bears none."""
    lines = _SHEET_CODE.sub("\n", text.repair(beginning)).splitlines()
    shown = (line for line in lines if line.strip())
    for _, line in zip(range(_MOST_LINES), shown, strict=False):
        if found := _stamp_of(line):
            return found
    return None


def _stamp_of(line: str) -> str | None:
    if " ".join(_words(line)) in _SMALL:
        return " ".join(_words(line)).upper()
    for part in (line, _HEAD.sub(" ", line)):
        if found := _STAMPS.get(_LABEL.sub("", _letters(part))):
            return found
    return None


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W_]+", line)


def _letters(line: str) -> str:
    """Return the letters and digits of a line in capitals, empty when it is not in capitals."""
    value = line.partition(":")[2]
    is_shown = _is_in_capitals(line) or _is_in_capitals(value)
    return "".join(_words(line)).upper() if is_shown else ""


def _is_in_capitals(line: str) -> bool:
    """Tell whether a line is in capitals; TCVN3 has none with a tone, so they do not count."""
    plain = "".join(char for char in line if char.isascii() and char.isalpha())
    return len(plain) > 1 and plain.isupper()
