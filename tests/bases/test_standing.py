"""Which cited texts are no longer in force, as official texts say; the list that a unit keeps."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.bases import keeping, reading, standing
from library.errors import Conflict, Invalid, NotAllowed
from library.wiring import Library
from tests import make
from tests.cast import Cast

DAY = date(2026, 12, 1)
OLD = "Căn cứ Thông tư số 32/2020/TT-BGDĐT ngày 15/9/2020 của Bộ Giáo dục và Đào tạo"


def official(session: Session, library: Library, name: str, number: str, **facts: str) -> None:
    known = {"title": f"Thông tư {number}", "kind": "material.legal-text", "number": number}
    make.saved(session, library, name, vi=make.plan(**{**known, **facts}))


def shelf(session: Session, library: Library) -> None:
    """Put a circular, what replaces it, and one that has only expired into the library."""
    facts = {"issued_on": "2020-09-15", "expired_on": "2026-05-10"}
    official(session, library, "cu", "32/2020/TT-BGDĐT", replaced_by="15/2026/TT-BGDĐT", **facts)
    official(session, library, "moi", "15/2026/TT-BGDĐT", issued_on="2026-03-24")
    official(session, library, "het", "9-NQ/TU", expired_on="2026-12-02")


def test_a_text_that_another_replaces_is_warned_of_by_number_and_its_replacement_named(
    library: Library,
) -> None:
    with library.sessions.writing() as session:
        shelf(session, library)
        known = standing.texts(session)
        (found,) = known.over([reading.read(OLD)], DAY)
        assert found.text.slug == "cu" and found.replacement
        assert found.replacement.number == "15/2026/TT-BGDĐT"
        assert not list(known.over([reading.read(OLD)], date(2026, 5, 9)))
        other_year = reading.read("Thông tư số 32/2020/TT-BGDĐT ngày 1/1/2021")
        assert not list(known.over([other_year], DAY)), "numbers begin anew every year"
        party = reading.read("Nghị quyết số 9-NQ/TU")
        assert not list(known.over([party], DAY))
        assert len(list(known.over([party], date(2026, 12, 2)))) == 1


def test_a_text_that_says_nothing_of_its_end_and_one_unknown_are_not_warned_of(
    library: Library,
) -> None:
    with library.sessions.writing() as session:
        shelf(session, library)
        known = standing.texts(session)
        lines = ("Thông tư số 15/2026/TT-BGDĐT", "Thông tư số 99/2026/TT-BGDĐT", "Theo đề nghị")
        assert not list(known.over(map(reading.read, lines), DAY))


def test_a_unit_keeps_its_list_with_what_was_understood_and_a_group_has_its_school_s(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        shelf(session, library)
        lan, tu = users.by_id(session, cast.lan), users.by_id(session, cast.tu)
        school = units.by_id(session, cast.school)
        keeping.keep(session, lan, school, [OLD, " ", OLD, "Theo đề nghị của tổ"], 0)
        first, second = keeping.of(session, school)
        assert (first.number, first.item) == ("32/2020/TT-BGDĐT", "cu")
        assert (second.written, second.number) == ("Theo đề nghị của tổ", "")
        keeping.add(session, lan, school, reading.read(OLD))
        assert len(keeping.of(session, school)) == 2
        with pytest.raises(Conflict):
            keeping.keep(session, lan, school, [], 0)
        with pytest.raises(NotAllowed):
            keeping.keep(session, tu, school, [OLD])
        with pytest.raises(Invalid):
            keeping.keep(session, lan, school, [f"Dòng {n}" for n in range(keeping.MOST + 1)])
        with pytest.raises(Invalid):
            keeping.keep(session, lan, school, ["a" * (keeping.LONGEST + 1)])
