"""A text that comes back is written as it was, save where it was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.originals import aligning

BEFORE = '# Mục tiêu\n\n* Biết "phân loại" rác - đúng.\n* __Vui__\n\n|a|b|\n|---|:--|\n|1|2|\n'
AFTER = "## Mục tiêu\n\n- Biết “phân loại” rác – đúng.\n- **Vui**\n\n| a | b |\n| --- | :--- |\n| 1 | 2 |\n"


def test_what_means_the_same_stays_as_it_was_written() -> None:
    assert aligning.like(BEFORE, AFTER) == BEFORE


def test_only_what_was_changed_is_new() -> None:
    assert aligning.like(BEFORE, AFTER.replace("rác", "vỏ hộp")) == BEFORE.replace(
        "* Biết", "- Biết"
    ).replace("rác", "vỏ hộp")


def test_lines_that_were_cut_by_hand_stay_cut() -> None:
    before = "Một hai\nba bốn.\n\nNăm.\n"
    assert (
        aligning.like(before, "Một hai ba bốn.\n\nNăm sáu.\n") == "Một hai\nba bốn.\n\nNăm sáu.\n"
    )


@pytest.mark.parametrize("changed", ["**Biết** rác", "*Biết* rác", "Biết rác"])
def test_what_is_stressed_anew_counts_as_changed(changed: str) -> None:
    for before in ("Biết **rác**", "**Biết** rác", "*Biết* rác"):
        assert aligning.like(before, changed) == changed


LINES = st.lists(st.sampled_from(["# a", "- b c", "", "d “e”", "| 1 | 2 |", "**f** g"]), max_size=8)


@given(LINES, LINES)
def test_nothing_is_lost_and_nothing_comes_back(before: list[str], after: list[str]) -> None:
    made = aligning.like("\n".join(before), "\n".join(after))
    assert made.replace("\n", " ").split() == "\n".join(after).replace("\n", " ").split()
