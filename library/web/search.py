"""The search page: one box, filters with counts, results that answer without being opened."""

import dataclasses
import threading
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.bulk import works
from library.items import briefs
from library.search.query import SORTS, Query
from library.search.scoring import Results
from library.web import (
    alike,
    asking,
    campaigns,
    cards,
    context,
    facets,
    filters,
    pages,
    picking,
    rows,
    saved,
    understood,
    usage,
)
from library.web.speech import _, ngettext

blueprint = Blueprint("search", __name__)

_PAGES_AROUND = 2
# Threads that make pages at once get in each other's way: in turn they are a fifth faster.
_turn = threading.Lock()


@blueprint.get("/search")
def show() -> ResponseReturnValue:
    """Show what a search finds."""
    context.follow()
    page = pages.kept(_made_in_turn, saved.state())
    asking.note()
    usage.found(pages.told())
    return page


def _made_in_turn() -> str:
    with _turn:
        return _page()


def _page() -> str:
    query = alike.applied(Query.from_args(request.args, context.vocabulary().resolved))
    answer = context.answer(query)
    results = answer.results
    asking.found(0 if answer.mended else results.complete)
    items = briefs.by_ids(context.session(), [hit.id for hit in results.hits])
    pages.tell(*(item.id for item in items))
    return render_template(
        "search/show.html",
        query_text=query.text,
        results={"total_text": count_text(results.total), "rows": rows.found(items, results)},
        chips=[*(_chip(query, tag) for tag in query.tags), *alike.chips(query, address)],
        clear_url=_cleared(query),
        understood=understood.view(query, answer, address),
        ignored=[_ignored(name, value) for name, value in query.ignored],
        relaxed=_relaxed(results),
        facets=[*alike.facet(query, answer, address), *facets.panel(query, results, address)],
        sorts=[_sort(query, sort) for sort in SORTS if sort != "works" or query.works],
        pager=_pager(query, results.total),
        empty=None if results.total else _empty(query),
        keep={
            **saved.offer(query),
            "collect_url": None if query.works else picking.offer(query),
            "campaign_url": None if query.works else campaigns.offer(query),
        },
        bulk=_bulk(query, results.total),
    )


def _cleared(query: Query) -> str | None:
    """Return the search without its filters, None where it has none."""
    is_narrowed = query.tags or query.works
    return address(Query(text=query.text, sort=query.sort)) if is_narrowed else None


def _bulk(query: Query, total: int) -> dict[str, Any] | None:
    """Return what the form to change all these items sends; None for those who may not."""
    # What a reader's own school decides is no choice of items for everybody.
    if not total or query.works or not works.may_begin(context.user()):
        return None
    said = ngettext(
        "Change this item", "Change these %(shown)s items", total, shown=filters.number(total)
    )
    return {"pairs": query.args(), "said": said}


def address(query: Query) -> str:
    """Return the address of a search."""
    arguments = query.args()
    return url_for("search.show") + (f"?{urlencode(arguments)}" if arguments else "")


def count_text(count: int) -> str:
    """Return a number of items in words."""
    return ngettext("%(shown)s item", "%(shown)s items", count, shown=filters.number(count))


def _relaxed(results: Results) -> str | None:
    """Say that items are shown which lack some of the words, None when all have them all."""
    if not results.relaxed:
        return None
    if not results.complete:
        return _("Nothing has all of these words. These come closest.")
    return ngettext(
        "One item has all of these words; the others come closest.",
        "%(shown)s items have all of these words; the others come closest.",
        results.complete,
        shown=filters.number(results.complete),
    )


def _label(tag: str) -> str:
    return context.vocabulary()[tag].label(context.language())


def _chip(query: Query, tag: str) -> dict[str, str]:
    return {"label": _label(tag), "remove_url": address(query.without(tag))}


def _ignored(name: str, value: str) -> str:
    if name == "q":
        return _("The search was longer than we read; the end of it was left out.")
    if name == "tag":
        return _("There is no filter “%(value)s”.", value=value)
    if name == "works" and not value:
        return _("Only who works in a school can search for what works in schools like it.")
    return _("“%(name)s=%(value)s” could not be read.", name=name, value=value)


def _sort(query: Query, sort: str) -> dict[str, Any]:
    labels = {"relevance": _("best match"), "newest": _("newest"), "shortest": _("shortest"),
              "works": _("most schools")}  # fmt: skip
    changed = dataclasses.replace(query, sort=sort, page=1)
    return {"label": labels[sort], "url": address(changed), "current": sort == query.sort}


def _at(query: Query, page: int) -> Query:
    return dataclasses.replace(query, page=page)


def _pager(query: Query, total: int) -> dict[str, Any]:
    last = max(1, -(-total // query.size))
    near = range(query.page - _PAGES_AROUND, query.page + _PAGES_AROUND + 1)
    numbers = sorted({1, last, *(number for number in near if 1 <= number <= last)})
    return {
        "previous": address(_at(query, query.page - 1)) if 1 < query.page <= last else None,
        "next": address(_at(query, query.page + 1)) if query.page < last else None,
        "pages": [
            {"number": number, "url": address(_at(query, number)), "current": number == query.page}
            for number in numbers
        ],
        "beyond": query.page > last,
    }


def _empty(query: Query) -> dict[str, Any]:
    """Say what to do when nothing was found: which filter to drop, or where else to begin."""
    drops = [drop for tag in query.tags if (drop := _drop(query, tag))]
    advice = [_("Fewer words find more. Accents are not needed.")] if query.text else []
    if drops:
        advice.append(_("No item has all of this at once. Leave one out:"))
    return {"advice": advice, "drops": drops, "themes": cards.themes()}


def _drop(query: Query, tag: str) -> dict[str, str] | None:
    """Return the search without a filter, None when that finds nothing either."""
    fewer = query.without(tag)
    total = context.library().index.search(fewer).total
    if not total:
        return None
    label = _("without “%(label)s”: %(count)s", label=_label(tag), count=count_text(total))
    return {"label": label, "url": address(fewer)}
