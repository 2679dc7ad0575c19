"""The same thing asked for twice within half a minute is one use: COUNTER, Release 5.1, section 7.2.

Who asks is known only by a digest with a salt that nobody knows. It stays in the memory of this
process until the next writing of counts after its half minute, and is written nowhere.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

SECONDS = 30.0
_DAY = 86_400.0
# More clicks than this in half a minute come from no readers; the oldest are forgotten early.
MOST = 100_000


class Clicks:
    """The clicks of the last half minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begin_day()

    def _begin_day(self) -> None:
        """Take another salt: what was a digest yesterday is none today."""
        self._salt = secrets.token_bytes(32)
        self._day = self._clock()
        self._seen: dict[bytes, float] = {}

    def is_first(self, *parts: str) -> bool:
        """Tell whether this click does not follow the same one: who, with what, on what.

        As COUNTER has it, each click begins the half minute anew.
        """
        with self._lock:
            self._forget()
            said = "\0".join(parts).encode("utf-8", "surrogateescape")
            digest = hashlib.blake2b(said, key=self._salt, digest_size=16).digest()
            is_first = self._seen.pop(digest, None) is None
            self._seen[digest] = self._clock()
            return is_first

    def forget(self) -> None:
        """Let go of the clicks whose half minute is over."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        moment = self._clock()
        if moment - self._day >= _DAY:
            self._begin_day()
        while self._seen:
            oldest = next(iter(self._seen))
            if moment - self._seen[oldest] < SECONDS and len(self._seen) <= MOST:
                return
            del self._seen[oldest]
