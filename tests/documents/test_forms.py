"""Forms as data: those that ship can be read, those with an error are refused with its line."""

from datetime import date

import pytest

from library.documents import forms
from library.errors import Invalid

SMALL = """name: Mẫu nhỏ
title: THÔNG BÁO
closing: Trên đây là Thông báo.
number: TB
fields:
  - {id: when, label: Thời gian}
parts:
  - heading: Nội dung
    text: ["Lúc {when}."]
"""


def test_every_form_that_ships_is_read_and_says_where_it_is_from() -> None:
    found = {name: forms.read(source) for name, source in forms.shipped().items()}
    assert len(found) == 28
    for name, form in found.items():
        assert form.called("vi") and form.called("en") and form.about, name
        wide = name.startswith("5512") and name != "5512-lesson"
        assert form.landscape == (
            wide
            or name
            in ("2345-collective", "2345-after-hours", "2345-teaching", "school-year-activities")
        )
        if name.startswith(("5512", "2345")):
            assert any("Phụ lục" in source for source in form.sources), name


def test_the_tables_of_the_ministry_have_their_columns() -> None:
    columns = {
        name: [
            [column.name for column in part.columns]
            for part in forms.read(source).walk()
            if part.rows
        ]
        for name, source in forms.shipped().items()
    }
    assert columns["5512-group-activities"] == [[
        "STT", "Chủ đề", "Yêu cầu cần đạt", "Số tiết", "Thời điểm", "Địa điểm", "Chủ trì",
        "Phối hợp", "Điều kiện thực hiện",
    ]]  # fmt: skip
    assert columns["2345-collective"] == [[
        "Tháng", "Chủ điểm", "Nội dung trọng tâm", "Hình thức tổ chức", "Thời gian thực hiện",
        "Người thực hiện", "Lực lượng cùng tham gia",
    ]]  # fmt: skip
    assert columns["2345-after-hours"] == [[
        "STT", "Nội dung", "Hoạt động", "Đối tượng/quy mô", "Thời gian", "Địa điểm", "Ghi chú",
    ]]  # fmt: skip
    assert columns["5512-teacher"][0] == [
        "STT", "Bài học", "Số tiết", "Thời điểm (tuần)", "Thiết bị dạy học", "Địa điểm dạy học",
    ]  # fmt: skip


def test_a_logo_stands_only_on_papers_that_the_decree_does_not_lay_out() -> None:
    found = {name: forms.read(source) for name, source in forms.shipped().items()}
    assert {name for name, form in found.items() if form.logo} == {
        "contest-rules", "run-sheet", "consent-slip", "consent-slip-en", "invitation-card",
        "press-sheet", "year-digest",
    }  # fmt: skip


def test_a_form_is_in_force_between_its_days() -> None:
    form = forms.read(SMALL + "in_force: {from: 2026-01-01, to: 2026-12-31}\n")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [form.is_in_force(day) for day in days] == [False, True, True, False]
    assert forms.read(SMALL).is_in_force(date(1999, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("name: Mẫu nhỏ", "nme: Mẫu nhỏ", 1),
        ("THÔNG BÁO", "[THÔNG BÁO", 3),
        ("number: TB", "number: TBX", 4),
        ("id: when", "id: Lúc nào", 6),
        ("id: when", "id: title", 6),
        ("id: when", "id: edition", 6),
        ("parts:", "parts: none", 8),
        ("{when}", "{where}", 9),
        ('text: ["Lúc {when}."]', "take: [weather]", 9),
        ('text: ["Lúc {when}."]', "rows: when", 7),
        ("number: TB", "number: TB\nlogo: true", 5),
        ("number: TB", "year_plan: [day]", 4),
        ('text: ["Lúc {when}."]', 'columns: [{name: Lúc, slot: "{hour}"}]', 9),
        ("closing: Trên đây là Thông báo.\n", "", 1),
        ("heading: Nội dung", "heading: {a: b}", 8),
    ],
)
def test_an_error_names_its_line(before: str, after: str, line: int) -> None:
    assert before in SMALL
    with pytest.raises(Invalid) as refused:
        forms.read(SMALL.replace(before, after))
    assert refused.value.message.values["line"] == line


@pytest.mark.parametrize(
    "source", ["", "- a\n- b", "\x00", "a: !!python/object:os.system x", "a: &a [*a]"]
)
def test_what_is_no_form_at_all_is_refused_in_words(source: str) -> None:
    with pytest.raises(Invalid):
        forms.read(source)
