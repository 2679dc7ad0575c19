"""Links that work once: an invitation to an account, or a new password for one.

The secret stands in the link alone. Whoever opens it chooses a password; until then nothing changes.
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from library import history
from library.accounts import passwords, roles, secrets, users
from library.accounts.models import Link, Unit, User
from library.accounts.roles import Actor, Role
from library.database import now
from library.errors import NotAllowed, NotFound
from library.marking import N_

INVITATION, NEW_PASSWORD = "invitation", "new-password"
_LIVES = {INVITATION: timedelta(days=14), NEW_PASSWORD: timedelta(hours=24)}


def invite(session: Session, by: Actor, unit: Unit, role: Role, email: str, name: str) -> str:
    """Return the secret of an invitation to a role at a unit."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    secret = _make(session, by, INVITATION, users.address(email), name, unit, role)
    history.record(session, by, "invited", "units", unit.id, role=role)
    return secret


def new_password(session: Session, by: Actor, user: User) -> str:
    """Return the secret of a link with which a person chooses a new password."""
    if by.id != user.id:
        users.require_care(by, user)
    secret = _make(session, by, NEW_PASSWORD, user.email, user.name, None, None)
    history.record(session, by, "made a password link", users.NOUN, user.id)
    return secret


def _make(
    session: Session,
    by: Actor,
    purpose: str,
    email: str,
    name: str,
    unit: Unit | None,
    role: Role | None,
) -> str:
    secret = secrets.make()
    link = Link(
        token=secrets.digest(secret),
        purpose=purpose,
        email=email,
        name=name,
        unit_id=unit.id if unit else None,
        role=role,
        by_id=by.id,
        ends_at=now() + _LIVES[purpose],
    )
    session.add(link)
    session.flush()
    return secret


def open_(session: Session, secret: str) -> Link:
    """Return what a link is for; raise NotFound or NotAllowed when it does not work (any more)."""
    link = session.get(Link, secrets.digest(secret))
    if link is None:
        raise NotFound(N_("This link does not exist; check that it was copied whole."))
    if link.used_at:
        raise NotAllowed(N_("This link was used already. Sign in, or ask for a new one."))
    if link.ends_at < now():
        raise NotAllowed(N_("This link is too old. Ask for a new one."))
    return link


def use(session: Session, secret: str, name: str, language: str, password: str) -> User:
    """Choose a password through a link; an invitation makes the account and gives the role.

    Whoever has an account already keeps its password rules: a new one ends all other sign-ins.
    """
    link = open_(session, secret)
    user = users.by_email(session, link.email)
    inviter = _inviter(session, link)
    passwords.check(password, link.email, second_factor=bool(user and user.totp_secret))
    if link.unit and link.role:
        user = user or users.add(session, inviter, link.unit, link.email, name, language)
        users.grant(session, inviter, user, Role(link.role), link.unit)
    if user is None or user.ended_at:
        raise NotFound(N_("There is no such account."))
    users.choose_password(session, user, password)
    link.used_at = now()
    session.flush()
    return user


def _inviter(session: Session, link: Link) -> Actor:
    """Return who made a link, whose rights it passes on: lost meanwhile, it no longer works."""
    return users.by_id(session, link.by_id) if link.by_id else roles.CommandLine()


def sweep(session: Session) -> None:
    """Forget the links that are too old."""
    session.execute(delete(Link).where(Link.ends_at < now() - timedelta(days=30)))
