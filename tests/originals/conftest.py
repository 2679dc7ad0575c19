"""The shipped vocabulary, which proposals are read with, and files made by LibreOffice, each once."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from library import config
from library.tags import vocabulary
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests.originals import teachers

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="session")
def shipped(prepared: Path) -> Vocabulary:
    """The vocabulary as a new library has it."""
    opened = Library.open(config.read({"SAODIEU_DATA": str(prepared)}))
    with opened.sessions.writing() as session:
        read = vocabulary.read(session)
    opened.close()
    return read


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The documents of teachers.py as ODT and PDF, by name and ending ("plan.pdf")."""
    if not OFFICE:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")
    for name, make in teachers.DOCUMENTS.items():
        make().save(folder / f"{name}.docx")
    for ending in ("odt", "pdf"):
        _convert(folder, ending)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _convert(folder: Path, ending: str) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    words = sorted(path.name for path in folder.glob("*.docx"))
    command = [str(OFFICE), profile, "--headless", "--convert-to", ending, *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
