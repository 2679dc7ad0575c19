"""Folding, pairs and accents: what the whole search stands on."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import syllable
from library.search import vietnamese

TEXTS = st.text(
    st.one_of(
        st.sampled_from("aăâeêioôơuưyđĐkhqtnsg'’ .,-\n\u200b\u0301\u0323сοМμʼ´\u200e"),
        st.characters(),
    )
)
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2063\u2066\u2069"
    "\ufe0f\ufeff"
)


def keys(text: str) -> list[str]:
    return [folded for folded, _, _ in vietnamese.syllables(text)]


def pairs(text: str) -> list[str]:
    return [pair for _, pair in vietnamese.pairs(text, vietnamese.syllables(text))]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Giáo dục ĐỊA PHƯƠNG", "giao duc dia phuong"),
        ("hoà hòa", "hoa hoa"),
        ("địa lý, địa lí", "dia li dia li"),
        ("kỹ mỹ sỹ tỷ hy vỹ quý quýt", "ki mi si ti hi vi qui quit"),
        ("ngày mấy thuỳ uy quyển yêu", "ngay may thuy uy quyen yeu"),
        (
            "K'Ho K’Ho M'Nông KʼHo K`Ho K´Ho K‛Ho K′Ho K＇Ho",
            "kho kho mnong kho kho kho kho kho kho",
        ),
        ("Ðại ɖường Ƀuôn", "dai duong buon"),
        ("соng сhiêng Тhư CΟNG", "cong chieng thu cong"),
        ("Москва αβγ Δt μm µg", "москва αβγ δt μm μg"),
        ("pupil's 'quoted'", "pupil quoted"),
        ("lớp 7A1, 92-KH/TU", "lop 7a1 92 kh tu"),
        ("７ ﬁ m²", "7 fi m2"),
        ("giáo\u00addục\u200bhọc TRƢỜNG", "giaoduchoc truong"),
        ("... ! — \0 😀", ""),
    ],
)
def test_a_text_is_folded_into_syllables(written: str, folded: str) -> None:
    assert keys(written) == folded.split()


def test_positions_point_into_the_text_as_it_was_given() -> None:
    text = unicodedata.normalize("NFD", "Ngày hội: cồng chiêng")
    assert [text[start:end] for _, start, end in vietnamese.syllables(text)] == [
        unicodedata.normalize("NFD", word) for word in ("Ngày", "hội", "cồng", "chiêng")
    ]


@settings(deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    for folded in keys(text):
        assert keys(folded) == [folded]


@settings(deadline=None)
@given(st.text(st.sampled_from("aăâắậeêệioôơờuưữyỵđĐkhqtnsg '’.,-")))
def test_composed_and_decomposed_text_agree(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert keys(composed) == keys(decomposed)
    assert pairs(composed) == pairs(decomposed)


@settings(deadline=None)
@given(TEXTS)
def test_a_pair_stands_on_white_space_alone(text: str) -> None:
    found = vietnamese.syllables(text)
    for place, pair in vietnamese.pairs(text, found):
        gap = text[found[place][2] : found[place + 1][1]]
        assert gap.isspace()
        assert pair == f"{found[place][0]} {found[place + 1][0]}"


def test_pairs_cross_no_punctuation_and_no_empty_line() -> None:
    text = "cồng chiêng, múa xoang\nTây Nguyên\n\nlễ hội | văn-hoá"
    assert pairs(text) == ["cong chieng", "mua xoang", "xoang tay", "tay nguyen", "le hoi"]


@settings(deadline=None)
@given(st.sampled_from(sorted(syllable.legal())), st.data())
def test_invisible_characters_inside_change_nothing(word: str, data: st.DataObject) -> None:
    written = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), word)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(1, len(written)))
        written = written[:place] + data.draw(st.sampled_from(INVISIBLE)) + written[place:]
    assert vietnamese.key(written) == vietnamese.key(word)
    assert vietnamese.accented(written) == vietnamese.accented(word)
    assert vietnamese.syllables(f"a {written} b") == [
        ("a", 0, 1),
        (vietnamese.key(word), 2, 2 + len(written)),
        ("b", 3 + len(written), 4 + len(written)),
    ]


@given(st.sampled_from(sorted(syllable.legal())))
def test_marks_in_any_order_make_the_same_syllable(word: str) -> None:
    parts = re.findall("[a-zđ][^a-zđ]*", unicodedata.normalize("NFD", word))
    for turned in ("".join(part[0] + part[:0:-1] for part in parts), "".join(parts)):
        assert vietnamese.key(turned) == vietnamese.key(word)
        assert vietnamese.accented(turned) == vietnamese.accented(word)


@pytest.mark.parametrize("written", ["Ðại", "ðại", "Ɖại", "đаị", "đạі"])
def test_letters_that_look_alike_keep_their_accents(written: str) -> None:
    assert vietnamese.accented(written) == vietnamese.accented("đại")


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("lý", "lí"), ("ngọai", "ngoại")]
)
def test_the_place_of_a_tone_makes_no_difference(one: str, other: str) -> None:
    assert vietnamese.accented(one) == vietnamese.accented(other)


def test_other_accents_make_other_syllables() -> None:
    spellings = ["cong", "công", "cồng", "cộng", "cổng", "còng"]
    assert len({vietnamese.accented(spelling) for spelling in spellings}) == len(spellings)


@pytest.mark.parametrize(
    ("typed", "marked"), [("đa", True), ("lớp", True), ("K'Ho", False), ("ly", False)]
)
def test_it_is_known_whether_marks_were_typed(typed: str, marked: bool) -> None:
    assert vietnamese.is_accented(typed) is marked
