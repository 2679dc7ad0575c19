"""The database: writers wait for each other, readers for nobody, times are aware, ties hold."""

import gc
import shutil
import sqlite3
import sys
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from library import changes, config, database
from library.database import Sessions
from library.errors import Invalid
from library.items.models import Item
from library.tags.models import ItemTag
from library.wiring import Library
from tests import make


@pytest.fixture
def lite(tmp_path: Path) -> Sessions:
    made = database.engine(f"sqlite:///{tmp_path / 'small.sqlite3'}")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE numbers (number INTEGER)"))
    return Sessions(made)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 5000)],
)
def test_every_connection_to_sqlite_is_prepared(
    lite: Sessions, pragma: str, value: str | int
) -> None:
    with lite.reading() as one, lite.reading() as other:
        for session in (one, other):
            assert session.scalar(text(f"PRAGMA {pragma}")) == value


def _insert_slowly(sessions: Sessions, seconds: float = 0.05) -> None:
    with sessions.writing() as session:
        known = session.scalar(text("SELECT count(*) FROM numbers"))
        time.sleep(seconds)  # long enough for every other writer to have begun as well
        session.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": known})


def test_writers_that_meet_wait_and_none_fails(lite: Sessions) -> None:
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(_insert_slowly, lite) for _ in range(12)]:
            done.result()
    with lite.reading() as session:
        assert session.scalars(text("SELECT number FROM numbers ORDER BY 1")).all() == [*range(12)]


def test_a_writer_gives_up_after_a_while_and_nothing_is_lost(lite: Sessions) -> None:
    with lite.writing() as first:
        first.execute(text("INSERT INTO numbers VALUES (1)"))
        impatient = sqlite3.connect(str(lite.engine.url.database), timeout=0.05)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            impatient.execute("INSERT INTO numbers VALUES (2)")
        impatient.close()
    with lite.reading() as session:
        assert session.scalars(text("SELECT number FROM numbers")).all() == [1]


def test_a_reader_neither_waits_for_a_writer_nor_holds_one_up(lite: Sessions) -> None:
    with lite.reading() as reader:
        assert reader.scalar(text("SELECT count(*) FROM numbers")) == 0
        started = time.monotonic()
        with lite.writing() as writer:
            writer.execute(text("INSERT INTO numbers VALUES (1)"))
            with lite.reading() as other:
                assert other.scalar(text("SELECT count(*) FROM numbers")) == 0
        assert time.monotonic() - started < 2
        assert reader.scalar(text("SELECT count(*) FROM numbers")) == 0, "it sees one moment"
    with lite.reading() as later:
        assert later.scalar(text("SELECT count(*) FROM numbers")) == 1


def test_an_error_in_a_writing_block_leaves_nothing_behind(library: Library) -> None:
    def fail(session: Session) -> None:
        make.saved(session, library)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), library.sessions.writing() as session:
        fail(session)
    with library.sessions.reading() as session:
        assert session.scalars(select(Item)).all() == []


def test_a_tie_to_nothing_is_refused(library: Library) -> None:
    with pytest.raises(IntegrityError), library.sessions.writing() as session:
        session.add(ItemTag(item_id="nowhere", named="grade.07", tag_id="grade.07"))


def test_times_come_back_aware_and_in_utc(library: Library) -> None:
    hanoi = timezone(timedelta(hours=7))
    with library.sessions.writing() as session:
        given = datetime(2026, 11, 22, 7, 30, 15, 123456, hanoi)
        session.add(Item(id="a", slug="a", short="a", created_at=given))
    with library.sessions.reading() as session:
        item = session.get_one(Item, "a")
        assert item.created_at == given
        assert item.created_at.utcoffset() == timedelta(0)
        assert item.published_at is None


def test_now_is_aware() -> None:
    assert abs(database.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_those_who_take_turns_at_a_subject_work_one_after_the_other(library: Library) -> None:
    inside: list[str] = []
    begun = threading.Barrier(3)

    def work(name: str) -> None:
        begun.wait()
        with library.sessions.writing() as session:
            database.take_turns(session.connection(), "a subject")
            inside.append(name)
            time.sleep(0.05)
            assert inside[-1] == name, "somebody came between"

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work, name) for name in "abc"]:
            done.result()
    assert sorted(inside) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "url", ["", "thu-vien", "mysql://root@localhost/x", "nonsense://x", "postgresql://u@h:port/x"]
)
def test_an_address_of_no_known_database_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="SAODIEU_DATABASE_URL must look like"):
        database.engine(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_any_way_to_write_postgresql_uses_our_driver(scheme: str) -> None:
    assert database.engine(f"{scheme}://reader@localhost/library").driver == "psycopg"


def test_a_missing_postgresql_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Invalid, match=r"saodieu\[postgresql\]"):
        database.engine("postgresql://reader@localhost/library")


def _file_of(library: Library) -> Path:
    return Path(str(library.sessions.engine.url.database))


def _tear(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.seek(40 * 4096)
        stream.write(b"\xff" * 4096)


def _stray(file: Path) -> None:
    connection = sqlite3.connect(file)  # ties are not checked here
    connection.execute(
        "INSERT INTO item_tags (item_id, named, tag_id) VALUES ('nowhere', 'grade.07', 'grade.07')"
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [_tear, _stray])
def test_damage_to_a_sqlite_file_is_told(
    tmp_path: Path, prepared: Path, damage: Callable[[Path], None]
) -> None:
    with Library.open(config.read({"SAODIEU_DATA": str(tmp_path)})).sessions.reading() as session:
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        assert database.damages(session) == []
    engine.dispose()
    damage(Path(str(engine.url.database)))
    with Sessions(engine).reading() as session:
        assert database.damages(session)
    engine.dispose()


def test_a_file_that_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Kính gửi Ban giám hiệu\n" * 100, "utf-8")
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match="not a database"):
        database.engine(f"sqlite:///{file}").connect()
    assert file.read_bytes() == before


def test_what_is_written_is_seen_by_who_reads_next(library: Library) -> None:
    with library.sessions.writing() as session:
        before = changes.last(session)
        changes.touch(session, "items", "a")
    with library.sessions.reading() as session:
        assert changes.last(session) > before


def test_a_closed_library_is_let_go(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    library = Library.open(config.read({"SAODIEU_DATA": str(tmp_path / "data")}))
    library.close()
    left = weakref.ref(library)
    del library
    gc.collect()
    assert left() is None
