"""Contributing: a person's submissions, the form in four steps, handing in, taking back.

A POST that is refused keeps what was typed. The history of a submission is in `saves`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError

from library.errors import Conflict, Invalid, LibraryError, NotAllowed, NotFound, of_system
from library.items import catalogue
from library.items.models import File
from library.marking import N_
from library.originals import batches, taking
from library.review import contents, drafting, handing, workflow
from library.review.contents import FILES, STEPS
from library.review.drafting import Overtaken
from library.review.handing import Incomplete
from library.review.models import Save, Submission
from library.review.workflow import State, Step
from library.stats import used
from library.web import (
    attaching,
    batch_table,
    claims,
    context,
    errors,
    figures,
    forms,
    items,
    keeping,
    looking,
    overtaking,
    previewing,
    stages,
    wishes,
)
from library.web.speech import _

blueprint = Blueprint("contribute", __name__)

# A text of 300,000 letters in two languages; ordinary pages take one megabyte.
_LARGEST_TEXT = 8 * 1024 * 1024
# The tags that may be given to a new submission by an address.
_ASKED_FOR = frozenset((*contents.TAGS, "digcomp"))
_LONGEST_ABOUT = 200
_CODES = {NotFound: 404, NotAllowed: 403, Invalid: 422, Conflict: 409}


@blueprint.url_value_preprocessor
def _let_more_in(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take long texts, and with the third step files, before anybody reads the form."""
    if endpoint in ("contribute.save", "contribute.render"):
        files = context.library().settings.file_bytes if values and FILES in values.values() else 0
        request.max_content_length = _LARGEST_TEXT + files
        request.max_form_memory_size = _LARGEST_TEXT


@blueprint.errorhandler(LibraryError)
def _refuse(error: LibraryError) -> ResponseReturnValue:
    signed_out = isinstance(error, context.SignInNeeded)
    if request.method == "GET":
        return errors.sign_in_first(error) if signed_out else errors.refused(error)
    code = next(code for kind, code in _CODES.items() if isinstance(error, kind))
    return keeping.refused(code, error.message, signed_out=signed_out)


@blueprint.errorhandler(CSRFError)
def _refuse_stale(_error: CSRFError) -> ResponseReturnValue:
    return keeping.refused(409, forms.STALE)


@blueprint.errorhandler(DBAPIError)
@blueprint.errorhandler(OSError)
def _refuse_for_now(error: Exception) -> ResponseReturnValue:
    if request.method == "GET":
        return errors.system_failed(error)
    context.undo()
    return keeping.refused(503, of_system(error))


@blueprint.get("/contribute/")
def index() -> ResponseReturnValue:
    """Show a person's submissions."""
    user = context.somebody()
    session = context.session()
    return render_template(
        "contribute/index.html",
        originals=list(map(looking.row, taking.open_of(session, user))),
        batches=[batch_table.row(*each) for each in batches.of(session, user)],
        submissions=_submissions(drafting.of(session, user)),
    )


def _submissions(own: Sequence[Submission]) -> list[dict[str, Any]]:
    """Return a person's submissions; of those that are public also what became of them."""
    public = {each.id: each.item_id or "" for each in own if each.state == State.PUBLISHED}
    sums = used.of_items(context.session(), list(public.values()))
    return [
        stages.row(each)
        | {"shared": figures.shared(sums[public[each.id]]) if each.id in public else None}
        for each in own
    ]


@blueprint.get("/contribute/new")
def new() -> ResponseReturnValue:
    """Ask where a new submission belongs, or show which item is corrected."""
    return _new_page({})


def _new_page(wrong: Mapping[str, str]) -> str:
    slug = request.values.get("item", "")
    item = catalogue.by_slug(context.session(), slug) if slug else None
    revision = item.published if item else None
    title = catalogue.edition(revision, context.language()).title if revision else None
    return render_template(
        "contribute/new.html",
        places=drafting.places(context.somebody()),
        item=slug,
        title=title,
        about=_about(),
        wanted=[(tag, context.vocabulary()[tag].label(context.language())) for tag in _wanted()],
        wrong=wrong,
    )


def _wanted() -> list[str]:
    """Return the tags that the new item is asked to have, as the coverage page names them."""
    vocabulary, given = context.vocabulary(), request.values.getlist("tag")
    return [tag for tag in given if tag in vocabulary and vocabulary[tag].scheme in _ASKED_FOR]


def _about() -> str:
    """Return what the new item is asked to be about: a search that found nothing."""
    return request.values.get("about", "")[:_LONGEST_ABOUT]


@blueprint.post("/contribute/new")
def begin() -> ResponseReturnValue:
    """Begin a submission and lead to its first step."""
    session, user = context.session(), context.somebody()
    if slug := request.form.get("item"):
        made = drafting.correct(session, user, catalogue.by_slug(session, slug))
    else:
        chosen = request.form.get("unit", type=forms.number)
        unit = next((each for each in drafting.places(user) if each.id == chosen), None)
        if unit is None:
            return _new_page({"unit": _("Choose the unit for which it is made.")}), 422
        wanted: dict[str, list[str]] = {}
        for tag in _wanted():
            wanted.setdefault(context.vocabulary()[tag].scheme, []).append(tag)
        made = drafting.begin(
            session, user, unit, request.form.get("language", ""), wanted, _about()
        )
    return redirect(url_for("contribute.edit", submission=made.id, step=STEPS[0]), 303)


@blueprint.get("/contribute/<int:submission>/<any(text, facts, files, send):step>")
def edit(submission: int, step: str) -> ResponseReturnValue:
    """Show a step of the form; what cannot be changed now is shown as it is read."""
    found = _own(submission)
    if found.state not in workflow.EDITABLE:
        return redirect(url_for("contribute.preview", submission=found.id))
    return stages.page(found, step, _newest(found))


def _own(id: int) -> Submission:
    return drafting.by_author(context.session(), context.somebody(), id)


def _newest(submission: Submission) -> Save:
    return drafting.newest(context.session(), submission)


@blueprint.post("/contribute/<int:submission>/<any(text, facts, files):step>")
def save(submission: int, step: str) -> ResponseReturnValue:
    """Save a step: for a script that asks every few seconds, or for a person who goes on."""
    added, refused = _added(submission) if step == FILES else ([], [])
    found = _own(submission)
    for each in added:
        _change(found, lambda content, each=each: contents.with_file(content, each))
    if added:
        context.session().commit()  # they are kept, whatever becomes of the text
    typed = contents.read(_newest(found).content, step, overtaking.chosen(found))
    try:
        made = _saved(found, typed)
        if request.form.get("then") == wishes.THEN:
            wishes.sent(found)
    except Overtaken as overtaken:
        return overtaking.answer(found, step, overtaken)
    except Invalid as error:
        return _mend(found, step, typed, error)
    if refused:
        context.session().commit()  # the text is saved, although a file is refused
        return stages.page(found, step, made, wrong=attaching.reasons(refused)), 422
    made = _ask_for_more(found, made)
    if keeping.wants_json():
        return jsonify(stages.told(made))
    return redirect(_onward(found, step, made), 303)


def _saved(submission: Submission, typed: contents.Fields) -> Save:
    base, tab = request.form.get("base", 0, type=forms.number), stages.tab()
    session, user = context.session(), context.somebody()
    return drafting.save(session, user, submission, typed, base, tab)


def _change(submission: Submission, make: Any) -> Save:
    return drafting.change(context.session(), context.somebody(), submission, make)


def _ask_for_more(submission: Submission, made: Save) -> Save:
    """Do what the button says besides saving: another edition, one claim more, one file less."""
    then, gone = request.form.get("then", ""), request.form.get("remove")
    if then.startswith("add-"):
        code = then.removeprefix("add-")
        return _change(submission, lambda content: contents.with_language(content, code))
    if gone:
        return _change(submission, lambda content: contents.without_file(content, gone))
    if then.startswith("claim-"):
        return _change(submission, lambda content: claims.with_statement(content, then))
    return made


def _added(id: int) -> tuple[list[dict[str, Any]], list[Invalid]]:
    """Take the files that were sent with the form, before the database waits for anything.

    What is refused is returned with the reason: the text and the other files are kept all the same.
    """
    sent = [each for each in request.files.getlist("new_files") if each.filename]
    if not sent:
        return [], []
    with context.looking() as session:
        found = drafting.by_author(session, context.somebody(), id)
        drafting.check_open(context.somebody(), found)
        taken = {each["path"] for each in drafting.newest(session, found).content["files"]}
    return attaching.accept(sent, taken)


def _mend(
    submission: Submission, step: str, typed: contents.Fields, error: Invalid
) -> ResponseReturnValue:
    """Show a step again with what was typed and what is wrong with it."""
    if keeping.wants_json():
        return jsonify({"reason": error.message.translated(_), "field": error.field}), 422
    newest = _newest(submission)
    shown = contents.with_fields(newest.content, typed)
    base = request.form.get("base", type=forms.number)
    return stages.page(submission, step, newest, shown, forms.wrong(error), base), 422


def _onward(submission: Submission, step: str, made: Save) -> str:
    then = request.form.get("then", "next")
    if address := claims.onward(submission, then, made.content):
        return address
    if then == "leave":
        return url_for("contribute.index")
    if then == wishes.THEN:
        return url_for("contribute.edit", submission=submission.id, step=step, _anchor="wishes")
    place = STEPS.index(step)
    if then == "next" and "remove" not in request.form:
        return url_for("contribute.edit", submission=submission.id, step=STEPS[place + 1])
    anchor = f"{then.removeprefix('add-')}-title" if then.startswith("add-") else None
    return url_for("contribute.edit", submission=submission.id, step=step, _anchor=anchor)


@blueprint.post("/contribute/<int:submission>/send")
def submit(submission: int) -> ResponseReturnValue:
    """Hand in what was looked over, or show what is missing."""
    session, user, found = context.session(), context.somebody(), _own(submission)
    seen, known = (request.form.get(key, 0, type=forms.number) for key in ("seen", "acknowledged"))
    workshop = context.library().workshop(session)
    try:
        handing.hand_in(session, user, found, seen, workshop, known)
    except Incomplete:
        return stages.page(found, "send", _newest(found)), 422
    except Invalid as error:
        return stages.page(found, "send", _newest(found), None, forms.wrong(error)), 422
    return redirect(url_for("contribute.preview", submission=found.id), 303)


@blueprint.post("/contribute/<int:submission>/take-back")
def take_back(submission: int) -> ResponseReturnValue:
    """Take a submission back that nobody has begun to review."""
    found = _own(submission)
    seen = request.form.get("seen", type=forms.number)
    workflow.act(context.session(), context.somebody(), found, Step("take-back", seen))
    return redirect(url_for("contribute.edit", submission=found.id, step=STEPS[0]), 303)


@blueprint.post("/contribute/<int:submission>/discard")
def discard(submission: int) -> ResponseReturnValue:
    """Put a submission aside that will not be handed in; its saves stay."""
    found = _own(submission)
    workflow.act(context.session(), context.somebody(), found, Step("discard"))
    return redirect(url_for("contribute.index"), 303)


@blueprint.get("/contribute/<int:submission>/preview")
def preview(submission: int) -> ResponseReturnValue:
    """Show a submission as its item will look, to its author and to who reviews it."""
    session, user = context.session(), context.somebody()
    found = drafting.by_reader(session, user, submission)
    content = drafting.shown(session, user, found).content
    editions = previewing.rendered(content, _files_address(submission))
    view = previewing.view(found, content, user)
    page = render_template("contribute/preview.html", editions=editions, **view)
    return page, {"Cache-Control": "no-store"}


@blueprint.post("/contribute/<int:submission>/preview")
def render(submission: int) -> ResponseReturnValue:
    """Give the text that is being typed as HTML; nothing is saved."""
    with context.looking() as session:
        drafting.by_author(session, context.somebody(), submission)
    body = request.form.get("body", "")
    return jsonify({"html": previewing.html(body, _files_address(submission))})


def _files_address(submission: int) -> str:
    return url_for("contribute.file", submission=submission, path="")


@blueprint.get("/contribute/<int:submission>/files/<path:path>")
def file(submission: int, path: str) -> ResponseReturnValue:
    """Give a file of a submission to those who may read it."""
    session, user = context.session(), context.somebody()
    found = drafting.by_reader(session, user, submission)
    content = drafting.shown(session, user, found).content
    kept = next((each for each in content["files"] if each["path"] == f"files/{path}"), None)
    if kept is None:
        raise NotFound(N_("There is no such file with this item."))
    response = items.given(File(**{key: kept[key] for key in ("path", "sha256", "media_type")}))
    response.headers["Cache-Control"] = "private, no-cache"
    return response
