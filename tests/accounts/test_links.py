"""Links that work once: what they open, and whose account they never open."""

from datetime import timedelta

import pytest

from library.accounts import links, passwords, secrets, signing, units, users
from library.accounts.models import Link
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.wiring import Library
from tests.cast import SHELL, Cast

PASSWORD = "diều sáo trúc bay cao"


def test_an_invitation_makes_the_account_with_its_role_and_works_once(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        an, school = users.by_id(session, cast.an), units.by_id(session, cast.school)
        secret = links.invite(session, an, school, Role.REVIEWER, " Hoa@Example.vn ", "Hoa")
        with pytest.raises(Invalid):
            links.use(session, secret, "Lê Hoa", "vi", "short")
        with pytest.raises(Invalid):
            links.use(session, secret, " ", "vi", PASSWORD)
        session.get_one(Link, secrets.digest(secret)).used_at = None
        hoa = links.use(session, secret, "Lê Hoa", "en", PASSWORD)
        assert (hoa.email, hoa.name, hoa.language) == ("hoa@example.vn", "Lê Hoa", "en")
        assert hoa.holds(Role.REVIEWER, school)
        assert passwords.is_right(hoa.password, PASSWORD)
        with pytest.raises(NotAllowed, match="used already"):
            links.use(session, secret, "Lê Hoa", "en", PASSWORD)


def test_an_invitation_never_opens_an_account_that_exists(library: Library, cast: Cast) -> None:
    """Whoever invites knows the link: with it another school could take the account over."""
    with library.sessions.writing() as session:
        an, other = users.by_id(session, cast.an), units.by_id(session, cast.other_school)
        lan, tu = users.by_id(session, cast.lan), users.by_id(session, cast.tu)
        secret = links.invite(session, an, other, Role.READER, lan.email, "")
        with pytest.raises(NotAllowed, match="has an account"):
            links.use(session, secret, "X", "vi", PASSWORD)
        assert lan.password is None
        with pytest.raises(NotAllowed, match="another address"):
            links.accept(session, secret, tu)
        links.accept(session, secret, lan)
        assert lan.holds(Role.READER, other)


def test_a_link_is_refused_when_it_is_old_or_invented(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        secret = links.new_password(session, lan, lan)
        session.get_one(Link, secrets.digest(secret)).ends_at = now() - timedelta(seconds=1)
        with pytest.raises(NotAllowed, match="too old"):
            links.open_(session, secret)
        with pytest.raises(NotFound):
            links.open_(session, secret + "x")


def test_an_invitation_gives_no_more_than_who_invited_may_still_give(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        an, school = users.by_id(session, cast.an), units.by_id(session, cast.school)
        secret = links.invite(session, an, school, Role.PUBLISHER, "hoa@example.vn", "Hoa")
        an.memberships.clear()
        session.flush()
        with pytest.raises(NotAllowed):
            links.use(session, secret, "Hoa", "vi", PASSWORD)


def test_a_password_link_gives_no_more_than_who_made_it_may_still_give(
    library: Library, cast: Cast
) -> None:
    """Somebody dismissed must not open the accounts of others with links made the day before."""
    with library.sessions.writing() as session:
        an, lan = users.by_id(session, cast.an), users.by_id(session, cast.lan)
        secret, own = links.new_password(session, an, lan), links.new_password(session, lan, lan)
        assert links.open_(session, secret)
        department = units.by_id(session, cast.department)
        minh = users.by_id(session, cast.minh)
        users.grant(session, SHELL, minh, Role.ADMINISTRATOR, department)
        [held] = an.memberships
        users.revoke(session, SHELL, held)
        with pytest.raises(NotAllowed, match="Ask for a new one"):
            links.use(session, secret, "", "vi", PASSWORD)
        assert links.use(session, own, "", "vi", PASSWORD) is lan


def test_a_new_password_closes_every_other_way_to_one(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan, minh = users.by_id(session, cast.lan), users.by_id(session, cast.minh)
        first, second = (links.new_password(session, lan, lan) for _ in range(2))
        other = links.new_password(session, minh, minh)
        links.use(session, second, "", "vi", PASSWORD)
        with pytest.raises(NotAllowed, match="used already"):
            links.open_(session, first)
        third = links.new_password(session, lan, lan)
        users.choose_password(session, lan, PASSWORD + " nữa")
        with pytest.raises(NotAllowed, match="used already"):
            links.open_(session, third)
        assert links.open_(session, other)


def test_nobody_is_invited_to_a_closed_unit(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        units.end(session, SHELL, school, today() - timedelta(days=1))
        with pytest.raises(Conflict):
            links.invite(session, SHELL, school, Role.READER, "hoa@example.vn", "Hoa")
        with pytest.raises(Conflict):
            units.add(session, SHELL, school, "group", "Tổ Văn")


def test_who_looks_after_one_role_does_not_look_after_the_account(
    library: Library, cast: Cast
) -> None:
    """An administrator of one school makes no password link for somebody of two, or of none."""
    with library.sessions.writing() as session:
        lan, minh = users.by_id(session, cast.lan), users.by_id(session, cast.minh)
        school, other = units.by_id(session, cast.school), units.by_id(session, cast.other_school)
        users.grant(session, SHELL, minh, Role.ADMINISTRATOR, school)
        links.new_password(session, minh, lan)
        users.grant(session, SHELL, lan, Role.READER, other)
        with pytest.raises(NotAllowed):
            links.new_password(session, minh, lan)
        lan.memberships.clear()
        session.flush()
        with pytest.raises(NotAllowed):
            links.new_password(session, minh, lan)


def test_a_sign_in_that_has_ended_says_why(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan, an = users.by_id(session, cast.lan), users.by_id(session, cast.an)
        changed, here = (signing.begin(session, lan, "tests") for _ in range(2))
        idle = signing.begin(session, an, "tests", verified=True)
        keep = signing.found(session, here)
        users.choose_password(session, lan, PASSWORD, keep)
        assert keep
        here = signing.renew(session, keep)
        assert "password" in str(signing.why_ended(session, changed))
        assert signing.found(session, here)
        signing.end(session, lan, keep.token)
        session.refresh(keep)
        assert "another browser" in str(signing.why_ended(session, here))
        found = signing.found(session, idle)
        assert found
        found.seen_at = now() - signing.IDLE_WHEN_GUARDED - timedelta(seconds=1)
        assert signing.found(session, idle) is None
        assert "15 minutes" in str(signing.why_ended(session, idle))
        assert "too old" in str(signing.why_ended(session, "nothing"))
        users.end(session, SHELL, lan)
        assert "has ended" in str(signing.why_ended(session, here))
