"""Vietnamese text: what tidying, folding, slugs and sorting promise for any text at all."""

import itertools
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import text

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạấỡựĐ"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            VIETNAMESE + " 0123456789-.\n\t\r\f\v\0\x85\u00ad\u200b\ufeff\u0301\u0323\u0302\u0306"
        ),
        st.characters(),
        st.characters(categories=["Cs"]),
    )
)


@given(TEXTS)
def test_repairing_twice_changes_nothing(given_text: str) -> None:
    once = text.repair(given_text)
    assert text.repair(once) == once


@given(TEXTS)
def test_repaired_text_can_be_kept_by_any_database_and_document(given_text: str) -> None:
    repaired = text.repair(given_text)
    assert unicodedata.is_normalized("NFC", repaired)
    assert repaired.encode("utf-8").decode("utf-8") == repaired
    assert not {char for char in repaired if unicodedata.category(char) == "Cc"} - {"\n", "\t"}
    assert not set("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff") & set(repaired)


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        (unicodedata.normalize("NFD", "Lễ hội cồng chiêng"), "Lễ hội cồng chiêng"),
        ("xe\u0301\u0302 ca\u0301\u0306 so\u0323\u0302", "xế cắ sộ"),
        ("TRƢỜNG ĐẠI HỌC SƢ PHẠM", "TRƯỜNG ĐẠI HỌC SƯ PHẠM"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("hết trang\fsang trang", "hết trang\nsang trang"),
        ("giáo\u00ad dục\u200b", "giáo dục"),
        ("chuông\a\0\x1b[0m", "chuông[0m"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_damage_that_files_bring_along_is_repaired(damaged: str, repaired: str) -> None:
    assert text.repair(damaged) == repaired


@given(TEXTS)
def test_tidy_text_is_one_line_without_spare_spaces(given_text: str) -> None:
    tidy = text.tidy(given_text)
    assert tidy == " ".join(tidy.split())
    assert text.tidy(tidy) == tidy


@given(TEXTS)
def test_folding_twice_changes_nothing(given_text: str) -> None:
    once = text.fold(given_text)
    assert text.fold(once) == once


@given(st.text(st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + " ")))
def test_folded_vietnamese_is_what_a_phone_types(given_text: str) -> None:
    folded = text.fold(given_text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert folded == text.fold(unicodedata.normalize("NFD", given_text))


def test_all_letters_of_the_alphabet_fold_to_their_bases() -> None:
    assert text.fold("Đường Ở ÂM ê ư Ð ɖ Ƀ") == "duong o am e u d d b"


@given(TEXTS, st.integers(1, 90))
def test_a_slug_is_an_address_part_of_bounded_length(given_text: str, longest: int) -> None:
    slug = text.slug(given_text, longest)
    assert len(slug) <= longest
    assert not slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == slug.strip("-") and "--" not in slug
    assert text.slug(slug, longest) == slug


def test_a_slug_is_cut_at_a_word() -> None:
    assert text.slug("Phân loại rác tại nguồn", 14) == "phan-loai-rac"
    assert text.slug("phân loại", 8) == "phan"
    assert text.slug("Nghiêng", 4) == "nghi"
    assert text.slug("中文") == ""


@given(st.lists(TEXTS, max_size=5))
def test_any_texts_can_be_sorted(texts: list[str]) -> None:
    ordered = sorted(texts, key=text.collation_key)
    assert Counter(ordered) == Counter(texts)


@pytest.mark.parametrize(
    "ordered",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "o", "ô", "ơ", "u", "ư", "v", "y"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["Lớp 1", "Lớp 2", "Lớp 10", "Lớp 12"],
        ["an", "án", "an ninh", "anh", "âm", "dạ", "đa"],
        ["Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai"],
        ["lớp", "Lớp"],
        ["1" * 5000, "2" * 5000, "1" * 5001],
    ],
    ids=lambda ordered: ordered[0][:10],
)
def test_lists_follow_the_vietnamese_alphabet(ordered: list[str]) -> None:
    for shuffled in itertools.islice(itertools.permutations(ordered), 50):
        assert sorted(shuffled, key=text.collation_key) == ordered


@given(st.text(st.sampled_from(VIETNAMESE)))
def test_composed_and_decomposed_text_sort_alike(given_text: str) -> None:
    keys = [
        text.collation_key(unicodedata.normalize(form, given_text))[:2] for form in ("NFC", "NFD")
    ]
    assert keys[0] == keys[1]
