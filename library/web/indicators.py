"""Indicators of a unit and those below it: a table, a sheet to fill in, what was wrong in one that came."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.comparing import carried, indicators
from library.comparing.carried import BESIDE, DONE
from library.comparing.indicators import Problem
from library.database import today
from library.errors import Invalid, NotAllowed
from library.exchange import workbook
from library.marking import N_
from library.planning import frames, schoolyear
from library.web import comparison, context, filters, forms, security
from library.web.speech import _

blueprint = Blueprint("indicators", __name__)
blueprint.after_request(security.keep_to_oneself)

_FILE = "sheet"
_LARGEST = 5 * 1024 * 1024
_TYPES = {"csv": "text/csv", "xlsx": workbook.XLSX}


@blueprint.url_value_preprocessor
def _let_sheets_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint == "indicators.bring":
        request.max_content_length = _LARGEST


def _year() -> str:
    return schoolyear.named(request.values.get("year") or schoolyear.name_of(today()))


@blueprint.get("/reports/indicators/units/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show the indicators of a unit and of those below it, beside what they carried out."""
    return _page(comparison.of_address(id))


def _page(unit: Unit, refused: Invalid | None = None, problems: list[Problem] | None = None) -> str:
    session, language, year = context.session(), context.language(), _year()
    known = indicators.of_units(session, unit, year)
    kinds = indicators.kinds().values()
    below = [each for each in units.below(session, unit) if each.id in known]
    done = _done(unit, year)
    return render_template(
        "indicators/show.html",
        unit=unit,
        year=year,
        years=[(each, each == year) for each in schoolyear.known_names()],
        kinds=[
            {"name": kind.names[language], "measure": kind.measures[language]} for kind in kinds
        ],
        rows=[
            {
                "unit": each.name,
                "values": [
                    filters.number(known[each.id][kind.id]) if kind.id in known[each.id] else ""
                    for kind in kinds
                ],
                "done": filters.number(done[each.id]),
                "share": _share(done[each.id], known[each.id].get("pupils", 0)),
            }
            for each in below
        ],
        may_set=indicators.may_set(context.somebody(), unit),
        problems=[
            {"row": row, "column": column, "why": why.translated(_)}
            for row, column, why in problems or []
        ],
        wrong=forms.wrong(refused),
    )


def _done(unit: Unit, year: str) -> Counter[int]:
    """Return how many activities each unit has carried out in a school year."""
    session = context.session()
    lines = carried.lines(session, unit, frames.year(session, unit, year), today())
    return Counter(each.unit_id for each in lines if each.became in (DONE, BESIDE))


def _share(done: int, pupils: int) -> str:
    """Return the activities to a hundred pupils; nothing where their number is not known."""
    return filters.number(round(100 * done / pupils, 1)) if pupils else ""


@blueprint.get("/reports/indicators/units/<int:id>/sheet.<any(csv, xlsx):ending>")
def sheet(id: int, ending: str) -> ResponseReturnValue:
    """Give a sheet with what is known, to fill in the rest."""
    unit, year = comparison.of_address(id), _year()
    made = indicators.template(context.session(), unit, year, context.language(), ending)
    headers = {"Content-Disposition": f'attachment; filename="chi-so-{year}.{ending}"'}
    return Response(made, mimetype=_TYPES[ending], headers=headers)


@blueprint.post("/reports/indicators/units/<int:id>")
def bring(id: int) -> ResponseReturnValue:
    """Take a sheet in, whole or not at all; what is wrong is said by row and column."""
    with context.looking():
        unit = comparison.of_address(id)
        if not indicators.may_set(context.somebody(), unit):
            raise NotAllowed(
                N_("Only the head or the administrator of this unit, or above, may do this.")
            )
    problems: list[Problem] = []
    try:
        sent = request.files.get(_FILE)
        if sent is None or not sent.filename:
            raise Invalid(N_("Choose a sheet."), field=_FILE)
        library = context.library()
        table = indicators.table(sent.stream, sent.filename, library.desk, library.reader)
        coming = indicators.read(context.session(), context.somebody(), table)
        problems = coming.problems
        indicators.bring_in(context.session(), context.somebody(), coming)
    except Invalid as refused:
        context.undo()
        refused.field = _FILE
        return _page(comparison.of_address(id), refused, problems), 422
    return redirect(url_for("indicators.show", id=id, year=_year()), 303)
