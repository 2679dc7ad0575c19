"""Links that work once: an invitation to an account, or a new password for one.

The secret stands in the link alone. Whoever opens it chooses a password; until then nothing changes.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from library import history
from library.accounts import passwords, roles, secrets, units, users
from library.accounts.models import Link, Unit, User
from library.accounts.roles import Actor, Role
from library.database import now
from library.errors import Conflict, NotAllowed, NotFound
from library.marking import N_

INVITATION, NEW_PASSWORD = "invitation", "new-password"
_LIVES = {INVITATION: timedelta(days=14), NEW_PASSWORD: timedelta(hours=24)}


def invite(session: Session, by: Actor, unit: Unit, role: Role, email: str, name: str) -> str:
    """Return the secret of an invitation to a role at a unit."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    if not units.is_open(unit):
        raise Conflict(N_("This unit is closed; nobody is invited to it."))
    secret = _make(session, by, INVITATION, users.address(email), name, unit, role)
    history.record(session, by, "invited", "units", unit.id, role=role)
    return secret


def new_password(session: Session, by: Actor, user: User) -> str:
    """Return the secret of a link with which a person chooses a new password."""
    if by.id != user.id:
        users.require_care(session, by, user)
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
    if link.ends_at < now() or not _is_backed(session, link):
        raise NotAllowed(N_("This link is too old. Ask for a new one."))
    return link


def _is_backed(session: Session, link: Link) -> bool:
    """Tell whether who made a link may still do so: it gives no more than its maker has today."""
    by = _maker(session, link)
    if link.unit:
        return by.holds(Role.ADMINISTRATOR, link.unit)
    owner = users.by_email(session, link.email)
    if owner is None or owner.id == by.id:
        return True
    return all(by.holds(Role.ADMINISTRATOR, unit) for unit in users.places(session, owner))


def use(session: Session, secret: str, name: str, language: str, password: str) -> User:
    """Choose a password through a link; an invitation makes the account and gives the role.

    A new password ends all other sign-ins.
    """
    link = open_(session, secret)
    owner = users.by_email(session, link.email)
    passwords.check(password, link.email, second_factor=bool(owner and owner.totp_secret))
    if link.purpose == INVITATION:
        user = open_account(session, secret, name, language)
    elif owner and not owner.ended_at:
        user = owner
        _spend(session, link)
    else:
        raise NotFound(N_("There is no such account."))
    users.choose_password(session, user, password)
    return user


def open_account(session: Session, secret: str, name: str, language: str) -> User:
    """Make the account of an invitation, without a password yet.

    Whoever invites knows the secret too, so it never opens an account that exists: that one's
    owner signs in and accepts.
    """
    link = _invitation(session, secret)
    if users.by_email(session, link.email):
        raise NotAllowed(N_("This address has an account; sign in and open the link again."))
    _spend(session, link)
    unit = link.unit or units.root(session)
    user = users.add(session, _maker(session, link), unit, link.email, name, language)
    _give(session, link, user)
    return user


def accept(session: Session, secret: str, user: User) -> None:
    """Take an invitation to a role with the account that its address has."""
    link = _invitation(session, secret)
    if link.email != user.email:
        raise NotAllowed(N_("This invitation is for another address; sign out first."))
    _spend(session, link)
    _give(session, link, user)


def _invitation(session: Session, secret: str) -> Link:
    link = open_(session, secret)
    if link.purpose != INVITATION:
        raise NotAllowed(N_("This link is for choosing a password."))
    return link


def _give(session: Session, link: Link, user: User) -> None:
    if link.unit and link.role:
        users.grant(session, _maker(session, link), user, Role(link.role), link.unit)


def _spend(session: Session, link: Link) -> None:
    """Use a link up. Of two who open it at once, one comes first; the other is told."""
    free = update(Link).where(Link.token == link.token, Link.used_at.is_(None))
    if not session.execute(free.values(used_at=now()).returning(Link.token)).first():
        raise NotAllowed(N_("This link was used already. Sign in, or ask for a new one."))


def _maker(session: Session, link: Link) -> Actor:
    """Return who made a link, whose rights it passes on."""
    return users.by_id(session, link.by_id) if link.by_id else roles.CommandLine()


def asked_lately(session: Session, email: str) -> int:
    """Return how many links to a new password were made for an address within a day."""
    since = now() - timedelta(days=1)
    lately = (Link.email == email, Link.purpose == NEW_PASSWORD, Link.created_at > since)
    return session.scalar(select(func.count()).where(*lately)) or 0


def sweep(session: Session) -> None:
    """Forget the links that are too old."""
    session.execute(delete(Link).where(Link.ends_at < now() - timedelta(days=30)))
