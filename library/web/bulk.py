"""Many items changed at once: chosen, previewed, carried out with progress, put back; also by a sheet."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.models import User
from library.bulk import coming, previewing, selecting, sheet, works
from library.bulk.changing import Changes
from library.bulk.models import Outcome, State, Work
from library.errors import Conflict, Invalid, LibraryError, NotAllowed, NotFound
from library.exchange import sheet as tables
from library.exchange import workbook
from library.marking import N_
from library.search.query import Query
from library.web import bulk_form, bulk_rows, context, errors, forms, security
from library.web.speech import _

blueprint = Blueprint("bulk", __name__)
blueprint.after_request(security.keep_to_oneself)

PAGE = 50
FILE = "file"
_LARGEST_SHEET = 20 * 1024 * 1024
# Ten thousand ids, three bytes a sign in a form.
_LARGEST_LIST = 4 * 1024 * 1024
_BUSY = (State.RUNNING, State.UNDOING)
_COUNTED = (
    Outcome.PLANNED, Outcome.CHANGED, Outcome.SAME, Outcome.REFUSED, Outcome.UNDONE, Outcome.KEPT,
)  # fmt: skip


@blueprint.url_value_preprocessor
def _let_more_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take long lists and sheets, before anybody reads what was sent."""
    if endpoint == "bulk.start":
        request.max_content_length = request.max_form_memory_size = _LARGEST_LIST
    elif endpoint == "bulk.receive":
        request.max_content_length = _LARGEST_SHEET


def _somebody() -> User:
    user = context.somebody()
    works.require(user)
    return user


def _work(id: int) -> Work:
    return works.by_id(context.session(), _somebody(), id)


@blueprint.get("/curate/bulk")
def index() -> ResponseReturnValue:
    """Show the works so far, and the ways to a new one."""
    return _index_page({})


def _index_page(wrong: dict[str, str]) -> str:
    user = _somebody()
    return render_template(
        "bulk/index.html",
        works=[bulk_rows.work(each) for each in works.of(context.session(), user)],
        items=request.form.get("items", ""),
        reason=request.form.get("reason", ""),
        most=bulk_rows.number(works.MOST),
        wrong=wrong,
    )


@blueprint.post("/curate/bulk")
def start() -> ResponseReturnValue:
    """Begin a work on what a search finds, or on items whose ids are given."""
    user, session = _somebody(), context.session()
    try:
        if "items" in request.form:
            ids = selecting.listed(request.form["items"])
            made = works.begin(session, user, ids, {"items": len(ids)})
        else:
            context.follow()
            query = Query.from_args(request.form, context.vocabulary().resolved)
            ids = selecting.found(context.library().index, query, context.vocabulary())
            made = works.begin(session, user, ids, {"query": query.args()})
    except (Invalid, Conflict) as refused:
        context.undo()
        return _index_page(forms.wrong(refused)), errors.code(refused)
    return redirect(url_for("bulk.show", id=made.id), 303)


@blueprint.get("/curate/bulk/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a work where it is: its form and preview, how far it is, or its record."""
    found = _work(id)
    if found.state in _BUSY:
        counts = works.counts(context.session(), found)
        done, every = _progress(found, counts)
        return render_template(
            "bulk/running.html",
            work=bulk_rows.work(found),
            done=done,
            every=every,
            said=_said(done, every),
            may_cancel=found.state == State.RUNNING,
            is_undoing=found.state == State.UNDOING,
        )
    return _page(found, {}, None)


def _progress(found: Work, counts: dict[str, int]) -> tuple[int, int]:
    left = counts[Outcome.PLANNED if found.state == State.RUNNING else Outcome.CHANGED]
    done = counts[Outcome.CHANGED if found.state == State.RUNNING else Outcome.UNDONE]
    done += counts[Outcome.KEPT]
    return done, done + left


def _said(done: int, every: int) -> str:
    return _(
        "%(done)s of %(every)s items", done=bulk_rows.number(done), every=bulk_rows.number(every)
    )


@blueprint.get("/curate/bulk/<int:id>/state")
def state(id: int) -> ResponseReturnValue:
    """Tell a script how far a work is."""
    found = _work(id)
    done, every = _progress(found, works.counts(context.session(), found))
    waits = "waiting" if found.state in _BUSY else "done"
    return jsonify({"state": waits, "said": _said(done, every), "done": done, "every": every})


def _page(found: Work, wrong: dict[str, str], typed: dict[str, str] | None) -> str:
    user, session = _somebody(), context.session()
    counts = works.counts(session, found)
    only = request.args.get("only", "")
    only = only if only in list(Outcome) else ""
    total = counts[only] if only else counts["all"]
    last = max(1, -(-total // PAGE))
    page = min(max(1, request.args.get("page", 1, type=forms.number)), last)
    shown = works.targets(session, found, [only] if only else (), (page - 1) * PAGE, PAGE)
    is_open = found.state == State.OPEN
    changes = Changes.unpacked(found.changes or {})
    return render_template(
        "bulk/show.html" if is_open else "bulk/record.html",
        work=bulk_rows.work(found),
        counts=[
            {
                "said": _(bulk_rows.OUTCOMES[each]),
                "count": counts[each],
                "url": url_for("bulk.show", id=found.id, only=str(each), _anchor="rows"),
                "current": only == each,
            }
            for each in _COUNTED
            if counts[each]
        ],
        planned=counts[Outcome.PLANNED],
        changed=counts[Outcome.CHANGED],
        unticked=counts["unticked"],
        total=counts["all"],
        rows=bulk_rows.rows(shown),
        page=page,
        only=only,
        pager=bulk_rows.pager(found, page, total, PAGE, only),
        problems=bulk_rows.problems(found),
        left_out=found.left_out,
        is_sheet="sheet" in found.origin,
        is_previewed=found.changes is not None,
        is_own=found.by_id == user.id,
        wrong=wrong,
        **(_choices(user, typed or bulk_form.of(changes)) if is_open else {}),
    )


def _choices(user: User, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "tags": bulk_form.tags_offered(),
        "units": bulk_form.units_offered(user),
        "reviewers": bulk_form.reviewers_offered(user),
        "licences": bulk_form.licences_offered(typed.get("licence", "")),
        "visible": [(value, _(name)) for value, name in bulk_rows.VISIBLE.items()],
    }


@blueprint.post("/curate/bulk/<int:id>/preview")
def preview(id: int) -> ResponseReturnValue:
    """Write down what the changes in the form would do."""
    found, typed = _work(id), bulk_form.typed()
    changes, wrong = bulk_form.read(typed)
    if wrong:
        return _page(found, wrong, typed), 422
    try:
        _look(found, changes)
    except (Invalid, NotAllowed, NotFound) as refused:
        context.undo()
        return _page(_work(id), forms.wrong(refused), typed), errors.code(refused)
    return redirect(url_for("bulk.show", id=id, _anchor="preview"), 303)


def _look(found: Work, changes: Changes | None) -> None:
    previewing.preview(context.session(), context.somebody(), found, changes, context.vocabulary())


@blueprint.post("/curate/bulk/<int:id>/choose")
def choose(id: int) -> ResponseReturnValue:
    """Leave out the items of a page that are not ticked."""
    found = _work(id)
    shown = request.form.getlist("row", type=forms.number)
    works.choose(context.session(), found, shown, request.form.getlist("ticked", type=forms.number))
    page = request.form.get("page", 1, type=forms.number)
    return redirect(url_for("bulk.show", id=id, page=page, _anchor="rows"), 303)


@blueprint.post("/curate/bulk/<int:id>/<any(start, cancel, undo):step>")
def go_on(id: int, step: str) -> ResponseReturnValue:
    """Start a work as it was previewed, stop it, or put back what it changed."""
    user, found = _somebody(), _work(id)
    if step == "start" and found.by_id != user.id:
        raise NotAllowed(N_("Only who began this work starts it."))
    act = {"start": works.start, "cancel": works.cancel, "undo": works.undo}[step]
    try:
        act(context.session(), user, found)
    except LibraryError as refused:
        context.undo()
        return _page(_work(id), forms.wrong(refused), None), errors.code(refused)
    return redirect(url_for("bulk.show", id=id), 303)


@blueprint.post("/curate/bulk/<int:id>/discard")
def discard(id: int) -> ResponseReturnValue:
    """Forget a work that was not started."""
    works.discard(context.session(), _work(id))
    return redirect(url_for("bulk.index"), 303)


@blueprint.get("/curate/bulk/<int:id>/changes.csv")
def changes(id: int) -> ResponseReturnValue:
    """Give all that changes, and all that is left out with the reason, as a table."""
    found = _work(id)
    head = ["id", _("Title"), _("Outcome"), _("Field"), _("Before"), _("After"), _("Reason")]
    rows = bulk_rows.cells(works.targets(context.session(), found))
    return _download(f"bulk-{id}.csv", ("\N{BOM}" + tables.written(head, rows)).encode())


@blueprint.get("/curate/bulk/<int:id>/items.<any(csv, xlsx):form>")
def export(id: int, form: str) -> ResponseReturnValue:
    """Give the items of a work as a sheet to be edited."""
    session, found = context.session(), _work(id)
    ids = [each.item_id for each in works.targets(session, found) if each.is_chosen]
    made = sheet.written(session, ids, context.vocabulary(), context.language(), form)
    return _download(f"items-{id}.{form}", made)


def _download(name: str, content: bytes) -> Response:
    kind = workbook.XLSX if name.endswith(sheet.XLSX) else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=headers)


@blueprint.post("/curate/bulk/sheet")
def receive() -> ResponseReturnValue:
    """Begin a work with a sheet that comes back, and preview it."""
    try:
        with context.looking():
            _somebody()
            sent = request.files.get(FILE)
            if sent is None or not sent.filename:
                raise Invalid(N_("Choose a file first."), field=FILE)
            library, name = context.library(), sent.filename
            table = coming.table(sent.stream, name, library.desk, library.reader)
        session, user, vocabulary = context.session(), _somebody(), context.vocabulary()
        found = coming.read(session, table, vocabulary, request.form.get("reason", "").strip())
        made = coming.begin(session, user, found, name)
        _look(made, None)
    except (Invalid, Conflict) as refused:
        context.undo()
        wrong = forms.wrong(refused)
        return _index_page({name or FILE: why for name, why in wrong.items()}), errors.code(refused)
    return redirect(url_for("bulk.show", id=made.id), 303)
