"""The log that indexes follow: it neither misses a change nor names one that was undone."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from library import changes
from library.wiring import Library


def touch(library: Library, *things: str, noun: str = "items") -> None:
    with library.sessions.writing() as session:
        for thing in things:
            changes.touch(session, noun, thing)


def test_changes_are_told_once_each_and_the_newest_last(library: Library) -> None:
    with library.sessions.reading() as session:
        start = changes.last(session)
    touch(library, "a", "b", "c", "a")
    with library.sessions.reading() as session:
        assert changes.since(session, start, "items") == ["b", "c", "a"]
        assert changes.since(session, start + 3, "items") == ["a"]
        assert changes.since(session, changes.last(session), "items") == []


def test_each_noun_has_its_own_changes(library: Library) -> None:
    with library.sessions.reading() as session:
        start = changes.last(session)
    touch(library, "a")
    touch(library, "grade.07", noun="tags")
    with library.sessions.reading() as session:
        assert changes.since(session, start, "items") == ["a"]
        assert changes.since(session, start, "tags") == ["grade.07"]
        assert changes.last(session, "items") < changes.last(session, "tags")
        assert changes.last(session, "unheard of") == 0


def test_a_change_that_is_undone_was_never_there(library: Library) -> None:
    with library.sessions.write() as session:
        start = changes.last(session)
        changes.touch(session, "items", "a")
        session.rollback()
    touch(library, "b")
    with library.sessions.reading() as session:
        assert changes.since(session, start, "items") == ["b"]


def test_numbers_become_visible_in_order(library: Library) -> None:
    """A follower that has seen one number never meets a lower one later."""
    begun = Barrier(4)
    seen: list[set[int]] = []

    def write(name: str) -> None:
        begun.wait()
        for _ in range(3):
            with library.sessions.writing() as session:
                changes.touch(session, "items", name)
                time.sleep(0.01)

    def follow() -> None:
        begun.wait()
        for _ in range(60):
            with library.sessions.reading() as session:
                numbers = {changes.last(session)}
                numbers |= {row.number for row in session.query(changes.Change)}
                seen.append(numbers)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(write, name) for name in "abc"] + [pool.submit(follow)]
        for job in jobs:
            job.result()
    for earlier, later in itertools.pairwise(seen):
        assert not {number for number in later - earlier if number < max(earlier)}
