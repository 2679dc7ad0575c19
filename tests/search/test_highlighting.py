"""Marks in the accented original, and passages that show them."""

import html
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.search import spotting
from library.search.highlighting import ELLIPSIS, highlight, passage, result, snippet

TEXTS = st.text(st.one_of(st.sampled_from("cồnghiêđ <>&\"'.,\n"), st.characters()))
WORDS = frozenset({"cong", "chieng", "7"})


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Văn hóa cồng chiêng", "Văn hóa <mark>cồng chiêng</mark>"),
        ("Cồng, chiêng", "<mark>Cồng</mark>, <mark>chiêng</mark>"),
        ("Cộng đồng & <cồng>", "<mark>Cộng</mark> đồng &amp; &lt;<mark>cồng</mark>&gt;"),
        ("Không có gì", "Không có gì"),
        ("", ""),
    ],
)
def test_the_original_is_marked_and_escaped(text: str, marked: str) -> None:
    assert highlight(text, WORDS) == marked


def test_decomposed_text_is_marked_as_it_is() -> None:
    text = unicodedata.normalize("NFD", "cồng chiêng")
    assert highlight(text, WORDS) == f"<mark>{text}</mark>"


def test_a_lone_syllable_is_not_marked_beside_a_whole_run() -> None:
    text = "Công viên lớp 7 có cồng chiêng"
    assert highlight(text, WORDS) == "Công viên lớp 7 có <mark>cồng chiêng</mark>"


def test_a_word_that_stands_in_no_run_is_marked_where_it_is() -> None:
    words = frozenset({"cong", "chieng", "festival"})
    marked = highlight("A festival with cồng chiêng", words)
    assert marked == "A <mark>festival</mark> with <mark>cồng chiêng</mark>"


def test_without_words_nothing_is_marked() -> None:
    assert highlight("cồng <chiêng>", frozenset()) == "cồng &lt;chiêng&gt;"


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("Đánh  cồng\nchiêng.", WORDS) == "Đánh <mark>cồng chiêng</mark>."


def test_the_snippet_is_where_most_words_are_and_neighbours() -> None:
    text = (
        "Công viên. "
        + "chữ " * 100
        + "công và chiêng. "
        + "lời " * 100
        + "cồng chiêng. "
        + "x " * 99
    )
    passage = snippet(text, WORDS, 60)
    assert "<mark>cồng chiêng</mark>" in passage
    assert passage.startswith(ELLIPSIS)
    assert passage.endswith(ELLIPSIS)


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    passage = snippet("một hai ba " * 50, frozenset({"cong"}), 30)
    assert passage == f"một hai ba một hai ba một hai{ELLIPSIS}"


@settings(deadline=None)
@given(TEXTS, st.integers(10, 80))
def test_a_snippet_is_a_passage_of_the_text_and_not_too_long(text: str, length: int) -> None:
    passage = html.unescape(re.sub("</?mark>", "", snippet(text, WORDS, length)))
    passage = passage.removeprefix(ELLIPSIS) if passage[:1] not in text[:1] else passage
    assert len(passage) <= length + len(ELLIPSIS)


@settings(deadline=None)
@given(TEXTS)
def test_only_marks_are_added(text: str) -> None:
    marked = highlight(text, WORDS)
    assert html.unescape(re.sub("</?mark>", "", marked)) == html.unescape(html.escape(text))
    assert marked.count("<mark>") == marked.count("</mark>")


def test_long_texts_take_linear_time() -> None:
    text = "cồng chiêng 7 " * 20_000
    begun = time.process_time()
    snippet(text, WORDS)
    highlight(text, WORDS)
    assert time.process_time() - begun < 10


def test_the_passage_can_be_looked_for_around_some_of_the_words() -> None:
    text = "sáo cồng chiêng " * 30 + "xa " * 100 + "cồng, diều. " + "xa " * 100
    words = frozenset({"cong", "chieng", "sao", "dieu"})
    assert "chiêng" in snippet(text, words)
    around = passage(text, spotting.among(text, {"dieu"}), words)
    assert "<mark>cồng</mark>, <mark>diều</mark>" in around and "chiêng" not in around


@pytest.mark.parametrize("before", [0, 1, 150, 4_000])
@pytest.mark.parametrize("after", [0, 1, 150, 4_000])
def test_the_passage_of_a_long_text_is_found_wherever_it_stands(before: int, after: int) -> None:
    text = "xa cồng " * before + "sáo diều bay " + "xa chiêng " * after
    found = spotting.among(text, {"sao", "dieu"})
    shown = passage(text, found, frozenset({"cong", "sao", "dieu"}))
    assert "sáo diều</mark> bay" in shown
    assert shown.startswith(ELLIPSIS) == (before > 1) and shown.endswith(ELLIPSIS) == (after > 1)


@pytest.mark.parametrize(
    ("title", "promise", "text", "shown"),
    [
        ("Cồng", "Nghe chiêng", "cồng 7", ("<mark>Cồng</mark>", "Nghe <mark>chiêng</mark>")),
        ("Cồng", "Nghe trống", "đánh chiêng", ("<mark>Cồng</mark>", "đánh <mark>chiêng</mark>")),
        ("Sáo", "Nghe <trống>", "kéo co", ("Sáo", "Nghe &lt;trống&gt;")),
        ("Sáo cồng", "chiêng vang", "", ("Sáo <mark>cồng</mark>", "<mark>chiêng</mark> vang")),
    ],
)
def test_a_result_shows_its_promise_unless_only_the_text_has_words(
    title: str, promise: str, text: str, shown: tuple[str, str]
) -> None:
    assert result(title, promise, text, WORDS) == shown


def test_a_phrase_is_marked_where_it_stands_whole_and_its_parts_where_it_never_does() -> None:
    words = {"cong chieng", "lop 7"}
    assert (
        highlight("Cồng chiêng, cồng lớn, lớp 8", words)
        == "<mark>Cồng chiêng</mark>, cồng lớn, lớp 8"
    )
    assert highlight("Công lớp 7 và lớp", words) == "Công <mark>lớp 7</mark> và lớp"
    assert highlight("Cồng lớn", words) == "<mark>Cồng</mark> lớn"
