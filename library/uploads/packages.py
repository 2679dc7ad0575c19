"""Office files looked over in the confined process: macros, locks, document types, bombs.

An Office file is a zip of XML. Nothing of it is unpacked to disk, each part is read only as far as
its first element unless more of it matters.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from library.errors import Invalid
from library.items import archives

_CHUNK = 1 << 16
_XML = (".xml", ".rels", ".rdf")
# Parts that hold code: of Word and its sisters, of OpenDocument.
_CODE = ("vbaproject", "vbadata", "macrosheets/", "activex/", "basic/", "scripts/", "dialogs/")
_MACRO = "macroenabled"
# Relations by which opening a file fetches something that can run.
_FETCHING = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/control", "/aFChunk")
_REMOTE = ("http:", "https:", "ftp:", "\\\\", "file://///", "file:\\\\", "mhtml:")


class Refused(Exception):
    """A file is not to be taken; the argument is the reason, a key of `examining.REASONS`."""


def look_over(path: Path) -> None:
    """Raise Refused for an Office file that is locked, damaged, an attack or able to run."""
    try:
        with zipfile.ZipFile(path) as archive:
            archives.check_size(archive)
            for entry in archive.infolist():
                _check_name(entry)
            # Of two parts of one name, one program reads the first and another the last.
            if len(set(archive.namelist())) < len(archive.infolist()):
                raise Refused("damaged")
            for entry in archive.infolist():
                _check_part(archive, entry)
    except Invalid as error:
        raise Refused("bomb") from error
    except (*archives.DAMAGED, OSError, expat.ExpatError, NotImplementedError) as error:
        raise Refused("damaged") from error


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if "\0" in entry.orig_filename or ".." in entry.orig_filename.replace("\\", "/").split("/"):
        raise Refused("paths")
    if entry.flag_bits & 1:
        raise Refused("locked")
    if any(name.startswith(sign) or f"/{sign}" in name for sign in _CODE):
        raise Refused("macros")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if name == "[content_types].xml":
        _read(archive, entry, _refuse_macro_types)
    elif name.endswith(".rels"):
        _read(archive, entry, _refuse_fetching)
    elif name == "meta-inf/manifest.xml":
        _read(archive, entry, _refuse_locked)
    elif name.endswith(_XML) and entry.file_size:
        _read(archive, entry, _end)


class _Enough(Exception):
    """The first element has begun: no document type can follow."""


Look = Callable[[str, dict[str, str]], None]


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, look: Look) -> None:
    """Show the elements of a part to `look`; refuse a document type before what it declares counts."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = look
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
    except _Enough:
        return


def _refuse_document_type(*_declared: Any) -> None:
    raise Refused("doctype")


def _end(_name: str, _attributes: dict[str, str]) -> None:
    raise _Enough


def _refuse_macro_types(_name: str, attributes: dict[str, str]) -> None:
    if _MACRO in attributes.get("ContentType", "").lower():
        raise Refused("macros")


def _refuse_fetching(_name: str, attributes: dict[str, str]) -> None:
    target = attributes.get("Target", "").strip().lower()
    fetches = attributes.get("Type", "").endswith(_FETCHING)
    if fetches and attributes.get("TargetMode") == "External" and target.startswith(_REMOTE):
        raise Refused("fetches")


def _refuse_locked(name: str, _attributes: dict[str, str]) -> None:
    if name.endswith(" encryption-data"):
        raise Refused("locked")
