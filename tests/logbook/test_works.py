"""What the logbook tells of items: counts of schools, never of fewer than three; schools alike."""

import pytest
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.errors import Conflict, Invalid, NotAllowed
from library.items.models import Item
from library.logbook import entries, traits, works
from library.logbook.works import Works
from library.search import query
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.logbook import book


def test_the_ways_of_being_alike_are_those_that_a_search_reads() -> None:
    assert tuple(traits.LIKE) == query.WORKS
    assert traits.SETTINGS.keys() == traits.COUNTED.keys()


def told(session: Session, item: Item, minutes: int | None = None) -> Works | None:
    """Return what the logbook tells of an item."""
    return works.of_item(session, item, minutes, traits.schools(session))


def test_fewer_than_three_schools_tell_nothing(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = make.saved(session, library).item
        schools = [book.school(session, cast, each, settings=["highland"]) for each in range(4)]
        for school in (schools[0], schools[0], schools[1]):
            book.done_by(session, cast, school, item.id)
        for outcome in ("moved", "cancelled"):
            more = {
                "outcome": outcome,
                "reason": "Mưa",
                "moved_to": book.yesterday().replace(day=1),
            }
            book.done_by(session, cast, schools[2], item.id, **more)
        assert told(session, item) is None
        book.done_by(session, cast, units.by_id(session, cast.department), item.id)
        assert told(session, item) is None, "a department is no school"
        last = book.done_by(session, cast, schools[2], item.id)
        found = told(session, item)
        assert found and (found.schools, dict(found.settings)) == (3, {"highland": 3})
        entries.take_out(session, users.by_id(session, cast.lan), last)
        assert told(session, item) is None


def test_each_figure_stands_on_three_schools(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = make.saved(session, library).item
        for number, minutes in enumerate((45, 49, 60, None)):
            place = ["island"] if number < 2 else ["highland"]
            school = book.school(session, cast, number, settings=place)
            ticks = ["time", "weather"] if number < 2 else ["time"]
            fields = {"minutes": minutes, "difficulties": ticks}
            book.done_by(session, cast, school, item.id, **fields)
        found = told(session, item, 45)
        assert found and found.schools == 4 and not found.settings
        assert (found.kept_time, found.difficulties) == (67, ["time"])
        plain = told(session, item)
        assert plain and plain.kept_time is None


def test_a_school_says_what_it_is_like_else_its_commune_does(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        department = traits.of(session, book.school(session, cast, 1).parent)  # type: ignore[arg-type]
        department.settings = ["highland"]
        session.add(department)
        binh, lan = users.by_id(session, cast.binh), users.by_id(session, cast.lan)
        unit = binh.memberships[0].unit
        with pytest.raises(NotAllowed):
            traits.tell(session, lan, unit, [], 5, [], 0)
        with pytest.raises(Invalid):
            traits.tell(session, binh, unit, [], -5, [], 0)
        traits.tell(session, binh, unit, ["level.lower-secondary"], 250, ["mars"], 0)
        with pytest.raises(Conflict):
            traits.tell(session, binh, unit, [], 5, [], 0)
        known = traits.schools(session)[unit.id]
        assert (known.size, [*known.settings]) == ("small", ["highland"])
        assert known.region == cast.department and known.known == list(traits.LIKE)


def carried_out(library: Library, cast: Cast) -> str:
    """Return the id of an item that three small schools and one large one carried out."""
    with library.writing() as session:
        item = make.saved(session, library).item
        make.saved(session, library, "khac", vi=make.plan(title="Rác khác"))
        for number, pupils in enumerate((100, 200, 300, 2000)):
            book.done_by(session, cast, book.school(session, cast, number, pupils=pupils), item.id)
        return str(item.id)


def test_items_are_found_by_schools_alike(library: Library, cast: Cast) -> None:
    id = carried_out(library, cast)
    small, large = traits.School(0, size="small"), traits.School(0, size="large")
    with library.sessions.reading() as session:
        known = library.carried_out
        assert known.alike(session, small, ["size"]) == {id: 3}
        assert known.alike(session, large, ["size"]) == {}
        asked = query.Query("rác", works=("size",), among={id: 3}, sort="works")
        results = library.index.search(asked)
        assert [each.id for each in results.hits] == [id] and results.total == 1
        assert library.index.search(query.Query("rác")).total == 2
        assert library.index.search(query.Query("rác", among={})).total == 0
