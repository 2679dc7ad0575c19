"""Searches as Atom feeds: the newest that each finds, for programs that tell when there is more."""

import dataclasses

from flask import Blueprint
from flask.typing import ResponseReturnValue

from library.exchange import atom
from library.search.query import USUAL_SIZE
from library.web import context, pages, papers, saved

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/search.atom")
def search() -> ResponseReturnValue:
    """Give the newest items that a search finds, whatever order and page the address names."""
    context.follow()
    return pages.kept(_search, mimetype=atom.MEDIA_TYPE)


def _search() -> str:
    asked = saved.query_of_request()
    answer = context.answer(dataclasses.replace(asked, sort="newest", size=USUAL_SIZE))
    site = context.library().settings.address
    channel = atom.Channel(
        title=f"{saved.name(asked)} · Sáo Diều",
        language=context.language(),
        address=site + saved.address("feeds.search", asked),
        page=site + saved.address("search.show", asked),
    )
    ids = [hit.id for hit in answer.results.hits]
    return atom.feed(context.session(), channel, ids, context.vocabulary(), item_address)


def item_address(slug: str) -> str:
    """Return the whole address of an item's page in the language of the feed."""
    return papers.address(slug, context.language())
