"""Reports of sensitive incidents: written by whoever belongs to a unit, read by those named.

Nothing of them is kept by a browser, and each opening is on record before anything is shown.
"""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import deeds, history
from library.accounts import users
from library.accounts.models import Unit, User
from library.accounts.roles import NAMES, Role
from library.errors import LibraryError, NotFound
from library.history import Event
from library.incidents import incidents
from library.incidents.models import Incident
from library.incidents.sealing import Seal
from library.marking import N_
from library.web import context, errors, forms, security
from library.web.speech import _

blueprint = Blueprint("incidents", __name__)
blueprint.after_request(security.keep_to_oneself)

LABELS = {
    "subject": N_("What it is about"),
    "happened": N_("When it happened"),
    "course": N_("What happened"),
    "spread": N_("How far it has spread"),
    "handling": N_("What has been done so far"),
    "asks": N_("What guidance is asked for"),
}
_HELP = {
    "subject": N_("A few words, without the name of a pupil."),
    "happened": N_("Day and hour, as far as known; for example: 20/11/2026, 14:30."),
    "course": N_("Facts in the order in which they happened. Name people only where it is needed."),
    "spread": N_("Where it was seen: addresses, groups, how many have shared it."),
    "handling": "",
    "asks": "",
}


def _seal() -> Seal:
    return Seal(context.library().settings.incident_key)


@blueprint.get("/reports/incidents/")
def index() -> ResponseReturnValue:
    """Show the incidents that one may open, without what they say."""
    user = context.somebody()
    return render_template(
        "incidents/index.html",
        incidents=incidents.of(context.session(), user),
        may_report=bool(incidents.places(user)),
        is_unread=lambda each: any(
            one.user_id == user.id and not one.read_at for one in each.recipients
        ),
    )


@blueprint.get("/reports/incidents/new")
def new() -> ResponseReturnValue:
    """Show the form; who belongs to several units chooses one first."""
    return _form()


def _place() -> Unit:
    """Return the unit that is reported for: the one asked for, else the first of one's own."""
    places = incidents.places(context.somebody())
    wanted = request.values.get("unit", "")
    found = next((each for each in places if str(each.id) == wanted), None)
    if not places or (wanted and not found):
        raise NotFound(N_("There is no such unit among one's own."))
    return found or places[0]


def _form(refused: LibraryError | None = None) -> str:
    user, unit = context.somebody(), _place()
    found = incidents.candidates(context.session(), unit)
    chosen = request.form.getlist("to") if refused else _heads(found)
    return render_template(
        "incidents/new.html",
        unit=unit,
        places=incidents.places(user),
        fields=[
            (name, _(label), _(_HELP[name]) if _HELP[name] else "")
            for name, label in LABELS.items()
        ],
        longest=incidents.FIELDS,
        required=incidents.REQUIRED,
        people=[_person(each) | {"chosen": str(each.user.id) in chosen} for each in found],
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _heads(found: Any) -> list[str]:
    """Return whom a report goes to unless somebody chooses otherwise: heads, here and above."""
    return [str(each.user.id) for each in found if each.role == Role.PUBLISHER]


def _person(candidate: incidents.Candidate) -> dict[str, Any]:
    return {
        "id": candidate.user.id,
        "name": candidate.user.name,
        "post": _(NAMES[candidate.role]),
        "unit": candidate.unit.name,
    }


@blueprint.post("/reports/incidents/new")
def send() -> ResponseReturnValue:
    """Send a report; what was typed comes back when it cannot be."""
    to = {int(each) for each in request.form.getlist("to") if each.isdecimal()}
    try:
        made = incidents.send(
            context.session(), context.somebody(), _place(), request.form, to, _seal()
        )
    except LibraryError as refused:
        context.undo()
        return _form(refused), errors.code(refused)
    return redirect(url_for("incidents.show", id=made.id), 303)


@blueprint.get("/reports/incidents/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show a report to who may read it, and note that it was opened."""
    session = context.let_write()
    user = context.somebody()
    incident = incidents.by_id(session, user, id)
    incidents.read(session, user, incident)
    return _page(incident)


def _page(incident: Incident, refused: LibraryError | None = None) -> str:
    session, user, seal = context.session(), context.somebody(), _seal()
    content = seal.opened(incident.sealed)
    known = {each.user_id for each in incident.recipients}
    return render_template(
        "incidents/show.html",
        incident=incident,
        subject=content["subject"],
        parts=[(_(label), content[name]) for name, label in LABELS.items() if name != "subject"],
        notes=[(each, incidents.said(each, seal)) for each in incident.notes],
        readers={each.user_id for each in incidents.readers(incident)},
        people=[
            _person(each)
            for each in incidents.candidates(session, incident.unit)
            if each.user.id not in known
        ],
        events=list(map(_event, history.of(session, incidents.NOUN, incident.id))),
        may_close=not incident.closed_at and incidents.is_recipient(user, incident),
        typed=request.form,
        wrong=forms.wrong(refused),
    )


def _event(event: Event) -> dict[str, Any]:
    session = context.session()
    who = session.get(User, event.by_id) if event.by_id else None
    given = event.details.get("to", [])
    to = [
        users.by_id(session, each).name for each in (given if isinstance(given, list) else [given])
    ]
    return {
        "at": event.at,
        "who": who.name if who else "",
        "verb": _(deeds.SAID[incidents.NOUN, event.verb]),
        "to": to,
    }


@blueprint.post("/reports/incidents/<int:id>/notes")
def add(id: int) -> ResponseReturnValue:
    """Add how it went on, or an answer."""
    return _done(id, lambda incident: incidents.add(
        context.session(), context.somebody(), incident, request.form.get("text", ""), _seal()
    ))  # fmt: skip


@blueprint.post("/reports/incidents/<int:id>/readers")
def name(id: int) -> ResponseReturnValue:
    """Let more people read it."""
    to = {int(each) for each in request.form.getlist("to") if each.isdecimal()}
    return _done(
        id, lambda incident: incidents.name(context.session(), context.somebody(), incident, to)
    )


@blueprint.post("/reports/incidents/<int:id>/readers/<int:user_id>/remove")
def take_back(id: int, user_id: int) -> ResponseReturnValue:
    """Let somebody no longer read it."""
    return _done(id, lambda incident: incidents.take_back(
        context.session(), context.somebody(), incident, user_id
    ))  # fmt: skip


@blueprint.post("/reports/incidents/<int:id>/close")
def close(id: int) -> ResponseReturnValue:
    """Say that it is settled."""
    return _done(
        id, lambda incident: incidents.close(context.session(), context.somebody(), incident)
    )


def _done(id: int, act: Any) -> ResponseReturnValue:
    """Do something to a report and lead back to it, or show it with what was wrong."""
    session, user = context.session(), context.somebody()
    incident = incidents.by_id(session, user, id)
    try:
        act(incident)
    except LibraryError as refused:
        context.undo()
        return _page(incidents.by_id(session, user, id), refused), errors.code(refused)
    if not incidents.may_read(user, incident):  # who took the own name off the list
        return redirect(url_for("incidents.index"), 303)
    return redirect(url_for("incidents.show", id=id), 303)
