"""Problems with an item: the form for every reader, the queue, and the answer."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.care import answering, problems
from library.care.models import Problem
from library.care.problems import Report
from library.errors import Invalid
from library.items import catalogue
from library.items.models import Item
from library.web import context, forms, security
from library.web.speech import _

blueprint = Blueprint("problems", __name__)

# A field that nobody sees: what fills it in is no person.
_TRAP = "website"
# The pages of a reader who reports are nobody's secret, and going back must show what was typed.
_OPEN = ("problems.new", "problems.send", "problems.sent")


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    return response if request.endpoint in _OPEN else security.keep_to_oneself(response)


@blueprint.get("/items/<slug>/problem")
def new(slug: str) -> ResponseReturnValue:
    """Show the form, for anybody."""
    return _form(catalogue.by_slug(context.session(), slug))


def _form(item: Item, refused: Invalid | None = None) -> str:
    assert item.published, "the catalogue returns published items only"
    return render_template(
        "problems/new.html",
        slug=item.slug,
        title=catalogue.edition(item.published, context.language()).title,
        kinds={key: _(kind.name) for key, kind in problems.KINDS.items()},
        days={key: kind.days for key, kind in problems.KINDS.items()},
        typed=request.form,
        chosen=request.values.get("kind", ""),
        wrong=forms.wrong(refused) if refused else {},
        trap=_TRAP,
    )


@blueprint.post("/items/<slug>/problem")
def send(slug: str) -> ResponseReturnValue:
    """Take a problem; a machine that fills in the trap is thanked and not heard."""
    session, form = context.session(), request.form
    item = catalogue.by_slug(session, slug)
    kind = form.get("kind", "")
    if not form.get(_TRAP):
        secret = context.library().settings.secret_key
        said = Report(
            kind=kind,
            text=form.get("text", ""),
            email=form.get("email", ""),
            language=context.language(),
            origin=problems.origin(request.remote_addr or "", secret),
        )
        try:
            problems.report(session, context.user(), item, said)
        except Invalid as refused:
            return _form(item, refused), 422
    return redirect(url_for("problems.sent", slug=slug, kind=kind), 303)


@blueprint.get("/items/<slug>/problem/sent")
def sent(slug: str) -> ResponseReturnValue:
    """Say that a problem has come in, and by when it is answered."""
    kind = problems.KINDS.get(request.args.get("kind", ""))
    return render_template("problems/sent.html", slug=slug, days=kind.days if kind else None)


@blueprint.get("/problems/")
def index() -> ResponseReturnValue:
    """Show what somebody has to answer, and what was answered."""
    session, user = context.session(), context.somebody()
    return render_template(
        "problems/index.html",
        waiting=list(map(_row, answering.waiting(session, user))),
        answered=list(map(_row, answering.answered(session, user))),
    )


def _row(problem: Problem) -> dict[str, Any]:
    return {
        "id": problem.id,
        "title": answering.title(problem),
        "kind": _(problems.KINDS[problem.kind].name),
        "is_personal": problem.kind == answering.PERSONAL,
        "at": problem.at,
        "due_on": problem.due_on,
        "is_late": answering.is_late(problem),
        "answered_at": problem.answered_at,
    }


@blueprint.get("/problems/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a problem to those who answer for it."""
    return _page(answering.by_id(context.session(), context.somebody(), id))


def _page(problem: Problem, refused: Invalid | None = None) -> str:
    return render_template(
        "problems/show.html",
        problem=problem,
        row=_row(problem),
        typed=request.form,
        wrong=forms.wrong(refused) if refused else {},
    )


@blueprint.post("/problems/<int:id>/answer")
def answer(id: int) -> ResponseReturnValue:
    """Answer a problem."""
    session, user = context.session(), context.somebody()
    problem = answering.by_id(session, user, id)
    try:
        answering.answer(session, user, problem, request.form.get("answer", ""))
    except Invalid as refused:
        return _page(problem, refused), 422
    return redirect(url_for("problems.show", id=id), 303)
