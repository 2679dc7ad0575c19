"""Zip files from strangers, looked over before anything in them is unpacked."""

import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from library.errors import Invalid
from library.marking import N_

# All that Python's zipfile raises for an archive that is broken, locked or packed in a strange way.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)

_MOST_ENTRIES = 20_000
_MOST_UNPACKED = 2 * 1024**3
_MOST_RATIO = 200
_IS_UTF8 = 0x800


def check(archive: zipfile.ZipFile) -> None:
    """Refuse what only an attack needs, before anything is unpacked."""
    check_size(archive)
    for entry in archive.infolist():
        _check_entry(entry)


def check_size(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to far more than it holds."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_UNPACKED
        or unpacked > max(packed, 50_000) * _MOST_RATIO
    ):
        raise Invalid(N_("The zip file would unpack to far more than it holds; it is not opened."))


def name(entry: zipfile.ZipInfo) -> str:
    """Return what an entry is called, also where a program wrote UTF-8 and did not say so."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename


def _check_entry(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    leaves = path.is_absolute() or ".." in path.parts or "\\" in entry.orig_filename
    if leaves or ":" in entry.filename or "\0" in entry.orig_filename or _is_link(entry):
        raise Invalid(
            N_("The zip file names a path outside its folder: “%(path)s”; it is not opened."),
            path=entry.filename[:200],
        )
    if entry.flag_bits & 1:
        raise Invalid(N_("The zip file is locked with a password; save it without one."))


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
