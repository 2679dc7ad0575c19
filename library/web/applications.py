"""Asking a school for an account, and the answer of the school."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n, notices
from library.accounts import applications, roles, units, users
from library.accounts.models import Application, Unit
from library.accounts.roles import Role
from library.errors import Invalid, LibraryError, Message
from library.marking import N_
from library.web import context, errors, forms, letters, people, security
from library.web import units as unit_pages
from library.web.doorkeeper import Doorkeeper

blueprint = Blueprint("applications", __name__)
blueprint.after_request(security.keep_to_oneself)

# A whole staff may apply from the one address of their school.
_door = Doorkeeper(60, 24 * 3600, N_("Many accounts were asked for from here; try tomorrow."))


@blueprint.get("/account/apply")
def show() -> ResponseReturnValue:
    """Show the form for asking for an account."""
    return _page()


def _page(refused: LibraryError | None = None) -> str:
    words = request.form.get("school", "")
    found = units.search(context.session(), words)
    return render_template(
        "account/apply.html",
        typed=request.form,
        wrong=forms.wrong(refused),
        found=[unit_pages.place(each) for each in found],
        chosen=request.form.get("unit", 0, type=forms.number),
        is_searched=bool(words.strip()),
        interface_languages=i18n.LANGUAGES,
    )


@blueprint.post("/account/apply")
def apply() -> ResponseReturnValue:
    """Take an application; with the button “Find” only look for the school."""
    if "find" in request.form:
        return _page()
    try:
        _door.check()
        unit = _unit()
        _apply(unit)
    except LibraryError as refused:
        context.session().rollback()
        return _page(refused), errors.code(refused)
    _door.note()
    return render_template("account/applied.html", unit=unit)


def _unit() -> Unit:
    """Return the unit that was chosen, or the only one that the words mean."""
    session, chosen = context.session(), request.form.get("unit", 0, type=forms.number)
    if chosen:
        return units.by_id(session, chosen)
    words = request.form.get("school", "")
    found = units.search(session, words)
    if len(found) == 1:
        return found[0]
    if not words.strip():
        raise Invalid(N_("Say which school it is."), field="school")
    raise Invalid(
        N_("Choose the school from the list.") if found else N_("No school is called so."),
        field="school",
    )


def _apply(unit: Unit) -> None:
    session, form = context.session(), request.form
    email, note = form.get("email", ""), form.get("note", "")
    made = applications.apply(session, unit, email, form.get("name", ""), context.language(), note)
    if made is None:
        if (owner := users.by_email(session, email)) and not owner.ended_at:
            letters.has_account(owner)
        return
    notices.tell(
        session,
        applications.deciders(session, unit),
        Message(
            N_("%(name)s asks %(unit)s for an account."), {"name": made.name, "unit": unit.name}
        ),
        N_("because you look after the accounts there"),
        units.NOUN,
        unit.id,
    )


@blueprint.post("/units/<int:id>/applications/<int:application_id>/accept")
def accept(id: int, application_id: int) -> ResponseReturnValue:
    """Accept an application: the person gets an invitation, whose link is shown once."""
    unit, found = _found(id, application_id)
    try:
        secret = applications.accept(context.session(), context.somebody(), found, people.role())
    except LibraryError as refused:
        return unit_pages.undone(unit, refused)
    return people.shown_once(found.unit, found.email, found.name, found.language, secret)


@blueprint.post("/units/<int:id>/applications/<int:application_id>/decline")
def decline(id: int, application_id: int) -> ResponseReturnValue:
    """Decline an application; the person is told why."""
    unit, found = _found(id, application_id)
    reason = request.form.get("reason", "")
    try:
        applications.decline(context.session(), context.somebody(), found, reason)
    except LibraryError as refused:
        return unit_pages.undone(unit, refused)
    letters.declined(found, reason)
    return redirect(url_for("units.show", id=id), 303)


def _found(id: int, application_id: int) -> tuple[Unit, Application]:
    session, user = context.session(), context.somebody()
    unit, found = units.by_id(session, id), applications.by_id(session, application_id)
    roles.require(user, Role.ADMINISTRATOR, at=found.unit)
    return unit, found
