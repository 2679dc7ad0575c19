"""The pictures of one original: each once, by number, in a form that pages can show."""

import hashlib
import io

from PIL import Image

from library.items import files
from library.originals.shape import Picture

_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
# Written anew as PNG: what old programs pasted.
_DRAWN = ("BMP", "DIB", "TIFF")
_MOST = 200
_LARGEST = 20 * 1024**2
_MOST_BYTES = 80 * 1024**2
_MOST_PIXELS = 25_000_000


class Album:
    """Gathers pictures; `is_short` tells that one was left out."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.is_short = False
        self._numbers: dict[bytes, int] = {}
        self._bytes = 0

    def fits(self, size: int) -> bool:
        """Tell whether a picture of so many bytes may still be taken; note it when not."""
        has_room = size <= _LARGEST and self._bytes + size <= _MOST_BYTES
        if not has_room or len(self.pictures) >= _MOST:
            self.is_short = True
            return False
        return True

    def add(self, content: bytes) -> int:
        """Take a picture and return its number, 0 for what cannot be shown."""
        key = hashlib.sha256(content).digest()
        if key in self._numbers:
            return self._numbers[key]
        if not self.fits(len(content)):
            return 0
        shown = _shown(content)
        if shown is None:
            self.is_short = True
            return 0
        self.pictures.append(shown)
        self._bytes += len(shown.content)
        self._numbers[key] = len(self.pictures)
        return len(self.pictures)


def _shown(content: bytes) -> Picture | None:
    media_type = files.media_type(content, "")
    if media_type in _SHOWN:
        return Picture(content, media_type)
    try:
        with Image.open(io.BytesIO(content), formats=_DRAWN) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            target = io.BytesIO()
            image.convert("RGB").save(target, "PNG")
    except Exception:  # Pillow raises anything for what is damaged
        return None
    return Picture(target.getvalue(), "image/png")
