"""Official documents made of a year plan: choose a form and for whom, fill in what only the school knows."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.roles import Role
from library.database import today
from library.documents import from_year_plan, making, own_forms, profiles, repeating
from library.documents.from_year_plan import Division, Opened
from library.documents.own_forms import Known
from library.errors import Invalid, LibraryError, NotFound
from library.marking import N_
from library.planning import frames, plans, tables, targets
from library.planning.models import YearPlan
from library.web import citing, context, document_fields, forms, plan_page, security, words
from library.web import plans as plan_pages
from library.web.speech import _

blueprint = Blueprint("plan_documents", __name__)
blueprint.after_request(security.keep_to_oneself)

_NAMES = {
    "grade": N_("Every grade"),
    "month": N_("By month"),
    "theme": N_("By theme"),
    "whole": N_("The whole plan"),
}


@blueprint.get("/plans/<int:id>/documents")
def choose(id: int) -> ResponseReturnValue:
    """Show the forms that a year plan can become a document on, and for whom."""
    plan = plan_pages.of_address(id)
    here = _opened(plan)
    known = own_forms.in_force(context.session(), plan.unit, today())
    return render_template(
        "plan_documents/choose.html",
        plan=plan,
        title=plan_page.title(plan),
        may_make=context.somebody().holds(Role.CONTRIBUTOR, plan.unit),
        forms=[_choice(each, here) for each in known.values() if each.form.year_plan],
    )


def _opened(plan: YearPlan) -> Opened:
    session = context.session()
    year = frames.year(session, plan.unit, plan.year)
    slots = tables.in_order(plans.slots(session, plan), year)
    return Opened(plan, slots, year, context.vocabulary(), targets.of(session, plan))


def _choice(known: Known, here: Opened) -> dict[str, Any]:
    code, ways = context.language(), known.form.year_plan
    links = [(_(_NAMES[by]), _url(here, known, by)) for by in ways if by in _NAMES]
    if "grade" in ways:
        links += [
            (words.grades([grade]), _url(here, known, "grade", grade))
            for grade in tables.grades(here.slots)
        ]
    names = [name for name in dict(tables.by_person(here.slots, here.year)) if name]
    return {
        "name": known.form.called(code),
        "about": known.form.about.get(code) or known.form.about.get("vi", ""),
        "whose": known.unit.name if known.unit else "",
        "links": links,
        "people": names if "person" in ways else [],
        "is_personal": "person" in ways,
        "url": url_for("plan_documents.fill", id=here.plan.id, name=known.name),
        "id": known.name,
    }


def _url(here: Opened, known: Known, by: str, only: str | None = None) -> str:
    return url_for("plan_documents.fill", id=here.plan.id, name=known.name, by=by, only=only)


@blueprint.get("/plans/<int:id>/documents/<name>")
def fill(id: int, name: str) -> ResponseReturnValue:
    """Ask what the year plan does not say."""
    return _fill_page(plan_pages.of_address(id), name)


def _fill_page(plan: YearPlan, name: str, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    known, source = _known(plan, name)
    form = repeating.of(known.form, source)
    begun = making.begun(session, user, plan.unit, known, source)
    answers = document_fields.typed(form) if refused or citing.is_looking() else begun
    letterhead = profiles.frozen(profiles.of(session, plan.unit))
    return render_template(
        "documents/fill.html",
        about=f"{plan_page.title(plan)}: {source['called']}",
        back=url_for("plan_documents.choose", id=plan.id),
        unit=plan.unit,
        form=known.form.called(context.language()),
        **document_fields.asked(form, answers, plan.unit, letterhead),
        wrong=forms.wrong(refused),
        from_plan=True,
    )


def _known(plan: YearPlan, name: str) -> tuple[Known, dict[str, Any]]:
    """Return a form and what a document on it takes from the plan, divided as the address says."""
    known = own_forms.named(context.session(), plan.unit, name)
    here, by = _opened(plan), request.args.get("by", "")
    only = request.args.get("only", "")
    if by not in known.form.year_plan or not _is_known(here, by, only):
        raise NotFound(N_("This form is not made like that of a year plan; choose again."))
    return known, from_year_plan.source(context.session(), known.form, here, Division(by, only))


def _is_known(here: Opened, by: str, only: str) -> bool:
    if by == "person":
        return bool(only) and only in dict(tables.by_person(here.slots, here.year))
    return not only or (by == "grade" and only in tables.grades(here.slots))


@blueprint.post("/plans/<int:id>/documents/<name>")
def make(id: int, name: str) -> ResponseReturnValue:
    """Make a document of a year plan and show it."""
    plan = plan_pages.of_address(id)
    known, source = _known(plan, name)
    session, user = context.session(), context.somebody()
    if citing.is_looking():
        return _fill_page(plan, name)
    try:
        answers = document_fields.typed(repeating.of(known.form, source))
        made = making.make(session, user, plan.unit, known, source, answers)
        document_fields.keep_bases(user, plan.unit, known.form)
    except Invalid as refused:
        session.rollback()
        return _fill_page(plan_pages.of_address(id), name, refused), 422
    return redirect(url_for("documents.show", id=made.id), 303)
