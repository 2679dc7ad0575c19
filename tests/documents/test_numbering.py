"""Numbers: fifty at once, in the order of days, one series a unit, year and type; none lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from library.accounts import units, users
from library.database import today
from library.documents import making, numbering, own_forms, profiles
from library.documents.models import OfficialDocument
from library.errors import Conflict, Invalid, NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

DAY = date(2026, 11, 30)
WHOLE = {"symbol": "THCSM", "place": "Lâm Đồng"}
FIELDS = ("meeting", "began", "where", "present", "chair", "secretary", "said", "decided", "ended")
ALL = dict.fromkeys(FIELDS, "có")


def test_fifty_people_taking_numbers_at_once_get_fifty_in_a_row(
    library: Library, cast: Cast
) -> None:
    def take(number: int) -> int:
        with library.sessions.writing() as session:
            school = units.by_id(session, cast.school)
            taken = numbering.take(session, school, DAY, "KH")
            if number % 10 == 9:
                session.rollback()
                return 0
            return taken

    with ThreadPoolExecutor(50) as pool:
        taken = sorted(filter(None, pool.map(take, range(50))))
    assert taken == list(range(1, 46))


def test_each_unit_year_and_type_counts_for_itself(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school, other = (units.by_id(session, id) for id in (cast.school, cast.other_school))
        given = [
            numbering.take(session, school, DAY, "KH", used=11),
            numbering.take(session, school, DAY, "KH"),
            numbering.take(session, school, DAY, "TTr"),
            numbering.take(session, school, date(2027, 1, 1), "KH"),
            numbering.take(session, other, DAY, "KH"),
        ]
        assert given == [12, 13, 1, 1, 1]
        with pytest.raises(Conflict, match="later day, 30/11/2026"):
            numbering.take(session, school, date(2026, 11, 29), "KH")
        with pytest.raises(Invalid):
            numbering.take(session, school, DAY, "BB", used=-1)


def document(library: Library, cast: Cast, name: str = "minutes") -> int:
    """Make a draft of Lan's, for a school with a symbol."""
    with library.sessions.writing() as session:
        school, lan = units.by_id(session, cast.school), users.by_id(session, cast.lan)
        if profiles.own(session, school) is None:
            profiles.change(session, SHELL, school, WHOLE, 0)
        known = own_forms.named(session, school, name)
        return making.make(session, lan, school, known, {"values": {"title": "Họp"}}, ALL).id


def test_a_number_is_given_when_a_document_is_issued_and_only_by_the_head(
    library: Library, cast: Cast
) -> None:
    first, second = document(library, cast), document(library, cast)
    for id, person, edition in ((second, cast.hanh, 1), (first, cast.hanh, 1)):
        with library.sessions.writing() as session:
            found = session.get_one(OfficialDocument, id)
            lan = users.by_id(session, cast.lan)
            with pytest.raises(NotAllowed):
                making.issue(session, lan, found, today(), 1)
            assert found.number is None
            making.issue(session, users.by_id(session, person), found, today(), edition)
    with library.sessions.reading() as session:
        numbers = [session.get_one(OfficialDocument, id).number for id in (second, first)]
    assert numbers == [1, 2]


def test_a_group_takes_the_numbers_of_its_school(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        profiles.change(session, SHELL, school, WHOLE, 0)
        group = units.add(session, SHELL, school, "group", "Tổ Tự nhiên")
        hanh = users.by_id(session, cast.hanh)
        known = own_forms.named(session, group, "minutes")
        found = making.make(session, hanh, group, known, {"values": {}}, ALL)
        making.issue(session, hanh, found, today(), 1)
        assert numbering.series(session, school, today().year, "BB") is not None
        assert numbering.series(session, group, today().year, "BB") is None
        assert found.letterhead["symbol"] == "THCSM"


def test_nothing_half_filled_is_issued(library: Library, cast: Cast) -> None:
    id = document(library, cast)
    with library.sessions.writing() as session:
        found, hanh = session.get_one(OfficialDocument, id), users.by_id(session, cast.hanh)
        making.change(session, hanh, found, ALL | {"chair": ""}, 1)
        with pytest.raises(Conflict, match="chủ trì"):
            making.issue(session, hanh, found, today(), 2)
        assert numbering.series(session, found.unit, today().year, "BB") is None
