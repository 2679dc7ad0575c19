"""Year plans as pages: the list, the year as a strip of weeks, other views, the steps of approval."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.roles import Role
from library.bases import keeping
from library.database import today
from library.errors import Invalid, LibraryError
from library.logbook import standing
from library.planning import (
    approving,
    copying,
    frames,
    plans,
    schoolyear,
    slotting,
    targets,
    versions,
)
from library.planning.models import State, YearPlan
from library.web import (
    citing,
    context,
    errors,
    filters,
    forms,
    plan_page,
    plan_targets,
    plan_views,
    security,
    words,
)
from library.web.plan_page import Opened
from library.web.speech import _

blueprint = Blueprint("plans", __name__)
blueprint.after_request(security.keep_to_oneself)

_TONES = {
    State.APPROVED: "ok",
    State.SUBMITTED: "wait",
    State.AGREED: "wait",
    State.RETURNED: "bad",
}


@blueprint.get("/plans/")
def index() -> ResponseReturnValue:
    """Show the plans that a person sees, and how to begin one."""
    return _index()


def _index(refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    found = plans.of_user(session, user)
    counts = plans.counts(session, found)
    done = standing.done_of_plans(session, [each.id for each in found])
    homes = plans.homes(user)
    return render_template(
        "plans/index.html",
        plans=[_listed(each, counts.get(each.id, 0), done.get(each.id, 0)) for each in found],
        homes=[(each.id, each.name) for each in homes],
        years=sorted({year for each in homes for year in frames.names(session, each)}),
        current=schoolyear.name_of(today()),
        frames=_frames(),
        bases=_bases(),
        item=request.values.get("item", ""),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _listed(plan: YearPlan, total: int, done: int) -> dict[str, Any]:
    return {
        "title": plan_page.title(plan),
        "url": url_for("plans.show", id=plan.id),
        "state": _(approving.NAMES[State(plan.state)]),
        "tone": _TONES.get(State(plan.state), ""),
        "total": total,
        "done": done,
    }


def _frames() -> list[dict[str, str]]:
    """Return the school years of a person's units, where weeks and days off are looked up."""
    year = schoolyear.name_of(today())
    own = {each.unit_id: each.unit for each in context.somebody().memberships}
    return [
        {"name": unit.name, "year": year, "url": url_for("frames.show", unit_id=id, year=year)}
        for id, unit in own.items()
        if unit.kind != units.ROOT
    ]


def _bases() -> list[dict[str, str]]:
    """Return the lists of legal bases of a person's units."""
    session = context.session()
    own = [each.unit for each in context.somebody().memberships if each.unit.kind != units.ROOT]
    offices = {each.id: each for each in (keeping.office(session, unit) for unit in own)}
    return [
        {"name": unit.name, "url": url_for("bases.show", unit_id=id)}
        for id, unit in offices.items()
    ]


@blueprint.post("/plans/")
def begin() -> ResponseReturnValue:
    """Begin a plan, and go on with the item that somebody wanted to plan."""
    session, user = context.session(), context.somebody()
    try:
        unit = units.by_id(session, request.form.get("unit", 0, type=forms.number))
        year, group = request.form.get("year", ""), request.form.get("group", "")
        plan = plans.begin(session, user, unit, year, group)
    except LibraryError as refused:
        session.rollback()
        return _index(refused), errors.code(refused)
    if item := request.form.get("item"):
        return redirect(url_for("slots.add", item=item, plan=plan.id), 303)
    return redirect(url_for("plans.show", id=plan.id), 303)


def of_address(id: int) -> YearPlan:
    """Return the plan of an address to who may read it."""
    return plans.by_id(context.session(), context.somebody(), id)


@blueprint.get("/plans/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show the year as a strip of weeks, with what clashes and what is missing."""
    return page(of_address(id))


def page(plan: YearPlan, refused: LibraryError | None = None) -> str:
    """Return the page of a plan, with why the last step was refused."""
    user, session = context.somebody(), context.session()
    here = plan_page.opened(plan)
    return render_template(
        "plans/show.html",
        **top(here),
        semesters=plan_page.strip(here),
        this_week=plan_page.rows(plan_page.this_week(here), here),
        unplaced=plan_page.rows(here.by_week.get(None, []), here),
        forms=plan_page.forms(),
        problems=plan_page.problems(here),
        gaps=plan_page.gaps(here),
        steps=[
            {"name": name, "label": _(approving.ACTIONS[name].name),
             "reasoned": approving.ACTIONS[name].reasoned}
            for name in approving.possible(user, plan)
        ],
        seen=approving.state_seen(plan),
        warned=citing.warned(keeping.of(session, plan.unit)),
        decisions=_decisions(plan),
        removed=[
            {"title": each.title, "url": url_for("slots.put_back", id=each.id)}
            for each in plans.removed(session, plan)
        ],
        may_write=plans.writes(user, plan),
        may_drag=plans.writes(user, plan) and plan.state != State.APPROVED,
        may_begin=user.holds(Role.CONTRIBUTOR, plan.unit),
        next_year=schoolyear.after(plan.year),
        wrong=forms.wrong(refused),
        typed=request.form,
    )  # fmt: skip


def top(here: Opened) -> dict[str, Any]:
    """Return what stands at the top of every page of a plan."""
    plan = here.plan
    return {
        "plan": plan,
        "title": plan_page.title(plan),
        "state": _(approving.NAMES[State(plan.state)]),
        "tone": _TONES.get(State(plan.state), ""),
        "summary": plan_page.summary(here),
        "source": _source(here),
        "frame_url": url_for("frames.show", unit_id=plan.unit_id, year=plan.year),
        "has_weeks": bool(here.year.weeks),
        "views": [
            {"name": name, "label": _(label), "url": plan_page.view_url(plan, name)}
            for name, label in plan_views.NAMES.items()
        ],
    }


def _source(here: Opened) -> str:
    """Return where the weeks come from, so that nobody takes another province's for their own."""
    year = here.year
    if year.frame_unit_id:
        unit = units.by_id(context.session(), year.frame_unit_id)
        said = _("Weeks as %(unit)s has entered them", unit=unit.name)
        return f"{said} ({year.source})." if year.source else f"{said}."
    if year.weeks:
        return _("Weeks as they ship with the library: %(source)s. Every province has its own frame; "
                 "the department or the school enters it.", source=year.source)  # fmt: skip
    return ""


def _decisions(plan: YearPlan) -> list[dict[str, str]]:
    return [
        {
            "who": each.by.name,
            "what": _(approving.ACTIONS[each.action].name),
            "at": filters.moment(each.at),
            "reason": each.reason,
        }
        for each in approving.decisions(context.session(), plan)
    ]


@blueprint.get("/plans/<int:id>/by/<view>")
def view(id: int, view: str) -> ResponseReturnValue:
    """Show a week, a month, the grades, the people or the targets of a plan."""
    return view_page(of_address(id), view)


def view_page(plan: YearPlan, view: str, refused: LibraryError | None = None) -> str:
    """Return the page of a view, with why what was sent from it was refused."""
    here = plan_page.opened(plan)
    shown = plan_views.shown(here, view, request.args)
    template = "plans/month.html" if view == "month" else "plans/view.html"
    may = plans.writes(context.somebody(), here.plan)
    return render_template(
        template, **top(here), **shown, view=view, may_write=may, wrong=forms.wrong(refused)
    )


@blueprint.post("/plans/<int:id>/targets")
def set_targets(id: int) -> ResponseReturnValue:
    """Set what the whole plan or a theme is to reach."""
    plan, theme = of_address(id), request.form.get("theme", "")
    session, user = context.session(), context.somebody()
    try:
        targets.put(session, user, plan, theme, plan_targets.typed(), context.vocabulary())
    except Invalid as refused:
        session.rollback()
        return view_page(of_address(id), "targets", refused), 422
    return redirect(plan_page.view_url(plan, "targets"), 303)


@blueprint.post("/plans/<int:id>/steps/<step>")
def step(id: int, step: str) -> ResponseReturnValue:
    """Hand a plan on: submit, agree, approve, return."""
    plan = of_address(id)
    try:
        reason, seen = request.form.get("reason", ""), request.form.get("seen", "")
        approving.act(context.session(), context.somebody(), plan, step, reason, seen)
    except LibraryError as refused:
        context.session().rollback()
        return page(of_address(id), refused), errors.code(refused)
    return redirect(url_for("plans.show", id=id), 303)


@blueprint.post("/plans/<int:id>/themes")
def theme(id: int) -> ResponseReturnValue:
    """Say what a month is about."""
    month = request.form.get("month", 0, type=forms.number)
    said = request.form.get("theme", "")
    plans.set_theme(context.session(), context.somebody(), of_address(id), month, said)
    return redirect(url_for("plans.view", id=id, view="month", number=month), 303)


@blueprint.post("/plans/<int:id>/copy")
def copy(id: int) -> ResponseReturnValue:
    """Begin the plan of the next year with the activities of this one."""
    made = copying.to_next_year(context.session(), context.somebody(), of_address(id))
    return redirect(url_for("plans.show", id=made.id), 303)


@blueprint.get("/plans/<int:id>/versions")
def changes(id: int) -> ResponseReturnValue:
    """Show the versions of an approved plan and what differs between two of them."""
    plan = of_address(id)
    newest = request.args.get("to", plan.version, type=forms.number)
    oldest = request.args.get("from", max(0, newest - 1), type=forms.number)
    session = context.session()
    found = versions.differences(session, plan, oldest, newest)
    return render_template(
        "plans/changes.html",
        plan=plan,
        title=plan_page.title(plan),
        versions=[
            {"number": each.number, "who": each.by.name, "at": filters.moment(each.at),
             "reason": each.reason, "url": url_for("plans.changes", id=id, to=each.number)}
            for each in versions.of(session, plan)
        ],
        oldest=oldest,
        newest=newest,
        numbers=range(plan.version + 1),
        differences=[
            {"title": each.title, "kind": each.kind,
             "fields": [(_(versions.FIELDS[name]), _said(name, old), _said(name, new))
                        for name, old, new in each.fields]}
            for each in found
        ],
    )  # fmt: skip


def _said(name: str, value: Any) -> str:
    """Return the value of a field of a version as people read it."""
    if value in (None, "", []):
        return ""
    if name == "grades":
        return words.grades(value)
    if name == "form":
        return _(slotting.FORMS[value][1])
    if name == "day_on":
        return words.day(value)
    return str(value)[:5] if name in ("begins", "ends") else str(value)
