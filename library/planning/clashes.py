"""Clashes in a year plan: what cannot be as it is planned, or wants a second look.

`of` is one pass over the slots: people and places are compared only within a day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

from library import text
from library.errors import Message
from library.marking import N_
from library.planning.models import Slot
from library.planning.schoolyear import CLOSED, SchoolYear

# How long an activity lasts whose end nobody gave.
_USUAL_MINUTES = 45

PERSON, PLACE, EXAM, CLOSED_DAY = "person", "place", "exam", "closed"
OUTSIDE, GRADE, WITHDRAWN, REVISED, NO_WEEK = "outside", "grade", "withdrawn", "revised", "no-week"

# The sentences say what it is; the fix is to move one of them, or to give times.
_SAID = {
    "person": N_("%(who)s is needed at the same time for “%(other)s” on %(day)s."),
    "person?": N_("%(who)s also has “%(other)s” on %(day)s: give both a time to be sure."),
    "place": N_("%(where)s is taken at the same time by “%(other)s” on %(day)s."),
    "place?": N_("%(where)s is also asked for by “%(other)s” on %(day)s: give both a time."),
    "exam": N_("%(name)s is at that time."),
    "closed": N_("There are no lessons then: %(name)s."),
    "outside": N_("%(day)s lies outside the weeks of lessons."),
    "no-week": N_("The year has no week %(week)s."),
    "grade": N_("The item was made for other grades."),
    "withdrawn": N_("The item was withdrawn after it was planned; choose another one."),
    "revised": N_("The item has been changed since it was planned; look at it again."),
}


@dataclass(frozen=True)
class Clash:
    """What is wrong with a slot; `other` is the slot that it meets, where there is one.

    Values that are days are left as days: the edge writes them in the reader's language.
    """

    kind: str
    slot: Slot
    message: Message
    other: Slot | None = None


def of(
    slots: Sequence[Slot],
    year: SchoolYear,
    beside: Iterable[Slot] = (),
    ancestors: Callable[[str], Iterable[str]] = lambda _tag: (),
) -> list[Clash]:
    """Return the clashes of slots with the year, their items, each other and slots of other plans."""
    found = [clash for slot in slots for clash in _alone(slot, year, ancestors)]
    found.extend(_meeting(slots, beside))
    places = {id(slot): place for place, slot in enumerate(slots)}
    return sorted(found, key=lambda clash: places[id(clash.slot)])


def _alone(
    slot: Slot, year: SchoolYear, ancestors: Callable[[str], Iterable[str]]
) -> Iterator[Clash]:
    yield from _of_time(slot, year)
    item = slot.item
    if item is None:
        return
    if item.published_id is None:
        yield _clash(WITHDRAWN, slot)
        return
    if item.published_id != slot.revision_id:
        yield _clash(REVISED, slot)
    facts = item.published.facts if item.published else {}
    if not all(_fits(grade, facts, ancestors) for grade in slot.grades):
        yield _clash(GRADE, slot)


def _of_time(slot: Slot, year: SchoolYear) -> Iterator[Clash]:
    day = slot.day_on
    if day is None:
        yield from _of_week(slot, year)
        return
    for each in year.touching(day, day, {*CLOSED, "exam"}):
        yield _clash(EXAM if each.kind == "exam" else CLOSED_DAY, slot, name=each)
    if year.weeks and year.week_of(day) is None and not year.closed_on(day):
        yield _clash(OUTSIDE, slot, day=day)


def _of_week(slot: Slot, year: SchoolYear) -> Iterator[Clash]:
    if slot.week is None:
        return
    week = year.week(slot.week)
    if week is None:
        yield _clash(NO_WEEK, slot, week=slot.week)
        return
    friday = week.last - timedelta(days=2)
    for each in year.touching(week.first, friday, {"exam"}):
        yield _clash(EXAM, slot, name=each)
    # Single holidays leave the rest of a week free; a whole week off is no week of lessons. Tết is
    # said all the same: its break is often entered late.
    for each in year.touching(week.first, friday, {"tet", "break"}):
        yield _clash(CLOSED_DAY, slot, name=each)


def _fits(grade: str, facts: Any, ancestors: Callable[[str], Iterable[str]]) -> bool:
    """Tell whether an item suits a grade: one that names neither grades nor levels suits all."""
    if grades := facts.get("grade"):
        return grade in grades
    levels = facts.get("level")
    return not levels or grade in levels or any(each in levels for each in ancestors(grade))


def _meeting(slots: Sequence[Slot], beside: Iterable[Slot]) -> Iterator[Clash]:
    own = {id(slot) for slot in slots}
    people: dict[tuple[date, str], list[Slot]] = defaultdict(list)
    places: dict[tuple[date, str], list[Slot]] = defaultdict(list)
    for slot in (*slots, *beside):
        if slot.day_on and slot.who:
            people[slot.day_on, text.fold(slot.who)].append(slot)
        if slot.day_on and slot.place:
            places[slot.day_on, text.fold(slot.place)].append(slot)
    for kind, groups in ((PERSON, people), (PLACE, places)):
        for (day, _name), together in groups.items():
            for first, second in combinations(together, 2):
                if (meets := _meet(first, second)) != "no":
                    yield from _both(kind, day, first, second, own, is_sure=meets == "yes")


def _both(
    kind: str, day: date, first: Slot, second: Slot, own: set[int], *, is_sure: bool
) -> Iterator[Clash]:
    said = kind if is_sure else f"{kind}?"
    for slot, other in ((first, second), (second, first)):
        if id(slot) in own:
            values = {"other": other.title, "day": day, "who": slot.who, "where": slot.place}
            yield Clash(kind, slot, Message(_SAID[said], values), other)


def _meet(first: Slot, second: Slot) -> str:
    """Tell whether two slots of one day meet: "yes", "no", or "maybe" where a time is missing."""
    if first.begins is None or second.begins is None:
        return "maybe"
    overlap = first.begins < _end(second) and second.begins < _end(first)
    return "yes" if overlap else "no"


def _end(slot: Slot) -> time:
    if slot.ends:
        return slot.ends
    assert slot.begins, "asked only of slots with a time"
    minutes = slot.begins.hour * 60 + slot.begins.minute + (slot.periods or 1) * _USUAL_MINUTES
    return time(min(minutes // 60, 23), minutes % 60) if minutes < 24 * 60 else time(23, 59)


def _clash(kind: str, slot: Slot, **values: Any) -> Clash:
    return Clash(kind, slot, Message(_SAID[kind], values))
