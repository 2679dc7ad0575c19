"""Item pages: reading an item, its editions side by side, its files and downloads, its short link."""

import textwrap
from contextlib import suppress
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from library.care import copies
from library.database import today
from library.errors import NotFound
from library.items import catalogue, withholding
from library.items.models import Edition, File, Item, Revision
from library.marking import N_
from library.uploads import naming, thumbnails
from library.web import asking, bodies, context, item_page, pages, papers, security, usage, words

blueprint = Blueprint("items", __name__)
door = Blueprint("item_links", __name__)

_LONGEST_NAME = 100  # letters; file systems stop at 255 bytes, and Vietnamese takes up to three
# What a browser may show in a tab; everything else is downloaded.
_SHOWN_TYPES = ("image/", "audio/", "video/", "application/pdf")
# What Windows refuses in the name of a file, and what stands there instead.
_NAMED = {ord(sign): "_" for sign in "\\/*<>|"} | {ord(":"): " -", ord('"'): "'", ord("?"): None}
_NAMED |= dict.fromkeys(range(32))


@blueprint.get("/items/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show an item."""
    # It says how often the item was downloaded, as it was when the day's first reader came.
    page = pages.kept(lambda: _page(slug), today().isoformat())
    asking.opened()
    usage.viewed(*pages.told())
    return page


def _page(slug: str) -> str:
    item = catalogue.by_slug(context.session(), slug)
    revision = published(item)
    edition = chosen(revision)
    pages.tell(item.id, edition.language)
    return render_template("items/show.html", item=item_page.view(item, revision, edition))


def published(item: Item) -> Revision:
    """Return what is public of an item that the catalogue gave."""
    assert item.published, "the catalogue returns published items only"
    return item.published


def chosen(revision: Revision) -> Edition:
    """Return the edition asked for, else the one in the interface language, else any."""
    return catalogue.edition(revision, request.args.get("edition") or context.language())


@blueprint.get("/items/<slug>/compare")
def compare(slug: str) -> ResponseReturnValue:
    """Show the two editions side by side."""
    page = pages.kept(lambda: _side_by_side(slug))
    usage.viewed(*pages.told())
    return page


def _side_by_side(slug: str) -> str:
    item = catalogue.by_slug(context.session(), slug)
    revision = published(item)
    if len(revision.editions) < 2:
        raise NotFound(N_("This item has only one edition."))
    first = catalogue.edition(revision, context.language())
    other = next(each for each in revision.editions if each is not first)
    pages.tell(item.id, first.language)
    return render_template(
        "items/compare.html",
        title=first.title,
        url=url_for("items.show", slug=slug),
        crumbs=item_page.crumbs(revision.facts),
        sides=[_side(item, edition) for edition in (first, other)],
        sections=_paired(item, first, other),
    )


def _side(item: Item, edition: Edition) -> dict[str, str]:
    return {
        "code": edition.language,
        "name": words.own_name(edition.language),
        "title": edition.title,
        "promise": edition.summary,
        "url": item_page.edition_address(item, edition.language),
    }


def _paired(item: Item, first: Edition, other: Edition) -> list[list[Markup]]:
    files = url_for("items.file", slug=item.slug, path="")
    shown = withholding.paths(published(item).files)
    sides = [
        bodies.sections(
            bodies.prepared(withholding.seen_html(edition.html, shown), files), edition.language
        )
        for edition in (first, other)
    ]
    longest = max(map(len, sides))
    padded = [side + [Markup("")] * (longest - len(side)) for side in sides]
    return [list(pair) for pair in zip(*padded, strict=True)]


@blueprint.get("/items/<slug>/download.<format>")
def download(slug: str, format: str) -> ResponseReturnValue:
    """Give an item as Word, PDF, Markdown or ZIP, named by its title."""
    item = catalogue.by_slug(context.session(), slug)
    revision = published(item)
    edition = chosen(revision)
    paper = papers.path(item, revision, edition, format)
    response = send_file(paper, mimetype=papers.TYPES[format], conditional=True)
    asking.opened()
    usage.taken(item.id, edition.language, format)
    _note_copy(item)
    response.headers["Content-Disposition"] = disposition(edition.title, format, slug)
    return response


def disposition(title: str, format: str, plain: str) -> str:
    """Return the header under which a download is kept: by its title."""
    name = textwrap.shorten(title, _LONGEST_NAME, placeholder="…")
    return _disposition("attachment", f"{name}.{format}", f"{plain}.{format}")


def _note_copy(item: Item) -> None:
    """Note for who is signed in that a copy was taken, to tell of corrections; once a day."""
    user = context.user()
    if user is None or copies.is_noted(context.session(), user.id, item.id):
        return
    with suppress(OperationalError), context.library().sessions.writing() as session:
        copies.note(session, user.id, item.id)


def _disposition(kind: str, name: str, plain: str) -> str:
    """Return the header for a name with Vietnamese letters (RFC 5987), with one without beside it."""
    coded = quote(name.translate(_NAMED), safe="")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{coded}"


@blueprint.get("/items/<slug>/files/<path:path>")
def file(slug: str, path: str) -> ResponseReturnValue:
    """Give an attachment: pictures are shown, anything else is downloaded, nothing can run."""
    item, found = attached(slug, path)
    if not found.media_type.startswith("image/"):  # which the page itself asks for
        usage.taken(item.id, context.language(), "files")
    return given(found)


def attached(slug: str, path: str) -> tuple[Item, File]:
    """Return an item and a file of it that readers may have; raise NotFound for any other."""
    item = catalogue.by_slug(context.session(), slug)
    found = next((each for each in published(item).files if each.path == f"files/{path}"), None)
    if found is None:
        raise NotFound(N_("There is no such file with this item."))
    return item, found


def given(file: File) -> Response:
    """Send an attachment, or its small picture where the address asks for that."""
    is_small = request.args.get("size") == "small" and thumbnails.may_be(file.media_type)
    return _small(file) if is_small else sent(file)


def _small(file: File) -> Response:
    """Send the small picture of a large one, the large one where there is no small one."""
    place = context.library().thumbnails.path(file.sha256)
    if place is None:
        return sent(file)
    response = send_file(
        place, mimetype=thumbnails.MEDIA_TYPE, etag=f"{file.sha256}-small", conditional=True
    )
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    response.headers["Content-Disposition"] = "inline"
    return response


def sent(file: File) -> Response:
    """Send an attachment so that it cannot run as a page."""
    place = context.library().store.path(file.sha256)
    response = send_file(place, mimetype=file.media_type, etag=file.sha256, conditional=True)
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    kind = "inline" if file.media_type.startswith(_SHOWN_TYPES) else "attachment"
    name = file.path.rsplit("/", 1)[-1]
    ending = naming.ending(name)
    plain = f"file.{ending}" if ending else "file"
    response.headers["Content-Disposition"] = _disposition(kind, name, plain)
    return response


@door.get("/i/<code>")
def short(code: str) -> ResponseReturnValue:
    """Lead a short link to its item."""
    item = catalogue.by_short(context.session(), code)
    return redirect(url_for("items.show", slug=item.slug))
