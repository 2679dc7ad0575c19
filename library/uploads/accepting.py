"""Files that people send: looked over, made harmless, and only then kept.

Whatever is refused leaves nothing behind. What was accepted is in the store, ready for a draft.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import IO

from library.errors import Message
from library.items.drafts import DraftFile
from library.items.extracting import Extractor
from library.items.files import Store


@dataclass(frozen=True)
class Desk:
    """What accepting needs; `Library.desk` is the one that runs."""

    store: Store
    extractor: Extractor


@dataclass(frozen=True)
class Upload:
    """A file that was accepted: `path` begins with `files/`; only a picture has a size in pixels.

    `warnings` are for the person who sent it: nothing that forbids keeping the file.
    """

    path: str
    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    warnings: tuple[Message, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown in a text and needs a text alternative."""
        return self.media_type.startswith("image/")


def accept(stream: IO[bytes], name: str, desk: Desk, taken: Collection[str] = ()) -> Upload:
    """Return what became of a file; raise Invalid with the reason and the fix when it is refused.

    `taken` are the paths that the item already has: a name that is there gets a number.
    """
    raise NotImplementedError


def draft_file(upload: Upload, store: Store) -> DraftFile:
    """Return the upload as an attachment of a draft, to be saved with an item."""
    return DraftFile(upload.path, upload.size, partial(store.path(upload.sha256).open, "rb"))
