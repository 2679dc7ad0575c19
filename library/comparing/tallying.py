"""Sums of what was planned and done: by month, form, theme, grade and unit, and against last year."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from library import coverage
from library.accounts.models import Unit
from library.comparing import carried
from library.comparing.carried import AHEAD, BESIDE, DONE, PLANNED, Line
from library.planning import frames, schoolyear
from library.planning.schoolyear import SchoolYear
from library.tags.vocabulary import Vocabulary

_Key = TypeVar("_Key")


@dataclass
class Tally:
    """Sums of some lines."""

    became: Counter[str] = field(default_factory=Counter)
    pupils: int = 0

    def add(self, line: Line) -> None:
        """Count a line."""
        self.became[line.became] += 1
        self.pupils += line.pupils

    @property
    def planned(self) -> int:
        """All slots, whatever became of them."""
        return sum(self.became[each] for each in PLANNED)

    @property
    def carried_out(self) -> int:
        """All that was done, planned or not."""
        return self.became[DONE] + self.became[BESIDE]

    @property
    def due(self) -> int:
        """The slots that should have been carried out by now, and those that were."""
        return self.planned - self.became[AHEAD]


def whole(lines: Iterable[Line]) -> Tally:
    """Return the sums of all lines."""
    tally = Tally()
    for line in lines:
        tally.add(line)
    return tally


def _by(
    lines: Iterable[Line], keys: Sequence[_Key], keys_of: Callable[[Line], Iterable[_Key]]
) -> list[tuple[_Key, Tally]]:
    """Return sums by key in the order of the keys; a line counts with each key that it has."""
    found = {key: Tally() for key in keys}
    for line in lines:
        for key in keys_of(line):
            if key in found:
                found[key].add(line)
    return list(found.items())


def by_month(lines: Iterable[Line], year: SchoolYear) -> list[tuple[date | None, Tally]]:
    """Return the sums of the twelve months of a school year; None stands for no day, if there is."""
    lines = list(lines)
    begins = int(year.name[:4])
    months: list[date | None] = [
        date(begins + (month < 8), month, 1) for month in (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
    ]
    if any(line.day_on is None for line in lines):
        months.append(None)
    return _by(lines, months, lambda line: [line.day_on and line.day_on.replace(day=1)])


def by_form(lines: Iterable[Line], forms: Sequence[str]) -> list[tuple[str, Tally]]:
    """Return the sums of the forms that occur."""
    return _occurring(_by(lines, forms, lambda line: [line.form]))


def by_tag(
    lines: Iterable[Line], scheme: str, vocabulary: Vocabulary, language: str
) -> list[tuple[str, Tally]]:
    """Return the sums of the broadest themes, or of the grades, that occur."""
    tops = coverage.tops(vocabulary, scheme, language)

    def tags(line: Line) -> Iterable[str]:
        carried_by = line.grades if scheme == "grade" else line.themes
        return vocabulary.closed(tag for tag in carried_by if tag in vocabulary)

    return _occurring(_by(lines, tops, tags))


def by_unit(lines: Iterable[Line], below: Sequence[Unit], unit: Unit) -> list[tuple[Unit, Tally]]:
    """Return the sums of the units directly below one, each with all below it.

    `below` are all units of the tree; what the unit itself did stands first, if anything.
    """
    depth = unit.path.count("/")
    tops = {each.id: each for each in below if each.parent_id == unit.id}
    homes = {each.id: int(each.path.split("/")[depth]) for each in below if each.id != unit.id}
    homes[unit.id] = unit.id
    units = {unit.id: unit} | tops
    found = _by(lines, list(units), lambda line: [homes[line.unit_id]])
    # A unit with nothing is told too: that it has nothing is what its department looks for.
    return [
        (units[id], tally)
        for id, tally in found
        if id != unit.id or tally.planned or tally.carried_out
    ]


def _occurring(found: Iterable[tuple[_Key, Tally]]) -> list[tuple[_Key, Tally]]:
    return [(key, tally) for key, tally in found if tally.planned or tally.carried_out]


@dataclass(frozen=True)
class Pair:
    """A school year as of a day, and the year before as of the same day of the same school week."""

    now: list[Line]
    before: list[Line]
    until: date
    until_before: date


def against_last(
    session: Session, unit: Unit, year: SchoolYear, today: date, now: list[Line]
) -> Pair:
    """Return a year beside the one before it; a year that is over stands beside a whole one."""
    last = frames.year(session, unit, before(year.name))
    until = min(max(today, year.first), year.last)
    then = _same_day(year, last, until)
    return Pair(now, carried.lines(session, unit, last, then), until, then)


def _same_day(year: SchoolYear, last: SchoolYear, until: date) -> date:
    if until == year.last:
        return last.last
    return year.moved(until, last) or _a_year_earlier(until)


def _a_year_earlier(day: date) -> date:
    """Return the same date a year earlier; 29 February becomes the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day)


def before(name: str) -> str:
    """Return the name of the school year before."""
    return schoolyear.name_of(date(int(name[:4]) - 1, 8, 1))
