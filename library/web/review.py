"""Reviewing: the queue, a text with its comments and checklist beside it, and the steps of a review."""

from collections.abc import Callable, Iterable
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import users
from library.accounts.roles import Role
from library.database import today
from library.errors import Invalid, NotAllowed, NotFound
from library.items.models import Edition, File
from library.marking import N_
from library.review import comments, deciding, drafting, guests, queue, verifying, workflow
from library.review.comments import Place, Voice
from library.review.models import Submission
from library.review.workflow import State, Step
from library.web import context, forms, items, review_page, saves, security

blueprint = Blueprint("review", __name__)
blueprint.after_request(security.keep_to_oneself)

# Steps that are more than a move with a reason.
_GIVING = ("assign", "hand-over")
_SHOWING: dict[str, Callable[..., None]] = {
    "publish": deciding.publish,
    "restore": deciding.restore,
}
# What only the author does, on the pages of contributing.
_OF_AUTHORS = ("submit", "take-back", "discard")


@blueprint.get("/review/")
def index() -> ResponseReturnValue:
    """Show what waits, the longest waiting first."""
    user = context.somebody()
    if not user.holds(Role.REVIEWER):
        raise NotAllowed(N_("The queue is for people who review; a school gives that role."))
    wanted = request.args.get("state")
    state = State(wanted) if wanted in queue.WAITING else None
    number = max(1, request.args.get("page", 1, type=forms.number))
    page = queue.waiting(context.session(), user, state, number, "mine" in request.args)
    return render_template("review/index.html", **review_page.queue_view(page, state, number, user))


@blueprint.get("/review/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a submission to those who take part in its review."""
    return _page(_submission(id))


def _submission(id: int) -> Submission:
    return queue.by_id(context.session(), context.somebody(), id)


def _page(submission: Submission, refused: Invalid | None = None) -> str:
    view = review_page.view(
        submission,
        _edition(submission),
        context.somebody(),
        url_for("review.file", id=submission.id, path=""),
    )
    wrong = forms.wrong(refused) if refused else {}
    return render_template("review/show.html", wrong=wrong, typed=request.form, **view)


def _edition(submission: Submission) -> Edition | None:
    """Return the edition to read: the one asked for, else the one in the reader's language."""
    editions = submission.revision.editions if submission.revision else []
    wanted = request.values.get("edition") or context.language()
    return next((each for each in editions if each.language == wanted), None) or next(
        iter(editions), None
    )


@blueprint.get("/review/<int:id>/changes")
def compare(id: int) -> ResponseReturnValue:
    """Show what has changed since it was handed in the time before."""
    session, submission = context.session(), _submission(id)
    earlier = deciding.handed_in_before(session, submission)
    if earlier is None or submission.handed_in is None:
        raise NotFound(N_("It was handed in only once so far."))
    before, after = (
        drafting.at(session, submission, each).content for each in (earlier, submission.handed_in)
    )
    return render_template(
        "review/changes.html", submission=submission, changes=saves.changes(before, after)
    )


@blueprint.get("/review/<int:id>/files/<path:path>")
def file(id: int, path: str) -> ResponseReturnValue:
    """Give an attachment of a submission."""
    revision = _submission(id).revision
    return _file(revision.attached if revision else [], path)


def _file(files: Iterable[File], path: str) -> ResponseReturnValue:
    for each in files:
        if each.path == f"files/{path}":
            return items.sent(each)
    raise NotFound(N_("There is no such file with this item."))


@blueprint.post("/review/<int:id>/steps/<action>")
def act(id: int, action: str) -> ResponseReturnValue:
    """Take a step; what is refused is shown again with what was typed."""
    submission = _submission(id)
    if action not in workflow.ACTIONS or action in _OF_AUTHORS:
        raise NotAllowed(N_("This account may not do that with this submission."))
    try:
        _take(submission, action)
    except Invalid as refused:
        return _page(submission, refused), 422
    return redirect(url_for("review.show", id=id), 303)


def _take(submission: Submission, action: str) -> None:
    session, user = context.session(), context.somebody()
    form = request.form
    step = Step(
        action,
        seen=form.get("seen", type=forms.number),
        reason=form.get("reason", ""),
        checked=form.getlist("checked"),
        note=form.get("note", ""),
    )
    if action == "take":
        deciding.take(session, user, submission)
    elif action in _GIVING:
        reviewer = users.by_id(session, form.get("reviewer", 0, type=forms.number))
        deciding.give(session, user, submission, reviewer, action)
    elif action in _SHOWING:
        _SHOWING[action](session, user, submission, step, context.library().workshop(session))
    else:
        deciding.decide(session, user, submission, step)


@blueprint.post("/review/<int:id>/comments")
def comment(id: int) -> ResponseReturnValue:
    """Comment on a paragraph."""
    submission = _submission(id)
    return _commented(submission, Voice(context.somebody()), _back(id))


def _commented(submission: Submission, voice: Voice, back: str) -> ResponseReturnValue:
    form = request.form
    place = Place(form.get("language", ""), form.get("anchor", ""), form.get("quote", ""))
    made = comments.add(context.session(), voice, submission, place, form.get("text", ""))
    return redirect(f"{back}#comment-{made.id}", 303)


def _back(id: int) -> str:
    return url_for("review.show", id=id, edition=request.form.get("language") or None)


@blueprint.post("/review/<int:id>/comments/<int:comment_id>/answers")
def answer(id: int, comment_id: int) -> ResponseReturnValue:
    """Answer a comment."""
    found = comments.by_id(context.session(), _submission(id), comment_id)
    voice = Voice(context.somebody())
    comments.answer(context.session(), voice, found, request.form.get("text", ""))
    return redirect(f"{_back(id)}#comment-{comment_id}", 303)


@blueprint.post("/review/<int:id>/comments/<int:comment_id>/resolve")
def resolve(id: int, comment_id: int) -> ResponseReturnValue:
    """Note that a comment is settled."""
    found = comments.by_id(context.session(), _submission(id), comment_id)
    comments.resolve(context.session(), context.somebody(), found)
    return redirect(f"{_back(id)}#comment-{comment_id}", 303)


@blueprint.post("/review/<int:id>/claims")
def verify(id: int) -> ResponseReturnValue:
    """Note which claims were checked against their sources today."""
    submission, session, user = _submission(id), context.session(), context.somebody()
    try:
        again = _day(request.form.get("again_on", ""))
    except Invalid as refused:
        return _page(submission, refused), 422
    for claim in request.form.getlist("claim"):
        verifying.verify(session, user, submission, claim, again)
    return redirect(f"{_back(id)}#claims", 303)


def _day(given: str) -> date | None:
    if not given.strip():
        return None
    try:
        found = date.fromisoformat(given.strip())
    except ValueError:
        found = None
    if found is None or found <= today():
        raise Invalid(N_("Give a day to come, for example 2027-09-01."), field="again_on")
    return found


@blueprint.post("/review/<int:id>/guests")
def invite(id: int) -> ResponseReturnValue:
    """Make a link for a guest and show it, once."""
    submission = _submission(id)
    name = request.form.get("name", "")
    try:
        secret = guests.invite(context.session(), context.somebody(), submission, name)
    except Invalid as refused:
        return _page(submission, refused), 422
    address = context.library().settings.address + url_for("review.read", secret=secret)
    return render_template("review/invited.html", id=id, name=name, address=address)


@blueprint.post("/review/<int:id>/guests/<int:guest_id>/end")
def end_guest(id: int, guest_id: int) -> ResponseReturnValue:
    """Close a guest's link."""
    submission = _submission(id)
    for guest in guests.of(context.session(), submission):
        if guest.id == guest_id:
            guests.end(context.session(), context.somebody(), guest)
    return redirect(url_for("review.show", id=id), 303)


@blueprint.get("/review/guest/<secret>")
def read(secret: str) -> ResponseReturnValue:
    """Show a submission to a guest, who can comment and sees nothing else."""
    guest = guests.of_link(context.session(), secret)
    submission = guest.submission
    view = review_page.view_of_guest(
        submission, _edition(submission), guest, url_for("review.read_file", secret=secret, path="")
    )
    return render_template("review/guest.html", secret=secret, guest=guest, **view)


@blueprint.get("/review/guest/<secret>/files/<path:path>")
def read_file(secret: str, path: str) -> ResponseReturnValue:
    """Give a guest an attachment of the submission."""
    session = context.session()
    return _file(guests.files(session, guests.of_link(session, secret).submission), path)


@blueprint.post("/review/guest/<secret>/comments")
def say(secret: str) -> ResponseReturnValue:
    """Take a guest's comment."""
    guest = guests.of_link(context.session(), secret)
    back = url_for("review.read", secret=secret, edition=request.form.get("language") or None)
    return _commented(guest.submission, Voice(guest=guest), back)
