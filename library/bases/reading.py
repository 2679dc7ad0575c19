"""A legal basis as documents write it, read into its parts: number, date, issuer, title.

The Party numbers its texts 92-KH/TU, the State 70/KH-SGDĐT or 30/2020/NĐ-CP; the line stays as written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from library import text

LEAD = "Căn cứ"
_LEADS = re.compile(
    r"^(?:(?:tiếp tục )?thực hiện|căn cứ(?: vào)?|theo|xét|trên cơ sở)\s+", re.IGNORECASE
)
_LETTERS = r"A-Za-zÀ-ỹĐđ0-9"
_PARTY = re.compile(rf"\b\d{{1,5}}-[A-ZĐ][A-Za-zĐđ]{{0,4}}(?:/[{_LETTERS}&.-]+)+")
_STATE = re.compile(rf"\b\d{{1,5}}[a-z]?(?:/\d{{4}})?/[A-ZĐ][{_LETTERS}&.-]*")
_DAY = re.compile(
    r"\bngày\s+(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})",
    re.IGNORECASE,
)
_ISSUER = re.compile(r"^,?\s*(?:của|do)\s+", re.IGNORECASE)
# Where what a text is about begins, after who issued it.
_SUBJECT = re.compile(
    r"\s+(?=(?:về|quy định|hướng dẫn|ban hành|phê duyệt|triển khai|sửa đổi|bổ sung|v/v)\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^(?:về|quy định|hướng dẫn|ban hành|phê duyệt|triển khai|sửa đổi|bổ sung|v/v)\b", re.IGNORECASE
)
_LAW = re.compile(r"^(Hiến pháp|Bộ luật|Luật|Pháp lệnh)\s+", re.IGNORECASE)
_LONGEST_TYPE = 60


@dataclass(frozen=True)
class Basis:
    """A reference to a text: the line as it is printed, and what it was understood as.

    `item` is the id of the official text in the library, where there is one.
    """

    written: str
    type: str = ""
    number: str = ""
    dated_on: date | None = None
    issuer: str = ""
    title: str = ""
    item: str | None = None

    def packed(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {**self.__dict__, "dated_on": self.dated_on.isoformat() if self.dated_on else None}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> "Basis":
        """Return what was packed."""
        day = kept["dated_on"]
        return cls(**{**kept, "dated_on": date.fromisoformat(day) if day else None})


def key(number: str) -> str:
    """Return what is the same for two ways of writing a number."""
    return text.fold(number).replace(" ", "")


def is_party(number: str) -> bool:
    """Tell whether a number is one of the Party: 92-KH/TU."""
    return _PARTY.fullmatch(number) is not None


def read(line: str) -> Basis:
    """Return a line read into its parts; one that names no text keeps only its words."""
    written = text.tidy(line).lstrip("-–+• ").rstrip(" ;.")
    said = _LEADS.sub("", written, count=1)
    numbers = filter(None, (_PARTY.search(said), _STATE.search(said)))
    found = min(numbers, key=lambda each: each.start(), default=None)
    if found is None:
        return _unnumbered(written, said)
    before = said[: found.start()].rstrip()
    type = before.removesuffix("số").rstrip(" :")
    rest = said[found.end() :].strip()
    dated_on, rest = _dated(rest)
    issuer, title = _issued(rest)
    if len(type) > _LONGEST_TYPE:  # a law is called before its number: “Luật Giáo dục số 43/...”
        type, title = "", type
    law = _LAW.match(type)
    if law and not title:
        type, title = law[1], type[law.end() :]
    return Basis(written, type, found[0].rstrip(".-,"), dated_on, issuer, title)


def _unnumbered(written: str, said: str) -> Basis:
    """Return a text that is known by its day only: “Luật Giáo dục ngày 14 tháng 6 năm 2019”."""
    law = _LAW.match(said)
    if law is None:
        return Basis(written)
    found = _DAY.search(said)
    title = said[law.end() : found.start() if found else None].strip(" ,")
    return Basis(written, type=law[1], dated_on=_dated(said)[0], title=title)


def _dated(said: str) -> tuple[date | None, str]:
    """Return the day that a text names first, and the text without it."""
    found = _DAY.search(said)
    if found is None:
        return None, said
    day, month, year = map(int, found.groups())
    try:
        dated_on = date(year, month, day)
    except ValueError:
        return None, said
    return dated_on, f"{said[: found.start()]} {said[found.end() :]}".strip()


def _issued(said: str) -> tuple[str, str]:
    """Return who issued a text and what it is about."""
    own = _ISSUER.sub("", said, count=1)
    if own == said:
        return "", said.strip(" ,“”")
    issuer, *rest = _SUBJECT.split(own, maxsplit=1)
    return issuer.strip(" ,"), "".join(rest).strip()


def written_day(day: date) -> str:
    """Return a day as NĐ 30/2020 writes it: days below 10 and months 1 and 2 have a zero before."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def composed(
    type: str, number: str, dated_on: date | None, issuer: str, title: str, item: str | None = None
) -> Basis:
    """Return a basis made of its parts, with the line that documents print."""
    about = title
    if type and text.fold(about).startswith(f"{text.fold(type)} "):
        about = about[len(type) :].strip()
    about = _lowered(about)
    if about and not _BEGINS.match(about):
        about = f"về {about}"
    parts = (
        LEAD,
        type,
        f"số {number}" if number else "",
        written_day(dated_on) if dated_on else "",
        f"của {issuer}" if issuer else "",
        about,
    )
    return Basis(" ".join(filter(None, parts)), type, number, dated_on, issuer, about, item)


def _lowered(title: str) -> str:
    """Return a title as the rest of a sentence; a name that begins it keeps its capital."""
    first, _, rest = title.partition(" ")
    is_name = rest[:1].isupper() or first[1:2].isupper()
    return title if is_name else title[:1].lower() + title[1:]
