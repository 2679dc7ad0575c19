"""One tag for another, as curators do it: merge with a preview, retire, split among several."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Conflict, Invalid, LibraryError
from library.items import briefs
from library.search.query import LARGEST_SIZE, Query
from library.tags import merging, models, recording, tagging
from library.tags.merging import Name, Preview
from library.tags.vocabulary import Term
from library.web import context, errors, forms, security, terms, words
from library.web.speech import _

blueprint = Blueprint("replacing", __name__)
blueprint.after_request(security.keep_to_oneself)

# Titles shown of the items that a merge or a split touches.
_SHOWN, _BY_HAND = 10, 300
_PARTS = 3
_MOST_PAGES = 50


@blueprint.get("/curate/tags/<id>/merge")
def merge(id: str) -> ResponseReturnValue:
    """Choose which tag another is merged into, and show what that would do."""
    terms.curator()
    return _merge_page(context.vocabulary()[id], request.args.get("into", ""))


def _merge_page(term: Term, into: str, refused: LibraryError | None = None) -> str:
    shown: Preview | None = None
    if into and refused is None:
        try:
            shown = merging.preview(context.session(), term.id, into)
        except (Invalid, Conflict) as error:
            refused = error
    return render_template(
        "curate/merge.html",
        **_about(term),
        into=into,
        choices=terms.choices(term.scheme, into, terms.with_below(term.id)),
        preview=_shown(shown) if shown else None,
        winner=context.vocabulary()[into] if shown else None,
        wrong=forms.wrong(refused),
    )


def _about(term: Term) -> dict[str, Any]:
    scheme = context.vocabulary().schemes[term.scheme]
    return {
        "term": term,
        "title": term.label(context.language()),
        "scheme": scheme,
        "scheme_label": scheme.labels.get(context.language(), scheme.id),
        "seen": recording.by_id(context.session(), term.id).edited,
        "label": lambda each: each.label(context.language()),
    }


def _shown(preview: Preview) -> dict[str, Any]:
    vocabulary = context.vocabulary()
    return {
        "moved": _titles(preview.moved[:_SHOWN]),
        "moved_count": len(preview.moved),
        "both": _titles(preview.both[:_SHOWN]),
        "both_count": len(preview.both),
        "children": [vocabulary[each].label(context.language()) for each in preview.children],
        "gained": [(name[2], _kind(name)) for name in preview.gained],
    }


def _kind(name: Name) -> str:
    language, role, _text = name
    if role == models.ABBREVIATION or language is None:
        return _("abbreviation")
    return _("other name, %(language)s", language=words.within(words.language_name(language)))


def _titles(ids: Sequence[str]) -> list[dict[str, str]]:
    found = briefs.by_ids(context.session(), ids)
    return [
        {
            "title": each.edition(context.language()).title,
            "url": url_for("items.show", slug=each.slug),
        }
        for each in found
    ]


@blueprint.post("/curate/tags/<id>/merge")
def do_merge(id: str) -> ResponseReturnValue:
    """Merge a tag into another."""
    user, into = terms.curator(), request.form.get("into", "")
    try:
        merging.merge(context.session(), user, id, into, terms.seen())
    except (Invalid, Conflict) as refused:
        context.undo()
        context.forget_vocabulary()
        return _merge_page(context.vocabulary()[id], into, refused), errors.code(refused)
    return redirect(url_for("curate.tag", id=into), 303)


@blueprint.get("/curate/tags/<id>/retire")
def retire(id: str) -> ResponseReturnValue:
    """Choose what stands for a tag that is retired."""
    terms.curator()
    return _retire_page(context.vocabulary()[id])


def _retire_page(term: Term, refused: LibraryError | None = None) -> str:
    chosen = request.values.get("into", term.parent or "")
    return render_template(
        "curate/retire.html",
        **_about(term),
        count=len(tagging.carriers(context.session(), term.id)),
        choices=terms.choices(term.scheme, chosen, terms.with_below(term.id)),
        wrong=forms.wrong(refused),
    )


@blueprint.post("/curate/tags/<id>/retire")
def do_retire(id: str) -> ResponseReturnValue:
    """Retire a tag."""
    user, into = terms.curator(), request.form.get("into", "")
    try:
        merging.retire(context.session(), user, id, into, terms.seen())
    except LibraryError as refused:
        context.undo()
        context.forget_vocabulary()
        return _retire_page(context.vocabulary()[id], refused), errors.code(refused)
    return redirect(url_for("curate.tag", id=id), 303)


@blueprint.get("/curate/tags/<id>/split")
def split(id: str) -> ResponseReturnValue:
    """Choose the tags that share the items of one, by a search or by hand, and show who gets what."""
    terms.curator()
    context.follow()
    return _split_page(context.vocabulary()[id])


def _split_page(term: Term, refused: LibraryError | None = None) -> str:
    parts, carriers = _parts(), tagging.carriers(context.session(), term.id)
    targets = [(each["into"], each["label"]) for each in parts if each["into"]]
    shares = _shares(term.id, parts, carriers) if len(targets) > 1 else {}
    return render_template(
        "curate/split.html",
        **_about(term),
        parts=[
            {**part, "choices": terms.choices(term.scheme, part["into"], terms.with_below(term.id))}
            for part in parts
        ],
        targets=targets,
        count=len(carriers),
        counts=[
            (label, sum(share == into for share in shares.values())) for into, label in targets
        ],
        items=_by_hand(carriers, shares),
        wrong=forms.wrong(refused),
    )


def _parts() -> list[dict[str, str]]:
    """Return what the form says of each part: the tag, and the search whose items go to it."""
    vocabulary, given = context.vocabulary(), request.values
    return [
        {
            "into": into if (into := given.get(f"into-{place}", "")) in vocabulary else "",
            "label": vocabulary[into].label(context.language()) if into in vocabulary else "",
            "query": given.get(f"query-{place}", "").strip(),
        }
        for place in range(1, _PARTS + 1)
    ]


def _shares(id: str, parts: Sequence[Mapping[str, str]], carriers: Sequence[str]) -> dict[str, str]:
    """Return which part gets each item: as chosen by hand, else by the searches, else the first."""
    shares = dict.fromkeys(carriers, parts[0]["into"])
    for part in reversed(parts[1:]):
        if part["into"] and part["query"]:
            shares |= dict.fromkeys(_found(id, part["query"]) & shares.keys(), part["into"])
    targets = {part["into"] for part in parts}
    for item in carriers:
        if (chosen := request.values.get(f"item-{item}")) in targets:
            shares[item] = chosen
    return shares


def _found(id: str, text: str) -> set[str]:
    """Return all items with a tag that a search finds."""
    found: set[str] = set()
    for number in range(1, _MOST_PAGES + 1):
        query = Query(text, (id,), page=number, size=LARGEST_SIZE)
        hits = context.answer(query).results.hits
        found.update(hit.id for hit in hits)
        if len(hits) < LARGEST_SIZE:
            break
    return found


def _by_hand(carriers: Sequence[str], shares: Mapping[str, str]) -> list[dict[str, str]]:
    if not shares:
        return []
    return [
        {"id": each.id, "title": each.edition(context.language()).title, "into": shares[each.id]}
        for each in briefs.by_ids(context.session(), carriers[:_BY_HAND])
    ]


@blueprint.post("/curate/tags/<id>/split")
def do_split(id: str) -> ResponseReturnValue:
    """Split a tag."""
    user, session = terms.curator(), context.session()
    context.follow()
    parts = _parts()
    shares = _shares(id, parts, tagging.carriers(session, id))
    shared: dict[str, list[str]] = {part["into"]: [] for part in parts if part["into"]}
    for item, into in shares.items():
        shared.setdefault(into, []).append(item)
    shared.pop("", None)
    try:
        merging.split(session, user, id, shared, terms.seen())
    except (Invalid, Conflict) as refused:
        context.undo()
        context.forget_vocabulary()
        return _split_page(context.vocabulary()[id], refused), errors.code(refused)
    return redirect(url_for("curate.tag", id=id), 303)
