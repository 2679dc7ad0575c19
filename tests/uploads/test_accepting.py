"""Uploads: what is good is kept as it is said, what is bad leaves nothing behind and says why."""

import io
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from library.errors import Invalid
from library.items import files
from library.items.files import Store
from library.uploads import accepting
from library.uploads.accepting import Desk, Upload
from library.wiring import Library
from tests.items import papers
from tests.uploads import hostile

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100)
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom" + bytes(100)
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm" + bytes(100)
GOOD = {
    "anh.png": hostile.picture("PNG"),
    "anh.jpg": hostile.picture("JPEG"),
    "hinh.svg": hostile.drawing('<path d="M0 0h9"/>'),
    "bai.pdf": papers.pdf("Xin chào"),
    "bai.docx": papers.word("Xin chào"),
    "bai.xlsx": papers.sheet("Xin chào"),
    "bai.pptx": papers.slides("Xin chào"),
    "bai.odt": papers.open_document("<text:p>Xin chào</text:p>"),
    "nhac.mp3": b"\xff\xfb\x90\x64" + bytes(100),
    "nhac2.mp3": b"ID3\x04" + bytes(100),
    "nhac.ogg": b"OggS" + bytes(100),
    "loi.m4a": M4A,
    "loi2.m4a": MP4,
    "phim.mp4": MP4,
    "phim.webm": WEBM,
    "bai.txt": "Xin chào".encode(),
    "bai.md": "# Xin chào".encode(),
    "bang.csv": "tên;lớp\n".encode(),
    "phim.srt": b"1\n00:00:01,000 --> 00:00:02,000\nChao",
    "phim.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nChao",
}


def sent(desk: Desk, name: str, content: bytes, *taken: str) -> Upload:
    return accepting.accept(io.BytesIO(content), name, desk, taken)


def refusal(desk: Desk, name: str, content: bytes) -> str:
    """Return why a file is refused, having seen that nothing of it is left."""
    with pytest.raises(Invalid) as caught:
        sent(desk, name, content)
    assert [path for path in desk.store.folder.rglob("*") if path.is_file()] == []
    return str(caught.value)


@pytest.mark.parametrize("name", GOOD)
def test_what_may_be_sent_is_kept(desk: Desk, name: str) -> None:
    upload = sent(desk, name, GOOD[name])
    assert upload.path == f"files/{name}" and not upload.warnings
    kept = desk.store.read(upload.sha256)
    assert len(kept) == upload.size
    assert files.media_type(kept, upload.path) == upload.media_type
    assert upload.is_picture == (upload.width is not None)
    with accepting.draft_file(upload, desk.store).open() as stream:
        assert stream.read() == kept
    if not upload.is_picture:
        assert kept == GOOD[name]


@pytest.mark.parametrize(
    ("name", "content", "path"),
    [
        ("anh.webp", hostile.picture("WEBP"), "files/anh.jpg"),
        ("anh.gif", hostile.picture("GIF"), "files/anh.png"),
        ("anh.png", hostile.picture("JPEG"), "files/anh.jpg"),
        ("anh.JPEG", hostile.picture("JPEG"), "files/anh.jpeg"),
        ("../../x", hostile.picture("PNG"), "files/x.png"),
        ("", hostile.picture("PNG"), "files/tep.png"),
        ("Ảnh lớp.PNG", hostile.picture("PNG"), "files/Ảnh-lớp.png"),
    ],
)
def test_a_picture_gets_the_ending_that_is_true(
    desk: Desk, name: str, content: bytes, path: str
) -> None:
    assert sent(desk, name, content).path == path


def test_a_second_file_of_the_name_gets_a_number(desk: Desk) -> None:
    first = sent(desk, "bai.txt", b"a")
    assert sent(desk, "Bai.txt", b"b", first.path).path == "files/Bai-2.txt"


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a page named .jpg": ("a.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
    "a page named .txt": ("a.txt", b"\xef\xbb\xbf<!-- x --> <HTML>", "web page"),
    "a page named .html": ("a.html", b"<p>a</p><script>", "by its content"),
    "a page named .svg": ("a.svg", b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><svg/>",
                          "web page"),
    "a program named .docx": ("a.docx", b"MZ\x90\0\x03" + bytes(300), "is a program"),
    "a program of another system": ("a.pdf", b"\x7fELF\x02" + bytes(99), "is a program"),
    "a script": ("a.txt", b"#!/bin/sh\nrm -rf /", "is a program"),
    "a program behind a trick": ("anh\u202egpj.exe", hostile.picture("JPEG"), "by its content"),
    "a PDF named .docx": ("a.docx", papers.pdf("a"), "is PDF by its content"),
    "a text named .docx": ("a.docx", b"abc", "is TXT by its content"),
    "a picture named .pdf": ("a.pdf", hostile.picture("PNG"), "is PNG by its content"),
    "a Word file named .xlsx": ("a.xlsx", papers.word("a"), "is DOCX by its content"),
    "a Word file named .docm": ("a.docm", papers.word("a"), "is DOCX by its content"),
    "a zip": ("a.zip", hostile.plain_zip(), "is an archive"),
    "a zip named .docx": ("a.docx", hostile.plain_zip(), "is an archive"),
    "a RAR": ("a.rar", b"Rar!\x1a\x07\x01\0", "is an archive"),
    "an old Word file": ("a.doc", hostile.old_office(), "save it as DOCX"),
    "RTF": ("a.doc", b"{\\rtf1 abc}", "save it as DOCX"),
    "a locked Word file": ("a.docx", hostile.old_office(locked=True), "locked with a password"),
    "locked entries": ("a.docx", hostile.locked_zip(), "locked with a password"),
    "a picture of an iPhone": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(99), "save it as JPEG"),
    "a film of an iPhone": ("a.mov", b"\0\0\0\x14ftypqt  " + bytes(99), "save it as MP4"),
    "Matroska named .webm": ("a.webm", b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "save it as MP4"),
    "text of another encoding": ("a.txt", "Tiếng Việt".encode("utf-16"), "encoding UTF-8"),
    "nothing known": ("a.bin", bytes(range(256)), "of no kind that is taken. Taken are PNG, JPEG"),
    "an e-book": ("a.epub", papers.open_document("", "application/epub+zip"), "of no kind"),
    "nothing": ("a.txt", b"", "is empty"),
    "half a picture": ("a.png", hostile.picture("PNG")[:90], "damaged"),
    "half a Word file": ("a.docx", papers.word("a")[:9000], "damaged"),
    "a locked PDF": ("a.pdf", papers.locked_pdf(), "locked with a password"),
    "a PDF that runs a script": ("a.pdf", hostile.scripted_pdf(), "contains a script"),
    "a PDF with a program inside": ("a.pdf", hostile.packed_pdf(), "carries other files"),
    "half a PDF": ("a.pdf", b"%PDF-1.7\nabc", "damaged"),
    "a stamped paper": ("KH.docx", papers.word("Số: 1", "TỐI MẬT"), "bears the stamp “TỐI MẬT”"),
    "a drawing with a script": ("a.svg", hostile.drawing("<script>alert(1)</script>"), "a script"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_sent_is_refused_with_its_reason(
    desk: Desk, name: str, content: bytes, reason: str
) -> None:
    said = refusal(desk, name, content)
    assert any(part in said for part in reason.split("|")), said
    assert "\u202e" not in said


def test_a_file_that_is_too_large_is_refused_before_it_is_all_taken(
    tmp_path: Path, desk: Desk
) -> None:
    small = Desk(Store(tmp_path / "small", 1024 * 1024), desk.extractor, desk.examiner)
    assert "larger than 1 MB" in refusal(small, "a.txt", bytes(1024 * 1024 + 1))


def test_a_name_of_300_letters_is_not_said_in_full(desk: Desk) -> None:
    assert len(refusal(desk, "a" * 300 + ".exe", b"MZ" + bytes(300))) < 250


def test_what_is_glued_behind_a_picture_is_gone(desk: Desk) -> None:
    both = hostile.picture("JPEG") + hostile.plain_zip() + b"<script>alert(1)</script>"
    kept = desk.store.read(sent(desk, "a.jpg", both).sha256)
    assert b"script" not in kept and b"PK\x03\x04" not in kept


def test_only_the_first_picture_of_an_animation_is_kept_and_that_is_said(desk: Desk) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue", "white")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    [warning] = sent(desk, "a.gif", target.getvalue()).warnings
    assert "Only the first picture of “a.gif”" in str(warning)


def test_a_scan_is_kept_with_a_warning_that_nobody_can_read_it(desk: Desk) -> None:
    [warning] = sent(desk, "a.pdf", papers.pdf("")).warnings
    assert "No text can be read in “a.pdf”" in str(warning)


def test_a_name_of_a_pupil_is_a_warning_and_no_refusal(desk: Desk) -> None:
    upload = sent(desk, "Nguyễn Văn An 7A1.png", hostile.picture())
    [warning] = upload.warnings
    assert "(“Nguyễn Văn An”)" in str(warning) and upload.path == "files/Nguyễn-Văn-An-7A1.png"


def test_a_stamp_in_the_name_alone_is_none(desk: Desk) -> None:
    assert sent(desk, "KH-MAT.docx", papers.word("Kế hoạch")).path == "files/KH-MAT.docx"


def test_an_error_of_the_system_leaves_nothing_behind(desk: Desk) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        accepting.accept(Broken(), "a.txt", desk)
    assert [path for path in desk.store.folder.rglob("*") if path.is_file()] == []


def test_the_desk_of_a_library_scans_where_a_scanner_is_set(library: Library) -> None:
    assert library.desk.scanner is None
    library.settings = replace(library.settings, clamav="127.0.0.1:1")
    with pytest.raises(Invalid, match="scanner does not answer"):
        sent(library.desk, "a.txt", b"chao")


@pytest.mark.parametrize(
    "make", [lambda: os.urandom(5000), lambda: b"PK\x03\x04" + os.urandom(5000)]
)
def test_noise_is_refused_and_not_an_error(desk: Desk, make: Callable[[], bytes]) -> None:
    assert refusal(desk, "a.docx", make())


@pytest.mark.parametrize("part", ["-", "a-", " ", "“", "ă"])
def test_a_name_of_any_length_is_read_at_once(desk: Desk, part: str) -> None:
    """A browser sends what somebody made up: it must not hold up the whole server."""
    begun = time.process_time()
    kept = sent(desk, part * 200_000 + "cuối.png", hostile.picture("PNG"))
    assert time.process_time() - begun < 4
    assert kept.path.endswith(".png") and len(kept.path) < 100


def test_of_many_files_at_once_some_are_asked_to_come_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "_LONGEST_WAIT", 0.01)
    with desk.turns, desk.turns:
        assert accepting.accept(io.BytesIO(b"ghi"), "ghi.txt", desk).size == 3
        with desk.turns, pytest.raises(Invalid, match="in a minute"):
            accepting.accept(io.BytesIO(b"ghi"), "ghi.txt", desk)
    assert accepting.accept(io.BytesIO(b"ghi"), "ghi.txt", desk).size == 3
