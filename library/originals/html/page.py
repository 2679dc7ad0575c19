"""Reads web pages, those that Word and Google Docs save too; nothing that they name is fetched."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from lxml import etree

from library.items import decoding
from library.originals import bounds
from library.originals.album import Album
from library.originals.html import styles as web_styles
from library.originals.html.body import Body
from library.originals.shape import Manuscript, Unreadable, paragraphs

_MOST_BYTES = 32 * 1024**2
_MOST_CHARACTERS = 6_000_000
_MOST_PICTURES = 200
_START = 4096
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
# Those that Vietnamese pages are in; whatever else is declared is looked at instead.
_ENCODINGS = {
    "utf-8": "utf-8-sig", "windows-1258": "cp1258", "windows-1252": "cp1252",
    "iso-8859-1": "cp1252", "x-user-defined": "cp1252",
}  # fmt: skip
# A picture in the page itself, as base64; what stands for it until the page has been read.
_PICTURE = re.compile(r"data:image/[\w.+-]{1,40}(?:;[\w=-]{1,40})*;base64,([A-Za-z0-9+/=\s]+)")
_STEERING = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_PROPERTY = 1000
# A tag with more attributes than anybody writes: libxml2 compares each of them with all the others.
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}>")


def read(content: bytes) -> Manuscript:
    """Return what a page says; raise Unreadable when it says nothing."""
    pictures: list[str] = []

    def aside(found: re.Match[str]) -> str:
        pictures.append(found[1] if len(pictures) < _MOST_PICTURES else "")
        return f"picture:{len(pictures) - 1}"

    source = _PICTURE.sub(aside, _decoded(content))
    root = _tree(source[:_MOST_CHARACTERS])
    album = Album()
    sheets = "".join("".join(sheet.itertext()) for sheet in root.iter("style"))
    body = Body(web_styles.read(sheets), lambda source: _number(album, pictures, source))
    blocks = [*body.read(root)]
    if not any(run.text.strip() or run.picture for each in paragraphs(blocks) for run in each.runs):
        raise Unreadable("empty")
    warnings = []
    if body.room.is_full or len(source) > _MOST_CHARACTERS or len(content) > _MOST_BYTES:
        warnings.append("length")
    if album.is_short:
        warnings.append("pictures")
    return Manuscript(blocks, album.pictures, body.notes, _properties(root), warnings)


def _decoded(content: bytes) -> str:
    """Return a page as text: in the encoding that it says, where that fits, or that it shows."""
    start = content[:_MOST_BYTES]
    declared = _CHARSET.search(start[:_START])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in _ENCODINGS and not start.startswith(decoding.MARKS):
        try:
            return start.decode(_ENCODINGS[name])
        except UnicodeDecodeError:
            pass  # it lies, or was cut
    return decoding.decoded(start, _MOST_BYTES)


def _tree(source: str) -> Any:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    content = _HUGE_TAG.sub("", _STEERING.sub("", source)).encode("utf-8") or b" "
    bounds.check(bounds.marks(content))
    parser.feed(content)
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise Unreadable("empty") from error
    if root is None:
        raise Unreadable("empty")
    return root


def _number(album: Album, pictures: list[str], source: str) -> int:
    """Return the number of a picture; one that stands elsewhere is not fetched and left out."""
    kind, _, place = source.partition(":")
    try:
        if kind == "picture" and album.fits(len(pictures[int(place)]) * 3 // 4):
            return album.add(b64decode(pictures[int(place)]))
    except (ValueError, IndexError, NotBase64):
        pass
    album.is_short = True
    return 0


def _properties(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("title", "meta"):
        name = "title" if element.tag == "title" else element.get("name", "").lower()
        said = element.text if element.tag == "title" else element.get("content")
        if name in ("title", "author") and said and said.strip():
            found.setdefault(name, " ".join(said.split())[:_LONGEST_PROPERTY])
    return found
