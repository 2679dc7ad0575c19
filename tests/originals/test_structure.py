"""Titles, headings, lists and letterheads, told by their look and by what they begin with."""

import pytest

from library.originals import structure
from library.originals.shape import Block, Manuscript, Paragraph, Run, Table
from tests.originals.shapes import line, manuscript, table


def outline(read: Manuscript) -> list[tuple[int, str]]:
    blocks = structure.arrange(read).blocks
    return [(b.level, b.text) for b in blocks if isinstance(b, Paragraph) and b.level]


def lists(read: Manuscript) -> list[tuple[int, str, str]]:
    blocks = structure.arrange(read).blocks
    return [(b.depth, b.marker, b.text) for b in blocks if isinstance(b, Paragraph) and b.marker]


LETTERHEAD = table(
    ["SỞ GD&ĐT LÂM ĐỒNG\nTRƯỜNG THCS MẪU\nSố: 05/KH-THCSM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    lines=False,
)
TITLE = (line("KẾ HOẠCH", "bc"), line("Ngày hội dân gian lớp 7", "bc"))
BODY = (line("I. MỤC ĐÍCH", "b"), line("Vui mà học."))


def test_the_title_is_what_stands_centred_above_the_text() -> None:
    arranged = structure.arrange(manuscript(*TITLE, line("Năm học 2026-2027", "c"), *BODY))
    assert arranged.title == ("KẾ HOẠCH", "Ngày hội dân gian lớp 7")
    first = arranged.blocks[0]
    assert isinstance(first, Paragraph) and first.text == "Năm học 2026-2027"


@pytest.mark.parametrize("said", ["Lớp 8 – Năm học 2026-2027", "Khối 6, 7", "Lớp 7A1"])
def test_the_class_below_a_title_is_no_part_of_it_and_stays(said: str) -> None:
    arranged = structure.arrange(manuscript(*TITLE, line(said, "c"), *BODY))
    assert arranged.title == ("KẾ HOẠCH", "Ngày hội dân gian lớp 7")
    first = arranged.blocks[0]
    assert isinstance(first, Paragraph) and first.text == said


def test_a_letterhead_is_no_text_and_is_kept_apart() -> None:
    arranged = structure.arrange(manuscript(LETTERHEAD, *TITLE, *BODY))
    assert arranged.title[0] == "KẾ HOẠCH"
    assert "TRƯỜNG THCS MẪU" in arranged.head
    assert not any(isinstance(block, Table) for block in arranged.blocks)


def test_a_letterhead_made_with_tabs_is_one_too() -> None:
    tabbed = "UBND XÃ MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    arranged = structure.arrange(manuscript(tabbed, "Độc lập - Tự do - Hạnh phúc", *TITLE, *BODY))
    assert arranged.head[0] == "UBND XÃ MẪU" and arranged.title == (
        "KẾ HOẠCH",
        "Ngày hội dân gian lớp 7",
    )


def test_a_table_that_only_looks_like_a_letterhead_stays() -> None:
    timetable = table(["Thời gian", "Nội dung"], ["7 giờ", "Chào cờ"])
    assert timetable in structure.arrange(manuscript(*TITLE, timetable, *BODY)).blocks


def test_recipients_and_signature_are_no_text_and_an_annex_behind_them_is() -> None:
    closing = table(["Nơi nhận:\n- Như trên;", "HIỆU TRƯỞNG\nNguyễn Văn Mẫu"], lines=False)
    arranged = structure.arrange(
        manuscript(*TITLE, *BODY, closing, line("PHỤ LỤC 1", "bc"), "Danh mục đồ dùng")
    )
    assert "Nguyễn Văn Mẫu" in arranged.head
    said = [block.text for block in arranged.blocks if isinstance(block, Paragraph)]
    assert said[-2:] == ["PHỤ LỤC 1", "Danh mục đồ dùng"]


def test_numbers_nest_as_the_decree_nests_them() -> None:
    read = manuscript(
        *TITLE,
        line("A. PHẦN CHUNG", "b"),
        line("I. Mục tiêu", "b"),
        line("1. Kiến thức", "b"),
        line("a) Biết", "b"),
        line("2. Năng lực", "b"),
        line("II. Chuẩn bị", "b"),
        line("B. PHẦN RIÊNG", "b"),
    )
    assert [level for level, _text in outline(read)] == [2, 3, 4, 5, 4, 3, 2]


def test_letters_below_roman_numbers_stay_below_them() -> None:
    read = manuscript(
        *TITLE, line("I. MỤC TIÊU", "b"), line("A. Kiến thức", "b"), line("II. ĐỒ DÙNG", "b")
    )
    assert [level for level, _text in outline(read)] == [2, 3, 2]


def test_the_letter_after_h_is_no_roman_number() -> None:
    letters = [line(f"{sign}. MỤC {sign}", "b") for sign in "GHI"]
    assert {level for level, _text in outline(manuscript(*TITLE, *letters))} == {2}


def test_an_activity_with_its_minutes_in_thin_letters_is_a_heading() -> None:
    runs = (Run("Hoạt động 1: Khởi động ", bold=True), Run("(5 phút)"))
    assert outline(manuscript(*TITLE, Paragraph(runs))) == [(2, "Hoạt động 1: Khởi động (5 phút)")]


@pytest.mark.parametrize(
    "text",
    [
        "1. Thời gian: 7 giờ 30, ngày 20/11/2026.",
        "a) Học sinh lớp 7",
        "Hoạt động 1 kéo dài 5 phút",
        "Cả lớp cùng hát bài Tiến quân ca",
    ],
)
def test_a_line_in_usual_type_is_no_heading(text: str) -> None:
    assert not outline(manuscript(*TITLE, line(text)))


def test_a_whole_bold_sentence_is_no_heading() -> None:
    assert not outline(manuscript(*TITLE, line("Không ai bị bỏ lại phía sau.", "b")))


def test_a_bold_beginning_makes_no_heading() -> None:
    lead = Paragraph((Run("Lưu ý: ", bold=True), Run("đội mũ bảo hiểm")))
    assert not outline(manuscript(*TITLE, lead))


def test_levels_that_the_file_states_count() -> None:
    read = manuscript(*TITLE, line("Chung", level=1), line("Riêng", level=2), line("1. Mục", "b"))
    assert outline(read) == [(2, "Chung"), (3, "Riêng"), (4, "1. Mục")]


def test_an_automatic_number_stands_in_the_heading() -> None:
    assert outline(manuscript(*TITLE, line("MỤC ĐÍCH", "b", marker="I."))) == [(2, "I. MỤC ĐÍCH")]


def test_bullets_are_as_deep_as_their_signs_are_new() -> None:
    read = manuscript(*TITLE, "* Mục", "- một", "+ hai", "- ba", "* Mục", "-bốn")
    assert [depth for depth, _sign, _text in lists(read)] == [0, 1, 2, 1, 0, 1]
    assert lists(read)[-1] == (1, "•", "bốn")


def test_a_number_below_zero_is_no_bullet() -> None:
    assert not lists(manuscript(*TITLE, "-5 độ"))


def test_lines_that_somebody_ended_by_hand_are_paragraphs() -> None:
    read = manuscript(*TITLE, "Chuẩn bị:\n- Trống\n- Chiêng")
    assert [text for _depth, _sign, text in lists(read)] == ["Trống", "Chiêng"]


def test_the_lines_of_a_poem_stay_together() -> None:
    poem = "Gió đưa cành trúc la đà\nTiếng chuông Trấn Vũ canh gà Thọ Xương"
    blocks = structure.arrange(manuscript(*TITLE, *BODY, poem)).blocks
    assert isinstance(blocks[-1], Paragraph) and blocks[-1].text == poem


def test_a_box_is_only_a_frame() -> None:
    arranged = structure.arrange(manuscript(*TITLE, table(["Ghi nhớ\nGiữ sạch biển"]), *BODY))
    assert [block.text for block in arranged.blocks[:2] if isinstance(block, Paragraph)] == [
        "Ghi nhớ",
        "Giữ sạch biển",
    ]


def test_nothing_comes_of_nothing() -> None:
    empty: list[Block] = []
    assert structure.arrange(Manuscript(empty)) == structure.Arranged((), (), ())
