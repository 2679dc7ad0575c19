"""From an item to a document: each part in its place, nothing lost, sums shown and never mended."""

import re
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from library.documents import blocks, budgets, composing, document, fitting, forms
from library.documents.blocks import Block, List, Table
from library.documents.forms import Column
from library.items.models import Edition
from library.wiring import Library
from tests.documents.official_sample import ANSWERS, HTML, made, source

_NUMBER = re.compile(r"[ivxl]+|\d+|[a-zđ]")


def words(found: Sequence[Block]) -> Iterator[str]:
    for block in found:
        if isinstance(block, Table):
            for row in (*block.header, *block.rows):
                for cell in row:
                    yield from words(cell)
        elif isinstance(block, List):
            for item in block.items:
                yield from words(item)
        else:
            yield from re.findall(r"\w+", document.plain(block))


def headings(found: Sequence[Block]) -> list[str]:
    return [document.plain(each) for each in found if isinstance(each, blocks.Heading)]


def test_each_section_finds_its_part_and_the_rest_an_annex() -> None:
    paper = made().official
    assert headings(paper.body)[:4] == [
        "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", "2. Yêu cầu", "II. THỜI GIAN, ĐỊA ĐIỂM, THÀNH PHẦN",
    ]  # fmt: skip
    [annex] = paper.annexes
    assert headings(annex.body) == ["I. CÂU ĐỐ"]
    assert "thành phân bón" in " ".join(words(annex.body))
    assert made("invitation").official.annexes == ()


def test_steps_stand_in_the_columns_of_the_form() -> None:
    [table] = [each for each in made().official.body if isinstance(each, Table)]
    assert list(words(tuple(cell[0] for cell in table.header[0]))) == [
        "Thời", "gian", "Nội", "dung", "Phụ", "trách", "Ghi", "chú",
    ]  # fmt: skip
    assert [len(cell) for cell in table.rows[0]] == [1, 1, 0, 0]


def test_no_word_of_any_item_of_the_collection_is_lost(starter: Library) -> None:
    forms_used = ("activity-plan", "5512-lesson")
    renamed = {
        word.lower()
        for name in forms_used
        for part in forms.read(source(name)).walk()
        for column in part.columns
        for called in column.match
        for word in called.split()
    }
    with starter.sessions.reading() as session:
        query = select(Edition.title, Edition.html).where(Edition.language == "vi")
        for title, html in session.execute(query):
            taken = set(map(str.lower, words(blocks.from_html(html)))) - renamed
            for name in forms_used:
                official = made(name, html=html, answers={}).official
                kept = set(map(str.lower, words(official.document.body)))
                lost = {each for each in taken - kept if not _NUMBER.fullmatch(each)}
                assert not lost, f"{title}: {lost}"


def test_what_is_missing_is_marked_and_listed() -> None:
    found = made(answers={}, letterhead={}, number=None, on=None)
    assert set(found.missing) >= {
        "tên cơ quan, đơn vị", "tên cơ quan chủ quản", "ký hiệu", "địa danh", "thời gian", "họ và tên",
    }  # fmt: skip
    assert made(answers=ANSWERS).missing == ()


@pytest.mark.parametrize(
    ("stated", "added", "told"),
    [(300_000, "nước 100.000; giấy 150.000", 1), (250_000, "nước 100.000; giấy 150.000", 0)],
)
def test_a_budget_that_does_not_add_up_is_told_and_left(stated: int, added: str, told: int) -> None:
    said = f"Dự toán {stated:,} đồng: {added}. Nguồn: ngân sách.".replace(",", ".")
    found = made(html=HTML + f"<h2>V. Kinh phí</h2><ul><li>{said}</li></ul>")
    assert len(found.troubles) == told
    assert added.split(";")[0] in " ".join(document.plain(each) for each in found.official.body)


def test_rows_that_do_not_multiply_are_told_and_the_sum_is_that_of_the_rows() -> None:
    rows = "Nước | chai | 10 | 5.000 | 60.000 |\nGiấy\ttờ\t2\t1.000\t2.000\t"
    found = made("budget", answers={"costs": rows, "budget_source": "x", "made_by": "y"})
    [table] = [each for each in found.official.body if isinstance(each, Table)]
    assert budgets.amount(" ".join(document.plain(b) for b in table.rows[-1][5])) == 62_000
    [trouble] = found.troubles
    assert trouble.values == {"name": "Nước", "product": "50.000", "stated": "60.000"}


def test_five_hundred_rows_are_a_table_with_as_many() -> None:
    columns = [Column("STT", 10, (), "center"), Column("Họ và tên", 90, (), "left")]
    table = fitting.table(columns, "\n".join(f"Học sinh {n}" for n in range(500)), 3, "")
    assert len(table.rows) == 500
    assert document.plain(table.rows[499][0][0]) == "500"


def test_the_fields_begin_with_what_the_item_says() -> None:
    html = (
        HTML
        + "<h2>II. Thời gian, địa điểm</h2><ul><li>Địa điểm: sân trường.</li><li>Khác.</li></ul>"
    )
    form = forms.read(source("activity-plan"))
    begun = composing.defaults(form, {"html": html, "values": {}}, {})
    assert begun["where"] == "sân trường"
    said = list(words(made(html=html, answers={**ANSWERS, **begun}).official.body))
    assert said.count("sân") == 1 and "Khác" in said
