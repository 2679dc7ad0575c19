"""The papers as files: DOCX by python-docx, ODT and PDF of them by LibreOffice in one go each."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.originals.papers import layout
from tests.originals.papers.source import Paper

OFFICE = shutil.which("soffice")
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
}
_SECONDS = 300


def build(papers: Sequence[Paper], folder: Path) -> dict[str, Path]:
    """Write every paper into a folder; return its path by the name of the paper.

    Without LibreOffice those that it would make stay DOCX.
    """
    paths = {paper.name: folder / f"{paper.name}.docx" for paper in papers}
    for paper in papers:
        layout.build(paper, paths[paper.name])
    for suffix in ("odt", "pdf"):
        names = [paper.name for paper in papers if paper.format == suffix]
        if OFFICE and names:
            _convert([paths[name] for name in names], suffix, folder)
            paths |= {name: folder / f"{name}.{suffix}" for name in names}
    return paths


def _convert(paths: Sequence[Path], suffix: str, folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = [
        str(OFFICE), "--headless", f"-env:UserInstallation={profile}", "--convert-to", suffix,
        "--outdir", str(folder), *map(str, paths),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
