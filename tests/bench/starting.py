"""From typing `saodieu serve` to the first page, on an empty data folder and on a filled one."""

import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.bench import rows, running
from tests.bench.rows import Row

_ROUNDS = 3
_HEAVIEST = 5
_LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*([\w.]+)")


def measured() -> Iterator[Row]:
    """Measure starts and imports; the best of several, because others may use the machine."""
    first, second = map(min, zip(*(_starts() for _ in range(_ROUNDS)), strict=True))
    yield Row("first start to first page", f"{first:.1f} s", "3 s", "with the starter collection")
    yield Row("second start to first page", f"{second:.1f} s")
    for module in ("library.cli", "library.web"):
        taken = min(rows.seconds(lambda: _imported(module)) for _ in range(_ROUNDS))  # noqa: B023
        yield Row(
            f"import {module}",
            f"{taken:.1f} s",
            "",
            f"Python's start included; {_heaviest(module)}",
        )


def _starts() -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder) / "data"
        return _start(data), _start(data)


def _start(data: Path) -> float:
    started = time.perf_counter()
    with running.served(data) as site:
        running.until_answered(site, "/vi/")
        return time.perf_counter() - started


def _imported(module: str, *options: str) -> str:
    command = [sys.executable, *options, "-c", f"import {module}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def _heaviest(module: str) -> str:
    """Return the packages that take the most time themselves."""
    taken: defaultdict[str, int] = defaultdict(int)
    for microseconds, name in _LINE.findall(_imported(module, "-X", "importtime")):
        taken[name.partition(".")[0]] += int(microseconds)
    heaviest = sorted(taken.items(), key=lambda each: -each[1])[:_HEAVIEST]
    return ", ".join(f"{name} {microseconds / 1000:.0f} ms" for name, microseconds in heaviest)
