"""Applications: asked once, told to the nearest administrators, decided once."""

from datetime import timedelta

import pytest

from library.accounts import applications, links, units, users
from library.accounts.models import Application
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

PASSWORD = "diều sáo trúc bay cao"


def test_an_accepted_application_is_an_invitation(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school, an = units.by_id(session, cast.school), users.by_id(session, cast.an)
        asked = applications.apply(session, school, "hoa@example.vn", "Lê Hoa", "vi", "Tổ Văn")
        assert asked
        assert [each.id for each in applications.pending(session, school)] == [asked.id]
        with pytest.raises(NotAllowed):
            applications.accept(session, users.by_id(session, cast.hanh), asked, Role.READER)
        secret = applications.accept(session, an, asked, Role.CONTRIBUTOR)
        assert not applications.pending(session, school)
        hoa = links.use(session, secret, asked.name, "vi", PASSWORD)
        assert hoa.holds(Role.CONTRIBUTOR, school)
        with pytest.raises(Conflict):
            applications.decline(session, an, asked, "Muộn rồi")


def test_one_waits_at_a_time_and_a_few_a_day(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        for _ in range(applications.MOST_A_DAY):
            asked = applications.apply(session, school, "hoa@example.vn", "Hoa", "vi", "")
            assert asked
            with pytest.raises(Conflict, match="already"):
                applications.apply(session, school, "HOA@example.vn", "Hoa", "vi", "")
            applications.decline(session, SHELL, asked, "Không rõ là ai")
        with pytest.raises(Conflict, match="tomorrow"):
            applications.apply(session, school, "hoa@example.vn", "Hoa", "vi", "")


def test_an_address_with_an_account_makes_no_application(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        assert applications.apply(session, school, "lan@example.vn", "Lan", "vi", "") is None
        assert not session.query(Application).count()


@pytest.mark.parametrize(
    ("email", "name", "field"), [("x", "Hoa", "email"), ("hoa@example.vn", " ", "name")]
)
def test_what_is_missing_is_named(
    library: Library, cast: Cast, email: str, name: str, field: str
) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        with pytest.raises(Invalid) as refused:
            applications.apply(session, school, email, name, "vi", "")
        assert refused.value.field == field
        with pytest.raises(Invalid):
            applications.apply(session, units.root(session), "hoa@example.vn", "Hoa", "vi", "")


def test_the_nearest_administrators_decide(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school, other = units.by_id(session, cast.school), units.by_id(session, cast.other_school)
        hanh = users.by_id(session, cast.hanh)
        assert [each.id for each in applications.deciders(session, school)] == [cast.an]
        users.grant(session, SHELL, hanh, Role.ADMINISTRATOR, school)
        assert [each.id for each in applications.deciders(session, school)] == [cast.hanh]
        assert [each.id for each in applications.deciders(session, other)] == [cast.an]


def test_old_applications_are_forgotten(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        for days in (1, 91):
            asked = applications.apply(session, school, f"a{days}@example.vn", "Hoa", "vi", "")
            assert asked
            asked.created_at = now() - timedelta(days=days)
        session.flush()
        applications.sweep(session)
        assert [each.email for each in session.query(Application)] == ["a1@example.vn"]


def test_units_are_found_by_any_of_their_names(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        units.rename(session, SHELL, school, "Trường THCS Kim Đồng", today())
        for words in ("kim dong", "thcs mau", "ĐỒNG kim"):
            assert cast.school in [each.id for each in units.search(session, words)]
        assert cast.school not in [each.id for each in units.search(session, "mau hai")]
        assert not units.search(session, "  ")
        units.end(session, SHELL, school, today() - timedelta(days=1))
        assert not units.search(session, "kim dong")
