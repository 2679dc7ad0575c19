"""The register of consents of an item, forms to print, and where somebody is named.

All but the blank form is for people with a role, is never kept and never stored by a browser.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.wrappers import Response

from library import mentions
from library.accounts.roles import Role
from library.consents import portraits, register, rules
from library.consents.models import Consent
from library.consents.register import Given, Scan
from library.documents import blocks, to_docx, to_pdf
from library.documents.document import Document
from library.errors import Invalid, NotAllowed, NotFound
from library.items import catalogue, withholding
from library.items.models import Item
from library.marking import N_
from library.mentions import Mention
from library.review import withdrawing
from library.uploads import accepting
from library.web import bodies, care, context, filters, forms, papers, security
from library.web.speech import _

blueprint = Blueprint("consents", __name__)

_LARGEST = 11 * 1024 * 1024
_SCANS = ("application/pdf", "image/jpeg", "image/png")


@blueprint.url_value_preprocessor
def _let_scans_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint == "consents.add":
        request.max_content_length = _LARGEST


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    if request.endpoint not in ("consents.form", "consents.paper"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _item(slug: str) -> Item:
    """Return an item whose consents somebody may enter."""
    user = context.somebody()
    item = catalogue.known(context.session(), slug)
    if not portraits.adds(context.session(), user, item):
        if item.published_id is None:
            raise NotFound(N_("There is no such item, or it is no longer public."))
        raise NotAllowed(N_("Only who contributes or reviews for this unit may do that."))
    return item


@blueprint.get("/items/<slug>/consents")
def index(slug: str) -> ResponseReturnValue:
    """Show the register of an item: its files with people, and who agreed to what."""
    return _page(_item(slug))


def _page(item: Item, refused: Invalid | None = None) -> str:
    session, user = context.session(), context.somebody()
    marked = {each.path: each for each in portraits.of(session, item)}
    hidden = withholding.hidden_paths(session, item)
    return render_template(
        "consents/index.html",
        item=item,
        title=care.edition(item).title,
        files=[
            {
                "path": path,
                "name": path.removeprefix("files/"),
                "people": marked[path].people if path in marked else None,
                "agreed": portraits.agreed(session, marked[path]) if path in marked else 0,
                "is_hidden": path in hidden,
            }
            for path in portraits.paths(session, item)
        ],
        keeps=portraits.keeps(session, user, item),
        consents=[_row(each) for each in register.of(session, user, item)],
        ages={key: _(age.name) for key, age in rules.AGES.items()},
        purposes={key: _(name) for key, name in rules.PURPOSES.items()},
        channels={key: _(name) for key, name in rules.CHANNELS.items()},
        typed=request.form,
        wrong=forms.wrong(refused) if refused else {},
    )


def _row(consent: Consent) -> dict[str, Any]:
    return {
        "id": consent.id,
        "person": consent.person,
        "what": consent.path.removeprefix("files/") if consent.path else _("the whole item"),
        "purpose": _(rules.PURPOSES[consent.purpose]),
        "channel": _(rules.CHANNELS[consent.channel]),
        "age": _(rules.AGES[consent.age].name),
        "given_on": consent.given_on,
        "ends_on": consent.ends_on,
        "ended_at": consent.ended_at,
        "is_expired": consent.ended_at is not None and consent.ended_by_id is None,
        "why": consent.ended_why if consent.ended_by_id else "",
        "has_scan": consent.scan is not None,
        "by": consent.by.name,
    }


@blueprint.post("/items/<slug>/consents")
def add(slug: str) -> ResponseReturnValue:
    """Enter a consent, with the signed form where it was scanned."""
    scan, unfit = _scan(slug)
    item, user = _item(slug), context.somebody()
    try:
        if unfit:
            raise unfit
        register.add(context.session(), user, item, _given(), scan)
    except Invalid as refused:
        return _page(item, refused), 422
    return redirect(url_for("consents.index", slug=slug), 303)


def _given() -> Given:
    form = request.form
    return Given(
        person=form.get("person", ""),
        age=form.get("age", ""),
        purpose=form.get("purpose", ""),
        channel=form.get("channel", ""),
        given_on=_day("given_on"),
        path=form.get("path") or None,
        by_person="person" in form.getlist("signed"),
        by_guardian="guardian" in form.getlist("signed"),
        ends_on=_day("ends_on"),
    )


def _day(field: str) -> date | None:
    given = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid(N_("Give a day, for example 2026-11-25."), field=field) from None


def _scan(slug: str) -> tuple[Scan | None, Invalid | None]:
    """Take a scan before the database waits for anything; when it is refused, return why."""
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return None, None
    library = context.library()
    with context.looking():
        _item(slug)
    try:
        desk = replace(library.desk, store=library.vault)
        upload = accepting.accept(sent.stream, sent.filename, desk)
        if upload.media_type not in _SCANS:
            raise Invalid(N_("Send the signed form as PDF, JPEG or PNG."), field="scan")
    except Invalid as refused:
        refused.field = "scan"
        return None, refused
    return Scan(upload.sha256, upload.media_type), None


@blueprint.post("/items/<slug>/portraits")
def mark(slug: str) -> ResponseReturnValue:
    """Note how many people can be recognised in a file; it is withheld until all agree."""

    def act(item: Item, path: str) -> None:
        people = request.form.get("people", 0, type=forms.number)
        portraits.mark(context.session(), context.somebody(), item, path, people)

    return _with_file(slug, act)


@blueprint.post("/items/<slug>/portraits/clear")
def clear(slug: str) -> ResponseReturnValue:
    """Note that nobody can be recognised in a file (any more)."""

    def act(item: Item, path: str) -> None:
        reason = request.form.get("reason", "")
        portraits.clear(context.session(), context.somebody(), item, path, reason)

    return _with_file(slug, act)


def _with_file(slug: str, act: Callable[[Item, str], None]) -> ResponseReturnValue:
    item = _item(slug)
    try:
        act(item, request.form.get("path", ""))
    except Invalid as refused:
        return _page(item, refused), 422
    papers.forget(item)
    return redirect(url_for("consents.index", slug=slug), 303)


@blueprint.post("/consents/<int:id>/withdraw")
def withdraw(id: int) -> ResponseReturnValue:
    """Withdraw a consent: what stood on it is hidden at once."""
    session, user = context.session(), context.somebody()
    consent = register.by_id(session, user, id)
    withdrawing.end_consent(session, user, consent, request.form.get("reason", ""))
    papers.forget(consent.item)
    return redirect(url_for("consents.index", slug=consent.item.slug), 303)


@blueprint.get("/consents/<int:id>/scan")
def scan(id: int) -> ResponseReturnValue:
    """Give the signed form to who keeps the register."""
    consent = register.by_id(context.session(), context.somebody(), id)
    if consent.scan is None:
        raise NotFound(N_("There is no such consent, or it is not for this account."))
    place = context.library().vault.path(consent.scan)
    response = send_file(place, mimetype=consent.scan_type, as_attachment=True,
                         download_name=f"consent-{id}.{str(consent.scan_type)[-3:]}")  # fmt: skip
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    return response


@blueprint.get("/persons")
def find() -> ResponseReturnValue:
    """Show an administrator where a name stands, for a request of that person."""
    session, user = context.session(), context.somebody()
    name, wrong, found = request.args.get("q", ""), {}, None
    try:
        if name:
            found = mentions.of(session, user, name)
        else:
            mentions.require(user)
    except Invalid as refused:
        wrong = forms.wrong(refused)
    rows = _mentions(found) if found is not None else None
    page = render_template("consents/find.html", name=name, rows=rows, wrong=wrong)
    return make_response(page, 422 if wrong else 200)


# Where a mention leads: the page of its noun and what that page calls the thing.
_PAGES = {
    "submissions": ("review.show", "id"),
    "plans": ("plans.show", "id"),
    "documents": ("documents.show", "id"),
    "logbook": ("logbook.show", "id"),
    "tasks": ("adoptions.task", "id"),
    "newsletters": ("newsletters.show", "id"),
    "reports": ("reports.show", "id"),
    "surveys": ("surveys.show", "id"),
}


def _mentions(found: list[Mention]) -> list[dict[str, Any]]:
    session = context.session()
    ids = {each.thing for each in found if each.noun == "items"}
    known = {each.id: each for each in session.scalars(select(Item).where(Item.id.in_(ids)))}
    return [
        {
            "url": _page_of(each, known),
            "title": _called(each, known),
            "where": _(each.where),
            "passage": each.passage,
        }
        for each in found
    ]


def _page_of(found: Mention, known: Mapping[str, Item]) -> str | None:
    """Return where somebody looks at what names a person; None where this reader may not."""
    if found.noun == "items":
        return url_for("care.show", slug=known[found.thing].slug)
    if found.noun == "submissions" and not context.somebody().holds(Role.REVIEWER):
        return None
    endpoint, name = _PAGES.get(found.noun, ("", ""))
    return url_for(endpoint, **{name: found.thing}) if endpoint else None  # type: ignore[arg-type]


def _called(found: Mention, known: Mapping[str, Item]) -> str:
    """Return the title of an item; all else is called by its kind and number."""
    if found.noun == "items":
        return care.edition(known[found.thing]).title
    name = _("Submission") if found.noun == "submissions" else _(found.where)
    return f"{name} {found.thing}".strip()


_PRINTED = {"docx": to_docx.write, "pdf": to_pdf.write}


@blueprint.get("/consents/form")
def form() -> ResponseReturnValue:
    """Show the blank form, to be printed: for anybody, with nothing ticked."""
    view = _form_view()
    blank = bodies.prepared(render_template("consents/_form.html", room="", **view), "")
    return render_template("consents/form.html", blank=blank, **view)


def _form_view() -> dict[str, Any]:
    slug = request.args.get("item", "")
    title = _title(slug) if slug else ""
    return {
        "title": title,
        "slug": slug if title else None,
        "purposes": [_(name) for name in rules.PURPOSES.values()],
        "channels": [_(name) for name in rules.CHANNELS.values()],
    }


def _title(slug: str) -> str:
    """Return what an item is called, empty where the reader may not know of it or there is none."""
    with suppress(NotFound):
        item = catalogue.known(context.session(), slug)
        return care.edition(item).title if item.published_id or care.rights(item) else ""
    return ""


@blueprint.get("/consents/form.<any(docx, pdf):format>")
def paper(format: str) -> ResponseReturnValue:
    """Give the blank form as Word or PDF."""
    html = render_template("consents/_form.html", room=filters.NO_BREAK * 14, **_form_view())
    written = _PRINTED[format](_document(html))
    return send_file(
        BytesIO(written),
        mimetype=papers.TYPES[format],
        as_attachment=True,
        download_name=f"{_('consent-form')}.{format}",
    )


def _document(html: str) -> Document:
    return Document(
        title=_("Consent form"),
        promise="",
        kind="",
        language=context.language(),
        facts=(),
        body=tuple(blocks.from_html(html)),
        pictures={},
        source="",
        authors=(),
        keywords=(),
        modified_at=datetime(2026, 1, 1, tzinfo=UTC),
        address="",
    )
