"""What may be sent to be read: looked over like any upload, plus what only a reader takes.

A web page and text of the time before Unicode are no attachments, and yet good originals.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from library import text
from library.errors import Invalid, Message
from library.items import files
from library.marking import N_
from library.originals import reader, sheets
from library.uploads import accepting, formats, naming
from library.uploads.accepting import Desk

_OOXML = "application/vnd.openxmlformats-officedocument."
PAGE, PLAIN, MARKDOWN = "text/html", "text/plain", "text/markdown"
READABLE = (
    f"{_OOXML}wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    formats.PDF,
    PAGE,
    MARKDOWN,
    PLAIN,
)
# As a form tells them to a browser.
ENDINGS = (".docx", ".odt", ".pdf", ".html", ".htm", ".md", ".txt")
# Sheets of items are read where many are sent at once.
_SHEETS = {"csv": sheets.CSV, "tsv": sheets.CSV}
_OTHER_SHEETS = ("xls", "ods", "xlsm", "xlsb")
_PAGES = ("html", "htm")
_TEXTS = {"txt": PLAIN, "md": MARKDOWN}
_OCTETS = "application/octet-stream"
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_START = 1 << 16
_LONGEST_NAME = 200
# What a plain text does not have by chance: a heading, a table, a picture or a link of Markdown.
_MARKED = re.compile(r"^#{1,6} \S|^\|? ?:?-{3,}:? ?\||\]\([^)\s]+\)", re.MULTILINE)


@dataclass(frozen=True)
class Sent:
    """A file that is kept and waits to be read; a pasted text has no name."""

    name: str
    media_type: str
    sha256: str
    size: int
    warnings: tuple[Message, ...] = ()


def receive(stream: IO[bytes], name: str, desk: Desk, *, sheets_too: bool = False) -> Sent:
    """Keep a file that can be read; raise Invalid with the reason and the fix for any other."""
    recognise = _recognise_sheet if sheets_too else _recognise
    kept = accepting.accept(stream, name, desk, recognise=recognise)
    shown = naming.seen(name)[-_LONGEST_NAME:] or naming.NAMELESS
    return Sent(shown, kept.media_type, kept.sha256, kept.size, kept.warnings)


@contextmanager
def set_aside(
    stream: IO[bytes], name: str, desk: Desk, *, sheets_too: bool = False
) -> Iterator[tuple[Path, str]]:
    """Lend a copy of a file that can be read, with its media type, and keep nothing of it.

    Raises Invalid as `receive` does.
    """
    recognise = _recognise_sheet if sheets_too else _recognise
    with desk.store.set_aside(stream, naming.seen(name)) as draft:
        examined, _warnings = accepting.look_over(draft, name, desk, recognise)
        yield draft, examined.media_type


def paste(pasted: str, desk: Desk, html: str = "") -> Sent:
    """Keep a text that was pasted; raise Invalid when there is none or it bears a stamp.

    `html` is the same text with its headings and tables, where the clipboard had that too.
    """
    tidied = text.repair(pasted).strip()
    if not tidied:
        raise Invalid(reader.REASONS["empty"])
    ending = "html" if html.strip() else "md" if _MARKED.search(tidied) else "txt"
    content = BytesIO(text.repair(html).encode() if html.strip() else f"{tidied}\n".encode())
    name = f"{naming.NAMELESS}.{ending}"
    kept = accepting.accept(content, name, desk, recognise=_recognise)
    return Sent("", kept.media_type, kept.sha256, kept.size)


def _recognise(path: Path, name: str, shown: str) -> str:
    """Return the media type of what can be read; raise Invalid for anything else."""
    ending = naming.ending(name)
    if (*_PAGES, *_TEXTS).count(ending) and _is_old_text(path, ending):
        return PAGE if ending in _PAGES else _TEXTS[ending]
    found = formats.recognise(path, name, shown)
    if found not in READABLE or ending == "srt":
        raise Invalid(reader.REASONS["type"])
    return found


def _recognise_sheet(path: Path, name: str, shown: str) -> str:
    """Return the media type of a sheet or of what can be read; raise Invalid for anything else."""
    ending = naming.ending(name)
    if ending in _OTHER_SHEETS:
        raise Invalid(N_("Sheets are read as XLSX or CSV; save it as one of these."))
    if ending in _SHEETS and (_is_old_text(path, ending) or ending == "tsv"):
        return _SHEETS[ending]
    if ending in ("csv", "xlsx"):
        found = formats.recognise(path, name, shown)
        return found if found in sheets.MEDIA_TYPES else _recognise(path, name, shown)
    return _recognise(path, name, shown)


def _is_old_text(path: Path, ending: str) -> bool:
    """Tell a page, and text that is not UTF-8, from what `formats` judges."""
    with path.open("rb") as stream:
        start = stream.read(_START)
        stream.seek(0)
        found = files.recognise(stream, f"name.{ending}")
    is_text = start.startswith(_MARKS) or not _NO_TEXT.search(start)
    wanted = (PLAIN, _OCTETS) if ending in _PAGES else (_OCTETS,)
    return bool(start) and is_text and found in wanted
