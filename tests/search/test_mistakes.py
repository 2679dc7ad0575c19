"""Misspellings of every region and slips of a finger are mended; what is right is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search import mistakes, vietnamese
from library.search.index import Index
from library.search.lexicon import Lexicon
from tests.search.records import index_of, record

TEXTS = [
    "Bạo lực học đường", "Ứng xử văn minh trên mạng xã hội", "Cồng chiêng Tây Nguyên",
    "Câu lạc bộ tiếng Anh", "Rung chuông vàng tìm hiểu lịch sử", "Trò chơi dân gian kéo co",
    "Sử dụng mạng xã hội an toàn", "Phân loại rác thải nhựa", "Giữ gìn vệ sinh lớp học",
    "Nâng cao năng lực làm việc nhóm", "Trải nghiệm sáng tạo", "Sinh hoạt dưới cờ",
    "An toàn giao thông", "Biển đảo quê hương", "Người tốt việc tốt", "Bảo vệ môi trường",
    "Chăm sóc cây xanh", "Tiếng trống trường em", "Culture festival of the school",
    "Waste sorting lesson plan", "Lâm Đồng", "Lên lớp", "Nghề gốm", "Ngày hội đọc sách",
    "Khám mắt", "Vướng mắc",
]  # fmt: skip
# For each kind of mistake: what is typed, and what is meant.
MISTAKES = {
    "s/x": (
        "ứng sử văn minh > ứng xử văn minh|xử dụng mạng > sử dụng mạng|cây sanh > cây xanh"
        "|xinh hoạt dưới cờ > sinh hoạt dưới cờ"
    ),
    "ch/tr": (
        "cồng triêng > cồng chiêng|chò chơi dân gian > trò chơi dân gian"
        "|rung truông vàng > rung chuông vàng|chải nghiệm > trải nghiệm"
        "|bảo vệ môi chường > bảo vệ môi trường"
    ),
    "d/gi/r/v": (
        "an toàn dao thông > an toàn giao thông|giữ dìn vệ sinh > giữ gìn vệ sinh"
        "|trò chơi rân gian > trò chơi dân gian|dữ gìn vệ sinh > giữ gìn vệ sinh"
    ),
    "l/n": (
        "lâng cao năng lực > nâng cao năng lực|nàm việc nhóm > làm việc nhóm|nịch sử > lịch sử"
    ),
    "final c/t": (
        "câu lạt bộ > câu lạc bộ|người tốc việc tốt > người tốt việc tốt|bạo lựt > bạo lực"
        "|khám mắc > khám mắt"
    ),
    "final n/ng": (
        "cồng chiên > cồng chiêng|rung chuôn vàng > rung chuông vàng|học đườn > học đường"
        "|an toàn giao thôn > an toàn giao thông"
    ),
    "c/k, g/gh, ng/ngh": "kồng chiêng > cồng chiêng|trải ngiệm > trải nghiệm|céo co > kéo co",
    "wrong": (
        "bạo lực học đưỡnh > bạo lực học đường|culture fwstival > culture festival"
        "|phân loạy rác > phân loại rác"
    ),
    "missing": (
        "culture festval > culture festival|chuôg vàng > chuông vàng|wast sorting > waste sorting"
        "|môi trườg > môi trường"
    ),
    "doubled": (
        "cultture festival > culture festival|bạo lựcc học đường > bạo lực học đường"
        "|xyzzy bbảo > xyzzy bảo"
    ),
    "swapped": (
        "culutre festival > culture festival|sotring lesson > sorting lesson"
        "|bạo lực học đừơgn > bạo lực học đường"
    ),
    "a space": (
        "hocduong > hoc duong|bao luc hocduong > bao luc hoc duong|lessonplan > lesson plan"
        "|congchieng > cong chieng"
    ),
}
CASES = [
    (kind, *case.split(" > ")) for kind, table in MISTAKES.items() for case in table.split("|")
]
LEFT = [
    "bạo lực học đường", "bao luc hoc duong", "Bạo Lực", "an toàn", "tiếng Anh",  # right as they are
    "K'Ho", "Vy", "ABC", "tp", "pht", "X",  # too short to be more than a name
    "5512", "92-KH/TU", "2026", "7a1", "k8", "van8", "tt32",  # numbers
    "qwertyuiop", "xyzzy", "x" * 200, "w" * 25,  # nothing is near
    "", " ", "?!", "và", "cc ss",
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    records = (record(f"n{number}", text) for number, text in enumerate(TEXTS))
    made = index_of(tmp_path_factory.mktemp("mistakes"), records)
    yield made
    made.close()


@pytest.fixture(scope="module")
def lexicon(index: Index) -> Lexicon:
    return index.lexicon()


def corrected(text: str, lexicon: Lexicon, fixed: frozenset[int] = frozenset()) -> str | None:
    starts = [
        start for place, (_, start, _) in enumerate(vietnamese.syllables(text)) if place in fixed
    ]
    return mistakes.corrected(text, starts, lexicon)


@pytest.mark.parametrize(("kind", "typed", "better"), CASES)
def test_a_mistake_is_mended(lexicon: Lexicon, kind: str, typed: str, better: str) -> None:
    found = corrected(typed, lexicon)
    assert found is not None
    assert vietnamese.plain(found) == vietnamese.plain(better)


@pytest.mark.parametrize("text", LEFT)
def test_what_is_right_or_too_strange_is_left(lexicon: Lexicon, text: str) -> None:
    assert corrected(text, lexicon) is None


@given(st.data())
def test_what_stands_in_a_text_is_never_changed(lexicon: Lexicon, data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(TEXTS)).split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    assert corrected(" ".join(words[first:last]), lexicon) is None


def test_a_word_that_exists_changes_only_where_another_fits_on_both_sides(lexicon: Lexicon) -> None:
    # "tốc" is unknown here, "sử" is known: beside these neighbours only "xử" was seen.
    assert lexicon.has("su")
    assert corrected("ứng sử văn minh", lexicon) == "ứng xử văn minh"
    assert corrected("lịch sử văn minh", lexicon) is None


def test_a_common_word_is_not_changed_for_a_neighbour_that_another_has_by_chance(
    tmp_path: Path,
) -> None:
    texts = ["Trò chơi vui"] * 9 + ["Sân là dưới mái"] + ["Đây là bài học"] * 30 + ["Dưới nhà"] * 30
    lexicon = index_of(tmp_path, [record(f"n{n}", text) for n, text in enumerate(texts)]).lexicon()
    assert corrected("là vui", lexicon) is None
    assert corrected("chò chơi", lexicon) == "trò chơi"


def test_words_apart_by_a_comma_are_no_neighbours(lexicon: Lexicon) -> None:
    assert corrected("cồng, triêng", lexicon) is None


def test_short_english_words_are_not_taken_apart(tmp_path: Path) -> None:
    lexicon = index_of(tmp_path, [record("n", "Đó là đi chơi")]).lexicon()
    assert corrected("lady", lexicon) is None


def test_what_was_understood_is_left_alone(lexicon: Lexicon) -> None:
    assert corrected("cồng triêng", lexicon) == "cồng chiêng"
    assert corrected("cồng triêng", lexicon, frozenset([1])) is None
    assert corrected("cồng triêng bạo lựt", lexicon, frozenset([0, 1])) == "cồng triêng bạo lực"


def test_marks_capitals_and_what_stands_between_are_kept(lexicon: Lexicon) -> None:
    assert corrected("  Bạo LỰC, (học đườn)! ", lexicon) == "  Bạo LỰC, (học đường)! "
    assert corrected("CỒNG triêng", lexicon) == "CỒNG chiêng"


def test_several_mistakes_are_mended_at_once(lexicon: Lexicon) -> None:
    assert corrected("rung truông vàng, cồng triêng", lexicon) == "rung chuông vàng, cồng chiêng"


def test_without_words_to_compare_with_nothing_is_changed(tmp_path: Path) -> None:
    empty = index_of(tmp_path, []).lexicon()
    for text in ("cồng triêng", "culture festval", "hocduong"):
        assert corrected(text, empty) is None


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=6).map("".join)
)
def test_any_text_is_answered(lexicon: Lexicon, text: str) -> None:
    found = corrected(text, lexicon)
    assert found is None or found != text
