"""CSV that a spreadsheet opens: read back cell by cell, and nothing in it runs."""

import csv
from datetime import date
from io import StringIO

import pytest

from library.exchange import sheet


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def test_rows_are_read_back_as_they_were() -> None:
    rows = [['a "b", c', 3, None, date(2026, 11, 25)], ["hai\ndòng", 0, -5, date(2026, 1, 2)]]
    assert read(sheet.written(["câu", "số", "có", "ngày"], rows)) == [
        ["câu", "số", "có", "ngày"],
        ['a "b", c', "3", "", "2026-11-25"],
        ["hai\ndòng", "0", "-5", "2026-01-02"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-x", "@sum", "\t=1", "\r=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_made_text(cell: str) -> None:
    assert read(sheet.written(["câu"], [[cell]]))[1][0] == "'" + cell.replace("\r", "\n")


def test_other_text_is_left_alone() -> None:
    assert read(sheet.written(["câu"], [["a=b"]]))[1] == ["a=b"]


@pytest.mark.parametrize("cell", ["=1+1", "'=1+1", "''-x", "'nguyên", "a=b", "\t=1", "", "'"])
def test_what_was_written_is_read_as_it_was(cell: str) -> None:
    content = sheet.written(["câu"], [[cell, "x"]]).encode()
    assert list(sheet.rows(content)) == [["câu"], [cell, "x"]]
