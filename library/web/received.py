"""What a receiving unit sees and does: the map of a period, proposals to answer, the days it sets."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import LibraryError, NotFound
from library.exchange import sheet
from library.marking import N_
from library.reporting import asking, counting, drafting, figuring, lines, proposing, receiving
from library.reporting.asking import Days
from library.reporting.models import Report, State
from library.reporting.periods import REQUEST, Calendar, Period
from library.reporting.receiving import Row
from library.web import context, errors, filters, forms, report_page, security
from library.web.speech import _

blueprint = Blueprint("received", __name__)
blueprint.after_request(security.keep_to_oneself)


def _unit(id: int) -> Unit:
    """Return a receiving unit to its people."""
    user = context.somebody()
    found = units.by_id(context.session(), id)
    if found.kind not in lines.RECEIVING or not user.holds(Role.READER, found):
        raise NotFound(N_("There is no such unit, or it receives no reports."))
    return found


# What of the map is shown: a name in the address, what it is called, which rows.
_SIEVES: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "": (N_("All"), lambda _row: True),
    "missing": (N_("Not submitted yet"), lambda row: not row.is_done),
    "waiting": (N_("Waits for a decision here"), lambda row: row.waits),
    "late": (N_("Late or overdue"), lambda row: row.is_late or row.is_overdue),
    "returned": (N_("Reports returned"), lambda row: row.standing == State.RETURNED),
}
# Groups of more units than these are closed until they are asked for.
_MOST_OPEN = 60


@blueprint.get("/reports/received/<int:unit_id>/<key>")
def show(unit_id: int, key: str) -> ResponseReturnValue:
    """Show who has reported and who has not, and what was accepted so far."""
    unit = _unit(unit_id)
    session, user = context.session(), context.somebody()
    period = Calendar(session, unit).named(key)
    rows = receiving.completeness(session, unit, period)
    chosen = request.args.get("only", "")
    wanted = _SIEVES.get(chosen, _SIEVES[""])[1]
    own = drafting.of(session, unit, period)
    return render_template(
        "reports/received.html",
        unit=unit,
        period=report_page.period_name(period),
        key=key,
        days=report_page.days(period),
        counts=receiving.counts(rows),
        sieves=[
            {"label": _(label), "current": name == chosen,
             "url": url_for("received.show", unit_id=unit.id, key=key, only=name or None)}
            for name, (label, _which) in _SIEVES.items()
        ],
        groups=[
            {
                "name": each.area.name if each.area else _("Directly below %(unit)s", unit=unit.name),
                "done": each.done,
                "all": len(each.rows),
                "rows": [_row(row, period) for row in each.rows if wanted(row)],
            }
            for each in receiving.grouped(rows)
            if any(wanted(row) for row in each.rows)
        ],
        is_open=bool(chosen) or len(rows) <= _MOST_OPEN,
        **_sums(unit, period, own),
        closed=len(receiving.unreported(session, unit)),
        proposals=len(proposing.to(session, unit, period)),
        own=url_for("reports.show", id=own.id) if own else "",
        may_roll_up=drafting.may(user, Role.CONTRIBUTOR, unit),
    )  # fmt: skip


def _sums(unit: Unit, period: Period, own: Report | None) -> dict[str, Any]:
    """Return what was accepted so far, together and by area, and how much since the roll-up."""
    session = context.session()
    parts = figuring.accepted_parts(session, Calendar(session, unit), period)
    shares = receiving.shares(session, parts)
    signed = receiving.signed(session, own) if own else None
    return {
        "since": len(parts.keys() - signed.parts.keys()) if signed else 0,
        "parts": len(shares),
        "totals": report_page.totals(counting.added(each.figures for each in shares)),
        "areas": [
            {"name": each.unit.name if each.unit else _("Directly below %(unit)s", unit=unit.name),
             "totals": report_page.totals(each.figures)}
            for each in receiving.by_area(session, unit, shares)
        ],
    }  # fmt: skip


@blueprint.get("/reports/received/<int:unit_id>/<key>.csv")
def table(unit_id: int, key: str) -> ResponseReturnValue:
    """Give the map for a spreadsheet."""
    unit = _unit(unit_id)
    period = Calendar(context.session(), unit).named(key)
    head = [_("Area"), _("Unit"), _("Standing"), _("Submitted on"), _("Note")]
    rows = [
        [row.area.name if row.area else "", row.unit.name,
         *(_row(row, period)[name] for name in ("state", "at", "late"))]
        for row in receiving.completeness(context.session(), unit, period)
    ]  # fmt: skip
    name = f'attachment; filename="{key}.csv"'
    body = "\N{BOM}" + sheet.written(head, rows)
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": name})


def _row(row: Row, period: Period) -> dict[str, Any]:
    late = _("late") if row.is_late else ""
    if row.is_overdue:
        late = _("%(count)s days late", count=(today() - period.before).days + 1)
    tone = "bad" if row.is_overdue else report_page.TONES.get(_state(row), "")
    return {
        "name": row.unit.name,
        "state": _(receiving.STANDINGS[row.standing]),
        "tone": tone,
        "late": late,
        "at": filters.day(row.submitted) if row.submitted else "",
        "url": url_for("reports.show", id=row.report_id) if row.submitted and row.report_id else "",
    }


def _state(row: Row) -> Any:
    return State(row.standing) if row.standing in list(State) else row.standing


@blueprint.get("/reports/received/<int:unit_id>/<key>/proposals")
def proposals(unit_id: int, key: str) -> ResponseReturnValue:
    """Show what is proposed in all reports of a period."""
    return _proposals(_unit(unit_id), key)


def _proposals(unit: Unit, key: str, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    period = Calendar(session, unit).named(key)
    return render_template(
        "reports/proposals.html",
        unit=unit,
        key=key,
        period=report_page.period_name(period),
        back=url_for("received.show", unit_id=unit.id, key=key),
        proposals=[_proposal(each, unit) for each in proposing.to(session, unit, period)],
        may_answer=user.holds(Role.REVIEWER, unit),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _proposal(proposal: Any, unit: Unit) -> dict[str, Any]:
    kept = next((each for each in proposal.answers if each.unit_id == unit.id), None)
    return {
        "id": proposal.id,
        "text": proposal.text,
        "from": proposal.report.unit.name,
        "url": url_for("reports.show", id=proposal.report_id),
        "answer": kept.text if kept else "",
        "seen": int(kept.at.timestamp()) if kept else 0,
        "by": kept.by.name if kept else "",
    }


@blueprint.post("/reports/received/<int:unit_id>/<key>/proposals/<int:id>")
def answer(unit_id: int, key: str, id: int) -> ResponseReturnValue:
    """Answer one proposal."""
    unit = _unit(unit_id)
    session = context.session()
    try:
        seen = request.form.get("seen", 0, type=forms.number)
        said = request.form.get("answer", "")
        proposing.answer(session, context.somebody(), id, unit, said, seen)
    except LibraryError as refused:
        session.rollback()
        return _proposals(_unit(unit_id), key, refused), errors.code(refused)
    way = url_for("received.proposals", unit_id=unit_id, key=key, _anchor=f"proposal-{id}")
    return redirect(way, 303)


@blueprint.get("/reports/received/<int:unit_id>/periods")
def periods_(unit_id: int) -> ResponseReturnValue:
    """Show the periods as they hold at a unit, and how to ask for a report of other days."""
    return _periods(_unit(unit_id))


def _periods(unit: Unit, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    calendar = Calendar(session, unit)
    return render_template(
        "reports/periods.html",
        unit=unit,
        periods=[_period(each, unit) for each in calendar.around(today())],
        may_set=asking.may_set(user, unit),
        closed=[{"id": each.id, "name": each.name} for each in receiving.unreported(session, unit)],
        heirs=_possible_heirs(unit, user),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _period(period: Period, unit: Unit) -> dict[str, Any]:
    kept = asking.own(context.session(), unit, period)
    return {
        "name": report_page.period_name(period),
        "days": report_page.days(period),
        "key": period.key,
        "first": period.first,
        "last": period.last,
        "cut_off": period.cut_off,
        "before": period.before,
        "is_whole": period.series.is_whole,
        "is_request": period.series.id == REQUEST,
        "is_own": kept is not None,
        "seen": kept.edited if kept else 0,
        "url": url_for("received.show", unit_id=unit.id, key=period.key),
    }


def _possible_heirs(unit: Unit, user: User) -> list[tuple[int, str]]:
    if not user.holds(Role.REVIEWER, unit):
        return []
    below = units.below(context.session(), unit)
    return [(each.id, each.name) for each in below if lines.reports(each) and units.is_open(each)]


def _days() -> Days:
    return Days(*(forms.day(name) for name in ("first", "last", "cut_off", "before")))


@blueprint.post("/reports/received/<int:unit_id>/periods")
def ask(unit_id: int) -> ResponseReturnValue:
    """Ask for a report of any days."""
    unit = _unit(unit_id)
    session = context.session()
    try:
        made = asking.ask(session, context.somebody(), unit, request.form.get("title", ""), _days())
    except LibraryError as refused:
        session.rollback()
        return _periods(_unit(unit_id), refused), errors.code(refused)
    key = f"{REQUEST}.{unit_id}-{made.name}"
    return redirect(url_for("received.show", unit_id=unit_id, key=key), 303)


@blueprint.post("/reports/received/<int:unit_id>/periods/<key>")
def set_days(unit_id: int, key: str) -> ResponseReturnValue:
    """Set the days of a period for those below."""
    unit = _unit(unit_id)
    session = context.session()
    try:
        seen = request.form.get("seen", 0, type=forms.number)
        asking.set_days(session, context.somebody(), unit, key, _days(), seen)
    except LibraryError as refused:
        session.rollback()
        return _periods(_unit(unit_id), refused), errors.code(refused)
    return redirect(url_for("received.periods_", unit_id=unit_id), 303)


@blueprint.post("/reports/received/<int:unit_id>/heirs")
def name_heir(unit_id: int) -> ResponseReturnValue:
    """Say who reports for a unit that has ended."""
    _unit(unit_id)
    session = context.session()
    try:
        ended = units.by_id(session, request.form.get("ended", 0, type=forms.number))
        heir = units.by_id(session, request.form.get("heir", 0, type=forms.number))
        lines.name_heir(session, context.somebody(), ended, heir)
    except LibraryError as refused:
        session.rollback()
        return _periods(_unit(unit_id), refused), errors.code(refused)
    return redirect(url_for("received.periods_", unit_id=unit_id), 303)
