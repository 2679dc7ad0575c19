"""Legal bases as pages: the list of a unit, finding official texts, what cites a text out of force."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.bases import keeping, standing
from library.bases.reading import Basis
from library.bases.standing import Texts
from library.directives import directives
from library.documents import making
from library.errors import LibraryError, NotFound
from library.marking import N_
from library.web import citing, context, errors, forms, security
from library.web.speech import _

blueprint = Blueprint("bases", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/plans/bases/find")
def find() -> ResponseReturnValue:
    """Give the official texts that a few words may mean, as a part of a form."""
    context.somebody()
    return render_template("bases/_choices.html", found=citing.found(request.args.get("q", "")))


@blueprint.get("/plans/bases/<int:unit_id>")
def show(unit_id: int) -> ResponseReturnValue:
    """Show the legal bases that documents of a unit begin with."""
    return _page(_unit(unit_id))


def _unit(id: int) -> Unit:
    user, unit = context.somebody(), units.by_id(context.session(), id)
    if unit.kind == units.ROOT or not user.holds(Role.READER, unit):
        raise NotFound(N_("There is no such unit among one's own."))
    return keeping.office(context.session(), unit)


def _page(unit: Unit, refused: LibraryError | None = None) -> str:
    session, user = context.session(), context.somebody()
    row = keeping.row(session, unit)
    own = keeping.of(session, unit)
    typed = "\n".join(each.written for each in own)
    if refused or citing.is_looking():
        typed = "\n".join(citing.lines())
    return render_template(
        "bases/show.html",
        unit=unit,
        rows=citing.shown(own),
        bases=citing.field(typed),
        may_keep=user.holds(Role.CONTRIBUTOR, unit),
        edited=request.form.get("edited") if refused else (row.edited if row else 0),
        wrong=forms.wrong(refused),
    )


@blueprint.post("/plans/bases/<int:unit_id>")
def keep(unit_id: int) -> ResponseReturnValue:
    """Keep the list of a unit, or find a text for it."""
    unit = _unit(unit_id)
    if citing.is_looking():
        return _page(unit)
    seen = request.form.get("edited", 0, type=forms.number)
    try:
        keeping.keep(context.session(), context.somebody(), unit, citing.lines(), seen)
    except LibraryError as refused:
        context.session().rollback()
        return _page(_unit(unit_id), refused), errors.code(refused)
    return redirect(url_for("bases.show", unit_id=unit.id), 303)


@blueprint.get("/plans/bases/check")
def check() -> ResponseReturnValue:
    """List what cites a text that is no longer in force: lists of units, plans, drafts."""
    rows = list(_found(standing.texts(context.session())))
    return render_template("bases/check.html", rows=rows)


def _found(known: Texts) -> Iterator[dict[str, Any]]:
    session, user = context.session(), context.somebody()
    held = {each.unit_id: each.unit for each in user.memberships if each.unit.kind != units.ROOT}
    homes = {keeping.office(session, each).id: each for each in held.values()}
    for id, unit in homes.items():
        where = _("Legal bases of %(unit)s", unit=unit.name)
        yield from _rows(known, keeping.of(session, unit), where, url_for("bases.show", unit_id=id))
    for directive in directives.of_user(session, user):
        url = url_for("directives.show", id=directive.id)
        bases = [Basis.unpacked(each) for each in directive.bases]
        yield from _rows(known, bases, directive.title, url)
    for document in making.of(session, user):
        if document.issued_on is None:
            url = url_for("documents.show", id=document.id)
            yield from _rows(known, making.bases(document), document.title, url)


def _rows(known: Texts, bases: list[Basis], where: str, url: str) -> Iterator[dict[str, str]]:
    for each in citing.warned(bases, known):
        yield {**each, "where": where, "where_url": url}
