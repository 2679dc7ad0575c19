"""`make bench-search`: how well and how fast the search answers teachers, beside three baselines.

Tables by class over queries.tsv and asked.tsv, the same queries typed in other ways and with one
mistake, general text, and the time with many plans. `--passages DIR --questions FILE` measures
other text: DIR in the activity format, FILE with a question, a tab and the id of the right item.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path

from library import config, paths, text, transfer
from library.items import catalogue
from library.items.models import Edition
from library.search import answering, catchup, suggesting
from library.search.query import Query
from library.search.record import Record
from library.wiring import Library
from tests.bench import baselines, corpus, measures, mistakes, passages, questions, twins
from tests.bench.baselines import Search
from tests.bench.measures import DEPTH
from tests.bench.questions import Question

PLANS = 10_000
_ROUNDS = 3
_SHOWN = 15
# Queries that are not typed as meant: no further mistake is put into them.
_UNCLEAN = {"typo or misspelling", "keyboard residue", "encoding"}


@dataclass(frozen=True)
class Score:
    """How one engine did on one query."""

    ndcg: float
    rank: float
    recall: float
    milliseconds: float


@dataclass(frozen=True)
class Failure:
    """A query whose other form is answered worse, and in what way it is another."""

    kind: str
    query: str
    form: str
    note: str = ""


def main() -> None:
    """Print the tables, or the one about the passages that are given."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search_quality")
    parser.add_argument("--passages", type=Path, help="a folder of other text to search")
    parser.add_argument("--questions", type=Path, help="what is asked of it")
    parser.add_argument("--plans", type=int, default=PLANS, help="plans to take times with, or 0")
    parser.add_argument("--shown", type=int, default=_SHOWN, help="failures to list")
    given = parser.parse_args()
    if bool(given.passages) != bool(given.questions):
        parser.error("--passages and --questions go together")
    if given.passages:
        _print_passages(given.passages, given.questions)
        return
    with _library(paths.shipped("activities")) as library:
        asked = _print_sets(library)
        _print_twins(_ours(library), asked, given.shown)
        _print_mistakes(_ours(library), asked, given.shown)
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        _print_passages(*passages.write(Path(place)))
    if given.plans:
        _print_times(asked, given.plans)


def _ours(library: Library) -> Search:
    """Return the product's own search, as `saodieu search` runs it."""

    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)

    def search(words: str) -> list[str]:
        query = Query(text=text.tidy(words), size=DEPTH)
        return [hit.id for hit in answering.answer(library.index, query, vocabulary).results.hits]

    return search


def _suggestions(library: Library) -> Callable[[str], object]:
    """Return what `/api/v1/suggest` asks for, each time with a session of its own."""
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)

    def suggest(typed: str) -> object:
        with library.sessions.reading() as session:
            return suggesting.suggestions(session, library.index, vocabulary, typed, "vi")

    return suggest


@contextmanager
def _library(*places: Path) -> Iterator[Library]:
    """Lend a library of its own with all that is in the places, published."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        try:
            outcome = transfer.bring_in(library, places, publish=True)
            for name, why in outcome.refused:
                print(f"{name}: {why}", file=sys.stderr)
            yield library
        finally:
            library.close()


def _records(library: Library) -> list[Record]:
    with library.sessions.reading() as session:
        ids, vocabulary = catalogue.published_ids(session), library.vocabulary(session)
        tags = catalogue.tags_by_item(session, ids)
        return [
            catchup.record(item, item.published, tags[item.id], vocabulary)
            for item in catalogue.in_batches(session, ids, Edition.plain)
            if item.published
        ]


def _engines(library: Library) -> dict[str, Search]:
    """Return our search and the baselines over the same records."""
    records = _records(library)
    return {
        "Sáo Diều": _ours(library),
        "Whoosh": baselines.whoosh(records),
        "SQLite FTS5": baselines.fts5(records),
        "folded BM25": baselines.folded(records),
    }


def _print_sets(library: Library) -> list[Question]:
    """Print the table of each set; return the questions of both that an item answers."""
    records, engines, fair = _records(library), _engines(library), []
    for name, asked in (
        ("queries.tsv by the tags it names", questions.tagged(records)),
        ("queries.tsv", questions.judged(records, "queries.tsv", "queries_judged.tsv")),
        ("asked.tsv", questions.judged(records, "asked.tsv", "judged.tsv")),
    ):
        answered = [question for question in asked if question.relevant]
        left_out = len(asked) - len(answered)
        print(
            f"\n{name}: {len(asked)} queries, {left_out} of them left out: no item is right;"
            f" target nDCG@{DEPTH} 0.90 in each class and above every baseline"
        )
        _print_classes(engines, answered)
        if name.endswith(".tsv"):
            fair += answered
    return fair


def _print_classes(engines: Mapping[str, Search], asked: Sequence[Question]) -> None:
    scores = {name: [_score(search, each) for each in asked] for name, search in engines.items()}
    columns = f"{f'nDCG@{DEPTH}':>10}{'MRR':>7}{'recall':>8}{'ms':>6}"
    print(f"{'':<28}" + "".join(f"{name:>31}" for name in engines))
    print(f"{'class':<22}{'n':>6}" + columns * len(engines))
    for kind in [*dict.fromkeys(question.kind for question in asked), "all"]:
        places = [n for n, each in enumerate(asked) if kind in (each.kind, "all")]
        cells = [_means([all_[place] for place in places]) for all_ in scores.values()]
        print(f"{kind:<22}{len(places):>6}" + "".join(cells), flush=True)


def _means(scores: Sequence[Score]) -> str:
    ndcg, rank, recall, taken = (
        statistics.fmean(getattr(score, name) for score in scores)
        for name in ("ndcg", "rank", "recall", "milliseconds")
    )
    return f"{ndcg:>10.3f}{rank:>7.3f}{recall:>8.2f}{taken:>6.2f}"


def _score(search: Search, question: Question) -> Score:
    found = search(question.text)
    return Score(
        measures.ndcg(found, question.gains),
        measures.reciprocal_rank(found, question.relevant),
        measures.recall(found, question.relevant),
        min(_milliseconds(search, question.text) for _ in range(_ROUNDS)),
    )


def _milliseconds(work: Callable[[str], object], words: str) -> float:
    started = time.perf_counter()
    work(words)
    return 1000 * (time.perf_counter() - started)


def _print_twins(search: Search, asked: Sequence[Question], shown: int) -> None:
    """Print how many twins have the first ten of their query, in their order and in any."""
    pairs = [
        (kind, question.text, twin)
        for question in asked
        for kind, twin in twins.of(question.text).items()
    ]
    print("\nthe same first ten, however it is typed; target 100 %")
    print(f"{'typed as':<30}{'n':>6}{'in order':>11}{'as a set':>11}")
    failed = []
    for kind in twins.KINDS:
        same, found = [], []
        for query, twin in ((query, twin) for other, query, twin in pairs if other == kind):
            first, second = search(query), search(twin)
            same.append(first == second)
            found.append(set(first) == set(second))
            if first != second:
                failed.append(Failure(kind, query, twin))
        if same:
            shares = f"{statistics.fmean(same):>11.1%}{statistics.fmean(found):>11.1%}"
            print(f"{kind:<30}{len(same):>6}{shares}", flush=True)
    _print_failures(failed, shown)


def _print_mistakes(search: Search, asked: Sequence[Question], shown: int) -> None:
    """Print what one mistake costs in queries of three or more words."""
    ranks: dict[str, list[tuple[float, float]]] = {kind: [] for kind in mistakes.KINDS}
    failed = []
    for question in asked:
        if question.kind in _UNCLEAN:
            continue
        clean = measures.reciprocal_rank(search(question.text), question.relevant)
        for kind, mistaken in mistakes.of(question.text).items():
            rank = measures.reciprocal_rank(search(mistaken), question.relevant)
            ranks[kind].append((clean, rank))
            if rank < clean:
                note = f"{clean:.2f} to {rank:.2f}"
                failed.append(Failure(kind, question.text, mistaken, note))
    ranks["all"] = [pair for pairs in ranks.values() for pair in pairs]
    print(f"\nMRR@{DEPTH} with one mistake; target -0.05 at most")
    print(f"{'mistake':<30}{'n':>6}{'clean':>11}{'mistaken':>11}{'change':>11}")
    for kind, pairs in ranks.items():
        clean, rank = map(statistics.fmean, zip(*pairs, strict=True))
        print(f"{kind:<30}{len(pairs):>6}{clean:>11.3f}{rank:>11.3f}{rank - clean:>+11.3f}")
    _print_failures(failed, shown)


def _print_failures(failed: Sequence[Failure], shown: int) -> None:
    """List some failures, of as many kinds as there is room for."""
    by_kind: dict[str, list[Failure]] = {}
    for failure in failed:
        by_kind.setdefault(failure.kind, []).append(failure)
    in_turn = chain.from_iterable(zip_longest(*by_kind.values()))
    for each in islice(filter(None, in_turn), shown):
        print(f"    {each.kind}: {each.query}  |  {each.form}  {each.note}".rstrip())
    if len(failed) > shown:
        print(f"    and {len(failed) - shown} more")


def _print_passages(folder: Path, file: Path) -> None:
    """Print how the engines find passages by questions, typed with accents and without."""
    asked = questions.of_file(file)
    bare = [
        Question(twins.unaccented(each.text), each.kind, each.gains, each.relevant)
        for each in asked
    ]
    with _library(folder) as library:
        count = len(_records(library))
        print(f"\n{len(asked)} questions about {count} passages, with and without accents")
        print(f"{'':<22}" + f"   MRR@{DEPTH} recall@{DEPTH}     ms" * 2)
        for name, search in _engines(library).items():
            cells = [_ranks([_score(search, each) for each in typed]) for typed in (asked, bare)]
            print(f"{name:<22}" + "".join(cells), flush=True)


def _ranks(scores: Sequence[Score]) -> str:
    rank, recall, taken = (
        statistics.fmean(getattr(score, name) for score in scores)
        for name in ("rank", "recall", "milliseconds")
    )
    return f"{rank:>9.3f}{recall:>10.3f}{taken:>7.2f}"


def _print_times(asked: Sequence[Question], plans: int) -> None:
    """Print how long the queries of both sets take with so many plans, each met before."""
    texts = [question.text for question in asked]
    with _library() as library:
        library.index.rebuild(corpus.records(plans), upto=1)
        print(f"\n{plans:,} plans, warm; target 2 / 10 ms, suggestions p95 5 ms")
        print(f"{'':<30}{'n':>6}{'median ms':>11}{'p95 ms':>11}")
        prefixes = [words[:end] for words in texts for end in {3, len(words) // 2} if words[:end]]
        for name, work, typed in (
            ("search", _ours(library), texts),
            ("suggestions", _suggestions(library), prefixes),
        ):
            for words in typed:
                work(words)
            taken = [_milliseconds(work, words) for _ in range(_ROUNDS) for words in typed]
            at = statistics.quantiles(taken, n=100, method="inclusive")
            print(f"{name:<30}{len(typed):>6}{at[49]:>11.2f}{at[94]:>11.2f}", flush=True)


if __name__ == "__main__":
    main()
