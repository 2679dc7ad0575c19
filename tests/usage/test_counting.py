"""Usage is kept as sums per month, whoever writes them and from however many processes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from library.database import Sessions, now, today
from library.items.models import Item
from library.usage import counting
from library.usage.counting import Counts, Event
from library.wiring import Library
from tests import make

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def items(library: Library) -> list[str]:
    """Two published items."""
    with library.writing() as session:
        return [make.saved(session, library, name).item_id for name in ("mot", "hai")]


@pytest.fixture
def patient(library: Library) -> Iterator[Counts]:
    """Counts that wait until a test writes them."""
    counts = Counts(library.sessions, seconds=3600)
    yield counts
    counts.close()


def total(library: Library, event: str, since: date | None = None) -> dict[str, int]:
    with library.sessions.reading() as session:
        return counting.totals(session, event, since)


def test_what_was_counted_adds_up_in_its_month(
    library: Library, patient: Counts, items: list[str]
) -> None:
    first, second = items
    patient.note([first, second], "vi", "found")
    patient.note([first], "vi", "views")
    patient.note([first], "en", "views")
    patient.note([second], "vi", "pdf")
    patient.note([second], "vi", "files")
    assert total(library, Event.VIEW) == {}
    patient.write()
    patient.note([first], "vi", "views")
    patient.write()
    assert total(library, Event.FOUND) == {first: 1, second: 1}
    assert total(library, Event.VIEW, today()) == {first: 3}
    assert total(library, Event.DOWNLOAD) == {second: 2}


def test_totals_begin_with_the_month_of_a_day(library: Library, items: list[str]) -> None:
    with library.sessions.writing() as session:
        for month, count in ((MARCH, 5), (MAY, 2)):
            counting.add(session, {(items[0], "vi", "views"): count}, month)
    assert total(library, Event.VIEW) == {items[0]: 7}
    assert total(library, Event.VIEW, date(2026, 3, 31)) == {items[0]: 7}
    assert total(library, Event.VIEW, date(2026, 4, 1)) == {items[0]: 2}


def test_several_processes_that_write_at_once_add_up(library: Library, items: list[str]) -> None:
    others = [Counts(Sessions(library.sessions.engine), seconds=3600) for _ in range(4)]
    for counts in others:
        counts.note(items, "vi", "views")
        counts.note(reversed(items), "vi", "docx")
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(counts.write) for counts in others]:
            done.result()
    assert total(library, Event.VIEW) == total(library, Event.DOWNLOAD) == dict.fromkeys(items, 4)


def test_an_item_that_is_gone_does_not_keep_the_others_from_being_written(
    library: Library, patient: Counts, items: list[str]
) -> None:
    patient.note([*items, "never-was"], "vi", "views")
    patient.write()
    assert total(library, Event.VIEW) == dict.fromkeys(items, 1)


def test_adaptations_are_those_that_are_public(library: Library, items: list[str]) -> None:
    with library.writing() as session:
        source = session.get_one(Item, items[0])
        for name, publish in (("ban-mot", True), ("ban-hai", True), ("ban-nhap", False)):
            made = make.saved(session, library, name, publish=publish)
            made.item.adapted_from = source.slug
        session.get_one(Item, made.item_id).published_at = now()
    assert total(library, Event.ADAPTATION, today()) == {items[0]: 2}
    assert total(library, Event.ADAPTATION, date(2999, 1, 1)) == {}


def test_closing_the_library_writes_what_waits(library: Library, items: list[str]) -> None:
    library.usage.note(items, "vi", "views")
    library.close()
    assert total(library, Event.VIEW) == dict.fromkeys(items, 1)
