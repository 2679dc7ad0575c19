"""What a school says of itself: levels, number of pupils, setting; for searches of schools like it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.errors import LibraryError, NotFound
from library.logbook import traits
from library.marking import N_
from library.web import context, entry_form, errors, forms, words
from library.web.speech import _

blueprint = Blueprint("traits", __name__)


def _unit(id: int) -> Unit:
    user = context.somebody()
    unit = units.by_id(context.session(), id)
    if unit.kind == units.ROOT or not user.holds(Role.READER, unit):
        raise NotFound(N_("There is no such unit."))
    return unit


@blueprint.get("/units/<int:id>/traits")
def show(id: int) -> ResponseReturnValue:
    """Show what a unit says of itself, and the form to change it to who may."""
    return _page(_unit(id))


def _page(unit: Unit, refused: LibraryError | None = None) -> str:
    kept = traits.of(context.session(), unit)
    is_typed = refused is not None
    levels = request.form.getlist("levels") if is_typed else kept.levels
    settings = request.form.getlist("settings") if is_typed else kept.settings
    number = "" if kept.pupils is None else str(kept.pupils)
    known = [each for each in traits.LEVELS if each in context.vocabulary()]
    return render_template(
        "units/traits.html",
        unit=unit,
        seen=kept.edited,
        pupils=request.form.get("pupils", number),
        levels=[(id, "".join(words.labels([id])), id in levels) for id in known],
        settings=[(key, _(name), key in settings) for key, name in traits.SETTINGS.items()],
        may_write=context.somebody().holds(Role.REVIEWER, unit),
        wrong=forms.wrong(refused),
    )


@blueprint.post("/units/<int:id>/traits")
def tell(id: int) -> ResponseReturnValue:
    """Change what a unit says of itself."""
    unit, given = _unit(id), request.form
    levels = [each for each in traits.LEVELS if each in given.getlist("levels")]
    try:
        traits.tell(
            context.session(), context.somebody(), unit, levels,
            entry_form.whole("pupils"), given.getlist("settings"),
            given.get("seen", 0, type=forms.number),
        )  # fmt: skip
    except LibraryError as refused:
        if errors.code(refused) == 403:
            raise
        context.session().rollback()
        return _page(_unit(id), refused), errors.code(refused)
    context.library().carried_out.forget()
    return redirect(url_for("units.show", id=id), 303)
