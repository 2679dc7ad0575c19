"""Lends the confined process that reads the file a teacher already has; what it answers is a Reading."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from library.errors import Message
from library.items import confined
from library.items.origin import Origin
from library.marking import N_
from library.originals import sheets

# Why a file is not read. What the uploads refuse (locks, macros, bombs) never comes here.
REASONS = {
    "empty": N_("There is no text in this file."),
    "scan": N_(
        "No text can be read in this PDF: it seems to be made of pictures. Send the Word file, or "
        "keep it as an attachment."
    ),
    "damaged": N_("The file is damaged. Open it in the program that made it and save it again."),
    "locked": N_("The file is locked with a password. Save it without one and send it again."),
    "type": N_("Only Word (DOCX), ODT, PDF, HTML, Markdown and plain text can be read."),
    "slow": N_("Reading it took too long or too much memory. Send a shorter file."),
    "rows": N_(
        "The sheet has more than %(rows)s rows. Split it and send the parts one after another."
    ),
    "columns": N_("The sheet has more than %(columns)s columns. Leave out those that say nothing."),
    "letters": N_("There is more text in the sheet than can be taken at once. Split it."),
    "cell": N_(
        "A cell has more than %(cell)s letters: perhaps a quotation mark is not closed. Save the "
        "sheet again as XLSX, or as CSV with the encoding UTF-8."
    ),
    "encoding": N_(
        "The encoding of the sheet is not known. Save it as XLSX, or as CSV with the encoding UTF-8."
    ),
}
WARNINGS = {
    "pages": N_("Only the first %(most)s pages were read."),
    "length": N_("Only the beginning was read: the file is longer than an item may be."),
    "lost": N_(
        "Letters were lost in this PDF before it came here (“dịng họ”, “tun truyền”). Send the "
        "Word file if there is one."
    ),
    "pictures": N_("Some pictures have a form that cannot be shown and were left out."),
}


@dataclass(frozen=True)
class Converted:
    """A passage in an old font, before and after; `doubtful` are words that are no Vietnamese yet."""

    before: str
    after: str
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A picture of the text: its path in the Markdown (`files/...`), where it lies now, its alt."""

    path: str
    kept: Path
    alt: str = ""


@dataclass(frozen=True)
class Other:
    """The same text in another language, which stood beside it."""

    language: str
    title: str
    markdown: str


@dataclass(frozen=True)
class Reading:
    """What a file says: Markdown, and the lines around it that are no text of an item.

    `head` are the lines of the letterhead and the signature, which still tell a date or a school.
    Of a download of ours `origin` tells which, and `summary` is the promise that stands in it.
    """

    title: str = ""
    markdown: str = ""
    head: tuple[str, ...] = ()
    converted: tuple[Converted, ...] = ()
    pictures: tuple[Shown, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    origin: Origin | None = None
    other: Other | None = None
    warnings: tuple[Message, ...] = ()
    error: Message | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a sheet that hold something, each with its number, or why there are none."""

    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    error: Message | None = None


class Reader:
    """Lends the process; safe to use from several threads."""

    def __init__(self, seconds: float = 30, turn: "threading.Lock | None" = None) -> None:
        self._process = confined.Process("library.originals.reading", seconds, turn)

    @contextmanager
    def read(self, path: Path, media_type: str) -> Iterator[Reading]:
        """Lend what a file says; its pictures lie in a folder that goes when the block ends."""
        with tempfile.TemporaryDirectory() as folder:
            question = {"path": str(path.resolve()), "media_type": media_type, "folder": folder}
            yield _reading(self._process.ask(question) or {"error": "slow"}, Path(folder))

    def table(self, path: Path, media_type: str, most: int) -> Table:
        """Return the rows of a sheet; of one with more than so many it is only said."""
        question = {"path": str(path.resolve()), "media_type": media_type, "rows": most}
        said = self._process.ask(question) or {"error": "slow"}
        if error := said.get("error"):
            limits = {"rows": most, "columns": sheets.MOST_COLUMNS, "cell": sheets.LONGEST_CELL}
            named = {name: limit for name, limit in limits.items() if name == error}
            return Table(error=Message(REASONS[error], named))
        return Table(tuple((number, tuple(cells)) for number, cells in said["rows"]))

    def close(self) -> None:
        """End the process."""
        self._process.close()


def _reading(said: dict[str, Any], folder: Path) -> Reading:
    if error := said.get("error"):
        return Reading(error=Message(REASONS[error], {}))
    return Reading(
        title=said["title"],
        markdown=said["markdown"],
        head=tuple(said["head"]),
        converted=tuple(
            Converted(each["before"], each["after"], tuple(each["doubtful"]))
            for each in said["converted"]
        ),
        pictures=tuple(
            Shown(each["path"], folder / each["name"], each["alt"]) for each in said["pictures"]
        ),
        properties=said["properties"],
        summary=said["summary"],
        origin=Origin(**said["origin"]) if said["origin"] else None,
        other=Other(**said["other"]) if said["other"] else None,
        warnings=tuple(Message(WARNINGS[code], values) for code, values in said["warnings"]),
    )
