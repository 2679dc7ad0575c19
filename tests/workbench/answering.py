"""A host on the loopback that answers as a test wishes, and an asker that may ask it.

What may be asked is an argument of the asker, which no setting reaches: the library itself never
asks a private network.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from library.workbench.asking import Asker


@dataclass
class Host:
    """What paths answer: a code, headers and a body; what was asked, as method, path and agent."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    # Codes of paths where the head alone is asked for, when they differ.
    heads: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the address of a path, and let it answer well unless told otherwise."""
        self.answers.setdefault(path, (200, {}, b"x" * 5000))
        return f"http://127.0.0.1:{self.port}{path}"

    def methods(self, path: str) -> list[str]:
        """Return with which methods a path was asked."""
        return [method for method, asked, _agent in self.asked if asked == path]


@contextmanager
def host(certificate: Path | None = None) -> Iterator[Host]:
    """Lend a host, one that speaks TLS when it has a certificate."""
    made = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            made.asked.append((self.command, self.path, self.headers["User-Agent"]))
            code, headers, body = made.answers.get(self.path, (404, {}, b""))
            if self.command == "HEAD":
                code, body = made.heads.get(self.path, code), b""
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asker(
    *, pause: float = 0.0, seconds: float = 10.0, trusted: ssl.SSLContext | None = None
) -> Asker:
    """Return an asker that may ask the loopback, without a pause unless told otherwise."""
    return Asker(
        "https://thu-vien.example.vn",
        allows=lambda address: address.is_loopback,
        pause=pause,
        seconds=seconds,
        trusted=trusted,
    )
