"""Legal bases as documents write them are read into their parts; the line stays as it is."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import text
from library.bases import reading
from library.bases.reading import Basis

LINES = [
    (
        "Căn cứ Kế hoạch số 92-KH/TU ngày 19/6/2026 của Ban Thường vụ Tỉnh ủy Lâm Đồng "
        "về tiếp tục thực hiện Kết luận số 57-KL/TW;",
        ("Kế hoạch", "92-KH/TU", date(2026, 6, 19), "Ban Thường vụ Tỉnh ủy Lâm Đồng",
         "về tiếp tục thực hiện Kết luận số 57-KL/TW"),
    ),
    (
        "Thực hiện Kế hoạch số 70/KH-SGDĐT ngày 11/01/2021 của Sở Giáo dục và Đào tạo "
        "về hoạt động theo Kế hoạch số 92-KH/TU",
        ("Kế hoạch", "70/KH-SGDĐT", date(2021, 1, 11), "Sở Giáo dục và Đào tạo",
         "về hoạt động theo Kế hoạch số 92-KH/TU"),
    ),
    (
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
        ("Nghị định", "30/2020/NĐ-CP", date(2020, 3, 5), "Chính phủ", "về công tác văn thư"),
    ),
    (
        "Căn cứ Thông tư số 15/2026/TT-BGDĐT ngày 24/3/2026 của Bộ trưởng Bộ Giáo dục và Đào tạo "
        "ban hành Điều lệ trường",
        ("Thông tư", "15/2026/TT-BGDĐT", date(2026, 3, 24), "Bộ trưởng Bộ Giáo dục và Đào tạo",
         "ban hành Điều lệ trường"),
    ),
    (
        "Căn cứ Công văn số 5512/BGDĐT-GDTrH ngày 18/12/2020",
        ("Công văn", "5512/BGDĐT-GDTrH", date(2020, 12, 18), "", ""),
    ),
    ("Nghị quyết số 80-NQ/TW của Bộ Chính trị", ("Nghị quyết", "80-NQ/TW", None, "Bộ Chính trị", "")),
    (
        "Căn cứ Luật Giáo dục số 43/2019/QH14 ngày 14/6/2019",
        ("Luật", "43/2019/QH14", date(2019, 6, 14), "", "Giáo dục"),
    ),
    (
        "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019",
        ("Luật", "", date(2019, 6, 14), "", "Giáo dục"),
    ),
    ("Theo đề nghị của Tổ Tự nhiên", ("", "", None, "", "")),
    ("Căn cứ Kế hoạch năm học ngày 31/02/2026 số 9/9/2026", ("", "", None, "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "parts"), LINES)
def test_a_line_is_read_into_its_parts(line: str, parts: tuple[object, ...]) -> None:
    found = reading.read(line)
    assert (found.type, found.number, found.dated_on, found.issuer, found.title) == parts
    assert found.written == line.rstrip(";")
    assert Basis.unpacked(found.packed()) == found


def test_the_party_numbers_otherwise_than_the_state() -> None:
    assert reading.is_party("92-KH/TU") and reading.is_party("57-KL/TW")
    assert not reading.is_party("70/KH-SGDĐT") and not reading.is_party("30/2020/NĐ-CP")


def test_a_basis_made_of_parts_is_written_as_the_decree_wants_and_reads_back() -> None:
    parts = ("70/KH-SGDĐT", date(2027, 2, 5), "Sở Giáo dục và Đào tạo")
    made = reading.composed("Kế hoạch", *parts, "Kế hoạch Triển khai công tác thông tin")
    assert made.written == (
        "Căn cứ Kế hoạch số 70/KH-SGDĐT ngày 05 tháng 02 năm 2027 của Sở Giáo dục và Đào tạo"
        " triển khai công tác thông tin"
    )
    assert reading.read(made.written) == made
    named = reading.composed("Kế hoạch", *parts, "Việt Nam học")
    assert named.written.endswith(" về Việt Nam học")


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_line_is_read_and_kept_as_it_was_written(line: str) -> None:
    found = reading.read(line)
    assert found.written == text.tidy(line).lstrip("-–+• ").rstrip(" ;.")
