"""The pictures of an original, taken in like any that people send: drawn anew, or left out and told.

A picture without words gets those of its caption, as a proposal.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from library.errors import Invalid, Message
from library.marking import N_
from library.originals.reader import Shown
from library.review import contents
from library.review.assembling import PICTURE
from library.uploads import accepting
from library.uploads.accepting import Desk

# Beside the file itself; an item has 20 files at most.
MOST = 19
_TOO_MANY = N_("Only the first %(most)s pictures are kept; an item can have 20 files.")
_CAPTION = re.compile(
    r"\W*(?:hình|ảnh|h\.|tranh|sơ đồ|figure|fig\.|picture|photo)\s*(?:\d+\s*)?[.:–-]\s*(.{3,200}?)\W*",
    re.IGNORECASE,
)
_LONGEST_ALT = 300


@dataclass(frozen=True)
class Gallery:
    """The text with its pictures where they are kept, these as a save holds files, and warnings.

    `alts` are words proposed for pictures that have none, by path.
    """

    markdown: str
    files: tuple[dict[str, Any], ...]
    alts: dict[str, str]
    warnings: tuple[Message, ...]


def keep(markdown: str, pictures: Sequence[Shown], desk: Desk, *, has_own: bool = False) -> Gallery:
    """Keep the pictures that the text shows; one that is refused is taken out of it.

    `has_own` tells that all others are those of the item that it was downloaded from, and stay.
    """
    places: dict[str, str] = {}
    files: list[dict[str, Any]] = []
    warnings: list[Message] = []
    for each in pictures[:MOST]:
        try:
            with each.kept.open("rb") as stream:
                upload = accepting.accept(stream, each.kept.name, desk, places.values())
        except Invalid as error:
            warnings.append(error.message)
            continue
        places[each.path] = upload.path
        files.append(contents.of_upload(upload))
    if len(pictures) > MOST:
        warnings.append(Message(_TOO_MANY, {"most": MOST}))
    new = {each.path for each in pictures}
    placed = _placed(markdown, places, lambda path: has_own and path not in new)
    return Gallery(placed, tuple(files), _captions(placed), tuple(warnings))


def _placed(markdown: str, places: dict[str, str], stays: Callable[[str], bool]) -> str:
    """Return the text with the paths of kept pictures, and without those that are not kept."""

    def place(found: re.Match[str]) -> str:
        path = found[2] if stays(found[2]) else places.get(found[2])
        return f"![{found[1]}]({path}{found[3]})" if path else ""

    return PICTURE.sub(place, markdown)


def _captions(markdown: str) -> dict[str, str]:
    """Return what the line below a picture, or above it, calls it: “Hình 2: Múa sạp”."""
    lines = [line for line in markdown.splitlines() if line.strip()]
    captions = {
        place: said for place, line in enumerate(lines) if (said := _CAPTION.fullmatch(line))
    }
    found: dict[str, str] = {}
    for step in (1, -1):  # most captions stand below; each belongs to one picture
        for place, line in enumerate(lines):
            picture = PICTURE.search(line)
            caption = captions.get(place + step)
            if picture and caption and not picture[1].strip() and picture[2] not in found:
                found[picture[2]] = caption[1][:_LONGEST_ALT]
                del captions[place + step]
    return found
