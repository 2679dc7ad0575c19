"""Fields of the form and what a save holds are the same thing twice, whatever is typed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from library.review import contents, differences
from library.review.contents import STATED, TAGS

FILE = {"path": "files/a.png", "sha256": "0", "size": 1, "media_type": "image/png"}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"))
TAG_LISTS = st.lists(st.sampled_from(["grade.06", "grade.07", "x"]), unique=True)


def whole() -> contents.Content:
    made = contents.with_language(contents.empty("vi", "Lan"), "en")
    return contents.with_file(made, FILE)


def filled(draw: Any) -> contents.Fields:
    known = contents.fields(whole())
    return {name: draw(TAG_LISTS if name in TAGS else TEXTS) for name in known}


@given(st.data())
def test_what_is_put_into_fields_stands_in_them(data: st.DataObject) -> None:
    fields = filled(data.draw)
    assert contents.fields(contents.with_fields(whole(), fields)) == fields


@given(st.data())
def test_a_save_is_not_changed_by_what_follows_it(data: st.DataObject) -> None:
    before = whole()
    contents.with_fields(before, filled(data.draw))
    contents.without_file(before, "files/a.png")
    assert before == whole()


def test_a_name_that_nothing_has_is_left_out() -> None:
    assert contents.with_fields(whole(), {"fr-title": "x", "id": "y", "claims": "z"}) == whole()


def test_a_form_without_a_field_keeps_what_it_has_and_takes_no_tick() -> None:
    before = contents.with_fields(whole(), {"grade": ["grade.07"], "cost_vnd": "5"})
    read = contents.read(before, contents.FACTS, {"kind": ["material.report"]})
    after = contents.fields(contents.with_fields(before, read))
    assert (after["cost_vnd"], after["grade"], after["kind"]) == ("5", [], "material.report")


def test_the_steps_share_no_field_and_miss_none() -> None:
    by_step = [contents.fields(whole(), step) for step in contents.STEPS]
    names = [name for fields in by_step for name in fields]
    assert len(names) == len(set(names)) == len(contents.fields(whole()))
    assert set(STATED) <= set(by_step[2])


def test_what_the_form_does_not_know_is_carried_along() -> None:
    before = whole()
    before["facts"] |= {"number": "12/KH", "place": {"province": "Lâm Đồng"}}
    before["editions"]["vi"]["facts"]["claims"] = [{"text": "a", "source": "b"}]
    after = contents.with_fields(before, {"grade": ["grade.07"], "place": [], "vi-sources": "x"})
    assert after["facts"]["number"] == "12/KH"
    assert after["facts"]["place"] == {"province": "Lâm Đồng"}
    assert after["editions"]["vi"]["facts"]["claims"] == [{"text": "a", "source": "b"}]


LINES = st.lists(st.sampled_from(["một hai ba", "bốn", "", "năm sáu", "x"])).map("\n".join)


@given(LINES, LINES)
def test_the_parts_of_a_difference_are_the_text_before_and_the_text_after(
    before: str, after: str
) -> None:
    parts = differences.between(before, after)
    for text, own in ((before, differences.REMOVED), (after, differences.ADDED)):
        told = "".join(part.text for part in parts if part.what in (differences.SAME, own))
        if not any(part.what == differences.LEFT_OUT for part in parts):
            assert told == text
        rest = iter(text)
        assert all(letter in rest for letter in told), "in the order of the text"


def test_a_changed_word_is_marked_and_far_lines_are_left_out() -> None:
    lines = [f"dòng {number}" for number in range(20)]
    changed = [*lines[:10], "dòng mười", *lines[11:]]
    parts = differences.between("\n".join(lines), "\n".join(changed))
    assert ("removed", "10") in parts and ("added", "mười") in parts
    assert [part.what for part in parts].count("left-out") == 2
    assert "dòng 3" not in "".join(part.text for part in parts)


def test_a_huge_difference_is_shown_as_a_whole_and_at_once() -> None:
    before, after = "a b " * 5_000, "c d " * 5_000
    assert [part.what for part in differences.between(before, after)] == ["removed", "added"]
