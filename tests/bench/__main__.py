"""`make bench`: everything that has a target, measured and printed beside it, never asserted.

`python -m tests.bench served --count 10000` measures one part, here at the size of the targets:
an import of ten thousand plans takes minutes, so without a count there are fewer.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.bench import (
    assets,
    bulk,
    coverage,
    curating,
    directives,
    documents,
    likeness,
    logbook,
    originals,
    papers,
    planning,
    reporting,
    reviewing,
    served,
    signing,
    starting,
    usage,
    workbench,
)
from tests.bench.rows import Row

SERVED = 2_000

Section = Callable[[int | None], Iterator[Row]]


def _engine(count: int | None) -> Iterator[Row]:
    """Let the engine print its own table: it has more columns."""
    arguments = ["--plans", str(count)] if count else []
    subprocess.run([sys.executable, "-m", "tests.bench.engine", *arguments], check=True)
    return iter(())


def _search(count: int | None) -> Iterator[Row]:
    """Let the quality of the search be printed in its own tables, as `make bench-search` does."""
    arguments = ["--plans", str(count)] if count else []
    subprocess.run([sys.executable, "-m", "tests.bench.search_quality", *arguments], check=True)
    return iter(())


SECTIONS: dict[str, Section] = {
    "engine": _engine,
    "served": lambda count: served.measured(count or SERVED),
    "documents": lambda _: documents.measured(),
    "papers": lambda _: papers.measured(),
    "assets": lambda _: assets.measured(),
    "originals": lambda _: originals.measured(),
    "reviewing": lambda _: reviewing.measured(),
    "curating": lambda count: curating.measured(count or SERVED),
    "bulk": lambda count: bulk.measured(count or bulk.PLANS),
    "logbook": lambda count: logbook.measured(count or logbook.ENTRIES),
    "planning": lambda count: planning.measured(count or planning.SLOTS),
    "directives": lambda count: directives.measured(count or directives.UNITS),
    "reporting": lambda count: reporting.measured(count),
    "starting": lambda _: starting.measured(),
    "likeness": lambda count: likeness.measured(count or likeness.PLANS),
    "coverage": lambda count: coverage.measured(count or coverage.PLANS),
    "workbench": lambda count: workbench.measured(count or SERVED),
    "signing": lambda count: signing.measured(count or signing.PLANS),
    "usage": lambda count: usage.measured(count or usage.PLANS),
    "search": _search,
}


def main() -> None:
    """Print the table, or the parts of it that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--count", type=int, help="plans in the sections that fill a library first")
    given = parser.parse_args()
    if unknown := set(given.sections).difference(SECTIONS):
        parser.error(f"there is no section {', '.join(unknown)}")
    print(Row("what", "measured", "target", "note").line())
    for section in given.sections or SECTIONS:
        print(f"\n{section}", flush=True)
        for row in SECTIONS[section](given.count):
            print(row.line(), flush=True)


if __name__ == "__main__":
    main()
