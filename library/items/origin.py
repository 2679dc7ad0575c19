"""What a download says of the item it was made of, so that it is known when it comes back edited.

A Word file carries it as custom properties, and names each picture by its path and its bytes: one
that somebody put in its place has other bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

_PREFIX = "saodieu-"
_DIGITS = 16


@dataclass(frozen=True)
class Origin:
    """The revision and the language of an item; `item` is its id, `address` that of its page."""

    item: str
    revision: int
    language: str
    address: str


def properties(origin: Origin) -> dict[str, str]:
    """Return the custom properties of a file."""
    return {f"{_PREFIX}{name}": str(value) for name, value in vars(origin).items()}


def of(found: Mapping[str, str]) -> Origin | None:
    """Return the origin that properties tell, None for a file of somebody else's."""
    item, revision, language, address = (
        found.get(f"{_PREFIX}{name}", "") for name in ("item", "revision", "language", "address")
    )
    known = item and language and revision.isascii() and revision.isdigit() and len(revision) < 10
    return Origin(item, int(revision), language, address) if known else None


def picture_name(path: str, content: bytes) -> str:
    """Return the name of a picture in a file."""
    return f"{path}#{_digest(content)}"


def path_of(name: str, content: bytes) -> str:
    """Return the path of the item's own picture that was only carried along, else nothing."""
    path, _, digest = name.rpartition("#")
    return path if path.startswith("files/") and digest == _digest(content) else ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
