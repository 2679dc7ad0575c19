"""Counts what strangers do too often, by where they come from, in memory: a flood is turned away."""

from collections import deque
from threading import Lock
from time import monotonic

from flask import current_app, request

from library.errors import Conflict

_MOST_PLACES = 10_000


class Doorkeeper:
    """Lets so many through from one place in so many seconds, and says a sentence to the rest."""

    def __init__(self, most: int, seconds: float, sentence: str) -> None:
        self.most, self.seconds, self._sentence = most, seconds, sentence
        self._lock = Lock()

    def check(self) -> None:
        """Raise Conflict when this request comes from a place that was counted too often lately."""
        with self._lock:
            if len(self._recent(_place())) >= self.most:
                raise Conflict(self._sentence)

    def note(self) -> None:
        """Count this request."""
        with self._lock:
            self._recent(_place()).append(monotonic())
            if len(self._seen) > _MOST_PLACES:
                self._forget()

    @property
    def _seen(self) -> dict[str, deque[float]]:
        """What was counted, kept with the app that is served."""
        seen: dict[str, deque[float]] = current_app.extensions.setdefault(self._sentence, {})
        return seen

    def _recent(self, place: str) -> deque[float]:
        times = self._seen.setdefault(place, deque(maxlen=self.most))
        while times and times[0] < monotonic() - self.seconds:
            times.popleft()
        return times

    def _forget(self) -> None:
        since = monotonic() - self.seconds
        for place, times in list(self._seen.items()):
            if not times or times[-1] < since:
                del self._seen[place]


def _place() -> str:
    return request.remote_addr or ""
