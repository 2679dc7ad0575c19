"""A school's public page: what it carried out and opened to everybody, its newsletters, their feed."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.errors import NotFound
from library.exchange import atom
from library.exchange.atom import Channel, Report
from library.items import catalogue
from library.logbook import showing
from library.logbook.models import Entry
from library.marking import N_
from library.newsletters import newsletter as issues
from library.newsletters.models import Newsletter
from library.planning import schoolyear
from library.web import context, filters, forms, newsletter_stories, papers, security, words
from library.web import items as item_pages
from library.web.speech import _

blueprint = Blueprint("schools", __name__)

_MOST_IN_FEED = 50


@blueprint.get("/logbook/schools/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show what a unit tells everybody: entries by school year, of one theme where that is asked."""
    unit = showing.unit(context.session(), id)
    found = showing.entries_of(context.session(), unit)
    theme = request.args.get("theme", "")
    user = context.user()
    may_open = user is not None and showing.may_open(user, unit)
    return render_template(
        "schools/show.html",
        unit=unit,
        stands_in=_place(unit),
        kind=_(units.KINDS[unit.kind].name),
        years=_by_year([each for each in found if not theme or theme in each.themes]),
        themes=_themes(found, theme),
        theme=theme,
        newsletters=[_issue(each) for each in issues.published(context.session(), unit)],
        may_write=user is not None and user.holds(Role.CONTRIBUTOR, unit),
        may_open=may_open,
        private=showing.private_of(context.session(), unit) if may_open else [],
    )


def _place(unit: Unit) -> str:
    """Return where a unit stands in the tree, from near to far."""
    above = units.above(context.session(), unit)[::-1]
    return ", ".join(each.name for each in above if each.kind != units.ROOT)


def _by_year(found: Sequence[Entry]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups = groupby(found, key=lambda each: schoolyear.name_of(each.day_on))
    return [(year, [_row(each) for each in some]) for year, some in groups]


def _row(entry: Entry) -> dict[str, Any]:
    photo = next(iter(showing.photos(entry)), None)
    return {
        "id": entry.id,
        "title": entry.title,
        "language": showing.language(entry),
        "day": filters.day(entry.day_on),
        "classes": entry.classes,
        "group": entry.unit.name if entry.unit.kind == "group" else "",
        "url": _url(entry),
        "photo": newsletter_stories.photo_url(photo) if photo else None,
        "alt": (photo.caption or entry.title) if photo else "",
    }


def _url(entry: Entry) -> str:
    return url_for("schools.entry", id=showing.house(entry).id, entry_id=entry.id)


def _themes(found: Sequence[Entry], chosen: str) -> list[dict[str, Any]]:
    ids = dict.fromkeys(id for each in found for id in each.themes)
    return [
        {"id": id, "label": "".join(words.labels([id])), "is_chosen": id == chosen}
        for id in ids
        if id in context.vocabulary()
    ]


def _issue(found: Newsletter) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "language": found.language,
        "line": newsletter_stories.line(found),
    }


@blueprint.get("/logbook/schools/<int:id>/entries/<int:entry_id>")
def entry(id: int, entry_id: int) -> ResponseReturnValue:
    """Show an entry that everybody may see, at an address of its own."""
    found = _entry(id, entry_id)
    return render_template(
        "schools/entry.html",
        unit=showing.house(found),
        entry=found,
        row=_row(found),
        used=_used(found),
        photos=[
            {"url": newsletter_stories.photo_url(each), "caption": each.caption}
            for each in showing.photos(found)
        ],
        themes=words.labels(found.themes),
    )


def _entry(id: int, entry_id: int) -> Entry:
    found = showing.entry(context.session(), entry_id)
    if showing.house(found).id != id:
        raise NotFound(N_("There is no such entry, or it is not public (any more)."))
    return found


def _used(found: Entry) -> dict[str, str] | None:
    """Return the item that was carried out, while it is public."""
    if not found.item or not found.item.published_id:
        return None
    item = catalogue.by_id(context.session(), found.item.id)
    edition = catalogue.edition(item_pages.published(item), context.language())
    url = url_for("items.show", slug=item.slug)
    return {"title": edition.title, "language": edition.language, "url": url}


@blueprint.get("/logbook/schools/<int:id>/photos/<int:file_id>")
def photo(id: int, file_id: int) -> ResponseReturnValue:
    """Give a public photo of an entry that everybody may see."""
    found = showing.photo(context.session(), file_id)
    if showing.house(found.entry).id != id:
        raise NotFound(N_("There is no such picture, or it is not public (any more)."))
    place = context.library().evidence.path(found.sha256)
    response = send_file(place, mimetype=found.type, etag=found.sha256, conditional=True)
    response.headers["Content-Security-Policy"] = security.FILE_POLICY
    return response


@blueprint.get("/logbook/schools/<int:id>/school.atom")
def feed(id: int) -> ResponseReturnValue:
    """Give the newest entries and newsletters of a unit as a feed."""
    unit = showing.unit(context.session(), id)
    channel = Channel(
        title=f"{unit.name} · Sáo Diều",
        language=context.language(),
        address=papers.page_address("schools.feed", id=unit.id),
        page=papers.page_address("schools.show", id=unit.id),
        author=unit.name,
    )
    told = sorted(_reports(unit), key=lambda each: each.published_at, reverse=True)
    answer = atom.reports(channel, told[:_MOST_IN_FEED])
    return answer, {"Content-Type": f"{atom.MEDIA_TYPE}; charset=utf-8"}


def _reports(unit: Unit) -> list[Report]:
    session = context.session()
    told = [_report_of(each) for each in showing.entries_of(session, unit)]
    for each in issues.published(session, unit):
        address = papers.page_address("newsletters.show", id=each.id)
        out = each.published_at or each.changed_at
        line = newsletter_stories.line(each)
        path = f"newsletters/{each.id}"
        title = f"{each.title} · {line}"
        told.append(Report(path, title, each.language, address, out, each.changed_at, ""))
    return told


def _report_of(entry: Entry) -> Report:
    about = " · ".join(filter(None, [filters.day(entry.day_on), entry.classes]))
    address = papers.page_address("schools.entry", id=showing.house(entry).id, entry_id=entry.id)
    language = showing.language(entry)
    return Report(
        f"entries/{entry.id}", entry.title, language, address,
        entry.recorded_at, entry.changed_at, about,
    )  # fmt: skip


@blueprint.post("/logbook/schools/<int:id>/public")
def change(id: int) -> ResponseReturnValue:
    """Show an entry to everybody or to its unit only, as the head of the unit does."""
    session, user = context.session(), context.somebody()
    found = showing.known(session, user, request.form.get("entry", 0, type=forms.number))
    act = showing.close if request.form.get("then") == "close" else showing.open_up
    act(session, user, found)
    return redirect(url_for("schools.show", id=id, _anchor="entries"), 303)
