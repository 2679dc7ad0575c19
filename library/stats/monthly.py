"""The table of usage as arrays in memory, month by month: a page adds up half a million rows.

Counts are only ever added to the month that it is, so a month that is over is read once; the present
one is read again when it is a minute old. What nobody has asked for lately is let go.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.database import midnight, now
from library.gathering import SECONDS
from library.stats.periods import later
from library.usage.counting import FORMATS
from library.usage.models import Usage

COLUMNS = ("views", "found", *FORMATS)
# Ten years are asked for once in a while, three all the time.
_MOST = 40
# Other processes may write what they counted last a little after a month is over.
_SETTLED = timedelta(hours=1)


class Month(NamedTuple):
    """One month: a line for each item in each language, the items as numbers of `Monthly`."""

    items: NDArray[np.int32]
    languages: NDArray[np.int16]
    counts: NDArray[np.uint32]


class Monthly:
    """The months that were asked for lately. All threads share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._months: OrderedDict[date, tuple[Month, float | None]] = OrderedDict()
        self._numbers: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self.ids: list[str] = []
        self.languages: list[str] = []

    def month(self, session: Session, month: date) -> Month:
        """Return a month, read now when it is not known or may have grown."""
        with self._lock:
            known = self._months.get(month)
            if known is None or (known[1] is not None and time.monotonic() > known[1]):
                known = self._read(session, month), _until(month)
                self._months[month] = known
            self._months.move_to_end(month)
            while len(self._months) > _MOST:
                self._months.popitem(last=False)
            return known[0]

    def numbers(self, ids: Iterable[str]) -> NDArray[np.int32]:
        """Return the numbers of items, new ones where they have none yet."""
        with self._lock:
            found = [self._number(self._numbers, self.ids, id) for id in ids]
        return np.array(found, np.int32)

    def _read(self, session: Session, month: date) -> Month:
        table = Usage.__table__.c
        columns = (table.item_id, table.language, *(table[name] for name in COLUMNS))
        # A connection gives plain rows, which a session takes as long again to wrap.
        found = session.connection().execute(select(*columns).where(table.month == month)).all()
        ids, codes, *counts = zip(*found, strict=True) if found else [()] * len(columns)
        items = [self._number(self._numbers, self.ids, each) for each in ids]
        languages = [self._number(self._codes, self.languages, each) for each in codes]
        return Month(
            np.array(items, np.int32), np.array(languages, np.int16), np.array(counts, np.uint32).T
        )

    @staticmethod
    def _number(numbers: dict[str, int], names: list[str], name: Any) -> int:
        if name not in numbers:
            numbers[name] = len(names)
            names.append(name)
        return numbers[name]


def _until(month: date) -> float | None:
    """Return until when a month that is read now may be kept; None when it is over for good."""
    is_over = now() >= midnight(later(month, 1)) + _SETTLED
    return None if is_over else time.monotonic() + SECONDS
