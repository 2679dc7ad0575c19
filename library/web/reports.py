"""Reports as pages: those of one's units, one with its figures and texts, the steps of its way up."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import today
from library.errors import Invalid, LibraryError, NotFound
from library.marking import N_
from library.reporting import counting, drafting, figuring, lines, passing, proposing, receiving
from library.reporting.drafting import Overtaken
from library.reporting.models import Delivery, Report, Snapshot, State
from library.reporting.periods import Calendar, Period, sections
from library.web import context, errors, filters, forms, report_page, security
from library.web.speech import _

blueprint = Blueprint("reports", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/reports/")
def index() -> ResponseReturnValue:
    """Show what one's units are to report, and what they receive."""
    return _index()


def _index(refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    mine = {
        (each.unit_id, each.series, each.name): each for each in drafting.of_user(session, user)
    }
    homes = drafting.homes(user)
    receives = {
        each.unit_id: each.unit for each in user.memberships if each.unit.kind in lines.RECEIVING
    }
    calendars = {each.id: Calendar(session, each) for each in [*homes, *receives.values()]}
    due = [
        (unit, period, mine.pop((unit.id, period.series.id, period.name), None))
        for unit in homes
        for period in calendars[unit.id].around(today())
    ]
    return render_template(
        "reports/index.html",
        due=[_due(*each) for each in due],
        earlier=[_listed(each) for each in mine.values()],
        received=[
            {
                "unit": unit.name,
                "periods": [
                    {"name": report_page.period_name(period), "before": period.before,
                     "url": url_for("received.show", unit_id=unit.id, key=period.key)}
                    for period in calendars[unit.id].around(today())
                ],
                "periods_url": url_for("received.periods_", unit_id=unit.id),
            }
            for unit in receives.values()
        ],
        wrong=forms.wrong(refused),
    )  # fmt: skip


def _due(unit: Any, period: Period, report: Report | None) -> dict[str, Any]:
    is_open = report is None or report.state in (State.DRAFT, State.SIGNED, State.RETURNED)
    return {
        "title": report_page.title(period, unit),
        "days": report_page.days(period),
        "late": report_page.late_note(period) if is_open else "",
        "state": report_page.state(report) if report else _("Not begun"),
        "tone": report_page.TONES.get(State(report.state), "") if report else "",
        "url": url_for("reports.show", id=report.id) if report else "",
        "unit": unit.id,
        "key": period.key,
    }


def _listed(report: Report) -> dict[str, Any]:
    period = drafting.period_of(context.session(), report)
    return {
        "title": report_page.title(period, report.unit),
        "state": report_page.state(report),
        "tone": report_page.TONES.get(State(report.state), ""),
        "url": url_for("reports.show", id=report.id),
    }


@blueprint.post("/reports/")
def begin() -> ResponseReturnValue:
    """Begin the report of a unit for a period, or open the one that somebody has begun."""
    session, user = context.session(), context.somebody()
    try:
        unit = units.by_id(session, request.form.get("unit", 0, type=forms.number))
        report = drafting.begin(session, user, unit, request.form.get("period", ""))
    except LibraryError as refused:
        session.rollback()
        return _index(refused), errors.code(refused)
    return redirect(url_for("reports.show", id=report.id), 303)


def of_address(id: int) -> Report:
    """Return the report of an address to who may read it."""
    return drafting.by_id(context.session(), context.somebody(), id)


@blueprint.get("/reports/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a report: as it is now while it is written, as it was signed from then on."""
    return _page(of_address(id))


def _page(
    report: Report, refused: LibraryError | None = None, typed: Mapping[str, Any] | None = None
) -> str:
    user, session = context.somebody(), context.session()
    period = drafting.period_of(session, report)
    is_own = drafting.belongs(user, report.unit)
    received = _received(user, report)
    may_write = drafting.writes(user, report)
    figures, texts, parts = _said(report, period, is_own)
    form = sections(period.series) if is_own else report_page.form_for(received, report)
    return render_template(
        "reports/show.html",
        report=report,
        period=report_page.period_name(period),
        period_key=period.key,
        title=report_page.title(period, report.unit),
        days=report_page.days(period),
        late=report_page.late_note(period) if may_write else "",
        state=report_page.state(report),
        tone=report_page.TONES.get(State(report.state), ""),
        sections=report_page.sections(report, form, figures, typed or texts),
        estimate=_estimate(report, period, figures),
        parts=len(parts),
        is_receiver=lines.reports(report.unit) and report.unit.kind in lines.RECEIVING,
        may_write=may_write,
        is_own=is_own,
        typed=typed or report.texts,
        overtaken=_overtaken(report, refused, typed, form),
        steps=_steps(user, report),
        deliveries=[_delivery(user, report, each) for each in report.deliveries],
        recipients=_recipients(report, period) if is_own else [],
        proposals=_proposals(report),
        events=_events(report),
        seen=passing.state_seen(report),
        wrong=forms.wrong(refused),
        said=request.form,
    )


def _said(
    report: Report, period: Period, is_own: bool
) -> tuple[Mapping[str, int], Mapping[str, str], Mapping[str, int]]:
    """Return figures, texts and parts: those that were signed and sent, or as they are now."""
    snapshot = _snapshot(report, is_own)
    if snapshot is not None:
        return snapshot.figures, snapshot.texts, snapshot.parts
    session = context.session()
    said = figuring.said(session, Calendar(session, report.unit), report, period)
    return said.figures, report.texts, said.parts


def _snapshot(report: Report, is_own: bool) -> Snapshot | None:
    """Return what a reader sees of a report: its unit what is signed, those above what was sent."""
    session = context.session()
    if is_own:
        return receiving.signed(session, report)
    return session.get(Snapshot, _received(context.somebody(), report)[0].snapshot_id)


def _received(user: User, report: Report) -> list[Delivery]:
    """Return what a reader receives of a report, at their own unit before those below it."""
    found = [each for each in report.deliveries if user.holds(Role.READER, each.unit)]
    own = {each.unit_id for each in user.memberships}
    return sorted(found, key=lambda each: each.unit_id not in own)


def _estimate(report: Report, period: Period, figures: Mapping[str, int]) -> dict[str, Any] | None:
    """Return the figures to date and the estimate for the rest, where a period has one."""
    if not period.series.estimates:
        return None
    return {
        "is_planned": not report.estimates,
        "is_over": period.is_over(),
        "rows": [
            {
                "name": name,
                "label": report_page.label("total", name),
                "to_date": figures.get(f"total/{name}", 0),
                "estimate": figures.get(f"estimate/{name}", 0),
                "own": report.estimates.get(name, ""),
            }
            for name in counting.ESTIMATES
        ],
        "cut_off": period.cut_off,
    }


def _overtaken(
    report: Report, refused: LibraryError | None, typed: Mapping[str, Any] | None, form: Any
) -> list[dict[str, str]]:
    """Return what differs between what stands there now and what was typed."""
    if not isinstance(refused, Overtaken) or typed is None:
        return []
    titles = {each.text or drafting.PROPOSALS: each.titles[context.language()] for each in form
              if each.text or each.proposals}  # fmt: skip
    return [
        {"title": title, "theirs": report.texts.get(name, ""), "mine": str(typed.get(name, ""))}
        for name, title in titles.items()
        if report.texts.get(name, "") != typed.get(name, "")
    ]


def _steps(user: User, report: Report) -> list[dict[str, str]]:
    return [
        {"name": name, "label": _(passing.ACTIONS[name].name)}
        for name in passing.possible(user, report)
    ]


def _delivery(user: User, report: Report, delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "unit": delivery.unit.name,
        "state": _(passing.NAMES[State(delivery.state)]),
        "tone": report_page.TONES.get(State(delivery.state), ""),
        "at": filters.moment(delivery.submitted_at),
        "is_late": delivery.is_late,
        "steps": [
            {"name": name, "label": _(passing.ACTIONS[name].name),
             "reasoned": passing.ACTIONS[name].reasoned}
            for name in passing.possible(user, report, delivery)
        ],
    }  # fmt: skip


def _recipients(report: Report, period: Period) -> list[str]:
    tree = lines.Tree.below(context.session(), report.unit)
    return [tree.units[id].name for id in tree.recipients(report.unit, period)]


def _proposals(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "text": each.text,
            "dropped": each.dropped,
            "answers": [
                {"unit": one.unit.name, "text": one.text, "at": filters.day(one.at)}
                for one in each.answers
            ],
        }
        for each in proposing.of(context.session(), report)
    ]


def _events(report: Report) -> list[dict[str, str]]:
    return [
        {
            "what": _(passing.ACTIONS[each.action].name),
            "who": each.by.name,
            "unit": each.unit.name if each.unit else "",
            "at": filters.moment(each.at),
            "reason": each.reason,
        }
        for each in passing.steps(context.session(), report)
    ]


@blueprint.post("/reports/<int:id>")
def save(id: int) -> ResponseReturnValue:
    """Keep what was typed; who comes second sees both texts."""
    report = of_address(id)
    asked = {each.text for each in sections(drafting.period_of(context.session(), report).series)}
    names = [each for each in (*asked, drafting.PROPOSALS) if each]
    typed = {name: request.form[name] for name in names if name in request.form}
    try:
        seen = request.form.get("seen", -1, type=forms.number)
        drafting.save(
            context.session(), context.somebody(), report, typed, _estimates(report), seen
        )
    except LibraryError as refused:
        context.session().rollback()
        report = of_address(id)
        return _page(report, refused, report.texts | typed), errors.code(refused)
    return redirect(url_for("reports.show", id=id, _anchor="texts"), 303)


def _estimates(report: Report) -> dict[str, int | None]:
    if not any(f"estimate-{name}" in request.form for name in counting.ESTIMATES):
        return {name: report.estimates.get(name) for name in counting.ESTIMATES}
    found: dict[str, int | None] = {}
    for name in counting.ESTIMATES:
        given = request.form.get(f"estimate-{name}", "").strip().replace(".", "").replace(",", "")
        found[name] = None
        if given:
            with suppress(ValueError):
                found[name] = forms.number(given)
            if found[name] is None:
                raise Invalid(N_("Give a whole number."), field=f"estimate-{name}")
    return found


@blueprint.post("/reports/<int:id>/steps/<step>")
def step(id: int, step: str) -> ResponseReturnValue:
    """Take a report a step on: sign, submit, take back."""
    report = of_address(id)
    try:
        passing.act(context.session(), context.somebody(), report, step,
                    seen=request.form.get("seen", ""))  # fmt: skip
    except LibraryError as refused:
        context.session().rollback()
        return _page(of_address(id), refused), errors.code(refused)
    return redirect(url_for("reports.show", id=id), 303)


@blueprint.post("/reports/<int:id>/hand-over")
def hand_over(id: int) -> ResponseReturnValue:
    """Make somebody else responsible."""
    report = of_address(id)
    try:
        email = request.form.get("email", "")
        drafting.hand_over(context.session(), context.somebody(), report, email)
    except LibraryError as refused:
        context.session().rollback()
        return _page(of_address(id), refused), errors.code(refused)
    return redirect(url_for("reports.show", id=id), 303)


@blueprint.post("/reports/deliveries/<int:id>/<step>")
def decide(id: int, step: str) -> ResponseReturnValue:
    """Accept what came to a unit, or return it with a reason."""
    session, user = context.session(), context.somebody()
    delivery = session.get(Delivery, id)
    if delivery is None or not drafting.sees(user, delivery.report):
        raise NotFound(N_("There is no such report, or it is not for this account."))
    report = delivery.report
    try:
        passing.act(session, user, report, step, delivery=delivery,
                    reason=request.form.get("reason", ""),
                    seen=request.form.get("seen", ""))  # fmt: skip
    except LibraryError as refused:
        session.rollback()
        return _page(of_address(report.id), refused), errors.code(refused)
    return redirect(url_for("reports.show", id=report.id), 303)


@blueprint.get("/reports/<int:id>/entries")
def entries(id: int) -> ResponseReturnValue:
    """Show what a number is made of: the entries as they were reported, and the reports below."""
    report = of_address(id)
    user, session = context.somebody(), context.session()
    period = drafting.period_of(session, report)
    is_own = drafting.belongs(user, report.unit)
    snapshot = _snapshot(report, is_own)
    told: Sequence[Mapping[str, Any]]
    parts: Mapping[str, int]
    if snapshot is not None:
        told, parts = receiving.entries_of(session, snapshot.id), snapshot.parts
    else:
        said = figuring.said(session, Calendar(session, report.unit), report, period)
        told, parts = said.entries, said.parts
    key = request.args.get("key", "")
    table, _slash, row = key.partition("/")
    if key:
        told = [each for each in told if counting.concerns(each, table, row)]
    column = _column(table, row)
    below = [
        {"unit": each.unit.name if each.unit else "",
         "period": each.period if each.period != report.name else "", "number": each.figures.get(column, 0),
         "url": url_for("reports.entries", id=each.report_id, key=key) if key else
                url_for("reports.entries", id=each.report_id)}
        for each in receiving.shares(session, parts)
        if each.figures.get(column, 0)
    ]  # fmt: skip
    return render_template(
        "reports/entries.html",
        title=report_page.title(period, report.unit),
        back=url_for("reports.show", id=id),
        heading=report_page.label(table, row) if key else _("All entries"),
        entries=[report_page.entry(each) for each in told],
        below=below,
        is_frozen=snapshot is not None,
    )


def _column(table: str, row: str) -> str:
    """Return the figure that counts the activities of a row."""
    if table == "total" and row:
        return f"total/{row}"
    return f"{table}/{row}/count" if row else "total/done"
