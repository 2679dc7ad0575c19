"""API tokens: they end, and never carry the roles that change what others may do."""

from datetime import timedelta

import pytest

from library.accounts import tokens, users
from library.accounts.models import Token
from library.accounts.roles import GUARDED, Role
from library.database import now, today
from library.errors import Invalid
from library.wiring import Library
from tests.cast import SHELL, Cast

TOMORROW = today() + timedelta(days=1)


def test_a_token_is_found_until_its_day_is_over_or_it_is_ended(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, minh = users.by_id(session, cast.lan), users.by_id(session, cast.minh)
        secret = tokens.make(session, lan, "kịch bản", TOMORROW)
        token = tokens.found(session, secret)
        assert token
        assert token.user.id == lan.id
        tokens.end(session, minh, token.id)
        assert tokens.found(session, secret), "only its owner ends it"
        token.ends_at = now() - timedelta(seconds=1)
        session.flush()
        assert tokens.found(session, secret) is None
        other = tokens.make(session, lan, "khác", TOMORROW)
        tokens.end(session, lan, tokens.of(session, lan)[0].id)
        assert tokens.found(session, other) is None
        assert all(secret not in (each.digest, each.name) for each in session.query(Token))


def test_the_token_of_an_ended_account_opens_nothing(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        secret = tokens.make(session, lan, "kịch bản", TOMORROW)
        users.end(session, SHELL, lan)
        assert tokens.found(session, secret) is None


@pytest.mark.parametrize("role", Role)
def test_through_a_token_nobody_has_a_guarded_role(
    library: Library, cast: Cast, role: Role
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        users.grant(session, SHELL, lan, role, lan.memberships[0].unit)
        assert lan.holds(role)
        found = tokens.found(session, tokens.make(session, lan, "kịch bản", TOMORROW))
        assert found
        assert found.user.holds(role) is (role not in GUARDED)
        assert found.user.holds(Role.READER)


@pytest.mark.parametrize(("name", "days"), [("", 1), ("x", 0), ("x", 400), ("x", None)])
def test_a_token_has_a_name_and_an_end(
    library: Library, cast: Cast, name: str, days: int | None
) -> None:
    ends_on = None if days is None else today() + timedelta(days=days)
    with library.sessions.writing() as session, pytest.raises(Invalid):
        tokens.make(session, users.by_id(session, cast.lan), name, ends_on)
