"""The search engine measured: `python -m tests.bench.engine [--full]` prints its numbers.

Each engine searches in a process of its own, the same plans and queries, one query at a time.
"""

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from library.search.index import Index
from library.search.query import Query
from library.search.record import Record
from tests.bench import corpus, rivals
from tests.bench.queries import QUERIES

# Rounds over all queries, and over those of the slower engines.
ROUNDS, FEWER = 20, 4
COMPARED = 10_000
CURVE = (1_000, COMPARED, 50_000)


@dataclass(frozen=True)
class Numbers:
    """Milliseconds of all queries, megabytes of the process, seconds to make and to open."""

    warm: list[float]
    cold: list[float]
    memory: float
    made: float
    opened: float

    def row(self, name: str, plans: int) -> str:
        """Return the line of the table."""
        cold = f"{_at(self.cold, 95):9.1f}" if self.cold else " " * 9
        return (
            f"{name:<13}{plans:>7}{_at(self.warm, 50):>9.2f}{_at(self.warm, 95):>9.2f}{cold}"
            f"{plans / self.made:>9.0f}{self.opened:>8.2f}{self.memory:>8.0f}"
        )


def main() -> None:
    """Measure and print; --full adds 50,000 plans, which takes about ten minutes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engine", description=__doc__)
    parser.add_argument("--full", action="store_true", help="add 50,000 plans")
    parser.add_argument("--plans", type=int, help="only so many plans, beside the other engines")
    given = parser.parse_args()
    curve = (given.plans,) if given.plans else CURVE if given.full else CURVE[:-1]
    compared = given.plans or COMPARED
    print(f"{len(QUERIES)} queries, {ROUNDS} rounds; ms warm and for terms met first, MB, seconds")
    print("engine         plans   median      p95 cold p95 plans/s  open s      MB")
    for plans in curve:
        print(_ours(plans).row("Sáo Diều", plans), flush=True)
    for name, numbers in _rivals(compared):
        print(numbers.row(name, compared), flush=True)


def _ours(plans: int) -> Numbers:
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder))
        made = _seconds(lambda: index.rebuild(corpus.records(plans), upto=1, progress=_shown))
        index.close()
        return _in_a_process(_search_ours, Path(folder), made)


def _rivals(plans: int) -> Iterator[tuple[str, Numbers]]:
    """Make both at once, one on each core, and search one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(RIVALS), mp_context=context) as pool:
            making = [
                pool.submit(_make, make, Path(folder, name), plans)
                for name, (make, _) in RIVALS.items()
            ]
        for (name, (_, search)), made in zip(RIVALS.items(), making, strict=True):
            yield name, _in_a_process(search, Path(folder, name), made.result())


def _make(make: Callable[[Path, Iterable[Record]], None], place: Path, plans: int) -> float:
    place.mkdir()
    return _seconds(lambda: make(place, corpus.records(plans)))


def _in_a_process(measure: Callable[[Path, float], Numbers], place: Path, made: float) -> Numbers:
    """Measure where nothing else was loaded, so that the memory is that of searching alone."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(measure, place, made).result()


def _search_ours(place: Path, made: float) -> Numbers:
    started = time.perf_counter()
    index = Index.open(place)
    opened = time.perf_counter() - started
    cold = [_cold(index, query) for query in QUERIES]
    return _numbers(index.search, cold, made, opened)


def _cold(index: Index, query: Query) -> float:
    for _, segment in index._snapshot.segments:
        while segment._kept:
            segment._room += segment._kept.popitem()[1].room
    return 1000 * _seconds(partial(index.search, query))


def _search_fts5(place: Path, made: float) -> Numbers:
    return _numbers(rivals.fts5(place), [], made, 0)


def _search_whoosh(place: Path, made: float) -> Numbers:
    return _numbers(rivals.whoosh(place), [], made, 0)


def _numbers(
    search: Callable[[Query], Any], cold: list[float], made: float, opened: float
) -> Numbers:
    for query in QUERIES:
        search(query)
    rounds = ROUNDS if cold else FEWER
    warm = [1000 * _seconds(partial(search, query)) for _ in range(rounds) for query in QUERIES]
    memory = psutil.Process().memory_info().rss / 1e6
    return Numbers(warm, cold, memory, made, opened)


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _at(values: Iterable[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _shown(done: int) -> None:
    if done % 500 == 0 and sys.stderr.isatty():
        print(f"\rindexing {done:,} ", end="", file=sys.stderr)


RIVALS = {
    "SQLite FTS5": (rivals.make_fts5, _search_fts5),
    "plain Whoosh": (rivals.make_whoosh, _search_whoosh),
}

if __name__ == "__main__":
    main()
