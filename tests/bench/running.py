"""A real library to measure: `saodieu` commands on a data folder, a server, clients that stay.

A client keeps its connection and sends each request at once, as browsers do.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_COMMAND = Path(sys.executable).with_name("saodieu")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Site:
    """A data folder and the port of the server over it."""

    data: Path
    port: int
    process: int

    def processor(self) -> float:
        """Return the seconds of processor that the server has used so far, on all cores."""
        return sum(map(_worked, [self.process, *_children(self.process)]))

    def memory(self) -> list[float]:
        """Return the megabytes of the server and of the processes it started, the largest first."""
        numbers = [self.process, *_children(self.process)]
        return sorted(map(_resident, numbers), reverse=True)


class Client:
    """A reader's browser: one kept connection that takes packed pages; a cookie may sign it in."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._headers = {"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {})
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def get(self, address: str) -> bytes:
        """Return the page at an address; anything but 200 ends the measurement."""
        self._connection.request("GET", address, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return body

    def timed(self, address: str) -> float:
        """Return how many seconds a page takes."""
        started = time.perf_counter()
        self.get(address)
        return time.perf_counter() - started


def saodieu(data: Path, *arguments: str | Path) -> None:
    """Run a command on a data folder."""
    subprocess.run([_COMMAND, *arguments], env=_environment(data), check=True, capture_output=True)


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """Serve a data folder on a free port; it may not have answered anything yet."""
    port = _free_port()
    process = subprocess.Popen(
        [_COMMAND, "serve", "--port", str(port)],
        env=_environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Site(data, port, process.pid)
    finally:
        process.terminate()
        process.wait()


def until_answered(site: Site, address: str) -> None:
    """Ask for a page until the server has started and gives it."""
    give_up_at = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up_at:
        with suppress(OSError, http.client.HTTPException), Client(site.port) as client:
            client.get(address)
            return
        time.sleep(0.01)
    raise TimeoutError(address)


def one_by_one(site: Site, addresses: Sequence[str], cookie: str = "") -> list[float]:
    """Return the seconds of each page for a reader who is alone."""
    with Client(site.port, cookie) as client:
        return [client.timed(address) for address in addresses]


def together(site: Site, addresses: Sequence[str], clients: int = 8) -> float:
    """Return how many pages a second several readers get who each take a share."""
    shares = [addresses[number::clients] for number in range(clients)]
    with ThreadPoolExecutor(clients) as readers:
        started = time.perf_counter()
        list(readers.map(lambda share: one_by_one(site, share), shares))
        return len(addresses) / (time.perf_counter() - started)


def processor_of(site: Site, addresses: Sequence[str]) -> str:
    """Return what a page costs the server: it varies less than time where others are at work."""
    before = site.processor()
    one_by_one(site, addresses)
    return f"{1000 * (site.processor() - before) / len(addresses):.1f} ms of processor a page"


def _environment(data: Path) -> dict[str, str]:
    return os.environ | {"SAODIEU_DATA": str(data)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(number) for number in listed.split()]


def _worked(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
