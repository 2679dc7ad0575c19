"""Asks ClamAV's daemon about a file, where an administrator has one (SAODIEU_CLAMAV).

The protocol is INSTREAM of clamd: pieces, each behind its length, and a sentence as the answer.
"""

import logging
import re
import socket
import struct
from pathlib import Path

from library.errors import Invalid
from library.marking import N_

_PIECE = 1 << 16
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.+) FOUND")
_log = logging.getLogger("saodieu")


class Scanner:
    """Where clamd listens: `unix:/path/to/socket` or `host:port`."""

    def __init__(self, address: str, seconds: float = 60) -> None:
        self._address = address
        self._seconds = seconds

    def check(self, path: Path, name: str) -> None:
        """Raise Invalid when a file is infected, or when nobody can tell."""
        try:
            answer = self._ask(path)
        except OSError as error:
            _log.warning("clamd at %s does not answer: %s", self._address, error)
            answer = ""
        if answer == "stream: OK":
            return
        if found := _FOUND.fullmatch(answer):
            _log.warning("clamd found %s in an upload", found[1])
            raise Invalid(
                N_("“%(name)s” contains a virus (%(virus)s) and was not kept; clean the computer."),
                name=name,
                virus=found[1],
            )
        if "size limit exceeded" in answer:
            raise Invalid(
                N_("“%(name)s” is larger than the virus scanner takes; make it smaller."), name=name
            )
        raise Invalid(
            N_(
                "“%(name)s” was not kept because the virus scanner does not answer; try again later "
                "or tell the administrator."
            ),
            name=name,
        )

    def _ask(self, path: Path) -> str:
        with self._connected() as connection, path.open("rb") as stream:
            try:
                connection.sendall(b"zINSTREAM\0")
                while piece := stream.read(_PIECE):
                    connection.sendall(struct.pack("!L", len(piece)) + piece)
                connection.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has heard enough, and says so
            return _sentence(connection)

    def _connected(self) -> socket.socket:
        if self._address.startswith("unix:"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self._seconds)
            try:
                connection.connect(self._address.removeprefix("unix:"))
            except BaseException:
                connection.close()
                raise
            return connection
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self._seconds)


def _sentence(connection: socket.socket) -> str:
    """Return what clamd says, up to the NUL that ends it."""
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        heard = connection.recv(_LONGEST_ANSWER)
        if not heard:
            break
        said += heard
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
