"""The coverage page over ten thousand items: the index alone is filled, because it alone is asked."""

import tempfile
from collections.abc import Iterator

from library import changes, config
from library.web import create_app
from library.wiring import Library
from tests.bench import corpus, rows
from tests.bench.rows import Row

PLANS = 10_000
_ROUNDS = 40


def measured(count: int) -> Iterator[Row]:
    """Measure the page and the table, each made anew every time."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        with library.sessions.reading() as session:
            newest = changes.last(session)
        library.index.rebuild(corpus.records(count), upto=newest)
        client = create_app(library).test_client()
        for name, path in (("page", "coverage"), ("table", "coverage.csv")):
            # Another parameter each time, so that no kept page answers.
            addresses = [f"/vi/curate/{path}?n={number}" for number in range(_ROUNDS)]
            client.get(f"/vi/curate/{path}")
            taken = [rows.seconds(lambda: client.get(address)) for address in addresses]  # noqa: B023
            note = f"{count:,} items, made anew"
            yield Row(f"coverage, {name}: median / p95", rows.median_and_p95(taken), "200 ms", note)
        library.close()
