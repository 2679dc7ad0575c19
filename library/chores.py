"""What is done after requests: by the worker of a server, or by `saodieu jobs run`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from library import digests, jobs, mail, notices
from library.accounts import applications, links, signing
from library.care import copies
from library.config import Settings
from library.database import Sessions, now
from library.originals import expanding, taking, understanding
from library.originals.understanding import Tools
from library.planning import maintaining

SWEEP = "sweep"
# Each forgets what has lived long enough, or reminds of what is due, in a transaction of its own.
_DAILY = (
    notices.sweep,
    signing.sweep,
    links.sweep,
    applications.sweep,
    jobs.sweep,
    copies.sweep,
    taking.sweep,
    maintaining.remind,
)


def _deliver(_sessions: Sessions, settings: Settings, values: dict[str, Any]) -> None:
    mail.deliver(settings, values)


def _sweep(sessions: Sessions, settings: Settings, _values: dict[str, Any]) -> datetime:
    """Forget what has lived long enough and remind of what is due, once a day."""
    for chore in _DAILY:
        with sessions.writing() as session:
            chore(session)
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
