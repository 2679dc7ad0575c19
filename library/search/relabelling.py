"""Indexes again, in the background, items whose texts name tags as they were called before.

Searches are right meanwhile: what a tag is called is known from the vocabulary, and who carries it
from the overlay of the index. A server starts one; a command does the work itself, at once.
"""

from collections.abc import Callable
from contextlib import suppress

from library.background import Background
from library.database import Sessions
from library.search import catchup
from library.search.index import Index
from library.tags.vocabulary import Vocabulary

# So many items at once, between which others get their turn.
SLICE = 100
# Above this share of the index it is made anew: less work, and fewer segments to search.
_MANY = 1 / 4
_FEWEST = 500
_SECONDS = 30.0


class Relabeller:
    """A thread that waits for stale items. Without `start` nothing is done but by `finish`."""

    def __init__(
        self, sessions: Sessions, index: Callable[[], Index], read: Callable[..., Vocabulary]
    ) -> None:
        self._sessions, self._index, self._vocabulary = sessions, index, read
        self._background = Background(
            "relabelling", self._work, _SECONDS, "Items could not be indexed now"
        )

    @property
    def is_started(self) -> bool:
        """Whether a thread does the work."""
        return self._background.is_started

    def start(self) -> None:
        """Begin to work in the background."""
        self._background.start()

    def wake(self) -> None:
        """Look for stale items now."""
        self._background.wake()

    def close(self) -> None:
        """Stop; what is stale stays noted in the index."""
        self._background.close()

    def _work(self) -> None:
        with suppress(_Ended):
            self.finish()

    def finish(self) -> None:
        """Index all stale items anew."""
        index = self._index()
        stale = len(index.stale())
        if stale >= _FEWEST and stale > _MANY * len(index.ids()):
            with self._sessions.reading() as session:
                catchup.rebuild(session, index, self._vocabulary(session), self._go_on)
            return
        while stale and not self._background.is_ending:
            applied = index.applied
            with self._sessions.reading() as session:
                vocabulary = self._vocabulary(session)
                stale = catchup.relabel(session, index, vocabulary, SLICE, applied)

    def _go_on(self, _done: int, _total: int) -> None:
        if self._background.is_ending:
            raise _Ended


class _Ended(Exception):
    """The process ends while the index is made anew; the old one stays."""
