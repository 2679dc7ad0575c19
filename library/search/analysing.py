"""Records analysed on every core: while this process writes, the others take texts apart."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice

from library.search import record
from library.search.record import Entries, Record

# Records that a process takes at a time, and how many records make its start worth while.
BATCH = 50
WORTH_A_PROCESS = 500

Analysed = tuple[Record, tuple[Entries, Entries]]


def analysed(records: Iterable[Record]) -> Iterator[Analysed]:
    """Return the records with their terms, in order; they are taken one batch ahead of need."""
    source = iter(records)
    first = list(islice(source, WORTH_A_PROCESS))
    helpers = os.cpu_count() or 1
    if len(first) < WORTH_A_PROCESS or helpers == 1:
        return ((kept, record.entries(kept)) for kept in chain(first, source))
    return _with_helpers(chain(first, source), helpers)


def _with_helpers(records: Iterator[Record], helpers: int) -> Iterator[Analysed]:
    waiting: deque[tuple[list[Record], Future[list[tuple[Entries, Entries]]]]] = deque()
    # Not fork: a server's other threads may hold locks at that moment.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(helpers, mp_context=context) as pool:
        while batch := list(islice(records, BATCH)):
            waiting.append((batch, pool.submit(_entries, batch)))
            if len(waiting) > 2 * helpers:
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)


def _next(
    waiting: deque[tuple[list[Record], Future[list[tuple[Entries, Entries]]]]],
) -> Iterator[Analysed]:
    batch, entries = waiting.popleft()
    return zip(batch, entries.result(), strict=True)


def _entries(batch: list[Record]) -> list[tuple[Entries, Entries]]:
    return [record.entries(kept) for kept in batch]
