"""Accounts at an OpenID Connect provider: whom a provider's answer lets in, and whom it does not.

A provider never makes an account: it opens one that a unit has made, or carries an invitation.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history
from library.accounts import links, users
from library.accounts.models import Identity, User
from library.errors import NotAllowed
from library.marking import N_

Claims = Mapping[str, Any]


def let_in(session: Session, issuer: str, claims: Claims) -> User:
    """Return whose account a provider has vouched for; raise NotAllowed when it is nobody's.

    Known by the provider's own number from the first time on: addresses are given to others.
    """
    known = _known(session, issuer, str(claims["sub"]))
    if known and not known.ended_at:
        return known
    email = str(claims.get("email") or "")
    user = users.by_email(session, email) if email and is_verified(claims) else None
    if known or user is None or user.ended_at:
        raise NotAllowed(
            N_("No account here belongs to that one. Ask the school for an invitation; accounts "
               "are never made by signing in.")
        )  # fmt: skip
    _bind(session, user, issuer, str(claims["sub"]))
    return user


def accept(session: Session, secret: str, issuer: str, claims: Claims, language: str) -> User:
    """Use an invitation with the account at a provider instead of a password."""
    if _known(session, issuer, str(claims["sub"])):
        raise NotAllowed(
            N_("That account opens another one here already; use the invitation with a password.")
        )
    name = str(claims.get("name") or "") or links.open_(session, secret).name
    user = links.open_account(session, secret, name, language)
    _bind(session, user, issuer, str(claims["sub"]))
    return user


def _known(session: Session, issuer: str, subject: str) -> User | None:
    query = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    found = session.scalar(query)
    return found.user if found else None


def _bind(session: Session, user: User, issuer: str, subject: str) -> None:
    session.add(Identity(user_id=user.id, issuer=issuer, subject=subject))
    session.flush()
    history.record(session, user, "joined an outside account", users.NOUN, user.id, issuer=issuer)


def is_verified(claims: Claims) -> bool:
    """Tell whether the provider knows that the address is the person's own.

    Microsoft says so in an optional claim of its own, `xms_edov`.
    """
    return claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1")


def has_two_factors(claims: Claims) -> bool:
    """Tell whether the provider has asked for a second factor itself (RFC 8176, `mfa`)."""
    methods = claims.get("amr")
    return isinstance(methods, list) and "mfa" in methods


def of(session: Session, user: User) -> list[Identity]:
    """Return the outside accounts that open a person's account."""
    return list(session.scalars(select(Identity).where(Identity.user_id == user.id)))
