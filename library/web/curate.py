"""The vocabulary for curators: schemes, the tree of one, a tag with its names, place and history."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n
from library.errors import Conflict, Invalid, LibraryError, NotFound
from library.marking import N_
from library.review import wishes
from library.tags import clashes, editing, recording, undoing
from library.tags.recording import Stale
from library.tags.vocabulary import Scheme, Term
from library.web import cards, context, errors, forms, search, security, terms, workbench
from library.web.speech import _

blueprint = Blueprint("curate", __name__)
blueprint.after_request(security.keep_to_oneself)

_STEPS_SHOWN = 30
_LONGEST_ASKED = 200


@blueprint.get("/curate/")
def index() -> ResponseReturnValue:
    """Show the schemes, what waits and the last steps."""
    terms.curator()
    session, vocabulary = context.session(), context.vocabulary()
    return render_template(
        "curate/index.html",
        schemes=[_scheme_row(each) for each in vocabulary.schemes.values()],
        wishes=wishes.count(session),
        rules=len(vocabulary.ambiguities),
        work=workbench.total(),
        steps=terms.history(recording.newest(session, _STEPS_SHOWN)),
    )


def _scheme_row(scheme: Scheme) -> dict[str, Any]:
    current = [id for id in scheme.terms if not context.vocabulary()[id].replaced_by]
    return {
        "id": scheme.id,
        "label": _scheme_label(scheme),
        "count": len(current),
        "retired": len(scheme.terms) - len(current),
    }


def _scheme_label(scheme: Scheme) -> str:
    return scheme.labels.get(context.language(), scheme.id)


def scheme_of(id: str) -> Scheme:
    """Return a scheme; raise NotFound."""
    found = context.vocabulary().schemes.get(id)
    if found is None:
        raise NotFound(N_("There is no scheme “%(scheme)s”."), scheme=id)
    return found


@blueprint.get("/curate/schemes/<scheme>")
def scheme(scheme: str) -> ResponseReturnValue:
    """Show the tree of a scheme."""
    terms.curator()
    context.follow()
    shown, counts = scheme_of(scheme), cards.counted()
    seen = recording.edits_of(context.session(), scheme)
    return render_template(
        "curate/scheme.html",
        scheme=shown,
        title=_scheme_label(shown),
        other=next(code for code in i18n.LANGUAGES if code != context.language()),
        rows=[
            {**_row(term, depth, counts), "seen": seen[term.id]}
            for term, depth in terms.tree(scheme)
        ],
        retired=terms.retired(scheme),
        label=lambda id: context.vocabulary()[id].label(context.language()),
        is_given=scheme in editing.GIVEN,
    )


def _row(term: Term, depth: int, counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "term": term,
        "depth": min(depth, 4),
        "label": term.label(context.language()),
        "count_text": search.count_text(counts.get(term.id, 0)),
    }


@blueprint.get("/curate/schemes/<scheme>/new")
def new(scheme: str) -> ResponseReturnValue:
    """Show the form for a new tag."""
    terms.curator()
    return _new_page(scheme_of(scheme), request.args)


def _new_page(
    scheme: Scheme,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    found: list[dict[str, str]] | None = None,
) -> str:
    return render_template(
        "curate/new.html",
        scheme=scheme,
        title=_scheme_label(scheme),
        typed=typed,
        parents=terms.choices(scheme.id, typed.get("parent")),
        languages_to_name=i18n.LANGUAGES,
        wrong=wrong or {},
        clashes=found or [],
    )


@blueprint.post("/curate/schemes/<scheme>/new")
def create(scheme: str) -> ResponseReturnValue:
    """Make a new tag."""
    user, shown = terms.curator(), scheme_of(scheme)
    given = terms.typed_names()
    if found := terms.check_clashes(given, scheme):
        return _new_page(shown, request.form, _clashing(), list(map(terms.clash, found))), 422
    try:
        parent = request.form.get("parent") or None
        made = editing.create(context.session(), user, scheme, given, parent)
    except Invalid as refused:
        context.undo()
        return _new_page(shown, request.form, forms.wrong(refused)), 422
    return redirect(url_for("curate.tag", id=made.id), 303)


def _clashing() -> dict[str, str]:
    return {terms.KNOWN: _("Another tag of this scheme is called so. Is that meant?")}


@blueprint.get("/curate/tags/<id>")
def tag(id: str) -> ResponseReturnValue:
    """Show a tag: its names, its place, its items, its history."""
    terms.curator()
    context.follow()
    return page(context.vocabulary()[id])


def page(
    term: Term,
    wrong: Mapping[str, str] | None = None,
    found: list[dict[str, str]] | None = None,
    now_there: Mapping[str, str] | None = None,
) -> str:
    """Return the page of a tag; with what was typed, and what is there now, when it was refused."""
    session, vocabulary, language = context.session(), context.vocabulary(), context.language()
    scheme = vocabulary.schemes[term.scheme]
    row = recording.by_id(session, term.id)
    typed = request.form if request.method == "POST" and "label-vi" in request.form else None
    counts = cards.counted()
    return render_template(
        "curate/tag.html",
        term=term,
        scheme=scheme,
        scheme_label=_scheme_label(scheme),
        way=_crumbs(term),
        title=term.label(language),
        seen=row.edited,
        note=row.note,
        typed=typed or terms.names(term),
        languages_to_name=i18n.LANGUAGES,
        count_text=search.count_text(counts.get(term.id, 0)),
        children=[_row(vocabulary[each], 0, counts) for each in vocabulary.children[term.id]],
        parents=terms.choices(term.scheme, term.parent, terms.with_below(term.id)),
        parent=vocabulary[term.parent] if term.parent else None,
        replacement=vocabulary[vocabulary.current(term.id)] if term.replaced_by else None,
        label=lambda each: each.label(language),
        steps=terms.history(recording.of(session, recording.TAG, term.id)),
        wrong=wrong or {},
        clashes=found if found is not None else terms.own_clashes(term),
        must_confirm=found is not None,
        now_there=now_there or {},
        is_given=term.scheme in editing.GIVEN,
    )


def _crumbs(term: Term) -> list[dict[str, str]]:
    vocabulary, scheme = context.vocabulary(), context.vocabulary().schemes[term.scheme]
    above = [vocabulary[id] for id in reversed(vocabulary.ancestors(term.id))]
    return [
        {"label": _("Vocabulary"), "url": url_for("curate.index")},
        {"label": _scheme_label(scheme), "url": url_for("curate.scheme", scheme=scheme.id)},
        *(
            {"label": each.label(context.language()), "url": url_for("curate.tag", id=each.id)}
            for each in above
        ),
    ]


@blueprint.post("/curate/tags/<id>/<any(names, place, order):change>")
def change(id: str, change: str) -> ResponseReturnValue:
    """Give a tag other names or another place."""
    terms.curator()
    term = context.vocabulary()[id]
    if change == "names" and (found := terms.check_clashes(terms.typed_names(), term.scheme, id)):
        return page(term, _clashing(), list(map(terms.clash, found))), 422
    try:
        _CHANGES[change](id)
    except LibraryError as refused:
        return answer(id, refused)
    return redirect(forms.next_page("curate.tag", id=id), 303)


def answer(id: str, refused: LibraryError) -> ResponseReturnValue:
    """Answer with the page of a tag and why a change was refused; both versions when it was stale."""
    context.undo()
    context.forget_vocabulary()
    if not isinstance(refused, Invalid | Conflict):
        raise refused
    term = context.vocabulary()[id]
    now_there = _newer(term) if isinstance(refused, Stale) else {}
    return page(term, forms.wrong(refused), None, now_there), errors.code(refused)


def _newer(term: Term) -> dict[str, str]:
    """Return the fields of a tag that are other than what was typed, as they are now."""
    now_there = terms.names(term)
    return {
        name: value
        for name, value in now_there.items()
        if name in request.form and request.form[name].split() != value.split()
    }


def _describe(id: str) -> None:
    editing.describe(context.session(), context.somebody(), id, terms.typed_names(), terms.seen())


def _move(id: str) -> None:
    parent = request.form.get("parent") or None
    editing.move(context.session(), context.somebody(), id, parent, terms.seen())


def _shift(id: str) -> None:
    places = 1 if request.form.get("to") == "down" else -1
    editing.shift(context.session(), context.somebody(), id, places, terms.seen())


_CHANGES: dict[str, Callable[[str], None]] = {"names": _describe, "place": _move, "order": _shift}


@blueprint.post("/curate/steps/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Take a step back."""
    session, user = context.session(), terms.curator()
    wishes.guard(session, undoing.by_number(session, number))
    undoing.undo(session, user, number)
    return redirect(forms.next_page("curate.index"), 303)


@blueprint.get("/curate/clashes")
def clashing() -> ResponseReturnValue:
    """Give the tags that have a name already, while it is typed."""
    terms.curator()
    given = request.args.get("text", "")[:_LONGEST_ASKED]
    scheme, own = request.args.get("scheme", ""), request.args.get("tag", "")
    found = clashes.find(context.vocabulary(), given.splitlines(), scheme, own)
    return jsonify({"clashes": [terms.clash(each)["said"] for each in found[:10]]})
