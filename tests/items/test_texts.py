"""The text of attachments: read when they are attached, once for the same bytes, never in the way."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes
from library.items import extracting, texts, writing
from library.items.extracting import Extractor
from library.items.models import FileText, Revision
from library.wiring import Library
from tests import make
from tests.items import papers


class Counting(Extractor):
    """An extractor that notes what it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[Path] = []

    def extract(self, path: Path, media_type: str) -> str:
        self.read.append(path)
        return super().extract(path, media_type)


@pytest.fixture
def counting(library: Library) -> Iterator[Counting]:
    shared = library.extractor
    library.extractor = made = Counting()
    yield made
    made.close()
    library.extractor = shared


def attached(session: Session, library: Library, name: str = "rac", **files: bytes) -> Revision:
    """Save and publish an item with files; in their names `_` stands for the dot."""
    named = {path.replace("_", "."): content for path, content in files.items()}
    return make.saved(session, library, name, files=named)


def kept(session: Session) -> dict[str, str]:
    return dict(iter(session.execute(select(FileText.sha256, FileText.text))))


def test_the_text_of_a_file_is_kept_with_its_bytes(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = attached(session, library, phieu_docx=papers.word("Phiếu học tập"))
        [row] = session.scalars(select(FileText))
        assert (row.sha256, row.text) == (revision.files[0].sha256, "Phiếu học tập")
        assert row.reader == extracting.READER and row.made_at.utcoffset() is not None
        assert texts.of(session, revision.files) == ("Phiếu học tập",)


def test_the_same_bytes_are_read_once_wherever_they_are_attached(
    library: Library, counting: Counting
) -> None:
    content = papers.word("Phiếu học tập")
    with library.sessions.writing() as session:
        attached(session, library, a_docx=content, b_docx=content)
        attached(session, library, a_docx=content, c_txt=b"khac")
    with library.sessions.writing() as session:
        attached(session, library, "khac", d_docx=content)
        assert len(counting.read) == len(set(counting.read)) == len(kept(session)) == 2


def test_pictures_and_films_are_not_read(library: Library, counting: Counting) -> None:
    with library.sessions.writing() as session:
        revision = attached(session, library, a_png=b"\x89PNG\r\n\x1a\n", b_txt=b"")
        assert [path.name for path in counting.read] == [revision.files[1].sha256]
        assert list(kept(session).values()) == [""]
        assert texts.of(session, revision.files) == ()


def test_a_file_that_cannot_be_read_is_attached_all_the_same_and_not_tried_again(
    library: Library, counting: Counting
) -> None:
    damaged = papers.word("Phiếu")[:-200] + b"\xff" * 100
    with library.sessions.writing() as session:
        for _ in range(2):
            revision = attached(session, library, hong_docx=damaged, khoa_pdf=papers.locked_pdf())
        assert len(revision.files) == len(counting.read) == 2
        assert set(kept(session).values()) == {""}


def test_a_better_reader_reads_again_what_it_meets_and_tells_the_indexes(
    library: Library, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.sessions.writing() as session:
        attached(session, library, a_txt="chữ".encode())
        session.scalars(select(FileText)).one().text = "chu"
        before = changes.last(session)
        attached(session, library, a_txt="chữ".encode())
        assert (list(kept(session).values()), changes.last(session)) == (["chu"], before)
        monkeypatch.setattr(extracting, "READER", extracting.READER + 1)
        revision = attached(session, library, a_txt="chữ".encode())
        assert revision.number == 1
        assert list(kept(session).values()) == ["chữ"]
        assert changes.since(session, before, writing.NOUN) == ["rac"]
    assert len(counting.read) == 2


def test_files_of_a_library_from_before_are_read_when_the_index_is_made_anew(
    library: Library, counting: Counting
) -> None:
    with library.sessions.writing() as session:
        attached(session, library, a_txt="một".encode(), b_txt=b"hai", c_png=b"\x89PNG\r\n\x1a\n")
        gone = attached(session, library, "khac", d_txt=b"ba").files[0].sha256
        for row in session.scalars(select(FileText)):
            session.delete(row)
    counting.read.clear()
    library.store.path(gone).unlink()
    assert library.read_files() == 3
    with library.sessions.reading() as session:
        assert sorted(kept(session).values()) == ["hai", "một"]
    assert len(counting.read) == 2


def test_of_many_and_long_files_only_so_much_is_looked_at(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST", 10)
    with library.sessions.writing() as session:
        revision = attached(session, library, a_txt=b"a" * 7, b_txt=b"b" * 7, c_txt=b"c" * 7)
        assert texts.of(session, revision.files) == ("aaaaaaa", "bbb")


def test_files_without_text_are_not_named_among_those_with_text(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = attached(
            session, library, b_txt=b"b", a_txt=b"a", c_txt=b"", d_bin=os.urandom(99)
        )
        found = texts.with_text(session, [revision.id])
        assert [file.path for file in found[revision.id]] == ["files/a.txt", "files/b.txt"]
        assert texts.with_text(session, []) == {}
