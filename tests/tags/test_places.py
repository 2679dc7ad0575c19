"""Places through time: found by either name, dated, and each with where that is stated."""

from dataclasses import replace
from datetime import date

import pytest

from library.search import answering
from library.search.query import Query
from library.tags import importing, places
from library.tags.vocabulary import Term, Vocabulary
from library.wiring import Library
from tests import make
from tests.cast import SHELL
from tests.exchange.vocabularies import some, tag

MERGED_ON = date(2025, 7, 1)


@pytest.fixture(scope="module")
def vocabulary(starter: Library) -> Vocabulary:
    with starter.sessions.reading() as session:
        return starter.vocabulary(session)


def test_29_provincial_units_and_a_district_have_ended(vocabulary: Vocabulary) -> None:
    kinds = [places.place(vocabulary[id], "vi").kind for id in places.former(vocabulary)]
    assert (kinds.count("provincial"), kinds.count("district"), len(kinds)) == (29, 1, 30)


def test_every_day_is_stated_somewhere(vocabulary: Vocabulary) -> None:
    for language in ("vi", "en"):
        for id in vocabulary.schemes[places.SCHEME].terms:
            place = places.place(vocabulary[id], language)
            assert place.cited and place.kind in places.KINDS, id
            assert place.began_on in (None, MERGED_ON)
            assert place.ended_on in (None, date(2025, 6, 30))


def test_what_has_ended_stands_below_what_it_became(vocabulary: Vocabulary) -> None:
    for id in places.former(vocabulary):
        [today] = places.successors(vocabulary, id)
        assert today in vocabulary.ancestors(id)
        assert not places.successors(vocabulary, today)
        assert places.place(vocabulary[today], "vi").began_on == MERGED_ON
    assert places.predecessors(vocabulary, "place.tay-ninh") == ["place.long-an", "place.thu-thua"]
    assert places.made_of(vocabulary, "place.lam-dong") == ["place.dak-nong", "place.binh-thuan"]
    assert places.made_of(vocabulary, "place.hue") == []
    assert places.place(vocabulary["place.hue"], "vi").began_on is None


def test_a_place_that_became_another_in_turn_leads_to_the_last(vocabulary: Vocabulary) -> None:
    def became(id: str, *others: str) -> Term:
        return replace(vocabulary[id], properties={"became": list(others)})

    changed = {
        "place.long-an": became("place.long-an", "place.tay-ninh", "place.nothing"),
        "place.tay-ninh": became("place.tay-ninh", "place.hue", "place.long-an"),
    }
    later = Vocabulary(vocabulary.schemes, {**vocabulary.terms, **changed})
    assert places.successors(later, "place.long-an") == ("place.hue",)
    assert places.successors(later, "theme.heritage") == ()


@pytest.mark.parametrize(
    "said", [{}, {"ended_on": "soon", "became": "x", "cited": 3, "kind": None}]
)
def test_what_a_curator_wrote_otherwise_counts_as_not_known(
    vocabulary: Vocabulary, said: dict[str, object]
) -> None:
    place = places.place(replace(vocabulary["place.long-an"], properties=said), "vi")
    assert (place.ended_on, place.became) == (None, ())


def found(library: Library, text: str) -> list[str]:
    with library.sessions.reading() as session:
        query = Query(text)
        results = answering.answer(library.index, query, library.vocabulary(session)).results
        return [hit.id for hit in results.hits]


def test_an_old_name_finds_the_new_and_the_new_the_old(library: Library) -> None:
    body = "## Mở đầu\n\nHọc sinh chơi."
    with library.writing() as session:
        # Another place that became part of the same province.
        entry = tag("place.ben-cau", "Bến Cầu", parent="place.tay-ninh")
        other = {"became": ["place.tay-ninh"], "ended_on": "2025-06-30"}
        importing.apply(session, SHELL, some(replace(entry, properties=other)))
    with library.writing() as session:
        for name in ("ben-cau", "thu-thua", "long-an", "tay-ninh", "hue"):
            plan = make.plan(body, id=name, title="Trò chơi", place=[f"place.{name}"])
            make.saved(session, library, name, vi=plan)
    assert set(found(library, "tây ninh")) == {"thu-thua", "long-an", "tay-ninh", "ben-cau"}
    # The old name finds that part first, then what is of the whole of today; no other part of it.
    assert set(found(library, "long an")) == {"thu-thua", "long-an", "tay-ninh"}
    assert found(library, "long an")[-1] == "tay-ninh"
    assert found(library, "Thủ Thừa") == ["thu-thua", "tay-ninh"]
    with library.sessions.reading() as session:
        named = places.items_in(session, ["place.long-an", "place.ben-tre"])
    assert named == {"place.long-an": ["long-an"], "place.ben-tre": []}
