"""A year plan as rows: for a spreadsheet, for assignment lists, for the annexes of official forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from library import text
from library.planning.models import Slot
from library.planning.schoolyear import SchoolYear, Week


@dataclass(frozen=True)
class AnnexRow:
    """A row of Annex II of Official Letter 5512: the columns of its table, in their order.

    `when` is a day, or the number of a school week, or None where neither is set.
    """

    number: int
    topic: str
    outcomes: str
    periods: int | None
    when: date | int | None
    place: str
    owner: str
    support: str
    needs: str


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


def annex_rows(slots: Iterable[Slot], year: SchoolYear, grade: str | None = None) -> list[AnnexRow]:
    """Return the rows of Annex II (CV 5512) for a grade tag, or (None) for what names no grade.

    A slot for several grades stands in the table of each.
    """
    chosen = [slot for slot in slots if (grade in slot.grades if grade else not slot.grades)]
    return [
        AnnexRow(
            number,
            slot.title,
            slot.outcomes,
            slot.periods,
            slot.day_on or slot.week,
            slot.place,
            slot.who,
            slot.support,
            slot.needs,
        )
        for number, slot in enumerate(in_order(chosen, year), start=1)
    ]


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
