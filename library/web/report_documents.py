"""What leaves a report: official documents made of it, and a spreadsheet that checks its own totals."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.roles import Role
from library.database import today
from library.documents import making, own_forms, profiles
from library.documents.own_forms import Known
from library.errors import Invalid, LibraryError, NotFound
from library.exchange import workbook
from library.exchange.workbook import Cell, Formula
from library.logbook.models import Outcome
from library.marking import N_
from library.reporting import counting, drafting, lines
from library.reporting.models import Report
from library.reporting.periods import FORMS, Period
from library.web import (
    citing,
    context,
    document_fields,
    forms,
    report_page,
    report_texts,
    reports,
    security,
)
from library.web.report_texts import Shown
from library.web.speech import _

blueprint = Blueprint("report_documents", __name__)
blueprint.after_request(security.keep_to_oneself)

# The form of a report, of those a series may be made in, that is meant to be pasted.
_FRAGMENT = "fragment"


def _of_address(id: int) -> Report:
    """Return the report of an address to who belongs to its unit: those above have it as it was sent."""
    report = reports.of_address(id)
    if not drafting.belongs(context.somebody(), report.unit):
        raise NotFound(N_("There is no such report among those of one's own units."))
    return report


@blueprint.get("/reports/<int:id>/documents")
def choose(id: int) -> ResponseReturnValue:
    """Show the documents that a report can become, and for which recipient."""
    report = _of_address(id)
    session = context.session()
    period = drafting.period_of(session, report)
    known = own_forms.in_force(session, report.unit, today())
    return render_template(
        "report_documents/choose.html",
        report=report,
        title=report_page.title(period, report.unit),
        may_make=context.somebody().holds(Role.CONTRIBUTOR, report.unit),
        forms=[_choice(each, report, period) for each in known.values() if each.form.of_reports],
    )


def _choice(known: Known, report: Report, period: Period) -> dict[str, Any]:
    code = context.language()
    links = [(_("Go on"), _url(report, known))]
    if known.form.of_reports == "results":
        links = [
            (_("For %(unit)s", unit=name), _url(report, known, unit_id))
            for unit_id, (name, _form) in _recipients(report, period).items()
        ] or links
    return {
        "id": known.name,
        "name": known.form.called(code),
        "about": known.form.about.get(code) or known.form.about.get("vi", ""),
        "whose": known.unit.name if known.unit else "",
        "links": links,
    }


def _url(report: Report, known: Known, to: int | None = None) -> str:
    return url_for("report_documents.fill", id=report.id, name=known.name, to=to)


def _recipients(report: Report, period: Period) -> dict[int, tuple[str, str]]:
    """Return by unit what it is called and in which form it wants the report."""
    tree = lines.Tree.below(context.session(), report.unit)
    wanted = tree.recipients(report.unit, period)
    return {id: (tree.units[id].name, form) for id, form in wanted.items()}


@blueprint.get("/reports/<int:id>/documents/<name>")
def fill(id: int, name: str) -> ResponseReturnValue:
    """Ask what the report does not say."""
    return _fill_page(_of_address(id), name)


def _fill_page(report: Report, name: str, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    known, source = _known(report, name)
    begun = making.begun(session, user, report.unit, known, source)
    answers = document_fields.typed(known.form) if refused or citing.is_looking() else begun
    letterhead = profiles.frozen(profiles.of(session, report.unit))
    return render_template(
        "documents/fill.html",
        about=report_page.title(drafting.period_of(session, report), report.unit),
        back=url_for("report_documents.choose", id=report.id),
        unit=report.unit,
        form=known.form.called(context.language()),
        **document_fields.asked(known.form, answers, report.unit, letterhead),
        wrong=forms.wrong(refused),
        from_report=True,
    )


def _known(report: Report, name: str) -> tuple[Known, dict[str, Any]]:
    """Return a form and what a document on it takes from the report, for the recipient asked for."""
    known = own_forms.named(context.session(), report.unit, name)
    if not known.form.of_reports:
        raise NotFound(N_("This form is not made of a report; choose again."))
    found = report_texts.shown(report)
    recipients = _recipients(report, found.period)
    to = request.args.get("to", 0, type=forms.number)
    unit, wanted = recipients.get(to) or next(iter(recipients.values()), ("", ""))
    if known.form.of_reports == _FRAGMENT:
        wanted = _FRAGMENT
    elif wanted == _FRAGMENT:  # a whole report is more than what its recipient pastes
        wanted = ""
    assert not wanted or wanted in FORMS
    return known, report_texts.source(found, known.form, unit, wanted)


@blueprint.post("/reports/<int:id>/documents/<name>")
def make(id: int, name: str) -> ResponseReturnValue:
    """Make a document of a report and show it."""
    report = _of_address(id)
    known, source = _known(report, name)
    session, user = context.session(), context.somebody()
    if citing.is_looking():
        return _fill_page(report, name)
    try:
        answers = document_fields.typed(known.form)
        made = making.make(session, user, report.unit, known, source, answers)
        document_fields.keep_bases(user, report.unit, known.form)
    except Invalid as refused:
        session.rollback()
        return _fill_page(_of_address(id), name, refused), 422
    return redirect(url_for("documents.show", id=made.id), 303)


@blueprint.get("/reports/<int:id>/report.xlsx")
def xlsx(id: int) -> ResponseReturnValue:
    """Give the figures, what they are made of, and whether both agree, as formulas."""
    found = report_texts.shown(_of_address(id))
    sheets: dict[str, Sequence[Sequence[Cell]]] = {}
    rows = _made_of(found)
    sheets[_("Totals")] = _totals(found, rows)
    sheets[_("Made of")] = rows
    for name in counting.TABLES:
        if name != "total" and (table := report_page.counts(found.figures, name)).rows:
            head: list[Cell] = [table.title, *table.columns]
            sheets[table.title[:31]] = [head, *([label, *cells] for label, *cells in table.cells)]
    name = f"bao-cao-{found.period.series.id}-{found.period.name}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(workbook.written(sheets), mimetype=workbook.XLSX, headers=headers)


_COUNTED = (Outcome.DONE, "pupils", "adults", Outcome.MOVED, Outcome.CANCELLED)


def _made_of(found: Shown) -> list[list[Cell]]:
    """Return a row for each entry of the unit itself and one for each accepted report below."""
    head: list[Cell] = [
        _("What"), _("Day"), _("Activities done"), _("Pupils reached"), _("Adults reached"),
        _("Moved to another day"), _("Cancelled"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for each in found.entries:
        own = counting.figures([each])
        rows.append([each["title"], report_page.entry(each)["day"], *_counted(own)])
    for share in report_texts.shares(found):
        name = share.unit.name if share.unit else ""
        rows.append([name, "", *_counted(share.figures)])
    return [head, *rows]


def _counted(figures: Any) -> list[Cell]:
    return [figures.get(f"total/{name}", 0) for name in _COUNTED]


def _totals(found: Shown, rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    sheet, last = _("Made of"), max(len(rows), 2)
    head: list[Cell] = [_("Figure"), _("In the report"), _("Added up here"), _("Do they agree?")]
    made: list[list[Cell]] = [head]
    for place, name in enumerate(_COUNTED):
        column, row = "CDEFG"[place], len(made) + 1
        reported = found.figures.get(f"total/{name}", 0)
        added = sum(cell for each in rows[1:] if isinstance(cell := each[place + 2], int))
        check = f'IF(B{row}=C{row},"{_("yes")}","{_("no")}")'
        made.append([
            report_page.label("total", name),
            reported,
            Formula(f"SUM('{sheet}'!{column}2:{column}{last})", added),
            Formula(check, _("yes") if reported == added else _("no")),
        ])  # fmt: skip
    return made
