"""Documents made of a year plan: the annexes of the ministry's letters, each in its columns."""

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from library import mentions
from library.accounts import units, users
from library.documents import from_year_plan, making, official_docx, own_forms
from library.documents.composing import Composed
from library.documents.document import Document
from library.documents.from_year_plan import Division, Opened
from library.planning import frames, plans, slotting, tables
from library.tags import vocabulary
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.planning import shelf

BODY = "## Mục đích, yêu cầu\n\n- Kể được ba nhạc cụ.\n- Giữ trật tự.\n\n## Tiến trình\n\nMột việc."


@pytest.fixture
def planned(library: Library, cast: Cast) -> Library:
    """A library with a plan of the school: for grades 7 and 8, for grade 8, for everybody."""
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast, group="Tổ Văn")
        both = {"grades": ["grade.07", "grade.08"]}
        shelf.slot(session, cast, made, title="Sau", week=12, **both, periods=2, needs="Loa {who} | míc",
                   outcomes="Kể được một lễ hội.", place="Sân", support="Cô Lê Thị Lan")  # fmt: skip
        shelf.slot(session, cast, made, title="Riêng", day_on=shelf.TEACHERS_DAY,
                   grades=["grade.08"], owner_id=cast.lan)  # fmt: skip
        item = make.saved(session, library, vi=make.plan(BODY, theme=["theme.heritage.gong"])).item
        lan = users.by_id(session, cast.lan)
        slotting.plan_item(session, lan, made, item, {"week": None, "grades": [], "title": "Chung"})
        plans.set_theme(session, lan, made, 11, "Tôn sư trọng đạo")
    return library


def paper(
    library: Library, cast: Cast, name: str, how: Division, answers: dict[str, str] | None = None
) -> Composed:
    """Return a document on a form, as it is kept and composed."""
    with library.sessions.writing() as session:
        lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
        [plan] = plans.of_user(session, lan)
        year = frames.year(session, school, plan.year)
        slots = tables.in_order(plans.slots(session, plan), year)
        here = Opened(plan, slots, year, vocabulary.read(session))
        known = own_forms.named(session, school, name)
        source = from_year_plan.source(session, known.form, here, how)
        filled = making.begun(session, lan, school, known, source) | (answers or {})
        made = making.make(session, lan, school, known, source, filled)
        bare = Document(made.title, "", "", "vi", (), (), {}, "", (), (), made.changed_at, "")
        return making.composed(session, made, bare, "")


def word(found: Composed) -> Any:
    return docx.Document(io.BytesIO(official_docx.write(found.official)))


def rows(found: Composed) -> list[list[list[str]]]:
    """Return the cells of each table of the Word file."""
    opened = word(found)
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in opened.tables
        if table.style.name == "Table Grid"
    ]


def headings(found: Composed) -> list[str]:
    return [p.text for p in word(found).paragraphs if p.style.name.startswith("Heading")]


def test_annex_two_has_a_table_for_each_grade_and_one_for_everybody(
    planned: Library, cast: Cast
) -> None:
    answers = {"class_size_07": "120", "class_size_08": "115", "class_size_all": "235"}
    found = paper(planned, cast, "5512-group-activities", Division("grade"), answers)
    assert headings(found) == [
        "1. Khối lớp: 7; Số học sinh: 120", "2. Khối lớp: 8; Số học sinh: 115",
        "3. Khối lớp: toàn trường; Số học sinh: 235",
    ]  # fmt: skip
    seventh, eighth, everybody = rows(found)
    assert seventh[1:] == [
        ["1", "Sau", "Kể được một lễ hội.", "2", "Tuần 12", "Sân", "Phạm Minh", "Cô Lê Thị Lan",
         "Loa {who} | míc"],
    ]  # fmt: skip
    assert [row[:2] for row in eighth[1:]] == [["1", "Riêng"], ["2", "Sau"]]
    assert eighth[1][4] == "20/11/2026"
    assert everybody[1][1:3] == ["Chung", "Kể được ba nhạc cụ; Giữ trật tự"], "the item says so"
    said = " ".join(
        "".join(p.itertext(qn("w:t"))) for p in word(found).element.body.iter(qn("w:p"))
    )
    assert "TỔ: VĂN" in said and "(Năm học 2026-2027)" in said


def test_annex_two_of_one_grade_has_its_rows_and_those_for_everybody(
    planned: Library, cast: Cast
) -> None:
    found = paper(planned, cast, "5512-group-activities", Division("grade", "grade.07"))
    assert [table[1][1] for table in rows(found)] == ["Sau", "Chung"]
    assert "số học sinh (khối 7)" in found.missing


def test_annex_three_has_the_lessons_of_one_person_and_the_other_tasks(
    planned: Library, cast: Cast
) -> None:
    found = paper(planned, cast, "5512-teacher", Division("person", "Phạm Minh"))
    assert rows(found)[0][1] == ["1", "Sau", "2", "12", "Loa {who} | míc", "Sân"]
    other = paper(planned, cast, "5512-teacher", Division("person", "Lê Thị Lan"))
    said = [p.text for p in word(other).paragraphs]
    assert "Tổ chức: Riêng (20/11/2026)." in said
    assert "Phối hợp tổ chức: Sau (Tuần 12; Sân)." in said
    assert other.official.signatures[1].name == "Lê Thị Lan", "not whoever was filled in before"


def test_annex_1_2_has_months_and_themes(planned: Library, cast: Cast) -> None:
    [table] = rows(paper(planned, cast, "2345-collective", Division("whole")))
    assert table[1][:3] == ["11", "Tôn sư trọng đạo", "Riêng"]
    assert [row[2] for row in table[1:]] == ["Riêng", "Sau", "Chung"]


def test_the_section_of_the_school_plan_is_by_month_or_by_theme(
    planned: Library, cast: Cast
) -> None:
    by_month = paper(planned, cast, "school-year-activities", Division("month"))
    assert headings(by_month)[1:] == [
        "1. Tháng 11/2026: Tôn sư trọng đạo", "2. Chưa xếp tháng",
    ]  # fmt: skip
    assert rows(by_month)[0][2][6] == "Phạm Minh; Cô Lê Thị Lan"
    assert rows(by_month)[0][1][6] == "Lê Thị Lan"
    by_theme = paper(planned, cast, "school-year-activities", Division("theme"))
    assert headings(by_theme)[1:] == [
        "1. Lịch sử, văn hóa và con người Việt Nam",
        "2. Các hoạt động khác",
    ]


def test_what_was_filled_in_for_a_grade_is_there_again_when_all_are_asked(
    planned: Library, cast: Cast
) -> None:
    name = "5512-group-activities"
    paper(planned, cast, name, Division("grade", "grade.07"), {"class_size_07": "120"})
    paper(planned, cast, name, Division("grade", "grade.08"), {"class_size_08": "115"})
    assert headings(paper(planned, cast, name, Division("grade")))[:2] == [
        "1. Khối lớp: 7; Số học sinh: 120", "2. Khối lớp: 8; Số học sinh: 115",
    ]  # fmt: skip


def test_a_person_named_in_its_rows_is_found_by_requests_about_personal_data(
    planned: Library, cast: Cast
) -> None:
    paper(planned, cast, "2345-collective", Division("whole"))
    with planned.sessions.reading() as session:
        found = mentions.of(session, users.by_id(session, cast.an), "Phạm Minh")
        assert mentions.DOCUMENT in {each.where for each in found}
