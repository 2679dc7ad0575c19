"""Files of the logbook: accepted, shown to who may see them, opened to everybody and closed again."""

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from library.errors import Invalid
from library.logbook import evidence
from library.logbook.models import EntryFile
from library.uploads import accepting, naming
from library.uploads.accepting import Upload
from library.web import context, errors, forms, logbook_page, security
from library.web.speech import _

blueprint = Blueprint("evidences", __name__)
blueprint.after_request(security.keep_to_oneself)

_SHOWN_TYPES = ("image/", "audio/", "video/", "application/pdf")


def accepted(sent: Iterable[FileStorage]) -> tuple[list[Upload], list[str]]:
    """Return what is kept of the files that were sent, and why each of the others is not.

    Their names are ours: those of phones say little, and people write names of pupils into them.
    """
    library = context.library()
    desk = replace(library.desk, store=library.evidence)
    found: list[Upload] = []
    refusals: list[str] = []
    for each in sent:
        if not each.filename:
            continue
        try:
            upload = accepting.accept(each.stream, each.filename, desk)
        except Invalid as refused:
            refusals.append(refused.message.translated(_))
            continue
        ending = naming.ending(upload.path)
        name = f"evidence-{upload.sha256[:8]}" + (f".{ending}" if ending else "")
        found.append(replace(upload, path=f"files/{name}"))
    return found, refusals


def _file(id: int) -> EntryFile:
    user = context.user() if request.method == "GET" else context.somebody()
    return evidence.by_id(context.session(), user, id)


@blueprint.get("/logbook/files/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Give a file of an entry: to the unit and those above it, a public one to everybody."""
    return _sent(_file(id))


def _sent(file: EntryFile) -> Response:
    place = context.library().evidence.path(file.sha256)
    response = send_file(place, mimetype=file.type, etag=file.sha256, conditional=True)
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    kind = "inline" if file.type.startswith(_SHOWN_TYPES) else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file.name}"'
    return response


@blueprint.post("/logbook/files/<int:id>/publish")
def publish(id: int) -> ResponseReturnValue:
    """Open a file to everybody, once somebody has looked who can be recognised."""
    file = _file(id)
    people = request.form.get("people", type=forms.number)
    try:
        evidence.publish(context.session(), context.somebody(), file, people)
    except Invalid as refused:
        context.session().rollback()
        page = logbook_page.entry(_file(id).entry, said=[refused.message.translated(_)])
        return page, errors.code(refused)
    return _back(file)


@blueprint.post("/logbook/files/<int:id>/withdraw")
def withdraw(id: int) -> ResponseReturnValue:
    """Close a file again."""
    file = _file(id)
    evidence.withdraw(context.session(), context.somebody(), file)
    return _back(file)


@blueprint.post("/logbook/files/<int:id>/remove")
def remove(id: int) -> ResponseReturnValue:
    """Take a file away from its entry."""
    file = _file(id)
    back = _back(file)
    evidence.remove(context.session(), context.somebody(), file)
    return back


def _back(file: EntryFile) -> ResponseReturnValue:
    return redirect(url_for("logbook.show", id=file.entry_id, _anchor="files"), 303)
