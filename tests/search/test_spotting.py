"""Words found the fast way are those, and all those, that a whole analysis finds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from library.search import spotting, vietnamese

WORDS = frozenset({"cong", "dong", "chieng", "y", "7", "kho", "li", "s"})
LETTERS = "cồngCĐđhêyíK'’`´ʼ\u202aсΟ \u0300\u200b_-7²½ßﬁ½’slýkhoЖ"
# Whole words beside lone letters, so that something is found.
TEXTS = st.text(
    st.one_of(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.characters(), st.just(" "))
) | st.lists(
    st.sampled_from(
        ["cồng", "Chiêng", "đồng", "lý", "K'Ho", "'", " ", "’s", "7", "²", "_", "công\u0300"]
    )
).map("".join)


@given(TEXTS)
@example("'cồng' ''K'Ho's'' cồng’s")
@example("m² ½ cồng_chiêng")
@example("0''K'HO")
def test_the_fast_way_finds_what_the_slow_one_does(text: str) -> None:
    slow = [syllable for syllable in vietnamese.syllables(text) if syllable[0] in WORDS]
    assert spotting.among(text, WORDS) == slow


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cồng chiêng, cộng đồng", ["Cồng", "chiêng", "cộng", "đồng"]),
        ("người K’Ho và K'ho", ["K’Ho", "K'ho"]),
        ("lý, lí và lị", ["lý", "lí", "lị"]),
        ("lớp 7, không phải 17 hay 7A", ["7"]),
        ("cong\u0302ng co\u0302\u0300ng", ["co\u0302\u0300ng"]),
        ("", []),
    ],
)
def test_places_are_those_of_the_text_given(text: str, found: list[str]) -> None:
    assert [text[start:end] for _, start, end in spotting.among(text, WORDS)] == found


def test_words_of_another_script_are_found_too() -> None:
    assert spotting.among("cồng và 銅鑼", {"銅鑼"}) == [("銅鑼", 8, 10)]
