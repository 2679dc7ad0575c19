"""What a form asks: its fields as a page shows them, who may sign, and what was typed."""

from collections.abc import Mapping
from typing import Any

from flask import request

from library.accounts.models import Unit, User
from library.bases import keeping
from library.documents import making
from library.documents.forms import Form
from library.web import citing, context


def asked(
    form: Form, answers: Mapping[str, str], unit: Unit, letterhead: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a page with a form shows of it: its fields, its legal bases, who may sign."""
    return {
        "fields": fields(form, answers),
        "bases": cited(form, answers, unit),
        "signers": signers(form, letterhead, answers),
    }


def fields(form: Form, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields of a form as the page shows them."""
    code = context.language()
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "label": each.label.get(code) or each.label["vi"],
            "help": each.help.get(code) or each.help.get("vi"),
            "needed": each.needed,
            "value": answers.get(each.id, ""),
        }
        for each in form.fields
    ]


def cited(form: Form, answers: Mapping[str, str], unit: Unit) -> dict[str, Any] | None:
    """Return what the field of legal bases shows, None for a form that has none."""
    name = next((each.id for each in form.fields if each.kind == making.BASES), None)
    return citing.field(answers.get(name, ""), unit) if name else None


def typed(form: Form) -> dict[str, str]:
    """Return what was typed, with the legal bases that were ticked."""
    answers = request.form.to_dict()
    cited = (each.id for each in form.fields if each.kind == making.BASES)
    return answers | {name: "\n".join(citing.lines(name)) for name in cited}


def keep_bases(user: User, unit: Unit, form: Form) -> None:
    """Keep the legal bases of a document for the next ones of its unit, where that was ticked."""
    for each in form.fields:
        if each.kind == making.BASES and "keep_bases" in request.form:
            keeping.keep(context.session(), user, unit, citing.lines(each.id))


def signers(
    form: Form, letterhead: Mapping[str, Any], answers: Mapping[str, str]
) -> list[tuple[str, str, bool]]:
    """Return who may sign, to choose from; none where the form or the unit leaves no choice."""
    known = letterhead.get("signers", [])
    if len(known) < 2 or all(each.post for each in form.signers):
        return []
    chosen = answers.get("signer", "0")
    return [
        (str(number), f"{each['name']}, {each['post']}", str(number) == chosen)
        for number, each in enumerate(known)
    ]
