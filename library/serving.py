"""Runs a production server: gunicorn, or waitress where gunicorn does not run (Windows).

One process with threads: it shares one index in memory, and SQLite has one writer at a time anyway.
"""

import atexit
import ctypes
import gc
import socket
import sys
from contextlib import suppress
from typing import Any

from library import config
from library.errors import Conflict
from library.marking import N_
from library.wiring import Library

_M_ARENA_MAX = -8  # its number in malloc.h

# Bytes. A query of 10,000 Vietnamese letters is nine bytes a letter in an address, and the search
# page answers it in the reader's language; gunicorn would refuse it above 8,190.
_LONGEST_ADDRESS = 128 * 1024


def check(host: str, port: int) -> None:
    """Raise Conflict when no server could listen there."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if sys.platform != "win32":  # where it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Conflict(
            N_(
                "%(host)s:%(port)s is in use or no address of this machine; "
                "choose another with --port or --host."
            ),
            host=host,
            port=port,
        ) from error


def run(host: str, port: int, threads: int) -> None:
    """Serve until stopped."""
    _share_heaps()
    _give_back()
    if sys.platform == "win32":
        _waitress(host, port, threads)
    else:
        _gunicorn(host, port, threads)


def _share_heaps() -> None:
    """Let all threads share two heaps: glibc gives each its own, and little of it comes back."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _give_back() -> None:
    """Return to the system what the first start has filled: the process above the server keeps it."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _application() -> Any:
    """Return the application; its library works and is closed when the process ends of its own will."""
    from library.web import create_app

    library = Library.open(config.read())
    atexit.register(library.close)
    library.start()
    return create_app(library)


def _gunicorn(host: str, port: int, threads: int) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.http import message

    message.MAX_REQUEST_LINE = _LONGEST_ADDRESS  # a setting can only lower it

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": threads,
                "keepalive": 15,
                "timeout": 60,
                "limit_request_line": _LONGEST_ADDRESS,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return _application()

    Server().run()


def _waitress(host: str, port: int, threads: int) -> None:
    import waitress

    waitress.serve(_application(), host=host, port=port, threads=threads)
