"""What the logbook tells of items: in how many schools each was carried out, and how it went.

Counts are of all entries, public or not; texts are never shown. Where fewer than three schools
stand behind a figure it is left out, because it could point to one of them.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.items.models import Item
from library.logbook import traits
from library.logbook.models import Entry, Outcome
from library.logbook.traits import School

FEWEST = 3
_MOST_DIFFICULTIES = 3
_SECONDS = 600.0
# Minutes over the plan that nobody would call late.
_TOLERANCE = 1.1


@dataclass(frozen=True)
class Works:
    """How an item went: schools, those by setting, per cent that kept the time, what was difficult."""

    schools: int
    settings: Mapping[str, int]
    kept_time: int | None
    difficulties: list[str]


def of_item(
    session: Session, item: Item, planned: int | None, known: Mapping[int, School]
) -> Works | None:
    """Return what entries tell of an item; None where fewer than three schools carried it out.

    `planned` is how many minutes the item says it takes, `known` the school of each unit.
    """
    query = select(Entry.unit_id, Entry.minutes, Entry.difficulties).where(
        Entry.item_id == item.id, Entry.removed_at.is_(None), Entry.outcome == Outcome.DONE
    )
    rows = [row for row in session.execute(query).all() if row[0] in known]
    found = {known[unit] for unit, *_rest in rows}
    if len(found) < FEWEST:
        return None
    timed = [(known[unit].id, minutes) for unit, minutes, _ticks in rows if minutes]
    ticked: dict[str, set[int]] = defaultdict(set)
    for unit, _minutes, ticks in rows:
        for each in ticks:
            ticked[each].add(known[unit].id)
    return Works(
        len(found), _by_setting(found), _kept_time(timed, planned),
        _often({name: len(each) for name, each in ticked.items()}),
    )  # fmt: skip


def _by_setting(found: Collection[School]) -> dict[str, int]:
    counts = Counter(setting for school in found for setting in school.settings)
    return {each: counts[each] for each in traits.SETTINGS if counts[each] >= FEWEST}


def _kept_time(timed: Collection[tuple[int, int]], planned: int | None) -> int | None:
    if not planned or len({school for school, _minutes in timed}) < FEWEST:
        return None
    kept = sum(minutes <= planned * _TOLERANCE for _school, minutes in timed)
    return round(100 * kept / len(timed))


def _often(counts: Mapping[str, int]) -> list[str]:
    often = [each for each in counts if counts[each] >= FEWEST]
    return sorted(often, key=lambda each: (-counts[each], each))[:_MOST_DIFFICULTIES]


@dataclass
class CarriedOut:
    """Which schools carried out which items, in memory: read anew when it is ten minutes old.

    All threads share one, so that a search asks no table of entries; while one reads, the others go
    on with what was known.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _until: float = 0.0
    _by_item: dict[str, frozenset[int]] = field(default_factory=dict)
    _schools: dict[int, School] = field(default_factory=dict)

    def school(self, session: Session, unit_id: int) -> School | None:
        """Return the school of a unit, with what is known of it."""
        self._follow(session)
        return self._schools.get(unit_id)

    def schools(self, session: Session) -> Mapping[int, School]:
        """Return the school of each unit, with what is known of it."""
        self._follow(session)
        return self._schools

    def alike(self, session: Session, school: School, ways: Collection[str]) -> dict[str, int]:
        """Return by item in how many schools like one it was carried out, three or more.

        The school itself is not counted: what it has done it knows.
        """
        self._follow(session)
        like = {
            each.id
            for each in set(self._schools.values())
            if each.id != school.id and school.is_like(each, ways)
        }
        counts = {id: len(schools & like) for id, schools in self._by_item.items()}
        return {id: count for id, count in counts.items() if count >= FEWEST}

    def forget(self) -> None:
        """Read everything anew when it is asked for next."""
        self._until = 0.0

    def _follow(self, session: Session) -> None:
        if time.monotonic() < self._until or not self._lock.acquire(blocking=not self._schools):
            return
        try:
            if time.monotonic() >= self._until:
                schools = traits.schools(session)
                self._by_item, self._schools = self._read(session, schools), schools
                self._until = time.monotonic() + _SECONDS
        finally:
            self._lock.release()

    @staticmethod
    def _read(session: Session, schools: Mapping[int, School]) -> dict[str, frozenset[int]]:
        query = select(Entry.item_id, Entry.unit_id).distinct()
        query = query.where(
            Entry.item_id.is_not(None), Entry.removed_at.is_(None), Entry.outcome == Outcome.DONE
        )
        found: dict[str, set[int]] = defaultdict(set)
        # A connection gives plain rows, which a session takes as long again to wrap.
        for item_id, unit_id in session.connection().execute(query):
            if school := schools.get(unit_id):
                found[str(item_id)].add(school.id)
        return {id: frozenset(each) for id, each in found.items()}
