"""Files that a person adds to a submission, on their way from the form to what a save holds."""

from collections.abc import Collection, Iterable
from typing import Any

from werkzeug.datastructures import FileStorage

from library.errors import Invalid, Message
from library.marking import N_
from library.review import contents
from library.uploads import accepting
from library.web import context
from library.web.speech import _

FIELD = "new_files"
_MOST = 20


def accept(
    sent: Iterable[FileStorage], taken: Collection[str]
) -> tuple[list[dict[str, Any]], list[Invalid]]:
    """Return what is kept of the files that were sent, and why each of the others is not."""
    desk, paths = context.library().desk, set(taken)
    accepted: list[dict[str, Any]] = []
    refused: list[Invalid] = []
    for each in sent:
        try:
            if len(paths) >= _MOST:
                raise Invalid(N_("At most 20 files belong to one item; remove some."))
            upload = accepting.accept(each.stream, each.filename or "", desk, paths)
        except Invalid as error:
            refused.append(error)
            continue
        paths.add(upload.path)
        accepted.append(contents.of_upload(upload))
    return accepted, refused


def reasons(refused: Iterable[Invalid]) -> dict[str, str]:
    """Return what is wrong with the field of files, each reason once."""
    said = dict.fromkeys(error.message.translated(_) for error in refused)
    return {FIELD: " ".join(said)} if said else {}


def warning(kept: tuple[str, dict[str, Any]]) -> Message:
    """Return what the sender of a file should know, as it was kept with it."""
    return Message(*kept)
