"""From an item to a document: each part in its place, nothing lost, sums shown and never mended."""

import re
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import select

from library.documents import blocks, budgets, composing, document, fitting, forms, sections
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
            found = sections.of(blocks.from_html(html))
            own = [each for each in found if "recipients" not in each.roles]
            taken = {word.lower() for each in own for word in words(each.blocks)} - renamed
            taken |= {word.lower() for each in own for word in re.findall(r"\w+", each.title)}
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
    table = fitting.table(columns, [[f"Học sinh {n}"] for n in range(500)], 3, "")
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


def test_a_table_that_the_form_cannot_hold_stays_as_it_is() -> None:
    html = HTML.replace("<th>Việc</th>", "<th>Trên sân</th>")
    [table] = [each for each in made(html=html).official.body if isinstance(each, Table)]
    assert len(table.rows[0]) == 2


def test_an_official_text_keeps_its_bases_and_gives_up_its_end() -> None:
    html = (
        "<p>Căn cứ Kế hoạch số 92-KH/TU ngày 19/6/2026;</p><h2>I. NHIỆM VỤ, GIẢI PHÁP</h2><p>Một việc.</p>"
        "<h2>II. TỔ CHỨC THỰC HIỆN</h2><p>Trên đây là Kế hoạch của Sở./.</p><h2>Nơi nhận</h2><p>Giám đốc</p>"
    )
    form = forms.read(source("department-plan"))
    begun = composing.defaults(form, {"html": html, "values": {"title": "Kế hoạch mùa hè"}}, {})
    assert begun["about_what"] == "Mùa hè"
    paper = made("department-plan", html=html, answers=begun).official
    assert paper.bases == ("Căn cứ Kế hoạch số 92-KH/TU ngày 19/6/2026.",)
    said = [document.plain(each) for each in paper.body]
    assert sum(line.endswith("./.") for line in said) == 1 and said[-1].endswith("./.")
    assert paper.annexes == () and not any("Căn cứ" in line or "Giám đốc" in line for line in said)


def test_a_lesson_with_its_activities_is_left_and_another_gets_the_frame() -> None:
    lesson = HTML.replace(
        "<table>", "<h3>Hoạt động 1. Mở đầu</h3><h3>Hoạt động 2. Khám phá</h3><table>"
    )
    for html, count in ((lesson, 0), (HTML, 4)):
        body = made("5512-lesson", html=html).official.body
        said = [document.plain(each) for each in body]
        assert sum(line.startswith("d) Tổ chức thực hiện") for line in said) == count
