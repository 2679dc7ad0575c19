"""The product as readers meet it: a collection imported by the command line, asked over HTTP.

Kept pages are those that the server has made before and nothing has changed since.
"""

import gzip
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from library import text
from tests.bench import corpus, rows, running
from tests.bench.queries import QUERIES
from tests.bench.rows import Row
from tests.bench.running import Site

_SEARCHES = 100
_ITEMS = 200
_ROUNDS = 3
_LATE_WORDS = "xanh lam nghin diem"


def measured(count: int) -> Iterator[Row]:
    """Measure a library with this many plans."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        yield from _made(place, count)
        with running.served(place / "data") as site:
            running.until_answered(site, "/healthz")
            yield from _searches(site, count)
            yield from _items(site, count)
            yield from _memory(site)
            yield _found(site, place)
            yield from _items_again(site, count)


def _made(place: Path, count: int) -> Iterator[Row]:
    plans, data = place / "plans", place / "data"
    corpus.write_folders(plans, count)
    running.saodieu(data, "init")
    for name, target, command in (
        ("import and publish", "", ("import", "--publish", plans)),
        ("index rebuild", "150 a second", ("index", "rebuild")),
    ):
        taken = rows.seconds(lambda: running.saodieu(data, *command))  # noqa: B023
        note = f"{count:,} plans in {taken:.0f} s, the command's start included"
        yield Row(name, f"{count / taken:.0f} a second", target, note)


def _searches(site: Site, count: int) -> Iterator[Row]:
    running.one_by_one(site, [_address(query.text, query.tags) for query in QUERIES])
    fresh = _different(count)

    def some() -> list[str]:
        return list(islice(fresh, _SEARCHES))

    alone = min((running.one_by_one(site, some()) for _ in range(_ROUNDS)), key=sum)
    cost = running.processor_of(site, some())
    yield Row(
        "search page, one client", rows.median_and_p95(alone), "15 / 40 ms", f"all differ; {cost}"
    )
    rate = max(running.together(site, some()) for _ in range(_ROUNDS))
    yield Row("search page, 8 clients", f"{rate:.0f} a second", "150", "all differ")
    again = some()
    running.one_by_one(site, again)
    kept = rows.median_and_p95(running.one_by_one(site, again))
    yield Row("search page, one client, kept", kept, "", running.processor_of(site, again))
    yield Row("search page, 8 clients, kept", f"{running.together(site, again * 3):.0f} a second")


def _different(count: int) -> Iterator[str]:
    """Yield addresses of searches that nobody has asked before: words of titles, some filtered."""
    chance = random.Random(1)
    seen: set[str] = set()
    plans = list(corpus.plans(min(count, 1_000)))
    while True:
        plan = chance.choice(plans)
        words = text.fold(plan.titles[chance.choice(corpus.LANGUAGES)]).replace(":", " ").split()
        start = chance.randrange(max(1, len(words) - 2))
        tags = [plan.terms[0].id] if chance.random() < 0.4 else []
        address = _address(" ".join(words[start : start + chance.randint(1, 4)]), tags)
        if address not in seen:
            seen.add(address)
            yield address


def _address(words: str, tags: Sequence[str]) -> str:
    return "/vi/search?" + urlencode([("q", words), *(("tag", tag) for tag in tags)])


def _item_addresses(count: int) -> list[str]:
    numbers = random.Random(2).sample(range(count), min(_ITEMS, count))
    return [f"/vi/items/bench-{number:06}" for number in numbers]


def _items(site: Site, count: int) -> Iterator[Row]:
    addresses = _item_addresses(count)
    first = rows.median_and_p95(running.one_by_one(site, addresses))
    yield Row("item page, opened for the first time", first, "", "its Word and PDF files are made")
    rate = max(running.together(site, addresses * 3) for _ in range(_ROUNDS))
    note = f"{len(addresses)} items; {running.processor_of(site, addresses)}"
    yield Row("item page, 8 clients, kept", f"{rate:.0f} a second", "300", note)


def _items_again(site: Site, count: int) -> Iterator[Row]:
    """After a change no page is kept, but the papers are."""
    addresses = _item_addresses(count)
    half = len(addresses) // 2
    rate = running.together(site, addresses[:half])
    note = f"after a publication; {running.processor_of(site, addresses[half:])}"
    yield Row("item page, 8 clients, not kept", f"{rate:.0f} a second", "", note)


def _memory(site: Site) -> Iterator[Row]:
    server, *others = site.memory()
    yield Row(
        "memory of the server process", f"{server:.0f} MB", "250 MB", "resident, all above done"
    )
    if others:
        yield Row("memory of gunicorn's own process", f"{others[0]:.0f} MB")


def _found(site: Site, place: Path) -> Row:
    """Publish one more plan while somebody searches for it again and again."""
    late = place / "late" / "late-plan"
    late.mkdir(parents=True)
    head = f"title: {_LATE_WORDS}\nkind: material.activity-plan\nlicence: licence.cc-by"
    (late / "plan.vi.md").write_text(f"---\n{head}\n---\n\nMột kế hoạch đến sau.\n", "utf-8")
    seen_at: list[float] = []
    watcher = threading.Thread(target=_watch, args=(site, seen_at))
    watcher.start()
    taken = rows.seconds(lambda: running.saodieu(site.data, "import", "--publish", late))
    ended_at = time.perf_counter()
    watcher.join()
    note = f"from the end of the command, which took {taken:.1f} s; less than 0: before it ended"
    return Row("a published plan is found", f"{seen_at[0] - ended_at:.2f} s", "1 s", note)


def _watch(site: Site, seen_at: list[float]) -> None:
    address = "/api/v1/items?" + urlencode({"q": _LATE_WORDS})
    with running.Client(site.port) as client:
        while b"late-plan" not in gzip.decompress(client.get(address)):
            time.sleep(0.02)
    seen_at.append(time.perf_counter())
