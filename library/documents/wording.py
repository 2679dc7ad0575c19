"""How numbers, dates, posts and lists of an official document are worded: NĐ 30/2020, Appendix I.

A value that is not there is written between ⟦ and ⟧: both writers show such words highlighted.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from library.documents.blocks import Run

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END = "./."
# Appendix III, section I, of the decree; an official letter has none.
TYPES = (
    "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB",
    "TTr", "HĐ", "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB",
)  # fmt: skip
# For whom somebody signs; what stands before the office whose power it is.
POWERS = ("", "TM", "Q", "KT", "TL", "TUQ")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_BLANK = "\u00a0" * 6
_MISSING = re.compile("⟦([^⟧]*)⟧")


def missing(name: str) -> str:
    """Return the mark for a value that is not there."""
    return f"⟦{name}⟧"


def missing_in(text: str) -> Iterator[str]:
    """Yield what a text marks as not there."""
    return (found[1] for found in _MISSING.finditer(text))


def runs(text: str, *, bold: bool = False, italic: bool = False) -> tuple[Run, ...]:
    """Return a text in one style, with what is missing highlighted and in brackets."""
    pieces = _MISSING.split(text)
    made = (
        Run(
            f"[{piece}]" if number % 2 else piece, bold=bold, italic=italic, marked=bool(number % 2)
        )
        for number, piece in enumerate(pieces)
    )
    return tuple(run for run in made if run.text)


def two_digits(number: int) -> str:
    """Return a number, one below ten with a zero before it."""
    return f"{number:02d}"


def day(given: date | None, year: int) -> str:
    """Return "ngày 05 tháng 02 năm 2026": days below 10 and months 1 and 2 have a zero before."""
    if given is None:
        return f"ngày{_BLANK}tháng{_BLANK}năm {year}"
    month = two_digits(given.month) if given.month < 3 else str(given.month)
    return f"ngày {two_digits(given.day)} tháng {month} năm {given.year}"


def number(given: int | None, type: str, symbol: str, drafter: str = "") -> str:
    """Return "Số: 05/KH-THCSNT"; the place of a number that is not given yet stays empty.

    An official letter, without a type, ends with who drafted it: "Số: 12/THCSNT-VP".
    """
    parts = [type, symbol] if type else [symbol, drafter]
    before = two_digits(given) if given else _BLANK
    return f"Số: {before}/{'-'.join(part for part in parts if part)}"


def posts(power: str, of: str, post: str) -> tuple[str, ...]:
    """Return the lines above a signature: "KT. HIỆU TRƯỞNG" and "PHÓ HIỆU TRƯỞNG"."""
    if power == "Q":
        return (f"Q. {post.upper()}",)
    if power and of:
        return (f"{power}. {of.upper()}", post.upper())
    return (post.upper(),)


def recipients(given: Sequence[str], archive: str) -> tuple[str, ...]:
    """Return the list under "Nơi nhận:": one line each, the last says where a copy is kept."""
    lines = [line.strip().lstrip("-–+• ").rstrip(" ;.") for line in given]
    lines = [line for line in lines if line]
    if not any(line.lower().startswith("lưu") for line in lines):
        lines.append(archive)
    return (*(f"- {line};" for line in lines[:-1]), f"- {lines[-1]}.")


def bases(given: Sequence[str]) -> tuple[str, ...]:
    """Return the legal bases, one a line; each ends with ";", the last with "."."""
    lines = [line.strip().lstrip("-– ").rstrip(" ;.") for line in given]
    lines = [line for line in lines if line]
    return tuple(f"{line}{'.' if n == len(lines) else ';'}" for n, line in enumerate(lines, 1))


def ended(text: str) -> str:
    """Return the last sentence with the sign that nothing follows."""
    return text.rstrip(" .;/") + END


def roman(number: int) -> str:
    """Return a number of a heading or an annex: I, II, III, IV."""
    signs = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
    made = ""
    for sign, value in signs:
        while number >= value:
            made += sign
            number -= value
    return made


def letter(number: int) -> str:
    """Return the letter of a point, from 1: a, b, c, d, đ, e, g, h."""
    if number > len(_LETTERS):
        return letter((number - 1) // len(_LETTERS)) + letter((number - 1) % len(_LETTERS) + 1)
    return _LETTERS[number - 1]


def money(dong: int) -> str:
    """Return an amount as papers write it: 9.500.000."""
    return f"{dong:,}".replace(",", ".")
