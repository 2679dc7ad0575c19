"""Originals of one person: taken, looked at, thrown away. Nobody else may know of them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import jobs
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_
from library.originals.models import Batch, Original, State
from library.originals.receiving import Sent
from library.originals.understanding import READ

NOUN = "originals"
_KEPT = timedelta(days=30)
_MOST_OPEN = 50
_AHEAD = timedelta(hours=1)


def take(session: Session, user: User, unit: Unit, sent: Sent) -> Original:
    """Take what a person sent for a unit and have it read once this transaction is committed."""
    check_place(user, unit)
    mine = Original.user_id == user.id, Original.state != State.BEGUN, Original.batch_id.is_(None)
    count = select(func.count()).where(*mine)
    if (session.scalar(count) or 0) >= _MOST_OPEN:
        raise Conflict(
            N_("Many files still wait to be looked at; go on with some or throw them away.")
        )
    made = Original(
        user_id=user.id,
        unit_id=unit.id,
        name=sent.name,
        media_type=sent.media_type,
        sha256=sent.sha256,
        same=sent.sha256,
        size=sent.size,
        warnings=[each.packed() for each in sent.warnings],
    )
    session.add(made)
    session.flush()
    # Somebody waits before a page for this one: it goes before those that were sent by the hundred.
    jobs.add(session, READ, {"original": made.id}, now() - _AHEAD)
    return made


def check_place(user: User, unit: Unit) -> None:
    """Raise NotAllowed or Invalid when somebody cannot contribute for a unit."""
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if not units.is_open(unit):
        raise Invalid(N_("This unit has been closed; choose another."), field="unit")


def by_sender(session: Session, user: User, id: int) -> Original:
    """Return an original to who sent it; raise NotFound for another's, which nobody may know of."""
    found = session.get(Original, id)
    if found is None or found.user_id != user.id:
        raise NotFound(N_("There is no such file that waits to be looked at."))
    return found


def open_of(session: Session, user: User) -> Sequence[Original]:
    """Return what a person has sent alone and not gone on with, the newest first."""
    mine = Original.user_id == user.id, Original.state != State.BEGUN, Original.batch_id.is_(None)
    query = select(Original).where(*mine)
    return session.scalars(query.order_by(Original.id.desc())).all()


def ahead_of(session: Session, original: Original) -> int:
    """Return how many others are read before this one."""
    ahead = select(func.count()).where(
        Original.state == State.WAITING, Original.id < original.id, Original.batch_id.is_(None)
    )
    return session.scalar(ahead) or 0


def kept_files(session: Session) -> dict[str, str]:
    """Return the name or path of every file that an original is or has, by its SHA-256."""
    query = select(Original.sha256, Original.name, Original.understood)
    found: dict[str, str] = {}
    for sha256, name, understood in session.execute(query.execution_options(yield_per=50)):
        pictures = (understood or {}).get("files", ())
        found |= {sha256: name or NOUN} | {each["sha256"]: each["path"] for each in pictures}
    return found


def discard(session: Session, original: Original) -> None:
    """Forget an original; what was begun with it stays."""
    session.delete(original)
    session.flush()


def sweep(session: Session) -> None:
    """Forget originals to which nothing has happened for a month, and batches that are empty then."""
    session.execute(delete(Original).where(Original.changed_at < now() - _KEPT))
    held = select(Original.batch_id).where(Original.batch_id.is_not(None))
    is_old = Batch.changed_at < now() - _KEPT
    session.execute(delete(Batch).where(is_old, Batch.id.not_in(held)))
