"""Two sets of queries with what a good answer to each is.

queries.tsv names the tags that a good answer carries, or does not where a minus stands before: an
item's gain is the share of them that it meets, itself or by a narrower tag. For asked.tsv, judged.tsv
grades the items themselves, by reading them; queries_judged.tsv does so for queries.tsv.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from library.search.record import Record

_FOLDER = Path(__file__).parent
# What the grades are worth: 3 is exactly what was meant, 2 is good, 1 would do.
_GAINS = {"1": 1 / 7, "2": 3 / 7, "3": 1.0}
_GOOD = 3 / 7


@dataclass(frozen=True)
class Question:
    """A query with its class, the gain of each item that has one, and the items it should find."""

    text: str
    kind: str
    gains: dict[str, float]
    relevant: frozenset[str]


def tagged(records: Sequence[Record]) -> list[Question]:
    """Return the queries of queries.tsv; what most of the expected tags are on is relevant."""
    questions = []
    for row in _rows("queries.tsv"):
        expected = row["expected_terms"].split()
        shares = {
            record.id: sum(_meets(record, tag) for tag in expected) / len(expected)
            for record in records
        }
        gains = {item: share for item, share in shares.items() if share}
        best = max(gains.values(), default=0.0)
        relevant = frozenset(item for item, gain in gains.items() if gain == best)
        questions.append(Question(row["query"], row["class"], gains, relevant))
    return questions


def _meets(record: Record, tag: str) -> bool:
    return (tag.removeprefix("-") in record.tags) is not tag.startswith("-")


def judged(records: Sequence[Record], queries: str, judgments: str) -> list[Question]:
    """Return the queries of a file with the judgments of another; grades 2 and 3 are relevant.

    A query whose best answers are graded 1 takes those. Raises ValueError when a judgment names
    an item or a query that does not exist.
    """
    gains: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows(judgments):
        gains[row["n"]][row["item"]] = _GAINS[row["grade"]]
    asked = {row["n"]: row for row in _rows(queries)}
    unknown = {item for graded in gains.values() for item in graded}
    unknown.difference_update(record.id for record in records)
    if unknown or asked.keys() != gains.keys():
        raise ValueError(f"{judgments}: {unknown or asked.keys() ^ gains.keys()}")
    return [
        Question(row["query"], row["class"], gains[number], _relevant(gains[number]))
        for number, row in asked.items()
    ]


def _relevant(gains: Mapping[str, float]) -> frozenset[str]:
    least = min(_GOOD, max(gains.values()))
    return frozenset(item for item, gain in gains.items() if gain >= least)


def of_file(file: Path) -> list[Question]:
    """Return the questions of a file: question, tab, id of the one right item."""
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Question(text, "", {item.strip(): 1.0}, frozenset([item.strip()])) for text, item in lines
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
