"""One search that found nothing, for curators: what it finds now, and the tag that it may mean."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Conflict, Invalid, LibraryError
from library.marking import N_
from library.search.asked import AskedQuery
from library.search.query import Query
from library.tags import clashes, editing, recording
from library.tags.clashes import Clash
from library.tags.models import Edit
from library.web import context, errors, forms, search, security, terms, work_rows
from library.web.speech import _
from library.workbench import queries

blueprint = Blueprint("asked", __name__)
blueprint.after_request(security.keep_to_oneself)

_SHOWN = 5


@blueprint.get("/curate/searches/<int:number>")
def show(number: int) -> ResponseReturnValue:
    """Show what a search finds now, and what can be done about it."""
    terms.curator()
    context.follow()
    return _page(queries.by_id(context.session(), number))


def _page(row: AskedQuery, refused: LibraryError | None = None, found: Sequence[Clash] = ()) -> str:
    vocabulary, language = context.vocabulary(), context.language()
    answer = context.answer(Query(row.text))
    complete = 0 if answer.mended else answer.results.complete
    hits = answer.results.hits[: min(_SHOWN, complete)]
    shown, wrong = work_rows.query(row), forms.wrong(refused)
    if found:
        wrong = {terms.KNOWN: _("Another tag of this scheme is called so. Is that meant?")}
    return render_template(
        "workbench/asked.html",
        row=shown,
        ask_address=context.library().settings.address + shown["ask_url"],
        found=complete,
        found_text=search.count_text(complete),
        titles=work_rows.titles([hit.id for hit in hits]),
        likely=[_likely(each) for each in queries.likely(vocabulary, row.text)],
        names=sorted(_names()),
        schemes=[
            (each.id, each.labels.get(language, each.id))
            for each in vocabulary.schemes.values()
            if each.id not in editing.GIVEN
        ],
        typed=request.form,
        clashes=[terms.clash(each) for each in found],
        steps=terms.history(_just_done(row)),
        wrong=wrong,
    )


def _likely(each: queries.Likely) -> dict[str, str]:
    return {"id": each.term.id, "label": _named(each.term.id), "name": each.name}


def _named(tag: str) -> str:
    """Return a tag with its scheme, as a form names it."""
    vocabulary, language = context.vocabulary(), context.language()
    scheme = vocabulary.schemes[vocabulary[tag].scheme]
    return f"{vocabulary[tag].label(language)} ({scheme.labels.get(language, scheme.id)})"


def _names() -> dict[str, str]:
    """Return the tags that a search may be a name of, by how the form names them."""
    every = context.vocabulary().terms.values()
    return {_named(each.id): each.id for each in every if not each.replaced_by}


def _just_done(row: AskedQuery) -> list[Edit]:
    """Return the step by which a tag is called like the search, to be taken back here."""
    named = [each for each in context.vocabulary().terms.values() if row.text in each.names]
    steps = [
        step
        for term in named
        for step in recording.of(context.session(), recording.TAG, term.id)[:1]
    ]
    return [each for each in steps if _gave(each, row.text)]


def _gave(edit: Edit, name: str) -> bool:
    """Tell whether a step gave its tag a name that it did not have before."""
    before, after = (
        {said for _language, _role, said in ((kept or {}).get("labels") or ())}
        for kept in (
            pictures.get(recording.TAG, {}).get(edit.thing)
            for pictures in (edit.before, edit.after)
        )
    )
    return name in after - before


@blueprint.post("/curate/searches/<int:number>")
def name(number: int) -> ResponseReturnValue:
    """Let a tag be found by the search."""
    user, session = terms.curator(), context.session()
    row = queries.by_id(session, number)
    try:
        tag = _chosen()
        found = clashes.find(
            context.vocabulary(), [row.text], context.vocabulary()[tag].scheme, tag
        )
        alike = [each for each in found if each.is_same_scheme]
        if alike and not request.form.get(terms.KNOWN):
            return _page(row, found=alike), 422
        queries.add_synonym(session, user, row, tag)
    except (Invalid, Conflict) as refused:
        context.undo()
        context.forget_vocabulary()
        return _page(queries.by_id(session, number), refused), errors.code(refused)
    return redirect(url_for("asked.show", number=number, _anchor="now"), 303)


def _chosen() -> str:
    """Return the tag that was typed, else the one that was chosen among the likely ones."""
    vocabulary, given = context.vocabulary(), request.form.get("name", "").strip()
    if not given:
        tag = request.form.get("tag", "")
        if tag not in vocabulary:
            raise Invalid(N_("Choose the tag that was meant."), field="tag")
        return vocabulary.current(tag)
    named = (vocabulary.named(scheme, given) for scheme in vocabulary.schemes)
    found = given if given in vocabulary else _names().get(given) or next(filter(None, named), None)
    if found is None:
        raise Invalid(N_("There is no tag of this name; choose one of the list."), field="name")
    return vocabulary.current(found)


@blueprint.get("/curate/searches/<int:number>/tag")
def tag(number: int) -> ResponseReturnValue:
    """Lead to the form for a new tag of a scheme that is called like the search."""
    terms.curator()
    row = queries.by_id(context.session(), number)
    scheme = request.args.get("scheme", "")
    if scheme not in context.vocabulary().schemes:
        return redirect(url_for("asked.show", number=number))
    label: dict[str, Any] = {f"label-{row.language}": row.text[:1].upper() + row.text[1:]}
    return redirect(url_for("curate.new", scheme=scheme, **label))
