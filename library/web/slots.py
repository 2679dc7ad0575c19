"""Slots of year plans: an item put into a week in two clicks, what is said of it, moving it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from library.accounts.roles import Role
from library.database import today
from library.directives import adopting
from library.directives.models import Commitment
from library.errors import LibraryError
from library.items import catalogue
from library.items.models import Item
from library.logbook import entries
from library.planning import clashes, plans, slotting
from library.planning.models import Slot, State, YearPlan
from library.web import context, errors, forms, plan_page, security, slot_form
from library.web.plan_page import Opened

blueprint = Blueprint("slots", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/plans/add")
def add() -> ResponseReturnValue:
    """Ask into which week of which plan an item goes; the next free week is chosen already."""
    session, user = context.session(), context.somebody()
    item = catalogue.by_slug(session, request.args.get("item", ""))
    found = plans.writable(session, user)
    if not found:
        return redirect(url_for("plans.index", item=item.slug, _anchor="begin"))
    wanted = request.args.get("plan", type=forms.number)
    plan = next((each for each in found if each.id == wanted), found[0])
    return _add_page(item, plan, found)


def _add_page(
    item: Item, plan: YearPlan, found: list[YearPlan], refused: LibraryError | None = None
) -> str:
    here = plan_page.opened(plan)
    free = slot_form.next_free(here, here.year.week_of(today()))
    chosen = request.form.get("week", free, type=forms.number)
    assert item.published, "the catalogue returns published items only"
    return render_template(
        "slots/add.html",
        item=item,
        title=catalogue.edition(item.published, context.language()).title,
        plan=plan,
        plan_title=plan_page.title(plan),
        others=[
            {"title": plan_page.title(each),
             "url": url_for("slots.add", item=item.slug, plan=each.id)}
            for each in found if each is not plan
        ],
        weeks=plan_page.week_choices(here.year, chosen),
        is_planned=[plan_page.row(each, here) for each in here.slots if each.item_id == item.id],
        asks_why=plan.state == State.APPROVED,
        typed=request.form,
        wrong=forms.wrong(refused),
    )  # fmt: skip


@blueprint.post("/plans/<int:id>/slots")
def put(id: int) -> ResponseReturnValue:
    """Put an item into a week of a plan."""
    session, user = context.session(), context.somebody()
    plan = plans.by_id(session, user, id)
    item = catalogue.by_slug(session, request.form.get("item", ""))
    week = request.form.get("week", type=forms.number)
    try:
        reason = request.form.get("reason", "")
        slot = slotting.plan_item(session, user, plan, item, {"week": week}, reason)
    except LibraryError as refused:
        session.rollback()
        plan, item = plans.by_id(session, user, id), catalogue.by_slug(session, item.slug)
        return _add_page(item, plan, plans.writable(session, user), refused), errors.code(refused)
    return redirect(_place(slot), 303)


def _place(slot: Slot) -> str:
    return url_for("plans.show", id=slot.plan_id, _anchor=f"slot-{slot.id}")


@blueprint.get("/plans/<int:id>/slots/new")
def new(id: int) -> ResponseReturnValue:
    """Show the form for an activity with a title of one's own."""
    plan = plans.by_id(context.session(), context.somebody(), id)
    plans.require_writing(context.somebody(), plan)
    return _new_page(plan)


def _new_page(plan: YearPlan, refused: LibraryError | None = None) -> str:
    here = plan_page.opened(plan)
    empty = slot_form.of_slot(Slot(title="", form=slotting.DEFAULT_FORM, grades=[], owner_name="",
                                   classes="", support="", place="", needs="", outcomes="",
                                   products=""))  # fmt: skip
    empty["week"] = request.args.get("week", "")
    values = slot_form.as_typed(empty)
    return render_template(
        "slots/new.html", **_around(here, values, None), wrong=forms.wrong(refused)
    )


def _around(here: Opened, values: dict[str, Any], slot: Slot | None) -> dict[str, Any]:
    plan = here.plan
    places = dict.fromkeys([*here.year.places, *plans.places(context.session(), plan)])
    return {
        "plan": plan,
        "plan_title": plan_page.title(plan),
        "values": values,
        "places": list(places),
        "asks_why": plan.state == State.APPROVED,
        **slot_form.choices(slot, here.year, values, plan.unit),
    }


@blueprint.post("/plans/<int:id>/slots/new")
def make(id: int) -> ResponseReturnValue:
    """Put an activity with a title of one's own into a plan."""
    session, user = context.session(), context.somebody()
    plan = plans.by_id(session, user, id)
    try:
        reason = request.form.get("reason", "")
        slot = slotting.plan_own(session, user, plan, slot_form.typed(), reason)
    except LibraryError as refused:
        session.rollback()
        return _new_page(plans.by_id(session, user, id), refused), errors.code(refused)
    return redirect(_place(slot), 303)


def _slot(id: int) -> Slot:
    return slotting.by_id(context.session(), context.somebody(), id)


@blueprint.get("/plans/slots/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show an activity of a plan, and the form to change it to who may."""
    return _page(_slot(id))


def _page(slot: Slot, refused: LibraryError | None = None) -> str:
    user = context.somebody()
    here = plan_page.opened(slot.plan)
    values = slot_form.as_typed(slot_form.of_slot(slot))
    is_overtaken = isinstance(refused, slotting.Overtaken) and "title" in request.form
    return render_template(
        "slots/show.html",
        **_around(here, values, slot),
        slot=slot,
        row=plan_page.row(slot, here),
        item_url=_item_url(slot.item),
        tasks=[_task(each) for each in adopting.of_slot(context.session(), slot)],
        changed=slot_form.moment_of(slot),
        is_removed=slot.removed_at is not None,
        is_revised=any(each.kind == clashes.REVISED for each in here.found if each.slot is slot),
        may_write=plans.writes(user, slot.plan) and slot.removed_at is None,
        may_look=user.holds(Role.CONTRIBUTOR, slot.plan.unit),
        record_url=_record_url(slot),
        differing=slot_form.differing(slot, values) if is_overtaken else [],
        is_overtaken=isinstance(refused, slotting.Overtaken),
        wrong=forms.wrong(refused),
    )


def _record_url(slot: Slot) -> str | None:
    """Return where what became of a slot is recorded, None for who may not."""
    if slot.removed_at is None and entries.may_record(context.somebody(), slot.plan.unit, slot):
        return url_for("logbook.new", slot=slot.id)
    return None


def _task(own: Commitment) -> dict[str, str]:
    """Return a task from above that an activity carries out."""
    return {
        "text": own.text,
        "url": url_for("adoptions.task", id=own.id),
        "whence": own.adoption.directive.title,
    }


def _item_url(item: Item | None) -> str | None:
    """Return the page of a planned item, None for one that is no longer public."""
    return url_for("items.show", slug=item.slug) if item and item.published_id else None


def _done(id: int, refused: LibraryError | None) -> ResponseReturnValue:
    """Answer with the plan, or with the slot as it stands now and why nothing was changed."""
    if refused is None:
        return redirect(_place(_slot(id)), 303)
    context.session().rollback()
    return _page(_slot(id), refused), errors.code(refused)


@blueprint.post("/plans/slots/<int:id>")
def change(id: int) -> ResponseReturnValue:
    """Change what is said of an activity."""
    try:
        fields = slot_form.typed()
        slotting.change(context.session(), context.somebody(), _slot(id), fields, slot_form.wish())
    except LibraryError as refused:
        return _unless_gone(id, refused)
    return _done(id, None)


def _unless_gone(id: int, refused: LibraryError) -> ResponseReturnValue:
    """Answer with the slot and the reason; an account that may not see it gets an error page."""
    if errors.code(refused) in (403, 404):
        raise refused
    return _done(id, refused)


@blueprint.post("/plans/slots/<int:id>/move")
def move(id: int) -> ResponseReturnValue:
    """Move an activity into another week."""
    slot = _slot(id)
    here = plan_page.opened(slot.plan)
    week = request.form.get("week", type=forms.number)
    try:
        slotting.move(
            *(context.session(), context.somebody(), slot, week, here.year), slot_form.wish()
        )
    except LibraryError as refused:
        return _unless_gone(id, refused)
    return _done(id, None)


@blueprint.post("/plans/slots/<int:id>/remove")
def remove(id: int) -> ResponseReturnValue:
    """Take an activity out of its plan."""
    slot = _slot(id)
    try:
        slotting.remove(context.session(), context.somebody(), slot, slot_form.wish())
    except LibraryError as refused:
        return _unless_gone(id, refused)
    return redirect(url_for("plans.show", id=slot.plan_id, _anchor="removed"), 303)


@blueprint.post("/plans/slots/<int:id>/back")
def put_back(id: int) -> Response:
    """Put an activity back into its plan."""
    slot = _slot(id)
    reason = request.form.get("reason", "")
    slotting.put_back(context.session(), context.somebody(), slot, reason)
    return redirect(_place(slot), 303)


@blueprint.post("/plans/slots/<int:id>/seen")
def look(id: int) -> Response:
    """Note that an item that was changed since it was planned has been looked at."""
    slotting.look_again(context.session(), context.somebody(), _slot(id))
    return redirect(url_for("slots.show", id=id), 303)
