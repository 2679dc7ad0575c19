"""The home page: the search box, this month's occasions, themes, what is new. `/` leads to it."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from library.database import today
from library.items import briefs, catalogue
from library.planning import occasions
from library.planning.occasions import Occasion
from library.search.query import Query
from library.web import cards, context, filters, pages, rows, search

blueprint = Blueprint("home", __name__)
door = Blueprint("entrance", __name__)

_NEWEST = 5
_EXAMPLES = {
    "vi": ("cong chieng lop 7", "an toan mang", "tro choi dan gian"),
    "en": ("gong culture grade 7", "online safety", "english club"),
}
_MONTHS = {"vi": "MMMM", "en": "MMM"}  # short enough for its narrow column


@door.get("/")
def enter() -> ResponseReturnValue:
    """Lead to the home page in the reader's language."""
    return redirect(url_for("home.show"))


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """Show the home page."""
    context.follow()
    day = today()
    return pages.kept(lambda: page(day), day.isoformat())


def page(day: date) -> str:
    """Return the home page of a day."""
    session = context.session()
    return render_template(
        "home/show.html",
        total=filters.number(catalogue.count(session)),
        occasions=[_occasion(each, day.year) for each in occasions.of_month(day.month)],
        cards=cards.themes(),
        newest=rows.rows(briefs.newest(session, _NEWEST)),
        examples=[
            {"text": text, "url": url_for("search.show", q=text)}
            for text in _EXAMPLES[context.language()]
        ],
    )


def _occasion(occasion: Occasion, year: int) -> dict[str, Any]:
    day = date(year, occasion.month, occasion.day)
    query = Query(tags=occasion.tags)
    total = context.library().index.search(query).total
    return {
        "day": occasion.day,
        "month_text": format_date(day, _MONTHS[context.language()]),
        "iso": day.isoformat(),
        "title": occasion.title(context.language()),
        "note": occasion.note(context.language()),
        "url": search.address(query) if total else None,
        "count_text": search.count_text(total),
    }
