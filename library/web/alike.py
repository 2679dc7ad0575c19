"""“Works in schools like mine”: a filter, an order and what an item page tells, from the logbook."""

import dataclasses
from typing import Any

from markupsafe import Markup, escape

from library.items.models import Item
from library.logbook import offered, traits, works
from library.logbook.traits import School
from library.search.answering import Answer
from library.search.query import Query
from library.web import context, filters, words
from library.web.facets import Address
from library.web.speech import _, ngettext


def school() -> School | None:
    """Return the school of the reader as it is compared with others, None for who has none."""
    user = context.user()
    if user is None:
        return None
    known = context.library().carried_out
    for each in user.memberships:
        if each.unit.kind in ("school", "group"):
            return known.school(context.session(), each.unit_id)
    return None


def applied(query: Query) -> Query:
    """Return the query with the items that it may find, where it asks for schools like the reader's."""
    if not query.works:
        sort = "relevance" if query.sort == "works" else query.sort
        return dataclasses.replace(query, sort=sort)
    own = school()
    if own is None:
        ignored = (*query.ignored, ("works", ""))
        return applied(dataclasses.replace(query, works=(), ignored=ignored))
    return _among(query, own)


def _among(query: Query, own: School) -> Query:
    known = context.library().carried_out
    return dataclasses.replace(query, among=known.alike(context.session(), own, query.works))


def _turned(query: Query, way: str) -> Query:
    """Return the query with a way more, or without one that it has, from its first page."""
    wanted = set(query.works) ^ {way}
    ways = tuple(each for each in traits.LIKE if each in wanted)
    return applied(dataclasses.replace(query, works=ways, page=1))


def facet(query: Query, answer: Answer, address: Address) -> list[dict[str, Any]]:
    """Return the filter beside the results, for who works in a school of which something is known."""
    own = school()
    if own is None:
        return []
    lines = []
    for way in own.known:
        turned = _turned(query, way)
        is_chosen = way in query.works
        count = context.library().index.search(turned, answer.reading).total
        if count or is_chosen:
            lines.append(_line(way, address(turned), count, is_chosen=is_chosen))
    if not lines:
        return []
    return [
        {"id": "works", "title": _("Carried out in schools like one’s own"), "open": True,
         "first": Markup("\n").join(lines), "rest": "", "rest_open": False}
    ]  # fmt: skip


def _line(way: str, address: str, count: int, *, is_chosen: bool) -> Markup:
    state = Markup(' aria-current="true"') if is_chosen else ""
    beside = _("remove") if is_chosen else filters.number(count)
    return Markup('<li><a href="{}" rel="nofollow"{}>{}<span>{}</span></a></li>').format(
        escape(address), state, words.capitalised(_(traits.LIKE[way])), beside
    )


def chips(query: Query, address: Address) -> list[dict[str, str]]:
    """Return the chosen ways, ready to be removed."""
    return [
        {"label": _("carried out in schools %(like)s", like=_(traits.LIKE[way])),
         "remove_url": address(_turned(query, way))}
        for way in query.works
    ]  # fmt: skip


def told(item: Item, minutes: int | None) -> str | None:
    """Return what the logbook tells of an item, None where too few schools stand behind it."""
    session = context.session()
    known = context.library().carried_out.schools(session)
    found = works.of_item(session, item, minutes, known)
    if found is None:
        return None
    where = [
        ngettext("Carried out in %(num)s school", "Carried out in %(num)s schools", found.schools),
        *(_(traits.COUNTED[each], count=filters.number(count))
          for each, count in found.settings.items()),
    ]  # fmt: skip
    said = [", ".join(where)]
    if found.kept_time is not None:
        said.append(_("%(percent)s %% kept the time", percent=found.kept_time))
    if found.difficulties:
        names = [_(offered.DIFFICULTIES[each]) for each in found.difficulties]
        what = ", ".join(each[:1].lower() + each[1:] for each in names)
        said.append(_("often difficult: %(what)s", what=what))
    return "; ".join(said) + "."
