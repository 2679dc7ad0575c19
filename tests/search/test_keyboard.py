"""Text typed while the input method was off, and what its keys would have made."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import syllable
from library.search import keyboard

LEGAL = sorted(syllable.legal())
KEYS = "aeioudwyhngtcpmqsfrxjz"


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ("ddaaij", None),
        ("ddaij", "đại"),
        ("daidj", "đại"),
        ("hoatj hoajt hojat", "hoạt"),
        ("tieengs tieesng tiengse", "tiếng"),
        ("dduwowngf dduowngf dduongwf dduwongf ddwowngf DDUWOWNGF Dduwowngf", "đường"),
        ("thuowr thurow", "thuở"),
        ("luuw luwu lwu", "lưu"),
        ("hoawcj hoacwj", "hoặc"),
        ("w uw", "ư"),
        ("tw", "tư"),
        ("giuwx", "giữ"),
        ("mooocs", "moóc"),
        ("ngoeos", "ngoéo"),
        ("hoaf", "hòa"),
        ("quys", "quý"),
        ("hoafs", "hóa"),
        ("hoafz", "hoa"),
        ("đươngf", "đường"),
        ("theess thessz daidd aww ddd", None),
        ("teacher lesson school off class zoo www", None),
        ("hoa sinh hoat ngoao ngoeo", None),
        ("a" * 10_000 + "s", None),
    ],
)
def test_the_keys_of_telex_make_a_syllable(keys: str, made: str | None) -> None:
    assert {keyboard.telex(token) for token in keys.split()} == {made}


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ("d9ia5 di5a9 d9i5a", "địa"),
        ("phu7o7ng phuo7ng phuong7 phu7ong PHUONG7", "phương"),
        ("hoat5 hoa5t", "hoạt"),
        ("na8m nam8", "năm"),
        ("thuo73", "thuở"),
        ("hoa20", "hoa"),
        ("lop7 toan6 tuan12 7a1 k8 d99 a11 a0 2026 5512", None),
        ("hoa sinh", None),
    ],
)
def test_the_keys_of_vni_make_a_syllable(keys: str, made: str | None) -> None:
    assert {keyboard.vni(token) for token in keys.split()} == {made}


@pytest.mark.parametrize(
    ("word", "made"),
    [("see", "sê"), ("moon", "môn"), ("boong", "bông"), ("as", "á"), ("van6", "vân"), ("in", None)],
)
def test_words_of_other_languages_are_the_callers_question(word: str, made: str | None) -> None:
    assert keyboard.decoded(word) == made


@pytest.mark.parametrize("method", ["telex", "vni"])
def test_every_syllable_survives_the_usual_order_of_keys(method: keyboard.Method) -> None:
    decode = {"telex": keyboard.telex, "vni": keyboard.vni}[method]
    for word in LEGAL:
        for keys in itertools.islice(keyboard.typed(word, method), 1):
            assert keys.isascii()
            assert decode(keys) == word


@given(st.sampled_from([word for word in LEGAL if not word.isascii()]))
def test_a_syllable_survives_every_order_of_keys(word: str) -> None:
    for keys in keyboard.typed(word, "telex"):
        assert keyboard.telex(keys) == word
        assert keyboard.telex(keys.upper()) == word
    for keys in keyboard.typed(word, "vni"):
        assert keyboard.vni(keys) == word
        assert keyboard.decoded(keys) == word


def test_a_mark_is_typed_at_once_or_later_and_a_tone_after_its_vowel() -> None:
    assert list(keyboard.typed("đi", "telex")) == ["ddi", "did"]
    assert list(keyboard.typed("hoạt", "vni")) == ["hoat5", "hoa5t", "ho5at"]
    assert next(keyboard.typed("phương", "telex")) == "phuwowng"
    assert {"duongwdf", "ddwofwng", "ddufongw"} <= set(keyboard.typed("đường", "telex"))


@pytest.mark.parametrize("word", ["hoa", "hoc", "lesson", "đợc", ""])
def test_nothing_is_typed_for_a_word_without_marks_or_that_is_not_legal(word: str) -> None:
    assert not list(keyboard.typed(word, "telex"))
    assert not list(keyboard.typed(word, "vni"))


@given(st.one_of(st.text(KEYS, max_size=10), st.text(KEYS + "0123456789", max_size=8), st.text()))
def test_only_legal_syllables_are_made(token: str) -> None:
    for made in (keyboard.telex(token), keyboard.vni(token), keyboard.decoded(token)):
        assert made is None or (made in syllable.legal() and made != token)


@given(st.one_of(st.sampled_from(LEGAL), st.text("bcghiklmnptuvyăâêôơư")))
def test_a_token_without_keys_makes_nothing(token: str) -> None:
    assert keyboard.vni(token) is None
    if not set(token[1:]) & set("frxsjzw") and len(set(token)) == len(token):
        assert keyboard.telex(token) is None
