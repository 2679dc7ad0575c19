"""Collections for those who look after them: making, texts, cover, items and their order, who sees it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n
from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.collections import collecting, maintaining
from library.collections import collection as shelf
from library.collections.models import Collection
from library.database import today
from library.errors import Conflict, Invalid, LibraryError, NotAllowed
from library.marking import N_
from library.search import saved as searches
from library.search.query import Query
from library.uploads import accepting
from library.uploads.accepting import Upload
from library.web import context, errors, forms, picking, saved, search, security, shelves
from library.web.speech import _

blueprint = Blueprint("collecting", __name__)
blueprint.after_request(security.keep_to_oneself)

_TEXTS = ("title", "summary", "body")
_LARGEST_PICTURE = 20 * 1024 * 1024


@blueprint.url_value_preprocessor
def _let_pictures_in(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take a picture as cameras make them, before anybody reads the form."""
    if values and values.get("change") == "cover":
        request.max_content_length = _LARGEST_PICTURE


@blueprint.get("/curate/collections/")
def index() -> ResponseReturnValue:
    """Show the collections that somebody looks after, with what waits."""
    user, session = context.somebody(), context.session()
    found = shelf.cared_for(session, user)
    if not found and not user.holds(Role.CURATOR):
        raise NotAllowed(N_("Only curators and maintainers of collections look here."))
    cards = shelves.cards(found)
    return render_template(
        "collecting/index.html",
        rows=[
            {
                "card": card,
                "collection": each,
                "is_due": each.review_on <= today(),
                "gone": sum(not one.is_public for one in _standing(each)),
            }
            for each, card in zip(found, cards, strict=True)
        ],
        may_make=user.holds(Role.CURATOR),
    )


def _standing(collection: Collection) -> list[shelf.Standing]:
    return shelf.standing(context.session(), collection, context.language())


@blueprint.get("/curate/collections/new")
def new() -> ResponseReturnValue:
    """Show the form for a new collection."""
    return _new_page(_places(), {})


def _places() -> list[Unit]:
    """Return the units for which somebody may make collections: what the role was given for."""
    user = context.somebody()
    held = [each.unit for each in user.memberships if each.role == Role.CURATOR]
    if not held:
        raise NotAllowed(N_("Only a curator makes collections."))
    return held


def _new_page(places: list[Unit], wrong: Mapping[str, str]) -> str:
    chosen = request.form.get("unit", type=forms.number)
    return render_template(
        "collecting/new.html",
        typed=request.form,
        kinds=_kinds(request.form.get("kind", "collection")),
        places=[(each.id, _unit_name(each), each.id == chosen) for each in places],
        languages_to_name=i18n.LANGUAGES,
        wrong=wrong,
        picked=request.values.getlist("item"),
    )


def _unit_name(unit: Unit) -> str:
    return _("The whole library") if unit.parent_id is None else unit.name


def _kinds(chosen: str) -> list[tuple[str, str, bool]]:
    return [(kind, _(name), kind == chosen) for kind, name in shelf.KINDS.items()]


@blueprint.post("/curate/collections/new")
def create() -> ResponseReturnValue:
    """Make a collection, of the items that it was begun with."""
    with context.looking():
        places = _places()
        try:
            texts = _rendered()
        except Invalid as refused:
            return _new_page(places, forms.wrong(refused)), 422
    session, user, given = context.session(), context.somebody(), request.form
    try:
        unit = units.by_id(session, given.get("unit", 0, type=forms.number))
        made = collecting.make(session, user, unit, given.get("kind", ""), texts)
        if picked := given.getlist("item"):
            collecting.add(session, user, made, picked)
    except Invalid as refused:
        context.undo()
        return _new_page(_places(), forms.wrong(refused)), 422
    return redirect(url_for("collecting.edit", id=made.id), 303)


def _rendered() -> dict[str, dict[str, str]]:
    """Return the texts of a form as they are kept."""
    given = {
        code: {name: request.form.get(f"{name}-{code}", "") for name in _TEXTS}
        for code in i18n.LANGUAGES
    }
    return collecting.rendered(given, context.library().renderer.render)


@blueprint.get("/curate/collections/<int:id>")
def edit(id: int) -> ResponseReturnValue:
    """Show a collection to who looks after it."""
    return _page(_mine(id))


def _mine(id: int) -> Collection:
    user, session = context.somebody(), context.session()
    found = shelf.by_id(session, id)
    if not shelf.may_edit(session, user, found):
        raise NotAllowed(N_("Only its maintainer and curators change a collection."))
    return found


def _page(collection: Collection, refused: LibraryError | None = None, change: str = "") -> str:
    session, user = context.session(), context.somebody()
    kept = _fields(collection)
    typed = request.form if refused and change in ("texts", "cover", "address") else {}
    ids = shelf.shown_ids(session, collection)
    search_of = searches.Saved(collection.search, 0).query(context.vocabulary().resolved)
    return render_template(
        "collecting/edit.html",
        collection=collection,
        title=collection.said("title", context.language()),
        cover=shelves.cover(collection, ids),
        fields={**kept, **typed},
        newer=_newer(kept, typed) if isinstance(refused, Conflict) else {},
        kinds=_kinds(typed.get("kind", collection.kind)),
        entries=_standing(collection),
        languages_to_name=i18n.LANGUAGES,
        found_text=_found_text(search_of) if collection.search else None,
        found_url=search.address(search_of),
        is_due=collection.review_on <= today(),
        may_decide=shelf.may_decide(session, user, collection),
        maintainer=collection.maintainer.name if collection.maintainer else None,
        unit=_unit_name(shelf.place(session, collection)),
        typed=request.form if refused else {},
        wrong=forms.wrong(refused),
    )


def _found_text(query: Query) -> str:
    total = search.count_text(context.answer(query).results.total)
    return f"{saved.name(query)}: {total}"


def _fields(collection: Collection) -> dict[str, str]:
    """Return the texts of a collection as the fields of forms hold them."""
    fields = {"search": collection.search, "slug": collection.slug}
    for code in i18n.LANGUAGES:
        for name in (*_TEXTS, "alt"):
            fields[f"{name}-{code}"] = collection.texts.get(code, {}).get(name, "")
    return fields


def _newer(kept: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that are other than what was typed, as they are now."""
    return {
        name: value
        for name, value in kept.items()
        if name in typed and typed[name].split() != value.split()
    }


@blueprint.post(
    "/curate/collections/<int:id>/<any(texts, cover, address, items, entry, state, maintainer, "
    "reviewed):change>"
)
def change(id: int, change: str) -> ResponseReturnValue:
    """Change one thing about a collection."""
    try:
        return _CHANGES[change](id)
    except (Invalid, Conflict) as refused:
        context.undo()
        context.forget_vocabulary()
        return _page(_mine(id), refused, change), errors.code(refused)


def _seen() -> int:
    return request.form.get("seen", -1, type=forms.number)


def _done(id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("collecting.edit", id=id, _anchor=anchor), 303)


def _texts(id: int) -> ResponseReturnValue:
    with context.looking():
        _mine(id)
        texts = _rendered()
        query = searches.of_address(request.form.get("search", ""), context.vocabulary().resolved)
    collecting.describe(
        context.session(),
        context.somebody(),
        _mine(id),
        request.form.get("kind", ""),
        texts,
        searches.parameters(query),
        _seen(),
    )
    return _done(id, "texts")


def _cover(id: int) -> ResponseReturnValue:
    if request.form.get("then") == "remove":
        collecting.uncover(context.session(), context.somebody(), _mine(id), _seen())
        return _done(id, "cover")
    with context.looking():
        _mine(id)
        picture = _picture()
    alts = {code: request.form.get(f"alt-{code}", "") for code in i18n.LANGUAGES}
    collecting.cover(context.session(), context.somebody(), _mine(id), picture, alts, _seen())
    return _done(id, "cover")


def _picture() -> Upload | None:
    sent = request.files.get("cover")
    if sent is None or not sent.filename:
        return None
    return accepting.accept(sent.stream, sent.filename, context.library().desk)


def _address(id: int) -> ResponseReturnValue:
    collecting.readdress(
        context.session(), context.somebody(), _mine(id), request.form.get("slug", ""), _seen()
    )
    return _done(id, "address")


def _items(id: int) -> ResponseReturnValue:
    session, user = context.session(), context.somebody()
    wanted = picking.typed(session, request.form.get("added", ""))
    collecting.add(session, user, _mine(id), [*wanted, *request.form.getlist("item")])
    return _done(id, "entries")


def _entry(id: int) -> ResponseReturnValue:
    session, user, mine = context.session(), context.somebody(), _mine(id)
    number = request.form.get("entry", 0, type=forms.number)
    then = request.form.get("then", "")
    if then == "remove":
        collecting.remove(session, user, mine, number, _seen())
    elif then == "note":
        notes = {code: request.form.get(f"note-{code}", "") for code in i18n.LANGUAGES}
        collecting.annotate(session, user, mine, number, notes, _seen())
    else:
        collecting.order(session, user, mine, number, _place(mine, number, then), _seen())
    return _done(id, f"entry-{number}" if then != "remove" else "entries")


def _place(collection: Collection, number: int, then: str) -> int:
    """Return where an entry goes: one up, one down, or the place that was typed or dragged to."""
    own = collecting.entry_of(collection, number)
    now = [each.id for each in collection.entries].index(own.id) + 1
    wanted = request.form.get("place", now, type=forms.number)
    return {"up": now - 1, "down": now + 1}.get(then, wanted)


def _state(id: int) -> ResponseReturnValue:
    session, user, mine, seen = context.session(), context.somebody(), _mine(id), _seen()
    then = request.form.get("then", "")
    if then == "discard":
        maintaining.discard(session, user, mine, seen)
        return redirect(url_for("collecting.index"), 303)
    act = maintaining.hide if then == "hide" else maintaining.show
    act(session, user, mine, seen)
    return _done(id, "state")


def _maintainer(id: int) -> ResponseReturnValue:
    session, user, mine = context.session(), context.somebody(), _mine(id)
    maintaining.hand_over(session, user, mine, request.form.get("email", ""), _seen())
    if shelf.may_edit(session, user, mine):
        return _done(id, "maintainer")
    return redirect(url_for("account.show"), 303)


def _gone_through(id: int) -> ResponseReturnValue:
    maintaining.go_through(context.session(), context.somebody(), _mine(id))
    return _done(id, "state")


_CHANGES: dict[str, Callable[[int], ResponseReturnValue]] = {
    "texts": _texts,
    "cover": _cover,
    "address": _address,
    "items": _items,
    "entry": _entry,
    "state": _state,
    "maintainer": _maintainer,
    "reviewed": _gone_through,
}
