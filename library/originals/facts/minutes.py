"""How many minutes an activity takes: as the paper states it, else the sum of its steps.

A period ("tiết") has 35 minutes in primary schools and 45 above (Circular 32/2018/TT-BGDĐT).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from library.originals.facts import stated as labels
from library.originals.facts import zones
from library.originals.facts.stated import Stated
from library.originals.facts.zones import Line

PERIOD, PRIMARY_PERIOD = 45, 35
# A few minutes that add up are rules of a contest, and not how long it takes.
_SHORTEST, _SHORTEST_SUM, _LONGEST = 5, 15, 3_000
# Nothing in a school goes on for longer in one go; "7 giờ" is when it begins.
_MOST_HOURS = 5
_NOON = 12 * 60
_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_DASH = r"\s*(?:-|–|—|->|→|den|toi|to|until|till)\s*"
_MINUTE = r"\s*(?:phut\b|['’′](?!\w)|p\b|ph\b|minutes?\b|mins?\b)"
_PRODUCT = re.compile(
    rf"(?P<first>\d{{1,3}}){_MINUTE}?\s*(?:/|moi|mot)\s*(?:1\s*)?(?:tiet"
    rf"|period)s?\s*[x×*,;]\s*(?P<n>\d{{1,2}})"
    rf"|(?P<k>\d{{1,2}})\s*(?:tiet|periods?)\s*[x×*]\s*(?P<each>\d{{1,3}})"
)
_MINUTES = re.compile(
    rf"(?<![\d:/.,-])(?:(?P<low>\d{{1,3}})(?:{_MINUTE})?{_DASH})?(?P<n>\d{{1,4}}){_MINUTE}"
)
_HOURS = re.compile(
    r"(?<![\d:/])(?P<h>\d{1,2}|mot|hai|ba|bon|one|two|three)(?:[.,](?P<part>[05]))?\s*"
    r"(?:gio|tieng|hours?|hrs?|h)(?![a-z])\s*(?:(?:and\s*)?(?P<m>\d{1,2})\s*(?:phut|p\b|minutes?|mins?)?"
    r"|(?P<half>ruoi))?"
)
_PERIODS = re.compile(
    rf"(?<![\w/.])(?P<n>{_COUNT})(?:{_DASH}(?P<high>\d{{1,2}}))?\s*(?:tiet\b(?!\s*\d)|periods?\b"
    rf"|lessons\b)"
)
# "7 giờ 30", "7h30", "07:30", "7g30", "2.30 p.m."
_CLOCK = (
    r"(?<![\d/.])(?:luc |vao |tu )?([01]?\d|2[0-4])\s*(?:gio|h|g|:|\.(?=\d\d))\s*([0-5]\d)?"
    r"\s*(?:phut|p\b)?\s*(?:a\.?m\.?|p\.?m\.?|sang|chieu)?"
)
_SPAN = re.compile(rf"{_CLOCK}{_DASH}{_CLOCK}")
_BEGUN = re.compile(
    rf"\b(?:bat dau|khai mac|starts?|begins?)\b\s*(?:at\s*)?{_CLOCK}\D{{0,20}}?\b(?:ket thuc|be mac|ends?)\b"
    rf"\s*(?:at\s*)?{_CLOCK}"
)
_BARE_SPAN = re.compile(r"(\d{1,3})\s*(?:-|–|—|den|to)\s*(\d{1,3})")
_NUMBERS = re.compile(r"\d{1,3}(?:\s*(?:-|–|den|,|;|\+|&|va|and)\s*\d{1,3}){0,5}")
_OF_THE_DAY = re.compile(r"\b(?:luc|vao|tu|bat dau|khai mac|at|from)\s*$")
_IN_BRACKETS = re.compile(r"\(([^()]{1,40})\)")
_HEADED = (
    "thoi gian",
    "thoi luong",
    "tg",
    "phut",
    "so phut",
    "time",
    "minutes",
    "duration",
    "mins",
    "min",
)
_TOTAL = re.compile(r"\W*(?:tong|cong|total)\b")
_STEP = re.compile(
    r"\W*(?:hoat dong|hd|buoc|phan|vong|chang|activity|step|stage|part|round|\d{1,2})\b"
)
_FEWEST_STEPS = 2
_MOST_LINES = 4_000


@dataclass(frozen=True)
class Lasting:
    """A duration with the line that gives it. Of several the one with the lowest rank counts."""

    minutes: int
    evidence: str
    rank: int
    is_sure: bool = True


def find(lines: Sequence[Line], stated: Sequence[Stated], levels: Collection[str]) -> list[Lasting]:
    """Return how long it takes, the likeliest first; several that differ are all in doubt."""
    period, is_sure = _period(levels)
    found = [
        each
        for each in (*_labelled(stated, period), *_in_titles(lines, period))
        if _SHORTEST <= each.minutes <= _LONGEST
    ]
    if not found:
        return [
            each for each in _summed(lines, stated) if _SHORTEST_SUM <= each.minutes <= _LONGEST
        ][:1]
    best = _distinct(found)
    is_one = len(best) == 1
    return [
        Lasting(
            each.minutes,
            each.evidence,
            each.rank,
            each.is_sure and is_one and (is_sure or not _has_periods(each)),
        )
        for each in best
    ]


def in_text(text: str, period: int) -> tuple[int, bool] | None:
    """Return the minutes that a folded text gives as a duration, and whether it gives just one."""
    if match := _PRODUCT.search(text):
        first, second = (match["first"], match["n"]) if match["n"] else (match["k"], match["each"])
        return int(first) * int(second), True
    for reader in (_in_minutes, _in_hours):
        if found := reader(text):
            return found
    if match := _PERIODS.search(text):
        number = _number(match["high"] or match["n"])
        return number * period, not match["high"]
    span = _SPAN.search(text) or _BEGUN.search(text)
    return (_between(span), True) if span else None


def _in_minutes(text: str) -> tuple[int, bool] | None:
    found = [match for match in _MINUTES.finditer(text) if not _is_clock(text, match)]
    if not found:
        return None
    match = found[0]
    hours = _HOURS.search(text[: match.start("n")])
    if hours and hours.end() >= match.start() - 5 and int(match["n"]) < 60:
        return None
    return int(match["n"]), not match["low"]


def _is_clock(text: str, match: re.Match[str]) -> bool:
    """Tell whether minutes are those of an hour of the day: "7 giờ 30 phút"."""
    return bool(
        re.search(r"\d\s*(?:gio|h|g|:)\s*$", text[max(0, match.start() - 8) : match.start("n")])
    )


def _in_hours(text: str) -> tuple[int, bool] | None:
    for match in _HOURS.finditer(text):
        hours = _number(match["h"])
        is_day = _OF_THE_DAY.search(text[: match.start()]) or _SPAN.match(text, match.start())
        if (
            is_day
            or not 0 < hours < _MOST_HOURS
            or re.match(r"\s*(?:,|ngay|sang|chieu)", text[match.end() :])
        ):
            continue
        more = int(match["m"] or 0) + 30 * bool(match["half"] or match["part"] == "5")
        return hours * 60 + more, True
    return None


def _between(span: re.Match[str]) -> int:
    first = int(span[1]) * 60 + int(span[2] or 0)
    last = int(span[3]) * 60 + int(span[4] or 0)
    # "11:00 - 1:00" is said of the afternoon.
    return last - first if last > first else last + _NOON - first


def _period(levels: Collection[str]) -> tuple[int, bool]:
    """Return how long a period is in some levels, and whether they say so."""
    if not levels:
        return PERIOD, False
    primary = [level for level in levels if level == "level.primary"]
    if len(primary) == len(levels):
        return PRIMARY_PERIOD, True
    return PERIOD, not primary and not any(level.startswith("level.preschool") for level in levels)


def _has_periods(each: Lasting) -> bool:
    text = zones.folded(each.evidence)
    return "tiet" in text and not _MINUTES.search(text)


def _labelled(stated: Sequence[Stated], period: int) -> Iterator[Lasting]:
    for each in stated:
        if each.zone in ("procedure", "preparation"):
            continue
        if each.topics & {"duration", "time", "day", "subject", "grade", "lesson"}:
            value = each.folded
            if "duration" in each.topics and value.strip(" .").isdecimal() and len(value) < 3:
                value = f"{value} tiet"
            if found := in_text(value, period):
                rank = 0 if "duration" in each.topics else 1
                yield Lasting(found[0], each.evidence, rank, found[1])
        elif "period" in each.topics and (numbers := _NUMBERS.match(each.folded)):
            yield Lasting(_counted(numbers[0]) * period, each.evidence, 3, is_sure=False)


def _counted(numbers: str) -> int:
    """Return how many periods "21, 22" and "21 - 23" are."""
    if span := _BARE_SPAN.fullmatch(numbers):
        return max(0, int(span[2]) - int(span[1]) + 1)
    return len(re.findall(r"\d+", numbers))


def _in_titles(lines: Sequence[Line], period: int) -> Iterator[Lasting]:
    """Yield what stands in brackets behind a title: "BÀI 5: ... (2 tiết)"."""
    for line in lines:
        if line.zone in ("title", "top") and not line.cells and not labels.of(line):
            for inside in _IN_BRACKETS.findall(line.folded):
                if found := in_text(inside, period):
                    yield Lasting(found[0], line.text, 2, found[1])


def _distinct(found: Sequence[Lasting]) -> list[Lasting]:
    """Return one of each number, the best first; weaker ones count where they say another number."""
    ordered = sorted(found, key=lambda each: each.rank)
    best: dict[int, Lasting] = {}
    for each in ordered:
        # That a lesson is the 21st and 22nd says less than how long it is.
        if each.rank < 3 or not best:
            best.setdefault(each.minutes, each)
    return list(best.values())


def _number(word: str) -> int:
    return _WORDS.get(word) or int(word)


def _summed(lines: Sequence[Line], stated: Sequence[Stated]) -> Iterator[Lasting]:
    """Yield what the steps add up to: of a table, of headings, of labels, of lines with a time."""
    for reader in (_of_tables, _of_headings, _of_schedule):
        yield from reader(lines[:_MOST_LINES])
    steps = [
        each for each in stated if each.zone == "procedure" and each.topics & {"time", "duration"}
    ]
    taken = [found[0] for each in steps if (found := in_text(each.folded, PERIOD))]
    if len(taken) >= _FEWEST_STEPS:
        evidence = " + ".join(map(str, taken))
        yield Lasting(sum(taken), f"{evidence} = {sum(taken)}", 5, is_sure=False)


def _of_tables(lines: Sequence[Line]) -> Iterator[Lasting]:
    rows = (line for line in lines if line.cells)
    found = [
        each for _, table in groupby(rows, lambda line: line.table) for each in _of_table([*table])
    ]
    yield from sorted(found, key=lambda each: (each.rank, -each.minutes))


def _of_table(rows: Sequence[Line]) -> Iterator[Lasting]:
    """Yield the sum of the column of a table that says how long its rows take, or its own total."""
    heads = [re.sub(r"\W*\(.*", "", zones.folded(cell)).strip(" .:") for cell in rows[0].cells]
    column = next((place for place, head in enumerate(heads) if head in _HEADED), None)
    if column is None:
        return
    taken: list[int] = []
    is_bare = "phut" in zones.folded(rows[0].cells[column]) or heads[column].startswith("min")
    for row in rows[1:]:
        cell = zones.folded(row.cells[column]) if column < len(row.cells) else ""
        minutes = _of_cell(cell, is_bare=is_bare)
        if minutes and _TOTAL.match(row.folded):
            yield Lasting(minutes, row.text, 4, is_sure=False)
            return
        if minutes:
            taken.append(minutes)
    if len(taken) >= max(_FEWEST_STEPS, (len(rows) - 1) // 2):
        yield Lasting(sum(taken), f"{rows[0].cells[column]}: {_sum(taken)}", 5, is_sure=False)


def _sum(taken: Sequence[int]) -> str:
    return f"{' + '.join(map(str, taken))} = {sum(taken)}"


def _of_cell(cell: str, *, is_bare: bool) -> int:
    if span := _SPAN.search(cell):
        return _between(span)
    if span := _BARE_SPAN.fullmatch(cell.strip()):
        return int(span[2]) - int(span[1]) if int(span[2]) > int(span[1]) else 0
    if found := in_text(cell, PERIOD):
        return found[0]
    return int(cell) if is_bare and cell.strip().isdecimal() and len(cell) < 4 else 0


def _of_headings(lines: Sequence[Line]) -> Iterator[Lasting]:
    """Yield the sum of "Hoạt động 1: Mở đầu (5 phút)" and its like, those of the highest rank only."""
    steps: dict[int, list[int]] = {}
    for line in lines:
        text = zones.folded(line.cells[0]) if line.cells else line.folded
        if line.is_early or not (line.heading or line.cells or _STEP.match(text)):
            continue
        inside = [found for each in _IN_BRACKETS.findall(text) if (found := _MINUTES.search(each))]
        if inside:
            steps.setdefault(line.heading or 7 + bool(line.cells), []).append(int(inside[0]["n"]))
    for _, taken in sorted(steps.items()):
        if len(taken) >= _FEWEST_STEPS:
            yield Lasting(sum(taken), _sum(taken), 5, is_sure=False)


def _of_schedule(lines: Sequence[Line]) -> Iterator[Lasting]:
    """Yield how long a programme goes whose lines begin with "7h00 - 7h15"."""
    taken = [
        _between(span)
        for line in lines
        if not line.cells and (span := _SPAN.match(line.folded.lstrip("-+*• ")))
    ]
    if len(taken) >= _FEWEST_STEPS + 1:
        yield Lasting(sum(taken), _sum(taken), 5, is_sure=False)
