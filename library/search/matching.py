"""How well each document answers a reading: postings added up as arrays, parts by their best phrase.

A tag counts as if the words of its part stood in the document prominently, so that an item found by
what it is and one found by what it says compare.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from library.search import record
from library.search.query import scheme_of
from library.search.reading import Part, Phrase, Reading
from library.search.segments import Floats, Postings, Snapshot, unpacked

PAIR_WEIGHT = 0.8
# What a tag of a part is worth, in times of the rarity of the part and of the share of the query
# that is understood: a question of many other words asks for a text and not for a kind of item.
TAG_WEIGHT = 3.0
# The least rarity of a tag: even one that most items carry parts those from the others.
COMMONEST = 0.5
# The share of a part's words that counts where they do not stand together, and beside its tag.
SCATTERED = 0.5
BESIDE_TAG = 0.5
# What the tags of names inside a part's name are worth together, as a share of what they are alone.
INNER = 0.5
# The worth of a tag by its scheme, where it is another: what a text is about counts more than what
# kind of material it is, and who names a grade teaches it.
BY_SCHEME = {"grade": 1.4, "material": 0.5}
# An item for others: it says whom or what it is for in one of these schemes, and not what was asked.
OTHERWISE = 0.8
EXCLUSIVE = ("grade", "level", "subject", "activity")
# How much less a tag is worth where an item has many of its scheme: what is for every grade is made
# for none. Not so for themes: a rich item has many.
SHARED = 0.15
DIVIDED = ("grade", "level", "activity", "audience")
# What a tag is worth that an item has only because it has a narrower one: who names the broad kind
# wants what is for all of it.
INHERITED = 0.7
# What being called exactly as the query is worth: more than any text.
NAME_WEIGHT = 100.0

Mask = NDArray[np.bool_]
Counts = NDArray[np.uint8]
# A field of the index and a term in it.
Term = tuple[str, str]


@dataclass(frozen=True)
class Match:
    """For each document its score, how many of the syllables it answers, and agreeing accents.

    `known` says how many of the syllables any document answers.
    """

    scores: Floats
    counts: Counts
    agreement: Floats
    known: int


def match(snapshot: Snapshot, reading: Reading) -> Match:
    """Return how well each document answers a reading."""
    scores = np.zeros(snapshot.padded, dtype=np.float32)
    agreement = np.zeros(snapshot.padded, dtype=np.float32)
    counts = np.zeros(snapshot.padded, dtype=np.uint8)
    known = 0
    for syllable, accent in reading.words.items():
        known += _add(snapshot, "words", syllable, 1.0, scores, counts)
        if accent:
            _agree(snapshot, syllable, accent, agreement)
    for pair in reading.pairs:
        _add(snapshot, "pairs", pair, PAIR_WEIGHT, scores, None)
    for part in reading.parts:
        known += _add_part(snapshot, reading, part, scores, counts)
    for part in reading.parts:
        _lower_others(snapshot, part, reading.interpreted, scores)
    scores[holding(snapshot, (("names", reading.name),))] += NAME_WEIGHT
    return Match(scores, counts, agreement, known)


def _add_part(
    snapshot: Snapshot, reading: Reading, part: Part, scores: Floats, counts: Counts
) -> int:
    """Add what answers a part best; return how many of its syllables anything answers."""
    gained, present, known = _phrase(snapshot, part.phrases[0])
    whole = _stands(snapshot, part.phrases[0])
    if part.is_everyday:  # that it stands in a text says nothing
        whole, present, known = np.zeros_like(whole), np.zeros_like(present), 0
    best = np.where(whole, gained, gained * np.float32(SCATTERED))
    for phrase in part.phrases[1:]:
        stands = _stands(snapshot, phrase)
        best = np.where(stands, np.maximum(best, _phrase(snapshot, phrase)[0]), best)
        whole = whole | stands
    tagged = _tagged(snapshot, part)
    answered = whole | tagged
    # Words may stand everywhere, and tags be set on few: the rarity is that of both.
    rarity = (_rarity_of(snapshot, answered) + _rarity_of(snapshot, tagged)) / 2
    worth = _worth(snapshot, reading, part.tags, rarity)
    scores += np.where(tagged, worth + best * np.float32(BESIDE_TAG), best)
    for tag in part.inner:
        held = _having(snapshot, (tag,))
        worth = _worth(snapshot, reading, (tag,), _rarity_of(snapshot, held))
        scores += held * worth * np.float32(INNER / len(part.inner))
    counts += np.where(answered, np.uint8(part.counted), present)
    return part.counted if answered.any() else known


def _rarity_of(snapshot: Snapshot, documents: Mask) -> float:
    return _rarity(snapshot, max(1, int(np.count_nonzero(documents))))


def _worth(snapshot: Snapshot, reading: Reading, tags: Sequence[str], rarity: float) -> Floats:
    """Return what having one of some tags is worth in each document."""
    scheme = scheme_of(tags[0]) if tags else ""
    worth = TAG_WEIGHT * reading.interpreted * max(rarity, COMMONEST) * BY_SCHEME.get(scheme, 1.0)
    worths = np.full(snapshot.padded, worth, dtype=np.float32)
    if scheme in DIVIDED:
        worths /= 1 + np.float32(SHARED) * (snapshot.crowd(scheme) - 1)
    worths[_having(snapshot, reading.below(tags))] *= np.float32(INHERITED)
    return worths


def _lower_others(snapshot: Snapshot, part: Part, understood: float, scores: Floats) -> None:
    """Lower the documents that are for other grades, subjects and the like than a part asks for."""
    schemes = {scheme_of(tag) for tag in part.tags}
    if len(schemes) == 1 and schemes <= set(EXCLUSIVE):
        others = (snapshot.crowd(schemes.pop()) > 0) & ~_having(snapshot, part.tags)
        scores[others] *= np.float32(1 - (1 - OTHERWISE) * understood)


def _stands(snapshot: Snapshot, phrase: Phrase) -> Mask:
    """Return the documents in which a phrase stands, each syllable beside the next."""
    return holding(snapshot, terms_of(phrase))


def _tagged(snapshot: Snapshot, part: Part) -> Mask:
    """Return the documents with one of a part's tags, or of the duration it asks for."""
    tagged = _having(snapshot, part.tags)
    if part.is_absent:
        tagged = snapshot.alive & ~tagged
    if part.minutes:
        first, last = part.minutes
        tagged = tagged | (
            snapshot.alive & (snapshot.minutes >= first) & (snapshot.minutes <= last)
        )
    return tagged


def _having(snapshot: Snapshot, tags: Iterable[str]) -> Mask:
    rows = [snapshot.row_of[tag] for tag in tags if tag in snapshot.row_of]
    return unpacked(np.bitwise_or.reduce(snapshot.rows[rows], axis=0)) & snapshot.alive


def _phrase(snapshot: Snapshot, phrase: Phrase) -> tuple[Floats, Counts, int]:
    gained = np.zeros(snapshot.padded, dtype=np.float32)
    present = np.zeros(snapshot.padded, dtype=np.uint8)
    met = 0
    for syllable in phrase.syllables:
        met += _add(snapshot, "words", syllable, phrase.weight, gained, present)
    for pair in phrase.pairs:
        _add(snapshot, "pairs", pair, PAIR_WEIGHT * phrase.weight, gained, None)
    return gained, present, met


def holding(snapshot: Snapshot, terms: Iterable[Term]) -> Mask:
    """Return the documents with all of some terms."""
    held = snapshot.alive
    for term in terms:
        counts = np.zeros(snapshot.padded, dtype=np.uint8)
        _add(snapshot, *term, 0.0, None, counts)
        held = held & (counts > 0)
    return held


def terms_of(phrase: Phrase) -> list[Term]:
    """Return what a document with a phrase has: its syllables, and each pair of neighbours."""
    words = [("words", word) for word in phrase.syllables]
    return words + [("pairs", pair) for pair in phrase.pairs]


def _add(
    snapshot: Snapshot,
    field: str,
    term: str,
    weight: float,
    scores: Floats | None,
    counts: Counts | None,
) -> bool:
    """Add one term's weights to the scores and 1 to the counts; say whether any item has it."""
    found = [
        (start, segment, segment.postings(field, term)) for start, segment in snapshot.segments
    ]
    frequency = sum(postings.documents for _, _, postings in found)
    if not frequency:
        return False
    factor = np.float32(weight * _rarity(snapshot, frequency) / record.STEPS)
    for start, segment, postings in found:
        if postings.documents:
            place = slice(start, start + segment.size)
            if scores is not None:
                _gain(postings, factor, scores[place])
            if counts is not None:
                _count(postings, counts[place])
    return True


def _rarity(snapshot: Snapshot, frequency: int) -> float:
    return math.log1p((snapshot.documents - frequency + 0.5) / (frequency + 0.5))


def _gain(postings: Postings, factor: np.float32, scores: Floats) -> None:
    if postings.numbers is None:
        scores += postings.steps * factor
    else:
        scores[postings.numbers] += postings.steps * factor


def _count(postings: Postings, counts: Counts) -> None:
    if postings.numbers is None:
        counts += postings.steps > 0
    else:
        counts[postings.numbers] += 1


def _agree(snapshot: Snapshot, syllable: str, accent: int, agreement: Floats) -> None:
    """Count the documents that have a syllable with the accents that were typed."""
    for start, segment in snapshot.segments:
        postings = segment.postings("words", syllable)
        if postings.documents:
            agree = ((postings.accents & np.uint16(accent)) != 0).astype(np.float32)
            place = agreement[start : start + segment.size]
            if postings.numbers is None:
                place += agree
            else:
                place[postings.numbers] += agree


def sharing(snapshot: Snapshot, pairs: Iterable[str], most: int) -> list[int]:
    """Return the documents that share the most and the rarest of some pairs, the nearest first."""
    shared = np.zeros(snapshot.padded, dtype=np.float32)
    for pair in pairs:
        found = [start + segment.documents("pairs", pair) for start, segment in snapshot.segments]
        numbers = np.concatenate([np.zeros(0, np.int64), *found])
        if len(numbers):
            shared[numbers] += math.log(1 + snapshot.documents / len(numbers))
    shared[~snapshot.alive] = 0
    first = np.argsort(-shared, kind="stable")[:most]
    return [int(number) for number in first if shared[number] > 0]
