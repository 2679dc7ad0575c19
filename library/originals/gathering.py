"""What lies in a place that is to be taken in: items in the activity format, documents, sheets.

A folder or zip with a plan file is in the activity format, whole; any other is looked through to
its bottom, past the folders of collections. A zip is read without unpacking it, within limits; one
in another is not opened.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from library.collections import collection_folder
from library.errors import Invalid, Message
from library.items import archives, files, folder
from library.items.folder import Source
from library.marking import N_

ZIP = "application/zip"
# Those that are not read are told so as sheets.
SHEETS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
ZIPPED = Message(
    N_("Archives within a folder or another archive are not opened; unpack it and send its files.")
)
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar")
# What programs and systems leave behind beside documents: locks, settings, small pictures.
_LEFT_BEHIND = re.compile(r"~\$|\.|__MACOSX$|Thumbs\.db$|desktop\.ini$", re.IGNORECASE)
_DEEPEST = 12


@dataclass(frozen=True)
class Document:
    """A file that may be read: its name as people see it, and where it lies, which makes it known."""

    name: str
    place: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]

    @property
    def ending(self) -> str:
        """The ending of its name, with the dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def is_sheet(self) -> bool:
        """Tell whether its name says that it is a sheet of items."""
        return self.ending in SHEETS

    @property
    def is_archive(self) -> bool:
        """Tell whether its name says that it is an archive."""
        return self.ending in _ARCHIVES


def find(path: Path) -> Iterator[Source | Document]:
    """Yield all that a place holds; raise Invalid when that is nothing."""
    if not path.exists():
        raise Invalid(N_("There is no “%(path)s”."), path=path)
    found = None
    for found in _found(path):
        yield found
    if found is None and not collection_folder.find(path):
        raise Invalid(
            N_(
                "There is no plan.vi.md or plan.en.md in “%(name)s” or in its folders, nor a document "
                "or a sheet."
            ),
            name=path.name,
        )


def _found(path: Path) -> Iterator[Source | Document]:
    if path.is_dir():
        if collection_folder.is_one(path):
            return
        if folder.has_items(path):
            yield from folder.find(path)
        else:
            yield from _within(path, path, 0)
    elif folder.is_plan(path):
        yield from folder.find(path.resolve().parent)
    elif not _is_zip(path):
        yield Document(path.name, str(path.resolve()), partial(_opened, path))
    elif folder.is_packed(path):
        yield from folder.find(path)
    else:
        yield from _packed(path)


def _is_zip(path: Path) -> bool:
    """Tell a zip from a Word file, which is packed as one."""
    with path.open("rb") as stream:
        return path.suffix.lower() == ".zip" or files.recognise(stream, path.name) == ZIP


def _within(path: Path, top: Path, depth: int) -> Iterator[Source | Document]:
    """Yield what lies in a folder and below it; links are not followed."""
    for each in sorted(path.iterdir()):
        if _LEFT_BEHIND.match(each.name) or each.is_symlink() or collection_folder.is_one(each):
            continue
        if each.is_dir() and folder.has_items(each):
            yield from folder.find(each)
        elif each.is_dir() and depth < _DEEPEST:
            yield from _within(each, top, depth + 1)
        elif each.is_file():
            name = each.relative_to(top).as_posix()
            yield Document(name, str(each.resolve()), partial(_opened, each))


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _packed(path: Path) -> Iterator[Document]:
    with zipfile.ZipFile(path) as archive:
        yield from documents(archive, str(path.resolve()))


def documents(archive: zipfile.ZipFile, place: str) -> Iterator[Document]:
    """Yield the files in an open archive; raise Invalid when only an attack would hold the like."""
    archives.check(archive)
    for entry in sorted(archive.infolist(), key=lambda each: each.filename):
        parts = PurePosixPath(entry.filename).parts
        if not entry.is_dir() and not any(map(_LEFT_BEHIND.match, parts)):
            inside = f"{place}!{entry.filename}"
            yield Document(archives.name(entry), inside, partial(folder.opened, archive, entry))
