"""LibreOffice opens what we write for Word: the text is whole and the pages are A4."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from flask.testing import FlaskClient

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
