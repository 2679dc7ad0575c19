"""Gathers in memory what is asked and opened, and writes it once a minute, away from any request.

A request only adds to a number. Whatever happens to the database, no reader notices; what was
gathered since the last writing is lost when the process is killed.
"""

import logging
import threading

from sqlalchemy.exc import DBAPIError

from library.database import Sessions, today
from library.search import asked
from library.search.asked import Count

SECONDS = 60
# Distinct queries that wait to be written; more than these in a minute are no readers.
MOST = 1_000
_log = logging.getLogger("saodieu")


class Counts:
    """Counts of this process that are not written yet. All threads share one."""

    def __init__(self, sessions: Sessions, seconds: float = SECONDS) -> None:
        self._sessions = sessions
        self._seconds = seconds
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[tuple[str, str], Count] = {}
        self._timer: threading.Timer | None = None
        self._is_closed = False

    def note(self, text: str, language: str, found: int | None = None) -> None:
        """Count a query as asked; `found` is None when its page was kept from before."""
        self._count(text, language, Count(asked=1, found=found))

    def opened(self, text: str, language: str) -> None:
        """Count an item as opened from the results of a query."""
        self._count(text, language, Count(opened=1))

    def _count(self, text: str, language: str, more: Count) -> None:
        if normal := asked.normalised(text):
            with self._lock:
                self._add((normal, language), more)
                if self._timer is None and not self._is_closed:
                    self._timer = threading.Timer(self._seconds, self.write)
                    self._timer.daemon = True
                    self._timer.start()

    def _add(self, key: tuple[str, str], more: Count) -> None:
        before = self._waiting.get(key)
        if before is not None:
            found = before.found if more.found is None else more.found
            more = Count(before.asked + more.asked, before.opened + more.opened, found)
        elif len(self._waiting) >= MOST:
            return
        self._waiting[key] = more

    def write(self) -> None:
        """Write what waits; when the database cannot be written to, it waits for the next time."""
        with self._writing:
            taken = self._take()
            try:
                if taken:
                    with self._sessions.writing() as session:
                        asked.add(session, taken, today())
            except (DBAPIError, OSError) as error:
                # Not the error itself: it quotes what was searched for.
                reason = getattr(error, "orig", None) or error
                _log.warning("Counts of searches could not be written now: %s", reason)
                self._put_back(taken)

    def _take(self) -> dict[tuple[str, str], Count]:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._timer = None
            taken, self._waiting = self._waiting, {}
            return taken

    def _put_back(self, taken: dict[tuple[str, str], Count]) -> None:
        with self._lock:
            newer, self._waiting = self._waiting, taken
            for key, more in newer.items():
                self._add(key, more)

    def close(self) -> None:
        """Write what waits and count no longer on a timer."""
        with self._lock:
            self._is_closed = True
        self.write()
