"""The history for administrators: who did what to what, and when; filtered, and to take away."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import chronicle, deeds, narrating
from library.accounts import roles
from library.accounts.models import User
from library.accounts.roles import Role
from library.chronicle import Wanted
from library.errors import Invalid, Message
from library.exchange import sheet
from library.history import Event
from library.marking import N_
from library.narrating import Told, Value
from library.web import context, filters, forms, pages, security
from library.web.speech import _

blueprint = Blueprint("history", __name__)
blueprint.after_request(security.keep_to_oneself)

# The calendar ends beside the first and the last day that can be typed.
_YEARS = range(2000, 3000)
_FILTERS = ("noun", "thing", "person", "day")


@blueprint.get("/history")
def show() -> ResponseReturnValue:
    """Show what was done, the newest first, to those who look after units or the whole library."""
    session, user = context.session(), _administrator()
    try:
        wanted = _wanted()
    except Invalid as refused:
        return _page([], refused), 422
    return _page(chronicle.newest(session, user, wanted))


def _administrator() -> User:
    user = context.somebody()
    roles.require(user, Role.ADMINISTRATOR)
    return user


def _wanted() -> Wanted:
    given, person = request.args, request.args.get("person", "").strip()
    return Wanted(
        noun=given.get("noun", ""),
        thing=given.get("thing", "").strip(),
        by=chronicle.people(context.session(), person) if person else None,
        day=_day(given.get("day", "").strip()),
        before=given.get("before", type=forms.number),
    )


def _day(given: str) -> date | None:
    if not given:
        return None
    with suppress(ValueError):
        found = date.fromisoformat(given)
        if found.year in _YEARS:
            return found
    raise Invalid(N_("Give a day such as 2026-11-25."), field="day")


def _page(events: Sequence[Event], refused: Invalid | None = None) -> str:
    chosen = {name: request.args.get(name, "").strip() for name in _FILTERS}
    given = {name: value for name, value in chosen.items() if value}
    return render_template(
        "history/show.html",
        rows=[_row(each) for each in narrating.told(context.session(), events)],
        nouns=[("", _("Everything"), not chosen["noun"]), *_nouns(chosen["noun"])],
        chosen=chosen,
        is_filtered=bool(given),
        wrong=forms.wrong(refused),
        older=_older(events, given),
        csv=url_for("history.table", **given),  # type: ignore[arg-type]
        lines=url_for("history.lines", **given),  # type: ignore[arg-type]
    )


def _nouns(chosen: str) -> list[tuple[str, str, bool]]:
    return [(noun, _(name), noun == chosen) for noun, name in deeds.NOUNS.items()]


def _older(events: Sequence[Event], given: dict[str, str]) -> str | None:
    if len(events) < chronicle.PAGE_SIZE:
        return None
    return url_for("history.show", before=events[-1].number, **given)  # type: ignore[arg-type]


def _row(told: Told) -> dict[str, Any]:
    event = told.event
    return {
        "number": event.number,
        "at": event.at,
        "who": _said(told.who),
        "who_url": url_for("history.show", person=event.by_id) if event.by_id else None,
        "what": told.what.translated(_),
        "thing": told.thing,
        "thing_url": url_for("history.show", noun=event.noun, thing=event.thing),
        "details": [(label.translated(_), _said(value)) for label, value in told.details],
    }


def _said(value: Value) -> str:
    if isinstance(value, date):
        return filters.day(value)
    return value.translated(_) if isinstance(value, Message) else value


@blueprint.get("/history.csv")
def table() -> ResponseReturnValue:
    """Give the chosen part of the history, the oldest first, as a table for a spreadsheet."""
    rows = _rows()

    def written() -> Iterator[str]:
        yield "\N{BOM}" + sheet.line(chronicle.COLUMNS)
        yield from (sheet.line(chronicle.cells(row)) for row in rows)

    return pages.Streamed(written(), mimetype="text/csv", headers=_as_file("csv"))


@blueprint.get("/history.jsonl")
def lines() -> ResponseReturnValue:
    """Give the same with one JSON object a line."""
    written = map(chronicle.line, _rows())
    return pages.Streamed(written, mimetype="application/jsonl", headers=_as_file("jsonl"))


def _rows() -> Iterator[dict[str, Any]]:
    """Return the rows of an export: read while they are sent, in a session that lasts as long."""
    reader_id, wanted, sessions = _administrator().id, _wanted(), context.library().sessions

    def read() -> Iterator[dict[str, Any]]:
        with sessions.reading() as session:
            yield from chronicle.every(session, session.get_one(User, reader_id), wanted)

    return read()


def _as_file(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="history.{ending}"'}
