"""Many records taken apart at once give what one after the other would, a syllable at a time."""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from library.search import analysing, record, vietnamese
from library.search.record import Record
from tests.search import records

Entries = dict[str, tuple[int, int]]

TEXTS = st.text(
    st.one_of(st.sampled_from("aăâeêiouưyđĐhtnsg'’ .,-\n\u200b\u0301\u0323"), st.characters())
)
RECORDS = st.builds(
    lambda title, label, above, *bodies: records.record(
        "id", title, labels=(label,), broader=(above,), bodies=bodies
    ),
    TEXTS, TEXTS, TEXTS, TEXTS, TEXTS,
)  # fmt: skip


def slowly(kept: Record) -> dict[str, Entries]:
    """Return weight and accents of each term, as analysing.postings states them, one by one."""
    weights: dict[str, defaultdict[str, float]] = {
        "words": defaultdict(float), "pairs": defaultdict(float),
    }  # fmt: skip
    accents: defaultdict[str, int] = defaultdict(int)
    for zone in record.zones(kept):
        found = vietnamese.syllables(zone.text)
        norm = record.K1 * (1 - record.B + record.B * len(found) / zone.usual_length)
        terms = {
            "words": [folded for folded, _, _ in found],
            "pairs": [pair for _, pair in vietnamese.pairs(zone.text, found)],
        }
        for field, names in terms.items():
            for name, count in Counter(names).items():
                weights[field][name] += zone.weight * count / (count + norm)
        for folded, start, end in found:
            accents[folded] |= record.accent_bit(zone.text[start:end])
    return {
        field: {name: (round(weight * record.STEPS), accents[name]) for name, weight in row.items()}
        for field, row in weights.items()
    }


def at_once(kept: list[Record]) -> list[dict[str, Entries]]:
    entries: list[dict[str, Entries]] = [{"words": {}, "pairs": {}} for _ in kept]
    for field, found in analysing.postings(kept).items():
        for number, term in enumerate(found.terms):
            for place in range(found.bounds[number], found.bounds[number + 1]):
                row = entries[found.documents[place]][field]
                assert term.decode() not in row
                row[term.decode()] = found.entries[place].item()
    return entries


@settings(deadline=None)
@given(st.lists(RECORDS, max_size=4))
def test_arrays_hold_what_counting_one_by_one_gives(kept: list[Record]) -> None:
    assert at_once(kept) == [slowly(each) for each in kept]


def test_documents_of_a_term_are_in_order() -> None:
    found = analysing.postings([records.record(str(n), "cồng", "cộng cồng") for n in range(9)])
    assert found["words"].terms == [b"cong"]
    assert found["words"].documents.tolist() == list(range(9))


def test_no_pair_reaches_from_one_text_into_the_next() -> None:
    kept = [records.record("a", "cồng ", " chiêng"), records.record("b", "múa xoang")]
    assert analysing.postings(kept)["pairs"].terms == [b"mua xoang"]


def test_a_sign_that_folds_to_nothing_parts_its_neighbours() -> None:
    kept = records.record("a", body="cồng \u037a chiêng trống")
    assert vietnamese.apart("\u037a") == ["", "\u037a", ""]
    assert analysing.postings([kept])["pairs"].terms == [b"chieng trong"]


def test_nothing_to_take_apart_gives_nothing() -> None:
    for kept in ([], [records.record("a")]):
        assert [found.terms for found in analysing.postings(kept).values()] == [[], []]
