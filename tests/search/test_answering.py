"""A query answered as the product does: over the starter collection, over records, over any text."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from library.items import briefs
from library.items.models import Edition
from library.search import answering, mistakes, vietnamese
from library.search.answering import FEW, Answer
from library.search.index import Index
from library.search.query import EVERYTHING, Query
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests.search.records import index_of, record

GONGS = "act-0006-listening-to-gongs-preschool"
BULLYING = "act-0008-bystanders-class-meeting"
ONLY_VIETNAMESE = "doc-0001-ke-hoach-thong-tin-doi-ngoai-thu-thua-2021"


def asked(library: Library, text: str, *as_typed: str) -> Answer:
    with library.sessions.reading() as session:
        return library.answer(session, Query(text, as_typed=as_typed, size=100))


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.results.hits]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    plans = [
        record(f"gong{number}", "Cồng chiêng", f"Trò chơi số {number}") for number in range(FEW)
    ]
    plans += [
        record("fried", "Món chiên", "Ăn vui, đánh cồng."),
        record(
            "violence",
            "Bạo lực học đường",
            "Chuyện của lớp.",
            names=frozenset(["bao luc hoc duong"]),
        ),
        record("local", "Bài học", "Giáo dục địa phương ở xã."),
        record("english", "Bài học", tags="theme.heritage.gong grade.08", labels=()),
        record("named", "Thầy Quỳnh", "Bài của thầy Quỳnh và cô Vy."),
    ]
    made = index_of(tmp_path_factory.mktemp("answering"), plans)
    yield made
    made.close()


# --- what was typed, and what was searched for


@pytest.mark.parametrize(
    ("typed", "meant", "cause"),
    [
        ("baoj luwcj hocj dduwowngf", "bạo lực học đường", "keyboard"),
        ("bao5 lu75c ho5c d9u7o7ng2", "bạo lực học đường", "keyboard"),
        ("Keá hoaïch ngoaïi khoùa", "Kế hoạch ngoại khóa", "encoding"),
        ("bao luc hoc duong", "bao luc hoc duong", None),
    ],
)
def test_a_restored_query_says_why(
    starter: Library, typed: str, meant: str, cause: str | None
) -> None:
    answer = asked(starter, typed)
    assert (answer.text, answer.cause, answer.mended) == (meant, cause, False)
    assert ids(answer) == ids(asked(starter, meant))


TWINS = [
    ("bạo lực học đường lớp 8", "bao luc hoc duong lop 8", "baoj luwcj hocj dduwowngf lowps 8"),
    ("văn hoá cồng chiêng", "văn hóa cồng chiêng", "van hoa cong chieng", "vawn hoas coongf chieeng"),
    ("địa lý biển đảo", "địa lí biển đảo", "dia li bien dao", "d9ia5 ly1 bie63n d9a3o"),
]  # fmt: skip


@pytest.mark.parametrize("twins", TWINS)
def test_a_query_and_its_twins_find_the_same(starter: Library, twins: tuple[str, ...]) -> None:
    first, *others = (ids(asked(starter, twin))[:10] for twin in twins)
    assert first and all(other == first for other in others)


# --- mistakes


def test_when_nothing_has_all_words_the_likelier_query_is_answered_and_it_says_so(
    index: Index, vocabulary: Vocabulary
) -> None:
    answer = answering.answer(index, Query("cồng triêng"), vocabulary)
    assert (answer.text, answer.mended, answer.suggestion) == ("cồng chiêng", True, None)
    assert answer.results.complete == FEW + 1


def test_when_something_has_all_words_the_likelier_query_is_only_suggested(
    index: Index, vocabulary: Vocabulary
) -> None:
    answer = answering.answer(index, Query("cồng chiên"), vocabulary)
    assert (answer.text, answer.mended, answer.suggestion) == ("cồng chiên", False, "cồng chiêng")
    assert ids(answer)[0] == "fried"


def test_where_many_have_all_words_by_chance_what_was_meant_comes_first_and_is_suggested(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    chance = [record(f"by{number}", "Học 6", "Nộp bài. Hết tiết.") for number in range(12)]
    lesson = record("lesson", "Một giờ học", "Tiết lớp 6 này: tiết lớp 6. Nộp bài.")
    index = index_of(tmp_path, [*chance, lesson])
    query = Query("tiết nớp 6", size=50)
    answer = answering.answer(index, query, vocabulary)
    assert (answer.mended, answer.suggestion) == (False, "tiết lớp 6")
    assert ids(answer)[0] == "lesson" and answer.results.complete == 13
    literal = answering.answer(index, replace(query, as_typed=(EVERYTHING,)), vocabulary)
    assert set(ids(literal)) == set(ids(answer)) and literal.suggestion is None


def test_nothing_is_suggested_that_does_not_find_more(index: Index, vocabulary: Vocabulary) -> None:
    for text in ("bạo lực học đường", "cồng chiêng", "xyzzy", "món cồng"):
        answer = answering.answer(index, Query(text), vocabulary)
        assert (answer.text, answer.mended, answer.suggestion) == (text, False, None), text


def test_names_numbers_and_what_was_understood_are_left_alone(
    index: Index, vocabulary: Vocabulary
) -> None:
    for text in ("cô Vi", "5513", "92-KJ/TU", "lớp 77", "GDĐQ 9"):
        answer = answering.answer(index, Query(text), vocabulary)
        assert (answer.text, answer.mended, answer.suggestion) == (text, False, None), text
    mended = answering.answer(index, Query("bạo lựt lop8"), vocabulary)
    assert mended.text in {"bạo lực lop8", "bạo lựt lop8"}


def test_where_nothing_has_all_words_what_answers_much_better_was_meant(
    index: Index, vocabulary: Vocabulary
) -> None:
    answer = answering.answer(index, Query("cồng triêng xyzzy"), vocabulary)
    assert (answer.text, answer.mended) == ("cồng chiêng xyzzy", True)


def test_page_order_and_filters_do_not_change_what_was_meant(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    plans = [record(f"n{number}", "Cồng chiêng xa", tags="grade.07") for number in range(12)]
    plans += [record("plain", "Bài học", "cồng", tags="grade.08")]
    index = index_of(tmp_path, plans)
    for text, mended in (("cồng triêng xyzzy", True), ("cồng chiêng", False)):
        query = Query(text, size=5)
        for same in (
            query,
            replace(query, page=2),
            replace(query, page=9),
            replace(query, sort="newest"),
            query.with_tag("grade.08"),
            query.with_tag("grade.09"),
        ):
            assert answering.answer(index, same, vocabulary).mended is mended


def test_a_quotation_that_stands_nowhere_is_mended_as_a_quotation(
    index: Index, vocabulary: Vocabulary
) -> None:
    answer = answering.answer(index, Query('"cồng triêng"'), vocabulary)
    assert (answer.text, answer.mended) == ('"cồng chiêng"', True)
    assert answer.results.complete == FEW


def test_a_title_is_never_changed_and_finds_its_item_first(starter: Library) -> None:
    with starter.sessions.reading() as session:
        titles = set(session.scalars(select(Edition.title)))
        assert len(titles) > 30
        for title in titles:
            answer = asked(starter, title)
            assert (answer.text, answer.cause, answer.mended) == (title, None, False)
            assert answer.suggestion is None
            [item] = briefs.by_ids(session, ids(answer)[:1])
            assert title in {edition.title for edition in item.editions}


def test_what_stands_in_a_plan_is_never_taken_for_a_mistake(starter: Library) -> None:
    lexicon, count = starter.index.lexicon(), 0
    with starter.sessions.reading() as session:
        texts = list(session.scalars(select(Edition.plain)))
    for plain in texts:
        found = vietnamese.syllables(plain)
        close = {place for place, _ in vietnamese.pairs(plain, found)}
        for place in range(0, len(found) - 3, 5):
            if close.issuperset({place, place + 1}):
                said = plain[found[place][1] : found[place + 2][2]]
                assert mistakes.corrected(said, (), lexicon) is None
                count += 1
    assert count > 2_000


# --- across languages, abbreviations


def test_an_english_query_finds_what_is_written_in_vietnamese_alone(starter: Library) -> None:
    for text in ("external information", "foreign information service"):
        assert ONLY_VIETNAMESE in ids(asked(starter, text))[:3]


def test_a_vietnamese_query_finds_what_only_the_vocabulary_connects(
    index: Index, vocabulary: Vocabulary
) -> None:
    for text in ("cồng chiêng lớp 8", "gong culture grade 8"):
        answer = answering.answer(index, Query(text), vocabulary)
        assert ids(answer)[0] == "english"
        assert answer.results.complete == 1


def test_a_text_without_tags_is_found_by_the_label_behind_an_abbreviation(
    index: Index, vocabulary: Vocabulary
) -> None:
    for text in ("GDĐP", "gddp", "local education"):
        answer = answering.answer(index, Query(text), vocabulary)
        assert ids(answer) == ["local"] and answer.results.complete == 1


def test_an_abbreviation_and_its_label_find_the_same_items(starter: Library) -> None:
    for short, label in (("TCDG", "trò chơi dân gian"), ("KHBD", "kế hoạch bài dạy")):
        found = asked(starter, short)
        assert found.results.complete
        complete = set(ids(found)[: found.results.complete])
        assert complete <= set(ids(asked(starter, label)))


# --- exact titles and numbers, quotation marks


def test_a_number_finds_its_document_first(starter: Library) -> None:
    for text in ("92-KH/TU", "92-kh/tu", "kế hoạch 92-KH/TU"):
        assert ids(asked(starter, text))[0].startswith("doc-0002")


def test_a_quoted_phrase_stands_in_everything_found(starter: Library) -> None:
    assert ids(asked(starter, '"bạo lực học đường"')) and ids(asked(starter, "“luc hoc”"))
    assert ids(asked(starter, '"đường học lực"')) == []
    everything = set(ids(asked(starter, "rác")))
    without = set(ids(asked(starter, "rác -nhựa")))
    assert without < everything
    assert set(ids(asked(starter, '"rác" -"nhựa"'))) == without


def test_unbalanced_marks_are_only_marks(starter: Library) -> None:
    for text in ('"rác', 'rác"', "“rác", "rác -", "- rác", "rác !"):
        assert ids(asked(starter, text)) == ids(asked(starter, "rác"))


# --- as it was typed


def test_a_query_as_it_is_typed_is_not_interpreted(starter: Library) -> None:
    for text in ("k8 bao luc hoc duong", "baoj luwcj", "GDĐP 7", "cồng triêng"):
        answer = asked(starter, text, EVERYTHING)
        assert (answer.text, answer.cause, answer.mended) == (text, None, False)
        assert answer.reading.understood == () and answer.suggestion is None


def test_a_part_taken_away_counts_as_words(starter: Library) -> None:
    answer = asked(starter, "k8 bao luc hoc duong", "k8")
    assert [part.text for part in answer.reading.understood] == ["bao luc hoc duong"]
    assert "k8" in answer.reading.words
    assert ids(asked(starter, "k8 bao luc hoc duong"))[0] == BULLYING


def test_nothing_asked_finds_everything(starter: Library) -> None:
    for text in ("", "!!!", "-", '"', "*", "\u200b"):
        assert asked(starter, text).results.total == 17


# --- any text at all

ODD = [
    "\0", "\ud800", "a\udfffb", "\u202erác\u2066", "\ufeff", "\u0301\u0323", "a" * 10_000, "a\u0301" * 5_000,
    "rác " * 5_000, '"rác" ' * 3_000, "-rác " * 3_000, "\n" * 9_999, "' OR 1=1; DROP TABLE items; --",
    "title:rác AND (x OR NOT y)^2~3 [a TO z] {a TO z} *?* /.*/", "(?P<x>a+)+$", "\\", "%_%", "%s%n{0}{{7*7}}",
    "<script>alert(1)</script>", "lớp " * 40, "lớp 99999999999999999999", "9" * 4_000, "1" * 400 + " phút",
    "lớp ٧", "tháng ²", "k𝟕", "tuần 0", "0 tuổi", "từ lớp 9 đến lớp 1", "lớp 1-", "'", "’" * 50, "15''''",
    "Keá " * 200, "KÕ ho¹ch " * 100, "dd" * 200, "w" * 400, "🪁" * 300, "ﷺ", "İ", "ß", "Ǆ", "ﬁ", "x\u00adx",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        "lớp 7", "GDĐP", "k8", "-", '"', "“", "”", "«", "ddaor", "coongf", "ho5c", "KÕ", "Keá", "triêng",
        "hocduong", "5512", "/KH-TU", "45", "'", "phút", "môn", "TH", "AND", "*", "\u200b", "\u0301",
        "\ud800", "\0", "٧", "\u202e",
    ]
)  # fmt: skip
TEXTS = (
    st.text(max_size=60)
    | st.text(st.characters(codec=None), max_size=40)
    | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)
    | st.lists(PIECES, max_size=12).map(" ".join)
)


@pytest.mark.parametrize("text", ODD)
def test_an_odd_query_is_answered(starter: Library, text: str) -> None:
    answer = asked(starter, text)
    assert answer.results.total >= len(answer.results.hits)


@given(TEXTS, st.lists(TEXTS | st.just(EVERYTHING), max_size=2).map(tuple))
@settings(deadline=None, max_examples=200)
@example("lớp ٧", ())
def test_any_query_is_answered(
    starter: Library, vocabulary: Vocabulary, text: str, as_typed: tuple[str, ...]
) -> None:
    answer = answering.answer(starter.index, Query(text, as_typed=as_typed), vocabulary)
    assert answer.results.total >= len(answer.results.hits)
    assert not (answer.mended and answer.suggestion)
    assert answer.mended or answer.cause or answer.text == text


def test_an_empty_library_answers(tmp_path: Path, vocabulary: Vocabulary) -> None:
    empty = Index.open(tmp_path)
    for text in ("", "lớp 7", "cồng triêng", "baoj luwcj", '"rác" -nhựa', "dưới 45 phút"):
        assert answering.answer(empty, Query(text), vocabulary).results.hits == ()
