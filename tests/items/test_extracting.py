"""The process that reads attachments: hostile files end within limits, and the next one is read."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from library.items.extracting import Extractor, is_readable
from tests.items import papers


@pytest.fixture(scope="module")
def impatient() -> Iterator[Extractor]:
    made = Extractor(seconds=2)
    yield made
    made.close()


def read(extractor: Extractor, folder: Path, content: bytes, media_type: str) -> str:
    file = folder / "file"
    file.write_bytes(content)
    return extractor.extract(file, media_type)


def endless_word() -> bytes:
    """A Word file of some size, whose only word stands behind elements that take long to pass."""
    empty = '<w:bookmarkEnd w:id="0"/>' * 6_000_000
    content = papers.word_of(f"{empty}<w:p><w:r><w:t>cuối</w:t></w:r></w:p>")
    return papers.packed({"word/media/image1.png": os.urandom(1_000_000)}, content)


HOSTILE = {
    "a PDF that needs all memory": (papers.swelling_pdf, papers.PDF),
    "a Word file that takes too long": (endless_word, papers.DOCX),
}


@pytest.mark.parametrize(("make", "media_type"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_has_no_text_and_the_next_is_read(
    impatient: Extractor, tmp_path: Path, make: Callable[[], bytes], media_type: str
) -> None:
    content = make()
    started = time.monotonic()
    assert read(impatient, tmp_path, content, media_type) == ""
    assert time.monotonic() - started < 8
    assert read(impatient, tmp_path, papers.word("Vẫn đọc được"), papers.DOCX) == "Vẫn đọc được"


def test_a_file_that_is_gone_has_no_text(impatient: Extractor, tmp_path: Path) -> None:
    assert impatient.extract(tmp_path / "nothing", "text/plain") == ""


@pytest.mark.parametrize(
    ("media_type", "may_have_text"),
    [(papers.DOCX, True), (papers.PPTX, True), (papers.XLSX, True), (papers.ODT, True),
     (papers.PDF, True), ("text/csv", True), (papers.OCTETS, True),
     ("image/png", False), ("video/mp4", False), ("application/zip", False)],
)  # fmt: skip
def test_only_what_can_have_text_is_read(media_type: str, may_have_text: bool) -> None:
    assert is_readable(media_type) is may_have_text


def test_two_that_share_a_turn_answer_one_after_another(tmp_path: Path) -> None:
    turn = threading.Lock()
    (tmp_path / "a.txt").write_text("chào", "utf-8")
    made = Extractor(turn=turn)
    with turn:
        waiting = threading.Thread(target=made.extract, args=(tmp_path / "a.txt", "text/plain"))
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
    waiting.join(10)
    assert made.extract(tmp_path / "a.txt", "text/plain") == "chào"
    made.close()
