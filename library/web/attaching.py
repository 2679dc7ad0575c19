"""Files that a person adds to a submission, on their way from the form to what a save holds."""

from collections.abc import Collection, Iterable
from typing import Any

from werkzeug.datastructures import FileStorage

from library.errors import Invalid, Message
from library.marking import N_
from library.review import contents
from library.uploads import accepting
from library.web import context

FIELD = "new_files"
_MOST = 20


def accept(sent: Iterable[FileStorage], taken: Collection[str]) -> list[dict[str, Any]]:
    """Return what is kept of the files that were sent; raise Invalid for the first refused one."""
    chosen = [each for each in sent if each.filename]
    if len(chosen) + len(taken) > _MOST:
        raise Invalid(N_("At most 20 files belong to one item; remove some."), field=FIELD)
    desk, paths = context.library().desk, set(taken)
    accepted: list[dict[str, Any]] = []
    for each in chosen:
        try:
            upload = accepting.accept(each.stream, each.filename or "", desk, paths)
        except Invalid as error:
            error.field = FIELD
            raise
        paths.add(upload.path)
        accepted.append(contents.of_upload(upload))
    return accepted


def warning(kept: tuple[str, dict[str, Any]]) -> Message:
    """Return what the sender of a file should know, as it was kept with it."""
    return Message(*kept)
