"""Queries typed with the input method off or pasted from old files, and English that looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search import keyboard, restoring, vietnamese
from library.search.restoring import Restored

KNOWN = set(
    vietnamese.plain(
        "ngoại khóa biển đảo hoạt động trải nghiệm giáo dục địa phương cồng chiêng bạo lực học đường"
        " an toàn mạng trường học lý do các em trò chơi dân gian kế hoạch bảo vệ môi trường lớp văn sử"
        " tên mã tã mĩ sẽ bài bại toán công cộng vân hoa tin anh quý phần màu đã môn tháng mười hai hòa"
        " lesson plan club minutes worksheet the story free time school english fake news poster see been"
        " as his gdcd khbd clb 8 30"
    ).split()
)


def restored(text: str, *more: str) -> Restored:
    return restoring.restored(text, {*KNOWN, *more}.__contains__)


TELEX = {
    "ngoaij khoas bieenr ddaor": "ngoại khóa biển đảo",
    "giaos ducj ddiaj phuwowng": "giáo dục địa phương",
    "coongf chieeng": "cồng chiêng",
    "baoj luwcj hocj dduwowngf": "bạo lực học đường",
    "troff chowi daan gian": "troff chơi dân gian",
    "hoạt ddoongj trải nghiệm": "hoạt động trải nghiệm",
    "an toàn mangj": "an toàn mạng",
    "lys do": "lý do",
    "NGOAIJ KHOAS": "ngoại khóa",
    "lowps 7": "lớp 7",
    "vanw 8": "văn 8",
    "truwowngf, hocj!": "trường, học!",
}
VNI = {
    "d9ia5 phu7o7ng": "địa phương",
    "gia1o du5c": "giáo dục",
    "giao1 duc5 d9ia5 phuong7": "giáo dục địa phương",
    "co62ng chie6ng": "cồng chiêng",
    "co6ng chie6ng": "công chiêng",
    "bao5 lu75c ho5c d9u7o7ng2": "bạo lực học đường",
    "tro2 cho7i da6n gian": "trò chơi dân gian",
    "an toan2": "an toàn",
    "van8 hoc5": "văn học",
    "rung chuo6n": "rung chuôn",  # nobody wrote it, and nothing but VNI has a number there
    "HĐTN 6 thang1 12": "HĐTN 6 tháng 12",
}
OLD_FONTS = {
    "KÕ ho¹ch": "Kế hoạch",
    "kÕ ho¹ch d¹y häc": "kế hoạch dạy học",
    "gi¸o dôc": "giáo dục",
    "Keá hoaïch ngoaïi khoùa": "Kế hoạch ngoại khóa",
    "giaùo duïc ñòa phöông": "giáo dục địa phương",
}
MIXED = {
    "lesson plan ddiaj phuwowng": "lesson plan địa phương",
    "worksheet coongf chieeng": "worksheet cồng chiêng",
    "poster baor veej": "poster bảo vệ",
    "english club hocj": "english club học",
    "KHBD GDCD 8 ddaor": "KHBD GDCD 8 đảo",
    "lop7 baoj luwcj": "lop7 bạo lực",
    "7a1 hocj": "7a1 học",
}
# What makes a syllable by the keys and is nevertheless meant as it stands.
LEFT = [
    "see", "been", "as", "his", "free time", "his story",  # the index has them
    "box", "fox", "xin", "loos", "boss", "bus", "exam", "class", "quiz",  # nobody has what they make
    "max 30 minutes", "teen club", "school tax", "the mix of minutes", "fake sex news",  # English company
    "van8", "toan6", "lop7", "k8", "7a1", "su10", "bai5", "bai2", "lop8 toan6", "toan6 van8", "quy1", "phan2",
    "giáo án van8", "môn toan2", "giao an toan2", "ôn tập bai3", "anh7", "hoa8", "tin 8", "gdcd8", "khtn6",
    "cv5512", "tt32", "hk1", "pl4", "t11", "5512", "92-KH/TU", "70/KH-SGDĐT", "30/2020/NĐ-CP",
    "cồng chiêng", "cong chieng", "TRƯỜNG HỌC", "Hòa, hoà", "", " ", "?!", "xyzzy", "ws", "wwww", "jj", "ff",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), (TELEX | VNI | MIXED).items())
def test_keys_of_telex_and_vni_become_letters(typed: str, meant: str) -> None:
    assert restored(typed) == Restored(meant, "keyboard")


@pytest.mark.parametrize(("typed", "meant"), OLD_FONTS.items())
def test_a_text_of_an_old_font_is_read(typed: str, meant: str) -> None:
    assert restored(typed) == Restored(meant, "encoding")


@pytest.mark.parametrize("text", LEFT)
def test_what_may_be_meant_as_it_stands_is_left(text: str) -> None:
    assert restored(text) == Restored(text)


@pytest.mark.parametrize("word", ["moon", "teen", "max", "tax", "mix", "sex"])
def test_a_word_that_the_index_has_is_never_changed(word: str) -> None:
    assert restored(word).cause == "keyboard"
    assert restored(word, word) == Restored(word)


def test_a_word_is_not_changed_into_what_nobody_wrote() -> None:
    assert restored("coongf").text == "cồng"
    assert restoring.restored("coongf", {"chieng"}.__contains__) == Restored("coongf")


def test_words_that_exist_follow_when_most_others_must_be_changed() -> None:
    # "has" exists, but in this company the keys were meant.
    assert restored("baoj luwcj hocj has", "has", "ha").text == "bạo lực học há"
    assert restored("see his ddaor", "se", "hi").text == "see his đảo"


def test_what_stands_between_words_is_kept() -> None:
    assert restored("  ddaor,  (hocj)... ").text == "  đảo,  (học)... "


@given(st.text(max_size=60))
def test_any_text_is_answered_and_without_a_cause_it_is_the_same(text: str) -> None:
    for known in (KNOWN.__contains__, lambda word: True, lambda word: False):
        found = restoring.restored(text, known)
        assert (found.text == text) or found.cause
        assert found.cause != "keyboard" or found.text != text


WORDS = st.sampled_from(["ngoại", "khóa", "biển", "đảo", "giáo", "dục", "phương"])


@given(st.lists(WORDS, min_size=2, max_size=5), st.sampled_from(["telex", "vni"]))
def test_what_was_typed_on_keys_comes_back(words: list[str], method: keyboard.Method) -> None:
    keys = " ".join(next(keyboard.typed(word, method)) for word in words)
    assert restored(keys).text == " ".join(words)
