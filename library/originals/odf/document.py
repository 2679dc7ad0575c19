"""Reads OpenDocument texts (ODT): the body of content.xml with the looks of its styles.

What is no text of the document stays out: deleted words, comments, tables of contents, headers.
"""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from library.errors import Invalid
from library.items import archives
from library.originals import bounds
from library.originals.album import Album
from library.originals.odf.body import Body
from library.originals.odf.styles import Styles, attribute, named
from library.originals.shape import Manuscript, Unreadable, paragraphs

_CHUNK = 1 << 16
# As XML; some two thousand pages. What is longer is read to here.
_MOST_BYTES = 24 * 1024**2
_MANIFEST = "META-INF/manifest.xml"
_MOST_PROPERTIES = 100
_LONGEST_PROPERTY = 1000


def read(content: bytes) -> Manuscript:
    """Return what a document says; raise Unreadable when it cannot be opened."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            archives.check(archive)
            return _read(archive)
    except (
        *archives.DAMAGED,
        Invalid,
        etree.XMLSyntaxError,
        NotImplementedError,
        OSError,
    ) as error:
        raise Unreadable("damaged") from error


def _read(archive: zipfile.ZipFile) -> Manuscript:
    names = frozenset(archive.namelist())
    if _MANIFEST in names and _is_locked(_tree(archive, _MANIFEST)[0]):
        raise Unreadable("locked")
    if "content.xml" not in names:
        raise Unreadable("damaged")
    styles = Styles()
    if "styles.xml" in names:
        styles.read(_tree(archive, "styles.xml")[0], sections=("office:styles",))
    root, is_whole = _tree(archive, "content.xml")
    styles.read(root, sections=("office:automatic-styles",))
    album = Album()
    body = Body(styles, lambda place: _picture(archive, album, place))
    blocks = [block for part in _bodies(root) for block in body.blocks(part)]
    if not any(run.text.strip() or run.picture for each in paragraphs(blocks) for run in each.runs):
        raise Unreadable("empty")
    warnings = []
    if body.room.is_full or not is_whole:
        warnings.append("length")
    if album.is_short:
        warnings.append("pictures")
    properties = _properties(_tree(archive, "meta.xml")[0]) if "meta.xml" in names else {}
    return Manuscript(blocks, album.pictures, body.notes, properties, warnings)


def _tree(archive: zipfile.ZipFile, name: str) -> tuple[Any, bool]:
    """Return the root of a part, and whether all of it is there; refuse a document type."""
    parser = etree.XMLPullParser(
        ("start",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Any = None
    size = marks = 0
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            marks += bounds.marks(chunk)
            bounds.check(marks)
            parser.feed(chunk)
            if root is None and (begun := next(parser.read_events(), None)):
                root = begun[1]
                if root.getroottree().docinfo.internalDTD is not None:
                    raise Unreadable("damaged")
            size += len(chunk)
            if size > _MOST_BYTES:
                return root, False
    parser.close()
    if root is None:
        raise Unreadable("damaged")
    return root, True


def _is_locked(manifest: Any) -> bool:
    return any(named(element.tag).endswith(":encryption-data") for element in manifest.iter())


def _bodies(root: Any) -> Iterator[Any]:
    for body in root:
        if named(body.tag) == "office:body":
            yield from (part for part in body if named(part.tag) == "office:text")


def _picture(archive: zipfile.ZipFile, album: Album, place: str | bytes) -> int:
    """Return the number of a picture of the file, 0 when it has none at this place."""
    if isinstance(place, bytes):
        return album.add(place)
    try:
        entry = archive.getinfo(place.removeprefix("./"))
    except KeyError:
        return 0
    return album.add(archive.read(entry)) if album.fits(entry.file_size) else 0


def _properties(root: Any) -> Mapping[str, str]:
    """Return what the file says of itself; what a person named counts where we have no word."""
    found: dict[str, str] = {}
    for element in list(root.iter())[:_MOST_PROPERTIES]:
        said = (element.text or "").strip()[:_LONGEST_PROPERTY]
        name = named(element.tag)
        if not said:
            continue
        if name == "meta:user-defined":
            found.setdefault(attribute(element, "meta:name"), said)
        elif name == "dc:title":
            found["title"] = said
        elif name == "meta:initial-creator" or (name == "dc:creator" and "author" not in found):
            found["author"] = said
    return found
