"""Reads the text of attachments in a confined process: files come from anybody and from any year."""

import threading
from pathlib import Path

from library.items import confined

# Raise it when files are read better: what an older one read is then read again when it is met.
READER = 1
# As much of a file as is worth finding, in characters: some eighty pages.
LONGEST = 200_000
# Text of the time before Unicode is kept as octets: only who reads it can tell.
_READABLE = (
    "text/",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/octet-stream",
)


def is_readable(media_type: str) -> bool:
    """Tell whether files of a type can have text."""
    return media_type.startswith(_READABLE)


class Extractor:
    """Lends the reading process; safe to use from several threads."""

    def __init__(self, seconds: float = 10, turn: "threading.Lock | None" = None) -> None:
        self._process = confined.Process("library.items.contents", seconds, turn)

    def extract(self, path: Path, media_type: str) -> str:
        """Return the text of a file, empty when it has none or cannot be read in time."""
        question = {"path": str(path.resolve()), "media_type": media_type}
        return self._process.ask(question) or ""

    def beginning(self, path: Path, media_type: str) -> str:
        """Return what a reader sees first of a file, capitals as they are shown; empty as above."""
        question = {"path": str(path.resolve()), "media_type": media_type, "beginning": True}
        return self._process.ask(question) or ""

    def slides(self, path: Path) -> list[str]:
        """Return the text of each slide of a presentation; none when it cannot be read in time."""
        return self._process.ask({"path": str(path.resolve()), "slides": True}) or []

    def close(self) -> None:
        """End the process."""
        self._process.close()
