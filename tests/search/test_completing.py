"""Names that go on from what is typed, and the items that are called so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search.completing import MOST, Names
from library.search.index import Index
from tests.search.records import index_of, named

NAMES = Names(
    ["cong chieng", "cong dan so", "le hoi cong chieng", "chieng va cong", "mi thuat", "myth"]
)


def called(typed: str, names: Names = NAMES) -> list[str]:
    return [completion.name for completion in names.completions(typed)]


def test_names_that_begin_so_come_first_then_words_inside_then_scattered_ones() -> None:
    assert called("cong ch") == ["cong chieng", "le hoi cong chieng", "chieng va cong"]


def test_every_word_must_be_there_and_only_the_last_may_go_on() -> None:
    assert called("da cong so") == []
    assert called("dan cong so") == called("so cong d") == ["cong dan so"]
    assert called("con chieng") == []


def test_accents_and_case_do_not_count() -> None:
    assert called("Cồng CHIÊ") == called("cong chie")


@pytest.mark.parametrize(("typed", "names"), [("mỹ", ["myth", "mi thuat"]), ("myt", ["myth"])])
def test_a_y_at_the_end_may_become_either(typed: str, names: list[str]) -> None:
    assert called(typed) == names


def test_a_y_inside_a_text_is_what_it_is() -> None:
    assert called("mỹ t") == ["mi thuat"]


def test_of_very_many_names_those_that_begin_so_are_never_left_out() -> None:
    names = Names(["an toan"] + [f"x{number} an" for number in range(3 * MOST)])
    assert len(called("an", names)) == MOST
    assert called("an", names)[0] == "an toan"


@given(st.text(max_size=30))
def test_every_text_is_a_beginning_and_what_goes_on_has_its_words(typed: str) -> None:
    for completion in NAMES.completions(typed):
        assert completion.name in {"cong chieng", "cong dan so", "le hoi cong chieng"} | {
            "chieng va cong", "mi thuat", "myth",
        }  # fmt: skip


def items(index: Index, typed: str, most: int = 9) -> list[str]:
    return index.titles().completions(typed, most)


def test_items_are_found_by_any_of_their_names_once(tmp_path: Path) -> None:
    index = index_of(tmp_path, [named("a", "hoi cong chieng", "gong festival"), named("b", "gong")])
    assert items(index, "gong") == ["b", "a"]
    assert items(index, "g") == ["b", "a"]
    assert items(index, "hoi") == ["a"]
    assert items(index, "g", most=1) == ["b"]


def test_what_an_item_was_called_before_is_forgotten(tmp_path: Path) -> None:
    index = index_of(
        tmp_path, [named("a", "hoi trang"), named("b", "hoi xuan"), named("c", "hoi ha")]
    )
    assert items(index, "hoi") == ["c", "b", "a"]
    index.apply([named("a", "ngay trang")], removed=["c"], upto=2)
    assert items(index, "hoi") == ["b"]
    assert items(index, "trang") == ["a"]


def test_items_of_one_name_give_way_to_the_newest(tmp_path: Path) -> None:
    records = [named(id, "hoi", published_at=at) for id, at in (("a", 1.0), ("b", 3.0), ("c", 2.0))]
    assert items(index_of(tmp_path, records), "hoi") == ["b"]


def test_the_tags_that_items_have_are_known(tmp_path: Path) -> None:
    index = index_of(tmp_path, [named("a", "mot", tags="x y"), named("b", "hai", tags="y z")])
    assert index.used(["x", "y", "z", "nothing"]) == {"x", "y", "z"}
    index.apply([], removed=["a"], upto=2)
    assert index.used(["x", "y", "z"]) == {"y", "z"}
