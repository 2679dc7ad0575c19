"""Which numbers of a body state a fact about the world, and whether the claims cover them.

Years (four digits), dates, centuries in Roman figures and numbers of laws are facts wherever they
stand. Any other number of 10 and more is a fact, unless it belongs to the plan: a noun of the plan
follows ("35 học sinh", "12 picture cards", "14 cm") or stands before it ("lớp 7", "question 12"),
it is money, a clock time or a school year, it is the first cell of a row or stands below the
heading of a count, it is part of a right sum ("50 + 2 × 10 = 70") or what that comes to, it is the
participants of the front matter as "people", or its line, table or section says that it is
imaginary. A number below 10 is a fact only before a noun of the world ("5 tỉnh", "3 nautical
miles"). Numbers in words and in attachments are not looked at.

A year or date is covered by the text or the source of a claim or by `sources`, so is the number of
a law; every other number by the text of a claim, in the edition's own language.
"""

import calendar
import pathlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from tests.activities import reading
from tests.activities.reading import Edition

HISTORY_AND_CULTURE = ("theme.heritage", "theme.sovereignty", "theme.integration.asean")

_NUMBER = r"\d+(?:[.,]\d+)*"
_LIST = rf"{_NUMBER}(?:(?:\s*[-–,;/&]\s*|\s+(?:và|đến|hoặc|hay|tới|and|to|or)\s+){_NUMBER})*"
_MONTHS = tuple(calendar.month_name)
_NOUNS = yaml.safe_load(pathlib.Path(__file__).with_name("nouns.yaml").read_text("utf-8"))


def _alternatives(*nouns: str) -> str:
    """Return nouns as one expression, the longest first."""
    return "|".join(sorted(" ".join(nouns).split(), key=len, reverse=True)).replace("_", r"\s+")


_COUNTED_VI = _alternatives(_NOUNS["counted"]["vi"])
_COUNTED_EN = _alternatives(_NOUNS["counted"]["en"])
_NUMBERED = _alternatives(*_NOUNS["numbered"].values())
_WORLD = _alternatives(*_NOUNS["world"].values())
_OWN_HEADERS = re.compile(
    r"^(?:phút|giây|thời gian|thời lượng|số lượng|điểm|câu|số|stt|tt|hạn|giờ|ngày|tiền|thành tiền|đơn giá|"
    r"số tiền|kinh phí|chi phí|minutes|seconds|time|quantity|points|marks|score|no\.?|number|deadline|"
    r"when|day|amount|cost|unit price|price|how many|vnd|đồng|thẻ|card)\b",
    re.IGNORECASE,
)
_NOT_WORLD = r"(?!ethnic|nautical|member|world|provinc|million|billion|UNESCO|heritage)"


class Fact(NamedTuple):
    """A number that states a fact, what it stands in, and where claims may name it."""

    value: str
    context: str
    in_sources: bool


def is_history_or_culture(edition: Edition) -> bool:
    return any(
        theme == broad or theme.startswith(f"{broad}.")
        for theme in edition.ids("theme")
        for broad in HISTORY_AND_CULTURE
    )


def uncovered(edition: Edition) -> list[Fact]:
    """Return the facts of the body which neither a claim nor, if it may, a source covers."""
    claims = [claim for claim in edition.facts.get("claims", []) if isinstance(claim, dict)]
    texts = "\n".join(str(claim.get("text", "")) for claim in claims)
    named = [str(claim.get("source", "")) for claim in claims] + edition.facts.get("sources", [])
    everything = "\n".join([texts, *map(str, named)])
    in_texts, anywhere = values(texts), values(everything)
    return [
        fact
        for fact in facts(edition)
        if fact.value not in (anywhere if fact.in_sources else in_texts)
        and _squeezed(fact.value) not in _squeezed(everything) * fact.in_sources
    ]


def facts(edition: Edition) -> list[Fact]:
    """Return the numbers of a body that state facts."""
    shown = results(edition.body)
    people = str(edition.facts.get("participants", ""))
    found = [fact for part in segments(edition.body) for fact in _facts_in(part, people)]
    return [fact for fact in found if fact.value not in shown]


def years(text: str) -> set[str]:
    """Return the years in a text, those in the numbers of laws left out."""
    found = re.findall(r"(?<![\d.,])(?:1\d{3}|20\d{2})(?!\d|[.,]\d|/)", _CODE.sub(" ", text))
    return set(found)


def values(text: str) -> set[str]:
    """Return every number of claims as a body would be asked for it: dates, years, plain numbers."""
    rest, dates = _without_dates(text)
    found = {date for each in dates for date in (each, *_shorter(each))}
    found |= {_normal(number) for number in re.findall(_NUMBER, rest)}
    found |= {_normal(number) for number in re.findall(r"\d+", text) if len(number) == 4}
    return found | {match.upper() for match in re.findall(r"\b[IVX]{1,6}\b", text)}


def results(body: str) -> set[str]:
    """Return what the sums in the text come to, where they are right."""
    return {_normal(sum[2]) for sum in re.finditer(_SUM, body) if _is_right(sum)}


def _is_right(sum: re.Match[str]) -> bool:
    return abs(_total(sum[1]) - float(_normal(sum[2]))) < 0.001


def _total(terms: str) -> float:
    signs = re.sub("[×x]", "*", terms).replace("−", "-")
    total = 0.0
    for sign, product in re.findall(r"([+-]?)([^+-]+)", signs):
        value = 1.0
        for factor in product.split("*"):
            value *= float(_normal(factor.strip()))
        total += -value if sign == "-" else value
    return total


def segments(body: str) -> Iterator[str]:
    """Yield lines and cells as a reader sees them, without what counts rows or is invented."""
    for section in re.split(r"^(?=#)", body, flags=re.MULTILINE):
        if not _INVENTED.search(section.split("\n")[0]):
            parts = [*_lines(section), *_cells(section)]
            yield from (part for part in parts if not _INVENTED.search(part))


def _lines(section: str) -> list[str]:
    text = re.sub(r"^(?:\|.*\n?)+", "\n", section, flags=re.MULTILINE)
    return [line for line in map(str.strip, _plain(text).splitlines()) if line]


def _cells(section: str) -> Iterator[str]:
    for table in reading.tables(section):
        header, rows = map(_plain, table[0]), table[2:]
        titles = list(header)
        if any(map(_INVENTED.search, titles)):
            continue
        yield from titles
        for row in rows:
            counts_rows = re.fullmatch(rf"\W*{_LIST}\W*(?:\([^)]*\))?", row[0])
            columns = list(zip(titles, row, strict=False))[1 if counts_rows else 0 :]
            for title, cell in columns:
                if not (_OWN_HEADERS.match(title) and re.match(r"\W*\d", cell)):
                    yield _plain(cell)


def _plain(text: str) -> str:
    text = re.sub(r"^(#+)\s+\d+[.)]\s+", "", text, flags=re.MULTILINE)
    return re.sub('["“”]', "", reading.unmarked(text))


_MONTH = "|".join(_MONTHS[1:])
_DATES = (
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})(?:,?\s+(?P<y>\d{{4}}))?",
    rf"(?P<month>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d-])(?:,?\s+(?P<y>\d{{4}}))?",
    r"(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:(?:\s+năm\s+|/)(?P<y>\d{4}))?",
    r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\d/])",
    r"(?<![\d/.,])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])",
)


def _without_dates(text: str) -> tuple[str, list[str]]:
    """Return the text without its dates, and the dates as "d/m" or "d/m/y"."""
    text = re.sub(
        rf"(\d{{1,2}})(?=\s*(?:,|and|or|to|-|–)\s*\d{{1,2}}\s+({_MONTH}))", r"\1 \2", text
    )
    found: list[str] = []
    for pattern in _DATES:

        def taken(match: re.Match[str]) -> str:
            parts = match.groupdict()
            named = parts.get("month")
            month = _MONTHS.index(named) if named else int(parts["m"])
            if not (_is_day(int(parts["d"]), month) and _is_no_share(match)):
                return match[0]
            date = f"{int(parts['d'])}/{month}"
            found.append(f"{date}/{parts['y']}" if parts.get("y") else date)
            return " "

        text = re.sub(pattern, taken, text)
    return text, found


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _is_no_share(match: re.Match[str]) -> bool:
    """Tell 2/9, a day, from 2/3 of the class and from 7/10 points."""
    if not re.fullmatch(r"\d+/\d+", match[0].strip()):
        return True
    before = match.string[: match.start()].lower()
    is_named = re.search(
        r"(?:ngày|lễ|khánh|tế|dịp|mừng|từ|đến|trước|sau|và|tuần|hai|bảy)\s*$", before
    )
    first, second = map(int, match[0].strip().split("/"))
    return bool(is_named) or first > second


def _shorter(date: str) -> list[str]:
    day, month, *year = date.split("/")
    return [f"{day}/{month}", *year]


_LABEL = rf"\b(?:{_NUMBERED})"
_COUNTED = (
    rf"(?:(?:{_COUNTED_VI})"
    rf"|(?:{_NOT_WORLD}[a-zA-Z’'-]+[\s-]+){{0,3}}?{_NOT_WORLD}(?:{_COUNTED_EN}))(?![\w²])"
)
_OWN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bCC BY(?:-\w+)* \d\.\d|\b[ABC]\d\+?\b|\b(?:CB|TC|NC)\d\b|\bD\s*[-–+−]\s*\d+|\bmp\d\b|\b[345]G\b",
        r"\d{1,2}\s*(?::|h|giờ)\s*\d{2}\b|\b\d{1,2}h\b|\d{1,2}(?:[.:]\d\d)?\s*[ap]\.?m\b",
        # The scale of a model, and the most points that can be had.
        rf"\bcm\b(?:\s+\w+){{0,3}}\s+(?:là|for|=)\s+{_NUMBER}\s+(?:hải\s+l[ýí]|nautical|km|m\b)",
        rf"(?:out\s+of|trên)\s+{_NUMBER}",
        rf"{_NUMBER}\s*×|×\s*{_NUMBER}",
        rf"{_LIST}\s+(?:is|are|là)\s+(?:a\s+)?(?:pass|good|very|enough|đạt|tốt|khá|giỏi)",
        rf"{_LIST}\s*(?:đồng|VND|dong)\b|\b(?:VND)\s*{_NUMBER}",
        rf"{_LABEL}\s*(?:(?:số|thứ|từ|from|of)\s+|\()?{_LIST}(?!\s*(?:{_WORLD})\b)",
        rf"{_LIST}[\s-]+{_COUNTED}",
        rf"{_NUMBER}\s*%\s*(?:số|học|câu|of)",
        r"(?<![\d.,])\d{1,2}(?:[.,]\d)?\s*m\b(?!²)",
        r"(?<!\d)(?:\d|1[0-8])(?:\s*[-–]\s*\d+|\s+(?:đến|to)\s+\d+)?(?:\s+tuổi|[\s-]years?[\s-]old)",
    )
]
_LAW = re.compile(
    r"\b(?:Điều|khoản|Phụ lục|Article|clause|Appendix|Công văn|Nghị định|Thông tư|Quyết định|Nghị quyết|"
    rf"Official Letter|Decree|Circular|Decision|Resolution|Law)(?:\s+số)?\s+({_LIST})"
)
_CODE = re.compile(r"\b\d+(?:/\d{4})?[/.-][A-ZĐ]{2}[\w/-]*(?:\s+\d+\.[A-Z]\.\d+)?")
_YEAR = re.compile(
    rf"(?<![\d.,/])(?:1\d{{3}}|20\d{{2}})(?!\d|[.,]\d|\s*(?:đồng|VND|m|km)\b|\s+{_COUNTED})"
    r"|(?:(?<=năm )|(?<=in )|(?<=since ))[12]\d{3}\b|(?<=năm )\d{2,3}\b",
    re.IGNORECASE,
)
# What is invented says so, in its line or in the heading above it.
_INVENTED = re.compile(r"tưởng tượng|giả định|bịa|imaginary|made-up|invented", re.IGNORECASE)
_SUM = rf"({_NUMBER}(?:\s*[+×x*−-]\s*{_NUMBER})+)\s*=\s*({_NUMBER})"
_SCHOOL_YEAR = re.compile(r"(?:năm\s+học|school\s+years?)\s+\d{4}\s*[-–/]\s*\d{2,4}", re.IGNORECASE)
_CENTURY = re.compile(r"(?:thế kỉ|thế kỷ|century|centuries)\s+(?:thứ\s+)?([IVX]+)\b")


def _facts_in(segment: str, people: str) -> Iterator[Fact]:
    segment = _SCHOOL_YEAR.sub(" ", segment)
    for century in _CENTURY.findall(segment):
        yield Fact(century, segment, in_sources=False)
    for pattern in (_CODE, _LAW):
        for match in pattern.finditer(segment):
            yield from (Fact(each, segment, in_sources=True) for each in _named(match))
        segment = pattern.sub(" ", segment)
    rest, dates = _without_dates(segment)
    yield from (Fact(date, segment, in_sources=True) for date in dates)
    for year in _YEAR.findall(rest):
        yield Fact(year, segment, in_sources=True)
    rest = _YEAR.sub(" ", rest)
    if re.search(r"đồng\b|VND", segment):
        factors = re.findall(rf"{_NUMBER}(?=\s*×)|(?<=×\s){_NUMBER}", segment)
        rest = re.sub(rf"(?<![\d.,])(?:{'|'.join(factors) or 'x'})(?![\d.,])", " ", rest)
        rest = re.sub(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d.,]\d)", " ", rest)
    rest = re.sub(_SUM, lambda sum: " " if _is_right(sum) else sum[0], rest)
    rest = re.sub(rf"(?<!\d){people}\s+(?:người|people|persons)\b", " ", rest) if people else rest
    for own in _OWN:
        rest = own.sub(" ", rest)
    for match in re.finditer(_NUMBER, rest):
        value = float(_normal(match[0]))
        if value >= 10 or (value > 1 and _is_of_the_world(rest[match.end() :])):
            yield Fact(_normal(match[0]), segment, in_sources=False)


def _named(match: re.Match[str]) -> list[str]:
    """Return a code as it is written, of a list of articles each one."""
    if not match.re.groups:
        return [match[0].rstrip(".")]
    return [_normal(number) for number in re.findall(_NUMBER, match[1])]


def _is_of_the_world(after: str) -> bool:
    return bool(re.match(rf"[\s-]+(?:{_WORLD})(?!\w)", after))


def _normal(number: str) -> str:
    """Return a number without the marks of thousands, its decimals after a point."""
    number = re.sub(r"[.,](?=\d{3}(?!\d))", "", number.strip(".,"))
    number = number.replace(",", ".")
    return number.lstrip("0") or "0" if number.count(".") < 1 else number


def _squeezed(text: Any) -> str:
    return re.sub(r"\s+", "", str(text))
