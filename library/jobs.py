"""Work after the request, as rows: added in the transaction of what asks for it, taken with a lease.

A process that is killed loses none: its lease runs out and another takes the job. So a job may be
done twice, and whatever does it must bear that.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import database
from library.background import Background
from library.database import Base, Sessions, now
from library.errors import LibraryError

LEASE = timedelta(minutes=5)
# After each try that failed; when all have passed, the job is given up.
PAUSES = [timedelta(minutes=each) for each in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)]
MOST_TRIES = len(PAUSES) + 1
_MARK = "saodieu-jobs"
_UNSYNCHRONISED = {"synchronize_session": False}
_log = logging.getLogger("saodieu")


class Job(Base):
    """Something to be done. While `leased_until` lies ahead, somebody is at it.

    `trouble` says what went wrong last, without the values: they may hold a secret.
    """

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    values: Mapped[dict[str, Any]]
    added_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="")

    @property
    def is_given_up(self) -> bool:
        """Whether nobody tries it any more."""
        is_leased = self.leased_until is not None and self.leased_until > now()
        return self.tries >= MOST_TRIES and not is_leased


@dataclass(frozen=True)
class Task:
    """A job that was taken: what to do, and the lease under which it is done."""

    id: int
    kind: str
    values: dict[str, Any]
    lease: str
    tries: int


class Setback(Exception):
    """Raised by what does a job and could not; its text says why and may be written down."""


class Hopeless(Setback):
    """Raised when trying again would not help."""


def add(
    session: Session, kind: str, values: dict[str, Any], due_at: datetime | None = None
) -> None:
    """Have something done once this transaction is committed, or from a moment on."""
    session.add(Job(kind=kind, values=values, due_at=due_at or now()))
    session.flush()
    session.info[_MARK] = True


def keep_one(session: Session, kind: str, due_at: datetime | None = None) -> None:
    """Have a job of a kind that repeats itself wait, unless there is one already."""
    database.take_turns(session.connection(), "jobs")
    if session.scalar(select(Job.id).where(Job.kind == kind).limit(1)) is None:
        add(session, kind, {}, due_at)


def has_added(session: Session) -> bool:
    """Tell whether something was added in a session."""
    return _MARK in session.info


def _free(kinds: Collection[str]) -> ColumnElement[bool]:
    moment = now()
    is_free = or_(Job.leased_until.is_(None), Job.leased_until <= moment)
    return (Job.due_at <= moment) & is_free & (Job.tries < MOST_TRIES) & Job.kind.in_(kinds)


def is_waiting(session: Session, kinds: Collection[str]) -> bool:
    """Tell whether something could be taken: to look costs less than to take."""
    return session.scalar(select(Job.id).where(_free(kinds)).limit(1)) is not None


def take(session: Session, kinds: Collection[str], lease: timedelta = LEASE) -> Task | None:
    """Take the job that is due longest; commit before doing it. Two never take the same.

    PostgreSQL skips the rows that others hold; SQLite has one writer at a time.
    """
    oldest = select(Job.id).where(_free(kinds)).order_by(Job.due_at, Job.id).limit(1)
    taken = (
        update(Job)
        .where(Job.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(lease=secrets.token_hex(8), leased_until=now() + lease, tries=Job.tries + 1)
        .returning(Job.id, Job.kind, Job.values, Job.lease, Job.tries)
    )
    row = session.execute(taken, execution_options=_UNSYNCHRONISED).first()
    return Task(*row) if row else None


def done(session: Session, task: Task) -> bool:
    """Take a finished job off the table; tell whether the lease still held."""
    gone = delete(Job).where(Job.id == task.id, Job.lease == task.lease).returning(Job.id)
    return session.execute(gone, execution_options=_UNSYNCHRONISED).first() is not None


def put_off(session: Session, task: Task, due_at: datetime) -> None:
    """Let a job that repeats itself wait for its next time."""
    _change(session, task, due_at=due_at, tries=0, trouble="")


def failed(session: Session, task: Task, trouble: str, *, hopeless: bool = False) -> None:
    """Let a job wait for another try, each time longer, until it is given up."""
    tries = MOST_TRIES if hopeless else task.tries
    pause = PAUSES[min(tries, len(PAUSES)) - 1]
    _change(session, task, due_at=now() + pause, tries=tries, trouble=trouble)


def _change(session: Session, task: Task, **values: Any) -> None:
    changed = update(Job).where(Job.id == task.id, Job.lease == task.lease)
    free = changed.values(lease=None, leased_until=None, **values)
    session.execute(free, execution_options=_UNSYNCHRONISED)


def every(session: Session) -> Sequence[Job]:
    """Return all jobs, the one that is due first at the top."""
    return session.scalars(select(Job).order_by(Job.due_at, Job.id)).all()


def try_again(session: Session) -> None:
    """Let everything that was given up or waits for another try be taken now."""
    moment = now()
    is_idle = or_(Job.leased_until.is_(None), Job.leased_until <= moment)
    again = update(Job).where(Job.tries > 0, is_idle).values(due_at=moment, tries=0)
    session.execute(again, execution_options=_UNSYNCHRONISED)


def sweep(session: Session, age: timedelta = timedelta(days=30)) -> None:
    """Forget what was given up long ago."""
    session.execute(delete(Job).where(Job.tries >= MOST_TRIES, Job.due_at < now() - age))


# What does jobs of a kind: returns when to do it again, or None when that was all.
Chore = Callable[[dict[str, Any]], datetime | None]


class Worker:
    """Does jobs one after another in a thread of its own: when woken, and every few seconds."""

    def __init__(
        self,
        sessions: Sessions,
        chores: Mapping[str, Chore],
        seconds: float = 5,
        lease: timedelta = LEASE,
    ) -> None:
        self._sessions = sessions
        self._chores = chores
        self._lease = lease
        self._background = Background("jobs", self.run, seconds, "Jobs could not be taken now")

    @property
    def is_ending(self) -> bool:
        """Whether work that takes long must stop."""
        return self._background.is_ending

    def start(self) -> None:
        """Begin to work in the background."""
        self._background.start()

    def wake(self) -> None:
        """Look for work now."""
        self._background.wake()

    def close(self) -> None:
        """Finish the job at hand, if it does not take long, and stop."""
        self._background.close()

    def run(self) -> int:
        """Do what is due; return how many jobs that were."""
        count = 0
        while not self._background.is_ending and (task := self._take()):
            self._do(task)
            count += 1
        return count

    def _take(self) -> Task | None:
        with self._sessions.reading() as session:
            if not is_waiting(session, self._chores):
                return None
        with self._sessions.writing() as session:
            return take(session, self._chores, self._lease)

    def _do(self, task: Task) -> None:
        try:
            again = self._chores[task.kind](task.values)
        except Exception as error:
            said = trouble(error)
            _log.warning("Job %s (%s) failed at try %s: %s", task.id, task.kind, task.tries, said)
            with self._sessions.writing() as session:
                failed(session, task, said, hopeless=isinstance(error, Hopeless))
        else:
            with self._sessions.writing() as session:
                if again:
                    put_off(session, task, again)
                else:
                    done(session, task)


def trouble(error: Exception) -> str:
    """Return what may be written down about an error: our own words, else only its kind and place.

    The text of a foreign error may quote a value, and a value may be a secret.
    """
    if isinstance(error, LibraryError | Setback):
        return str(error)
    places = traceback.extract_tb(error.__traceback__)[1:]  # the first is where we called
    own = [each for each in places if "library" in Path(each.filename).parts] or places
    place = f" ({Path(own[-1].filename).name}:{own[-1].lineno})" if own else ""
    return f"{type(error).__name__}{place}"
