"""The home page: the search box, campaigns, days that come, collections, themes, what is new.

`/` leads to it.
"""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from library.collections import campaigns
from library.collections import collection as shelf
from library.collections.models import Campaign
from library.database import today
from library.items import briefs, catalogue
from library.planning import occasions as days
from library.search.query import Query
from library.search.saved import Saved
from library.web import cards, context, filters, occasions, pages, rows, search, shelves
from library.web.speech import _

blueprint = Blueprint("home", __name__)
door = Blueprint("entrance", __name__)

_NEWEST = 5
_COLLECTIONS = 3
_CAMPAIGNS = 3
_OF_A_CAMPAIGN = 4
_EXAMPLES = {
    "vi": ("cong chieng lop 7", "an toan mang", "tro choi dan gian"),
    "en": ("gong culture grade 7", "online safety", "english club"),
}


@door.get("/")
def enter() -> ResponseReturnValue:
    """Lead to the home page in the reader's language."""
    return redirect(url_for("home.show"))


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Show the home page."""
    context.follow()
    day = today()
    return pages.kept(lambda: page(day), day.isoformat())


def page(day: date, as_on: str | None = None) -> str:
    """Return the home page of a day; `as_on` says which, where that is not today."""
    session = context.session()
    coming = days.between(session, day, day + days.AHEAD, occasions.of_reader())
    collections = shelf.public(session)
    return render_template(
        "home/show.html",
        as_on=as_on,
        total=filters.number(catalogue.count(session)),
        campaigns=_campaigns(day),
        occasions=[occasions.view(on, each) for on, each in coming],
        collections=shelves.cards(collections[:_COLLECTIONS]),
        cards=cards.themes(),
        newest=rows.rows(briefs.newest(session, _NEWEST)),
        examples=[
            {"text": text, "url": url_for("search.show", q=text)}
            for text in _EXAMPLES[context.language()]
        ],
    )


def _campaigns(day: date) -> list[dict[str, Any]]:
    """Return the campaigns of a day that have something to show."""
    running = campaigns.running(context.session(), day)
    shown = [view for each in running if (view := _campaign(each))]
    return shown[:_CAMPAIGNS]


def _campaign(campaign: Campaign) -> dict[str, Any] | None:
    ids, url = held(campaign)
    if not ids:
        return None
    language = context.language()
    own = language in campaign.texts
    return {
        "title": campaign.said("title", language),
        "text": campaign.said("text", language),
        "foreign": "" if own else next(iter(campaign.texts)),
        "until": _("until %(day)s", day=filters.day(campaign.ends_on)),
        "picks": shelves.picks(briefs.by_ids(context.session(), ids[:_OF_A_CAMPAIGN])),
        "more": search.count_text(len(ids)) if len(ids) > _OF_A_CAMPAIGN else None,
        "url": url,
    }


def held(campaign: Campaign) -> tuple[list[str], str]:
    """Return the items of a campaign, those of its collection first, and where all of them are."""
    session, found, url = context.session(), [], ""
    collection = campaign.collection
    if collection and collection.is_public:
        found = shelf.shown_ids(session, collection)
        url = url_for("collections.show", slug=collection.slug)
    if campaign.search:
        query = Saved(campaign.search, 0).query(context.vocabulary().resolved)
        wanted = Query(query.text, query.tags, as_typed=query.as_typed, size=100)
        if query.text or query.tags:
            found += [hit.id for hit in context.answer(wanted).results.hits if hit.id not in found]
            url = url or search.address(query)
    return found, url
