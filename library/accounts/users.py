"""Accounts: made by a unit for a person, given roles at units, ended without losing what was done."""

import re
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import history, i18n, text
from library.accounts import passwords, roles, units
from library.accounts.models import Link, Membership, SignIn, Unit, User
from library.accounts.roles import Actor, Role
from library.database import now
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_

NOUN = "users"
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST = 200


def by_id(session: Session, id: int) -> User:
    """Return an account; raise NotFound."""
    found = session.get(User, id)
    if found is None:
        raise NotFound(N_("There is no such account."))
    return found


def by_email(session: Session, email: str) -> User | None:
    """Return the account with an address, written with any capitals, or None."""
    return session.scalar(select(User).where(User.email == address(email)))


def address(email: str) -> str:
    """Return an e-mail address as it is kept; raise Invalid when it is none."""
    tidy = text.tidy(email).lower()
    if len(tidy) > _LONGEST or not _ADDRESS.fullmatch(tidy):
        raise Invalid(N_("Give an e-mail address such as lan@example.vn."), field="email")
    return tidy


def add(session: Session, by: Actor, unit: Unit, email: str, name: str, language: str) -> User:
    """Make an account for a person of a unit, without a password and without a role yet."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    email, name = address(email), text.tidy(name)
    if not name or len(name) > _LONGEST:
        raise Invalid(N_("Give the person's name."), field="name")
    if by_email(session, email):
        raise Conflict(N_("There is an account with this address already; give it a role here."))
    user = User(email=email, name=name, language=language if language in i18n.LANGUAGES else "vi")
    session.add(user)
    session.flush()
    history.record(session, by, "added", NOUN, user.id, unit=unit.id)
    return user


def grant(session: Session, by: Actor, user: User, role: Role, unit: Unit) -> None:
    """Give a person a role at a unit; one who has it keeps it."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    if any(each.role == role and each.unit_id == unit.id for each in user.memberships):
        return
    user.memberships.append(Membership(unit_id=unit.id, unit=unit, role=role))
    if role in roles.GUARDED and not user.totp_secret:
        # From now on a password alone does not open the account, in open browsers neither.
        session.execute(update(SignIn).where(SignIn.user_id == user.id).values(verified_at=None))
    session.flush()
    history.record(session, by, "granted", NOUN, user.id, role=role, unit=unit.id)


def revoke(session: Session, by: Actor, membership: Membership) -> None:
    """Take a role back; the last administrator of the whole library stays."""
    roles.require(by, Role.ADMINISTRATOR, at=membership.unit)
    user = membership.user
    if membership.role == Role.ADMINISTRATOR and not _others(session, user, membership.unit):
        raise Conflict(N_("Nobody else looks after these accounts; name another one first."))
    user.memberships.remove(membership)
    session.flush()
    history.record(
        session, by, "revoked", NOUN, user.id, role=membership.role, unit=membership.unit_id
    )


def _others(session: Session, user: User, unit: Unit) -> bool:
    """Tell whether somebody else is an administrator at a unit or above it."""
    query = select(Membership).where(
        Membership.role == Role.ADMINISTRATOR, Membership.user_id != user.id
    )
    found = session.scalars(query).all()
    return any(unit.is_within(each.unit) and not each.user.ended_at for each in found)


def require_care(session: Session, by: Actor, user: User) -> None:
    """Raise NotAllowed unless somebody is an administrator wherever the person has a role."""
    for unit in places(session, user):
        roles.require(by, Role.ADMINISTRATOR, at=unit)


def places(session: Session, user: User) -> list[Unit]:
    """Return where a person has a role.

    Whoever has none belongs to the administrators of the whole library.
    """
    return [each.unit for each in user.memberships] or [units.root(session)]


def cares(by: Actor, user: User) -> bool:
    """Tell whether somebody is an administrator wherever the person has a role."""
    return bool(user.memberships) and all(
        by.holds(Role.ADMINISTRATOR, at=each.unit) for each in user.memberships
    )


def describe(session: Session, user: User, name: str, language: str) -> None:
    """Change what a person is called and the language they are written to in."""
    tidy = text.tidy(name)
    if not tidy or len(tidy) > _LONGEST:
        raise Invalid(N_("Give the person's name."), field="name")
    if language not in i18n.LANGUAGES:
        raise Invalid(N_("Choose one of the languages."), field="language")
    user.name, user.language = tidy, language
    session.flush()
    history.record(session, user, "described", NOUN, user.id)


def end(session: Session, by: Actor, user: User) -> None:
    """End an account: nobody signs in with it again, and its name stays beside what it did."""
    require_care(session, by, user)
    for membership in user.memberships:
        if membership.role == Role.ADMINISTRATOR and not _others(session, user, membership.unit):
            raise Conflict(N_("Nobody else looks after these accounts; name another one first."))
    user.ended_at = now()
    sign_out_everywhere(session, user)
    history.record(session, by, "ended", NOUN, user.id)


def at(session: Session, unit: Unit) -> Sequence[Membership]:
    """Return the roles that people have at a unit and below it, by name."""
    query = select(Membership).join(Membership.unit).join(Membership.user)
    found = session.scalars(query.where(Unit.path.startswith(unit.path, autoescape=True))).all()
    return sorted(found, key=lambda each: (text.collation_key(each.user.name), each.role))


def who(session: Session, role: Role, unit: Unit) -> Sequence[User]:
    """Return the people who may do what a role may at a unit, by name."""
    above = [int(id) for id in unit.path.split("/") if id]
    query = select(User).join(Membership).where(Membership.unit_id.in_(above)).distinct()
    found = [each for each in session.scalars(query).all() if each.holds(role, unit)]
    return sorted(found, key=lambda each: text.collation_key(each.name))


def choose_password(
    session: Session, user: User, password: str, keep: SignIn | None = None
) -> None:
    """Set a new password and end every sign-in but the one it is changed from.

    Links to a new password that wait in some mailbox end with it: they are those without a unit.
    """
    passwords.check(password, user.email, second_factor=bool(user.totp_secret))
    user.password, user.password_at = passwords.hashed(password), now()
    sign_out_everywhere(session, user, keep)
    waiting = (Link.email == user.email, Link.unit_id.is_(None), Link.used_at.is_(None))
    session.execute(update(Link).where(*waiting).values(used_at=now()))
    history.record(session, user, "chose a password", NOUN, user.id)


def sign_out_everywhere(session: Session, user: User, keep: SignIn | None = None) -> None:
    """End the sign-ins of a person, all or all but one; each browser is told why."""
    moment = now()
    ended = update(SignIn).where(SignIn.user_id == user.id, SignIn.ends_at > moment)
    ended = ended.where(SignIn.token != keep.token) if keep else ended
    session.execute(ended.values(ends_at=moment))
    session.flush()
