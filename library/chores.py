"""What is done after requests: by the worker of a server, or by `saodieu jobs run`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from library import digests, jobs, mail, notices
from library.accounts import applications, links, signing
from library.bulk import running, works
from library.care import copies
from library.collections import maintaining
from library.config import Settings
from library.database import Sessions, now
from library.items.files import Store
from library.items.writing import Workshop
from library.logbook import evidence
from library.originals import expanding, taking, understanding
from library.originals.understanding import Tools
from library.reporting import reminding
from library.search.index import Index
from library.workbench import outside, twins
from library.workbench.asking import Asker

SWEEP = "sweep"
# What one turn takes at most, well within the lease of a job.
_SECONDS = 100.0
_ITEMS = 50
# Comparing keeps a processor busy; between two turns it belongs to readers.
_BREATH = timedelta(seconds=20)
# A server that just started has better things to do.
_FIRST_TWINS, _FIRST_LINKS = timedelta(minutes=10), timedelta(days=1)
# Each forgets what has lived long enough, or reminds of what is due, in a transaction of its own.
_DAILY = (
    notices.sweep,
    signing.sweep,
    links.sweep,
    applications.sweep,
    jobs.sweep,
    copies.sweep,
    taking.sweep,
    works.sweep,
    maintaining.remind,
    reminding.remind,
)


def _deliver(_sessions: Sessions, settings: Settings, values: dict[str, Any]) -> None:
    mail.deliver(settings, values)


def _sweep(sessions: Sessions, settings: Settings, _values: dict[str, Any]) -> datetime:
    """Forget what has lived long enough and remind of what is due, once a day."""
    for chore in _DAILY:
        with sessions.writing() as session:
            chore(session)
    with sessions.reading() as session:
        evidence.sweep(session, Store(settings.evidence, settings.file_bytes))
    mail.sweep(settings)
    return now() + timedelta(days=1)


# The kinds of jobs, besides reading originals. Each may be done twice: whoever does it can be killed
# before it says so.
CHORES: dict[str, Callable[[Sessions, Settings, dict[str, Any]], datetime | None]] = {
    mail.LETTER: _deliver,
    notices.DIGEST: digests.gather,
    SWEEP: _sweep,
}


def worker(sessions: Sessions, settings: Settings) -> jobs.Worker:
    """Return a worker who knows all chores; it is not started yet."""
    chores = {kind: partial(chore, sessions, settings) for kind, chore in CHORES.items()}
    return jobs.Worker(sessions, chores)


def reading_worker(sessions: Sessions, tools: Callable[[], Tools]) -> jobs.Worker:
    """Return a worker who reads originals: no letter waits for a long file, and no file for a letter."""

    def read(values: dict[str, Any]) -> None:
        understanding.understand(sessions, tools(), values)

    def expand(values: dict[str, Any]) -> None:
        expanding.expand(sessions, tools(), values)

    return jobs.Worker(sessions, {understanding.READ: read, expanding.EXPAND: expand})


def bulk_worker(
    sessions: Sessions, workshop: Callable[[Session], Workshop], catch_up: Callable[[], object]
) -> jobs.Worker:
    """Return a worker who changes many items: nothing else waits for it."""
    carry_out = partial(running.carry_out, sessions, workshop, catch_up)
    return jobs.Worker(sessions, {works.JOB: carry_out})


def keep(session: Session, settings: Settings) -> None:
    """Have the chores that repeat themselves wait."""
    jobs.keep_one(session, SWEEP)
    jobs.keep_one(session, twins.JOB, now() + _FIRST_TWINS)
    if settings.checks_links:
        jobs.keep_one(session, outside.JOB, now() + _FIRST_LINKS)


def slow_worker(sessions: Sessions, settings: Settings, index: Callable[[], Index]) -> jobs.Worker:
    """Return a worker for what takes long and nobody waits for: links outside, items compared."""

    def check_links(_values: dict[str, Any]) -> datetime | None:
        if not settings.checks_links:
            return None
        until = monotonic() + _SECONDS
        is_more = outside.check(
            sessions, Asker(settings.address), is_over=lambda: slow.is_ending or monotonic() > until
        )
        return now() if is_more else now() + outside.LOOK

    def compare(_values: dict[str, Any]) -> datetime:
        with sessions.reading() as session:
            ids = twins.waiting(session, _ITEMS)
        for id in ids:
            if slow.is_ending:
                break
            with sessions.reading() as session:
                revision_id, found = twins.compare(session, index(), id)
            with sessions.writing() as session:
                twins.keep(session, id, revision_id, found)
        return now() + (_BREATH if len(ids) == _ITEMS else timedelta(days=1))

    slow = jobs.Worker(sessions, {outside.JOB: check_links, twins.JOB: compare})
    return slow
