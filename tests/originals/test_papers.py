"""The measured set of school papers: what is proposed of each, and that its files hold its text."""

import re
import zipfile
from pathlib import Path

import pytest

from library.tags.vocabulary import Vocabulary
from tests.bench import originals
from tests.originals.papers import building, source

PAPERS = source.every()
ENOUGH = 0.9


def test_there_are_thirty_papers_in_three_formats() -> None:
    formats = [paper.format for paper in PAPERS]
    assert (len(PAPERS), formats.count("odt") >= 6, formats.count("pdf") >= 6) == (30, True, True)


@pytest.mark.parametrize("fact", ["title", *source.FACTS, "sure and right"])
def test_nearly_every_paper_is_understood(shipped: Vocabulary, fact: str) -> None:
    readings = {paper.name: paper.reading() for paper in PAPERS}
    share = originals.proposed(PAPERS, readings, shipped)[fact]
    assert share.of_all() >= ENOUGH, share.wrong


def test_what_a_paper_expects_is_of_the_vocabulary(shipped: Vocabulary) -> None:
    for paper in PAPERS:
        for fact in ("levels", "grades", "subjects", "activities", "kind"):
            assert all(tag in shipped for tag in paper.facts[fact]), paper.name


def test_the_files_hold_what_the_papers_say(tmp_path: Path) -> None:
    modern = [paper for paper in PAPERS if paper.format == "docx" and "font" not in paper.layout]
    assert len(modern) > 8
    paths = building.build(modern, tmp_path)
    for paper in modern:
        with zipfile.ZipFile(paths[paper.name]) as package:
            document = package.read("word/document.xml").decode()
        spaced = re.sub(r"</w:p>|<w:(?:br|tab)/>", " ", document)
        words = originals.plain(re.sub(r"<w:delText.*?</w:delText>|<[^>]+>", "", spaced))
        for said in (*paper.headings, *(cell for table in paper.tables for cell in table)):
            assert originals.plain(said) in words, (paper.name, said)


@pytest.mark.skipif(not building.OFFICE, reason="LibreOffice makes the ODT and PDF files")
def test_libreoffice_makes_the_other_formats(tmp_path: Path) -> None:
    papers = [next(paper for paper in PAPERS if paper.format == each) for each in ("odt", "pdf")]
    paths = building.build(papers, tmp_path)
    assert [paths[paper.name].read_bytes()[:4] for paper in papers] == [b"PK\x03\x04", b"%PDF"]
