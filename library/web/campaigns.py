"""Campaigns: what of them stands on the home page, and how curators of the library plan them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n, text
from library.collections import campaigns
from library.collections import collection as shelf
from library.collections.campaigns import Given
from library.collections.models import Campaign
from library.database import today
from library.errors import Conflict, Invalid, LibraryError
from library.search import saved as searches
from library.search.query import Query
from library.web import context, errors, filters, forms, home, saved, search, security, terms
from library.web.speech import _

blueprint = Blueprint("campaigns", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/curate/campaigns/")
def index() -> ResponseReturnValue:
    """Show all campaigns."""
    terms.curator()
    context.follow()
    day = today()
    return render_template(
        "campaigns/index.html",
        rows=[_row(each, day) for each in campaigns.every(context.session())],
        day=day.isoformat(),
    )


def _row(campaign: Campaign, day: date) -> dict[str, Any]:
    state = (
        (_("to come"), "") if campaign.begins_on > day
        else (_("over"), "") if campaign.ends_on < day
        else (_("running"), "ok")
    )  # fmt: skip
    return {
        "id": campaign.id,
        "title": campaign.said("title", context.language()),
        "begins_on": campaign.begins_on,
        "ends_on": campaign.ends_on,
        "priority": campaign.priority,
        "state": state,
        "count_text": search.count_text(len(home.held(campaign)[0])),
    }


@blueprint.get("/curate/campaigns/as-on")
def preview() -> ResponseReturnValue:
    """Show the home page as it is on a day."""
    terms.curator()
    context.follow()
    day = today()
    with suppress(ValueError):
        day = date.fromisoformat(request.args.get("day", ""))
    return home.page(day, as_on=filters.day(day))


@blueprint.get("/curate/campaigns/new")
def new() -> ResponseReturnValue:
    """Show the form for a campaign, with the search or collection that it was begun with."""
    terms.curator()
    return _page(None)


@blueprint.get("/curate/campaigns/<int:id>")
def edit(id: int) -> ResponseReturnValue:
    """Show the form of a campaign."""
    terms.curator()
    return _page(campaigns.by_id(context.session(), id))


def _page(campaign: Campaign | None, refused: LibraryError | None = None) -> str:
    context.follow()
    kept = _fields(campaign) if campaign else _begun()
    sent: Mapping[str, str] = request.form if refused else {}
    fields = {**kept, **sent}
    query = _query(fields["search"])
    return render_template(
        "campaigns/edit.html",
        campaign=campaign,
        title=campaign.said("title", context.language()) if campaign else _("New campaign"),
        fields=fields,
        newer={name: said for name, said in kept.items() if sent.get(name, said) != said}
        if isinstance(refused, Conflict)
        else {},
        collections=_collections(fields["collection"]),
        priorities=[
            (number, str(number), str(number) == fields["priority"]) for number in range(10)
        ],
        found_text=_found_text(query),
        found_url=search.address(query),
        languages_to_name=i18n.LANGUAGES,
        wrong=forms.wrong(refused),
    )


def _fields(campaign: Campaign) -> dict[str, str]:
    fields = {
        "begins_on": campaign.begins_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "search": campaign.search,
        "collection": str(campaign.collection_id or ""),
        "priority": str(campaign.priority),
    }
    for code in i18n.LANGUAGES:
        for name in campaigns.LONGEST:
            fields[f"{name}-{code}"] = campaign.texts.get(code, {}).get(name, "")
    return fields


def _begun() -> dict[str, str]:
    """Return the fields of a campaign that is begun from a search or a collection."""
    collection = request.args.get("collection", "")
    return {
        "begins_on": "", "ends_on": "", "priority": "0", "collection": collection,
        "search": searches.parameters(saved.query_of_request()),
    }  # fmt: skip


def _query(given: str) -> Query:
    return searches.of_address(given, context.vocabulary().resolved)


def _found_text(query: Query) -> str | None:
    if not query.text and not query.tags:
        return None
    total = search.count_text(context.answer(query).results.total)
    return f"{saved.name(query)}: {total}"


def _collections(chosen: str) -> list[tuple[str, str, bool]]:
    found = [
        (str(each.id), each.said("title", context.language()), str(each.id) == chosen)
        for each in shelf.public(context.session())
    ]
    return sorted(found, key=lambda each: text.collation_key(each[1]))


@blueprint.post("/curate/campaigns/new")
def create() -> ResponseReturnValue:
    """Plan a campaign."""
    user = terms.curator()
    try:
        campaigns.make(context.session(), user, _given())
    except Invalid as refused:
        context.undo()
        return _page(None, refused), 422
    return redirect(url_for("campaigns.index"), 303)


@blueprint.post("/curate/campaigns/<int:id>")
def change(id: int) -> ResponseReturnValue:
    """Plan a campaign otherwise, or delete it."""
    user, session = terms.curator(), context.session()
    campaign = campaigns.by_id(session, id)
    try:
        if request.form.get("then") == "drop":
            campaigns.drop(session, user, campaign)
        else:
            seen = request.form.get("seen", -1, type=forms.number)
            campaigns.change(session, user, campaign, _given(), seen)
    except (Invalid, Conflict) as refused:
        context.undo()
        return _page(campaigns.by_id(session, id), refused), errors.code(refused)
    return redirect(url_for("campaigns.index"), 303)


def _given() -> Given:
    given = request.form
    return Given(
        texts={
            code: {name: given.get(f"{name}-{code}", "") for name in campaigns.LONGEST}
            for code in i18n.LANGUAGES
        },
        begins_on=forms.day("begins_on"),
        ends_on=forms.day("ends_on"),
        search=searches.parameters(_query(given.get("search", ""))),
        collection_id=given.get("collection", type=forms.number),
        priority=given.get("priority", -1, type=forms.number),
    )


def offer(query: Query) -> str | None:
    """Return where a campaign is begun from a search, None for who plans none."""
    if not terms.is_curator(context.user()) or not (query.text or query.tags):
        return None
    return saved.address("campaigns.new", query)
