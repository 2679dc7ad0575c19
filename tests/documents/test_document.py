"""What both writers decide alike: outline, links, table widths."""

import pytest

from library.documents import blocks, document
from library.documents.blocks import Heading, Run, Table
from tests.documents.sample import plan


def levels(html: str) -> list[int]:
    found = document.outlined(blocks.from_html(html))
    return [block.level for block in found if isinstance(block, Heading)]


def test_headings_below_the_title_start_at_one_and_none_is_skipped() -> None:
    assert levels("<h2>a</h2><h3>b</h3><h2>c</h2>") == [1, 2, 1]
    assert levels("<h4>a</h4><h6>b</h6><h1>c</h1>") == [1, 2, 1]
    assert levels("<h2>a</h2><h3>b</h3><h4>c</h4><h5>d</h5><h6>e</h6>") == [1, 2, 3, 4, 4]


def test_anchors_come_in_order_and_once() -> None:
    html = '<h2 id="z">a</h2><h3 id="b">b</h3><h3>c</h3><h2 id="z">d</h2><h2 id="a">e</h2>'
    assert document.anchors(blocks.from_html(html)) == ["z", "b", "a"]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://a.vn/x", "https://a.vn/x"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("files/the.pdf", "https://saodieu.example/vi/items/chieng/files/the.pdf"),
        ("#noi-dung", "#noi-dung"),
        ("#khong-co", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://[", ""),
    ],
)
def test_only_links_that_lead_somewhere_safe_are_kept(link: str, target: str) -> None:
    assert document.target(plan(), link) == target


def test_the_address_in_the_source_line_is_a_link() -> None:
    address = "https://saodieu.example/vi/items/chieng"
    assert document.source_runs(plan()) == (
        Run("Nguồn: Sáo Diều, ", italic=True),
        Run(address, italic=True, link=address),
        Run(", CC BY 4.0.", italic=True),
    )
    assert document.source_runs(plan(address="", source="Sách.")) == (Run("Sách.", italic=True),)
    assert document.source_runs(plan(source="")) == ()


def table(*rows: tuple[str, ...]) -> Table:
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    [found] = blocks.from_html(f"<table>{cells}</table>")
    assert isinstance(found, Table)
    return found


def test_columns_are_as_wide_as_their_content_asks() -> None:
    narrow, wide = document.table_widths(table(("STT", "Hoạt động của học sinh trong buổi")))
    assert narrow + wide == pytest.approx(1)
    assert narrow * document.TEXT_WIDTH > 12  # "STT" in one line
    assert wide > 3 * narrow


def test_one_endless_word_does_not_squeeze_the_other_columns_away() -> None:
    first, second = document.table_widths(table(("x" * 5000, "Kinh phí")))
    assert second * document.TEXT_WIDTH > 12  # "Kinh" in one line
    assert first > second


def test_a_row_too_long_for_a_page_may_break() -> None:
    found = table(("a", "Một câu. " * 500), ("b", "ngắn"))
    shares = document.table_widths(found)
    assert [document.is_tall(row, shares) for row in found.rows] == [True, False]


def test_a_column_of_short_texts_shows_each_in_one_line() -> None:
    times, _, _ = document.table_widths(
        table(("1. 10:20", "Một phụ huynh nhắn vào nhóm lớp " * 4, "Thầy cô trả lời " * 4))
    )
    assert times * document.TEXT_WIDTH > 20  # "1. 10:20" in one line


def test_a_no_break_space_holds_a_column_open() -> None:
    broken, _ = document.table_widths(table(("07:30 - 07:40 sáng", "Việc " * 60)))
    kept, _ = document.table_widths(table(("07:30\u00a0–\u00a007:40\u00a0sáng", "Việc " * 60)))
    assert kept > broken


def test_many_short_columns_leave_room_for_the_long_one() -> None:
    *_, last = document.table_widths(table(("mười chữ cái", "mười chữ cái", "mười chữ cái",
                                            "mười chữ cái", "Một câu dài hơn hẳn " * 5)))  # fmt: skip
    assert last > 0.3


def test_only_a_short_table_is_kept_whole() -> None:
    assert document.is_short(table(*[("a", "b")] * 12))
    assert not document.is_short(table(*[("a", "b")] * 13))
    assert not document.is_short(table(("a", "Một câu. " * 200)))


def test_a_row_is_a_form_where_most_of_its_cells_are_empty() -> None:
    rows = table(("1.", "", ""), ("Tổng", "", "9"), ("", "", "")).rows
    assert [document.is_form(row) for row in rows] == [True, False, True]


def test_what_introduces_something_stays_with_it() -> None:
    html = "<p><b>Đậm</b></p><p>Chương trình: </p><p>Hết: rồi.</p>"
    assert list(map(document.is_lead, blocks.from_html(html))) == [True, True, False]
