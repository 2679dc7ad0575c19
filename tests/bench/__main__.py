"""`make bench`: everything that has a target, measured and printed beside it, never asserted.

`python -m tests.bench served --count 1000` measures one part, here on a small collection.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.bench import assets, documents, quality, served, starting
from tests.bench.rows import Row

COUNT = 10_000


def _engine(count: int) -> Iterator[Row]:
    """Let the engine print its own table: it has more columns."""
    arguments = [] if count == COUNT else ["--plans", str(count)]
    subprocess.run([sys.executable, "-m", "tests.bench.engine", *arguments], check=True)
    return iter(())


SECTIONS: dict[str, Callable[[int], Iterator[Row]]] = {
    "engine": _engine,
    "served": served.measured,
    "documents": lambda _: documents.measured(),
    "assets": lambda _: assets.measured(),
    "starting": lambda _: starting.measured(),
    "quality": lambda _: quality.measured(),
}


def main() -> None:
    """Print the table, or the parts of it that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], metavar="section",
                        help=", ".join(SECTIONS))  # fmt: skip
    parser.add_argument("--count", type=int, default=COUNT, help="plans in engine and served")
    given = parser.parse_args()
    print(Row("what", "measured", "target", "note").line())
    for section in given.sections or SECTIONS:
        print(f"\n{section}", flush=True)
        for row in SECTIONS[section](given.count):
            print(row.line(), flush=True)


if __name__ == "__main__":
    main()
