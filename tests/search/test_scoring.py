"""What is found, in which order, and what the facets count."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from library.search.index import Index
from library.search.query import Query
from library.search.scoring import ENOUGH, Hit
from tests.search.records import found, index_of, record

PLANS = [
    record(
        "gong", "Ngày hội văn hóa cồng chiêng", "Học sinh lớp tập đánh cồng và múa xoang.",
        "grade.06 theme.gong theme", labels=("Cồng chiêng", "Gong culture"),
        minutes=90, published_at=3.0,
    ),
    record(
        "public", "Cộng đồng học tập", "Cộng đồng và công viên. Chiếng không phải là gì cả.",
        "grade.07 theme.gong theme", minutes=45, published_at=2.0,
    ),
    record(
        "body", "Trải nghiệm ở buôn làng", "Nghe nghệ nhân kể về cồng chiêng, nhớ lời kể. " * 9,
        "grade.07", minutes=None, published_at=1.0,
    ),
    record(
        "english", "English club: five objects", "Pupils talk about gongs and baskets.",
        "grade.07 grade.08", minutes=20, published_at=4.0,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = index_of(tmp_path_factory.mktemp("index"), PLANS)
    yield made
    made.close()


def test_the_title_comes_before_the_body(index: Index) -> None:
    assert found(index, "cong chieng")[:2] == ["gong", "body"]


def test_a_query_without_accents_finds_the_same_in_the_same_order(index: Index) -> None:
    for text in ("ngày hội văn hoá", "Trải nghiệm", "CỒNG chiêng"):
        bare = text.translate(str.maketrans("àộăóáảệồê", "aoaoaaeoe"))
        assert found(index, text) == found(index, bare)


def test_pairs_put_neighbours_before_scattered_syllables(index: Index) -> None:
    results = index.search(Query("cộng đồng"))
    assert results.hits[0].id == "public"


def test_the_accents_typed_part_near_equals(tmp_path: Path) -> None:
    spellings = {"bell": "cồng", "plus": "cộng", "gate": "cổng"}
    index = index_of(tmp_path, (record(id, word, "như nhau") for id, word in spellings.items()))
    for id, word in spellings.items():
        assert found(index, word)[0] == id
    assert len({hit.score for hit in index.search(Query("cong")).hits}) == 1


def test_labels_in_the_other_language_are_found(index: Index) -> None:
    assert found(index, "gong culture") == ["gong"]


def test_all_syllables_must_be_there_while_that_is_enough(tmp_path: Path) -> None:
    all_of_them = [record(f"all{number}", "văn hóa dân gian") for number in range(ENOUGH)]
    most = record("most", "văn hóa dân tộc")
    index = index_of(tmp_path, [*all_of_them[1:], most])
    relaxed = index.search(Query("van hoa dan gian"))
    assert (relaxed.total, relaxed.complete) == (ENOUGH, ENOUGH - 1)
    assert relaxed.hits[-1].id == "most"
    index.apply(all_of_them[:1], upto=2)
    assert index.search(Query("van hoa dan gian")).total == ENOUGH
    assert not index.search(Query("van hoa dan gian")).relaxed


def test_most_syllables_are_three_fifths_of_them(tmp_path: Path) -> None:
    three = [record(f"three{number}", "a b c") for number in range(ENOUGH)]
    index = index_of(tmp_path, [*three, record("two", "a b"), record("d", "d e")])
    assert set(found(index, "a b c d e")) == {each.id for each in three}


def test_when_most_syllables_find_too_little_the_nearest_are_shown(tmp_path: Path) -> None:
    faint = record("faint", "khác hẳn", "a " + "không có gì " * 400)
    index = index_of(tmp_path, [record("three", "a b c"), record("two", "a b"), faint])
    assert found(index, "a b c d e") == ["three", "two"]


def test_when_nothing_is_gained_by_asking_less_nothing_is_relaxed(index: Index) -> None:
    assert not index.search(Query("five objects")).relaxed


def test_a_word_that_nobody_uses_does_not_hide_the_others(index: Index) -> None:
    assert found(index, "chiêng xyzzy")[0] in {"gong", "body"}
    assert found(index, "xyzzy") == []


def test_a_filter_that_leaves_nothing_steps_down(index: Index) -> None:
    results = index.search(Query("ngày hội văn hóa xoang học sinh lớp buôn", size=1))
    assert [hit.id for hit in results.hits] == ["gong"]


def test_tags_of_a_scheme_add_up_and_schemes_narrow(index: Index) -> None:
    newest = {"sort": "newest"}
    assert found(index, tags=("grade.06", "grade.08"), **newest) == ["english", "gong"]
    assert found(index, tags=("grade.07", "theme"), **newest) == ["public"]
    assert found(index, tags=("grade.99",)) == []
    assert found(index, tags=("nowhere.at-all",)) == []


def test_facets_count_what_was_found(index: Index) -> None:
    assert index.search(Query("english")).facets == {
        "grade": {"grade.07": 1, "grade.08": 1},
        "theme": {},
    }
    assert index.search(Query("xyzzy")).facets == {"grade": {}, "theme": {}}


def test_a_choice_does_not_narrow_its_own_scheme(index: Index) -> None:
    facets = index.search(Query(tags=("grade.06",))).facets
    assert facets["grade"] == {"grade.06": 1, "grade.07": 3, "grade.08": 1}
    assert facets["theme"] == {"theme": 1, "theme.gong": 1}
    narrowed = index.search(Query(tags=("grade.06", "theme.gong"))).facets
    assert narrowed["grade"] == {"grade.06": 1, "grade.07": 1}


def test_a_facet_count_is_what_a_click_shows(index: Index) -> None:
    for text in ("", "cong", "hoc sinh cong chieng", "cong dong"):
        query = Query(text, size=2)
        for scheme, counts in index.search(query).facets.items():
            for tag, count in counts.items():
                assert index.search(query.with_tag(tag)).total == count, (text, scheme)


def test_sorting_newest_and_shortest_with_unknown_durations_last(index: Index) -> None:
    assert found(index, sort="newest") == ["english", "gong", "public", "body"]
    assert found(index, sort="shortest") == ["english", "public", "gong", "body"]
    assert found(index) == found(index, sort="newest")


def test_pages_follow_each_other_and_end(tmp_path: Path) -> None:
    index = index_of(tmp_path, (record(f"n{number:02}", "như nhau") for number in range(25)))
    pages = [found(index, "nhu nhau", page=page, size=10) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert len({id for page in pages for id in page}) == 25
    beyond = index.search(Query("nhu nhau", page=10**9, size=10))
    assert beyond.hits == ()
    assert beyond.total == 25


def test_the_words_to_highlight_are_folded(index: Index) -> None:
    assert index.search(Query("Địa lý lớp 7")).words == {"dia", "li", "lop", "7"}


def test_a_long_body_does_not_drown_a_title(tmp_path: Path) -> None:
    long = record("long", "Khác", "Trò chơi dân gian. " * 200 + "lời " * 800)
    index = index_of(tmp_path, [long, record("short", "Trò chơi dân gian", "Kéo co.")])
    assert found(index, "tro choi dan gian") == ["short", "long"]


def test_a_long_file_drowns_neither_a_title_nor_a_body(tmp_path: Path) -> None:
    saying = "Trò chơi dân gian. "
    for length in (1, 40, 4_000):
        filed = record("file", "Khác", "Việc khác", files=(saying * length + "lời " * length,))
        plans = [
            filed,
            record("body", "Khác", saying),
            record("title", "Trò chơi dân gian", "Kéo."),
        ]
        index = index_of(tmp_path / str(length), plans)
        assert found(index, "tro choi dan gian") == ["title", "body", "file"]


def test_a_word_that_only_a_file_has_finds_the_item(tmp_path: Path) -> None:
    plans = [record("file", "Khác", "Việc", files=("Một", "Phiếu học tập")), record("b", "Phiếu")]
    index = index_of(tmp_path, plans)
    assert found(index, "hoc tap") == ["file"]
    assert found(index, "phieu") == ["b", "file"]


ODD = [
    "a" * 10_000, "x " * 5_000, "...!?—", "😀 🎉", "*", '"', "AND OR NOT", "cong AND", "\0", "\ud800",
    "(cong", "cong~2 chieng^3", "title:cong", "[a TO z]", "%_'; --", "\u0301\u0323", "ﷺ", "İ",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_queries_are_answered(index: Index, text: str) -> None:
    for tags in ((), ("grade.07",)):
        results = index.search(Query(text, tags))
        assert results.total >= len(results.hits)


def test_operators_are_words(index: Index) -> None:
    assert index.search(Query("AND OR NOT")).words == {"and", "or", "not"}


def test_an_empty_index_answers(tmp_path: Path) -> None:
    results = Index.open(tmp_path).search(Query("cồng chiêng", ("grade.07",)))
    assert results.hits == ()
    assert results.facets == {}


def test_a_hit_has_a_score_only_for_words(index: Index) -> None:
    assert index.search(Query(sort="newest", size=1)).hits == (Hit("english", 0.0),)
    assert index.search(Query("english")).hits[0].score > 0


def test_texts_that_have_all_words_by_chance_do_not_hide_what_was_meant(tmp_path: Path) -> None:
    words = "Chiêng và bao giờ cũng vậy, nhiêu khê hội họp, cồng kềnh, kinh nghiệm, phí phạm. "
    chance = [record(f"chance-{n}", "Chuyện khác", words, published_at=n) for n in range(ENOUGH)]
    meant = record("meant", "Hội cồng chiêng", "Kinh phí của hội.", published_at=ENOUGH)
    index = index_of(tmp_path, [*chance, meant])
    text = "hội cồng chiêng kinh phí bao nhiêu"
    assert found(index, text)[0] == "meant"
    assert index.search(Query(text)).complete == ENOUGH
    # By day it would come first although it lacks some of the words.
    assert "meant" not in found(index, text, sort="newest")
    index.close()


def test_where_nothing_is_better_only_those_with_all_words_are_found(tmp_path: Path) -> None:
    whole = [record(f"whole-{n}", "Hội cồng chiêng", "Kinh phí.") for n in range(ENOUGH)]
    index = index_of(tmp_path, [*whole, record("part", "Hội cồng", "Chiêng và phí.")])
    assert set(found(index, "hội cồng chiêng kinh phí", size=20)) == {each.id for each in whole}
    index.close()
