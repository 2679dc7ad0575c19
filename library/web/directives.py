"""Plans from above as pages: the list, writing one, its way, its versions, how far units are."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.bases.reading import Basis
from library.database import today
from library.directives import adopting, directives, issuing, progress, tasks
from library.directives.directives import Given
from library.directives.models import Directive, DirectiveVersion, State
from library.directives.tasks import Row
from library.errors import Invalid, LibraryError, NotAllowed
from library.marking import N_
from library.web import citing, context, errors, filters, forms, security
from library.web.speech import _

blueprint = Blueprint("directives", __name__)
blueprint.after_request(security.keep_to_oneself)

_TONES = {
    State.SUBMITTED: "wait",
    State.RETURNED: "bad",
    State.ISSUED: "ok",
    State.WITHDRAWN: "bad",
}
# Empty rows that the form ends with.
_BLANK = 3
_MOST_ROWS = tasks.MOST + 20


@blueprint.get("/plans/above/")
def index() -> ResponseReturnValue:
    """Show the plans from above that a person sees, and how to begin one."""
    session, user = context.session(), context.somebody()
    return render_template(
        "directives/index.html",
        directives=[_listed(each) for each in directives.of_user(session, user)],
        may_begin=bool(directives.homes(user)),
    )


def _listed(directive: Directive) -> dict[str, Any]:
    return {
        **named(directive),
        "tasks": len(directive.tasks),
        "own": [_own(directive, each) for each in adopting.homes(context.somebody(), directive)]
        if directive.state == State.ISSUED
        else [],
    }


def _own(directive: Directive, unit: Any) -> dict[str, Any]:
    found = adopting.of(context.session(), directive, unit)
    return {
        "unit": unit.name,
        "url": url_for("adoptions.show", id=directive.id, unit_id=unit.id),
        "is_adopted": found is not None,
        "has_news": found is not None and found.version < directive.version,
    }


def named(directive: Directive) -> dict[str, Any]:
    """Return what a directive is called wherever it is named."""
    parts = [
        _("No. %(number)s", number=directive.number) if directive.number else "",
        filters.day(directive.dated_on) if directive.dated_on else "",
        directive.unit.name,
    ]
    return {
        "title": directive.title,
        "url": url_for("directives.show", id=directive.id),
        "whence": ", ".join(filter(None, parts)),
        "state": _(issuing.NAMES[State(directive.state)]),
        "tone": _TONES.get(State(directive.state), ""),
    }


def of_address(id: int) -> Directive:
    """Return the directive of an address to who may read it."""
    return directives.by_id(context.session(), context.somebody(), id)


@blueprint.get("/plans/above/new")
def new() -> ResponseReturnValue:
    """Ask what a new plan says."""
    return _form(None)


@blueprint.post("/plans/above/new")
def begin() -> ResponseReturnValue:
    """Begin a plan, or ask for more rows, or find a legal basis for it."""
    if _is_unfinished():
        return _form(None)
    session, user = context.session(), context.somebody()
    try:
        unit = units.by_id(session, request.form.get("unit", 0, type=forms.number))
        made = directives.begin(session, user, unit, _given())
    except LibraryError as refused:
        session.rollback()
        return _form(None, refused), errors.code(refused)
    return redirect(url_for("directives.show", id=made.id), 303)


def _is_unfinished() -> bool:
    return citing.is_looking() or "more" in request.form


def _given() -> Given:
    form = request.form
    day = forms.day("dated_on")
    if day is None and form.get("dated_on", "").strip():
        raise Invalid(N_("Give a day such as 20/11/2026."), field="dated_on")
    return Given(
        form.get("title", ""), form.get("number", ""), day, form.get("reporting", ""),
        citing.lines(), list(_rows_typed()), form.get("item", ""),
    )  # fmt: skip


def _rows_typed() -> Iterator[Row]:
    form = request.form
    columns = {name: form.getlist(name) for name in ("key", "place", *tasks.FIELDS)}
    for number in range(min(len(columns["text"]), _MOST_ROWS)):
        said = {name: each[number] if number < len(each) else "" for name, each in columns.items()}
        place = said["place"].strip()
        is_place = place.isascii() and place.isdecimal() and len(place) < 5
        yield Row(said, said["key"], int(place) if is_place else 0)


@blueprint.get("/plans/above/<int:id>/edit")
def edit(id: int) -> ResponseReturnValue:
    """Show the form of a plan to who may change it."""
    directive = of_address(id)
    if not directives.writes(context.somebody(), directive):
        raise NotAllowed(N_("This account does not change this plan as it stands."))
    return _form(directive)


@blueprint.post("/plans/above/<int:id>/edit")
def change(id: int) -> ResponseReturnValue:
    """Change a plan; of one that is issued that is a correction."""
    directive = of_address(id)
    if _is_unfinished():
        return _form(directive)
    try:
        seen = request.form.get("edited", -1, type=forms.number)
        reason = request.form.get("reason", "")
        directives.change(context.session(), context.somebody(), directive, _given(), seen, reason)
    except LibraryError as refused:
        context.session().rollback()
        return _form(of_address(id), refused), errors.code(refused)
    return redirect(url_for("directives.show", id=id), 303)


def _form(directive: Directive | None, refused: LibraryError | None = None) -> str:
    """Return the form, as it was typed where it comes back, else as the plan stands."""
    user = context.somebody()
    homes = directives.homes(user)
    if directive is None and not homes:
        raise NotAllowed(N_("Departments and communes make these; this account writes for none."))
    is_back = request.method == "POST"
    values = request.form.to_dict() if is_back else _values(directive)
    if is_back:
        values["bases"] = "\n".join(citing.lines())
    rows = [dict(each.said) for each in _rows_typed()] if is_back else _rows_kept(directive)
    blank = _BLANK if not is_back or "more" in request.form else 0
    return render_template(
        "directives/edit.html",
        directive=directive,
        homes=[(each.id, each.name) for each in homes],
        values=values,
        rows=[*rows, *({} for _each in range(blank))],
        scopes=[(scope, _(name)) for scope, name in tasks.SCOPES.items()],
        below=_names_below(directive, homes),
        bases=citing.field(values.get("bases", "")),
        is_issued=directive is not None and directive.state == State.ISSUED,
        wrong=forms.wrong(refused),
    )


def _values(directive: Directive | None) -> dict[str, Any]:
    if directive is None:
        return {}
    return {
        "title": directive.title,
        "number": directive.number,
        "dated_on": directive.dated_on.isoformat() if directive.dated_on else "",
        "reporting": directive.reporting,
        "item": directive.item.slug if directive.item else "",
        "bases": "\n".join(each["written"] for each in directive.bases),
        "edited": directive.edited,
    }


def _rows_kept(directive: Directive | None) -> list[dict[str, Any]]:
    kept = directive.tasks if directive else []
    return [
        {**task, "place": place, "understood": _understood(task)}
        for place, task in enumerate(kept, start=1)
    ]


def _understood(task: Mapping[str, Any]) -> str:
    """Say which day a deadline was understood as, so that nobody waits for one that never comes."""
    if day := tasks.day(task):
        return _("Counts until %(day)s", day=filters.day(day))
    return _("Names no day: never overdue") if task["due"] else ""


def _names_below(directive: Directive | None, homes: list[Any]) -> list[str]:
    """Return the names of units to choose from while typing."""
    session = context.session()
    tops = [directive.unit] if directive else homes
    found = {each.name for top in tops for each in units.below(session, top)[:300]}
    return sorted(found)


@blueprint.get("/plans/above/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a plan: its tasks, what it rests on, what can be done with it."""
    return page(of_address(id))


def page(directive: Directive, refused: LibraryError | None = None) -> str:
    """Return the page of a plan, with why the last step was refused."""
    user = context.somebody()
    bases = [Basis.unpacked(each) for each in directive.bases]
    return render_template(
        "directives/show.html",
        directive=directive,
        here_=named(directive),
        item_url=citing.address_of(directive.item),
        tasks=[shown(each) for each in directive.tasks],
        bases=citing.shown(bases),
        warned=citing.warned(bases),
        own=_listed(directive)["own"],
        may_write=directives.writes(user, directive),
        may_look=progress.may_look(user, directive) and directives.is_public(directive),
        steps=[
            {"name": name, "label": _(issuing.ACTIONS[name].name),
             "reasoned": issuing.ACTIONS[name].reasoned}
            for name in issuing.possible(user, directive)
        ],
        seen=issuing.state_seen(directive),
        typed=request.form,
        wrong=forms.wrong(refused),
    )  # fmt: skip


def shown(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task as pages show it."""
    day = tasks.day(task)
    return {
        **task,
        "scope": _(tasks.SCOPES[task["scope"]]) if task["scope"] != "all" else "",
        "is_past": day is not None and day < today(),
    }


@blueprint.post("/plans/above/<int:id>/steps/<step>")
def step(id: int, step: str) -> ResponseReturnValue:
    """Hand a plan on: submit, take back, return, issue, withdraw."""
    directive = of_address(id)
    try:
        reason, seen = request.form.get("reason", ""), request.form.get("seen", "")
        issuing.act(context.session(), context.somebody(), directive, step, reason, seen)
    except LibraryError as refused:
        context.session().rollback()
        return page(of_address(id), refused), errors.code(refused)
    return redirect(url_for("directives.show", id=id), 303)


@blueprint.get("/plans/above/<int:id>/versions")
def changes(id: int) -> ResponseReturnValue:
    """Show what each correction changed and why."""
    directive = of_address(id)
    found = directives.versions(context.session(), directive)
    before = [*found[1:], None]
    return render_template(
        "directives/changes.html",
        here_=named(directive),
        versions=[_version(new, old) for new, old in zip(found, before, strict=True)],
    )


def _version(new: DirectiveVersion, old: DirectiveVersion | None) -> dict[str, Any]:
    found = directives.differences(old.content, new.content) if old else []
    return {
        "number": new.number,
        "who": new.by.name,
        "at": filters.moment(new.at),
        "reason": new.reason,
        "differences": [
            {"kind": each.kind, "text": each.task["text"], "fields": worded(each.fields)}
            for each in found
        ],
    }


def worded(fields: Any) -> list[tuple[str, str, str]]:
    """Return differing fields with the names that people read."""
    return [
        (_(tasks.FIELDS[name]), _said(name, old), _said(name, new)) for name, old, new in fields
    ]


def _said(name: str, value: str) -> str:
    return _(tasks.SCOPES[value]) if name == "scope" and value in tasks.SCOPES else value
