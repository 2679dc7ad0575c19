"""One line of the table that `make bench` prints, and how many measurements become one number."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """What was measured beside what it should reach; the note says what it compares to."""

    name: str
    measured: str
    target: str = ""
    note: str = ""

    def line(self) -> str:
        """Return the row as the table shows it."""
        return f"{self.name:<50}{self.measured:>16}{self.target:>14}  {self.note}".rstrip()


def seconds(work: Callable[[], Any]) -> float:
    """Return how long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_and_p95(values: Sequence[float]) -> str:
    """Return the median and the 95th percentile of seconds, in milliseconds."""
    at = statistics.quantiles(values, n=100, method="inclusive")
    return f"{1000 * at[49]:.1f} / {1000 * at[94]:.1f} ms"


def median(values: Sequence[float]) -> str:
    """Return the median of seconds, in milliseconds."""
    return f"{1000 * statistics.median(values):.0f} ms"
