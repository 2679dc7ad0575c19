"""Counting in memory: no request waits, nothing is counted twice or lost while the process lives."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from library import database
from library.database import Sessions
from library.search.asked import AskedQuery
from library.search.counting import Counts
from library.wiring import Library


def kept(sessions: Sessions) -> dict[tuple[str, str], tuple[int, int, int | None]]:
    """Return what is written: asked, opened and found by query and language."""
    with sessions.reading() as session:
        rows = session.scalars(select(AskedQuery)).all()
        return {(row.text, row.language): (row.asked, row.opened, row.found) for row in rows}


@pytest.fixture
def patient(library: Library) -> Iterator[Counts]:
    """Counts that wait until a test writes them."""
    counts = Counts(library.sessions, seconds=3600)
    yield counts
    counts.close()


def test_what_was_counted_is_there_after_writing_and_not_before(
    library: Library, patient: Counts
) -> None:
    patient.note(" Rác  THẢI", "vi", 4)
    patient.note("rác thải", "vi", None)
    patient.note("rác thải", "en", 2)
    patient.opened("rác thải", "vi")
    assert kept(library.sessions) == {}
    patient.write()
    assert kept(library.sessions) == {("rác thải", "vi"): (2, 1, 4), ("rác thải", "en"): (1, 0, 2)}
    patient.write()
    assert kept(library.sessions)["rác thải", "vi"] == (2, 1, 4)


def test_closing_the_library_writes_what_waits(library: Library) -> None:
    library.asked.note("rác", "vi", 1)
    library.close()
    assert kept(library.sessions) == {("rác", "vi"): (1, 0, 1)}


def test_the_timer_writes_by_itself(library: Library) -> None:
    counts = Counts(library.sessions, seconds=0)
    for times in (1, 2):
        counts.note("rác", "vi", 1)
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer) and thread.function == counts.write:
                thread.join(60)
        assert kept(library.sessions) == {("rác", "vi"): (times, 0, 1)}
    counts.close()


def test_a_minute_has_one_writing_however_much_is_asked(library: Library) -> None:
    begun: list[object] = []
    counts = Counts(library.sessions, seconds=3600)
    before = threading.active_count()
    for number in range(50):
        counts.note(f"câu {number}", "vi", 1)
    assert threading.active_count() == before + 1, "one timer waits"
    event.listen(library.sessions.engine, "commit", begun.append)
    counts.close()
    assert len(begun) == 1
    assert len(kept(library.sessions)) == 50


def test_eight_threads_count_everything_once(library: Library, patient: Counts) -> None:
    ready = threading.Barrier(8)

    def ask(thread: int) -> None:
        ready.wait()
        for number in range(100):
            patient.note("cồng chiêng", "vi", 3)
            patient.opened("cồng chiêng", "vi")
            if number % 25 == thread:
                patient.write()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(ask, thread) for thread in range(8)]:
            done.result()
    patient.write()
    assert kept(library.sessions) == {("cồng chiêng", "vi"): (800, 800, 3)}


def test_two_processes_that_write_at_once_lose_nothing(library: Library) -> None:
    others = [Counts(Sessions(library.sessions.engine), seconds=3600) for _ in range(4)]
    for counts in others:
        for _ in range(5):
            counts.note("rác", "vi", 2)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(counts.write) for counts in others]:
            done.result()
    assert kept(library.sessions) == {("rác", "vi"): (20, 0, 2)}
    for counts in others:
        counts.close()


def test_too_many_different_queries_in_a_minute_are_not_kept_in_memory(
    library: Library, patient: Counts
) -> None:
    patient.most = 3
    for number in range(10):
        patient.note(f"câu {number}", "vi", 1)
        patient.note("câu 0", "vi", 1)
    patient.write()
    found = kept(library.sessions)
    assert len(found) == 3
    assert found["câu 0", "vi"] == (11, 0, 1)


def _locked(file: Path) -> Sessions:
    """Return sessions on a database that somebody else holds, without the usual patience."""
    engine = database.engine(f"sqlite:///{file}")
    event.listen(
        engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1")
    )
    return Sessions(engine)


@pytest.fixture
def file(tmp_path: Path, prepared: Path) -> Path:
    """A SQLite database of one's own."""
    copied = tmp_path / "saodieu.sqlite3"
    copied.write_bytes((prepared / "saodieu.sqlite3").read_bytes())
    return copied


def test_a_locked_database_is_no_error_and_the_counts_wait(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sessions = _locked(file)
    counts = Counts(sessions, seconds=3600)
    counts.note("rác", "vi", 1)
    other = database.engine(f"sqlite:///{file}")
    with Sessions(other).writing() as holder, caplog.at_level(logging.WARNING):
        holder.execute(text("DELETE FROM asked_queries"))
        counts.write()
    assert "could not be written now" in caplog.text
    counts.note("rác", "vi", 2)
    counts.close()
    assert kept(sessions) == {("rác", "vi"): (2, 0, 2)}
    sessions.engine.dispose()
    other.dispose()


def test_a_database_that_is_read_only_is_no_error(file: Path) -> None:
    sessions = _locked(file)
    event.listen(
        sessions.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=1")
    )
    counts = Counts(sessions, seconds=3600)
    counts.note("rác", "vi", 1)
    counts.close()
    assert kept(sessions) == {}
    sessions.engine.dispose()


def test_a_log_does_not_tell_what_was_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = database.engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    counts = Counts(Sessions(engine), seconds=3600)
    counts.note("câu riêng", "vi", 1)
    counts.close()
    assert "no such table" in caplog.text, "it says why, with no parameters of the statement"
    assert "câu riêng" not in caplog.text
    engine.dispose()
