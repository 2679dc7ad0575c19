"""Beginning with what is there already: a file or a pasted text is sent, looked at and confirmed.

The worker reads it after the request; until then its page says how far it is.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from library.accounts.models import Unit
from library.errors import Conflict, Invalid, Message, NotFound
from library.items import catalogue
from library.items.models import File
from library.marking import N_
from library.originals import beginning, receiving, returning, taking
from library.originals.models import Original, State
from library.originals.receiving import Sent
from library.originals.returning import Return
from library.review import drafting
from library.web import context, filters, forms, items, looking, papers, saves, security
from library.web.speech import _

blueprint = Blueprint("originals", __name__)
blueprint.after_request(security.keep_to_oneself)

FIELD = "file"
# Letters of a pasted text, as the body of an item may have; three bytes each in an address.
_LONGEST_TEXT = 8 * 1024 * 1024


@blueprint.url_value_preprocessor
def _let_more_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take files and long texts, before anybody reads the form."""
    if endpoint == "originals.receive":
        request.max_content_length = _LONGEST_TEXT + context.library().settings.file_bytes
        request.max_form_memory_size = _LONGEST_TEXT


@blueprint.get("/contribute/originals/new")
def new() -> ResponseReturnValue:
    """Ask for a file or a text."""
    return _new_page({})


def _new_page(wrong: Mapping[str, str]) -> str:
    return render_template(
        "originals/new.html",
        places=drafting.places(context.somebody()),
        unit=request.form.get("unit", type=int),
        text=request.form.get("text", ""),
        endings=", ".join(receiving.ENDINGS),
        limit=filters.size(context.library().settings.file_bytes),
        wrong=wrong,
    )


@blueprint.post("/contribute/originals/new")
def receive() -> ResponseReturnValue:
    """Keep what was sent and have it read."""
    try:
        with context.looking():
            unit_id = _unit().id
        sent = _sent()  # which may take long: nothing in the database waits for it
    except Invalid as error:
        return _new_page(forms.wrong(error)), 422
    session = context.session()
    unit = session.get_one(Unit, unit_id)
    made = taking.take(session, context.somebody(), unit, sent)
    return redirect(url_for("originals.show", original=made.id), 303)


def _unit() -> Unit:
    """Return the unit that was chosen; raise Invalid when none was."""
    chosen = request.form.get("unit", type=int)
    unit = next((each for each in drafting.places(context.somebody()) if each.id == chosen), None)
    if unit is None:
        raise Invalid(N_("Choose the unit for which it is made."), field="unit")
    return unit


def _sent() -> Sent:
    """Return what is kept of the file or the text; raise Invalid with its field."""
    file, text = request.files.get(FIELD), request.form.get("text", "")
    is_file = file is not None and bool(file.filename)
    if is_file == bool(text.strip()):
        raise Invalid(N_("Choose a file or paste a text, one of the two."), field=FIELD)
    desk = context.library().desk
    try:
        if file is not None and is_file:
            return receiving.receive(_stream(file), file.filename or "", desk)
        return receiving.paste(text, desk, request.form.get("html", ""))
    except Invalid as error:
        error.field = FIELD if is_file else "text"
        raise


def _stream(file: FileStorage) -> Any:
    return file.stream


def _own(id: int) -> Original:
    return taking.by_sender(context.session(), context.somebody(), id)


@blueprint.get("/contribute/originals/<int:original>")
def show(original: int) -> ResponseReturnValue:
    """Show how far it is, what was understood, or why nothing was."""
    found = _own(original)
    if found.state == State.BEGUN:
        return redirect(_submission(found))
    back = returning.of(context.session(), context.somebody(), found)
    if back and found.state == State.READ and "anew" not in request.args:
        return render_template("originals/returned.html", **_returned(found, back))
    if found.state == State.READ:
        return render_template("originals/look.html", wrong={}, **looking.view(found))
    if found.state == State.REFUSED:
        return render_template("originals/refused.html", **_refusal(found))
    return render_template("originals/waiting.html", original=found, said=_progress(found))


def _submission(original: Original) -> str:
    return url_for("contribute.edit", submission=original.submission_id, step="send")


def _refusal(original: Original) -> dict[str, Any]:
    reason = Message.unpacked(original.reason) if original.reason else Message("")
    return {
        "original": original,
        "why": reason.translated(_),
        "may_keep": beginning.may_be_kept(original),
    }


def _progress(original: Original) -> str:
    ahead = taking.ahead_of(context.session(), original)
    return _("%(count)s others are read first.", count=ahead) if ahead else _("It is read now.")


def _returned(original: Original, back: Return) -> dict[str, Any]:
    before, now = returning.downloaded(back), returning.published(back)
    return {
        "original": original,
        "title": catalogue.edition(back.published, back.language).title,
        "url": url_for("items.show", slug=back.item.slug),
        "corrects": back.corrects,
        "changes": saves.changes(before, returning.edited(before, original)),
        "others": [] if back.is_newest else saves.changes(before, now),
    }


@blueprint.post("/contribute/originals/<int:original>/back")
def give_back(original: int) -> ResponseReturnValue:
    """Make a correction or an adaptation of an edited download."""
    session, user, found = context.session(), context.somebody(), _own(original)
    back = returning.of(session, user, found)
    address = papers.short_address(back.item) if back else ""
    try:
        made = returning.begin(session, user, found, context.vocabulary(), address)
    except Conflict as error:
        return _overtaken(found, error)
    return redirect(url_for("contribute.edit", submission=made.id, step="text"), 303)


@blueprint.get("/contribute/originals/<int:original>/state")
def state(original: int) -> ResponseReturnValue:
    """Tell a script how far it is."""
    found = _own(original)
    return jsonify({"state": found.state, "said": _progress(found)})


@blueprint.get("/contribute/originals/<int:original>/files/<path:path>")
def file(original: int, path: str) -> ResponseReturnValue:
    """Give a picture of the text to who sent it."""
    files = (_own(original).understood or {}).get("files", ())
    kept = next((each for each in files if each["path"] == f"files/{path}"), None)
    if kept is None:
        raise NotFound(N_("There is no such file with this item."))
    return items.given(File(**{key: kept[key] for key in ("path", "sha256", "media_type")}))


@blueprint.post("/contribute/originals/<int:original>")
def begin(original: int) -> ResponseReturnValue:
    """Begin a submission with what was confirmed."""
    session, user, found = context.session(), context.somebody(), _own(original)
    code = looking.language(found)
    confirmed = looking.confirmed(found, code) if found.state == State.READ else {}
    keeps = "keep" in request.form
    try:
        beginning.begin(session, user, found, code, confirmed, keep=keeps)
    except Invalid as error:
        view = looking.view(found, confirmed)
        return render_template("originals/look.html", wrong=_wrong(error), **view), 422
    except Conflict as error:
        return _overtaken(found, error)
    return redirect(_onward(found), 303)


def _onward(original: Original) -> str:
    """Return where to go on: with the others of a batch, else with the submission."""
    if original.batch_id is None:
        return _submission(original)
    return url_for("batches.show", batch=original.batch_id, _anchor=f"row-{original.id}")


def _wrong(error: Invalid) -> dict[str, str]:
    """Return what is wrong by field of this form, whose names have no language."""
    return {name.partition("-")[2] or name: why for name, why in forms.wrong(error).items()}


@blueprint.post("/contribute/originals/<int:original>/keep")
def keep(original: int) -> ResponseReturnValue:
    """Begin a submission with nothing but the file, which could not be read."""
    found = _own(original)
    try:
        made = beginning.keep(context.session(), context.somebody(), found, context.language())
    except Conflict as error:
        return _overtaken(found, error)
    return redirect(url_for("contribute.edit", submission=made.id, step="text"), 303)


def _overtaken(original: Original, error: Conflict) -> ResponseReturnValue:
    """Answer that it was gone on with already, and where."""
    if original.state != State.BEGUN:
        raise error
    why = error.message.translated(_)
    return render_template("originals/begun.html", why=why, url=_submission(original)), 409


@blueprint.post("/contribute/originals/<int:original>/discard")
def discard(original: int) -> ResponseReturnValue:
    """Throw an original away."""
    found = _own(original)
    batch = found.batch_id
    taking.discard(context.session(), found)
    away = url_for("batches.show", batch=batch) if batch else url_for("contribute.index")
    return redirect(away, 303)
