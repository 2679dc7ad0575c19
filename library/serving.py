"""Runs a production server: gunicorn, or waitress where gunicorn does not run (Windows).

One process with threads: it shares one index in memory, and SQLite has one writer at a time anyway.
"""

import sys
from typing import Any


def run(host: str, port: int, threads: int) -> None:
    """Serve until stopped."""
    if sys.platform == "win32":
        _waitress(host, port, threads)
    else:
        _gunicorn(host, port, threads)


def _gunicorn(host: str, port: int, threads: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": threads,
                "keepalive": 15,
                "timeout": 60,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from library.web import create_app

            return create_app()

    Server().run()


def _waitress(host: str, port: int, threads: int) -> None:
    import waitress

    from library.web import create_app

    waitress.serve(create_app(), host=host, port=port, threads=threads)
