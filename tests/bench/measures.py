"""How good one answer is: the first ten items found against what should have been found."""

import math
from collections.abc import Collection, Mapping, Sequence

DEPTH = 10


def ndcg(found: Sequence[str], gains: Mapping[str, float]) -> float:
    """Return the gain of the first ten, later ranks counting less, by the best there could be."""
    best = sorted(gains.values(), reverse=True)
    return _discounted([gains.get(item, 0.0) for item in found]) / _discounted(best)


def reciprocal_rank(found: Sequence[str], relevant: Collection[str]) -> float:
    """Return 1 when the first item is relevant, 1/2 when the second is, 0 when none of ten is."""
    for rank, item in enumerate(found[:DEPTH], start=1):
        if item in relevant:
            return 1 / rank
    return 0.0


def recall(found: Sequence[str], relevant: Collection[str]) -> float:
    """Return the share of the relevant items, or of ten of them, that are among the first ten."""
    hits = sum(item in relevant for item in found[:DEPTH])
    return hits / min(len(relevant), DEPTH)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:DEPTH]))
