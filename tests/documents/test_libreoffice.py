"""LibreOffice opens what we write for Word: the text is whole and the pages are A4."""

import shutil
import subprocess
from pathlib import Path

import docx
import pypdfium2
import pytest
from flask.testing import FlaskClient

from library.documents import forms, official_docx
from tests.documents import official_sample

OFFICE = shutil.which("soffice")
A4 = (595, 842)  # points


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_a_word_file_opens_whole_in_libreoffice(client: FlaskClient, tmp_path: Path) -> None:
    with client.get("/vi/items/checking-sources/download.docx") as response:
        (tmp_path / "plan.docx").write_bytes(response.data)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "plan.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)

    paper = pypdfium2.PdfDocument(tmp_path / "plan.pdf")
    pages = [page.get_textpage().get_text_range() for page in paper]
    size = tuple(round(length) for length in paper[0].get_size())
    paper.close()

    assert size == A4
    assert "KẾ HOẠCH TỔ CHỨC HOẠT ĐỘNG" in pages[0]
    assert "VII. Điều chỉnh và báo cáo" in pages[-1]
    assert [page.split()[0] for page in pages[1:]] == ["2", "3"][: len(pages) - 1]


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_every_official_form_goes_through_libreoffice_with_its_tables(tmp_path: Path) -> None:
    """Once for all forms: starting LibreOffice takes longer than reading twenty files."""
    tables = {}
    for name in forms.shipped():
        content = official_docx.write(official_sample.made(name).official)
        (tmp_path / f"{name}.docx").write_bytes(content)
        tables[name] = shapes(tmp_path / f"{name}.docx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "docx", "--outdir", "again"]
    names = [f"{name}.docx" for name in tables]
    subprocess.run([*command, *names], cwd=tmp_path, check=True, capture_output=True, timeout=180)
    for name, before in tables.items():
        assert shapes(tmp_path / "again" / f"{name}.docx") == before, name


def shapes(place: Path) -> list[tuple[int, int, str]]:
    """Return how many rows and columns each table has, and its words."""
    found = docx.Document(str(place)).tables
    return [
        (len(table.rows), len(table.columns), " ".join(cell.text for cell in table.rows[0].cells))
        for table in found
    ]
