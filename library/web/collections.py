"""Collections for readers: all of them, one with its items, its cover, its feed, all in one download."""

import tempfile
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from library.collections import collection as shelf
from library.collections.models import Collection
from library.errors import NotFound
from library.exchange import atom, jsonld
from library.items import briefs, catalogue
from library.items.models import Item
from library.marking import N_
from library.search.query import USUAL_SIZE, Query
from library.search.saved import Saved
from library.uploads import naming, thumbnails
from library.web import (
    bodies,
    context,
    feeds,
    filters,
    items,
    pages,
    papers,
    picking,
    rows,
    search,
    security,
    shelves,
)
from library.web.speech import _

blueprint = Blueprint("collections", __name__)

# So many Word files are made for one download; a longer collection is taken item by item.
MOST_TAKEN = 40


@blueprint.get("/collections/")
def index() -> ResponseReturnValue:
    """Show all collections."""
    return pages.kept(_index)


def _index() -> str:
    return render_template(
        "collections/index.html",
        cards=shelves.cards(shelf.public(context.session())),
        may_look_after=picking.may_pick(context.user()),
    )


@blueprint.get("/collections/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a collection; an address that it had before leads to the one that it has."""
    if today := shelf.moved_to(context.session(), slug):
        return redirect(url_for("collections.show", slug=today), 301)
    context.follow()
    return pages.kept(lambda: _page(_found(slug)))


def _found(slug: str) -> Collection:
    return shelf.by_slug(context.session(), slug, context.user())


def _page(collection: Collection) -> str:
    session, language = context.session(), context.language()
    ids = shelf.shown_ids(session, collection)
    found, query = following(collection, ids)
    listed = briefs.by_ids(session, ids)
    spoken = language if language in collection.texts else next(iter(collection.texts))
    held = collection.texts[spoken]
    return render_template(
        "collections/show.html",
        collection=collection,
        title=held["title"],
        summary=held["summary"],
        foreign=spoken if spoken != language else "",
        kind=_(shelf.KINDS[collection.kind]),
        body=bodies.prepared(held["html"], "") if held["html"] else None,
        cover=shelves.cover(collection, ids),
        count_text=search.count_text(len(listed)),
        unit=collection.unit.name if collection.unit else None,
        day=filters.day(collection.changed_at),
        entries=_entries(collection, listed),
        found=rows.rows(found),
        found_url=search.address(query) if query and found else None,
        may_take=0 < len(listed) <= MOST_TAKEN,
        edit_url=_edit_url(collection),
        jsonld=Markup(_described(collection, held, listed)),
        source=papers.page_address("collections.show", slug=collection.slug),
    )


def following(
    collection: Collection, ids: Sequence[str]
) -> tuple[list[briefs.Brief], Query | None]:
    """Return what the search of a collection finds beside its own items, and that search."""
    if not collection.search:
        return [], None
    query = Saved(collection.search, 0).query(context.vocabulary().resolved)
    wanted = Query(query.text, query.tags, "newest", query.as_typed, size=USUAL_SIZE)
    hits = [hit.id for hit in context.answer(wanted).results.hits if hit.id not in set(ids)]
    return briefs.by_ids(context.session(), hits), query


def _entries(collection: Collection, listed: Sequence[briefs.Brief]) -> list[dict[str, Any]]:
    language = context.language()
    notes = {entry.item_id: entry.notes for entry in collection.entries}
    return [
        {"row": row, "note": notes[item.id].get(language, "")}
        for item, row in zip(listed, rows.rows(listed), strict=True)
    ]


def _edit_url(collection: Collection) -> str | None:
    user = context.user()
    if user is None or not shelf.may_edit(context.session(), user, collection):
        return None
    return url_for("collecting.edit", id=collection.id)


def _described(collection: Collection, held: dict[str, str], listed: Sequence[briefs.Brief]) -> str:
    language = context.language()
    return jsonld.collection_page(
        held["title"],
        held["summary"],
        language,
        papers.page_address("collections.show", slug=collection.slug),
        [(each.edition(language).title, papers.address(each.slug, language)) for each in listed],
    )


@blueprint.get("/collections/<slug>/cover")
def cover(slug: str) -> ResponseReturnValue:
    """Give the picture on the cover, as a small one where the address asks for that."""
    collection = _found(slug)
    if not collection.cover or not collection.cover_type:
        raise NotFound(N_("This collection has no picture of its own."))
    library = context.library()
    small = None
    if request.args.get("size") == "small" and thumbnails.may_be(collection.cover_type):
        small = library.thumbnails.path(collection.cover)
    response = send_file(
        small or library.store.path(collection.cover),
        mimetype=thumbnails.MEDIA_TYPE if small else collection.cover_type,
        etag=collection.cover + ("-small" if small else ""),
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    return response


@blueprint.get("/collections/<slug>.atom")
def feed(slug: str) -> ResponseReturnValue:
    """Give the items of a collection as a feed."""
    context.follow()
    return pages.kept(lambda: _feed(_found(slug)), mimetype=atom.MEDIA_TYPE)


def _feed(collection: Collection) -> str:
    session, language = context.session(), context.language()
    ids = shelf.shown_ids(session, collection)
    more, _query = following(collection, ids)
    channel = atom.Channel(
        title=f"{collection.said('title', language)} · Sáo Diều",
        language=language,
        address=papers.page_address("collections.feed", slug=collection.slug),
        page=papers.page_address("collections.show", slug=collection.slug),
    )
    wanted = [*ids, *(each.id for each in more)]
    return atom.feed(session, channel, wanted, context.vocabulary(), feeds.item_address)


@blueprint.get("/collections/<slug>/download.zip")
def download(slug: str) -> ResponseReturnValue:
    """Give the items of a collection as Word files in their order, with what is attached to them."""
    collection = _found(slug)
    found = catalogue.by_ids(context.session(), shelf.shown_ids(context.session(), collection))
    if not 0 < len(found) <= MOST_TAKEN:
        raise NotFound(N_("There is no download of this collection; take its items one by one."))
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - sending it closes it
    _pack(found, packed)
    packed.seek(0)
    name = collection.said("title", context.language())
    return send_file(
        packed, "application/zip", as_attachment=True, download_name=f"{_named(name)}.zip"
    )


def _pack(found: Sequence[Item], target: IO[bytes]) -> None:
    session, store = context.session(), context.library().store
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, each in enumerate(found, start=1):
            item = catalogue.by_slug(session, each.slug)
            revision = items.published(item)
            edition = catalogue.edition(revision, context.language())
            folder = f"{number:02} {_named(edition.title)}"
            paper = papers.path(item, revision, edition, "docx")
            archive.write(paper, f"{folder}.docx")
            for file in revision.files:
                inside = file.path.removeprefix(naming.FOLDER)
                archive.write(store.path(file.sha256), f"{folder}/{inside}")


def _named(title: str) -> str:
    """Return a title as the name of a file on any disk, without an ending."""
    path = naming.tidy(title.replace("/", "-"), "zip")
    return path.removeprefix(naming.FOLDER).removesuffix(".zip")
