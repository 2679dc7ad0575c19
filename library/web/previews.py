"""Looking inside an attachment of an item without downloading it; who may have the file may look."""

from flask import Blueprint, make_response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from library.errors import NotFound
from library.items import texts
from library.items.models import File
from library.marking import N_
from library.originals import previews
from library.originals.previews import Preview
from library.web import bodies, context, filters, item_page, items, security

blueprint = Blueprint("previews", __name__)

_PICTURES = "image/webp"
_LONGEST_TEXT = 30_000
_PAUSE = "2"  # seconds until the page is loaded again


@blueprint.get("/items/<slug>/preview/<path:path>")
def show(slug: str, path: str) -> ResponseReturnValue:
    """Show what is inside an attachment, or that it is being made ready; with `page`, a picture."""
    item, file = items.attached(slug, path)
    if not previews.may_be(file.media_type):
        raise NotFound(N_("This file can only be downloaded."))
    shelf = context.library().previews
    found = shelf.find(file.sha256, file.media_type)
    if number := request.args.get("page", type=int):
        return _picture(file, number)
    edition = items.chosen(items.published(item))
    page = render_template(
        "items/preview.html",
        name=path,
        title=edition.title,
        item_url=url_for("items.show", slug=slug),
        file_url=url_for("items.file", slug=slug, path=path),
        size=filters.size(file.size),
        crumbs=item_page.crumbs(items.published(item).facts),
        language=edition.language,
        **_view(found, slug, path),
        lines=_lines(file) if found and found.pages else [],
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = security.UNSCRIPTED_POLICY
    if found is None:
        answer.headers["Refresh"] = _PAUSE
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(file: File) -> list[str]:
    """Return the text behind pictures of pages, for who does not see them or wants to copy it."""
    return texts.kept(context.session(), file.sha256)[:_LONGEST_TEXT].splitlines()


def _picture(file: File, number: int) -> ResponseReturnValue:
    place = context.library().previews.page(file.sha256, number)
    if place is None:
        raise NotFound(N_("There is no picture of this page."))
    answer = send_file(place, mimetype=_PICTURES, etag=f"{file.sha256}-{number}", conditional=True)
    answer.headers["Content-Security-Policy"] = security.FILE_POLICY
    return answer


def _view(found: Preview | None, slug: str, path: str) -> dict[str, object]:
    made = found or Preview()
    return {
        "is_waiting": found is None,
        "is_empty": made.is_empty,
        "pages": [
            {"number": number, "url": url_for("previews.show", slug=slug, path=path, page=number)}
            for number in range(1, made.pages + 1)
        ],
        "total": made.total,
        "slides": [each.splitlines() for each in made.slides],
        "html": bodies.prepared(made.html, "") if made.html else Markup(""),
    }
