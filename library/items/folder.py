"""The activity format: one folder an item, one Markdown file a language, attachments in `files/`.

Import and export of the library itself. A zip is read without unpacking it, within limits.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from library.errors import Invalid
from library.items import archives, drafts, frontmatter, withholding
from library.items.drafts import Draft, DraftFile
from library.items.files import Store
from library.items.models import Edition, Item, Revision
from library.marking import N_

_PLAN = re.compile(r"plan\.[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\.md")
_LARGEST_PLAN = 4 * 1024**2


class Source(Protocol):
    """A place with the files of one item."""

    @property
    def name(self) -> str:
        """Return what the item is called there; it becomes its address."""

    def plans(self) -> Mapping[str, bytes]:
        """Return the plan files by name."""

    def attachments(self) -> Iterator[DraftFile]:
        """Yield what lies in `files/`."""


def find(path: Path) -> Iterator[Source]:
    """Yield every item in a folder, a folder of folders or a zip file; raise Invalid if none is."""
    if not path.exists():
        raise Invalid(N_("There is no “%(path)s”."), path=path)
    item = None
    for item in _in_zip(path) if path.is_file() else _in_folder(path):
        yield item
    if item is None:
        raise Invalid(
            N_("There is no plan.vi.md or plan.en.md in “%(name)s” or in its folders."),
            name=path.name,
        )


def _in_folder(path: Path) -> Iterator["FolderSource"]:
    for each in [path] if _is_item(path) else sorted(filter(_is_item, path.iterdir())):
        yield FolderSource(each)


def is_plan(path: Path) -> bool:
    """Tell whether a file is a plan file by its name."""
    return _PLAN.fullmatch(path.name) is not None


def has_items(path: Path) -> bool:
    """Tell whether a folder is an item, or holds folders that are."""
    return _is_item(path) or any(map(_is_item, path.iterdir()))


def is_packed(path: Path) -> bool:
    """Tell whether a zip file has a plan file somewhere."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(map(_is_plan, archive.infolist()))
    except (*archives.DAMAGED, OSError):
        return True  # what is wrong with it is said where it is read


def _is_item(path: Path) -> bool:
    return path.is_dir() and any(_PLAN.fullmatch(each.name) for each in path.iterdir())


def draft(source: Source) -> Draft:
    """Return the draft in a source; raise Invalid or Conflict with what to mend."""
    plans = {name: decoded(name, content) for name, content in source.plans().items()}
    return drafts.assemble(source.name, plans, source.attachments())


def decoded(name: str, content: bytes) -> str:
    """Return UTF-8 as text; raise Invalid with the place of the first byte that is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            N_(
                "%(file)s is not UTF-8 text (byte %(place)s); save it again with the encoding UTF-8."
            ),
            file=name,
            place=error.start,
        ) from error


@dataclass(frozen=True)
class FolderSource:
    """The files of one item in a folder on disk."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name, which becomes the item's address."""
        return self.folder.resolve().name

    def plans(self) -> Mapping[str, bytes]:
        """Return the plan files by name."""
        found = (each for each in self.folder.iterdir() if _PLAN.fullmatch(each.name))
        return {each.name: self._plan(each) for each in found}

    def _plan(self, path: Path) -> bytes:
        with self._open(path) as stream:
            _check_plan(path.name, path.stat().st_size)
            return stream.read()

    def attachments(self) -> Iterator[DraftFile]:
        """Yield what lies in `files/`."""
        for path in sorted((self.folder / "files").rglob("*")):
            if not path.is_dir():
                inside = path.relative_to(self.folder).as_posix()
                yield DraftFile(inside, path.lstat().st_size, partial(self._open, path))

    def _open(self, path: Path) -> IO[bytes]:
        """Open a file of the item; a link that leads out of the folder is refused."""
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise Invalid(
                N_("“%(path)s” leads out of its folder; copy the file in."), path=path.name
            )
        with suppress(OSError):
            if path.is_file():  # and not a pipe, on which reading would wait for ever
                return path.open("rb")
        raise Invalid(
            N_("“%(path)s” cannot be opened; check that it is a file that you may read."),
            path=path.name,
        )


def _check_plan(name: str, size: int) -> None:
    if size > _LARGEST_PLAN:
        raise Invalid(
            N_("%(name)s is larger than %(limit)s MB; make it smaller or split it."),
            name=name,
            limit=_LARGEST_PLAN // 1024**2,
        )


@dataclass(frozen=True)
class ZipSource:
    """The files of one item in an open zip file."""

    archive: zipfile.ZipFile
    folder: PurePosixPath
    entries: Iterable[zipfile.ZipInfo]

    @property
    def name(self) -> str:
        """The folder's name in the zip, or the zip's own when the plan lies at its top."""
        return self.folder.name or Path(self.archive.filename or "item").stem

    def plans(self) -> Mapping[str, bytes]:
        """Return the plan files by name."""
        plans = {PurePosixPath(each.filename).name: each for each in self.entries if _is_plan(each)}
        return {name: self._plan(name, entry) for name, entry in plans.items()}

    def _plan(self, name: str, entry: zipfile.ZipInfo) -> bytes:
        _check_plan(name, entry.file_size)
        with opened(self.archive, entry) as stream:
            return stream.read()

    def attachments(self) -> Iterator[DraftFile]:
        """Yield what lies in `files/`."""
        for entry in self.entries:
            if not _is_plan(entry):
                inside = PurePosixPath(entry.filename).relative_to(self.folder).as_posix()
                yield DraftFile(inside, entry.file_size, partial(opened, self.archive, entry))


@contextmanager
def opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Lend the bytes of an entry; damage shows when it is opened or while it is read."""
    with _named(entry, *archives.DAMAGED, OSError):
        stream = archive.open(entry)
    with stream, _named(entry, *archives.DAMAGED):
        yield stream


@contextmanager
def _named(entry: zipfile.ZipInfo, *damages: type[Exception]) -> Iterator[None]:
    try:
        yield
    except damages as error:
        raise Invalid(
            N_("“%(path)s” is damaged in the zip file; pack it again."), path=entry.filename
        ) from error


def _is_plan(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(entry.filename)
    return bool(_PLAN.fullmatch(path.name)) and "files" not in path.parts[1:-1]


def _in_zip(path: Path) -> Iterator[ZipSource]:
    try:
        archive = zipfile.ZipFile(path)
    except (*archives.DAMAGED, OSError) as error:
        raise Invalid(
            N_("“%(path)s” is neither a folder nor a zip file."), path=path.name
        ) from error
    with archive:
        archives.check(archive)
        for folder, entries in sorted(_by_folder(archive.infolist()).items()):
            yield ZipSource(archive, folder, entries)


def _by_folder(entries: Iterable[zipfile.ZipInfo]) -> dict[PurePosixPath, list[zipfile.ZipInfo]]:
    """Return the entries of every folder with a plan: its plans and what lies in its `files/`."""
    found: dict[PurePosixPath, list[zipfile.ZipInfo]] = {
        PurePosixPath(each.filename).parent: [] for each in entries if _is_plan(each)
    }
    for entry in entries:
        for owner in _owners(entry):
            if owner in found:
                found[owner].append(entry)
    return found


def _owners(entry: zipfile.ZipInfo) -> Iterator[PurePosixPath]:
    """Yield the folders of which an entry can be a part."""
    path = PurePosixPath(entry.filename)
    if _is_plan(entry):
        yield path.parent
    elif not entry.is_dir():
        yield from (above.parent for above in path.parents if above.name == "files")


def plan(item: Item, revision: Revision, edition: Edition) -> str:
    """Return an edition as a plan file, front matter and Markdown."""
    status = "published" if item.published_id == revision.id else "draft"
    facts = {
        "id": item.id, "lang": edition.language, "title": edition.title, "summary": edition.summary,
        **revision.facts, "status": f"status.{status}", **edition.facts,
    }  # fmt: skip
    given = {name: value for name, value in facts.items() if value not in ("", None)}
    shown = withholding.paths(revision.files)
    return frontmatter.dump(given) + "\n" + withholding.seen_markdown(edition.body, shown)


def contents(item: Item, revision: Revision, store: Store) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every file of an item in the activity format."""
    for edition in revision.editions:
        yield f"plan.{edition.language}.md", plan(item, revision, edition).encode()
    for file in revision.files:
        yield file.path, store.read(file.sha256)


def write(item: Item, revision: Revision, store: Store, target: Path) -> None:
    """Write an item as a folder below the target."""
    for path, content in contents(item, revision, store):
        place = target / item.slug / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def packed(item: Item, revision: Revision, store: Store) -> bytes:
    """Return an item as a zip file; the same item gives the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents(item, revision, store):
            entry = zipfile.ZipInfo(f"{item.slug}/{path}", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
