"""The school year at a unit: its weeks, days without lessons, exams and places; who may enters them."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.errors import Invalid, LibraryError, NotFound
from library.marking import N_
from library.planning import frames, plans, schoolyear
from library.planning.models import YearPlan
from library.planning.schoolyear import Days, SchoolYear
from library.web import context, errors, filters, forms, plan_page, security
from library.web.speech import _

blueprint = Blueprint("frames", __name__)
blueprint.after_request(security.keep_to_oneself)


def _unit(id: int) -> Unit:
    """Return a unit to somebody who belongs to it or stands above it."""
    user, unit = context.somebody(), units.by_id(context.session(), id)
    if not plans.sees(user, YearPlan(unit=unit)) and not frames.may_set(user, unit):
        raise NotFound(N_("There is no such unit."))
    return unit


@blueprint.get("/plans/years/<int:unit_id>/<year>")
def show(unit_id: int, year: str) -> ResponseReturnValue:
    """Show a school year as it holds at a unit."""
    return _page(_unit(unit_id), schoolyear.named(year))


def _page(unit: Unit, name: str, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    year, own = frames.year(session, unit, name), frames.own(session, unit, name)
    named = plan_page.occasions_of(unit, year)
    return render_template(
        "frames/show.html",
        unit=unit,
        year=year,
        years=[
            {"name": each, "url": url_for("frames.show", unit_id=unit.id, year=each)}
            for each in frames.names(session, unit)
        ],
        semesters=[_semester(number, year) for number in (1, 2)],
        is_own=bool(own and own.semesters),
        source=year.source,
        from_unit=_name_of(year.frame_unit_id),
        days=_days(year, unit),
        weeks=[
            {"number": week.number, "semester": "I" * week.semester,
             "days": plan_page.stretch(week.first, week.last),
             "marks": plan_page.marks(week, year, named)}
            for week in year.weeks
        ],
        kinds=[(kind, _(label), kind == request.form.get("kind", "break"))
               for kind, label in schoolyear.KINDS.items()],
        places="\n".join(own.places if own else ()),
        seen=own.edited if own else 0,
        may_set=frames.may_set(user, unit),
        typed=request.form,
        wrong=forms.wrong(refused),
    )  # fmt: skip


def _semester(number: int, year: SchoolYear) -> dict[str, Any]:
    semester = year.semesters[number - 1]
    before = semester.ends_before
    return {
        "number": "I" * number,
        "first": semester.first,
        "last": semester.last,
        "ends_before": filters.day(before) if before else None,
    }


def _name_of(unit_id: int | None) -> str:
    return units.by_id(context.session(), unit_id).name if unit_id else ""


def _days(year: SchoolYear, unit: Unit) -> list[dict[str, Any]]:
    """Return the days of a year by time; those that the unit itself entered with their place."""
    own = [each for each in year.days if each.unit_id == unit.id]
    return [
        {
            "name": each.name(context.language()),
            "kind": _(schoolyear.KINDS[each.kind]),
            "when": _when(each),
            "source": each.source or _name_of(each.unit_id),
            "place": own.index(each) if each.unit_id == unit.id else None,
        }
        for each in sorted(year.days, key=lambda each: each.first)
    ]


def _when(days: Days) -> str:
    if days.first == days.last:
        return filters.day(days.first)
    return f"{filters.day(days.first)}\N{EN DASH}{filters.day(days.last)}"


@blueprint.post("/plans/years/<int:unit_id>/<year>/<change>")
def change(unit_id: int, year: str, change: str) -> ResponseReturnValue:
    """Enter semesters, days or places, or take days back."""
    unit, name = _unit(unit_id), schoolyear.named(year)
    if change not in _CHANGES:
        raise Invalid(N_("There is no such change."))
    try:
        _CHANGES[change](unit, name, request.form.get("seen", type=forms.number))
    except LibraryError as refused:
        context.session().rollback()
        return _page(_unit(unit_id), name, refused), errors.code(refused)
    return redirect(url_for("frames.show", unit_id=unit_id, year=name, _anchor=change), 303)


def _semesters(unit: Unit, name: str, seen: int | None) -> None:
    first, last = ((_day(f"{end}1"), _day(f"{end}2")) for end in ("first", "last"))
    given = frames.Given(first, last, request.form.get("source", ""))
    frames.set_semesters(context.session(), context.somebody(), unit, name, given, seen)


def _day(name: str) -> date | None:
    """Return the day typed in a field; raise Invalid for one that the calendar does not have."""
    day = forms.day(name)
    if day is None and request.form.get(name, "").strip():
        raise Invalid(N_("Give a day such as 20/11/2026."), field=name)
    return day


def _add_days(unit: Unit, name: str, seen: int | None) -> None:
    first = _day("first")
    if first is None:
        raise Invalid(N_("Give the first of these days."), field="first")
    last = _day("last") or first
    days = Days(request.form.get("kind", ""), first, last, {"vi": request.form.get("name", "")})
    frames.add_days(context.session(), context.somebody(), unit, name, days, seen)


def _remove_days(unit: Unit, name: str, seen: int | None) -> None:
    place = request.form.get("place", -1, type=forms.number)
    frames.remove_days(context.session(), context.somebody(), unit, name, place, seen)


def _places(unit: Unit, name: str, seen: int | None) -> None:
    lines = request.form.get("places", "")
    frames.set_places(context.session(), context.somebody(), unit, name, lines, seen)


_CHANGES = {"semesters": _semesters, "days": _add_days, "remove": _remove_days, "places": _places}
