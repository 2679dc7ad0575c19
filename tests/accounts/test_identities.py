"""Accounts elsewhere: what a provider says opens an account that is there, and never makes one."""

from typing import Any

import pytest

from library.accounts import identities, links, units, users
from library.accounts.roles import Role
from library.errors import NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

ISSUER = "https://accounts.example"


def claims(**more: Any) -> dict[str, Any]:
    return {"sub": "1", "email": "Lan@Example.vn", "email_verified": True} | more


def test_a_verified_address_opens_its_account_and_then_the_number_alone(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        assert identities.let_in(session, ISSUER, claims()).id == cast.lan
        moved = claims(email="minh@example.vn")
        assert identities.let_in(session, ISSUER, moved).id == cast.lan
        users.end(session, SHELL, users.by_id(session, cast.lan))
        with pytest.raises(NotAllowed):
            identities.let_in(session, ISSUER, moved)


@pytest.mark.parametrize(
    "said",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": "hoa@example.vn"},
        {"email": None},
    ],
)
def test_nobody_else_is_let_in(library: Library, cast: Cast, said: dict[str, Any]) -> None:
    with library.sessions.writing() as session, pytest.raises(NotAllowed):
        identities.let_in(session, ISSUER, claims(**said))


def test_an_invitation_is_taken_with_an_account_elsewhere_but_opens_nobodys_account(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)

        def invite(email: str) -> str:
            return links.invite(session, SHELL, school, Role.READER, email, "Hoa")

        hers = claims(sub="2", email="other@example.org", email_verified=False)
        hoa = identities.accept(session, invite("hoa@example.vn"), ISSUER, hers, "vi")
        assert (hoa.email, hoa.name) == ("hoa@example.vn", "Hoa")
        assert identities.let_in(session, ISSUER, hers).id == hoa.id
        with pytest.raises(NotAllowed):
            identities.accept(session, invite("mai@example.vn"), ISSUER, hers, "vi")
        with pytest.raises(NotAllowed):
            identities.accept(session, invite("lan@example.vn"), ISSUER, claims(sub="3"), "vi")


@pytest.mark.parametrize(
    ("methods", "expected"),
    [(["pwd", "mfa"], True), (["pwd"], False), (None, False), ("mfa", False)],
)
def test_a_second_factor_counts_when_the_provider_says_that_it_asked(
    methods: Any, expected: bool
) -> None:
    assert identities.has_two_factors({"amr": methods}) is expected
