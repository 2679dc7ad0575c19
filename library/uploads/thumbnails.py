"""Small pictures for lists, made when first asked for and kept by what the large ones are.

The folder is part of the cache: it can be deleted at any time.
"""

import os
from contextlib import suppress
from pathlib import Path

from library.items.files import Store
from library.uploads import formats
from library.uploads.examining import Examiner

MEDIA_TYPE = "image/webp"


def may_be(media_type: str) -> bool:
    """Tell whether there can be a small picture of a file; a drawing is small itself."""
    return media_type in formats.PICTURES


class Thumbnails:
    """A folder of small pictures, with a process of its own: no upload keeps a reader waiting."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._examiner = Examiner(seconds=10)

    def path(self, sha256: str) -> Path | None:
        """Return the small picture of a kept one, None when it cannot be made."""
        place = self._folder / sha256[:2] / f"{sha256[2:]}.webp"
        if not place.is_file():
            self._make(self._store.path(sha256), place)
        return place if place.stat().st_size else None

    def _make(self, source: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
        try:
            if not self._examiner.shrink(source, draft):
                draft.write_bytes(b"")  # remembered, so that it is not tried at every visit
            draft.replace(place)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()

    def close(self) -> None:
        """End the process."""
        self._examiner.close()
