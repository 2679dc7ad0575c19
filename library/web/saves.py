"""The history of a submission: every kept state, what changed since, and the way back to it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from library.review import contents, differences, drafting, workflow
from library.review.contents import Content
from library.review.models import Submission
from library.web import context, filters, questions

blueprint = Blueprint("saves", __name__)


def _own(id: int) -> Submission:
    return drafting.by_author(context.session(), context.somebody(), id)


@blueprint.get("/contribute/<int:submission>/saves")
def index(submission: int) -> ResponseReturnValue:
    """Show the saved states of a submission, the newest first."""
    found = _own(submission)
    return render_template(
        "saves/index.html",
        submission=found,
        is_open=found.state in workflow.EDITABLE,
        saves=[
            {"number": each.number, "by": each.by, "at": filters.clock(each.at)}
            for each in drafting.moments(context.session(), found)
        ],
    )


@blueprint.get("/contribute/<int:submission>/saves/<int:number>")
def show(submission: int, number: int) -> ResponseReturnValue:
    """Show what has changed since a saved state."""
    found = _own(submission)
    save = drafting.at(context.session(), found, number)
    newest = drafting.newest(context.session(), found)
    page = render_template(
        "saves/show.html",
        submission=found,
        number=number,
        at=filters.clock(save.at),
        is_newest=number == found.saved,
        is_open=found.state in workflow.EDITABLE,
        changes=changes(save.content, newest.content),
    )
    return page, {"Cache-Control": "no-store"}


def changes(before: Content, after: Content) -> list[dict[str, Any]]:
    """Return what has changed between two states, field by field."""
    old, new = contents.fields(before), contents.fields(after)
    names = dict.fromkeys([*new, *old])
    files = [sorted(each["path"] for each in content["files"]) for content in (before, after)]
    found = [
        {
            "label": questions.label(name, language=True),
            "parts": differences.between(
                questions.said(name, old.get(name, "")), questions.said(name, new.get(name, ""))
            ),
        }
        for name in names
        if old.get(name, "") != new.get(name, "") and (old.get(name) or new.get(name))
    ]
    if files[0] != files[1]:
        parts = differences.between("\n".join(files[0]) + "\n", "\n".join(files[1]) + "\n")
        found.append({"label": questions.label("files"), "parts": parts})
    return found


@blueprint.post("/contribute/<int:submission>/saves/<int:number>/restore")
def restore(submission: int, number: int) -> ResponseReturnValue:
    """Bring a saved state back, as a new save."""
    found = _own(submission)
    drafting.restore(context.session(), context.somebody(), found, number)
    return redirect(url_for("contribute.edit", submission=found.id, step="text"), 303)
