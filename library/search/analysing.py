"""Takes the texts of many records apart at once: their syllables and pairs, weighed, in arrays.

Ten thousand plans have seventeen million terms. As objects of Python, one by one, they take minutes
and both processors; here each step is one pass over all the texts.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from library.search import record, vietnamese
from library.search.record import Record, Zone

Numbers = NDArray[np.int64]
Accents = NDArray[np.uint16]


class Postings(NamedTuple):
    """Terms and the documents they are in: term n has those from bounds[n] to bounds[n + 1]."""

    terms: list[bytes]
    bounds: list[int]
    documents: NDArray[np.uint32]
    entries: NDArray[np.void]


class Syllables(NamedTuple):
    """The syllables of some texts in a row; `follows` tells which make a pair with the one before."""

    names: list[str]
    terms: Numbers
    accents: Accents
    texts: Numbers
    follows: NDArray[np.bool_]


class Scale(NamedTuple):
    """For each text, what a term in it can weigh and how slowly it comes near that."""

    weights: NDArray[np.float64]
    norms: NDArray[np.float64]


def postings(records: Sequence[Record]) -> dict[str, Postings]:
    """Return the terms of each field; a record's number is its place among the records."""
    zones = [zone for each in records for zone in record.zones(each)]
    found = _read(zone.text for zone in zones)
    scale = _scale(zones, found)
    names, second = found.names, np.flatnonzero(found.follows)
    pairs = found.terms[second - 1] * len(names) + found.terms[second]
    no_accents = np.zeros(len(pairs), np.uint16)

    def pair(code: int) -> str:
        return f"{names[code // len(names)]} {names[code % len(names)]}"

    return {
        "words": _weighed(found.terms, found.texts, found.accents, scale, names.__getitem__),
        "pairs": _weighed(pairs, found.texts[second], no_accents, scale, pair),
    }


def _read(texts: Iterable[str]) -> Syllables:
    written, gaps, lengths = _apart(texts)
    distinct = {syllable: number for number, syllable in enumerate(dict.fromkeys(written))}
    named = {"": 0}
    term_of = [named.setdefault(vietnamese.key(syllable), len(named)) for syllable in distinct]
    bit_of = [record.accent_bit(syllable) for syllable in distinct]
    close = {gap: vietnamese.is_close(gap) for gap in set(gaps)}
    numbers = np.fromiter(map(distinct.__getitem__, written), np.int64, len(written))
    terms = np.array(term_of, np.int64)[numbers]
    follows = np.fromiter(map(close.__getitem__, gaps), np.bool_, len(gaps))
    kept = terms > 0  # what folds to nothing is no syllable, and parts those beside it
    follows[1:] &= kept[:-1]
    return Syllables(
        list(named),
        terms[kept],
        np.array(bit_of, np.uint16)[numbers[kept]],
        np.repeat(np.arange(len(lengths)), lengths)[kept],
        follows[kept],
    )


def _apart(texts: Iterable[str]) -> tuple[list[str], list[str], list[int]]:
    """Return all syllables as written, what stands before each, and how many each text has."""
    written: list[str] = []
    gaps: list[str] = []
    lengths: list[int] = []
    for text in texts:
        apart = vietnamese.apart(text)
        apart[0] = ""  # a text goes on from no other
        written += apart[1::2]
        gaps += apart[:-1:2]
        lengths.append(len(apart) // 2)
    return written, gaps, lengths


def _scale(zones: Sequence[Zone], found: Syllables) -> Scale:
    lengths = np.bincount(found.texts, minlength=len(zones))
    usual = np.array([zone.usual_length for zone in zones])
    norms = record.K1 * (1 - record.B + record.B * lengths / usual)
    return Scale(np.array([zone.weight for zone in zones]), norms)


def _weighed(
    terms: Numbers, texts: Numbers, accents: Accents, scale: Scale, name: Callable[[int], str]
) -> Postings:
    """Add up what each term weighs in each document, and the accents that it has there."""
    keys = terms * len(scale.norms) + texts
    order = np.argsort(keys)
    keys = keys[order]
    starts = _starts(keys)
    counts = np.diff(starts, append=len(keys))
    terms, texts = np.divmod(keys[starts], len(scale.norms))
    weights = scale.weights[texts] * counts / (counts + scale.norms[texts])
    documents = texts // record.ZONES
    firsts = _starts(terms * len(scale.norms) + documents)
    entries = np.zeros(len(firsts), record.ENTRY)
    if len(firsts):
        entries["steps"] = np.rint(np.add.reduceat(weights, firsts) * record.STEPS)
        entries["accents"] = np.bitwise_or.reduceat(accents[order], starts[firsts])
    terms, documents = terms[firsts], documents[firsts]
    bounds = _starts(terms)
    return Postings(
        [name(term).encode() for term in terms[bounds].tolist()],
        [*bounds.tolist(), len(terms)],
        documents.astype(np.uint32),
        entries,
    )


def _starts(sorted_keys: Numbers) -> Numbers:
    """Return where each run of equal keys begins."""
    return np.flatnonzero(np.diff(sorted_keys, prepend=-1))
