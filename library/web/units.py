"""Units as pages: the tree, a unit with its names and people, and what its administrators change."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import applications, roles, units, users
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.database import today
from library.documents import own_forms
from library.errors import Invalid, LibraryError
from library.marking import N_
from library.web import context, errors, forms, security
from library.web.speech import _

blueprint = Blueprint("units", __name__)
blueprint.after_request(security.keep_to_oneself)

# Up to so many units the whole tree is shown, above it only its first storeys.
_WHOLE_TREE = 300


@blueprint.get("/units/")
def index() -> ResponseReturnValue:
    """Show the tree of units, one's own first."""
    session, user = context.session(), context.somebody()
    root = units.top(session)
    below = units.below(session, root) if root else []
    words = request.args.get("q", "")
    return render_template(
        "units/index.html",
        own=[{"unit": each.unit, "role": _role(each)} for each in user.memberships],
        tree=_tree(below),
        total=len(below),
        words=words,
        found=[place(each) for each in units.search(session, words, 30)],
        kinds={kind: _(known.name) for kind, known in units.KINDS.items()},
    )


def _tree(below: Sequence[Unit]) -> list[tuple[Unit, int]]:
    """Return units with how deep they stand, those of the upper storeys when they are many."""
    deepest = 3 if len(below) > _WHOLE_TREE else 99
    return [
        (unit, unit.path.count("/") - 1) for unit in below if unit.path.count("/") - 1 < deepest
    ]


def _role(held: Membership) -> str:
    return _(roles.NAMES[Role(held.role)])


def place(unit: Unit) -> dict[str, object]:
    """Return a unit as a list shows it: with what is above it, because many schools share a name."""
    above = [each.name for each in units.above(context.session(), unit) if each.kind != units.ROOT]
    return {"id": unit.id, "name": unit.name, "where": ", ".join(reversed(above))}


@blueprint.get("/units/find")
def find() -> ResponseReturnValue:
    """Give the units that a few letters may mean, as a part of a form; anybody may ask."""
    found = units.search(context.session(), request.args.get("q", ""))
    return render_template(
        "units/_choices.html", found=[place(each) for each in found], chosen=None
    )


def _unit(id: int) -> Unit:
    """Return a unit to somebody who is signed in."""
    context.somebody()
    return units.by_id(context.session(), id)


@blueprint.get("/units/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a unit; its people only to those who belong to it, and to its administrators."""
    return page(_unit(id))


def page(unit: Unit, refused: LibraryError | None = None) -> str:
    """Return the page of a unit, with why the last change was refused."""
    session, user = context.session(), context.somebody()
    may_run = user.holds(Role.ADMINISTRATOR, unit)
    belongs = may_run or user.holds(Role.READER, unit)
    waiting = applications.pending(session, unit) if may_run else []
    return render_template(
        "units/show.html",
        unit=unit,
        kind=_(units.KINDS[unit.kind].name),
        path=_path(unit),
        children=units.children(session, unit),
        may_run=may_run,
        belongs=belongs,
        people=_people(users.at(session, unit), unit) if belongs else [],
        waiting=waiting,
        roles=role_choices(request.form.get("role", Role.CONTRIBUTOR)),
        typed=request.form,
        wrong=forms.wrong(refused),
        is_open=units.is_open(unit),
        papers=_papers(unit, user),
    )


def _papers(unit: Unit, user: User) -> dict[str, bool] | None:
    """Return what somebody may see of how a unit's documents look; None for nothing."""
    if unit.kind == units.ROOT or not user.holds(Role.READER, unit):
        return None
    return {"forms": own_forms.may_change(user, unit)}


def _path(unit: Unit) -> list[dict[str, str]]:
    """Return the way to a unit through those above it."""
    above = [each for each in units.above(context.session(), unit) if each.kind != units.ROOT]
    return [{"label": _("Units"), "url": url_for("units.index")}] + [
        {"label": each.name, "url": url_for("units.show", id=each.id)} for each in above
    ]


def _people(found: Sequence[Membership], unit: Unit) -> list[dict[str, object]]:
    """Return each person once with the roles held at the unit and below it."""
    people: dict[int, dict[str, object]] = {}
    held: dict[int, list[str]] = {}
    for each in found:
        if each.user.ended_at:
            continue
        people.setdefault(
            each.user_id, {"user": each.user, "roles": held.setdefault(each.user_id, [])}
        )
        at = "" if each.unit_id == unit.id else f" ({each.unit.name})"
        held[each.user_id].append(_role(each) + at)
    return list(people.values())


def role_choices(chosen: str) -> list[tuple[str, str, bool]]:
    """Return the roles to choose from: value, name, whether it is chosen."""
    return [(each.value, _(name), each == chosen) for each, name in roles.NAMES.items()]


def undone(unit: Unit, refused: LibraryError) -> ResponseReturnValue:
    """Answer with the page of a unit, undoing what was begun."""
    context.session().rollback()
    return page(unit, refused), errors.code(refused)


@blueprint.get("/units/<int:id>/edit")
def edit(id: int) -> ResponseReturnValue:
    """Show how a unit can be changed, to its administrators."""
    unit = _unit(id)
    roles.require(context.somebody(), Role.ADMINISTRATOR, at=unit)
    return _edit_page(unit, context.somebody())


def _edit_page(unit: Unit, user: User, refused: LibraryError | None = None) -> str:
    fitting = [kind for kind, each in units.KINDS.items() if unit.kind in each.below]
    return render_template(
        "units/edit.html",
        unit=unit,
        kinds=[(kind, _(units.KINDS[kind].name)) for kind in fitting],
        homes=units.homes(context.session(), user, unit) if unit.parent_id else [],
        today=today(),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


@blueprint.post("/units/<int:id>/edit/<change>")
def change(id: int, change: str) -> ResponseReturnValue:
    """Add a unit below this one, rename, move or close it."""
    unit, user = _unit(id), context.somebody()
    roles.require(user, Role.ADMINISTRATOR, at=unit)
    if change not in _CHANGES:
        raise Invalid(N_("There is no such change."))
    try:
        shown = _CHANGES[change](unit, user)
    except LibraryError as refused:
        context.session().rollback()
        return _edit_page(unit, user, refused), errors.code(refused)
    return redirect(url_for("units.show", id=shown.id), 303)


def _add(unit: Unit, user: User) -> Unit:
    kind, name = request.form.get("kind", ""), request.form.get("new_name", "")
    try:
        return units.add(context.session(), user, unit, kind, name)
    except Invalid as refused:
        field = "new_name" if refused.field == "name" else refused.field
        raise Invalid(refused.message.sentence, field, **refused.message.values) from refused


def _rename(unit: Unit, user: User) -> Unit:
    begun_on = forms.day("begun_on")
    if begun_on is None:
        raise Invalid(N_("Give the day from which it is called so."), field="begun_on")
    units.rename(context.session(), user, unit, request.form.get("name", ""), begun_on)
    return unit


def _move(unit: Unit, user: User) -> Unit:
    session = context.session()
    parent = units.by_id(session, request.form.get("parent", 0, type=forms.number))
    units.move(session, user, unit, parent)
    return unit


def _close(unit: Unit, user: User) -> Unit:
    ended_on = forms.day("ended_on")
    if ended_on is None:
        raise Invalid(N_("Give the last day on which it is open."), field="ended_on")
    units.end(context.session(), user, unit, ended_on)
    return unit


_CHANGES = {"add": _add, "rename": _rename, "move": _move, "close": _close}
