"""What authors wrote in front matter, as a page shows it."""

import pytest

from library.web import words


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("họ tên và lớp", "Họ tên và lớp"),
        ("ảnh, chữ", "Ảnh, chữ"),
        ("whc.unesco.org, trang di sản", "whc.unesco.org, trang di sản"),
        ("iPhone của lớp", "iPhone của lớp"),
        ("14-point sheet", "14-point sheet"),
        ('phiếu "Đọc ngang"', "Phiếu “Đọc ngang”"),
        ("", ""),
    ],
)
def test_it_begins_with_a_capital_and_has_the_marks_of_print(written: str, printed: str) -> None:
    assert words.printed(written) == printed
