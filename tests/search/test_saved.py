"""Saved searches: a list as text that survives whatever a reader's device makes of it."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import Invalid
from library.search import saved
from library.search.query import Query
from library.search.saved import Saved

RUBBISH = Query("rác", ("grade.07", "theme.environment"), "newest", page=3, size=50)
WORDS = """
cồng chiêng, biển đảo, an toàn mạng, rác thải nhựa, bạo lực học đường, trò chơi dân gian, lễ hội,
hướng nghiệp, sức khoẻ, tiếng Anh, giao thông, nghề truyền thống, gia đình, thầy cô, Tết, bác Hồ,
bản sắc, khoa học, đọc sách, khởi nghiệp
"""


def always(tag: str) -> str:
    return tag


def several(count: int) -> list[Saved]:
    return [Saved.of(Query(f"câu số {number}"), number) for number in range(count)]


def test_a_search_is_its_text_and_tags_without_order_and_page() -> None:
    kept = Saved.of(RUBBISH, 5)
    assert kept.parameters == "q=r%C3%A1c&tag=grade.07&tag=theme.environment"
    assert kept.query(always) == Query("rác", ("grade.07", "theme.environment"))


def test_how_a_part_is_read_belongs_to_a_search() -> None:
    query = Query("gv", as_typed=("gv",))
    assert Saved.of(query, 1).query(always) == query
    assert saved.parameters(query) != saved.parameters(Query("gv"))


def test_a_tag_that_is_gone_is_left_out() -> None:
    assert Saved.of(RUBBISH, 1).query({"grade.07": "grade.07"}.get) == Query("rác", ("grade.07",))


def test_the_newest_stands_first_and_once() -> None:
    searches = saved.added(several(3), Saved.of(Query("câu số 1"), 99))
    assert [each.seen_at for each in searches] == [99, 0, 2]


def test_the_twenty_first_is_refused_and_one_that_is_there_is_not() -> None:
    full = several(saved.MOST)
    with pytest.raises(Invalid, match="20 searches are saved"):
        saved.added(full, Saved.of(Query("một câu nữa"), 1))
    assert len(saved.added(full, Saved.of(Query("câu số 7"), 1))) == saved.MOST


def test_a_removed_search_is_gone_and_the_others_stay() -> None:
    assert saved.removed(several(3), saved.parameters(Query("câu số 1"))) == [
        Saved.of(Query("câu số 0"), 0),
        Saved.of(Query("câu số 2"), 2),
    ]
    assert saved.removed(several(3), "q=khac") == several(3)


def test_looking_at_a_search_keeps_its_place() -> None:
    looked = saved.seen(several(3), Saved.of(Query("câu số 1"), 99))
    assert [each.seen_at for each in looked] == [0, 99, 2]
    assert saved.seen(several(3), Saved.of(Query("khác"), 99)) == several(3)


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**10)), max_size=saved.MOST))
def test_a_list_is_read_back_from_its_text(given_searches: list[tuple[str, int]]) -> None:
    searches: list[Saved] = []
    for text, seen_at in given_searches:
        query = Query.from_args(saved._Args({"q": [text]}), always)
        if query.text:
            searches = saved.added(searches, Saved.of(query, seen_at))
    assert saved.load(saved.dump(searches)) == searches


def test_twenty_usual_searches_fit_into_a_cookie() -> None:
    texts = [
        f"kế hoạch hoạt động trải nghiệm chủ đề {word.strip()} lớp {n}"
        for n, word in enumerate(WORDS.split(","))
    ]
    searches = [
        Saved.of(Query(text, ("grade.07", "theme.heritage")), 1_790_000_000 + place)
        for place, text in enumerate(texts)
    ]
    assert len(searches) == saved.MOST
    text = saved.dump(searches)
    assert len(text) < 3_800 and text.isascii()
    assert not set(text) & set(' ",;\\=')


def packed(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode()


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "nonsense",
        "ế",
        "\ud800",
        "=" * 50,
        "A" * 10_000,
        packed(""),
        packed("\n\n \n"),
        packed("soon q=rac"),
        packed("-5 q=rac"),
        packed("٣ q=rac"),
        packed("9" * 5_000 + " q=rac"),
        packed(b"\xff\xfe 1 q=rac"),
    ],
)
def test_a_text_that_is_no_list_is_an_empty_one(kept: str) -> None:
    assert saved.load(kept) == []


def test_of_a_damaged_list_what_can_be_read_is_read() -> None:
    assert saved.load(packed("1 q=rac\nx\n5 q=la\n7 q=rac")) == [
        Saved("q=rac", 1),
        Saved("q=la", 5),
    ]


def test_a_text_that_unpacks_to_a_gigabyte_does_not() -> None:
    bomb = packed(b"1 q=" + b"a" * 30_000_000)
    (only,) = saved.load(bomb)
    assert len(only.parameters) < 300_000
    assert len(only.query(always).text) <= 400


def test_more_than_twenty_in_a_forged_list_are_cut() -> None:
    assert len(saved.load(packed("\n".join(f"1 q={n}" for n in range(500))))) == saved.MOST


@pytest.mark.parametrize(
    "given_parameters", ["&" * 1_000, "a=1&" * 1_000, "q=%ff%00", "tag=&tag=x"]
)
def test_parameters_that_are_none_search_for_nothing_in_particular(given_parameters: str) -> None:
    query = Saved(given_parameters, 1).query({"grade.07": "grade.07"}.get)
    assert not query.tags and "\0" not in query.text


def test_a_saved_search_for_a_retired_tag_is_one_for_what_stands_for_it() -> None:
    replaced = {"theme.old": "theme.new", "theme.new": "theme.new"}
    kept = [Saved("tag=theme.old", 1), Saved("tag=theme.new", 2), Saved("q=a&tag=nothing", 3)]
    assert saved.today(kept, replaced.get) == [Saved("tag=theme.new", 1), kept[2]]
