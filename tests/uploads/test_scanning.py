"""The scanner: a small clamd on a real socket, of a host or of a path, that may fail in every way."""

import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from library.errors import Invalid
from library.uploads import accepting
from library.uploads.accepting import Desk
from library.uploads.scanning import Scanner

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Behaviour = Callable[[socket.socket], None]


class Daemon:
    """A clamd that answers one question after another; `heard` is what it was sent."""

    def __init__(self, listener: socket.socket, behave: Behaviour | None = None) -> None:
        self._listener = listener
        self._behave = behave or self._answer
        self.heard: list[bytes] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError, struct.error):  # who asks may hang up
                self._behave(connection)

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
        self.heard.append(content)
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        connection.sendall(found[:5])
        connection.sendall(found[5:])


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def scanner(listener: socket.socket, seconds: float = 5) -> Scanner:
    return Scanner(f"127.0.0.1:{listener.getsockname()[1]}", seconds)


def sent(desk: Desk, scanner: Scanner, content: bytes) -> accepting.Upload:
    return accepting.accept(io.BytesIO(content), "a.txt", replace(desk, scanner=scanner))


def refusal(desk: Desk, scanner: Scanner, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        sent(desk, scanner, content)
    assert [path for path in desk.store.folder.rglob("*") if path.is_file()] == []
    return str(caught.value)


def test_what_is_clean_is_kept_and_was_sent_whole(desk: Desk, listener: socket.socket) -> None:
    daemon = Daemon(listener)
    content = b"chao " * 100_000
    assert sent(desk, scanner(listener), content).size == len(content)
    assert daemon.heard == [content]


def test_what_is_infected_is_refused_by_name(desk: Desk, listener: socket.socket) -> None:
    Daemon(listener)
    said = refusal(desk, scanner(listener), b"a" * 70_000 + EICAR)
    assert "contains a virus (Eicar-Signature)" in said


def test_a_socket_of_the_system_is_asked_alike(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()
        Daemon(listener)
        assert "virus" in refusal(desk, Scanner(f"unix:{place}"), EICAR)
        assert sent(desk, Scanner(f"unix:{place}"), b"chao").size == 4


def test_nobody_there_is_a_refusal(desk: Desk, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    for address in (f"127.0.0.1:{port}", f"unix:{tmp_path / 'nothing'}"):
        assert "scanner does not answer" in refusal(desk, Scanner(address), b"chao")


def say(answer: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass

    return behave


FAILING = {
    "silence": (say(b""), "does not answer"),
    "half an answer": (say(b"stream: O"), "does not answer"),
    "an error": (say(b"INSTREAM: Can't allocate memory ERROR\0"), "does not answer"),
    "too large": (
        say(b"INSTREAM size limit exceeded. ERROR\0"),
        "larger than the virus scanner takes",
    ),
    "a virus in the name of all is well": (say(b"stream: OK FOUND\0"), "contains a virus"),
    "an answer without an end": (say(b"x" * 100_000), "does not answer"),
}


@pytest.mark.parametrize(("behave", "reason"), FAILING.values(), ids=FAILING)
def test_whatever_is_not_all_is_well_is_a_refusal(
    desk: Desk, listener: socket.socket, behave: Behaviour, reason: str
) -> None:
    Daemon(listener, behave)
    assert reason in refusal(desk, scanner(listener), b"chao")


def test_a_scanner_that_hangs_is_left_in_time(desk: Desk, listener: socket.socket) -> None:
    assert "does not answer" in refusal(desk, scanner(listener, seconds=0.3), b"chao")


def test_a_scanner_that_has_heard_enough_and_hangs_up_is_understood(
    desk: Desk, tmp_path: Path
) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    place = tmp_path / "clamd.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()
        Daemon(listener, behave)
        said = refusal(desk, Scanner(f"unix:{place}"), b"a" * 20_000_000)
    assert "larger than the virus scanner takes" in said
