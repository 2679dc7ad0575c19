"""What a unit makes of a plan from above, as pages: tasks taken over, left out, added, how far they are."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.database import today
from library.directives import adopting, comparing
from library.directives.comparing import Compared
from library.directives.models import Adoption, Commitment, Directive, State, Status
from library.errors import Conflict, LibraryError, NotFound
from library.logbook import standing
from library.logbook.models import Entry, Outcome
from library.marking import N_
from library.planning import plans
from library.planning.models import Slot, YearPlan
from library.web import context, directives, errors, filters, forms, plan_page, security
from library.web.speech import _

blueprint = Blueprint("adoptions", __name__)
blueprint.after_request(security.keep_to_oneself)

_TONES = {Status.DONE: "ok", Status.UNDER_WAY: "wait"}
_TEXTS = ("text", "due", "product", "who", "said", "status")


@blueprint.get("/plans/above/<int:id>/at/<int:unit_id>")
def show(id: int, unit_id: int) -> ResponseReturnValue:
    """Show the tasks beside what a unit made of them."""
    return _page(*_place(id, unit_id))


def _place(id: int, unit_id: int) -> tuple[Directive, Unit]:
    session, user = context.session(), context.somebody()
    directive, unit = directives.of_address(id), units.by_id(session, unit_id)
    if not adopting.sees(user, directive, unit):
        raise NotFound(N_("There is no such unit below this plan, or it is not for this account."))
    return directive, unit


def _page(directive: Directive, unit: Unit, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    adoption = adopting.of(session, directive, unit)
    own = adoption.commitments if adoption else []
    seen = adopting.seen_tasks(session, adoption) if adoption else None
    above = adopting.concerning(session, adoption, directive, unit)
    found = comparing.compare(above, own, seen)
    writes = adopting.may_adopt(user, directive, unit) and directive.state == State.ISSUED
    rows = [_row(each) for each in found]
    return render_template(
        "adoptions/show.html",
        directive=directive,
        here_=directives.named(directive),
        unit=unit,
        rows=rows,
        open=[each for each in rows if each["kind"] in ("open", "left-out") and each["key"]],
        counts=[
            (_(name), sum(each.kind == kind for each in found))
            for kind, name in comparing.KINDS.items()
        ],
        has_news=comparing.has_news(found),
        has_others=len(above) < len(directive.tasks),
        may_write=writes,
        may_leave_out=writes and user.holds(Role.PUBLISHER, unit),
        year_plans=[(each.id, plan_page.title(each)) for each in _plans(unit)],
        typed=request.form,
        ticked=request.form.getlist("task"),
        wrong=forms.wrong(refused),
    )


def _plans(unit: Unit) -> list[YearPlan]:
    """Return the year plans of a unit in which somebody may write."""
    found = plans.writable(context.session(), context.somebody())
    return [each for each in found if each.unit.is_within(unit)]


def _row(found: Compared) -> dict[str, Any]:
    own = found.own
    return {
        "kind": found.kind,
        "label": _(comparing.KINDS[found.kind]),
        "key": found.task["key"] if found.task else "",
        "task": directives.shown(found.task) if found.task else None,
        "own": _own(own) if own else None,
        "fields": directives.worded(found.fields),
        "since": directives.worded(found.since),
        "is_dropped": found.is_dropped,
        "is_new": found.is_new,
    }


def _own(own: Commitment) -> dict[str, Any]:
    status = Status(own.status)
    return {
        "text": own.text,
        "due": own.due,
        "product": own.product,
        "who": own.who,
        "reason": own.reason,
        "said": own.said,
        "status": _(adopting.STATUSES[status]),
        "tone": _TONES.get(status, ""),
        "is_overdue": status != Status.DONE and bool(own.due_on and own.due_on < today()),
        "url": url_for("adoptions.task", id=own.id),
        "slots": _slots(own),
    }


def _slots(own: Commitment) -> list[dict[str, Any]]:
    slots = [each for each in own.slots if each.removed_at is None]
    results = standing.results(context.session(), [each.id for each in slots])
    return [_slot(each, results.get(each.id)) for each in slots]


def _slot(slot: Slot, result: Entry | None) -> dict[str, Any]:
    week = _("Week %(number)s", number=slot.week) if slot.week else ""
    return {
        "id": slot.id,
        "title": slot.title,
        "url": url_for("slots.show", id=slot.id),
        "when": filters.day(slot.day_on) if slot.day_on else week,
        "is_done": result is not None and result.outcome == Outcome.DONE,
    }


@blueprint.post("/plans/above/<int:id>/at/<int:unit_id>/<change>")
def change(id: int, unit_id: int, change: str) -> ResponseReturnValue:
    """Take tasks over, leave some out, add one, or look at what changed above."""
    directive, unit = _place(id, unit_id)
    if change not in _CHANGES:
        raise NotFound(N_("There is no such change."))
    try:
        _CHANGES[change](directive, unit)
    except LibraryError as refused:
        context.session().rollback()
        return _page(*_place(id, unit_id), refused), errors.code(refused)
    return redirect(url_for("adoptions.show", id=id, unit_id=unit_id), 303)


def _take(directive: Directive, unit: Unit) -> None:
    session, user = context.session(), context.somebody()
    wanted = request.form.get("plan", type=forms.number)
    plan = plans.by_id(session, user, wanted) if wanted else None
    reason = request.form.get("plan_reason", "")
    keys = request.form.getlist("task")
    adopting.take(session, user, directive, unit, keys, plan, reason)


def _leave_out(directive: Directive, unit: Unit) -> None:
    adopting.leave_out(
        *(context.session(), context.somebody(), directive, unit),
        request.form.getlist("task"),
        request.form.get("reason", ""),
    )


def _add(directive: Directive, unit: Unit) -> None:
    adopting.add(context.session(), context.somebody(), directive, unit, _typed())


def _follow(directive: Directive, unit: Unit) -> None:
    session = context.session()
    adoption: Adoption | None = adopting.of(session, directive, unit)
    if adoption is None:
        raise Conflict(N_("Nothing was taken over yet."))
    adopting.follow(session, context.somebody(), adoption)


_CHANGES = {"take": _take, "leave-out": _leave_out, "add": _add, "follow": _follow}


def _typed() -> Mapping[str, str]:
    return {name: request.form[name] for name in _TEXTS if name in request.form}


def _commitment(id: int) -> Commitment:
    return adopting.commitment(context.session(), context.somebody(), id)


@blueprint.get("/plans/above/tasks/<int:id>")
def task(id: int) -> ResponseReturnValue:
    """Show a task of a unit, and the form to change it to who may."""
    return _task_page(_commitment(id))


def _task_page(own: Commitment, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    adoption = own.adoption
    directive, unit = adoption.directive, adoption.unit
    may = adopting.may_adopt(user, directive, unit) and directive.state == State.ISSUED
    writes = may and not own.is_left_out
    values = request.form.to_dict() if refused else {name: getattr(own, name) for name in _TEXTS}
    compared = comparing.compare(directive.tasks, [own])
    row = next(each for each in compared if each.own is own)
    return render_template(
        "adoptions/task.html",
        own=own,
        row=_row(row),
        here_=directives.named(directive),
        unit=unit,
        list_url=url_for("adoptions.show", id=directive.id, unit_id=unit.id),
        values=values,
        statuses=[
            (status, _(name), status == values.get("status"))
            for status, name in adopting.STATUSES.items()
        ],
        slots=[(each.id, each.title) for each in adopting.slots_for(session, user, own)]
        if writes
        else [],
        changed=_("%(who)s, %(at)s", who=own.edited_by.name, at=filters.moment(own.changed_at)),
        may_write=writes,
        wrong=forms.wrong(refused),
    )


def _task_done(id: int, act: Any) -> ResponseReturnValue:
    own = _commitment(id)
    try:
        act(own)
    except LibraryError as refused:
        context.session().rollback()
        return _task_page(_commitment(id), refused), errors.code(refused)
    return redirect(url_for("adoptions.task", id=id), 303)


@blueprint.post("/plans/above/tasks/<int:id>")
def change_task(id: int) -> ResponseReturnValue:
    """Say a task in one's own words, who answers for it, how far it is."""
    seen = request.form.get("edited", -1, type=forms.number)
    session, user = context.session(), context.somebody()
    return _task_done(id, lambda own: adopting.change(session, user, own, _typed(), seen))


@blueprint.post("/plans/above/tasks/<int:id>/slots")
def link(id: int) -> ResponseReturnValue:
    """Tie an activity of the year plan to a task, or untie it."""
    session, user = context.session(), context.somebody()
    slot = request.form.get("slot", 0, type=forms.number)
    act = adopting.unlink if request.form.get("then") == "untie" else adopting.link
    return _task_done(id, lambda own: act(session, user, own, slot))
