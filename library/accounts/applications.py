"""Applications: somebody without an account asks a unit for one; its administrators decide.

An application opens nothing. Accepting it makes an invitation, which goes to the address given.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from library import database, history, i18n, text
from library.accounts import links, roles, units, users
from library.accounts.models import Application, Unit, User
from library.accounts.roles import Actor, Role
from library.database import now
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_

NOUN = "applications"
MOST_A_DAY = 3
_MOST_PENDING = 300
_KEPT_FOR = timedelta(days=90)
_LONGEST_NAME, _LONGEST_NOTE = 200, 1000


def apply(
    session: Session, unit: Unit, email: str, name: str, language: str, note: str
) -> Application | None:
    """Ask a unit for an account; None when the address has one, which its owner alone is told."""
    email, name, note = users.address(email), text.tidy(name), note.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Invalid(N_("Give a name, so that the school knows who asks."), field="name")
    if len(note) > _LONGEST_NOTE:
        raise Invalid(N_("Use at most %(count)s letters."), field="note", count=_LONGEST_NOTE)
    if unit.kind == units.ROOT or not units.is_open(unit):
        raise Invalid(N_("Choose a school or another unit that is open."), field="unit")
    if users.by_email(session, email):
        return None
    database.take_turns(session.connection(), NOUN)
    _refuse_flood(session, unit, email)
    made = Application(
        email=email,
        name=name,
        language=language if language in i18n.LANGUAGES else i18n.DEFAULT,
        note=note,
        unit_id=unit.id,
    )
    session.add(made)
    session.flush()
    return made


def _refuse_flood(session: Session, unit: Unit, email: str) -> None:
    mine, pending = Application.email == email, Application.decided_at.is_(None)
    if _count(session, mine, pending):
        raise Conflict(
            N_("There is an application with this address already; wait for the answer.")
        )
    if _count(session, mine, Application.created_at > now() - timedelta(days=1)) >= MOST_A_DAY:
        raise Conflict(N_("That was asked several times today; try again tomorrow."))
    if _count(session, Application.unit_id == unit.id, pending) >= _MOST_PENDING:
        raise Conflict(N_("Many applications wait there; ask the school in person."))


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Application.id)).where(*which)) or 0


def pending(session: Session, unit: Unit) -> Sequence[Application]:
    """Return what waits for a decision at a unit and below it, the oldest first."""
    query = select(Application).join(Application.unit).where(Application.decided_at.is_(None))
    within = Unit.path.startswith(unit.path, autoescape=True)
    return session.scalars(query.where(within).order_by(Application.id)).all()


def by_id(session: Session, id: int) -> Application:
    """Return an application; raise NotFound."""
    found = session.get(Application, id)
    if found is None:
        raise NotFound(N_("There is no such application; it may have been swept after some time."))
    return found


def deciders(session: Session, unit: Unit) -> Sequence[User]:
    """Return the administrators of a unit or, where it has none, of the nearest above it."""
    found = users.who(session, Role.ADMINISTRATOR, unit)
    nearness = {user.id: _nearness(user, unit) for user in found}
    nearest = max(nearness.values(), default=0)
    return [user for user in found if nearness[user.id] == nearest]


def _nearness(user: User, unit: Unit) -> int:
    return max(
        len(each.unit.path)
        for each in user.memberships
        if each.role == Role.ADMINISTRATOR and unit.is_within(each.unit)
    )


def accept(session: Session, by: Actor, application: Application, role: Role) -> str:
    """Grant what was asked; return the secret of the invitation for the person."""
    _decide(session, by, application, is_accepted=True)
    unit, email, name = application.unit, application.email, application.name
    return links.invite(session, by, unit, role, email, name)


def decline(session: Session, by: Actor, application: Application, reason: str) -> None:
    """Refuse what was asked; the reason is for the person and is not kept."""
    if not reason.strip():
        raise Invalid(N_("Say why, so that the person can mend it."), field="reason")
    _decide(session, by, application, is_accepted=False)


def _decide(session: Session, by: Actor, application: Application, *, is_accepted: bool) -> None:
    roles.require(by, Role.ADMINISTRATOR, at=application.unit)
    database.take_turns(session.connection(), NOUN)
    session.refresh(application)
    if application.decided_at:
        raise Conflict(N_("This application was decided already."))
    application.decided_at, application.decided_by_id = now(), by.id
    application.is_accepted = is_accepted
    session.flush()
    verb = "accepted" if is_accepted else "declined"
    history.record(session, by, verb, NOUN, application.id, unit=application.unit_id)


def sweep(session: Session) -> None:
    """Forget applications that were decided, or never were, after three months."""
    long_ago = now() - _KEPT_FOR
    old = or_(Application.decided_at < long_ago, Application.created_at < long_ago)
    session.execute(delete(Application).where(old))
