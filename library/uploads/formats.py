"""What may be sent, as one table, and what is said of anything else.

Content decides, the name must agree with it. What only a scanner could judge is not taken: archives,
Office files of the time before 2007, programs, pages.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from library.errors import Invalid
from library.items import files
from library.marking import N_
from library.uploads import examining, naming

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Format:
    """What people call a format, and the endings of its names, the usual one first."""

    name: str
    endings: tuple[str, ...]


# Each of these is redrawn; their names are set right, so that an ending cannot lie.
PICTURES: Mapping[str, Format] = {
    "image/png": Format("PNG", ("png", "apng")),
    "image/jpeg": Format("JPEG", ("jpg", "jpeg", "jpe", "jfif")),
    "image/gif": Format("GIF", ("gif",)),
    "image/webp": Format("WebP", ("webp",)),
}
DRAWING = "image/svg+xml"
PDF = "application/pdf"
OFFICE = (_OOXML, _ODF)
FORMATS: Mapping[str, Format] = {
    **PICTURES,
    DRAWING: Format("SVG", ("svg",)),
    PDF: Format("PDF", ("pdf",)),
    f"{_OOXML}wordprocessingml.document": Format("DOCX", ("docx",)),
    f"{_OOXML}spreadsheetml.sheet": Format("XLSX", ("xlsx",)),
    f"{_OOXML}presentationml.presentation": Format("PPTX", ("pptx",)),
    f"{_ODF}text": Format("ODT", ("odt",)),
    f"{_ODF}spreadsheet": Format("ODS", ("ods",)),
    f"{_ODF}presentation": Format("ODP", ("odp",)),
    "audio/mpeg": Format("MP3", ("mp3",)),
    "audio/ogg": Format("OGG", ("ogg", "oga", "opus")),
    "audio/mp4": Format("M4A", ("m4a", "mp4")),
    "video/mp4": Format("MP4", ("mp4", "m4v")),
    "video/webm": Format("WebM", ("webm",)),
    "text/plain": Format("TXT", ("txt", "srt")),
    "text/markdown": Format("MD", ("md",)),
    "text/csv": Format("CSV", ("csv",)),
    "text/vtt": Format("VTT", ("vtt",)),
}

_PROGRAM = N_(
    "“%(name)s” is a program. Programs are not taken; send the document or the recording itself."
)
_ARCHIVE = N_(
    "“%(name)s” is an archive, which is not taken; unpack it and send its files one by one."
)
_OLD_OFFICE = N_(
    "“%(name)s” is in an old format that cannot be looked over; open it and save it as DOCX, XLSX, "
    "PPTX or PDF."
)
_LOCKED = N_("“%(name)s” is locked with a password; save it without one and send it again.")
_ODD_PICTURE = N_(
    "“%(name)s” is a picture that not every browser shows; save it as JPEG or PNG and send it again."
)
_ODD_RECORDING = N_(
    "“%(name)s” is a recording that not every browser plays; save it as MP4, WebM or MP3."
)
_PAGE = N_(
    "“%(name)s” is a web page, which could run scripts and is not taken; print it to PDF or send "
    "its text."
)
_NOT_UTF8 = N_("“%(name)s” is not text in UTF-8; save it again with the encoding UTF-8.")
_OTHER = N_("“%(name)s” is of no kind that is taken. Taken are %(formats)s.")
_DISAGREE = N_(
    "“%(name)s” is %(found)s by its content and not what its name says; open it, save it anew and "
    "send that."
)
# What is text to a reader and something else to a system.
_REFUSED_TEXTS = ((b"#!", _PROGRAM), (b"{\\rtf", _OLD_OFFICE))
# What a file that is not taken begins with, at which byte, and what is said of it.
_REFUSED = (
    *((0, start, _PROGRAM) for start in (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"dex\n")),
    *(
        (0, start, _PROGRAM)
        for start in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"L\0\0\0\x01\x14")
    ),
    *((0, start, _ARCHIVE) for start in (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
    (257, b"ustar", _ARCHIVE),
    *((0, start, _ODD_PICTURE) for start in (b"II*\0", b"MM\0*", b"BM", b"8BPS", b"\0\0\x01\0")),
    *((8, kind, _ODD_RECORDING) for kind in (b"AVI ", b"WAVE")),
    *((0, start, _ODD_RECORDING) for start in (b"fLaC", b"\x30\x26\xb2\x75", b"FLV")),
)
_REFUSED_TYPES = {
    "application/zip": _ARCHIVE,
    "image/heic": _ODD_PICTURE,
    "image/avif": _ODD_PICTURE,
    "video/quicktime": _ODD_RECORDING,
    "video/3gpp": _ODD_RECORDING,
    "video/x-matroska": _ODD_RECORDING,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*+"
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|title|style|form|x?html:)",
    re.IGNORECASE | re.DOTALL,
)
_START = 4096
# What an Office file begins with, and stays begun with when the rest of it is cut off.
_ZIP = b"PK\x03\x04"
_PACKED = tuple(
    ending for kind in FORMATS if kind.startswith(OFFICE) for ending in FORMATS[kind].endings
)


def recognise(path: Path, name: str, shown: str) -> str:
    """Return the media type of a file; raise Invalid where it is not taken or its name lies.

    `shown` is the name as messages say it.
    """
    ending = naming.ending(name)
    with path.open("rb") as stream:
        start = stream.read(_START)
        stream.seek(0)
        found = files.recognise(stream, f"name.{ending}")
    if not start:
        raise Invalid(N_("“%(name)s” is empty; choose the file once more."), name=shown)
    if found not in FORMATS or _MARKUP.match(start):
        raise Invalid(_reason(path, start, found, ending), name=shown, formats=names())
    for signature, sentence in _REFUSED_TEXTS:
        if start.startswith(signature):
            raise Invalid(sentence, name=shown)
    if ending and not _agrees(found, ending):
        raise Invalid(_DISAGREE, name=shown, found=FORMATS[found].name)
    return found


def usual_ending(media_type: str, name: str) -> str:
    """Return the ending that a name shall have: its own where that is right or nobody knows."""
    own, format = naming.ending(name), FORMATS.get(media_type)
    return own if format is None or own in format.endings else format.endings[0]


def names() -> str:
    """Return what is taken, as people call it."""
    return ", ".join(format.name for format in FORMATS.values())


def endings() -> tuple[str, ...]:
    """Return the endings of what is taken, with dots, as a form tells them to a browser."""
    return tuple(f".{ending}" for format in FORMATS.values() for ending in format.endings)


def _agrees(found: str, ending: str) -> bool:
    if found in PICTURES:
        return any(ending in format.endings for format in PICTURES.values())
    return ending in FORMATS[found].endings


def _reason(path: Path, start: bytes, found: str, ending: str) -> str:
    """Return the sentence for a file that is not taken."""
    if start.startswith(_OLE):
        return _LOCKED if _is_encrypted(path) else _OLD_OFFICE
    if _MARKUP.match(start):
        return _PAGE
    if start.startswith(_ZIP) and ending in _PACKED and not zipfile.is_zipfile(path):
        return examining.REASONS["damaged"]
    if sentence := _begun(start) or _REFUSED_TYPES.get(found):
        return sentence
    is_text = any(ending in FORMATS[kind].endings for kind in FORMATS if kind.startswith("text/"))
    return _NOT_UTF8 if is_text else _OTHER


def _begun(start: bytes) -> str | None:
    for offset, signature, sentence in _REFUSED:
        if start[offset : offset + len(signature)] == signature:
            return sentence
    return None


def _is_encrypted(path: Path) -> bool:
    """Tell whether an old container holds an Office file that is locked with a password."""
    with path.open("rb") as stream:
        before = b""
        while chunk := stream.read(1 << 20):
            if _ENCRYPTED in before + chunk:
                return True
            before = chunk[-len(_ENCRYPTED) :]
    return False
