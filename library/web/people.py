"""The people of a unit, for its administrators: invited, given roles, helped, and seen off."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import links, roles, units, users
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.errors import Invalid, LibraryError, NotFound
from library.marking import N_
from library.web import context, errors, forms, letters, security
from library.web import units as unit_pages
from library.web.speech import _

blueprint = Blueprint("people", __name__)
blueprint.after_request(security.keep_to_oneself)


def _unit(id: int) -> Unit:
    """Return a unit to somebody who runs it."""
    user = context.somebody()
    unit = units.by_id(context.session(), id)
    roles.require(user, Role.ADMINISTRATOR, at=unit)
    return unit


def role() -> Role:
    """Return the role that a form names; raise Invalid."""
    given = request.form.get("role", "")
    if given not in set(Role):
        raise Invalid(N_("Choose a role."), field="role")
    return Role(given)


@blueprint.post("/units/<int:id>/people")
def invite(id: int) -> ResponseReturnValue:
    """Invite somebody: the link goes by mail, and is shown once."""
    unit, session, form = _unit(id), context.session(), request.form
    email, name = form.get("email", ""), form.get("name", "")
    try:
        secret = links.invite(session, context.somebody(), unit, role(), email, name)
    except LibraryError as refused:
        return unit_pages.undone(unit, refused)
    return shown_once(unit, email, name, context.language(), secret)


def shown_once(unit: Unit, email: str, name: str, language: str, secret: str) -> str:
    """Send an invitation and return the page that shows its link."""
    address = letters.invitation(users.address(email), name, language, unit, secret)
    return render_template(
        "units/link.html", unit=unit, name=name or email, address=address, days=14
    )


@blueprint.get("/units/<int:id>/people/<int:user_id>")
def show(id: int, user_id: int) -> ResponseReturnValue:
    """Show a person's roles at a unit, and what can be done about them."""
    unit = _unit(id)
    return _page(unit, _person(unit, user_id))


def _person(unit: Unit, user_id: int) -> User:
    """Return somebody with a role at a unit or below it; others are none of its business."""
    person = users.by_id(context.session(), user_id)
    if not any(each.unit.is_within(unit) for each in person.memberships):
        raise NotFound(N_("There is no such person at this unit."))
    return person


def _page(unit: Unit, person: User, refused: LibraryError | None = None) -> str:
    held = [each for each in person.memberships if each.unit.is_within(unit)]
    return render_template(
        "units/person.html",
        unit=unit,
        person=person,
        held=[(each.id, _(roles.NAMES[Role(each.role)]), each.unit) for each in held],
        roles=unit_pages.role_choices(request.form.get("role", Role.CONTRIBUTOR)),
        cares=users.cares(context.somebody(), person),
        wrong=forms.wrong(refused),
    )


def _undone(unit: Unit, person: User, refused: LibraryError) -> ResponseReturnValue:
    context.session().rollback()
    return _page(unit, person, refused), errors.code(refused)


@blueprint.post("/units/<int:id>/people/<int:user_id>/roles")
def give(id: int, user_id: int) -> ResponseReturnValue:
    """Give a person of the unit a role at it."""
    unit = _unit(id)
    person = _person(unit, user_id)
    try:
        users.grant(context.session(), context.somebody(), person, role(), unit)
    except LibraryError as refused:
        return _undone(unit, person, refused)
    return redirect(url_for("people.show", id=id, user_id=user_id), 303)


@blueprint.post("/units/<int:id>/people/<int:user_id>/roles/<int:membership_id>/end")
def take_back(id: int, user_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a role back."""
    unit = _unit(id)
    person = _person(unit, user_id)
    try:
        users.revoke(context.session(), context.somebody(), _membership(person, membership_id))
    except LibraryError as refused:
        return _undone(unit, person, refused)
    if any(each.unit.is_within(unit) for each in person.memberships):
        return redirect(url_for("people.show", id=id, user_id=user_id), 303)
    return redirect(url_for("units.show", id=id), 303)


def _membership(person: User, id: int) -> Membership:
    for each in person.memberships:
        if each.id == id:
            return each
    raise NotFound(N_("This role was taken back already."))


@blueprint.post("/units/<int:id>/people/<int:user_id>/link")
def link(id: int, user_id: int) -> ResponseReturnValue:
    """Make a link with which a person chooses a new password, and show it once."""
    unit = _unit(id)
    person = _person(unit, user_id)
    try:
        secret = links.new_password(context.session(), context.somebody(), person)
    except LibraryError as refused:
        return _undone(unit, person, refused)
    address = letters.address_of_link(secret, person.language)
    return render_template("units/link.html", unit=unit, name=person.name, address=address, days=1)


@blueprint.post("/units/<int:id>/people/<int:user_id>/end")
def end(id: int, user_id: int) -> ResponseReturnValue:
    """End an account."""
    unit = _unit(id)
    person = _person(unit, user_id)
    try:
        users.end(context.session(), context.somebody(), person)
    except LibraryError as refused:
        return _undone(unit, person, refused)
    return redirect(url_for("units.show", id=id), 303)
