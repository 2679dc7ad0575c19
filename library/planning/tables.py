"""A year plan as rows: in the order of time, by grade, by who answers for what."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from library import text
from library.planning.models import Slot
from library.planning.schoolyear import SchoolYear, Week


def week_of(slot: Slot, year: SchoolYear) -> int | None:
    """Return the school week in which a slot lies: of its day, else the one that was chosen."""
    return year.week_of(slot.day_on) if slot.day_on else slot.week


def first_day(slot: Slot, year: SchoolYear) -> date | None:
    """Return the first day on which a slot may take place, None where that is not set."""
    week: Week | None = year.week(slot.week)
    return slot.day_on or (week.first if week else None)


def last_day(slot: Slot, year: SchoolYear) -> date | None:
    """Return the day after which a slot is over, None where it has neither week nor day."""
    week: Week | None = year.week(slot.week)
    return slot.day_on or (week.last if week else None)


def in_order(slots: Iterable[Slot], year: SchoolYear) -> list[Slot]:
    """Return slots by time; those without a week or day come last."""

    def key(slot: Slot) -> tuple[date, time, int]:
        return first_day(slot, year) or date.max, slot.begins or time.min, slot.id

    return sorted(slots, key=key)


def grades(slots: Iterable[Slot]) -> list[str]:
    """Return the grades that some slots are for, in their order."""
    return sorted({grade for slot in slots for grade in slot.grades}, key=_grade_order)


def _grade_order(grade: str) -> tuple[bool, str]:
    # Nursery and kindergarten (grade.n, grade.k3) come before grade.01.
    return grade.rpartition(".")[2].isdecimal(), grade


def by_person(slots: Iterable[Slot], year: SchoolYear) -> list[tuple[str, Sequence[Slot]]]:
    """Return who answers for what, by name; what nobody answers for comes last, under ""."""
    found: dict[str, list[Slot]] = {}
    names: dict[str, str] = {}
    for slot in in_order(slots, year):
        folded = text.fold(slot.who)
        names.setdefault(folded, slot.who)
        found.setdefault(folded, []).append(slot)
    ordered = sorted(found, key=lambda each: (each == "", text.collation_key(names[each])))
    return [(names[each], found[each]) for each in ordered]
