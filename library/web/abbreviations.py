"""Abbreviations with several meanings, as curators keep their rules."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Invalid
from library.tags import ambiguities, recording
from library.tags.models import Ambiguity
from library.web import context, forms, security, terms

blueprint = Blueprint("abbreviations", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/curate/abbreviations")
def index() -> ResponseReturnValue:
    """Show the rules, and the form for one."""
    terms.curator()
    return _page()


def _page(refused: Invalid | None = None) -> str:
    session = context.session()
    rules = ambiguities.every(session)
    wanted = request.values.get("abbreviation", "")
    chosen = next((each for each in rules if each.abbreviation == wanted), None)
    return render_template(
        "curate/abbreviations.html",
        rules=[{"rule": each, "meanings": _meanings(each)} for each in rules],
        abbreviation=wanted,
        typed=_typed(chosen),
        steps=terms.history(recording.of(session, recording.AMBIGUITY, wanted)) if wanted else [],
        wrong=forms.wrong(refused),
    )


def _meanings(rule: Ambiguity) -> list[tuple[str, str]]:
    vocabulary = context.vocabulary()
    known = [id for id in rule.candidates if id in vocabulary]
    return [(id, vocabulary[id].label(context.language())) for id in known]


def _typed(chosen: Ambiguity | None) -> dict[str, str]:
    if request.method == "POST":
        return {name: request.form.get(name, "") for name in ("candidates", "rule")}
    if chosen is None:
        return {"candidates": "", "rule": ""}
    return {"candidates": "\n".join(chosen.candidates), "rule": chosen.rule}


@blueprint.post("/curate/abbreviations")
def settle() -> ResponseReturnValue:
    """Make or change a rule; its tags are given by id or by name, one a line."""
    user, given = terms.curator(), request.form
    candidates = [_tag(line.strip()) for line in given.get("candidates", "").splitlines()]
    try:
        ambiguities.settle(
            context.session(),
            user,
            given.get("abbreviation", ""),
            [each for each in candidates if each],
            given.get("rule", ""),
        )
    except Invalid as refused:
        context.undo()
        return _page(refused), 422
    return redirect(url_for("abbreviations.index", abbreviation=given["abbreviation"]), 303)


def _tag(line: str) -> str:
    """Return the tag that a line names, the line itself when it names none."""
    vocabulary = context.vocabulary()
    if line in vocabulary:
        return vocabulary.current(line)
    named = (vocabulary.named(scheme, line) for scheme in vocabulary.schemes)
    found = next(filter(None, named), None) if line else None
    return vocabulary.current(found) if found else line


@blueprint.post("/curate/abbreviations/remove")
def remove() -> ResponseReturnValue:
    """Remove a rule."""
    ambiguities.remove(context.session(), terms.curator(), request.form.get("abbreviation", ""))
    return redirect(url_for("abbreviations.index"), 303)
