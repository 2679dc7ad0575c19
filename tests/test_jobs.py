"""Jobs: none is lost, whoever dies; none is taken twice; what cannot be done is given up and shown."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from library import config, jobs, mail
from library.database import now
from library.errors import Invalid, Message
from library.jobs import Hopeless, Job, Worker
from library.wiring import Library
from tests import postbox, servers

KINDS = ("write",)


def add(library: Library, count: int = 1, **values: Any) -> None:
    with library.sessions.writing() as session:
        for number in range(count):
            jobs.add(session, "write", {"number": number} | values)


def all_jobs(library: Library) -> list[Job]:
    with library.sessions.reading() as session:
        return list(jobs.every(session))


def make_due(library: Library) -> None:
    """Let the time pass until all pauses and leases have ended."""
    with library.sessions.writing() as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(Job).values(due_at=past))
        session.execute(update(Job).where(Job.lease.is_not(None)).values(leased_until=past))


def test_a_job_is_taken_once_and_is_gone_when_it_is_done(library: Library) -> None:
    add(library)
    with library.sessions.writing() as session:
        task = jobs.take(session, KINDS)
        assert task and (task.kind, task.values, task.tries) == ("write", {"number": 0}, 1)
        assert jobs.take(session, KINDS) is None
        assert jobs.done(session, task)
    assert all_jobs(library) == []


def test_a_job_of_a_transaction_that_is_undone_was_never_there(library: Library) -> None:
    with library.sessions.write() as session:
        jobs.add(session, "write", {})
        session.rollback()
    assert all_jobs(library) == []


def test_a_job_waits_until_it_is_due(library: Library) -> None:
    with library.sessions.writing() as session:
        jobs.add(session, "write", {}, now() + timedelta(minutes=1))
        assert not jobs.is_waiting(session, KINDS)
        assert jobs.take(session, KINDS) is None


def test_kinds_that_a_process_does_not_know_are_left_to_others(library: Library) -> None:
    add(library)
    with library.sessions.writing() as session:
        assert jobs.take(session, ("read",)) is None
        assert not jobs.is_waiting(session, ())


def test_a_lease_that_ran_out_is_taken_again_and_the_first_taker_is_too_late(
    library: Library,
) -> None:
    add(library)
    with library.sessions.writing() as session:
        first = jobs.take(session, KINDS, timedelta(0))
        second = jobs.take(session, KINDS)
        assert first and second and (first.id, second.tries) == (second.id, 2)
        assert not jobs.done(session, first)
        jobs.failed(session, first, "too late")
    [job] = all_jobs(library)
    assert (job.lease, job.trouble) == (second.lease, "")


def test_a_job_that_fails_waits_longer_each_time_and_is_given_up_at_last(library: Library) -> None:
    def fail(_values: dict[str, Any]) -> None:
        raise OSError("the secret is 1234")

    add(library)
    worker, pauses = Worker(library.sessions, {"write": fail}), []
    for _ in range(jobs.MOST_TRIES):
        assert worker.run() == 1
        [job] = all_jobs(library)
        pauses.append(round((job.due_at - now()) / timedelta(minutes=1)))
        make_due(library)
    assert pauses[:3] == [1, 5, 30] and pauses == sorted(pauses)
    assert worker.run() == 0
    [job] = all_jobs(library)
    assert job.is_given_up
    assert job.trouble.startswith("OSError (test_jobs.py:") and "1234" not in job.trouble
    with library.sessions.writing() as session:
        jobs.try_again(session)
    assert worker.run() == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [(Hopeless("nobody lives there"), "nobody lives there"), (Invalid("x: %(x)s", x=1), "x: 1")],
)
def test_our_own_words_are_kept_and_what_is_hopeless_is_given_up_at_once(
    library: Library, error: Exception, said: str
) -> None:
    def fail(_values: dict[str, Any]) -> None:
        raise error

    add(library)
    Worker(library.sessions, {"write": fail}).run()
    [job] = all_jobs(library)
    assert job.trouble == said
    assert job.is_given_up == isinstance(error, Hopeless)


def test_a_job_whose_process_dies_at_every_try_is_given_up(library: Library) -> None:
    add(library)
    for _ in range(jobs.MOST_TRIES):
        with library.sessions.writing() as session:
            assert jobs.take(session, KINDS, timedelta(0))
    with library.sessions.writing() as session:
        assert jobs.take(session, KINDS) is None
    assert all_jobs(library)[0].is_given_up


def test_what_was_given_up_long_ago_is_forgotten(library: Library) -> None:
    add(library, 2)
    with library.sessions.writing() as session:
        task = jobs.take(session, KINDS)
        assert task
        jobs.failed(session, task, "no", hopeless=True)
        jobs.sweep(session)
        session.execute(update(Job).values(due_at=now() - timedelta(days=31)))
        jobs.sweep(session)
    assert [each.id for each in all_jobs(library)] != [task.id]
    assert len(all_jobs(library)) == 1


def test_a_job_that_repeats_itself_stands_there_once(library: Library) -> None:
    tomorrow = now() + timedelta(days=1)

    def again(_values: dict[str, Any]) -> datetime:
        return tomorrow

    def keep(_number: int) -> None:
        with library.sessions.writing() as session:
            jobs.keep_one(session, "write")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(8)))
    assert Worker(library.sessions, {"write": again}).run() == 1
    [job] = all_jobs(library)
    assert (job.due_at, job.tries, job.lease) == (tomorrow, 0, None)


def test_many_that_take_at_once_never_take_the_same(library: Library) -> None:
    add(library, 60)
    seen: list[int] = []
    worker = Worker(library.sessions, {"write": lambda values: seen.append(values["number"])})
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: worker.run(), range(4)))
    assert sorted(seen) == list(range(60)) and sum(counts) == 60
    assert all_jobs(library) == []


@pytest.fixture
def wrote(library: Library) -> Iterator[threading.Event]:
    """Set once the library's own worker has done a job; it would look by itself in an hour."""
    event = threading.Event()
    library.worker = Worker(library.sessions, {"write": lambda _: event.set()}, seconds=3600)
    library.worker.start()
    yield event
    library.worker.close()


def test_a_worker_wakes_at_the_commit_of_what_adds_a_job(
    library: Library, wrote: threading.Event
) -> None:
    time.sleep(0.2)  # it has looked once, found nothing and sleeps
    add(library)
    assert wrote.wait(5)


def test_a_worker_survives_a_database_that_is_away(library: Library) -> None:
    event, calls = threading.Event(), []

    def fail_once(_values: dict[str, Any]) -> None:
        event.set()

    worker = Worker(library.sessions, {"write": fail_once}, seconds=0.05)
    take = worker._take

    def away() -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("away")
        return take()

    worker._take = away  # type: ignore[method-assign]
    add(library)
    worker.start()
    assert event.wait(5)
    worker.close()


PROGRAM = """
import sys, time
from datetime import timedelta
from pathlib import Path
from library.database import Sessions, engine
from library.jobs import Worker

def write(values):
    time.sleep(0.01)
    with Path(sys.argv[2]).open("a") as stream:
        stream.write(f"{values['number']}\\n")

worker = Worker(Sessions(engine(sys.argv[1])), {"write": write}, 0.05, timedelta(seconds=1.5))
worker.start()
print("ready", flush=True)
time.sleep(600)
"""


def test_killed_at_any_moment_no_job_is_lost(library: Library, tmp_path: Path) -> None:
    add(library, 120)
    done = tmp_path / "done"
    done.touch()
    address = library.settings.database_url
    for patience in (0.15, 0.3, 0.05, 0.4, 30):
        command = [sys.executable, "-c", PROGRAM, address, str(done)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline() == b"ready\n"
            until = time.monotonic() + patience
            while time.monotonic() < until and all_jobs(library):
                time.sleep(0.02)
            process.kill()
    numbers = [int(line) for line in done.read_text().split()]
    assert set(numbers) == set(range(120)) and all_jobs(library) == []
    assert len(numbers) <= 120 + 4, "at most the one at hand is done twice at each death"


def test_a_server_does_what_others_have_added_and_sweeps_once_a_day(
    prepared: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    with servers.saodieu(data):
        with library.sessions.writing() as session:
            hoa = mail.Person("hoa@example.vn", "Hoa", "vi")
            mail.send(session, hoa, Message("Library"), "Words.")
        until = time.monotonic() + 30
        while time.monotonic() < until and not postbox.kept(library.settings.letters):
            time.sleep(0.1)
        assert len(postbox.kept(library.settings.letters)) == 1
    left = {each.kind: each.due_at for each in all_jobs(library)}
    assert left.keys() == {"sweep", "twins", "links"}
    assert left["sweep"] > now() + timedelta(hours=23)
    library.close()
