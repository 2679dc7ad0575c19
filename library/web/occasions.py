"""The calendar of a school year: its days with the items that suit them, as a page and as iCalendar."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from library.accounts import units
from library.accounts.roles import Role
from library.database import today
from library.exchange import ical
from library.items import briefs
from library.planning import occasions
from library.planning.occasions import Occasion
from library.search.query import Query
from library.web import context, forms, pages, search, shelves
from library.web.speech import _

blueprint = Blueprint("occasions", __name__)

_MONTHS = {"vi": "MMMM", "en": "MMM"}  # short enough for its narrow column
_EARLIEST, _LATEST = 2020, 2100
# Items shown with each of the days that come next.
_SUGGESTED = 4


@blueprint.get("/occasions")
def show() -> ResponseReturnValue:
    """Show the days of a school year, month by month."""
    context.follow()
    day = today()
    return pages.kept(lambda: _page(day), day.isoformat())


def _page(day: date) -> str:
    year, chosen = _year(day), _unit_id()
    found = occasions.of_school_year(context.session(), year, _units(chosen))
    ahead = [pair for pair in found if day <= pair[0] <= day + occasions.AHEAD]
    return render_template(
        "occasions/show.html",
        year_text=f"{year}–{year + 1}",
        months=[
            {"title": _month(each), "days": [view(on, one) for on, one in pairs]}
            for each, pairs in groupby(found, lambda pair: pair[0].replace(day=1))
        ],
        ahead=[suggestion(on, one) for on, one in ahead],
        previous_url=_address(year - 1) if year > _EARLIEST else None,
        next_url=_address(year + 1) if year < _LATEST else None,
        file_url=url_for("occasions.file", year=year, unit=chosen),
        places=_places(chosen, year),
        may_keep=_may_keep(),
    )


def _may_keep() -> bool:
    user = context.user()
    return user is not None and user.holds(Role.CURATOR)


def _year(day: date) -> int:
    asked = request.args.get("year", type=forms.number)
    now = occasions.school_year(day)
    return asked if asked is not None and _EARLIEST <= asked <= _LATEST else now


def _unit_id() -> int | None:
    return request.args.get("unit", type=forms.number)


def _units(chosen: int | None) -> Sequence[int]:
    """Return the units whose own days are shown: the one asked for, else those of the reader."""
    return [*([chosen] if chosen else ()), *of_reader()]


def of_reader() -> list[int]:
    """Return the units that a reader who is signed in belongs to, with all above them."""
    user = context.user()
    if user is None:
        return []
    paths = [each.unit.path for each in user.memberships]
    return sorted({int(id) for path in paths for id in path.split("/") if id})


def _address(year: int) -> str:
    return url_for("occasions.show", year=year, unit=_unit_id())


def _month(first: date) -> str:
    said = str(format_date(first, "LLLL yyyy"))
    return said[:1].upper() + said[1:]


def _places(chosen: int | None, year: int) -> list[dict[str, Any]]:
    """Return the units that have days of their own, to choose one from."""
    session = context.session()
    return [
        {
            "label": units.by_id(session, id).name,
            "url": url_for("occasions.show", year=year, unit=None if id == chosen else id),
            "current": id == chosen,
        }
        for id in occasions.places(session)
    ]


def view(day: date, occasion: Occasion) -> dict[str, Any]:
    """Return a day as lists show it, with how many items suit it."""
    language = context.language()
    query = Query(tags=_tags(occasion))
    total = context.library().index.search(query).total if query.tags else 0
    return {
        "key": occasion.key,
        "day": day.day,
        "month_text": format_date(day, _MONTHS[language]),
        "iso": day.isoformat(),
        "title": occasion.title(language),
        "note": occasion.note(language),
        "source": occasion.source,
        "unit": units.by_id(context.session(), occasion.unit_id).name if occasion.unit_id else None,
        "url": search.address(query) if total else None,
        "count_text": search.count_text(total),
    }


def _tags(occasion: Occasion) -> tuple[str, ...]:
    """Return the tags of a day as they stand in the vocabulary today."""
    current = (context.vocabulary().resolved(tag) for tag in occasion.tags)
    return tuple(dict.fromkeys(tag for tag in current if tag))


def suggestion(day: date, occasion: Occasion) -> dict[str, Any]:
    """Return a day that comes soon, with the first items that suit it and how long it is until then."""
    weeks, days = divmod((day - today()).days, 7)
    found, total = list[str](), 0
    if tags := _tags(occasion):
        results = context.library().index.search(Query(tags=tags, size=_SUGGESTED))
        found, total = [hit.id for hit in results.hits], results.total
    return {
        **view(day, occasion),
        "wait": _wait(weeks, days),
        "picks": shelves.picks(briefs.by_ids(context.session(), found)),
        "has_more": total > len(found),
    }


def _wait(weeks: int, days: int) -> str:
    if not weeks and not days:
        return _("today")
    if not weeks:
        return _("in %(count)s days", count=days) if days > 1 else _("tomorrow")
    return _("in %(count)s weeks", count=weeks) if weeks > 1 else _("in a week")


@blueprint.get("/occasions.ics")
def file() -> ResponseReturnValue:
    """Give the days of a school year and of the next as an iCalendar file."""
    context.follow()
    year, chosen = _year(today()), _unit_id()
    site = context.library().settings.address
    made = ical.written(
        _entries(year, chosen, site),
        _("Occasions of schools · Sáo Diều"),
        context.language(),
        urlsplit(site).hostname or "saodieu",
    )
    return Response(
        made,
        mimetype=ical.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="saodieu-{year}-{year + 2}.ics"'},
    )


def _entries(year: int, chosen: int | None, site: str) -> Iterator[ical.Entry]:
    session, language = context.session(), context.language()
    for start in (year, year + 1):
        for day, one in occasions.of_school_year(session, start, _units(chosen)):
            shown = view(day, one)
            url = site + shown["url"] if shown["url"] else ""
            yield ical.Entry(one.key, day, one.title(language), one.note(language), url)
