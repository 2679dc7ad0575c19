"""What Vietnamese orthography allows, and where a tone stands."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import syllable, text
from library.search import vietnamese

LEGAL = st.sampled_from(sorted(syllable.legal()))
RIGHT = (
    # A verse and words with the rarer rhymes and onsets.
    "trăm năm trong cõi người ta chữ tài chữ mệnh khéo là ghét nhau trải qua một cuộc bể dâu "
    "quốc giếng gìn giặt giữ giũ già gì nghĩa nghiêng ghế kỳ kí cuốc quyển quýt quở quẹo thuở "
    "khuya khuỷu huỵch nguều khoèo ngoáo ngoém moóc xoong boong tuýp luyn buýt voan phuy boa "
    "y ý yêu yểng ỉa ỉu ừ ơi uy oái ươm hươu rượu ưu hừm huênh khuâng loắt xoen choẹ "
    "hoà hòa thuỷ thủy khoẻ khỏe lý lí"
)
WRONG = (
    "hoc hòc họp- kan cô-ng kông cê ghu ngi nghu coa cuy iêu yê nguye ươ iê bă quu quươ q ng "
    "ngọai tòan qúy qủa gìơ café naïve đợc hỏa- H'Ho Hoa hoạ2 ôông kêc ấ́ ầ́"
)


@pytest.mark.parametrize("word", RIGHT.split())
def test_words_of_the_language_are_legal(word: str) -> None:
    assert syllable.is_legal(word)
    assert syllable.is_plain_legal(text.fold(word))


@pytest.mark.parametrize("word", [*WRONG.split(), "", " ", unicodedata.normalize("NFD", "hòa")])
def test_what_the_orthography_does_not_allow_is_not_legal(word: str) -> None:
    assert not syllable.is_legal(word)


def test_a_stop_needs_its_tone_unless_it_is_typed_without_marks() -> None:
    assert [
        word for word in ("hoc", "hòc", "hỏc", "hõc", "hóc", "học") if syllable.is_legal(word)
    ] == ["hóc", "học"]
    assert syllable.is_plain_legal("hoc")
    assert not syllable.is_plain_legal("hok")
    assert not syllable.is_plain_legal("lesson")


def test_there_are_as_many_syllables_as_the_orthography_can_spell() -> None:
    assert 15_000 < len(syllable.legal()) < 18_000


@given(LEGAL)
def test_a_syllable_is_its_onset_rhyme_and_tone(word: str) -> None:
    parts = syllable.split(word)
    assert parts is not None
    assert syllable.apart(word) == (parts.onset + parts.rhyme, parts.tone)
    assert syllable.spelt(parts.onset + parts.rhyme, parts.tone) == word


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("nghiêng", ("ngh", "", "iê", "ng", "")),
        ("hoạt", ("h", "o", "a", "t", "\u0323")),
        ("quyển", ("qu", "", "yê", "n", "\u0309")),
        ("khuỷu", ("kh", "u", "y", "u", "\u0309")),
        ("giờ", ("gi", "", "ơ", "", "\u0300")),
        ("gìn", ("g", "", "i", "n", "\u0300")),
        ("ngọai", ("ng", "o", "a", "i", "\u0323")),
    ],
)
def test_a_syllable_is_split(word: str, parts: tuple[str, ...]) -> None:
    assert syllable.split(word) == parts


@pytest.mark.parametrize("word", ["hoc", "lesson", "ngi", ""])
def test_nothing_else_is_split(word: str) -> None:
    assert syllable.split(word) is None


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("ngọai", "ngoại"),
        ("tòan", "toàn"),
        ("họat", "hoạt"),
        ("qúy", "quý"),
        ("qủa", "quả"),
        ("gìơ", "giờ"),
        ("gìa", "già"),
        ("thúê", "thuế"),
        ("mứơn", "mướn"),
        ("khủyu", "khuỷu"),
        ("HOÀ", "HÒA"),
        ("Ngọai", "Ngoại"),
        ("hòa", "hòa"),
        ("mía", "mía"),
        ("café", "café"),
        ("hoàt", "hoàt"),
        ("déjà", "déjà"),
        ("ñang", "ñang"),
        ("hóà", "hóà"),
    ],
)
def test_a_tone_is_moved_to_its_place(written: str, placed: str) -> None:
    assert syllable.with_tone_placed(written) == placed


@given(LEGAL, st.data())
def test_wherever_a_tone_stood_it_comes_to_the_same_place(word: str, data: st.DataObject) -> None:
    letters, tone = syllable.apart(word)
    vowels = [place for place, letter in enumerate(letters) if letter in "aăâeêioôơuưy"]
    place = data.draw(st.sampled_from(vowels))
    moved = letters[: place + 1] + tone + letters[place + 1 :]
    assert syllable.with_tone_placed(unicodedata.normalize("NFC", moved)) == word


@given(st.text(st.one_of(st.sampled_from("aăeêioơuyghqnàạỏẽ"), st.characters())))
def test_whatever_is_not_vietnamese_stays_as_it_was(word: str) -> None:
    placed = syllable.with_tone_placed(word)
    assert placed == word or syllable.is_legal(placed.lower())
    assert syllable.with_tone_placed(placed) == placed


@given(LEGAL)
def test_what_search_keeps_of_a_syllable_is_the_plain_form_of_one(word: str) -> None:
    assert syllable.is_plain_legal(vietnamese.key(word))
