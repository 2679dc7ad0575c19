"""The logbook as pages: what waits to be recorded, entries by month, one entry, its change and end."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import LibraryError
from library.items import catalogue
from library.logbook import beginning, entries, evidence
from library.logbook.models import Entry
from library.planning import slotting
from library.planning.models import Slot
from library.web import context, entry_form, errors, evidences, forms, logbook_page, security
from library.web.speech import _

blueprint = Blueprint("logbook", __name__)
blueprint.after_request(security.keep_to_oneself)

_LARGEST_TEXT = 1024 * 1024


@blueprint.url_value_preprocessor
def _let_photos_in(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if request.method == "POST" and _endpoint in ("logbook.make", "logbook.attach"):
        request.max_content_length = _LARGEST_TEXT + context.library().settings.batch_bytes


@blueprint.get("/logbook/")
def index() -> ResponseReturnValue:
    """Show what waits to be recorded, and the entries of one's units by month."""
    return render_template("logbook/index.html", **logbook_page.listed())


def _slot(id: int | None) -> Slot | None:
    return slotting.by_id(context.session(), context.somebody(), id) if id else None


@blueprint.get("/logbook/new")
def new() -> ResponseReturnValue:
    """Show the form of a new entry, filled from a slot or an item as far as they say."""
    slot = _slot(request.args.get("slot", type=forms.number))
    item = request.args.get("item", "")
    values = entry_form.shown(entry_form.blank(slot, item))
    return _new_page(slot, item, values)


def _new_page(
    slot: Slot | None, item: str, values: dict[str, Any], refused: LibraryError | None = None
) -> str:
    user = context.somebody()
    homes = [slot.plan.unit] if slot else entry_form.homes(user)
    entries.require_recording(user, entry_form.unit(user, slot), slot)
    chosen = request.form.get("unit", type=forms.number)
    return render_template(
        "logbook/new.html",
        values=values,
        homes=[(each.id, each.name, each.id == chosen) for each in homes],
        slot=slot,
        item=item,
        key=request.form.get("key") or entry_form.new_key(),
        known_url=_known(refused),
        wrong=forms.wrong(refused),
        **logbook_page.frame(),
        **entry_form.choices(values),
    )


def _known(refused: LibraryError | None) -> str | None:
    """Return the entry that a slot has already, where that is why another one is refused."""
    is_known = isinstance(refused, entries.Recorded)
    return url_for("logbook.show", id=refused.entry_id) if is_known else None  # type: ignore[union-attr]


@blueprint.post("/logbook/new")
def make() -> ResponseReturnValue:
    """Record an entry; what was sent before is not recorded again.

    Photos are looked over first, before the database waits for anything; one that is refused does
    not keep the entry from being recorded.
    """
    slot_id, item = request.form.get("slot", type=forms.number), request.form.get("item", "")
    with context.looking():
        slot = _slot(slot_id)
        user = context.somebody()
        entries.require_recording(user, entry_form.unit(user, slot), slot)
    uploads, refusals = evidences.accepted(request.files.getlist("photos"))
    try:
        entry = _record(slot_id, item)
        for upload in uploads:
            evidence.attach(context.session(), context.somebody(), entry, upload, "")
    except LibraryError as refused:
        if errors.code(refused) == 403:
            raise
        context.session().rollback()
        return _refused(slot_id, item, refused)
    if logbook_page.wants_json():
        return {"url": url_for("logbook.show", id=entry.id), "refused": refusals}
    if refusals:
        return logbook_page.entry(entry, said=refusals)
    return redirect(url_for("logbook.show", id=entry.id), 303)


def _record(slot_id: int | None, item: str) -> Entry:
    session, user = context.session(), context.somebody()
    slot = _slot(slot_id)
    fields = entry_form.typed() | {"key": request.form.get("key"), "slot_id": slot_id}
    if slot:
        fields["item_id"] = slot.item_id
    elif item:
        fields["item_id"] = catalogue.by_slug(session, item).id
    return entries.record(session, user, entry_form.unit(user, slot), fields)


def _refused(slot_id: int | None, item: str, refused: LibraryError) -> ResponseReturnValue:
    """Answer with the form and what to mend; to a page that sends by itself, with the reason."""
    if logbook_page.wants_json():
        return {"wrong": refused.message.translated(_)}, errors.code(refused)
    slot = _slot(slot_id)
    values = entry_form.as_typed(entry_form.shown(entry_form.blank(slot, item)))
    return _new_page(slot, item, values, refused), errors.code(refused)


@blueprint.post("/logbook/slots/<int:id>/done")
def done(id: int) -> ResponseReturnValue:
    """Record a slot as done as it was planned, with one tap."""
    session, user = context.session(), context.somebody()
    entry = beginning.as_planned(session, user, slotting.by_id(session, user, id))
    return redirect(url_for("logbook.show", id=entry.id), 303)


def _entry(id: int) -> Entry:
    return entries.by_id(context.session(), context.somebody(), id)


@blueprint.get("/logbook/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show an entry with its files and history."""
    return logbook_page.entry(_entry(id))


@blueprint.get("/logbook/<int:id>/edit")
def edit(id: int) -> ResponseReturnValue:
    """Show the form to change an entry."""
    entry = _entry(id)
    return _edit_page(entry, entry_form.of_entry(entry))


def _edit_page(entry: Entry, values: dict[str, Any], refused: LibraryError | None = None) -> str:
    is_overtaken = isinstance(refused, entries.Overtaken)
    return render_template(
        "logbook/edit.html",
        entry=entry,
        values=values,
        differing=logbook_page.differing(entry, values) if is_overtaken else [],
        is_overtaken=is_overtaken,
        known_url=_known(refused),
        wrong=forms.wrong(refused),
        **logbook_page.frame(),
        **entry_form.choices(values),
    )


@blueprint.post("/logbook/<int:id>/edit")
def change(id: int) -> ResponseReturnValue:
    """Change an entry; who comes second sees both states."""
    entry = _entry(id)
    seen = request.form.get("seen", type=forms.number)
    try:
        fields = entry_form.typed()
        entries.change(context.session(), context.somebody(), entry, fields, seen)
    except LibraryError as refused:
        if errors.code(refused) in (403, 404):
            raise
        context.session().rollback()
        entry = _entry(id)
        values = entry_form.as_typed(entry_form.of_entry(entry))
        return _edit_page(entry, values, refused), errors.code(refused)
    return redirect(url_for("logbook.show", id=id), 303)


@blueprint.post("/logbook/<int:id>/remove")
def remove(id: int) -> ResponseReturnValue:
    """Take an entry out of the logbook."""
    reason = request.form.get("reason", "")
    entries.take_out(context.session(), context.somebody(), _entry(id), reason)
    return redirect(url_for("logbook.index"), 303)


@blueprint.post("/logbook/<int:id>/files")
def attach(id: int) -> ResponseReturnValue:
    """Put photos or other files with an entry."""
    with context.looking():
        _entry(id)
    uploads, refusals = evidences.accepted(request.files.getlist("photos"))
    entry = _entry(id)
    caption = request.form.get("caption", "")
    for upload in uploads:
        evidence.attach(context.session(), context.somebody(), entry, upload, caption)
    if refusals or not uploads:
        return logbook_page.entry(entry, said=refusals or [_("Choose a photo or a file first.")])
    return redirect(url_for("logbook.show", id=id, _anchor="files"), 303)
