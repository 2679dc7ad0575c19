"""Attachments: kept by what they are (SHA-256), typed by what they contain, never by their name.

A file is written beside, synced and renamed: after a crash it is whole or not there at all.
"""

import codecs
import hashlib
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from library.errors import Invalid, NotFound
from library.items import archives
from library.marking import N_

_CHUNK = 1 << 20
_HOUR = 3600
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a file begins with, at which byte, and what it then is; the first that fits.
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    *((0, start, "audio/mpeg") for start in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    (0, b"OggS", "audio/ogg"),
    # What phones and cameras call MP4, and what only looks like it.
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"hei", b"hev", b"mif1", b"msf1")),
    (4, b"ftypavi", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypM4", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
)
_EBML = b"\x1a\x45\xdf\xa3"
_OPEN_DOCUMENT = re.compile(r"application/(vnd\.oasis\.opendocument\.[a-z]+|epub\+zip)")
# A drawing begins with its root, behind what may stand before it; a page with one in it does not.
_DRAWING = re.compile(
    r"(?:<\?xml[^>]*>)?\s*+(?:<!--.*?-->\s*)*+(?:<!doctype\s+svg\b[^>\[]*+(?:\[[^\]]*+\]\s*)?>\s*)?+"
    r"(?:<!--.*?-->\s*)*+<(?:\w+:)?svg\b",
    re.DOTALL,
)
_START = 4000
_TEXTS = {".csv": "text/csv", ".md": "text/markdown", ".srt": "text/plain", ".vtt": "text/vtt"}


@dataclass(frozen=True)
class Stored:
    """Where a file is in the store, and how long it is in bytes."""

    sha256: str
    size: int


class Store:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path, largest: int) -> None:
        self.folder = folder
        self.largest = largest
        self._drafts = folder / "drafts"

    def keep(self, stream: IO[bytes], name: str = "") -> Stored:
        """Copy a stream into the store; raise Invalid when it is longer than the limit."""
        with self.set_aside(stream, name) as draft:
            return self.adopt(draft)

    @contextmanager
    def set_aside(self, stream: IO[bytes], name: str = "") -> Iterator[Path]:
        """Lend a copy of a stream that is not in the store and goes away, unless it is adopted."""
        self._drafts.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=self._drafts)
        draft = Path(path)
        try:
            with os.fdopen(handle, "wb") as target:
                self._copy(stream, target, name)
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def adopt(self, draft: Path) -> Stored:
        """Move a file that was set aside into the store."""
        with draft.open("rb+") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
            size = stream.seek(0, os.SEEK_END)
        self._put(draft, sha256)
        return Stored(sha256, size)

    def _copy(self, stream: IO[bytes], target: IO[bytes], name: str) -> None:
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > self.largest:
                raise Invalid(
                    N_("%(name)s is larger than %(limit)s MB; make it smaller or split it."),
                    name=name,
                    limit=self.largest // (1024 * 1024),
                )
            target.write(chunk)

    def _put(self, draft: Path, sha256: str) -> None:
        place = self._place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o644)
        draft.replace(place)
        if hasattr(os, "O_DIRECTORY"):  # a rename is only safe once its folder is synced
            folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
            os.fsync(folder)
            os.close(folder)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def path(self, sha256: str) -> Path:
        """Return where a kept file lies; raise NotFound when it is gone."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(N_("The file is missing from the store; restore it from a backup."))
        return place

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a kept file."""
        return self.path(sha256).read_bytes()

    def is_whole(self, sha256: str) -> bool:
        """Tell whether a file is there and still what its name says."""
        place = self._place(sha256)
        if not place.is_file():
            return False
        with place.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    def kept(self) -> Iterator[str]:
        """Yield the name of every file in the store."""
        for place in self.folder.glob("??/*"):
            yield place.name

    def let_go(self, sha256: str) -> None:
        """Delete a kept file that nobody needs; one that was kept within the hour stays."""
        with suppress(FileNotFoundError):
            place = self._place(sha256)
            if time.time() - place.stat().st_mtime > _HOUR:
                place.unlink()

    def sweep(self) -> None:
        """Remove what interrupted copies left behind; one that another process makes now stays."""
        for draft in self._drafts.glob("*"):
            with suppress(FileNotFoundError):  # that process has just finished
                if time.time() - draft.stat().st_mtime > _HOUR:
                    draft.unlink()


def media_type(content: bytes, name: str) -> str:
    """Return what a file is, by its content; text is told apart by its ending.

    Anything not known is octet-stream: it can be downloaded and is never shown by a browser.
    """
    return recognise(BytesIO(content), name)


def recognise(stream: IO[bytes], name: str) -> str:
    """Return what `media_type` does, for an open file of any size."""
    start = stream.read(64)
    ending = Path(name).suffix.lower()
    for offset, signature, found in _SIGNATURES:
        if start[offset : offset + len(signature)] == signature:
            # Sound and film share a container; which of them it is only the name says surely.
            return "audio/mp4" if found == "video/mp4" and ending == ".m4a" else found
    if start.startswith(_EBML):
        return "video/x-matroska" if b"matroska" in start else "video/webm"
    stream.seek(0)
    return _zipped(stream) if start.startswith(b"PK\x03\x04") else _textual(stream, ending)


def _zipped(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return declared if _OPEN_DOCUMENT.fullmatch(declared) else "application/zip"
    except archives.DAMAGED:
        return "application/octet-stream"
    if "[Content_Types].xml" in names:
        for folder, found in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return found
    return "application/zip"


def _textual(stream: IO[bytes], ending: str) -> str:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    start = ""
    try:
        while chunk := stream.read(_CHUNK):
            decoded = decoder.decode(chunk)
            start = start or decoded[:_START].lstrip().lower()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "application/octet-stream"
    if "\0" in start:
        return "application/octet-stream"
    return "image/svg+xml" if _DRAWING.match(start) else _TEXTS.get(ending, "text/plain")
