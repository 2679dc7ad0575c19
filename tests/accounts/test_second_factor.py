"""The second factor: set up with a code, each code opens once, recovery codes stand in once."""

import pytest
from sqlalchemy.orm import Session

from library.accounts import second_factor, signing, tokens, totp, users
from library.accounts.models import RecoveryCode, SignIn, User
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

KEY = "key"
SECRET = totp.make_secret()


def code(steps: int = 0) -> str:
    return totp.code_of(SECRET, totp.step_at(now()) + steps)


def sign_in(session: Session, user: User, *, verified: bool = True) -> SignIn:
    found = signing.found(session, signing.begin(session, user, "tests", verified=verified))
    assert found
    return found


def set_up(session: Session, user: User) -> list[str]:
    """Set the second factor up with the code before, so that the one of now is still free."""
    return second_factor.set_up(session, user, SECRET, code(-1), sign_in(session, user))


def test_it_begins_with_a_code_of_the_app_and_ends_other_sign_ins(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        keep, other = sign_in(session, lan), sign_in(session, lan)
        with pytest.raises(Invalid):
            second_factor.set_up(session, lan, SECRET, "000000", keep)
        assert not lan.needs_second_factor
        second_factor.set_up(session, lan, SECRET, code(), keep)
        assert lan.needs_second_factor
        session.refresh(other)
        assert [each.token for each in signing.of(session, lan)] == [keep.token]
        with pytest.raises(Conflict):
            second_factor.set_up(session, lan, totp.make_secret(), code(), keep)


def test_a_code_opens_once_and_no_earlier_one_after_it(library: Library, cast: Cast) -> None:
    first, second = code(), code(1)
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        second_factor.set_up(session, lan, SECRET, first, sign_in(session, lan))
        assert not second_factor.check(session, lan, first, KEY)
        assert second_factor.check(session, lan, second, KEY)
        assert not second_factor.check(session, lan, second, KEY)
        assert not second_factor.check(session, lan, first, KEY)


def test_recovery_codes_open_once_each_and_only_their_digests_are_kept(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        codes = set_up(session, lan)
        assert len(set(codes)) == second_factor.CODES
        kept = {each.digest for each in session.query(RecoveryCode)}
        assert not kept & set(codes)
        assert second_factor.check(session, lan, codes[0].upper().replace("-", " "), KEY)
        assert not second_factor.check(session, lan, codes[0], KEY)
        assert second_factor.codes_left(session, lan) == second_factor.CODES - 1
        fresh = second_factor.renew_codes(session, lan)
        assert not second_factor.check(session, lan, codes[1], KEY)
        assert second_factor.check(session, lan, fresh[1], KEY)


def test_codes_of_one_person_do_not_open_anothers_account(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan, minh = users.by_id(session, cast.lan), users.by_id(session, cast.minh)
        codes = set_up(session, lan)
        other = totp.make_secret()
        step = totp.step_at(now())
        second_factor.set_up(
            session, minh, other, totp.code_of(other, step), sign_in(session, minh)
        )
        assert not second_factor.check(session, minh, codes[0], KEY)


def test_five_wrong_codes_shut_the_door_for_the_right_one(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        set_up(session, lan)
        for _ in range(5):
            assert not second_factor.check(session, lan, "nothing", KEY)
        with pytest.raises(NotAllowed):
            second_factor.check(session, lan, code(), KEY)


def test_who_gets_a_guarded_role_is_asked_for_it_in_open_browsers_too(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        found = sign_in(session, lan)
        school = lan.memberships[0].unit
        users.grant(session, SHELL, lan, Role.REVIEWER, school)
        session.refresh(found)
        assert found.verified_at
        users.grant(session, SHELL, lan, Role.ADMINISTRATOR, school)
        session.refresh(found)
        assert found.verified_at is None


def test_turned_off_it_is_asked_for_again_only_where_the_role_requires_it(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        for id, stays_verified in ((cast.lan, True), (cast.an, False)):
            user = users.by_id(session, id)
            set_up(session, user)
            found = signing.of(session, user)[0]
            second_factor.turn_off(session, user, found)
            assert user.totp_secret is None
            assert bool(found.verified_at) is stays_verified


def test_a_reset_drops_all_that_lets_somebody_in_but_the_password(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        set_up(session, lan)
        tokens.make(session, lan, "script", today().replace(year=now().year + 1))
        second_factor.reset(session, SHELL, lan)
        assert not lan.needs_second_factor
        assert not signing.of(session, lan)
        assert not tokens.of(session, lan)
        assert second_factor.codes_left(session, lan) == 0
        with pytest.raises(NotAllowed):
            second_factor.reset(session, users.by_id(session, cast.hanh), lan)
