"""Every error that a person can meet. Each message is an English sentence that names the fix.

Messages are marked `N_()` where they are written and translated only at the edge (web, cli).
"""

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from library.marking import N_

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Message:
    """A sentence with named places, `%(name)s`, and what goes into them."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def translated(self, translate: Translate) -> str:
        """Return the sentence in the reader's language; values that are messages are translated."""
        values = {
            name: value.translated(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return translate(self.sentence) % values if values else translate(self.sentence)

    def packed(self) -> dict[str, Any]:
        """Return it as JSON can keep it, for a translation later on."""
        values = {
            name: value.packed() if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return {"sentence": self.sentence, "values": values}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> "Message":
        """Return what was packed."""
        values = {
            name: cls.unpacked(value) if isinstance(value, dict) else value
            for name, value in kept["values"].items()
        }
        return cls(kept["sentence"], values)

    def __str__(self) -> str:
        return self.translated(lambda sentence: sentence)


class LibraryError(Exception):
    """What the library refuses, in a sentence for a person."""

    def __init__(self, sentence: str, **values: Any) -> None:
        self.message = Message(sentence, values)
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(LibraryError):
    """There is no such thing, or the reader may not know of it."""


class NotAllowed(LibraryError):
    """The thing is there, but not for this person."""


class Conflict(LibraryError):
    """Somebody else was faster, or two sources disagree."""


class Invalid(LibraryError):
    """Something given cannot be accepted; `field` names which, when it is known."""

    def __init__(self, sentence: str, field: str = "", **values: Any) -> None:
        super().__init__(sentence, **values)
        self.field = field


_FULL = Message(N_("The disk is full. Nothing was half written; free some space and try again."))
_FULL_SIGNS = ("disk is full", "no space left")  # SQLite, PostgreSQL
_BUSY = Message(N_("Somebody else is writing at the moment. Nothing was lost; try again."))
_AWAY = Message(
    N_("The database cannot be reached or read. Check SAODIEU_DATABASE_URL and its log.")
)
_DAMAGED = Message(N_("The database is damaged. Keep it aside and restore it from a backup."))
_DAMAGED_SIGNS = ("malformed", "not a database")
_CLOSED = Message(
    N_(
        "A file or folder cannot be read or written. Check SAODIEU_DATA and the rights of its files."
    )
)


def of_system(error: Exception) -> Message:
    """Return what a person can do about an error of the disk or the database."""
    said = str(error).lower()
    if getattr(error, "errno", None) == errno.ENOSPC or any(sign in said for sign in _FULL_SIGNS):
        return _FULL
    if "database is locked" in said:
        return _BUSY
    if any(sign in said for sign in _DAMAGED_SIGNS):
        return _DAMAGED
    return _CLOSED if isinstance(error, OSError) else _AWAY
