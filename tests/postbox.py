"""A mail server for tests: takes letters over SMTP on the loopback and keeps them.

`refuse` answers recipients with a code; `accounts` asks for a name and password.
"""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast


class Postbox(socketserver.ThreadingTCPServer):
    """Letters that came in, and what the next senders are told."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse = 0
        self.accounts: dict[str, str] = {}
        self.signed_in: list[str] = []
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def address(self) -> str:
        """Where it listens, as a setting names it."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a sender who hangs up, as one does who mistrusts the certificate."""


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.box = cast(Postbox, self.server)
        self.say("220 postbox")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            word = line.upper().split()[0]
            if word == "QUIT":
                return self.say("221 bye")
            getattr(self, f"hear_{word.lower()}", self.hear)(line)
        return None

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def hear(self, _line: str) -> None:
        self.say("250 yes")

    def hear_ehlo(self, _line: str) -> None:
        self.say("250-postbox\r\n250-8BITMIME\r\n250 AUTH PLAIN")

    def hear_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        is_right = self.box.accounts.get(user) == password
        self.box.signed_in += [user] if is_right else []
        self.say("235 welcome" if is_right else "535 wrong password")

    def hear_rcpt(self, line: str) -> None:
        if self.box.refuse:
            return self.say(f"{self.box.refuse} not <{line.split('<')[1]}")
        self.box.recipients.append(line.split("<")[1].split(">")[0])
        return self.say("250 yes")

    def hear_data(self, _line: str) -> None:
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        letter = b"".join(line.removeprefix(b".") for line in lines)
        self.box.letters.append(message_from_bytes(letter, policy=policy.default))
        self.say("250 kept")


@contextmanager
def opened(certificate: Path | None = None) -> Iterator[Postbox]:
    """Listen until the block ends."""
    with Postbox(certificate) as box:
        threading.Thread(target=box.serve_forever, args=(0.02,), daemon=True).start()
        yield box
        box.shutdown()


def text(letter: EmailMessage, kind: str = "plain") -> str:
    """Return a letter's words as text or, for "html", as a page."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def kept(folder: Path) -> list[EmailMessage]:
    """Return the letters of a folder, the oldest first."""
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]


def address(letter: EmailMessage) -> str:
    """Return whom a letter is for."""
    (found,) = letter["To"].addresses
    return str(found.addr_spec)
