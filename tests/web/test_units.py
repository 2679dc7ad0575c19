"""Units and their people as pages: who sees what, every change with its ladder, role by role."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from lxml import html

from library.accounts import applications, units, users
from library.accounts.models import Link, Unit, User
from library.accounts.roles import Role
from library.database import today
from library.web import create_app
from library.wiring import Library
from tests import postbox
from tests.cast import SHELL, Cast
from tests.web.test_links import letters
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor


@dataclass
class Site:
    """The application with an administrator of the first school, Dung, and what is there."""

    app: Flask
    library: Library
    cast: Cast
    dung: int
    application: int

    def visitor(self, name: str | None) -> Visitor:
        """Return a person's browser, or a stranger's."""
        ids = vars(self.cast) | {"dung": self.dung}
        return Visitor(self.app, ids[name] if name else None)

    def person(self, id: int) -> User:
        """Return an account as it is now."""
        with self.library.sessions.reading() as session:
            return users.by_id(session, id)

    def unit(self, id: int) -> Unit:
        """Return a unit as it is now."""
        with self.library.sessions.reading() as session:
            found = units.by_id(session, id)
            assert found.names
            return found

    def addresses(self) -> dict[str, tuple[str, dict[str, str], int]]:
        """Return every change of the first school: its address, its fields, what it answers."""
        school = f"/vi/units/{self.cast.school}"
        lan = f"{school}/people/{self.cast.lan}"
        role = self.person(self.cast.lan).memberships[0].id
        asked = f"{school}/applications/{self.application}"
        day = today().isoformat()
        invited = {"email": "hoa@example.vn", "name": "Hoa", "role": "reader"}
        return {
            "add": (f"{school}/edit/add", {"kind": "group", "new_name": "Tổ Văn"}, 303),
            "rename": (f"{school}/edit/rename", {"name": "Trường Mới", "begun_on": day}, 303),
            "close": (f"{school}/edit/close", {"ended_on": day}, 303),
            "invite": (f"{school}/people", invited, 200),
            "give": (f"{lan}/roles", {"role": "reviewer"}, 303),
            "take back": (f"{lan}/roles/{role}/end", {}, 303),
            "password link": (f"{lan}/link", {}, 200),
            "end": (f"{lan}/end", {}, 303),
            "accept": (f"{asked}/accept", {"role": "reader"}, 200),
            "decline": (f"{asked}/decline", {"reason": "Không rõ là ai"}, 303),
        }


@pytest.fixture
def site(library: Library, cast: Cast) -> Site:
    """A school with an administrator and an application that waits."""
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        dung = users.add(session, SHELL, school, "dung@example.vn", "Dung", "vi")
        users.grant(session, SHELL, dung, Role.ADMINISTRATOR, school)
        asked = applications.apply(session, school, "mai@example.vn", "Mai", "en", "Tổ Toán")
        assert asked
        return Site(create_app(library), library, cast, dung.id, asked.id)


CHANGES = (
    *("add", "rename", "close", "invite", "give", "take back"),
    *("password link", "end", "accept", "decline"),
)
# An, of the department above, may as well: tests/accounts/test_administration.py has the whole table.
OTHERS = ("lan", "binh", "hanh", "tu", "vy", None)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_made_by_the_administrator_and_nobody_else(site: Site, change: str) -> None:
    address, fields, expected = site.addresses()[change]
    for who in OTHERS:
        assert site.visitor(who).send(address, fields).status_code == 403, who
    assert site.visitor("dung").send(address, fields).status_code == expected


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_needs_our_token(site: Site, change: str) -> None:
    address, fields, _ = site.addresses()[change]
    assert site.visitor("dung").client.post(address, data=fields).status_code == 409


@pytest.mark.parametrize("change", ["give", "take back", "password link", "end"])
def test_people_of_another_school_are_none_of_ones_business(site: Site, change: str) -> None:
    address, fields, _ = site.addresses()[change]
    elsewhere = address.replace(f"/people/{site.cast.lan}", f"/people/{site.cast.tu}")
    assert site.visitor("dung").send(elsewhere, fields).status_code == 404
    assert not site.person(site.cast.tu).ended_at


def test_moving_needs_the_administrator_of_both_places(site: Site) -> None:
    with site.library.sessions.writing() as session:
        group = units.add(
            session, SHELL, units.by_id(session, site.cast.school), "group", "Tổ Sử"
        ).id
    address = f"/vi/units/{group}/edit/move"
    there = {"parent": str(site.cast.other_school)}
    assert site.visitor("dung").send(address, there).status_code == 403
    assert site.visitor("an").send(address, {"parent": str(group)}).status_code == 422
    assert site.visitor("an").send(address, {"parent": "nothing"}).status_code == 404
    assert site.visitor("an").client.post(address, data=there).status_code == 409
    assert site.visitor(None).send(address, there).status_code == 403
    assert (
        f'value="{site.cast.other_school}"'
        in site.visitor("an").open(f"/vi/units/{group}/edit").text
    )
    assert site.visitor("an").send(address, there).status_code == 303
    assert site.unit(group).parent_id == site.cast.other_school


@pytest.mark.parametrize(
    ("change", "fields", "field"),
    [
        ("add", {"new_name": " "}, "new_name"),
        ("add", {"kind": "department"}, ""),
        ("rename", {"name": ""}, "name"),
        ("rename", {"begun_on": "sớm"}, "begun_on"),
        ("close", {"ended_on": ""}, "ended_on"),
        ("invite", {"email": "hoa"}, "email"),
        ("invite", {"role": "king"}, "role"),
        ("give", {"role": ""}, "role"),
        ("decline", {"reason": " "}, ""),
        ("accept", {"role": "king"}, "role"),
    ],
)
def test_a_bad_form_is_shown_again(
    site: Site, change: str, fields: dict[str, str], field: str
) -> None:
    address, usual, _ = site.addresses()[change]
    answer = site.visitor("dung").send(address, usual | fields)
    assert answer.status_code == 422
    assert not field or f'id="{field}-wrong"' in answer.text or f'href="#{field}"' in answer.text
    assert 'role="alert"' in answer.text


def test_a_role_lost_between_opening_and_sending_is_said(site: Site) -> None:
    dung = site.visitor("dung")
    address, fields, _ = site.addresses()["rename"]
    assert dung.open(f"/vi/units/{site.cast.school}/edit").status_code == 200
    with site.library.sessions.writing() as session:
        users.revoke(session, SHELL, users.by_id(session, site.dung).memberships[0])
    answer = dung.send(address, fields | {"name": "Tên đã gõ dở dang"})
    assert answer.status_code == 403
    assert "Tên đã gõ dở dang" in answer.text


def test_what_was_done_already_is_said(site: Site) -> None:
    dung, changes = site.visitor("dung"), site.addresses()
    for change, second in (("take back", 404), ("decline", 409)):
        address, fields, first = changes[change]
        assert dung.send(address, fields).status_code == first
        assert dung.send(address, fields).status_code == second


def test_the_last_administrator_stays(site: Site) -> None:
    """Dung may leave, because An looks after the school too; An is the last one."""
    an = site.person(site.cast.an)
    unit = f"/vi/units/{site.cast.department}/people/{an.id}"
    visitor = site.visitor("an")
    assert visitor.send(f"{unit}/roles/{an.memberships[0].id}/end").status_code == 409
    assert visitor.send(f"{unit}/end").status_code == 409
    dung = site.person(site.dung)
    own = f"/vi/units/{site.cast.school}/people/{site.dung}/roles/{dung.memberships[0].id}/end"
    assert site.visitor("dung").send(own).status_code == 303


def test_an_invitation_is_mailed_and_shown_once(site: Site) -> None:
    address, fields, _ = site.addresses()["invite"]
    answer = site.visitor("dung").send(address, fields)
    shown = re.search(r'id="secret">http://[^/]+([^<]+)<', answer.text)
    assert shown
    (letter,) = letters(site.library)
    assert postbox.address(letter) == "hoa@example.vn"
    assert shown[1] in postbox.text(letter)
    assert Visitor(site.app).open(shown[1]).status_code == 200


def test_applicants_are_answered_by_mail_in_their_language(site: Site) -> None:
    address, fields, _ = site.addresses()["decline"]
    site.visitor("dung").send(address, fields)
    (letter,) = letters(site.library)
    assert postbox.address(letter) == "mai@example.vn"
    assert letter["Subject"] == "The account at Sáo Diều was not made"
    assert "Không rõ là ai" in postbox.text(letter)


def test_an_accepted_applicant_gets_the_link(site: Site) -> None:
    address, fields, _ = site.addresses()["accept"]
    answer = site.visitor("dung").send(address, fields)
    (letter,) = letters(site.library)
    shown = re.search(r'id="secret">http://[^/]+([^<]+)<', answer.text)
    assert shown
    assert shown[1] in postbox.text(letter)
    with site.library.sessions.reading() as session:
        assert session.query(Link).one().email == "mai@example.vn"


def test_an_ended_account_is_signed_out_and_told_so(site: Site) -> None:
    lan = site.visitor("lan")
    address, fields, _ = site.addresses()["end"]
    assert site.visitor("dung").send(address, fields).status_code == 303
    assert lan.open("/en/account").status_code == 302
    assert "This account has ended" in lan.open("/en/account/sign-in").text


@pytest.mark.parametrize(
    ("who", "sees_people", "sees_addresses"),
    [("dung", True, True), ("lan", True, False), ("vy", True, False), ("tu", False, False)],
)
def test_names_are_for_those_who_belong_and_addresses_for_administrators(
    site: Site, who: str, sees_people: bool, sees_addresses: bool
) -> None:
    page = site.visitor(who).open(f"/vi/units/{site.cast.school}").text
    assert "Trường THCS Mẫu" in page
    assert ("Trần Văn Bình" in page) is sees_people
    assert ("binh@example.vn" in page) is sees_addresses
    assert ("mai@example.vn" in page) is sees_addresses
    assert ("/edit" in page) is sees_addresses
    other = site.visitor(who).open(f"/vi/units/{site.cast.school}/edit").status_code
    assert (other == 200) is sees_addresses
    person = f"/vi/units/{site.cast.school}/people/{site.cast.lan}"
    assert (site.visitor(who).open(person).status_code == 200) is sees_addresses


def test_the_tree_and_a_unit_are_for_people_with_an_account(site: Site) -> None:
    for path in ("/vi/units/", f"/vi/units/{site.cast.school}"):
        assert site.visitor(None).open(path).status_code == 302
    page = site.visitor("lan").open("/vi/units/?q=mau+hai").text
    assert page.count("Trường THCS Mẫu Hai") == 2
    assert site.visitor("lan").open("/vi/units/999").status_code == 404


def test_no_page_of_an_administrator_has_anything_inline(site: Site) -> None:
    unit = f"/en/units/{site.cast.school}"
    for path in (unit, f"{unit}/edit", f"{unit}/people/{site.cast.lan}"):
        check_nothing_inline(html.fromstring(site.visitor("dung").open(path).text))


def test_earlier_names_stand_with_their_day(site: Site) -> None:
    with site.library.sessions.writing() as session:
        school = units.by_id(session, site.cast.school)
        units.rename(session, SHELL, school, "Trường THCS Kim Đồng", today())
    page = site.visitor("tu").open(f"/vi/units/{site.cast.school}").text
    assert "<h1>Trường THCS Kim Đồng</h1>" in page
    assert "<li>Trường THCS Mẫu</li>" in page
    assert f"(từ {today():%d/%m/%Y})" in page


def test_a_person_with_roles_elsewhere_is_looked_after_from_above(site: Site) -> None:
    with site.library.sessions.writing() as session:
        other = units.by_id(session, site.cast.other_school)
        users.grant(session, SHELL, users.by_id(session, site.cast.lan), Role.READER, other)
    page = f"/vi/units/{site.cast.school}/people/{site.cast.lan}"
    assert f"{page}/end" not in site.visitor("dung").open(page).text
    assert site.visitor("dung").send(f"{page}/end").status_code == 403
    assert site.visitor("dung").send(f"{page}/link").status_code == 403
    assert f"{page}/end" in site.visitor("an").open(page).text
