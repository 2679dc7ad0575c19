"""Official documents as pages: choose a form, fill in what only the school knows, see it, take it."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from library.accounts.models import Unit, User
from library.database import today
from library.documents import making, numbering, own_forms, profiles, wording
from library.documents.forms import Form
from library.documents.models import OfficialDocument
from library.documents.own_forms import Known
from library.errors import Conflict, Invalid, LibraryError, NotFound
from library.items import catalogue, kinds
from library.items.models import Item, Revision
from library.marking import N_
from library.planning import plans
from library.planning.models import YearPlan
from library.web import (
    citing,
    context,
    document_fields,
    document_texts,
    errors,
    filters,
    forms,
    items,
    papers,
    security,
)
from library.web.speech import _

blueprint = Blueprint("documents", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/documents/")
def index() -> ResponseReturnValue:
    """Show the documents of one's units, the newest first."""
    user = context.somebody()
    found = making.of(context.session(), user)
    return render_template(
        "documents/index.html",
        documents=[_row(each) for each in found],
        may_make=bool(making.places(user)),
    )


def _row(found: OfficialDocument) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "unit": found.unit.name,
        "by": found.by.name,
        "state": state(found),
        "is_issued": found.issued_on is not None,
        "changed": filters.day(found.changed_at),
    }


def state(found: OfficialDocument) -> str:
    """Return whether a document is a draft, or when and under which number it was issued."""
    if found.issued_on is None:
        return _("Draft")
    day = filters.day(found.issued_on)
    if found.number is None:
        return _("Issued on %(day)s", day=day)
    number = wording.two_digits(found.number)
    return _("No. %(number)s, issued on %(day)s", number=number, day=day)


@blueprint.get("/documents/new")
def new() -> ResponseReturnValue:
    """Show the forms for a document that is made from no item."""
    return _choices(None)


@blueprint.get("/items/<slug>/document")
def choose(slug: str) -> ResponseReturnValue:
    """Show the forms that an item can become a document on."""
    return _choices(catalogue.by_slug(context.session(), slug))


def _choices(item: Item | None) -> str:
    user = context.somebody()
    unit = _unit(user)
    known = _usable(unit) if unit else {}
    kind = items.published(item).facts.get("kind", kinds.DEFAULT) if item else ""
    languages = [each.language for each in items.published(item).editions] if item else ["vi", "en"]
    fitting = {name for name, each in known.items() if _suits(each.form, kind, languages)}
    return render_template(
        "documents/choose.html",
        item=_shown(item) if item else None,
        unit=unit,
        places=making.places(user),
        fitting=[_choice(each, item, unit) for name, each in known.items() if name in fitting],
        others=[_choice(each, item, unit) for name, each in known.items() if name not in fitting],
    )


def _usable(unit: Unit) -> dict[str, Known]:
    """Return the forms of a unit that need neither a year plan nor a report."""
    known = own_forms.in_force(context.session(), unit, today())
    return {name: each for name, each in known.items() if not each.form.is_of_its_own()}


def _suits(form: Form, kind: str, languages: list[str]) -> bool:
    if not kind:
        return not any(part.take for part in form.walk())
    return any(form.suits(kind, language) for language in languages)


def _choice(known: Known, item: Item | None, unit: Unit | None) -> dict[str, str]:
    code = context.language()
    values: dict[str, Any] = {"name": known.name, "unit": unit.id if unit else None}
    url = (
        url_for("documents.fill", slug=item.slug, **values)
        if item
        else url_for("documents.fill_new", **values)
    )
    about = known.form.about.get(code) or known.form.about.get("vi", "")
    whose = known.unit.name if known.unit else ""
    return {"name": known.form.called(code), "about": about, "url": url, "whose": whose}


def _shown(item: Item) -> dict[str, str]:
    edition = catalogue.edition(items.published(item), context.language())
    return {"slug": item.slug, "title": edition.title}


def _unit(user: User) -> Unit | None:
    """Return the unit that is asked for, else the first of those that somebody writes for."""
    places = making.places(user)
    wanted = request.values.get("unit", type=forms.number)
    return next((each for each in places if each.id == wanted), places[0] if places else None)


def _unit_needed(user: User) -> Unit:
    unit = _unit(user)
    if unit is None:
        raise Conflict(
            N_("Documents are made for a unit to which one contributes; ask its administrator.")
        )
    return unit


@blueprint.get("/items/<slug>/document/<name>")
def fill(slug: str, name: str) -> ResponseReturnValue:
    """Ask what only the school knows."""
    return _fill_page(catalogue.by_slug(context.session(), slug), name)


@blueprint.get("/documents/new/<name>")
def fill_new(name: str) -> ResponseReturnValue:
    """Ask what a document without an item says."""
    return _fill_page(None, name)


def _fill_page(item: Item | None, name: str, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    unit = _unit_needed(user)
    known = own_forms.named(session, unit, name)
    answers = (
        document_fields.typed(known.form)
        if refused or citing.is_looking()
        else making.begun(session, user, unit, known, _source(item, known.form))
    )
    return render_template(
        "documents/fill.html",
        about=_shown(item)["title"] if item else "",
        back=_back(item, unit),
        unit=unit,
        form=known.form.called(context.language()),
        **document_fields.asked(
            known.form, answers, unit, profiles.frozen(profiles.of(session, unit))
        ),
        wrong=forms.wrong(refused),
    )


def _back(item: Item | None, unit: Unit) -> str:
    if item is None:
        return url_for("documents.new", unit=unit.id)
    return url_for("documents.choose", slug=item.slug, unit=unit.id)


def _source(item: Item | None, form: Form) -> dict[str, Any]:
    if item is None:
        return {"values": document_texts.of_nothing()}
    revision: Revision = items.published(item)
    edition = catalogue.edition(revision, form.languages[0])
    return document_texts.of_item(item, revision, edition)


@blueprint.post("/items/<slug>/document/<name>")
def make(slug: str, name: str) -> ResponseReturnValue:
    """Make a document of an item and show it."""
    return _make(catalogue.by_slug(context.session(), slug), name)


@blueprint.post("/documents/new/<name>")
def make_new(name: str) -> ResponseReturnValue:
    """Make a document without an item and show it."""
    return _make(None, name)


def _make(item: Item | None, name: str) -> ResponseReturnValue:
    session, user = context.session(), context.somebody()
    unit = _unit_needed(user)
    known = own_forms.named(session, unit, name)
    if citing.is_looking():
        return _fill_page(item, name)
    try:
        made = making.make(
            session,
            user,
            unit,
            known,
            _source(item, known.form),
            document_fields.typed(known.form),
            item.id if item else None,
        )
        document_fields.keep_bases(user, unit, known.form)
    except Invalid as refused:
        session.rollback()
        return _fill_page(item, name, refused), 422
    return redirect(url_for("documents.show", id=made.id), 303)


@blueprint.get("/documents/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a document page by page, what is missing in it, and what can be done with it."""
    return _page(_document(id))


def _document(id: int) -> OfficialDocument:
    return making.by_id(context.session(), context.somebody(), id)


def _page(found: OfficialDocument, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    form = making.form_of(found)
    made = document_texts.composed(found)
    pictures = document_texts.pages(found, made)
    letterhead = making.letterhead(session, found)
    is_typed = refused or citing.is_looking()
    answers = {**found.answers, **document_fields.typed(form)} if is_typed else found.answers
    year = today().year
    return render_template(
        "documents/show.html",
        document=_row(found) | {"edition": found.edition, "slug": _slug(found)},
        plan=_plan(found),
        pages=[(number, place.parent.name) for number, place in enumerate(pictures, start=1)],
        missing=made.missing,
        troubles=[each.translated(_) for each in made.troubles],
        **document_fields.asked(form, answers, found.unit, letterhead),
        unit=found.unit,
        may_keep_profile=profiles.may_change(user, found.unit),
        may_issue=making.may_issue(user, found.unit),
        may_discard=found.by_id == user.id or making.may_issue(user, found.unit),
        has_number=form.type is not None,
        is_first=form.type is not None
        and numbering.series(session, making.office(session, found), year, form.type) is None,
        today=today(),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _slug(found: OfficialDocument) -> str | None:
    """Return the address of the item that a document was made of, while it is public."""
    item = context.session().get(Item, found.item_id) if found.item_id else None
    return item.slug if item and item.published_id else None


def _plan(found: OfficialDocument) -> int | None:
    """Return the number of the year plan that a document was made of, while there is one."""
    plan = context.session().get(YearPlan, found.source.get("year_plan", 0))
    return plan.id if plan and plans.sees(context.somebody(), plan) else None


@blueprint.post("/documents/<int:id>")
def change(id: int) -> ResponseReturnValue:
    """Fill a draft in otherwise."""
    return _page(_document(id)) if citing.is_looking() else _changed(id, _change)


def _change(found: OfficialDocument, user: User, seen: int) -> None:
    form = making.form_of(found)
    making.change(context.session(), user, found, document_fields.typed(form), seen)
    document_fields.keep_bases(user, found.unit, form)


@blueprint.post("/documents/<int:id>/issue")
def issue(id: int) -> ResponseReturnValue:
    """Date a document and give it its number."""
    return _changed(id, _issue)


def _issue(found: OfficialDocument, user: User, seen: int) -> None:
    on = forms.day("on")
    if on is None:
        raise Invalid(N_("Give the day on which it is issued."), "on")
    used = request.form.get("used", 0, type=forms.number)
    making.issue(context.session(), user, found, on, seen, used)


def _changed(id: int, act: Any) -> ResponseReturnValue:
    found, user = _document(id), context.somebody()
    try:
        act(found, user, request.form.get("edition", 0, type=forms.number))
    except LibraryError as refused:
        context.session().rollback()
        return _page(_document(id), refused), errors.code(refused)
    return redirect(url_for("documents.show", id=id), 303)


@blueprint.post("/documents/<int:id>/discard")
def discard(id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    found, user = _document(id), context.somebody()
    seen = request.form.get("edition", 0, type=forms.number)
    making.discard(context.session(), user, found, seen)
    document_texts.forget(found)
    return redirect(url_for("documents.index"), 303)


@blueprint.get("/documents/<int:id>/pages/<int:number>.png")
def page(id: int, number: int) -> ResponseReturnValue:
    """Give a page of a document as a picture."""
    found = _document(id)
    pictures = document_texts.pages(found, document_texts.composed(found))
    if not 1 <= number <= len(pictures):
        raise NotFound(N_("There is no such page."))
    return send_file(pictures[number - 1], mimetype="image/png")


@blueprint.get("/documents/<int:id>/download.<format>")
def download(id: int, format: str) -> ResponseReturnValue:
    """Give a document as Word or PDF."""
    found = _document(id)
    if format not in document_texts.WRITERS:
        raise NotFound(N_("There is no such download; choose Word or PDF."))
    content = document_texts.WRITERS[format](document_texts.composed(found).official)
    response = Response(content, mimetype=papers.TYPES[format])
    response.headers["Content-Disposition"] = items.disposition(
        found.title, format, f"document-{found.id}"
    )
    return response
