"""Tags and schemes for programs: the same addresses answer in Turtle, JSON-LD and RDF/XML.

A tag is called `<address>/tags/<id>` for ever; browsers are led from there to the page of their language.
"""

from collections.abc import Collection

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from library.exchange import skos
from library.tags import entries
from library.web import context, pages

door = Blueprint("linked", __name__)

_PAGE = "text/html"
_FORMS = {media_type: form for form, (media_type, _) in skos.FORMATS.items()}
NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF/XML"}


def wanted() -> str | None:
    """Return the format that is asked for by address or header, None for a page."""
    given = request.args.get("format", "")
    if given in skos.FORMATS:
        return given
    return _FORMS.get(request.accept_mimetypes.best_match([_PAGE, *_FORMS]) or _PAGE)


def about(id: str) -> set[str]:
    """Return the ids that are described at the address of a tag or of a scheme; raise NotFound."""
    vocabulary = context.vocabulary()
    if id in vocabulary.schemes:
        return {id, *vocabulary.schemes[id].terms}
    return {vocabulary[id].id}


def everything() -> set[str]:
    """Return the ids of all schemes and tags."""
    vocabulary = context.vocabulary()
    return {*vocabulary.schemes, *vocabulary.terms}


def answer(ids: Collection[str], form: str) -> Response:
    """Return some of the vocabulary as linked data, without what maintainers note for themselves."""
    address = context.library().settings.address

    def made() -> str:
        return skos.written(entries.read(context.session()), address, form, ids).decode()

    return varied(pages.kept(made, form, mimetype=skos.FORMATS[form][0]))


def varied(response: Response) -> Response:
    """Say that other programs may get another answer at the same address."""
    response.vary.add("Accept")
    return response


def links() -> list[tuple[str, str, str]]:
    """Return the formats of the thing on this page: name, media type and address."""
    return [
        (NAMES[form], media_type, f"{request.path}?format={form}")
        for form, (media_type, _) in skos.FORMATS.items()
    ]


@door.get("/tags/")
def all_tags() -> ResponseReturnValue:
    """Give the whole vocabulary to programs; lead browsers to its page."""
    if form := wanted():
        return answer(everything(), form)
    return _to_page(url_for("tags.index"))


@door.get("/tags/<id>")
def one(id: str) -> ResponseReturnValue:
    """Give a tag or a scheme to programs; lead browsers to its page."""
    ids = about(id)
    if form := wanted():
        return answer(ids, form)
    return _to_page(url_for("tags.show", id=id))


def _to_page(address: str) -> Response:
    # 303: what the address names is no page, but there is one about it.
    made = redirect(address, 303)
    assert isinstance(made, Response)
    return varied(made)
