"""When another page was faster: what the other changed, what was typed here, and the choice.

The same page serves with and without a script: a choice is sent as `choice-<field>`, a text merged
by hand as `hand-<field>`.
"""

from typing import Any

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from library.review import contents, differences, drafting
from library.review.contents import Value
from library.review.drafting import Overtaken
from library.review.models import Submission
from library.web import context, filters, forms, keeping, questions, stages
from library.web.speech import _

MINE, THEIRS, HAND = "mine", "theirs", "hand"


def chosen(submission: Submission) -> dict[str, list[str]]:
    """Return the fields that the form sent, after the choices that were made on the page below."""
    typed = request.form.to_dict(flat=False)
    choices = [key for key in typed if key.startswith("choice-")]
    if not choices:
        return typed
    base = request.form.get("base", 0, type=forms.number)
    theirs = contents.fields(drafting.at(context.session(), submission, base).content)
    for key in choices:
        name, choice = key.removeprefix("choice-"), typed[key][-1]
        if choice == THEIRS and name in theirs:
            value = theirs[name]
            typed[name] = value if isinstance(value, list) else [value]
        elif choice == HAND:
            typed[name] = typed.get(f"hand-{name}", [])
    return typed


def answer(submission: Submission, step: str, overtaken: Overtaken) -> ResponseReturnValue:
    """Answer 409 with both texts; a script is told who was faster and leads to the same page."""
    why = _(
        "%(who)s changed it at %(time)s, after this page was opened. Nothing is lost: compare, and "
        "choose what stays.",
        who=_whose(overtaken),
        time=filters.clock(overtaken.newest.at),
    )
    if keeping.wants_json():
        return jsonify({"reason": why, "overtaken": True}), 409
    page = render_template(
        "contribute/overtaken.html",
        submission=submission,
        step=step,
        why=why,
        base=overtaken.newest.number,
        tab=stages.tab(),
        differences=[_difference(name, overtaken) for name in overtaken.names],
        hidden=_others(overtaken),
    )
    made = make_response(page, 409)
    made.headers["Cache-Control"] = "no-store"
    return made


def _whose(overtaken: Overtaken) -> str:
    is_own = overtaken.newest.by_id == context.somebody().id
    return _("Another page of this account") if is_own else overtaken.newest.by.name


def _difference(name: str, overtaken: Overtaken) -> dict[str, Any]:
    mine, theirs = overtaken.mine[name], contents.fields(overtaken.newest.content)[name]
    before = (overtaken.base or {}).get(name)
    untouched = before is not None and before == mine
    own, other = questions.said(name, mine), questions.said(name, theirs)
    return {
        "name": name,
        "label": questions.label(name, language=True),
        "language": name.partition("-")[0] if "-" in name else None,
        "mine": own,
        "values": mine if isinstance(mine, list) else [mine],
        "parts": differences.between(
            questions.said(name, mine if before is None else before), other
        ),
        "is_text": isinstance(mine, str) and own == mine,
        "choice": THEIRS if untouched else MINE,
    }


def _others(overtaken: Overtaken) -> list[tuple[str, str]]:
    """Return everything else that was sent, to be sent once more."""
    found: list[tuple[str, str]] = []
    for name, value in overtaken.mine.items():
        found += _pairs(name, value)
    return found


def _pairs(name: str, value: Value) -> list[tuple[str, str]]:
    return [(name, each) for each in (value if isinstance(value, list) else [value])]
