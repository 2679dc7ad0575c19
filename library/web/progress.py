"""How far units are with a plan from above, as a page: tasks by units, what is overdue, reminders."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.roles import Role
from library.database import today
from library.directives import progress
from library.directives.models import Directive, State
from library.errors import LibraryError, NotAllowed
from library.marking import N_
from library.web import context, directives, errors, filters, forms, security
from library.web.speech import _, ngettext

blueprint = Blueprint("progress", __name__)
blueprint.after_request(security.keep_to_oneself)

# Units on a page of the table.
_PAGE = 100


@blueprint.get("/plans/above/<int:id>/units")
def show(id: int) -> ResponseReturnValue:
    """Show how far the units below are: tasks by units."""
    return _table(_watched(id))


def _watched(id: int) -> Directive:
    directive = directives.of_address(id)
    if not progress.may_look(context.somebody(), directive):
        raise NotAllowed(N_("Only the unit that has issued it sees how far all others are."))
    return directive


def _table(directive: Directive, refused: LibraryError | None = None) -> str:
    user = context.somebody()
    found = progress.lines(context.session(), directive, today())
    only_open = request.args.get("units") == "open"
    listed = [each for each in found if each.is_open or not only_open]
    number, pager = _pager(directive, len(listed))
    counts = {
        "units": len(found),
        "adopted": sum(each.is_adopted for each in found),
        "late": sum(bool(each.overdue) for each in found),
    }
    return render_template(
        "progress/show.html",
        directive=directive,
        here_=directives.named(directive),
        tasks=[
            {**directives.shown(task), "sums": progress.sums(found, task["key"])}
            for task in directive.tasks
        ],
        lines=[_line(directive, each) for each in listed[_PAGE * (number - 1) : _PAGE * number]],
        pager=pager,
        counts=counts,
        only_open=only_open,
        names={status: _(name) for status, name in progress.NAMES.items()},
        may_remind=user.holds(Role.REVIEWER, directive.unit) and directive.state == State.ISSUED,
        asked=_asked(),
        wrong=forms.wrong(refused),
    )


def _pager(directive: Directive, count: int) -> tuple[int, dict[str, Any]]:
    """Return the page of units that is asked for, and the way to the others."""
    last = max(1, -(-count // _PAGE))
    number = min(max(request.args.get("page", 1, type=forms.number), 1), last)
    only = {"units": "open"} if request.args.get("units") == "open" else {}

    def url(page: int) -> str | None:
        if not 1 <= page <= last:
            return None
        return url_for("progress.show", id=directive.id, page=page, **only)  # type: ignore[arg-type]

    pages = [
        {"number": each, "url": url(each), "current": each == number} for each in range(1, last + 1)
    ]
    return number, {"previous": url(number - 1), "next": url(number + 1), "pages": pages}


def _asked() -> str:
    """Say how many units were reminded just now."""
    count = request.args.get("asked", type=forms.number)
    if count is None:
        return ""
    return ngettext("%(num)s unit was reminded.", "%(num)s units were reminded.", count)


def _line(directive: Directive, line: progress.Line) -> dict[str, Any]:
    return {
        "id": line.unit.id,
        "name": line.unit.name,
        "url": url_for("adoptions.show", id=directive.id, unit_id=line.unit.id),
        "is_adopted": line.is_adopted,
        "is_open": line.is_open,
        "cells": [line.cells.get(task["key"]) for task in directive.tasks],
        "reminded": filters.day(line.reminded_on) if line.reminded_on else "",
    }


@blueprint.post("/plans/above/<int:id>/remind")
def remind(id: int) -> ResponseReturnValue:
    """Ask the heads of some units, politely, to look at a plan."""
    directive = _watched(id)
    chosen = request.form.getlist("unit", type=forms.number)
    try:
        count = progress.remind(context.session(), context.somebody(), directive, chosen)
    except LibraryError as refused:
        context.session().rollback()
        return _table(_watched(id), refused), errors.code(refused)
    return redirect(url_for("progress.show", id=id, asked=count), 303)
