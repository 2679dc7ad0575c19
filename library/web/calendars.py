"""Calendars of year plans: the addresses that telephones subscribe to, made and renewed here.

The secret stands in the query of the address, which our own log never names.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.planning import calendars
from library.planning.models import Calendar, Slot
from library.web import context, forms, security
from library.web.speech import _

blueprint = Blueprint("calendars", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.get("/plans/calendars")
def index() -> ResponseReturnValue:
    """Show the calendars of a person and how to make one."""
    return _page()


def _page(secret: str | None = None, name: str = "") -> str:
    session, user = context.session(), context.somebody()
    kept = calendars.of(session, user)
    having = {each.unit_id for each in kept}
    held = {each.unit_id: each.unit for each in user.memberships}
    choices = [("", _("My own activities"), None not in having)]
    choices += [
        (str(id), unit.name, id not in having)
        for id, unit in held.items() if unit.kind != units.ROOT
    ]  # fmt: skip
    address = context.library().settings.address.rstrip("/")
    return render_template(
        "calendars/index.html",
        calendars=[
            {"name": _name(each), "made_at": each.made_at, "unit": each.unit_id or "",
             "end_url": url_for("calendars.end", id=each.id)}
            for each in kept
        ],
        choices=[(value, label) for value, label, is_new in choices if is_new],
        made=f"{address}{url_for('calendars.read', key=secret)}" if secret else None,
        made_name=name,
    )  # fmt: skip


def _name(kept: Calendar) -> str:
    return kept.unit.name if kept.unit else _("My own activities")


@blueprint.post("/plans/calendars")
def renew() -> ResponseReturnValue:
    """Make the address of a calendar, or a new one in place of the old; it is shown once."""
    session, user = context.session(), context.somebody()
    id = request.form.get("unit", type=forms.number)
    unit = units.by_id(session, id) if id else None
    secret = calendars.renew(session, user, unit)
    return _page(secret, unit.name if unit else _("My own activities"))


@blueprint.post("/plans/calendars/<int:id>/end")
def end(id: int) -> ResponseReturnValue:
    """End a calendar."""
    calendars.end(context.session(), context.somebody(), id)
    return redirect(url_for("calendars.index"), 303)


@blueprint.get("/plans/calendar.ics")
def read() -> ResponseReturnValue:
    """Give a calendar to whoever has its address."""
    session = context.session()
    kept = calendars.found(session, request.args.get("key", ""))
    address = context.library().settings.address.rstrip("/")

    def of_slot(slot: Slot) -> str:
        return address + url_for("slots.show", id=slot.id)

    name = _("Year plan: %(name)s", name=_name(kept))
    host = urlsplit(address).hostname or "saodieu"
    body = calendars.written(session, kept, name, host, of_slot)
    headers = {"Content-Disposition": 'inline; filename="ke-hoach.ics"'}
    return Response(body, mimetype=calendars.MEDIA_TYPE, headers=headers)
