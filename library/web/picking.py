"""Putting items into collections from where they are found: an item's page, the results of a search."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from library.accounts.models import User
from library.accounts.roles import Role
from library.collections import collecting
from library.collections import collection as shelf
from library.errors import Invalid, NotAllowed
from library.items import briefs, catalogue
from library.items.briefs import Brief
from library.marking import N_
from library.search.query import LARGEST_SIZE, Query
from library.web import context, forms, saved, security

blueprint = Blueprint("picking", __name__)
blueprint.after_request(security.keep_to_oneself)

_PAGE = re.compile(r"/items/([^/?#]+)")
_SHORT = re.compile(r"/i/([^/?#]+)$")
_MOST = 100


def may_pick(user: User | None) -> bool:
    """Tell whether somebody looks after any collection, or may make one."""
    if user is None:
        return False
    return user.holds(Role.CURATOR) or shelf.keeps_any(context.session(), user)


def offer(query: Query) -> str | None:
    """Return where the results of a search are put into a collection, None for who has none."""
    if not may_pick(context.user()) or not (query.text or query.tags):
        return None
    return saved.address("picking.choose", query)


def offer_item(id: str) -> str | None:
    """Return where an item is put into a collection, None for who has none."""
    return url_for("picking.choose", item=id) if may_pick(context.user()) else None


def typed(session: Session, said: str) -> list[str]:
    """Return the ids of items that a text names, one a line: by id, address or short link."""
    return [_named(session, line) for line in filter(None, map(str.strip, said.splitlines()))]


def _named(session: Session, line: str) -> str:
    """Return the id that a line means; what means no item is given back, to be refused by name."""
    path = unquote(urlsplit(line).path) if "/" in line else line
    if found := _PAGE.search(path):
        return catalogue.by_slug(session, found[1]).id
    if found := _SHORT.search(path):
        return catalogue.by_short(session, found[1]).id
    return line


@blueprint.get("/curate/collections/pick")
def choose() -> ResponseReturnValue:
    """Ask which of the items go into which collection."""
    return _page()


def _page(refused: Invalid | None = None) -> str:
    user = context.somebody()
    if not may_pick(user):
        raise NotAllowed(N_("Only curators and maintainers of collections look here."))
    found = _asked()
    given = set(request.values.getlist("item"))
    collections = shelf.cared_for(context.session(), user)
    return render_template(
        "collecting/pick.html",
        items=[_row(each, is_chosen=not given or each.id in given) for each in found],
        choices=[
            (each.id, each.said("title", context.language()), each.id == _chosen())
            for each in collections
        ],
        may_make=user.holds(Role.CURATOR),
        wrong=forms.wrong(refused),
    )


def _chosen() -> int | None:
    return request.values.get("collection", type=forms.number)


def _row(item: Brief, *, is_chosen: bool) -> dict[str, Any]:
    edition = item.edition(context.language())
    return {
        "id": item.id,
        "title": edition.title,
        "language": edition.language,
        "url": url_for("items.show", slug=item.slug),
        "is_chosen": is_chosen,
    }


def _asked() -> list[Brief]:
    """Return the items that the address names, or that its search finds first."""
    session = context.session()
    if given := request.values.getlist("item")[:_MOST]:
        return briefs.by_ids(session, given)
    context.follow()
    query = saved.query_of_request()
    wanted = Query(query.text, query.tags, as_typed=query.as_typed, size=LARGEST_SIZE)
    hits = context.answer(wanted).results.hits[:_MOST]
    return briefs.by_ids(session, [hit.id for hit in hits])


@blueprint.post("/curate/collections/pick")
def put() -> ResponseReturnValue:
    """Put the chosen items into the chosen collection; one that is there already stays where it is."""
    session, user = context.session(), context.somebody()
    picked = request.form.getlist("item")[:_MOST]
    try:
        if not picked:
            raise Invalid(N_("Choose at least one item."), "added")
        if request.form.get("then") == "new":
            return redirect(url_for("collecting.new", item=picked), 303)
        chosen = _chosen()
        if chosen is None:
            raise Invalid(N_("Choose the collection."), "collection")
        into = shelf.by_id(session, chosen)
        collecting.add(session, user, into, picked)
    except Invalid as refused:
        context.undo()
        return _page(refused), 422
    return redirect(url_for("collecting.edit", id=into.id, _anchor="entries"), 303)
