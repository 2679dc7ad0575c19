"""The API: public items and the vocabulary as JSON, in the shape that contracts fix."""

from typing import Any

from flask import Blueprint, json, request
from flask.typing import ResponseReturnValue

from library import i18n
from library.errors import NotFound
from library.exchange import listing
from library.items import briefs, catalogue
from library.marking import N_
from library.search import suggesting
from library.search.query import Query
from library.web import context, pages, papers

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

_SUGGESTED = 5


def _sent(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _language() -> str:
    """Return the language of labels and addresses: the one asked for, else the reader's."""
    asked = request.args.get("lang", "")
    return asked if asked in i18n.LANGUAGES else context.language()


def _address(slug: str) -> str:
    return papers.address(slug, _language())


@blueprint.get("/items")
def items() -> ResponseReturnValue:
    """Answer a search."""
    context.follow()
    return pages.kept(_found, mimetype="application/json")


def _found() -> str:
    query = Query.from_args(request.args, context.vocabulary().__contains__)
    answer = context.library().answer(context.session(), query)
    found = listing.answer(
        context.session(), query, answer, context.vocabulary(), _language(), _address
    )
    return _sent(found)


@blueprint.get("/items/<id>")
def item(id: str) -> ResponseReturnValue:
    """Give one item."""

    def whole() -> str:
        found = catalogue.by_id(context.session(), id)
        tags = catalogue.tags_by_item(context.session(), [found.id])[found.id]
        return _sent(listing.whole(found, tags, _address))

    return pages.kept(whole, mimetype="application/json")


@blueprint.get("/tags")
def tags() -> ResponseReturnValue:
    """Give the vocabulary."""
    return pages.kept(
        lambda: _sent(listing.vocabulary_tree(context.vocabulary())), mimetype="application/json"
    )


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Give tags and titles that go on from what is being typed."""
    return pages.kept(_suggested, mimetype="application/json")


def _suggested() -> str:
    typed = request.args.get("q", "")
    language, vocabulary = _language(), context.vocabulary()
    tags = [
        {"type": "tag", "id": id, "text": vocabulary[id].label(language),
         "url": papers.page_address("tags.show", id=id, lang=language)}
        for id in suggesting.tags(typed, vocabulary, _SUGGESTED)
    ]  # fmt: skip
    return _sent({"suggestions": tags + _titles(typed, language)})


def _titles(typed: str, language: str) -> list[dict[str, str]]:
    results = context.library().index.search(Query(text=typed, size=_SUGGESTED))
    if not results.words:
        return []
    return [
        {"type": "item", "id": item.id, "url": _address(item.slug),
         "text": item.edition(language).title}
        for item in briefs.by_ids(context.session(), [hit.id for hit in results.hits])
    ]  # fmt: skip


@blueprint.get("/<path:path>")
def nothing(path: str) -> ResponseReturnValue:
    """Refuse an unknown address as the API does, not as a page."""
    raise NotFound(N_("There is no “%(path)s” in the API."), path=path)
