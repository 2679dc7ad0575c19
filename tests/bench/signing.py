"""Signing in beside reading: what it costs beyond the password hash, and whether a flood of wrong
passwords slows the readers.

The flood comes from a process of its own, from many addresses of the loopback: from one address it
would be turned away unhashed after thirty.
"""

import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from library import config
from library.accounts import passwords, units, users
from library.accounts.roles import CommandLine, Role
from library.wiring import Library
from tests.bench import corpus, rows, running, served
from tests.bench.rows import Row
from tests.bench.running import Site

PLANS = 500
_SEARCHES = 240
_ROUNDS = 3
_A_SECOND = 50
_SIGN_INS = 30
_EMAIL, _PASSWORD = "lan@example.vn", "diều sáo trúc bay cao"


class Form:
    """The form for signing in, as one browser opened it; anybody may send it."""

    def __init__(self, port: int) -> None:
        self.port = port
        connection = self._connection("127.0.0.1")
        connection.request("GET", "/vi/account/sign-in")
        answer = connection.getresponse()
        shown = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        if not shown:
            raise RuntimeError("the page for signing in has no token")
        self._token = shown[1]
        self._cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        connection.close()

    def _connection(self, place: str) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, 60, source_address=(place, 0))

    def send(self, email: str, password: str, place: str = "127.0.0.1") -> int:
        """Send it from an address of this machine and return the status of the answer."""
        fields = {"csrf_token": self._token, "email": email, "password": password}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookie}
        connection = self._connection(place)
        try:
            connection.request("POST", "/vi/account/sign-in", urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


def measured(count: int) -> Iterator[Row]:
    """Measure signing in on a library with this many plans."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder) / "data"
        corpus.write_folders(Path(folder) / "plans", count)
        running.saodieu(data, "import", "--publish", Path(folder) / "plans")
        _add_lan(data)
        with running.served(data) as site:
            running.until_answered(site, "/healthz")
            yield _alone(site)
            yield from _beside_a_flood(site, count)


def _add_lan(data: Path) -> None:
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    with library.sessions.writing() as session:
        shell, root = CommandLine(), units.root(session)
        lan = users.add(session, shell, root, _EMAIL, "Lan", "vi")
        users.grant(session, shell, lan, Role.CONTRIBUTOR, root)
        users.choose_password(session, lan, _PASSWORD)
    library.close()


def _alone(site: Site) -> Row:
    """Sign in again and again while nobody else asks; each on a connection of its own."""
    form = Form(site.port)
    kept = passwords.hashed(_PASSWORD)
    hashing = [rows.seconds(lambda: passwords.is_right(kept, _PASSWORD)) for _ in range(_SIGN_INS)]
    taken = [rows.seconds(lambda: _sign_in(form)) for _ in range(_SIGN_INS)]
    beyond = statistics.median(taken) - statistics.median(hashing)
    note = f"{rows.median(taken)} in all, {rows.median(hashing)} of it the hash"
    return Row("sign-in, beyond the password hash", f"{1000 * beyond:.0f} ms", "100 ms", note)


def _sign_in(form: Form) -> None:
    if (status := form.send(_EMAIL, _PASSWORD)) != 303:
        raise RuntimeError(f"signing in answered {status}")


def _beside_a_flood(site: Site, count: int) -> Iterator[Row]:
    """Search without and with the flood by turns, because the machine has moods."""
    fresh = served._different(count)
    quiet, flooded, said, waits = [], [], "", list[float]()
    for _ in range(_ROUNDS):
        quiet.append(running.together(site, list(islice(fresh, _SEARCHES))))
        command = [sys.executable, "-m", "tests.bench.signing", str(site.port)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        ) as flood:
            time.sleep(2)
            flooded.append(running.together(site, list(islice(fresh, _SEARCHES))))
            waits += _tries(site)
            said, _errors = flood.communicate("stop\n", timeout=60)
    share = statistics.median(flooded) / statistics.median(quiet)
    yield Row("search, 8 clients, quiet", f"{statistics.median(quiet):.0f} a second")
    name = f"search, 8 clients, {_A_SECOND} wrong passwords a second"
    rate = f"{statistics.median(flooded):.0f} a second"
    yield Row(name, rate, "80 %", f"{100 * share:.0f} % of the quiet rate; {said.strip()}")
    note = "the median of whole tries, until one is let in"
    yield Row("a right sign-in meanwhile", rows.median(waits), "", note)


def _tries(site: Site) -> list[float]:
    """Sign in during the flood; when many are at it, try again as the page says."""
    form, waits = Form(site.port), []
    for _ in range(5):
        started = time.perf_counter()
        while form.send(_EMAIL, _PASSWORD) != 303:
            time.sleep(0.2)
        waits.append(time.perf_counter() - started)
    return waits


def _flood(port: int) -> None:
    """Send wrong passwords at an even pace until told to stop; print what was answered."""
    form, answers, stop = Form(port), Counter[int](), threading.Event()
    started, sent = time.perf_counter(), 0

    def listen() -> None:
        sys.stdin.readline()
        stop.set()

    def one() -> None:
        place = f"127.0.{random.randint(1, 250)}.{random.randint(1, 250)}"
        try:
            answers[form.send(f"a{random.random()}@example.vn", "wrong wrong wrong", place)] += 1
        except OSError:
            answers[0] += 1

    threading.Thread(target=listen, daemon=True).start()

    threads = []
    while not stop.is_set():
        thread = threading.Thread(target=one)
        thread.start()
        threads.append(thread)
        sent += 1
        time.sleep(max(0.0, started + sent / _A_SECOND - time.perf_counter()))
    seconds = time.perf_counter() - started
    for thread in threads:
        thread.join()
    told = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
    print(f"{sent / seconds:.0f} sent a second: {told}")


if __name__ == "__main__":
    _flood(int(sys.argv[1]))
