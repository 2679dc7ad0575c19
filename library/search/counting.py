"""Counts what is asked and opened in memory; `gathering` writes it, away from any request."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from library.database import Sessions, today
from library.gathering import SECONDS, Gathered
from library.search import asked
from library.search.asked import Count

# Distinct queries that wait to be written; more than these in a minute are no readers.
MOST = 1_000

_Key = tuple[str, str]


class Counts(Gathered[_Key, Count]):
    """Counts of queries of this process that are not written yet. All threads share one."""

    def __init__(self, sessions: Sessions, seconds: float = SECONDS) -> None:
        trouble = "Counts of searches could not be written now"
        super().__init__(sessions, _keep, _together, most=MOST, trouble=trouble, seconds=seconds)

    def note(self, text: str, language: str, found: int | None = None) -> None:
        """Count a query as asked; `found` is None when its page was kept from before."""
        self._count(text, language, Count(asked=1, found=found))

    def opened(self, text: str, language: str) -> None:
        """Count an item as opened from the results of a query."""
        self._count(text, language, Count(opened=1))

    def _count(self, text: str, language: str, more: Count) -> None:
        if normal := asked.normalised(text):
            self.add({(normal, language): more})


def _keep(session: Session, counted: Mapping[_Key, Count]) -> None:
    asked.add(session, counted, today())


def _together(before: Count, more: Count) -> Count:
    found = before.found if more.found is None else more.found
    return Count(before.asked + more.asked, before.opened + more.opened, found)
