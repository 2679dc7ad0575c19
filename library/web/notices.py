"""What a person was told: the list, how many are new (at the top of every page), when mail comes."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from library import notices
from library.errors import Message
from library.notices import Mail, Notice
from library.web import context, forms, security
from library.web.speech import _

blueprint = Blueprint("notices", __name__)
blueprint.after_request(security.keep_to_oneself)

# Where a notice leads: the page of its noun and what that page calls the thing.
_PLACES = {
    "collections": ("collecting.edit", "id"),
    "incidents": ("incidents.show", "id"),
    "directives": ("directives.show", "id"),
    "items": ("items.show", "slug"),
    "plans": ("plans.show", "id"),
    "problems": ("problems.show", "id"),
    "report periods": ("reports.index", ""),
    "reports": ("reports.show", "id"),
    "sources": ("adapting.show", "submission"),
    "submissions": ("review.show", "id"),
    "units": ("units.show", "id"),
    "wishes": ("wishes.show", "id"),
}


def install(app: Flask) -> None:
    """Give templates the number of new notices and the choices of mail."""
    app.jinja_env.globals.update(unread=_unread, mail_choices=_mail_choices)


def _unread() -> int:
    """Return how many notices are new, asked once a request and only for who is signed in."""
    if "unread" not in g:
        g.unread = 0
        with suppress(SQLAlchemyError, OSError):
            user = context.user()
            g.unread = notices.unread(context.session(), user) if user else 0
    found: int = g.unread
    return found


def _mail_choices() -> list[tuple[str, str, bool]]:
    """Return when mail may come: the value, in words, whether the person has chosen it."""
    chosen = context.somebody().mail
    return [(each, _(notices.MAIL_NAMES[each]), each == chosen) for each in Mail]


@blueprint.get("/account/notices")
def show() -> ResponseReturnValue:
    """Show what a person was told, the newest first."""
    session, user = context.session(), context.somebody()
    before = request.args.get("before", type=forms.number)
    found = notices.of(session, user, before)
    return render_template(
        "notices/show.html",
        rows=[_row(each) for each in found],
        newest=found[0].id if found else None,
        is_first=before is None,
        older=_older(found),
    )


def _older(found: Sequence[Notice]) -> str | None:
    if len(found) < notices.PAGE_SIZE:
        return None
    return url_for("notices.show", before=found[-1].id)


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "said": notice.message.translated(_),
        "why": Message(notice.why).translated(_),
        "at": notice.at,
        "is_new": notice.read_at is None,
        "url": url_for("notices.open_", id=notice.id),
    }


@blueprint.get("/account/notices/<int:id>")
def open_(id: int) -> ResponseReturnValue:
    """Lead to where a notice looks, from the list or from a letter, and note that it was seen."""
    user = context.somebody()
    notice = notices.by_id(context.session(), user, id)
    if notice.read_at is None:
        _note_read(user.id, id)
    return redirect(_place(notice))


def _note_read(user_id: int, id: int) -> None:
    """Note it in a transaction of its own; whoever reads does not wait when others write."""
    with suppress(DBAPIError), context.library().sessions.writing() as session:
        notices.read(session, user_id, id)


def _place(notice: Notice) -> str:
    endpoint, name = _PLACES.get(notice.noun, ("", ""))
    if endpoint not in current_app.view_functions:
        return url_for("notices.show")
    if not name:
        return url_for(endpoint)
    thing: str | int = int(notice.thing) if name == "id" else notice.thing
    return url_for(endpoint, **{name: thing})  # type: ignore[arg-type]


@blueprint.post("/account/notices/read")
def read() -> ResponseReturnValue:
    """Note that a person has seen all that was on the page, and what is older."""
    user, newest = context.somebody(), request.form.get("newest", type=forms.number)
    notices.read_all(context.session(), user, newest)
    return redirect(url_for("notices.show"), 303)


@blueprint.post("/account/mail")
def choose_mail() -> ResponseReturnValue:
    """Note when a person wants mail."""
    notices.choose_mail(context.session(), context.somebody(), request.form.get("mail", ""))
    return redirect(url_for("account.show", _anchor="mail"), 303)
