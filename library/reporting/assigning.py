"""In which period of a series an entry counts: once, whenever it was recorded.

Pure functions over rows in memory; `figuring` reads the rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Row(Protocol):
    """What of an entry decides where it counts: its day, and the day on which it was recorded."""

    @property
    def id(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def heard(self) -> date: ...


class Spans(Protocol):
    """The periods of a series by their numbers."""

    def home(self, day: date) -> int | None:
        """Return the period in which a day lies, None where it lies in none."""
        ...

    def cut_off(self, number: int) -> date:
        """Return the last day on which what is recorded still counts in a period."""
        ...


@dataclass(frozen=True)
class Place:
    """The period in which an entry counts; a supplement belongs to an earlier one by its day."""

    number: int
    is_supplement: bool


def place(row: Row, spans: Spans, frozen: Mapping[int, Collection[int]], upto: int) -> Place | None:
    """Return where an entry counts among the periods up to one, None if later or nowhere.

    `frozen` holds by period the entries that a signed report has. Such a report is closed: what it
    has counts there and nowhere else, what it lacks goes on to the next period.
    """
    home = spans.home(row.day)
    if home is None:
        return None
    for number, ids in frozen.items():
        if row.id in ids:
            return Place(number, number != home) if number <= upto else None
    number = home
    while number <= upto:
        if number not in frozen and row.heard <= spans.cut_off(number):
            return Place(number, number != home)
        number += 1
    return None
