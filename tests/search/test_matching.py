"""What answers a reading: words, phrases that stand together, tags, minutes, exact names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from library.search import scoring
from library.search.index import Index
from library.search.query import Query
from library.search.reading import Part, Phrase, Reading
from tests.search.records import index_of, record

PLANS = [
    record("said", "Buổi học", "Nghe cồng chiêng vang xa trên núi.", "grade.08", minutes=40),
    record("tagged", "Buổi học", "Nghe tiếng vang xa trên núi.", "theme.gong grade.07", minutes=90),
    record("scattered", "Buổi học", "Chiêng vang xa, cồng nghe trên núi.", "grade.09", minutes=45),
    record("elsewhere", "Buổi học", "The gong culture of the hills.", "grade.07"),
    record("neither", "Buổi học", "Nghe tiếng sáo trên núi.", "grade.07", minutes=20),
]  # fmt: skip
GONGS = Part((Phrase(("cong", "chieng")), Phrase(("gong", "culture"), 0.8)), ("theme.gong",))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = index_of(tmp_path_factory.mktemp("matching"), PLANS)
    yield made
    made.close()


def results(index: Index, reading: Reading) -> scoring.Results:
    return index.search(Query("not empty"), reading)


def found(index: Index, reading: Reading) -> list[str]:
    return [hit.id for hit in results(index, reading).hits]


def test_a_part_is_answered_by_its_words_its_tags_or_its_other_names(index: Index) -> None:
    answer = results(index, Reading(parts=(GONGS,)))
    complete = {hit.id for hit in answer.hits[: answer.complete]}
    assert complete >= {"said", "tagged", "elsewhere"}
    assert "neither" not in {hit.id for hit in answer.hits}


def test_a_lone_everyday_syllable_is_answered_by_its_tag_and_not_by_standing_in_a_text(
    tmp_path: Path,
) -> None:
    plans = [record("tagged", "Bài học", tags="subject.history"), record("said", "Sử dụng mạng")]
    index = index_of(tmp_path, [*plans, record("named", "Bài lịch sử")])
    phrases = (Phrase(("su",)), Phrase(("lich", "su"), 0.8))
    answer = results(index, Reading(parts=(Part(phrases, ("subject.history",), is_everyday=True),)))
    assert answer.complete == 2
    assert {hit.id for hit in answer.hits[:2]} == {"tagged", "named"}


def test_other_names_must_stand_together(tmp_path: Path) -> None:
    plans = [record("together", "gong culture"), record("apart", "culture of the gong")]
    index = index_of(tmp_path, [*plans, record("tagged", "x", tags="theme.gong")])
    assert set(found(index, Reading(parts=(GONGS,)))) == {"together", "tagged"}


def test_other_names_in_pieces_add_nothing(tmp_path: Path) -> None:
    plans = [record(f"gong{number}", "cồng chiêng", "a b c d e") for number in range(4)]
    index = index_of(tmp_path, [*plans, record("pieces", "cồng chiêng", "a gong of e culture")])
    scores = {hit.id: hit.score for hit in results(index, Reading(parts=(GONGS,))).hits}
    assert scores["pieces"] == scores["gong0"]


def test_the_words_of_a_part_count_less_where_they_are_scattered(index: Index) -> None:
    order = found(index, Reading(parts=(GONGS,)))
    assert order.index("said") < order.index("scattered")


def test_a_tag_and_the_words_together_come_before_the_tag_alone(tmp_path: Path) -> None:
    both = record("both", "x", "cồng chiêng", "theme.gong")
    index = index_of(
        tmp_path, [record("tag", "x", "việc khác", "theme.gong"), both, record("no", "y")]
    )
    assert found(index, Reading(parts=(GONGS,))) == ["both", "tag"]


def asking(*tags: str) -> Reading:
    return Reading(parts=tuple(Part((Phrase(("xyzzy",)),), (tag,)) for tag in tags))


def test_what_is_for_other_grades_comes_behind_what_is_for_none(tmp_path: Path) -> None:
    plans = [
        record("other", tags="theme.gong theme.festival grade.10"),
        record("any", tags="theme.gong"),
        record("asked", tags="theme.gong grade.07"),
    ]
    index = index_of(tmp_path, plans)
    assert found(index, asking("theme.gong", "grade.07")) == ["asked", "any", "other"]


def test_other_themes_of_an_item_are_not_held_against_it(tmp_path: Path) -> None:
    plans = [record("rich", tags="grade.07 theme.sea"), record("poor", tags="grade.07")]
    index = index_of(tmp_path, [*plans, record("gong", tags="theme.gong")])
    scores = {hit.id: hit.score for hit in results(index, asking("grade.07", "theme.gong")).hits}
    assert scores["rich"] == scores["poor"]


def test_what_is_made_for_one_grade_comes_before_what_is_for_all(tmp_path: Path) -> None:
    every = " ".join(f"grade.{number:02}" for number in range(1, 13))
    plans = [record("all", tags=every), record("one", tags="grade.07"), record("none")]
    assert found(index_of(tmp_path, plans), asking("grade.07")) == ["one", "all"]


def test_what_it_is_about_counts_more_than_what_kind_of_material_it_is(tmp_path: Path) -> None:
    plans = [record("kind", tags="material.worksheet"), record("about", tags="theme.gong")]
    index = index_of(tmp_path, [*plans, record("neither")])
    assert found(index, asking("material.worksheet", "theme.gong")) == ["about", "kind"]


def test_a_tag_on_few_items_tells_more_than_its_words_that_stand_in_many(tmp_path: Path) -> None:
    plans = [record(f"says{number}", "x", "trải nghiệm") for number in range(12)]
    plans += [record(f"sea{number}", tags="theme.sea") for number in range(7)]
    trips = Part((Phrase(("trai", "nghiem")),), ("activity.experiential",))
    index = index_of(tmp_path, [*plans, record("is", "y", tags="activity.experiential")])
    assert found(index, Reading(parts=(trips, *asking("theme.sea").parts)))[0] == "is"


def test_a_name_inside_a_name_counts_by_how_rare_it_is_itself(tmp_path: Path) -> None:
    plans = [record(f"plan{number}", tags="material.plan") for number in range(9)]
    trip = record("trip", tags="material.plan activity.extracurricular")
    part = Part((Phrase(("xyzzy",)),), ("material.plan",), inner=("activity.extracurricular",))
    hits = results(index_of(tmp_path, [*plans, trip]), Reading(parts=(part,))).hits
    assert hits[0].id == "trip" and hits[0].score > 2 * hits[1].score


def test_what_has_a_tag_only_by_a_narrower_one_comes_behind_what_was_given_it(
    tmp_path: Path,
) -> None:
    plans = [
        record("club", tags="theme.x activity.club activity.outside"),
        record("outside", tags="theme.x activity.outside activity.lesson"),
    ]
    index = index_of(tmp_path, [*plans, record("neither", tags="theme.x")])
    narrower: dict[str, tuple[str, ...]] = {"activity.outside": ("activity.club",)}
    asked = asking("activity.outside").parts
    inside = (Part((Phrase(("xyzzy",)),), ("theme.x",), inner=("activity.outside",)),)
    for parts in (asked, inside):
        assert found(index, Reading(parts=parts, narrower=narrower))[:2] == ["outside", "club"]


def test_any_tag_of_a_part_will_do_and_an_unknown_one_finds_nothing(index: Index) -> None:
    any_of = Part((Phrase(("xyzzy",)),), ("grade.08", "grade.09", "nowhere.at-all"))
    assert set(found(index, Reading(parts=(any_of,)))) == {"said", "scattered"}
    assert found(index, Reading(parts=(Part((Phrase(("xyzzy",)),), ("nowhere.at-all",)),))) == []


def test_what_must_be_absent_is_answered_by_having_none_of_it(tmp_path: Path) -> None:
    plans = [record("both", "bản tiếng Anh", tags="language.vi language.en")]
    index = index_of(tmp_path, [*plans, record("one", "x", tags="language.vi")])
    typed = Phrase(("chua", "co", "ban", "tieng", "anh"))
    part = Part((typed,), ("language.en",), is_everyday=True, is_absent=True)
    assert found(index, Reading(parts=(part,))) == ["one"]


def test_a_duration_is_answered_by_the_minutes_of_an_item(index: Index) -> None:
    upto = Part((Phrase(("xyzzy",)),), minutes=(0, 45))
    assert set(found(index, Reading(parts=(upto,)))) == {"said", "scattered", "neither"}
    about = Part((Phrase(("xyzzy",)),), minutes=(90, 90))
    assert found(index, Reading(parts=(about,))) == ["tagged"]


def test_parts_and_words_must_all_be_answered_to_be_complete(index: Index) -> None:
    grade = Part((Phrase(("lop", "7")),), ("grade.07",))
    answer = results(index, Reading(words={"nghe": 0}, parts=(GONGS, grade)))
    assert answer.complete == 1 and answer.hits[0].id == "tagged"


def test_what_is_quoted_must_stand_and_what_is_excluded_must_not(index: Index) -> None:
    phrase = Phrase(("vang", "xa"))
    everything = {"vang": 0, "xa": 0}
    assert set(found(index, Reading(everything, required=(phrase,)))) == {
        "said",
        "tagged",
        "scattered",
    }
    assert found(index, Reading(everything, required=(Phrase(("xa", "vang")),))) == []
    assert set(found(index, Reading({"nui": 0}, excluded=(phrase,)))) == {"neither"}
    assert set(found(index, Reading(excluded=(Phrase(("nui",)),)))) == {"elsewhere"}


def test_a_phrase_with_a_break_asks_for_no_pair_there(index: Index) -> None:
    words = {"xa": 0, "cong": 0}
    assert found(index, Reading(words, required=(Phrase(("xa", "cong")),))) == []
    broken = Phrase(("vang", "xa", "cong", "nghe"), breaks=frozenset([1]))
    assert found(index, Reading(words, required=(broken,))) == ["scattered"]


def test_what_is_called_exactly_so_comes_first(tmp_path: Path) -> None:
    plans = [
        record("title", "Cồng chiêng", "x", names=frozenset(["cong chieng"])),
        record("more", "Cồng chiêng cồng chiêng", "cồng chiêng " * 30, names=frozenset(["khac"])),
        record(
            "number",
            "Công văn",
            labels=("5512/BGDĐT-GDTrH",),
            names=frozenset(["5512 bgddt gdtrh"]),
        ),
        record("cites", "Công văn 5512", "Theo công văn 5512/BGDĐT-GDTrH. " * 9),
    ]
    index = index_of(tmp_path, plans)
    for text, first in (("cong chieng", "title"), ("5512/BGDĐT-GDTrH", "number")):
        assert index.search(Query(text)).hits[0].id == first
    assert index.search(Query("cong chieng khac")).hits[0].id == "more"


def test_accents_decide_among_equals_and_never_against_a_better_text(tmp_path: Path) -> None:
    plans = [
        record("bell", "cồng", "như nhau"),
        record("plus", "cộng", "như nhau"),
        record("other", "công công", "công công"),
    ]
    index = index_of(tmp_path, plans)
    for text, order in (("cồng", ["bell", "plus"]), ("cộng", ["plus", "bell"])):
        hits = [hit.id for hit in index.search(Query(text)).hits]
        assert hits[0] == "other" and hits[1:] == order
    scores = {hit.id: hit.score for hit in index.search(Query("cồng")).hits}
    assert scores["bell"] == scores["plus"]


def test_an_item_taken_out_answers_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path, PLANS)
    index.apply([], ["tagged", "said"], upto=2)
    assert set(found(index, Reading(parts=(GONGS,)))) == {"elsewhere", "scattered"}


def test_an_abbreviation_counts_for_a_word(index: Index) -> None:
    short = Part((Phrase(("xyzzy",)),), ("theme.gong",))
    assert (short.size, short.counted) == (1, 2)
    answer = results(index, Reading(words={"sao": 0}, parts=(short,)))
    assert [hit.id for hit in answer.hits] == ["tagged", "neither"]
