"""What a text stands in already, asked of many plans: how long the check takes, and what it finds.

Each text is made of a plan: copied, turned round, without accents, mixed with other words. The words
of the rest are those of another plan in another order, so that nothing there is alike by chance.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import psutil

from library import config, text
from library.items.models import Edition, Item, Revision
from library.search import likeness
from library.search.likeness import Likeness
from library.wiring import Library
from tests.bench import corpus, rows
from tests.bench.corpus import Plan
from tests.bench.rows import Row

PLANS = 10_000
_BATCH = 500
_ROUNDS = 40

Lines = list[str]
Change = Callable[[Lines, Lines, random.Random], Lines]


def measured(count: int) -> Iterator[Row]:
    """Measure checks against a library with this many plans."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": str(Path(folder) / "data")}))
        _fill(library, count)
        before = psutil.Process().memory_info().rss
        for name, change in _CHANGES.items():
            yield _checked(library, count, name, change)
        yield _whole_library(library)
        grown = (psutil.Process().memory_info().rss - before) / 1e6
        yield Row("memory that the checks took", f"{grown:.0f} MB", "15 MB", "all of the above")
        library.close()


def _fill(library: Library, count: int) -> None:
    """Put plans into the database as they would be published, without laying them out."""
    plans = corpus.plans(count)
    while batch := list(islice(plans, _BATCH)):
        with library.sessions.writing() as session:
            for plan in batch:
                item = Item(id=plan.id, slug=plan.id, short=plan.id)
                revision = Revision(
                    item=item, number=1, digest=plan.id, facts={}, editions=list(_editions(plan))
                )
                session.add(revision)
                session.flush()
                item.published = revision
    library.catch_up()
    with library.sessions.reading() as session:
        likeness.likest(session, library.index, "một hai ba bốn " * 20)


def _editions(plan: Plan) -> Iterator[Edition]:
    for language in corpus.LANGUAGES:
        yield Edition(
            language=language,
            title=plan.titles[language],
            summary=plan.summaries[language],
            facts={},
            outline=[],
            body="",
            html="",
            plain=plan.bodies[language],
        )


def _checked(library: Library, count: int, name: str, change: Change) -> Row:
    """Check texts that are changed in one way, and tell how often the plan came first."""
    chance = random.Random(name)
    taken: list[float] = []
    shares: list[float] = []
    for _ in range(_ROUNDS):
        plan, other = (corpus.plan(chance.randrange(count)) for _ in range(2))
        language = chance.choice(corpus.LANGUAGES)
        lines, others = (each.bodies[language].split("\n\n") for each in (plan, other))
        said = "\n\n".join(change(lines, others, chance))
        found: list[Likeness] = []
        taken.append(rows.seconds(lambda: found.extend(_likest(library, said))))  # noqa: B023
        shares += [each.share for each in found[:1] if each.item_id == plan.id]
    said_of = f"first in {len(shares)} of {_ROUNDS}"
    if shares:
        said_of += f", {100 * min(shares):.0f} to {100 * max(shares):.0f} %"
    return Row(f"{name}: median / p95", rows.median_and_p95(taken), "300 ms", said_of)


def _likest(library: Library, said: str) -> list[Likeness]:
    with library.sessions.reading() as session:
        return likeness.likest(session, library.index, said)


def _whole_library(library: Library) -> Row:
    """Check a text as long as the form takes."""
    plans = corpus.plans(80)
    said = "\n\n".join(plan.bodies["vi"] for plan in plans)[:300_000]
    taken = [rows.seconds(lambda: _likest(library, said)) for _ in range(5)]
    return Row("300,000 letters: median / p95", rows.median_and_p95(taken), "", "eighty plans")


def _copied(lines: Lines, _others: Lines, _chance: random.Random) -> Lines:
    return lines


def _turned(lines: Lines, _others: Lines, chance: random.Random) -> Lines:
    return chance.sample(lines, len(lines))


def _bare(lines: Lines, _others: Lines, _chance: random.Random) -> Lines:
    return [text.fold(line) for line in lines]


def _half(lines: Lines, others: Lines, chance: random.Random) -> Lines:
    kept = len(lines) // 2
    strange = [" ".join(chance.sample(line.split(), len(line.split()))) for line in others]
    return chance.sample([*lines[:kept], *strange[kept:]], len(lines))


def _edited(lines: Lines, _others: Lines, chance: random.Random) -> Lines:
    """Change one word in twenty."""
    return [
        " ".join("khác" if chance.random() < 0.05 else word for word in line.split())
        for line in lines
    ]


def _inside(lines: Lines, _others: Lines, _chance: random.Random) -> Lines:
    return lines[: len(lines) // 4]


def _strange(lines: Lines, others: Lines, chance: random.Random) -> Lines:
    return [" ".join(chance.sample(line.split(), len(line.split()))) for line in others]


_CHANGES: dict[str, Change] = {
    "a copy": _copied,
    "its paragraphs turned round": _turned,
    "its accents lost": _bare,
    "one word in twenty changed": _edited,
    "half of it, half something else": _half,
    "a quarter of it alone": _inside,
    "something else": _strange,
}
