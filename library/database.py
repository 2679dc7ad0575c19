"""The database: engine, sessions and column types. The only place that knows SQLite from PostgreSQL.

On SQLite a transaction that may write begins IMMEDIATE: with plain BEGIN, writers that meet fail
at once instead of waiting for each other.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    FromClause,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from library.errors import Invalid
from library.marking import N_

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# What PostgreSQL holds in the columns of numbers; SQLite takes more.
LARGEST_NUMBER = 2**31 - 1


class Moment(TypeDecorator[datetime]):
    """A point in time: aware and in UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and not value.tzinfo else value


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[Any]: JSON(),
    }


CLOCK = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day that it is in Viet Nam, whatever the machine's clock is set to."""
    return datetime.now(CLOCK).date()


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Viet Nam."""
    return datetime.combine(day, time(), CLOCK)


def engine(url: str) -> Engine:
    """Return an engine for SQLite or PostgreSQL; raise Invalid when the address cannot be read."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    made = create_engine(parsed.set(drivername="sqlite"))
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _parsed(url: str) -> URL:
    with suppress(ArgumentError, ValueError):
        parsed = make_url(url)
        if parsed.get_backend_name() in ("sqlite", "postgresql"):
            return parsed
    raise Invalid(
        N_("SAODIEU_DATABASE_URL must look like sqlite:///file or postgresql://user@host/name.")
    )


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ImportError as error:
        raise Invalid(
            N_("PostgreSQL needs a driver; install it with: pip install “saodieu[postgresql]”.")
        ) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # pysqlite must not begin by itself: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("saodieu_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def take_turns(connection: Connection, subject: str) -> None:
    """Wait until no other transaction works on a subject; held until the commit.

    On SQLite BEGIN IMMEDIATE has seen to it already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(zlib.crc32(subject.encode()))))


def add_up(session: Session, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with the same primary key is there, its other columns are added to."""
    assert isinstance(table, Table), "a mapped class with a table of its own"
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    keys = list(table.primary_key)
    more = {each.name: each + insert.excluded[each.name] for each in table.c if each not in keys}
    if rows:
        adding = insert.on_conflict_do_update(index_elements=keys, set_=more)
        session.execute(adding, list(rows))


def damages(session: Session) -> list[str]:
    """Return what the database says is wrong with itself; PostgreSQL checks itself as it works."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    try:
        found = session.execute(text("PRAGMA integrity_check")).scalars().all()
        strays = session.execute(text("PRAGMA foreign_key_check")).all()
    except DatabaseError as error:
        return [str(error.orig)]
    return [line for line in found if line != "ok"] + [
        f"{row[0]} {row[1]} -> {row[2]}" for row in strays
    ]


class Sessions:
    """Where edges get their sessions from: one for reading, one that commits."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._write = sessionmaker(engine)
        self._read = sessionmaker(engine.execution_options(saodieu_reads=True), autoflush=False)
        self._called: list[Callable[[Session], None]] = []

    def after_commit(self, call: Callable[[Session], None]) -> None:
        """Have something called after each commit of a session that may write."""
        self._called.append(call)
        event.listen(self._write, "after_commit", call)

    def close(self) -> None:
        """Let go of the connections, and of what is called: SQLAlchemy would keep it for ever."""
        while self._called:
            event.remove(self._write, "after_commit", self._called.pop())
        self.engine.dispose()

    def read(self) -> Session:
        """Return a session that only reads; the caller closes it."""
        return self._read()

    def write(self) -> Session:
        """Return a session that may write; the caller commits and closes it."""
        return self._write()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Lend a session that only reads."""
        with self.read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Lend a session and commit it, unless an error leaves the block."""
        with self.write() as session, session.begin():
            yield session
