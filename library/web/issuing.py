"""Newsletters for those who make them: begun, written, filled, put in order, published."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n
from library.accounts import units
from library.errors import Conflict, Invalid, LibraryError, NotAllowed
from library.logbook import showing
from library.marking import N_
from library.newsletters import making
from library.newsletters import newsletter as issues
from library.newsletters.models import Newsletter, Piece
from library.web import context, errors, filters, forms, newsletter_stories, picking, security
from library.web.speech import _

blueprint = Blueprint("issuing", __name__)
blueprint.after_request(security.keep_to_oneself)

_TEXTS = ("title", "number", "month", "language", "lead")


@blueprint.get("/newsletters/")
def index() -> ResponseReturnValue:
    """Show the issues of one's units, drafts too."""
    user = context.somebody()
    found = issues.of(context.session(), user)
    places = issues.places(user)
    return render_template(
        "issuing/index.html",
        rows=[
            {
                "newsletter": each,
                "line": newsletter_stories.line(each),
                "may_edit": issues.may_edit(user, each),
            }
            for each in found
        ],
        places=[(each.id, each.name, False) for each in places],
        may_copy=bool(found),
    )


@blueprint.post("/newsletters/")
def begin() -> ResponseReturnValue:
    """Begin an issue of a unit, empty or as a copy of its last one."""
    session, user = context.session(), context.somebody()
    unit = units.by_id(session, request.form.get("unit", 0, type=forms.number))
    made = making.begin(session, user, unit, copies=request.form.get("then") == "copy")
    return redirect(url_for("issuing.edit", id=made.id), 303)


@blueprint.get("/newsletters/<int:id>/edit")
def edit(id: int) -> ResponseReturnValue:
    """Show an issue to who makes it."""
    return _page(_mine(id))


def _mine(id: int) -> Newsletter:
    user = context.somebody()
    found = issues.by_id(context.session(), id, user)
    if not issues.may_edit(user, found):
        raise NotAllowed(
            N_("Who works in the unit changes a draft, and its head what is published.")
        )
    return found


def _page(found: Newsletter, refused: LibraryError | None = None, change: str = "") -> str:
    kept = _kept(found)
    typed = request.form if refused and change == "texts" else {}
    return render_template(
        "issuing/edit.html",
        newsletter=found,
        line=newsletter_stories.line(found),
        fields={**kept, **typed},
        newer=_newer(kept, typed) if isinstance(refused, Conflict) else {},
        languages_to_choose=[
            (code, name, code == {**kept, **typed}["language"])
            for code, name in i18n.LANGUAGES.items()
        ],
        pieces=[_row(each, found.language) for each in found.pieces],
        offered=_offered(found),
        school_url=url_for("schools.show", id=found.unit_id),
        may_publish=issues.may_publish(context.somebody(), found),
        added=request.form.get("added", "") if refused else "",
        wrong=forms.wrong(refused),
    )


def _kept(found: Newsletter) -> dict[str, str]:
    return {
        "title": found.title,
        "number": str(found.number),
        "month": f"{found.month_on:%Y-%m}",
        "language": found.language,
        "lead": found.lead,
    }


def _newer(kept: dict[str, str], typed: Any) -> dict[str, str]:
    """Return the fields that are other than what was typed, as they are now."""
    return {
        name: value
        for name, value in kept.items()
        if name in typed and typed[name].split() != value.split()
    }


def _row(piece: Piece, language: str) -> dict[str, Any]:
    is_shown = issues.is_shown(piece)
    known = newsletter_stories.pictures(piece, language) if is_shown else []
    choices = [("", _("No picture"), not piece.picture)]
    choices += [(each.key, each.alt, each.key == piece.picture) for each in known]
    return {
        "piece": piece,
        "title": newsletter_stories.title(piece, language),
        "is_shown": is_shown,
        "kind": _("Entry of the logbook") if piece.entry else _("Item of the library"),
        "pictures": choices if known else [],
    }


def _offered(found: Newsletter) -> list[dict[str, Any]]:
    """Return the public entries of the unit that are not in the issue yet."""
    there = {each.entry_id for each in found.pieces}
    return [
        {"id": each.id, "title": each.title, "day": filters.day(each.day_on)}
        for each in showing.entries_of(context.session(), found.unit)
        if each.id not in there
    ]


@blueprint.post("/newsletters/<int:id>/<any(texts, pieces, piece, state):change>")
def change(id: int, change: str) -> ResponseReturnValue:
    """Change one thing about an issue."""
    try:
        return _CHANGES[change](id)
    except (Invalid, Conflict) as refused:
        context.undo()
        context.forget_vocabulary()
        return _page(_mine(id), refused, change), errors.code(refused)


def _seen() -> int:
    return request.form.get("seen", -1, type=forms.number)


def _done(id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("issuing.edit", id=id, _anchor=anchor), 303)


def _texts(id: int) -> ResponseReturnValue:
    with context.looking():
        _mine(id)
        fields: dict[str, Any] = {name: request.form.get(name, "") for name in _TEXTS}
        fields["number"] = request.form.get("number", 0, type=forms.number)
        lead = making.rendered(fields["lead"], context.library().renderer.render)
    fields["lead"], fields["html"] = lead
    making.describe(context.session(), context.somebody(), _mine(id), fields, _seen())
    return _done(id, "texts")


def _pieces(id: int) -> ResponseReturnValue:
    session, user, mine = context.session(), context.somebody(), _mine(id)
    making.add_entries(session, user, mine, request.form.getlist("entry", type=forms.number))
    if said := request.form.get("added", "").strip():
        making.add_items(session, user, mine, picking.typed(session, said))
    return _done(id, "pieces")


def _piece(id: int) -> ResponseReturnValue:
    session, user, mine = context.session(), context.somebody(), _mine(id)
    number = request.form.get("piece", 0, type=forms.number)
    then = request.form.get("then", "")
    piece = making.piece_of(mine, number)
    if then == "remove":
        making.remove(session, user, mine, number, _seen())
        return _done(id, "pieces")
    if then == "note":
        making.annotate(session, user, mine, number, _noted(piece, mine), _seen())
    else:
        now = [each.id for each in mine.pieces].index(number) + 1
        place = {"up": now - 1, "down": now + 1}.get(then, now)
        making.order(session, user, mine, number, place, _seen())
    return _done(id, f"piece-{number}")


def _noted(piece: Piece, found: Newsletter) -> dict[str, str]:
    """Return the sentence and the picture of a form; a picture that was not offered is none."""
    wanted = request.form.get("picture", "")
    known = newsletter_stories.pictures(piece, found.language) if issues.is_shown(piece) else []
    offered = {each.key for each in known}
    return {
        "sentence": request.form.get("sentence", ""),
        "picture": wanted if wanted in offered else "",
    }


def _state(id: int) -> ResponseReturnValue:
    session, user, mine = context.session(), context.somebody(), _mine(id)
    then = request.form.get("then", "")
    if then == "discard":
        making.discard(session, user, mine, _seen())
        return redirect(url_for("issuing.index"), 303)
    act = making.hide if then == "hide" else making.publish
    act(session, user, mine, _seen())
    return _done(id, "state")


_CHANGES: dict[str, Callable[[int], ResponseReturnValue]] = {
    "texts": _texts,
    "pieces": _pieces,
    "piece": _piece,
    "state": _state,
}
