"""The index's folder on disk: one subfolder in use, named by the file `current`.

In the subfolder, beside Whoosh's files, `applied` holds the stamp of the analysis and the number
of the last change applied. Files are replaced whole, so a reader sees the old or the new.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import whoosh
from whoosh import index
from whoosh.filedb import filestore

from library.search import schema
from library.search.overlay import Overlay

_filestore: Any = filestore  # has no types yet

# Raise it when terms or their weights change: an index made before is then rebuilt.
ANALYSIS = 5
STAMP = f"{ANALYSIS} {'.'.join(map(str, whoosh.__version__))}"

# What tells one commit from the next: the two files' identities.
Signature = tuple[tuple[int, int], ...]
# What a writer may hold: REBUILDING for as long as a new subfolder grows, WRITING for a commit.
REBUILDING, WRITING = "rebuilding", "writing"


def current(root: Path) -> Path:
    """Return the subfolder in use; raise OSError or ValueError when there is none."""
    name = (root / "current").read_text("ascii")
    if not name.isalnum():
        raise ValueError(name)
    return root / name


def signature(root: Path, folder: Path) -> Signature:
    """Return something that differs after every commit and switch, at the price of two stats."""
    files = map(os.stat, (f"{root}/current", f"{folder}/applied"))
    return tuple((file.st_ino, file.st_mtime_ns) for file in files)


def applied(folder: Path) -> int:
    """Return the last change applied; raise ValueError when the stamp is not ours."""
    stamp, number = (folder / "applied").read_text("ascii").splitlines()
    if stamp != STAMP:
        raise ValueError(stamp)
    return int(number)


def note_applied(folder: Path, number: int) -> None:
    """Remember the last change applied. After Whoosh's commit: a crash means applying again."""
    _replace(folder / "applied", f"{STAMP}\n{number}\n")


def note_overlay(folder: Path, overlay: Overlay) -> None:
    """Remember what is newer than the segments; `note_applied` after it makes readers look."""
    name, content = overlay.written()
    _replace(folder / name, content)


def fresh(root: Path) -> Path:
    """Make a new subfolder with an empty Whoosh index; it is not in use before `switch`."""
    folder = root / secrets.token_hex(8)
    folder.mkdir(parents=True)
    index.create_in(str(folder), schema.SCHEMA)
    return folder


def switch(root: Path, folder: Path) -> None:
    """Take this subfolder into use and remove the others, which nobody may be filling."""
    _replace(root / "current", folder.name)
    for other in root.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def locked(root: Path, purpose: str) -> Iterator[None]:
    """Keep other writers out, of this process and of others, and wait for them."""
    lock = _filestore.FileStorage(str(root)).lock(purpose)
    lock.acquire(blocking=True)
    try:
        yield
    finally:
        lock.release()


def _replace(file: Path, content: str) -> None:
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    temporary.write_text(content, "ascii")
    temporary.replace(file)
