"""The lists of the workbench as rows of data: what is on each, counted and paged by the database.

A thing is what a row is about: an item's id, a query with its language, two ids, a tag's id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from library.errors import Conflict, NotFound
from library.marking import N_
from library.workbench import aside, items, queries, twins, unused
from library.workbench.models import SetAside
from library.workbench.sieve import WHOLE, Sieve, Sources

_AT_ONCE = 500


class Family(StrEnum):
    """What the things of a list are."""

    QUERIES = "queries"
    ITEMS = "items"
    PAIRS = "pairs"
    TAGS = "tags"


@dataclass(frozen=True)
class WorkList:
    """A list: its things, in order, as a query whose first column they are."""

    key: str
    family: Family
    things: Callable[[Sources, Sieve], Select[Any]]
    title: str
    about: str


LISTS = {
    each.key: each
    for each in (
        WorkList("no-results", Family.QUERIES, queries.without_results,
            N_("Searches without results"),
            N_("Asked in vain the last time. Often only a name is missing.")),
        WorkList("no-clicks", Family.QUERIES, queries.without_clicks,
            N_("Searches whose results nobody opens"),
            N_("Asked at least three times; fewer than one in five opened anything.")),
        WorkList("never-found", Family.ITEMS, items.never_found,
            N_("Never found"),
            N_("Public for a month, and no page of results has shown them since uses are counted. "
               "Empty until uses were counted for a month.")),
        WorkList("never-downloaded", Family.ITEMS, items.never_downloaded,
            N_("Never downloaded"),
            N_("Public for a month, and nobody took them away since uses are counted. "
               "Empty until uses were counted for a month.")),
        WorkList("no-summary", Family.ITEMS, items.without_summary,
            N_("Without a summary"),
            N_("Lists and searches show the summary; without it readers have to guess.")),
        WorkList("no-english", Family.ITEMS, items.without_english,
            N_("Without an English edition"), N_("Published in other languages only.")),
        WorkList("no-vietnamese", Family.ITEMS, items.without_vietnamese,
            N_("Without a Vietnamese edition"), N_("Published in other languages only.")),
        WorkList("broken-links", Family.ITEMS, items.with_broken_links,
            N_("Broken links"),
            N_("A link is broken when it failed twice, at least a week apart.")),
        WorkList("check-again", Family.ITEMS, items.to_check_again,
            N_("To be checked again"),
            N_("Their reviewers set a day on which a claim is to be looked at again; it has passed.")),
        WorkList("duplicates", Family.PAIRS, twins.pairs,
            N_("Near-duplicates"),
            N_("Most words of one stand in the other as well. Compared once a day; adaptations are "
               "left out.")),
        WorkList("unused-tags", Family.TAGS, unused.tags,
            N_("Tags that nothing carries"),
            N_("No published item has them or a narrower one.")),
    )
}  # fmt: skip


def by_key(key: str) -> WorkList:
    """Return a list; raise NotFound."""
    found = LISTS.get(key)
    if found is None:
        raise NotFound(N_("There is no such list."))
    return found


def _laid_aside(listed: WorkList, thing: Any) -> ColumnElement[bool]:
    same = SetAside.worklist == listed.key, SetAside.thing == thing
    if listed.family != Family.QUERIES:
        return exists().where(*same)
    return exists().where(*same, or_(SetAside.until.is_(None), SetAside.until > queries.GAUGE))


def _chosen(sources: Sources, listed: WorkList, sieve: Sieve) -> Select[Any]:
    query = listed.things(sources, sieve)
    laid = _laid_aside(listed, query.selected_columns[0])
    return query.where(laid if sieve.aside else ~laid)


def count(sources: Sources, listed: WorkList, sieve: Sieve = WHOLE) -> int:
    """Return how many things are on a list."""
    chosen = _chosen(sources, listed, sieve).order_by(None).subquery()
    return sources.session.scalar(select(func.count()).select_from(chosen)) or 0


def page(sources: Sources, listed: WorkList, sieve: Sieve, number: int, size: int) -> Sequence[str]:
    """Return the things of a page, the first being 1."""
    query = _chosen(sources, listed, sieve).offset((number - 1) * size).limit(size)
    return sources.session.scalars(query).all()


def among(sources: Sources, listed: WorkList, sieve: Sieve, wanted: Sequence[str]) -> Sequence[str]:
    """Return those of some things that are on a list; raise Conflict when none is any more."""
    query = _chosen(sources, listed, sieve)
    known = [each for each in wanted if each and "\0" not in each]
    found: list[str] = []
    for start in range(0, len(known), _AT_ONCE):
        some = query.selected_columns[0].in_(known[start : start + _AT_ONCE])
        found += sources.session.scalars(query.where(some))
    if not found:
        raise Conflict(N_("None of this is on the list any more. Look at it again."))
    return found


def every(sources: Sources, listed: WorkList, sieve: Sieve, expected: int) -> Sequence[str]:
    """Return all things of a list; raise Conflict when they are not as many as the page showed."""
    found = sources.session.scalars(_chosen(sources, listed, sieve)).all()
    if len(found) != expected:
        raise Conflict(
            N_("The list has changed meanwhile: %(now)s instead of %(before)s. Look at it again."),
            now=len(found), before=expected,
        )  # fmt: skip
    return found


def set_aside(session: Session, by: aside.Actor, listed: WorkList, things: Sequence[str]) -> None:
    """Take things off a list: queries until they are asked so many times more, others for good."""
    until = queries.asked(session, things) if listed.family == Family.QUERIES else {}
    aside.put(session, by, listed.key, things, until)
