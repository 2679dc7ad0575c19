"""Wishes for tags: in the form of a submission, and as curators answer them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n
from library.errors import Conflict, Invalid, LibraryError, NotFound
from library.marking import N_
from library.review import contents, wishes
from library.review.contents import FACTS
from library.review.models import Submission, Wish
from library.tags import clashes
from library.web import context, errors, forms, questions, security, terms

blueprint = Blueprint("wishes", __name__)
blueprint.after_request(security.keep_to_oneself)

# The button in the form of a submission that sends a wish.
THEN = "wish"


def sent(submission: Submission) -> None:
    """Take the wish that the form of a submission holds."""
    names = {code: request.form.get(f"wish-{code}", "") for code in i18n.LANGUAGES}
    scheme, why = request.form.get("wish-scheme", ""), request.form.get("wish-why", "")
    wishes.wish(context.session(), context.somebody(), submission, scheme, names, why)


def of_form(submission: Submission) -> dict[str, Any]:
    """Return what the form shows: the wishes so far, and what was typed of one that was refused."""
    given: Mapping[str, str] = request.form if request.form.get("then") == THEN else {}
    return {
        "made": list(map(_row, wishes.of(context.session(), submission))),
        "schemes": [(key, questions.label(key)) for key in contents.TAGS],
        "typed": {
            name: given.get(f"wish-{name}", "") for name in ("scheme", "why", *i18n.LANGUAGES)
        },
        "languages": i18n.LANGUAGES,
        "then": THEN,
        "is_open": bool(given),
    }


def _row(wish: Wish) -> dict[str, Any]:
    vocabulary, language = context.vocabulary(), context.language()
    tag = vocabulary.resolved(wish.tag_id) if wish.tag_id else None
    return {
        "id": wish.id,
        "name": wish.names.get(language) or wish.names.get(i18n.DEFAULT, ""),
        "names": wish.names,
        "scheme": wish.scheme,
        "scheme_label": vocabulary.schemes[wish.scheme].labels.get(language, wish.scheme),
        "why": wish.why,
        "at": wish.at,
        "who": wish.by.name,
        "title": wish.submission.title,
        "answered_at": wish.answered_at,
        "tag": vocabulary[tag].label(language) if tag else None,
        "tag_id": tag,
        "refusal": wish.refusal,
    }


@blueprint.get("/wishes/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Lead to where a wish is seen: its author to the submission, curators to the list."""
    user, wish = context.somebody(), wishes.by_id(context.session(), id)
    if wish.submission.author_id == user.id:
        return redirect(
            url_for("contribute.edit", submission=wish.submission_id, step=FACTS, _anchor="wishes")
        )
    if terms.is_curator(user):
        return redirect(url_for("wishes.index", _anchor=f"wish-{id}"))
    raise NotFound(N_("There is no such wish."))


@blueprint.get("/curate/wishes")
def index() -> ResponseReturnValue:
    """Show the wishes that wait, and those answered last."""
    terms.curator()
    return _page()


def _page(refused: LibraryError | None = None, at: int | None = None) -> str:
    session = context.session()
    return render_template(
        "curate/wishes.html",
        waiting=[
            _waiting(each, refused if each.id == at else None) for each in wishes.waiting(session)
        ],
        answered=list(map(_row, wishes.answered(session))),
        languages_to_name=i18n.LANGUAGES,
        wrong=forms.wrong(refused),
    )


def _waiting(wish: Wish, refused: LibraryError | None) -> dict[str, Any]:
    vocabulary = context.vocabulary()
    known = clashes.find(vocabulary, wish.names.values(), wish.scheme)
    near = next((each.tag for each in known if each.is_same_scheme), None)
    given: Mapping[str, str] = request.form if refused else {}
    return {
        **_row(wish),
        "typed": {
            code: given.get(f"label-{code}", wish.names.get(code, "")) for code in i18n.LANGUAGES
        },
        "parents": terms.choices(wish.scheme, given.get("parent")),
        "tags": terms.choices(wish.scheme, given.get("tag", near)),
        "clashes": [terms.clash(each) for each in known],
        "reason": given.get("reason", ""),
        "wrong": forms.wrong(refused),
    }


@blueprint.post("/curate/wishes/<int:id>/<any(make, grant, refuse):answer>")
def answer(id: int, answer: str) -> ResponseReturnValue:
    """Make the tag, name one that there is, or say no."""
    session, user, given = context.session(), terms.curator(), request.form
    wish = wishes.by_id(session, id)
    try:
        if answer == "make":
            parent = given.get("parent") or None
            wishes.make(session, user, wish, terms.typed_names(), parent)
        elif answer == "grant":
            wishes.grant(session, user, wish, given.get("tag", ""))
        else:
            wishes.refuse(session, user, wish, given.get("reason", ""))
    except (Invalid, Conflict, NotFound) as refused:
        context.undo()
        context.forget_vocabulary()
        return _page(refused, id), errors.code(refused)
    return redirect(url_for("wishes.index"), 303)
