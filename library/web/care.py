"""Looking after an item once it is public: withdraw it, show it again, mark it as official.

Also a person's list of copies, which that person alone sees and deletes.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from library import deeds
from library.accounts import units
from library.accounts.models import User
from library.accounts.roles import Role
from library.care import answering, copies, corrections, marks, measures
from library.consents import portraits
from library.database import today
from library.errors import Invalid, NotAllowed, NotFound
from library.items import catalogue, writing
from library.items.models import Edition, Item
from library.marking import N_
from library.review import withdrawing
from library.web import context, forms, papers, security, terms
from library.web.speech import _

blueprint = Blueprint("care", __name__)
blueprint.after_request(security.keep_to_oneself)


def rights(item: Item) -> dict[str, Any] | None:
    """Return what the reader may do about an item; None for nearly everybody: nothing."""
    user = context.user()
    if user is None:
        return None
    session = context.session()
    found = {
        "withdraw": withdrawing.may_withdraw(session, user, item),
        "show": withdrawing.may_show(session, user, item),
        "issuers": marks.issuers(user, item),
        "consents": portraits.adds(session, user, item),
    }
    return found if any(found.values()) else None


def _rights(item: Item) -> dict[str, Any]:
    if found := rights(item):
        return found
    if item.published_id:
        raise NotAllowed(N_("Only who contributes or reviews for this unit may do that."))
    raise NotFound(N_("There is no such item, or it is no longer public."))


def edition(item: Item) -> Edition:
    """Return the edition that names an item, public or not."""
    revision = item.published or item.revisions[-1]
    return catalogue.edition(revision, context.language())


@blueprint.get("/items/<slug>/care")
def show(slug: str) -> ResponseReturnValue:
    """Show what can be done about an item to who may do something."""
    context.somebody()  # first, so that nobody else learns which items there are
    return _page(catalogue.known(context.session(), slug))


def _page(item: Item, refused: Invalid | None = None) -> str:
    session = context.session()
    return render_template(
        "care/show.html",
        item=item,
        title=edition(item).title,
        rights=_rights(item),
        corrections=corrections.of(session, item),
        measures=[
            {
                "said": _(deeds.SAID[writing.NOUN, each.action]),
                "by": each.by,
                "at": each.at,
                "reason": each.reason,
            }
            for each in measures.of(session, item)
        ],
        unit=item.unit or units.root(session),
        today=today(),
        typed=request.form,
        wrong=forms.wrong(refused) if refused else {},
    )


def _done(slug: str, act: Callable[[User, Item], None]) -> ResponseReturnValue:
    """Do something about an item, or show its page again with what was typed."""
    user, item = context.somebody(), catalogue.known(context.session(), slug)
    _rights(item)
    try:
        act(user, item)
    except Invalid as refused:
        return _page(item, refused), 422
    return redirect(url_for("care.show", slug=slug), 303)


def _reason() -> str:
    return request.form.get("reason", "")


@blueprint.post("/items/<slug>/withdraw")
def withdraw(slug: str) -> ResponseReturnValue:
    """Take an item out of the library at once, its papers too."""

    def act(user: User, item: Item) -> None:
        withdrawing.withdraw(context.session(), user, item, _reason())
        papers.forget(item)

    return _done(slug, act)


@blueprint.post("/items/<slug>/restore")
def restore(slug: str) -> ResponseReturnValue:
    """Show a withdrawn item again."""

    def act(user: User, item: Item) -> None:
        session = context.session()
        workshop = context.library().workshop(session)
        withdrawing.show_again(session, user, item, _reason(), workshop)

    return _done(slug, act)


@blueprint.post("/items/<slug>/mark")
def mark(slug: str) -> ResponseReturnValue:
    """Mark what is public as official."""

    def act(user: User, item: Item) -> None:
        session = context.session()
        unit = units.by_id(session, request.form.get("unit", 0, type=forms.number))
        marks.mark(session, user, item, unit, _day("issued_on"), _reason())

    return _done(slug, act)


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise Invalid(N_("Give a day, for example 2026-11-25."), field=field) from None


@blueprint.post("/items/<slug>/unmark")
def unmark(slug: str) -> ResponseReturnValue:
    """Take the official mark away."""
    return _done(slug, lambda user, item: marks.remove(context.session(), user, item, _reason()))


@blueprint.get("/withdrawn/")
def withdrawn() -> ResponseReturnValue:
    """Show the withdrawn items of a publisher's units."""
    session, user = context.session(), context.somebody()
    if not user.holds(Role.PUBLISHER):
        raise NotAllowed(N_("The list of withdrawn items is for those who publish."))
    found = [(each, edition(each).title) for each in withdrawing.withdrawn(session, user)]
    return render_template("care/withdrawn.html", items=found)


@blueprint.post("/account/copies/forget")
def forget() -> Response:
    """Delete one copy from a person's list, or all of them."""
    user = context.somebody()
    copies.forget(context.session(), user, request.form.get("item") or None)
    return redirect(url_for("account.show", _anchor="copies"), 303)


@blueprint.app_template_global("copies_of_user")
def _copies() -> list[dict[str, Any]]:
    """Return the copies of who is signed in, for the page of the account."""
    return [
        {
            "item": each.item_id,
            "slug": each.item.slug if each.item.published_id else None,
            "title": edition(each.item).title,
            "on": each.last_on,
        }
        for each in copies.of(context.session(), context.somebody())
    ]


@blueprint.app_template_global("desk_of_user")
def _desk() -> dict[str, Any]:
    """Return which lists somebody has to look at, for the pages that lead there."""
    user = context.user()
    if user is None:
        return {}
    return {
        "problems": len(answering.waiting(context.session(), user)),
        "reviews": user.holds(Role.REVIEWER),
        "publishes": user.holds(Role.PUBLISHER),
        "administers": user.holds(Role.ADMINISTRATOR),
        "curates": terms.is_curator(user),
    }
