"""Files that a person adds to a submission, on their way from the form to what a save holds."""

from collections.abc import Collection, Iterable
from typing import Any

from werkzeug.datastructures import FileStorage

from library import text
from library.errors import Invalid, LibraryError
from library.items import files
from library.marking import N_
from library.web import context

_MOST = 20


def accept(sent: Iterable[FileStorage], taken: Collection[str]) -> list[dict[str, Any]]:
    """Return what is kept of the files that were sent; raise Invalid for the first refused one."""
    chosen = [each for each in sent if each.filename]
    if len(chosen) + len(taken) > _MOST:
        raise Invalid(N_("At most 20 files belong to one item; remove some."), field="new_files")
    accepted: list[dict[str, Any]] = []
    for each in chosen:
        try:
            kept = _kept(each, {*taken, *(known["path"] for known in accepted)})
        except LibraryError as error:
            raise Invalid(
                N_("“%(name)s”: %(why)s"),
                field="new_files",
                name=str(each.filename)[:80],
                why=error.message,
            ) from error
        accepted.append(kept)
    return accepted


def _kept(sent: FileStorage, taken: Collection[str]) -> dict[str, Any]:
    # A thin seam until library/uploads stands: it looks files over, makes them harmless, names them.
    store = context.library().store
    stem, _, ending = str(sent.filename).rpartition(".")
    path = f"files/{text.slug(stem) or 'tep'}.{text.slug(ending) or 'bin'}"
    if path in taken:
        raise Invalid(N_("Two files are called “%(path)s”; rename one."), path=path)
    stored = store.keep(sent.stream, path)
    media_type = files.media_type(store.read(stored.sha256), path)
    return {
        "path": path, "sha256": stored.sha256, "size": stored.size, "media_type": media_type,
    }  # fmt: skip
