"""A thread that works when it is woken, and every few seconds besides, until the library is closed."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

_log = logging.getLogger("saodieu")


class Background:
    """Runs `work` in a thread of its own; `trouble` is what the log says when the disk fails it."""

    def __init__(self, name: str, work: Callable[[], object], seconds: float, trouble: str) -> None:
        self._name, self._work, self._seconds, self._trouble = name, work, seconds, trouble
        self._woken = threading.Event()
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_started(self) -> bool:
        """Whether a thread does the work."""
        return self._thread is not None

    @property
    def is_ending(self) -> bool:
        """Whether work that takes long must stop."""
        return self._ends.is_set()

    def start(self) -> None:
        """Begin to work."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for work now."""
        self._woken.set()

    def close(self) -> None:
        """Let the work at hand end, if it does not take long, and stop."""
        self._ends.set()
        self._woken.set()
        if self._thread:
            self._thread.join(10)

    def _run(self) -> None:
        while not self.is_ending:
            self._woken.clear()
            try:
                self._work()
            except (DBAPIError, OSError) as error:
                _log.warning("%s: %s", self._trouble, type(error).__name__)
            self._woken.wait(self._seconds)
