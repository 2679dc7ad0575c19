"""The parts of an Office file: XML read strictly, relations that stay inside, pictures by content."""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO

from lxml import etree

from library.items import archives
from library.originals import bounds
from library.originals.shape import Picture, Unreadable

_LARGEST_PART = 64 * 1024 * 1024
_LARGEST_PICTURE = 20 * 1024 * 1024
_MOST_PICTURES = 200
_PICTURES = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}


class Parts:
    """The parts of one file, each parsed when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(content))
        archives.check_size(self._archive)
        self._names = frozenset(self._archive.namelist())

    def has(self, name: str) -> bool:
        """Tell whether there is a part of a name."""
        return name in self._names

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of a part, None when there is none; raise Unreadable for an attack."""
        if name not in self._names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        content = self._bytes(name, _LARGEST_PART)
        bounds.check(bounds.marks(content))
        root = etree.fromstring(content, parser)
        if root.getroottree().docinfo.doctype:
            raise Unreadable("damaged")
        return root

    def picture(self, name: str) -> Picture | None:
        """Return a picture; None when it is not there, too large or of a kind nobody can show."""
        if name not in self._names or self._archive.getinfo(name).file_size > _LARGEST_PICTURE:
            return None
        return picture(self._bytes(name, _LARGEST_PICTURE))

    def _bytes(self, name: str, most: int) -> bytes:
        with self._archive.open(name) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise Unreadable("slow")
        return content


class Pictures:
    """The pictures met so far, each once: by number, from 1."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._numbers: dict[str, int] = {}
        self.all: list[Picture] = []
        self.was_left_out = False

    def number(self, part: str, name: str = "") -> int:
        """Return the number of a picture by the name of its part; 0 when it cannot be shown."""
        if part not in self._numbers:
            found = self._parts.picture(part) if len(self.all) < _MOST_PICTURES else None
            if found:
                self.all.append(replace(found, name=name))
            else:
                self.was_left_out = True
            self._numbers[part] = len(self.all) if found else 0
        return self._numbers[part]


def picture(content: bytes) -> Picture | None:
    """Return a picture whose kind its first bytes tell, None for any other."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture(content, "image/webp")
    types = (kind for start, kind in _PICTURES.items() if content.startswith(start))
    kind = next(types, None)
    return Picture(content, kind) if kind else None


def relations(parts: Parts, name: str) -> Mapping[str, str]:
    """Return what the relations of a part lead to: names of parts, and addresses of links."""
    folder, file = posixpath.split(name)
    root = parts.xml(f"{folder}/_rels/{file}.rels")
    return dict(_targets(root, folder)) if root is not None else {}


def _targets(root: etree._Element, folder: str) -> Iterator[tuple[str, str]]:
    for each in root.iter("{*}Relationship"):
        target = each.get("Target", "")
        if each.get("TargetMode") == "External":
            if each.get("Type", "").endswith("/hyperlink"):
                yield each.get("Id", ""), target
        else:
            yield each.get("Id", ""), posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
