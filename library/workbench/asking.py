"""Asks other hosts whether a link still works: politely, briefly, and never a host of ours.

The name is looked up first and the connection made to an address that was looked at, so that no
name, and no redirect, leads into a network of ours.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from library import __version__
from library.marking import N_
from library.workbench import addresses
from library.workbench.addresses import Address

SECONDS = 10.0
# Between two questions to one host.
PAUSE = 2.0
_LONGEST_PAUSE = 20.0
_MOST_REDIRECTS, _MOST_ADDRESSES = 5, 3
_FEW_BYTES, _MOST_ROBOTS = 1024, 100_000
_AGENT = "SaoDieu-links"
_MOVED = (301, 302, 303, 307, 308)
_GONE = (400, 404, 410)
# Hosts that keep programs out say so with these; a reader may see the page all the same.
_KEPT_OUT = range(400, 500)

# What was wrong, in words. Those in FAILURES count against a link, the others only say why it is
# not known whether it works.
REASONS = {
    "gone": N_("The page is not there any more (%(code)s)."),
    "host-error": N_("The host reports an error of its own (%(code)s)."),
    "no-name": N_("There is no host of this name."),
    "no-answer": N_("The host does not answer."),
    "refused": N_("The host refuses the connection."),
    "certificate": N_("The certificate of the host is not valid."),
    "certificate-expired": N_("The certificate of the host has expired."),
    "certificate-name": N_("The certificate of the host is for another name."),
    "circles": N_("It leads from one address to the next without end."),
    "odd": N_("The answer cannot be understood."),
    "private": N_("It leads into a private network."),
    "kept-out": N_("The host lets no programs in (%(code)s); look at it by hand."),
    "robots": N_("The host does not want programs to look at it; look at it by hand."),
}
FAILURES = frozenset(REASONS) - {"kept-out", "robots"}
# What OpenSSL calls two of its many troubles: X509_V_ERR_CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH
# and _IP_ADDRESS_MISMATCH.
_CERTIFICATES = {10: "certificate-expired", 62: "certificate-name", 64: "certificate-name"}
# With these nobody has answered: it may be we who are cut off.
_SILENT = frozenset({"no-name", "no-answer"})


@dataclass(frozen=True)
class Answer:
    """How a link answered: a key of REASONS, empty when it works, and what HTTP said."""

    reason: str = ""
    code: int | None = None

    @property
    def is_failure(self) -> bool:
        """Whether it counts against the link."""
        return self.reason in FAILURES

    @property
    def is_silence(self) -> bool:
        """Whether nobody answered at all."""
        return self.reason in _SILENT


@dataclass(frozen=True)
class _Reply:
    code: int
    location: str
    body: bytes


class _Trouble(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Asker:
    """Asks one thing at a time, with a pause for each host; it keeps what their robots.txt says.

    `allows` may let in addresses that are not public, and `trusted` certificates of one's own:
    both are for tests, which ask a server of theirs, and no setting reaches them.
    """

    def __init__(
        self,
        own_address: str = "",
        *,
        pause: float = PAUSE,
        seconds: float = SECONDS,
        allows: Callable[[Address], bool] = addresses.is_public,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        about = f"; +{own_address}" if own_address else ""
        self.agent = f"{_AGENT}/{__version__} (link check{about})"
        self._pause, self._seconds, self._allows = pause, seconds, allows
        self._tls = trusted or ssl.create_default_context()
        self._robots: dict[str, RobotFileParser | _Trouble | None] = {}
        self._free_at: dict[str, float] = {}

    def ask(self, url: str) -> Answer:
        """Return how a link answers, all redirects followed."""
        try:
            return self._follow(url)
        except _Trouble as trouble:
            return Answer(trouble.reason)

    def _follow(self, url: str) -> Answer:
        for _hop in range(_MOST_REDIRECTS + 1):
            rules = self._rules(url)
            if rules is None or not rules.can_fetch(self.agent, url):
                return Answer("robots")
            reply = self._reply(url)
            if reply.code not in _MOVED or not reply.location:
                return _judged(reply.code)
            url = urljoin(url, reply.location)
        return Answer("circles")

    def _reply(self, url: str) -> _Reply:
        """Ask for the head alone, then for a few bytes where a host does not know that question."""
        with suppress(_Trouble):
            reply = self._send("HEAD", url, 0)
            if reply.code < 400:
                return reply
        return self._send("GET", url, _FEW_BYTES)

    def _rules(self, url: str) -> RobotFileParser | None:
        """Return what a host asks of programs, None where it cannot say it: then it is left alone."""
        origin = _origin(url)
        if origin not in self._robots:
            try:
                self._robots[origin] = self._read_robots(origin)
            except _Trouble as trouble:  # its other links need not wait for it again
                self._robots[origin] = trouble
        known = self._robots[origin]
        if isinstance(known, _Trouble):
            raise known
        return known

    def _read_robots(self, origin: str) -> RobotFileParser | None:
        url = f"{origin}/robots.txt"
        for _hop in range(_MOST_REDIRECTS + 1):
            reply = self._send("GET", url, _MOST_ROBOTS)
            if reply.code in _MOVED and reply.location:
                url = urljoin(url, reply.location)
                continue
            if reply.code >= 500:
                return None
            rules = RobotFileParser()
            has_some = reply.code < 300
            rules.parse(reply.body.decode("utf-8", "replace").splitlines() if has_some else [])
            return rules
        return None

    def _send(self, method: str, url: str, most: int) -> _Reply:
        parts = _parts(url)
        assert parts.hostname
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        found = self._checked(parts.hostname, port)
        self._wait(_origin(url))
        try:
            with self._connected(parts.hostname, found, port, is_secure) as connection:
                return _exchanged(connection, method, url, most, self.agent)
        except ssl.SSLCertVerificationError as error:
            raise _Trouble(_CERTIFICATES.get(error.verify_code, "certificate")) from None
        except ConnectionRefusedError:
            raise _Trouble("refused") from None
        except (http.client.HTTPException, ssl.SSLError, UnicodeError, ValueError):
            raise _Trouble("odd") from None
        except OSError:
            raise _Trouble("no-answer") from None
        finally:
            self._free_at[_origin(url)] = time.monotonic() + self._pause_of(_origin(url))

    def _checked(self, host: str, port: int) -> list[Address]:
        """Return the addresses of a host; none of them may be private."""
        try:
            found = addresses.looked_up(host, port)
        except (OSError, UnicodeError):
            raise _Trouble("no-name") from None
        if not all(map(self._allows, found)):
            raise _Trouble("private")
        return found

    def _wait(self, origin: str) -> None:
        time.sleep(max(0.0, self._free_at.get(origin, 0.0) - time.monotonic()))

    def _pause_of(self, origin: str) -> float:
        rules = self._robots.get(origin)
        wanted = rules.crawl_delay(self.agent) if isinstance(rules, RobotFileParser) else None
        return max(self._pause, min(float(wanted or 0), _LONGEST_PAUSE))

    @contextmanager
    def _connected(
        self, host: str, found: Sequence[Address], port: int, is_secure: bool
    ) -> Iterator[http.client.HTTPConnection]:
        """Lend a connection to a host; whatever trickles in, it ends after some seconds."""
        plain = _reached(found, port, self._seconds)
        watch = threading.Timer(2 * self._seconds, _cut, [plain])
        watch.daemon = True
        watch.start()
        try:
            sock = self._tls.wrap_socket(plain, server_hostname=host) if is_secure else plain
            with sock:
                connection = http.client.HTTPConnection(host, port)
                connection.sock = sock
                yield connection
        finally:
            watch.cancel()
            plain.close()


def _reached(found: Sequence[Address], port: int, seconds: float) -> socket.socket:
    """Return a connection to one of a host's addresses: a machine may know only one family."""
    for address in found[:_MOST_ADDRESSES]:
        try:
            return socket.create_connection((str(address), port), timeout=seconds)
        except OSError as error:
            trouble = error
    raise trouble


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_known = False
    if not is_known:
        raise _Trouble("odd")
    return parts


def _origin(url: str) -> str:
    parts = _parts(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _exchanged(
    connection: http.client.HTTPConnection, method: str, url: str, most: int, agent: str
) -> _Reply:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc.rpartition("@")[2].encode("idna").decode("ascii"),
        "User-Agent": agent,
        "Accept": "*/*",
        "Connection": "close",
    }
    if most == _FEW_BYTES:
        headers["Range"] = f"bytes=0-{most - 1}"
    connection.request(method, quote(target, safe="/?&=%:;,+@!$*()~'-._"), headers=headers)
    answer = connection.getresponse()
    body = answer.read(most) if most else b""
    return _Reply(answer.status, _text(answer.getheader("Location")), body)


def _text(header: str | None) -> str:
    """Return a header that may hold letters: HTTP's own reading of its bytes is Latin-1."""
    return (header or "").encode("latin-1", "replace").decode("utf-8", "replace")


def _judged(code: int) -> Answer:
    if code < 400:
        return Answer("", code)
    if code in _GONE:
        return Answer("gone", code)
    return Answer("kept-out" if code in _KEPT_OUT else "host-error", code)
