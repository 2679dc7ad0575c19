"""Periods of reports: which days each covers, until when it is filled and before when it is due.

They ship as data (periods.yaml); a unit may set other days for those below it, or ask on request.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.database import today
from library.errors import NotFound
from library.marking import N_
from library.planning import frames
from library.planning.schoolyear import SchoolYear
from library.reporting.models import OwnPeriod

REQUEST = "request"
_DAY = timedelta(days=1)
# A report can be begun so long before its period is over, and is shown so long after it was due.
_AHEAD, _AFTER = timedelta(days=60), timedelta(days=90)
_RAW = yaml.safe_load(Path(__file__).with_name("periods.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Series:
    """Periods that follow each other; an entry counts in one of them."""

    id: str
    names: Mapping[str, str]
    clock: str
    estimates: bool
    lines: Mapping[str, str]
    parts: tuple[Mapping[str, Any], ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether each period begins where the one before ended."""
        return not any("first" in part for part in self.parts)


SERIES = {
    id: Series(id, row["name"], row["clock"], row["estimates"], row["lines"], tuple(row["parts"]))
    for id, row in _RAW["series"].items()
}


@dataclass(frozen=True)
class Period:
    """A period as it holds at a unit. `number` orders those of a series; `set_by` entered its days."""

    series: Series
    name: str
    number: int
    first: date
    last: date
    cut_off: date
    before: date
    title: str = ""
    set_by: int | None = None

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return f"{self.series.id}.{self.name}"

    def is_over(self) -> bool:
        """Tell whether all of its days have passed."""
        return self.last < today()

    def is_late(self, day: date) -> bool:
        """Tell whether a report that is submitted on a day is late."""
        return day >= self.before


@dataclass
class Calendar:
    """The periods as they hold at one unit; what is read of the database is read once."""

    session: Session
    unit: Unit
    _known: dict[tuple[str, int], Period] = field(default_factory=dict)
    _years: dict[str, SchoolYear] = field(default_factory=dict)

    @cached_property
    def _own(self) -> dict[tuple[str, str], OwnPeriod]:
        """What this unit and those above it set, the nearest before those further up."""
        ids = [int(each) for each in self.unit.path.split("/") if each]
        found = self.session.scalars(select(OwnPeriod).where(OwnPeriod.unit_id.in_(ids))).all()
        ordered = sorted(found, key=lambda each: ids.index(each.unit_id))
        return {(each.series, _name(each)): each for each in ordered}

    def at(self, series: Series, number: int) -> Period:
        """Return a period by its number in the series."""
        if (series.id, number) not in self._known:
            self._known[series.id, number] = self._made(series, number)
        return self._known[series.id, number]

    def named(self, key: str) -> Period:
        """Return a period by its key; raise NotFound."""
        id, _, name = key.partition(".")
        if id == REQUEST and (asked := self._asked(name)):
            return _requested(asked)
        series = SERIES.get(id)
        number = _number(series, name) if series else None
        if series is None or number is None:
            raise NotFound(N_("There is no such period of reports; choose one of the list."))
        return self.at(series, number)

    def _asked(self, name: str) -> OwnPeriod | None:
        """Return a request by its name, also of a unit that this one has left meanwhile."""
        unit_id, _, number = name.partition("-")
        if not unit_id.isdecimal() or len(unit_id) > 9:
            return None
        query = select(OwnPeriod).where(
            OwnPeriod.series == REQUEST, OwnPeriod.unit_id == int(unit_id), OwnPeriod.name == number
        )
        return self.session.scalar(query)

    def _made(self, series: Series, number: int) -> Period:
        year, place = divmod(number, len(series.parts))
        part = series.parts[place]
        own = self._own.get((series.id, _called(series, number)))
        last, cut_off, before = self._shipped(series, year, part)
        cut_off = (own and own.cut_off_on) or cut_off
        last = (own and own.last_on) or last
        return Period(
            series,
            _called(series, number),
            number,
            self._first(series, number, part, own),
            last,
            cut_off,
            (own and own.before_on) or before,
            set_by=own.unit_id if own else None,
        )

    def _first(
        self, series: Series, number: int, part: Mapping[str, Any], own: OwnPeriod | None
    ) -> date:
        year = number // len(series.parts)
        if "first" in part:
            return (own and own.first_on) or _day(series, year, part["first"])
        before = number - 1
        kept = self._own.get((series.id, _called(series, before)))
        earlier = series.parts[before % len(series.parts)]
        last = self._shipped(series, before // len(series.parts), earlier)[0]
        return ((kept and kept.last_on) or last) + _DAY

    def _shipped(
        self, series: Series, year: int, part: Mapping[str, Any]
    ) -> tuple[date, date, date]:
        """Return last day, cut-off and the day before which it is due, without what units set."""
        last, cut_off, before = (
            _day(series, year, part[each]) for each in ("last", "cut_off", "before")
        )
        if "semester" not in part:
            return last, cut_off, before
        first, second = self._year(f"{year}-{year + 1}").semesters
        ended = second.last
        if part["semester"] == 1:
            ended = first.last or (second.first - _DAY if second.first else None)
            last = second.first - _DAY if second.first else ended or last
        if ended is None:
            return last, cut_off, before
        return last, ended, ended + timedelta(days=part["grace"] + 1)

    def _year(self, name: str) -> SchoolYear:
        if name not in self._years:
            self._years[name] = frames.year(self.session, self.unit, name)
        return self._years[name]

    def home(self, series: Series, day: date) -> int | None:
        """Return the number of the period in which a day lies, None where it lies in none."""
        if not series.parts:
            return None
        number = (day.year - 1) * len(series.parts)
        while self.at(series, number).last < day:
            number += 1
        found = self.at(series, number)
        return number if series.is_whole or found.first <= day else None

    def around(self, day: date) -> Iterator[Period]:
        """Yield the periods that are reported about now, the next due first."""
        found = [*self._requests()]
        for series in SERIES.values():
            if series.parts:
                numbers = range(
                    (day.year - 1) * len(series.parts), (day.year + 1) * len(series.parts)
                )
                found += [self.at(series, number) for number in numbers]
        near = [each for each in found if each.cut_off - _AHEAD <= day <= each.before + _AFTER]
        yield from sorted(near, key=lambda each: (each.before, each.key))

    def _requests(self) -> Iterator[Period]:
        for (series, _), own in self._own.items():
            if series == REQUEST:
                yield _requested(own)

    def is_asked(self, period: Period) -> bool:
        """Tell whether a unit above has set the days of a period: then those below are reminded."""
        return (period.series.id, period.name) in self._own


def _name(own: OwnPeriod) -> str:
    return f"{own.unit_id}-{own.name}" if own.series == REQUEST else own.name


def _requested(own: OwnPeriod) -> Period:
    assert own.first_on and own.last_on and own.cut_off_on and own.before_on
    return Period(
        SERIES[REQUEST],
        _name(own),
        own.id,
        own.first_on,
        own.last_on,
        own.cut_off_on,
        own.before_on,
        own.title,
        own.unit_id,
    )


def _called(series: Series, number: int) -> str:
    year, place = divmod(number, len(series.parts))
    name = str(year) if series.clock == "calendar" else f"{year}-{year + 1}"
    return name if len(series.parts) == 1 else f"{name}-{place + 1}"


def _number(series: Series, name: str) -> int | None:
    year = name[:4]
    if not (year.isascii() and year.isdecimal()) or not 2000 <= int(year) <= 2100:
        return None
    numbers = (int(year) * len(series.parts) + place for place in range(len(series.parts)))
    return next((each for each in numbers if _called(series, each) == name), None)


def _day(series: Series, year: int, said: str) -> date:
    month, day = (int(each) for each in said.split("-"))
    is_next = series.clock == "school" and month < 8
    return date(year + is_next, month, day)


@dataclass(frozen=True)
class Section:
    """A part of a form: a text of at most so many letters, tables, or the proposals."""

    titles: Mapping[str, str]
    helps: Mapping[str, str]
    text: str = ""
    most: int = 0
    tables: tuple[str, ...] = ()
    proposals: bool = False


FORMS = {
    form: tuple(
        Section(
            row["title"],
            row.get("help", {}),
            row.get("text", ""),
            row.get("most", 0),
            tuple(row.get("tables", ())),
            row.get("proposals", False),
        )
        for row in rows
    )
    for form, rows in _RAW["forms"].items()
}


def sections(series: Series) -> list[Section]:
    """Return what is asked for all recipients of a period together, each text once."""
    longest = max(series.lines.values(), key=lambda form: len(FORMS[form]))
    asked = list(FORMS[longest])
    known = {each.text for each in asked}
    for form in series.lines.values():
        asked += [each for each in FORMS[form] if each.text and each.text not in known]
    return asked
