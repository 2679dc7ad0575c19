"""Counts gathered in memory and written once a minute, away from any request.

A request only adds to a number. Whatever happens to the database, no reader notices; what was
gathered since the last writing is lost when the process is killed.
"""

import logging
import threading
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from library.database import Sessions

SECONDS = 60
_log = logging.getLogger("saodieu")
_Key = TypeVar("_Key", bound=Hashable)
_Count = TypeVar("_Count")


class Gathered(Generic[_Key, _Count]):
    """Counts of this process that are not written yet. All threads share one.

    `keep` writes them, `together` adds two of the same key; of more than `most` different keys the
    latest are left out. `trouble` is what the log says when the database cannot be written to.
    """

    def __init__(
        self,
        sessions: Sessions,
        keep: Callable[[Session, Mapping[_Key, _Count]], None],
        together: Callable[[_Count, _Count], _Count],
        *,
        most: int,
        trouble: str,
        seconds: float = SECONDS,
    ) -> None:
        self.most = most
        self._sessions, self._keep, self._together = sessions, keep, together
        self._seconds, self._trouble = seconds, trouble
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[_Key, _Count] = {}
        self._timer: threading.Timer | None = None
        self._is_closed = False

    def add(self, counted: Mapping[_Key, _Count]) -> None:
        """Add to what waits to be written, the earlier first."""
        if not counted:
            return
        with self._lock:
            for key, more in counted.items():
                self._add(key, more)
            if self._timer is None and not self._is_closed:
                self._timer = threading.Timer(self._seconds, self.write)
                self._timer.daemon = True
                self._timer.start()

    def _add(self, key: _Key, more: _Count) -> None:
        if key in self._waiting:
            self._waiting[key] = self._together(self._waiting[key], more)
        elif len(self._waiting) < self.most:
            self._waiting[key] = more

    def write(self) -> None:
        """Write what waits; when the database cannot be written to, it waits for the next time."""
        with self._writing:
            taken = self._take()
            try:
                if taken:
                    with self._sessions.writing() as session:
                        self._keep(session, taken)
            except (DBAPIError, OSError) as error:
                # Not the error itself: it quotes what was counted.
                reason = getattr(error, "orig", None) or error
                _log.warning("%s: %s", self._trouble, reason)
                self._put_back(taken)

    def _take(self) -> dict[_Key, _Count]:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._timer = None
            taken, self._waiting = self._waiting, {}
            return taken

    def _put_back(self, taken: dict[_Key, _Count]) -> None:
        with self._lock:
            newer, self._waiting = self._waiting, taken
            for key, more in newer.items():
                self._add(key, more)

    def close(self) -> None:
        """Write what waits and count no longer on a timer."""
        with self._lock:
            self._is_closed = True
        self.write()
