"""Questions before and after an activity: begun, printed, counted from paper, compared."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.models import Unit
from library.accounts.roles import Role
from library.comparing import questions
from library.comparing.models import Survey
from library.comparing.questions import Change
from library.errors import Invalid, LibraryError
from library.exchange import sheet
from library.marking import N_
from library.web import comparison, context, errors, filters, forms, security
from library.web.speech import _

blueprint = Blueprint("surveys", __name__)
blueprint.after_request(security.keep_to_oneself)

ANSWERS = (N_("Not at all"), N_("A little"), N_("Partly"), N_("Mostly"), N_("Fully"))


@blueprint.get("/reports/questions/units/<int:id>")
def index(id: int) -> ResponseReturnValue:
    """Show what a unit has asked, and the form to ask again."""
    return _index(comparison.of_address(id))


def _index(unit: Unit, refused: LibraryError | None = None) -> str:
    language = context.language()
    return render_template(
        "questions/index.html",
        unit=unit,
        surveys=questions.of(context.session(), unit),
        sets=[
            {
                "id": each.id,
                "name": each.names[language],
                "lines": "\n".join(one[language] for one in each.questions),
            }
            for each in questions.sets().values()
        ],
        chosen=request.args.get("set", ""),
        entry=request.values.get("entry", ""),
        may_write=context.somebody().holds(Role.CONTRIBUTOR, unit),
        most=questions.MOST,
        typed=request.form,
        wrong=forms.wrong(refused),
    )


@blueprint.post("/reports/questions/units/<int:id>")
def begin(id: int) -> ResponseReturnValue:
    """Begin to ask."""
    session, user, unit = context.session(), context.somebody(), comparison.of_address(id)
    asked = request.form.get("questions", "").splitlines()
    entry = request.form.get("entry", 0, type=forms.number)
    try:
        made = questions.begin(session, user, unit, request.form.get("title", ""), asked, entry)
    except LibraryError as refused:
        context.undo()
        return _index(comparison.of_address(id), refused), errors.code(refused)
    return redirect(url_for("surveys.show", id=made.id), 303)


def _of_address(id: int) -> Survey:
    return questions.by_id(context.session(), context.somebody(), id)


@blueprint.get("/reports/questions/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show how the answers have changed, and the tables to enter them."""
    return _page(_of_address(id))


def _page(found: Survey, refused: LibraryError | None = None, phase: str = "") -> str:
    return render_template(
        "questions/show.html",
        survey=found,
        changes=[_shown(each) for each in questions.compared(found)],
        phases=[
            {
                "name": name,
                "label": _(label),
                "rows": _typed(found, name) if name == phase else _kept(found, name),
            }
            for name, label in questions.PHASES.items()
        ],
        answers=[(number, _(name)) for number, name in enumerate(ANSWERS, start=1)],
        fewest=questions.FEWEST,
        may_write=context.somebody().holds(Role.CONTRIBUTOR, found.unit),
        wrong=forms.wrong(refused),
    )


def _shown(change: Change) -> dict[str, Any]:
    moved = change.change
    return {
        "question": change.question,
        "before": _mean(change.before),
        "after": _mean(change.after),
        "before_count": change.before_count,
        "after_count": change.after_count,
        "change": "" if moved is None else f"{'+' if moved >= 0 else ''}{_mean(moved)}",
    }


def _mean(value: float | None) -> str:
    return "" if value is None else filters.number(round(value, 1))


def _kept(found: Survey, phase: str) -> list[list[Any]]:
    kept = found.before if phase == "before" else found.after
    return kept or [[""] * questions.ANSWERS for _each in found.questions]


def _typed(found: Survey, phase: str) -> list[list[Any]]:
    return [
        [request.form.get(f"{phase}-{row}-{answer}", "") for answer in range(questions.ANSWERS)]
        for row in range(len(found.questions))
    ]


@blueprint.post("/reports/questions/<int:id>/<any(before, after):phase>")
def enter(id: int, phase: str) -> ResponseReturnValue:
    """Keep how often each answer was given."""
    found = _of_address(id)
    try:
        counts = [[_number(each, phase) for each in row] for row in _typed(found, phase)]
        seen = request.form.get("seen", -1, type=forms.number)
        questions.enter(context.session(), context.somebody(), found, phase, counts, seen)
    except LibraryError as refused:
        context.undo()
        return _page(_of_address(id), refused, phase), errors.code(refused)
    return redirect(url_for("surveys.show", id=id), 303)


def _number(typed: str, phase: str) -> int:
    """Return a count; a field that is left empty is none."""
    said = typed.strip()
    if not said:
        return 0
    if not (said.isascii() and said.isdecimal() and len(said) < 7):
        raise Invalid(N_("Give whole numbers; what nobody answered may stay empty."), phase)
    return int(said)


@blueprint.post("/reports/questions/<int:id>/discard")
def discard(id: int) -> ResponseReturnValue:
    """Throw it away."""
    found = _of_address(id)
    unit = found.unit_id
    try:
        seen = request.form.get("seen", -1, type=forms.number)
        questions.discard(context.session(), context.somebody(), found, seen)
    except LibraryError as refused:
        context.undo()
        return _page(_of_address(id), refused), errors.code(refused)
    return redirect(url_for("surveys.index", id=unit), 303)


@blueprint.get("/reports/questions/<int:id>/sheet")
def paper(id: int) -> ResponseReturnValue:
    """Show the sheet that is printed and handed out; nobody writes a name on it."""
    return render_template(
        "questions/sheet.html", survey=_of_address(id), answers=[_(each) for each in ANSWERS]
    )


@blueprint.get("/reports/questions/<int:id>.csv")
def table(id: int) -> ResponseReturnValue:
    """Give the comparison for a spreadsheet."""
    found = _of_address(id)
    head = [_("Statement"), _("Answers before"), _("Mean before"), _("Answers after"),
            _("Mean after"), _("Difference")]  # fmt: skip
    rows = [
        [each["question"], each["before_count"], each["before"], each["after_count"],
         each["after"], each["change"]]
        for each in map(_shown, questions.compared(found))
    ]  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="cau-hoi-{id}.csv"'}
    return Response("\N{BOM}" + sheet.written(head, rows), mimetype="text/csv", headers=headers)
