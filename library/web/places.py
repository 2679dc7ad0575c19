"""Places through time: what a place was and became, and for curators what to look over after a merger."""

import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from library.items import briefs
from library.items.briefs import Brief
from library.search import answering
from library.search.query import LARGEST_SIZE, Query
from library.tags import places
from library.tags.vocabulary import Term
from library.web import context, filters, terms
from library.web.speech import _

blueprint = Blueprint("places", __name__)

SCHEME = places.SCHEME


def told(term: Term) -> dict[str, Any]:
    """Return the history of a place in sentences, with links, and where it is stated."""
    place = places.place(term, context.language())
    made_of = places.made_of(context.vocabulary(), term.id)
    return {
        "sentence": _sentence(place, made_of),
        "links": _links(places.successors(context.vocabulary(), term.id) or made_of),
        "cited": place.cited,
        "is_former": place.ended_on is not None,
    }


def _links(ids: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    return [(_label(id), url_for("tags.show", id=id)) for id in ids]


def _label(id: str) -> str:
    return context.vocabulary()[id].label(context.language())


def _kind(place: places.Place) -> str:
    said = _(places.KINDS[place.kind]) if place.kind in places.KINDS else ""
    return said[:1].upper() + said[1:]


def _sentence(place: places.Place, made_of: list[str]) -> str:
    """Say since when and until when a place was what it is called; the links behind it say which."""
    kind = _kind(place)
    if place.ended_on:
        until, since = filters.day(place.ended_on), filters.day(place.ended_on + timedelta(days=1))
        if not place.became:
            return _("%(kind)s until %(until)s.", kind=kind, until=until)
        return _(
            "%(kind)s until %(until)s. Since %(since)s part of:",
            kind=kind, until=until, since=since,
        )  # fmt: skip
    if place.began_on and made_of:
        return _(
            "%(kind)s, since %(since)s together with the former:",
            kind=kind, since=filters.day(place.began_on),
        )  # fmt: skip
    return f"{kind}." if kind else ""


@blueprint.get("/curate/places")
def show() -> ResponseReturnValue:
    """Show the places that have ended with the items that name them, for curators to look over."""
    terms.curator()
    context.follow()
    vocabulary = context.vocabulary()
    former = places.former(vocabulary)
    tagged = places.items_in(context.session(), former)
    rows = [_row(id, tagged[id]) for id in vocabulary.in_order(former, context.language())]
    return render_template(
        "places/show.html",
        rows=[row for row in rows if row["items"]],
        others=[row for row in rows if not row["items"]],
    )


def _row(id: str, tagged: list[str]) -> dict[str, Any]:
    """Return a former place with the items that are tagged with it or have its name in their text."""
    found = briefs.by_ids(context.session(), tagged)
    found += [item for item in _naming(id) if item.id not in tagged]
    return {
        "label": _label(id),
        "url": url_for("tags.show", id=id),
        "today": ", ".join(map(_label, places.successors(context.vocabulary(), id))),
        "items": [_item(item, is_tagged=item.id in tagged) for item in found],
    }


def _naming(id: str) -> list[Brief]:
    """Return items with the name of a place in their text: hòa bình is peace, and Hòa Bình a place."""
    names = set(context.vocabulary()[id].labels.values())
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))
    index, vocabulary = context.library().index, context.vocabulary()
    found: dict[str, None] = {}
    for name in sorted(names):
        query = Query(f'"{name}"', size=LARGEST_SIZE)
        hits = answering.answer(index, query, vocabulary).results.hits
        found |= dict.fromkeys(hit.id for hit in hits)
    items = briefs.by_ids(context.session(), list(found))
    return [item for item in items if any(map(pattern.search, _texts(item)))]


def _texts(item: Brief) -> list[str]:
    return [text for each in item.editions for text in (each.title, each.summary, each.plain)]


def _item(item: Brief, *, is_tagged: bool) -> dict[str, Any]:
    edition = item.edition(context.language())
    return {
        "title": edition.title,
        "language": edition.language,
        "url": url_for("items.show", slug=item.slug),
        "why": _("is about it") if is_tagged else _("names it"),
    }
