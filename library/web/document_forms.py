"""Forms of a unit as pages: which there are, one as text with a preview, its own in place of ours."""

import base64
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.database import today
from library.documents import composing, forms, official_pdf, own_forms, profiles
from library.documents.document import Document
from library.documents.filling import Given
from library.errors import Invalid, LibraryError, NotAllowed
from library.marking import N_
from library.web import context, document_texts, errors, security
from library.web import forms as web_forms
from library.web.speech import _

blueprint = Blueprint("document_forms", __name__)
blueprint.after_request(security.keep_to_oneself)

_DOTS_PER_INCH = 60
_MOST_PAGES = 3


@blueprint.get("/units/<int:id>/forms")
def index(id: int) -> ResponseReturnValue:
    """Show the forms that a unit's documents are made on."""
    unit = _unit(id)
    code, day = context.language(), today()
    return render_template(
        "document_forms/index.html",
        unit=unit,
        forms=[
            {
                "name": name,
                "called": known.form.called(code),
                "about": known.form.about.get(code) or known.form.about.get("vi", ""),
                "whose": known.unit.name if known.unit else _("Ships with the library"),
                "is_in_force": known.form.is_in_force(day),
                "is_own": known.unit is not None and known.unit.id == unit.id,
            }
            for name, known in own_forms.every(context.session(), unit).items()
        ],
    )


def _unit(id: int) -> Unit:
    """Return a unit whose forms somebody keeps."""
    user, unit = context.somebody(), units.by_id(context.session(), id)
    if not own_forms.may_change(user, unit):
        raise NotAllowed(N_("Curators and administrators of the unit keep its forms; ask them."))
    return unit


@blueprint.get("/units/<int:id>/forms/<name>")
def edit(id: int, name: str) -> ResponseReturnValue:
    """Show a form as text, to be changed; `new` begins with a copy of the first one."""
    unit, session = _unit(id), context.session()
    if name == "new":
        return _page(unit, "", next(iter(forms.shipped().values())), 0)
    known, own = own_forms.named(session, unit, name), own_forms.own(session, unit, name)
    return _page(unit, name, known.source, own.edition if own else 0)


def _page(
    unit: Unit, name: str, source: str, edition: int, refused: LibraryError | None = None
) -> str:
    letterhead = _letterhead(unit)
    try:
        pictures = _preview(letterhead, source)
    except Invalid as wrong:
        refused = refused or wrong
        in_force = own_forms.every(context.session(), unit).get(name)
        pictures = _preview(letterhead, in_force.source) if in_force else []
    return render_template(
        "document_forms/edit.html",
        unit=unit,
        name=name,
        source=source,
        edition=edition,
        pictures=pictures,
        wrong=web_forms.wrong(refused),
    )


def _letterhead(unit: Unit) -> dict[str, Any]:
    return profiles.frozen(profiles.of(context.session(), unit))


def _preview(letterhead: dict[str, Any], source: str) -> list[str]:
    """Return the first pages of a document on this form with nothing filled in, as addresses."""
    form = forms.read(source)
    values = document_texts.of_nothing() | {"title": form.called("vi")}
    given = Given({"values": values}, {}, letterhead, None, None, today())
    logo = document_texts.logo(letterhead.get(profiles.LOGO, ""))
    document = Document(
        form.called("vi"),
        "",
        "",
        form.languages[0],
        (),
        (),
        logo,
        "",
        (),
        (),
        datetime.now(UTC),
        "",
    )
    made = composing.compose(form, given, document)
    pages = official_pdf.pages(made.official, _DOTS_PER_INCH)[:_MOST_PAGES]
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pages]


@blueprint.post("/units/<int:id>/forms/preview.json")
def look(id: int) -> ResponseReturnValue:
    """Give the pages of a form that is being typed, or what is wrong and in which line."""
    with context.looking():
        letterhead = _letterhead(_unit(id))
    try:
        pictures = _preview(letterhead, request.form.get("source", "").replace("\r\n", "\n"))
    except Invalid as refused:
        return jsonify({"wrong": refused.message.translated(_)}), 422
    return jsonify({"pictures": pictures})


@blueprint.post("/units/<int:id>/forms/<name>")
def save(id: int, name: str) -> ResponseReturnValue:
    """Keep a form of a unit, or only look what it would be."""
    unit, given = _unit(id), request.form
    called = given.get("name", "").strip() if name == "new" else name
    source = given.get("source", "").replace("\r\n", "\n")
    edition = given.get("edition", 0, type=web_forms.number)
    if "look" in given:
        return _page(unit, called, source, edition)
    try:
        own_forms.save(context.session(), context.somebody(), unit, called, source, edition)
    except LibraryError as refused:
        context.session().rollback()
        return _page(_unit(id), called, source, edition, refused), errors.code(refused)
    return redirect(url_for("document_forms.index", id=id), 303)


@blueprint.post("/units/<int:id>/forms/<name>/drop")
def drop(id: int, name: str) -> ResponseReturnValue:
    """Take a unit's own form away, so that the one above or ours counts again."""
    own_forms.drop(context.session(), context.somebody(), _unit(id), name)
    return redirect(url_for("document_forms.index", id=id), 303)
