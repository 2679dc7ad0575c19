"""The store: files by what they are, whole or not there; types by content, never by name."""

import hashlib
import io
import os
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.errors import Invalid, NotFound
from library.items.files import Store, media_type


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files", largest=3 * 1024 * 1024)


def all_files(store: Store) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_by_its_sha256_and_only_once(store: Store) -> None:
    content = "Phiếu bài tập".encode()
    first = store.keep(io.BytesIO(content))
    second = store.keep(io.BytesIO(content), "another name")
    assert first == second
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert first.size == len(content)
    assert store.read(first.sha256) == content
    assert [path.name for path in all_files(store)] == [first.sha256] == list(store.kept())


def test_an_empty_file_is_a_file(store: Store) -> None:
    assert store.read(store.keep(io.BytesIO()).sha256) == b""


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_is_held_to_the_byte(store: Store, over: int) -> None:
    content = io.BytesIO(b"x" * (store.largest + over))
    if not over:
        assert store.keep(content).size == store.largest
        return
    with pytest.raises(Invalid, match=r"phim\.mp4 is larger than 3 MB"):
        store.keep(content, "phim.mp4")
    assert all_files(store) == []


class Endless(io.RawIOBase):
    """A stream without an end, that counts what was taken."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        self.taken += size
        return b"x" * size


def test_a_stream_without_an_end_is_left_soon(store: Store) -> None:
    endless = Endless()
    with pytest.raises(Invalid):
        store.keep(endless)  # type: ignore[arg-type]
    assert endless.taken <= store.largest + 2 * 1024 * 1024


class Breaking(io.BytesIO):
    """A stream that ends in an error, like a disk that is pulled out."""

    def read(self, size: int | None = -1) -> bytes:
        if chunk := super().read(1000):
            return chunk
        raise OSError("gone")


def test_a_crash_leaves_nothing_half(store: Store) -> None:
    with pytest.raises(OSError, match="gone"):
        store.keep(Breaking(b"x" * 5000))
    assert all_files(store) == []


def test_what_a_killed_copy_left_is_swept_and_a_running_one_is_not(store: Store) -> None:
    kept = store.keep(io.BytesIO(b"kept"))
    old, new = store.folder / "drafts" / "old", store.folder / "drafts" / "new"
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    store.sweep()
    assert sorted(all_files(store)) == sorted([new, store.path(kept.sha256)])


def test_sweeping_before_anything_was_kept_is_harmless(store: Store) -> None:
    store.sweep()
    assert list(store.kept()) == []


def test_a_missing_or_changed_file_is_noticed(store: Store) -> None:
    kept = store.keep(io.BytesIO(b"content"))
    assert store.is_whole(kept.sha256)
    store.path(kept.sha256).write_bytes(b"Content")
    assert not store.is_whole(kept.sha256)
    store.path(kept.sha256).unlink()
    assert not store.is_whole(kept.sha256)
    with pytest.raises(NotFound, match="restore it from a backup"):
        store.path(kept.sha256)


def test_keeping_a_damaged_file_again_mends_it(store: Store) -> None:
    kept = store.keep(io.BytesIO(b"content"))
    store.path(kept.sha256).write_bytes(b"damaged")
    store.keep(io.BytesIO(b"content"))
    assert store.is_whole(kept.sha256)


def test_the_same_file_may_be_kept_by_many_at_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(store.keep, [io.BytesIO(b"x" * 2_000_000) for _ in range(16)]))
    assert len(kept) == len(all_files(store)) == 1


def test_what_is_set_aside_is_in_no_store_until_it_is_adopted(store: Store) -> None:
    with store.set_aside(io.BytesIO(b"draft")) as draft:
        assert draft.read_bytes() == b"draft" and list(store.kept()) == []
        draft.write_bytes(b"redrawn")
        adopted = store.adopt(draft)
    assert store.read(adopted.sha256) == b"redrawn" and adopted.size == 7
    assert adopted.sha256 == hashlib.sha256(b"redrawn").hexdigest()
    with store.set_aside(io.BytesIO(b"refused")):
        pass
    assert [path.name for path in all_files(store)] == [adopted.sha256]


def zipped(*entries: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def damaged(content: bytes) -> bytes:
    """Return a zip whose first entry does not unpack."""
    start = 30 + int.from_bytes(content[26:28], "little")
    return content[:start] + b"\xff" * 8 + content[start + 8 :]


OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: list[tuple[str, bytes, str]] = [
    ("anh.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
    ("anh.html", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ("a.txt", b"GIF89a", "image/gif"),
    ("a", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ("a.png", b"%PDF-1.7\n", "application/pdf"),
    ("a", b"\0\0\0\x18ftypmp42", "video/mp4"),
    ("a", b"\x1a\x45\xdf\xa3", "video/webm"),
    ("a", b"ID3\x04", "audio/mpeg"),
    ("a", b"OggS", "audio/ogg"),
    ("a.mp4", b"\0\0\0\x18ftypM4A ", "audio/mp4"),
    ("a.m4a", b"\0\0\0\x18ftypisom", "audio/mp4"),
    ("a.jpg", b"\0\0\0\x18ftypheic", "image/heic"),
    ("a.mp4", b"\0\0\0\x14ftypqt  ", "video/quicktime"),
    ("a.webm", b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "video/x-matroska"),
    ("a.mp3", b"\xff\xf3\x44", "audio/mpeg"),
    ("a.svg", b"<!-- a --><!DOCTYPE svg [<!ENTITY a 'b'>]>\n<!-- b --><svg>", "image/svg+xml"),
    ("a.svg", b"<?xml version='1.0'?><html><svg/></html>", "text/plain"),
    ("a.svg", b"<!-- a -->" * 400, "text/plain"),
    ("trang.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "text/plain"),
    ("trang.html", b"<html><script>alert(1)</script></html>", "text/plain"),
    ("trang.xhtml", b"<?xml version='1.0'?><html/>", "text/plain"),
    ("a.txt", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ("a.png", b"\xef\xbb\xbf <?xml version='1.0'?>\n<SVG/>", "image/svg+xml"),
    ("a.js", b"alert(1)", "text/plain"),
    ("a.csv", "Tên;Lớp\n".encode(), "text/csv"),
    ("A.MD", b"# A", "text/markdown"),
    ("a.txt", "Tiếng Việt".encode(), "text/plain"),
    ("a.txt", "Tiếng Việt".encode("utf-16"), "application/octet-stream"),
    ("a.csv", b"T\xean;L\xf3p", "application/octet-stream"),
    ("a.txt", b"a\0b", "application/octet-stream"),
    ("a.exe", b"MZ\x90\0\xff", "application/octet-stream"),
    ("", b"", "text/plain"),
    ("a.docx", zipped(("[Content_Types].xml", b""), ("word/document.xml", b"")),
     OFFICE + "wordprocessingml.document"),
    ("a.zip", zipped(("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")),
     OFFICE + "presentationml.presentation"),
    ("a", zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")),
     OFFICE + "spreadsheetml.sheet"),
    ("a.odt", zipped(("mimetype", b"application/vnd.oasis.opendocument.text")),
     "application/vnd.oasis.opendocument.text"),
    ("a.epub", zipped(("mimetype", b"application/epub+zip")), "application/epub+zip"),
    ("a.odt", zipped(("mimetype", b"text/html")), "application/zip"),
    ("a.odt", zipped(("mimetype", b"application/epub+zip\r\nX-Evil: 1")), "application/zip"),
    ("a.odt", zipped(("mimetype", b"application/epub+zip" * 100_000)), "application/zip"),
    ("a.docx", zipped(("a.txt", b"")), "application/zip"),
    ("a.docx", b"PK\x03\x04 broken", "application/octet-stream"),
    ("a.odt", damaged(zipped(("mimetype", b"application/vnd.oasis.opendocument.text"))),
     "application/octet-stream"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "found"), TYPES, ids=range(len(TYPES)))
def test_a_file_is_what_it_contains(name: str, content: bytes, found: str) -> None:
    assert media_type(content, name) == found


@given(st.binary(), st.text())
def test_no_content_is_ever_taken_for_a_page_or_a_script(content: bytes, name: str) -> None:
    for start in (b"", b"PK\x03\x04"):
        found = media_type(start + content, name)
        assert found.split("/")[0] in {"application", "audio", "image", "text", "video"}
        assert found not in {"text/html", "application/xhtml+xml", "text/javascript"}
