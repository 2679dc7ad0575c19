"""Marks, dashes and units as print sets them."""

import pytest

from library.items import typography
from library.items.markup import render


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Hỏi "Vì sao?" rồi ("thế nào")', "Hỏi “Vì sao?” rồi (“thế nào”)"),
        ("pupils' best, it's K'Ho", "pupils’ best, it’s K’Ho"),
        ("\"'AI'?\" she asks", "“‘AI’?” she asks"),
        ("một - hai", "một\u00a0– hai"),
        ("5 - 10 phút, 07:30 - 07:40", "5\u00a0–\u00a010 phút, 07:30\u00a0–\u00a007:40"),
        (
            "D - 28, bài A - 3, lớp HĐTN - 2",
            "D\u00a0–\u00a028, bài A\u00a0–\u00a03, lớp HĐTN\u00a0– 2",
        ),
        ("60,000 VND; 40.000 đồng; 3 m", "60,000\u00a0VND; 40.000\u00a0đồng; 3\u00a0m"),
        ("3 mọi, Điều 45", "3 mọi, Điều\u00a045"),
        ("well-known -5 a -b", "well-known -5 a -b"),
        ("", ""),
    ],
)
def test_what_is_typed_is_printed_as_books_do(typed: str, printed: str) -> None:
    assert typography.typeset(typed) == printed


def test_a_mark_opens_or_closes_by_the_words_before_it_even_in_another_style() -> None:
    html = render('"**Đậm**" - *"nghiêng"*')["html"]
    assert html == "<p>“<strong>Đậm</strong>”&nbsp;– <em>“nghiêng”</em></p>"


def test_marks_are_set_in_headings_tables_and_lists() -> None:
    html = render('## "A"\n\n- "b"\n    - "c"\n\n| "d" |\n|---|\n| 0 - 5 |')["html"]
    for printed in ("“A”", "“b”", "“c”", "“d”", "0&nbsp;–&nbsp;5"):
        assert printed in html


def test_code_and_addresses_stay_as_they_are_typed() -> None:
    html = render('`"x" - y`\n\n    "z" - 1\n\n[a](https://b.vn/c\'d)')["html"]
    assert '"x" - y' in html
    assert '"z" - 1' in html
    assert "https://b.vn/c'd" in html
