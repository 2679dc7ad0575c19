"""Plain text and Markdown: in any encoding, cut at any width, with what people type as layout."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.originals import bounds, plain
from library.originals.shape import Manuscript, Paragraph, Table, Unreadable
from tests.originals import seen


def outline(text: str) -> list[seen.Seen]:
    return seen.outline(plain.read_text(text.encode()).blocks)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_is_a_paragraph_where_no_program_has_cut_them(end: str) -> None:
    lines = ["KẾ HOẠCH", "", "I. Mục đích", "- Học sinh biết ơn người đi trước", "", "- Đoàn kết"]
    assert outline(end.join(lines)) == [line for line in lines if line]


def test_lines_that_a_program_has_cut_are_joined() -> None:
    text = (
        "I. MỤC ĐÍCH, YÊU CẦU\n"
        "Giúp học sinh hiểu giá trị của cồng chiêng Tây Nguyên và vẻ đẹp\n"
        "của văn hóa địa phương, biết kể lại một câu chuyện của buôn làng,\n"
        "từ đó thêm yêu quê hương.\n"
        "- Tất cả học sinh khối 7 tham gia cùng với cha mẹ và các già làng\n"
        "trong buôn;\n"
        "- Bảo đảm an toàn.\n"
    )
    assert outline(text) == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Giúp học sinh hiểu giá trị của cồng chiêng Tây Nguyên và vẻ đẹp của văn hóa địa phương,"
        " biết kể lại một câu chuyện của buôn làng, từ đó thêm yêu quê hương.",
        "- Tất cả học sinh khối 7 tham gia cùng với cha mẹ và các già làng trong buôn;",
        "- Bảo đảm an toàn.",
    ]


def test_a_poem_keeps_its_lines() -> None:
    lines = [
        "Trong đầm gì đẹp bằng sen, lá xanh bông trắng",
        "Lại chen nhị vàng, nhị vàng bông trắng lá xanh",
        "Gần bùn mà chẳng hôi tanh mùi bùn, ai ơi nhớ",
    ]
    assert outline("\n".join(lines)) == lines


def test_a_heading_in_capitals_takes_no_text_along() -> None:
    text = (
        "KẾ HOẠCH TỔ CHỨC NGÀY HỘI CỒNG CHIÊNG CỦA TRƯỜNG NĂM HỌC 2026-2027\n"
        "căn cứ vào kế hoạch của nhà trường và tình hình thực tế của địa\n"
        "phương, tổ chuyên môn xây dựng kế hoạch như sau cho năm học.\n"
    )
    assert len(outline(text)) == 2


def test_tabs_and_many_spaces_are_columns() -> None:
    text = "STT\tHọ tên\tLớp\n1\tAn\t7A\n2\t\t7B\n\nHọ và tên:      Lớp:\n"
    manuscript = plain.read_text(text.encode())
    table, line = manuscript.blocks
    assert isinstance(table, Table)
    assert seen.rows(table) == [["STT", "Họ tên", "Lớp"], ["1", "An", "7A"], ["2", "", "7B"]]
    assert not table.has_lines
    assert seen.outline([line]) == ["Họ và tên:\tLớp:"]


def test_what_is_pushed_to_the_middle_stands_there() -> None:
    middle, rule_gone = plain.read_text(
        "              KẾ HOẠCH\n     _______\n  Nội dung".encode()
    ).blocks
    assert isinstance(middle, Paragraph)
    assert isinstance(rule_gone, Paragraph)
    assert [(each.text, each.alignment) for each in (middle, rule_gone)] == [
        ("KẾ HOẠCH", "center"),
        ("Nội dung", ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_text_is_read_in_the_encoding_that_it_was_saved_in(encoding: str) -> None:
    text = "Hôm nay co\u0301 giơ\u0300 ho\u0323c"
    assert seen.outline(plain.read_text(text.encode(encoding)).blocks) == [text]


def test_letters_of_old_fonts_are_kept_for_who_can_read_them() -> None:
    assert seen.outline(plain.read_text("Tr\xad\xeang KÕ ho¹ch".encode("cp1252")).blocks) == [
        "Tr\xadêng KÕ ho¹ch"
    ]


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"____\n----", b"MZ\x90\x00\x03"])
def test_what_says_nothing_is_empty(content: bytes) -> None:
    for read in (
        (plain.read_text, plain.markdown) if not content.startswith(b"_") else (plain.read_text,)
    ):
        with pytest.raises(Unreadable, match=r"^empty$"):
            read(content)


def test_a_text_longer_than_an_item_is_read_to_there() -> None:
    manuscript = plain.read_text(b"chu\n" * (bounds.MOST_BLOCKS + 10))
    assert len(manuscript.blocks) == bounds.MOST_BLOCKS
    assert manuscript.warnings == ["length"]


@pytest.mark.parametrize("end", [" ", "\n"])
def test_a_text_with_too_many_letters_is_read_to_there(end: str) -> None:
    manuscript = plain.read_text(f"chữ{end}".encode() * bounds.MOST_CHARACTERS)
    assert isinstance(manuscript.blocks[-1], Paragraph) and manuscript.blocks[-1].text
    assert manuscript.warnings == ["length"]


def test_markdown_stands_as_it_is_and_its_head_is_apart() -> None:
    head = "---\r\ntitle: Ngày hội\r\nauthor: Cô Hà\r\nlevel: thcs\r\n---\r\n"
    read = plain.markdown(f"\ufeff{head}# Mục đích\r\n\r\n- một\r\n".encode())
    assert read.text == "# Mục đích\n\n- một\n"
    assert read.properties == {"title": "Ngày hội", "author": "Cô Hà"}


@pytest.mark.parametrize("text", ["---\n# Một\n", "---\na: [\n---\n# Một\n", "# Một\n"])
def test_a_rule_at_the_top_is_no_head(text: str) -> None:
    assert plain.markdown(text.encode()) == plain.Marked(text)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_a_manuscript_or_unreadable(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(plain.read_text(content), Manuscript)
    with suppress(Unreadable):
        assert isinstance(plain.markdown(content), plain.Marked)


@given(
    st.lists(
        st.sampled_from(["một", "Hai", "BA", "+", "1.", "\t", "    ", "\n", "dài" * 9]), max_size=60
    )
)
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join([*words, "cuối"])
    read = seen.outline(plain.read_text(text.encode()).blocks)
    assert [
        word
        for part in read
        for word in (part if isinstance(part, str) else " ".join(map(" ".join, part))).split()
    ] == [word for line in text.split("\n") for word in line.split()]
