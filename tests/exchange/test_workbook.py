"""Excel files that we write: read back by our own reader and by an office program."""

import shutil
import subprocess
from pathlib import Path

import pytest

from library.exchange import workbook
from library.originals import workbook as reading
from library.uploads import packages

ROWS = [["Tên", "Môn"], ['<Ngày> & "hội"', " =1+1\nhai dòng "], ["45", ""]]


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook.written({"Mục & lớp": ROWS, "Giá trị": [["x"]]}))
    assert [list(row) for _, row in reading.rows(path)] == ROWS
    packages.look_over(path)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert workbook.written({"a": ROWS}) == workbook.written({"a": ROWS})


def test_an_office_program_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.xlsx").write_bytes(workbook.written({"Mục": ROWS}))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    csv = "csv:Text - txt - csv (StarCalc):59,34,76"
    command = [office, profile, "--headless", "--convert-to", csv, "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    said = (tmp_path / "a.csv").read_text("utf-8")
    assert said.startswith('Tên;Môn\n"<Ngày> & ""hội""";" =1+1\nhai dòng "')
