"""Counts what is asked in the search box and what is opened from its results, never by whom.

Only people count, as `usage` knows them.
"""

import re
from urllib.parse import parse_qs, urlsplit

from flask import g, request

from library import i18n
from library.web import context, usage

# A search with one of these goes on from one that was counted when it came from the box.
_GOING_ON = ("tag", "typed", "sort", "page", "size")
_SEARCH_PAGE = re.compile(rf"/({'|'.join(i18n.LANGUAGES)})/search$")
_MOST_FIELDS = 100


def found(total: int) -> None:
    """Remember how many items the search of this request found."""
    g.found = total


def note() -> None:
    """Count the search of this request; a page that was kept from before does not know its total."""
    if not usage.is_person() or any(name in request.args for name in _GOING_ON):
        return
    typed = " ".join(request.args.getlist("q"))
    before = _came_from()
    if before is None or before[0] != typed:  # else the same page again, after a choice on it
        context.library().asked.note(typed, context.language(), g.get("found"))


def opened() -> None:
    """Count the item of this request as opened, when the reader comes from results of a search."""
    if usage.is_person() and (before := _came_from()):
        context.library().asked.opened(*before)


def _came_from() -> tuple[str, str] | None:
    """Return text and language of the search page that led here, None when it was another page."""
    try:
        address = urlsplit(request.referrer or "")
        given = parse_qs(address.query, max_num_fields=_MOST_FIELDS)
    except ValueError:  # anything may stand in a header
        return None
    own = request.host, urlsplit(context.library().settings.address).netloc
    page = _SEARCH_PAGE.search(address.path)
    if not page or address.netloc not in own:
        return None
    return " ".join(given.get("q", [])), page[1]
