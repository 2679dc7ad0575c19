"""Saved searches of a reader, kept in a cookie of the device: nobody's list is on the server.

A choice is a link with a parameter; the answer changes the cookie and sends to the page without it.
"""

import dataclasses
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Invalid
from library.items import catalogue
from library.marking import N_
from library.search import saved as searches
from library.search.query import Query
from library.search.saved import Saved
from library.web import context, filters, search
from library.web.speech import _, ngettext

blueprint = Blueprint("saved", __name__)

COOKIE = "saved-searches"
# Browsers drop a cookie of more than 4,096 bytes, its name and attributes included.
_MOST_BYTES = 3_800
_YEAR = 365 * 24 * 3600
# News are counted page by page, so many at most.
_PAGES_OF_NEWS = 10


@blueprint.get("/search/saved")
def show() -> ResponseReturnValue:
    """Show the saved searches, or do what a link of theirs asks for."""
    choice = _CHOICES.get(request.args.get("choice", ""))
    if choice is None or request.method != "GET":
        return _page()
    try:
        return choice(query_of_request())
    except Invalid as refused:
        return _page(refused), 409


def query_of_request() -> Query:
    """Return the search that the address of this request names, without order and page."""
    given = Query.from_args(request.args, context.vocabulary().resolved)
    return Query(given.text, given.tags, as_typed=given.as_typed)


def _add(query: Query) -> Response:
    leads = query.text or query.tags
    kept = searches.added(_list(), Saved.of(query, int(time.time()))) if leads else _list()
    return _keep(kept, address("search.show", query))


def _open(query: Query) -> Response:
    kept = searches.seen(_list(), Saved.of(query, int(time.time())))
    return _keep(kept, address("search.show", query))


def _remove(query: Query) -> Response:
    return _keep(searches.removed(_list(), searches.parameters(query)), url_for("saved.show"))


_CHOICES = {"add": _add, "open": _open, "remove": _remove}


def _list() -> list[Saved]:
    kept = searches.load(request.cookies.get(COOKIE, ""))
    return searches.today(kept, context.vocabulary().resolved)


def _keep(kept: Sequence[Saved], leads_to: str) -> Response:
    text = searches.dump(kept)
    if len(text) > _MOST_BYTES:
        raise Invalid(
            N_("The list would become larger than a browser keeps. Remove one of them first.")
        )
    response = make_response(redirect(leads_to))
    if kept:
        response.set_cookie(COOKIE, text, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(COOKIE, samesite="Lax", httponly=True)
    return response


def state() -> str:
    """Return whether this reader has saved the search of this request, as a part of a key."""
    return "saved" if COOKIE in request.cookies and _is_saved(query_of_request()) else ""


def _is_saved(query: Query) -> bool:
    wanted = searches.parameters(query)
    return any(each.parameters == wanted for each in _list())


def offer(query: Query) -> dict[str, Any]:
    """Return what the page of a search offers: to save it, to follow it, to see those saved."""
    return {
        "is_saved": _is_saved(query),
        "save_url": _choice("add", query) if query.text or query.tags else None,
        "feed_url": address("feeds.search", query),
        "list_url": url_for("saved.show"),
    }


def address(endpoint: str, query: Query) -> str:
    """Return where a search is shown by a page or a feed."""
    given = searches.parameters(query)
    return url_for(endpoint) + (f"?{given}" if given else "")


def _choice(choice: str, query: Query) -> str:
    given = searches.parameters(query)
    return f"{url_for('saved.show')}?{given}&{urlencode({'choice': choice})}"


def name(query: Query) -> str:
    """Return what a search is called: its text and the labels of its tags."""
    vocabulary, language = context.vocabulary(), context.language()
    labels = [vocabulary[tag].label(language) for tag in query.tags]
    reading = [_("exactly as typed")] if query.as_typed else []
    return " · ".join([query.text, *labels, *reading] if query.text else labels) or _(
        "New in the library"
    )


def _page(refused: Invalid | None = None) -> Response:
    context.follow()
    current = context.vocabulary().resolved
    listed = [(each, each.query(current)) for each in _list()]
    page = render_template(
        "saved/show.html",
        searches=[_line(each, query) for each, query in listed if query.text or query.tags],
        refused=refused.message.translated(_) if refused else None,
    )
    return Response(page, headers={"Cache-Control": "private, no-cache"})


def _line(kept: Saved, query: Query) -> dict[str, Any]:
    total, news, has_more = _counted(query, kept.seen_at)
    return {
        "name": name(query),
        "count_text": search.count_text(total),
        "news_text": _news(news, has_more) if news else None,
        "open_url": _choice("open", query),
        "feed_url": address("feeds.search", query),
        "remove_url": f"{url_for('saved.show')}?{kept.parameters}&choice=remove",
    }


def _news(count: int, has_more: bool) -> str:
    shown = filters.number(count)
    if has_more:
        return _("%(shown)s new or more", shown=shown)
    return ngettext("%(shown)s new", "%(shown)s new", count, shown=shown)


def _counted(query: Query, seen_at: int) -> tuple[int, int, bool]:
    """Return how many items a search finds, how many were published since, and if there are more."""
    news = 0
    for page in range(1, _PAGES_OF_NEWS + 1):
        wanted = dataclasses.replace(query, sort="newest", page=page)
        results = context.answer(wanted).results
        moments = catalogue.moments(context.session(), [hit.id for hit in results.hits])
        newer = sum(each.published_at.timestamp() > seen_at for each in moments.values())
        news += newer
        if newer < query.size or page * query.size >= results.total:
            return results.total, news, False
    return results.total, news, True
