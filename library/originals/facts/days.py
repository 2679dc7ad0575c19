"""On which days an activity is held, and in which months: never the day on which a paper was signed."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from library.originals.facts import zones
from library.originals.facts.stated import Stated
from library.originals.facts.zones import Finding, Line

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# A school year begins in August.
_NEW_YEAR = 8
_MOST_LINES = 4_000
_MOST_DAYS = 12
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_NAMED = (
    rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' if len(name) > 3 else name for name in _ENGLISH)})"
)
_AND = r"\s*(?:,|;|&|va|and|den|toi|to|-|–|—)\s*(?:het\s*)?(?:ngay\s*)?(?:thu \w+,?\s*)?"
# Days that share the month or the year of the last: "15 và 16/10/2026", "từ 10/11 đến 20/11/2026".
_DAY = re.compile(
    rf"(?<![\d/.-])(?P<more>(?:\d{{1,2}}(?:\s?[/.-]\s?\d{{1,2}})?{_AND}){{0,3}})"
    r"(?P<day>\d{1,2})(?:\s?(?P<sign>[/.-])\s?(?P<month>\d{1,2})(?:\s?(?P=sign)\s?(?P<year>\d{4}|\d{2}(?!\d)))?"
    r"|\s*thang\s*(?P<month_vi>\d{1,2})(?:\s*(?:nam|/|-|,)?\s*(?P<year_vi>(?:19|20)\d\d))?"
    rf"|(?:st|nd|rd|th)?\s*(?:of\s*)?(?P<month_en>{_NAMED})\b\.?,?\s*(?P<year_en>(?:19|20)\d\d)?)"
    r"(?![\d/]|\.\d)"
)
_AMERICAN = re.compile(
    rf"\b(?P<month>{_NAMED})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)\b"
)
_EACH = re.compile(r"(\d{1,2})(?:\s?[/.-]\s?(\d{1,2}))?")
# Where a day without a year is one, and no fraction or score.
_SAID = re.compile(
    r"\b(?:ngay|hom|sang|chieu|toi|thu \w+|cn|chu nhat|hom|on)\s*,?\s*(?:mung\s*)?\W?$"
)
# An hour of the day is no day: "7 giờ 30, ngày 20/11".
_HOUR = re.compile(
    r"\b\d{1,2}\s*(?:gio|h|g|:)\s*(?:[0-5]\d(?![\d/.-]))?(?:\s*(?:phut|p\b))?"
    r"|\b(?:tiet|tuan|lop|phong)\s*\d{1,2}[a-z]?\d?\b"
)
_BEFORE_DAY = 60
_CITED = re.compile(
    r"(?:\bso:?\s*)?\b\d{0,5}(?:/\d{4})?[/-](?:[a-z]{1,8})(?:[-/&][a-z]{1,10})*\b"
    r"(?:\s*,?\s*(?:ngay|dated)\s*\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}|\s*thang\s*\d{1,2}\s*nam\s*\d{4}))?"
)
_PAPER = re.compile(
    r"[^\d:]{2,40},\s*ngay\s*\d{0,2}\s*[….\s]*thang\s*(?P<month>\d{0,2})\s*[….\s]*nam\s*(?P<year>\d{4})"
)
_SCHOOL_YEAR = re.compile(
    r"(?:nam hoc|school year|academic year)\s*:?\s*(20\d\d)\s*[-–/]\s*(20\d\d)"
)
_YEAR = re.compile(r"\bnam (20\d\d)\b(?!\s*[-–]\s*20)")
_BEFORE = re.compile(
    r"\b(?:truoc|cham nhat|han|muon nhat|het han|before|no later than|by)\s*(?:het\s*)?(?:ngay)?\s*$"
)
# What is remembered on a day is not held on it: "kỉ niệm 44 năm ngày Nhà giáo Việt Nam 20/11".
_REMEMBERED = re.compile(
    r"\b(?:ki niem|ky niem|chao mung|nhan dip|huong ung|ngay nha giao|ngay thanh lap)\b"
)
_HELD = re.compile(
    r"\b(?:(?:duoc )?to chuc|dien ra|tien hanh|khai mac|be mac|chung ket|bat dau|be held|takes? place|held)"
    r"\b[^.;]{0,60}?\b(?:ngay|on)\s*(?=\d)"
)
_MONTH = re.compile(r"\b(?:thang|month)\s*(\d{1,2})(?!\s*nam\b\s*\d{1,2}\b)(?!\d)")
_MONTHS = re.compile(r"\bthang\s*(\d{1,2})\s*(?:den|-|–|toi)\s*(?:het\s*)?thang\s*(\d{1,2})\b")
# Month tags that stand for several months: the Tết months and the summer.
_TAGS = {2: 1, 7: 6, 8: 6}


@dataclass(frozen=True)
class _Years:
    """What is known about the year of a day that has none."""

    first: int = 0
    is_school_year: bool = False
    month: int = 0

    def of(self, month: int) -> int:
        """Return the year of a month, 0 when nothing says it."""
        if self.is_school_year:
            return self.first + (month < _NEW_YEAR)
        return self.first + (month < self.month) if self.first else 0


def find(lines: Sequence[Line], stated: Sequence[Stated]) -> list[Finding]:
    """Return the days (ISO) of the activity, in the order in which the paper says them."""
    years = _years(lines)
    found = [*_labelled(stated, years), *_in_title(lines, years)] or [*_in_sentences(lines, years)]
    return list({each.value: each for each in reversed(found[:_MOST_DAYS])}.values())[::-1]


def months(
    lines: Sequence[Line], stated: Sequence[Stated], held: Sequence[Finding]
) -> list[Finding]:
    """Return the tags of the months, those that are named before those of the days."""
    named = [*_named(stated), *_in_titles(lines)]
    of_days = [
        Finding(_tag(int(day.value[5:7])), day.evidence, day.is_sure and not named) for day in held
    ]
    found: dict[str, Finding] = {}
    for each in (*named, *of_days):
        found.setdefault(each.value, each)
    return list(found.values())


def in_text(text: str, years: _Years = _Years()) -> Iterator[tuple[str, bool]]:
    """Yield the days (ISO) that a folded text names, and whether it says their year."""
    bare = _HOUR.sub("~", _CITED.sub(" ", text))
    for match in _AMERICAN.finditer(bare):
        if day := _iso(match["year"], _month_named(match["month"]), match["day"]):
            yield day, True
    for match in _DAY.finditer(bare):
        yield from _read(bare, match, years)


def _read(text: str, match: re.Match[str], years: _Years) -> Iterator[tuple[str, bool]]:
    month = int(match["month"] or match["month_vi"] or 0) or _month_named(match["month_en"] or "")
    said = match["year"] or match["year_vi"] or match["year_en"]
    before = text[max(0, match.start() - _BEFORE_DAY) : match.start()]
    is_day = said or match["month_vi"] or match["month_en"] or _SAID.search(before)
    if not is_day or _BEFORE.search(before) or (not said and _REMEMBERED.search(before)):
        return
    for day, own in (*_EACH.findall(match["more"]), (match["day"], "")):
        of_month = int(own or month)
        year = said or years.of(of_month)
        if made := _iso(str(year), of_month, day):
            yield made, bool(said)


def _iso(year: str, month: int, day: str) -> str:
    number = int(year) + 2000 * (len(year) == 2)
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        return ""
    try:
        return datetime.date(number, month, int(day)).isoformat()
    except ValueError:
        return ""


def _month_named(name: str) -> int:
    return next(
        (place for place, month in enumerate(_ENGLISH, 1) if name and month.startswith(name[:3])), 0
    )


def _years(lines: Sequence[Line]) -> _Years:
    early = [line.folded for line in lines[:60]]
    for text in early:
        if match := _SCHOOL_YEAR.search(text):
            return _Years(int(match[1]), is_school_year=True)
    for text in early:
        if (match := _PAPER.match(text)) and match["month"]:
            return _Years(int(match["year"]), month=int(match["month"]))
    titles = (line.folded for line in lines if line.zone == "title")
    said = next((match for text in titles if (match := _YEAR.search(text))), None)
    return _Years(int(said[1])) if said else _Years()


def _labelled(stated: Sequence[Stated], years: _Years) -> Iterator[Finding]:
    for each in stated:
        if each.zone in ("preparation", "head"):
            continue
        is_of_steps = each.zone == "procedure" and "round" not in each.topics
        if each.topics & {"time", "day", "round", "place"} and not is_of_steps:
            yield from _held(each.folded, each.evidence, years)


def _held(text: str, evidence: str, years: _Years, *, is_sure: bool = True) -> Iterator[Finding]:
    for day, has_year in in_text(text, years):
        yield Finding(day, evidence, is_sure and has_year)


def _in_title(lines: Sequence[Line], years: _Years) -> Iterator[Finding]:
    for line in lines:
        if line.zone == "title" and not _PAPER.match(line.folded):
            yield from _held(line.folded, line.text, years)


def _in_sentences(lines: Sequence[Line], years: _Years) -> Iterator[Finding]:
    """Yield the days of sentences that say that something is held on them."""
    for line in lines[:_MOST_LINES]:
        if line.cells or line.zone in ("head", "preparation") or _PAPER.match(line.folded):
            continue
        for match in _HELD.finditer(line.folded):
            # Behind "ngày" the day comes at once.
            rest = f"ngay {line.folded[match.end() : match.end() + 60]}"
            if found := next(in_text(rest, years), None):
                yield Finding(found[0], line.text, is_sure=False)


def _named(stated: Sequence[Stated]) -> Iterator[Finding]:
    for each in stated:
        if each.zone in ("procedure", "preparation"):
            continue
        value = each.folded
        if "month" in each.topics and (number := re.match(r"\d{1,2}", value)):
            value = f"thang {number[0]}"
        if each.topics & {"time", "month", "theme", "round"}:
            yield from _of_months(value, each.evidence)


def _in_titles(lines: Sequence[Line]) -> Iterator[Finding]:
    for line in lines:
        if line.zone == "title" and not _PAPER.match(line.folded):
            yield from _of_months(line.folded, line.text)


def _of_months(text: str, evidence: str) -> Iterator[Finding]:
    bare = _DAY.sub(" ", _CITED.sub(" ", text))
    span = _MONTHS.search(bare)
    if span and all(1 <= int(number) <= 12 for number in span.groups()):
        first, last = int(span[1]), int(span[2])
        between = range(first, last + 1 if last >= first else last + 13)
        yield from (Finding(_tag((month - 1) % 12 + 1), evidence) for month in between)
        return
    for match in _MONTH.finditer(bare):
        if 1 <= int(match[1]) <= 12:
            yield Finding(_tag(int(match[1])), evidence)


def _tag(month: int) -> str:
    return f"month.{_TAGS.get(month, month):02}"


def is_of_the_paper(line: Line) -> bool:
    """Tell whether a line is the place and the day on which a paper was signed."""
    return _PAPER.match(zones.folded(line.text)) is not None
