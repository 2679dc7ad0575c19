"""Published items that something is missing from, each list one query that an index answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from library import text
from library.accounts.models import Unit
from library.database import now, today
from library.items.models import WITHOUT_SUMMARY, Edition, Item
from library.review.models import Submission, Verification
from library.tags.models import ItemTag
from library.usage import counting
from library.usage.counting import Event
from library.usage.models import Usage
from library.workbench.models import Cited, OutsideLink
from library.workbench.sieve import Sieve, Sources

# What an item gets to be found before it is said that it never was.
_TIME = timedelta(days=30)


def published(sieve: Sieve) -> Select[str]:
    """Return the published items that a sieve lets through, the oldest first."""
    query = select(Item.id).where(Item.published_id.is_not(None))
    if sieve.unit:
        below = select(Unit.id).where(Unit.path.startswith(sieve.unit, autoescape=True))
        query = query.where(Item.unit_id.in_(below))
    if sieve.kind:
        query = query.where(
            exists().where(ItemTag.item_id == Item.id, ItemTag.tag_id == sieve.kind)
        )
    return query.order_by(Item.published_at, Item.id)


def units_with_items(session: Session) -> Sequence[Unit]:
    """Return the units that published items belong to, by name."""
    own = select(Item.unit_id).where(Item.published_id.is_not(None), Item.unit_id.is_not(None))
    found = session.scalars(select(Unit).where(Unit.id.in_(own))).all()
    return sorted(found, key=lambda each: text.collation_key(each.name))


def without_summary(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items of which an edition has no summary."""
    own = Edition.revision_id == Item.published_id
    return published(sieve).where(exists().where(own, WITHOUT_SUMMARY))


def without_english(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items that have no English edition."""
    return _without(sieve, "en")


def without_vietnamese(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items that have no Vietnamese edition."""
    return _without(sieve, "vi")


def _without(sieve: Sieve, language: str) -> Select[str]:
    own = Edition.revision_id == Item.published_id
    return published(sieve).where(~exists().where(own, Edition.language == language))


def never_found(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items that no page of results has shown."""
    return _never(sieve, Event.FOUND)


def never_downloaded(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items that nobody has downloaded."""
    return _never(sieve, Event.DOWNLOAD)


def _never(sieve: Sieve, event: Event) -> Select[str]:
    """Return what has not happened to, of what had a month's time; none before counting had it."""
    month_ago = now() - _TIME
    happened = exists().where(
        Usage.item_id == Item.id, counting.summed(counting.COLUMNS[event]) > 0
    )
    is_counted = exists().where(Usage.month <= month_ago.date())
    return published(sieve).where(Item.published_at <= month_ago, ~happened, is_counted)


def with_broken_links(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items that name a link which is broken."""
    broken = select(Cited.revision_id).join(OutsideLink, OutsideLink.id == Cited.link_id)
    broken = broken.where(OutsideLink.broken_at.is_not(None))
    return published(sieve).where(Item.published_id.in_(broken))


def broken_links(session: Session, ids: Sequence[str]) -> dict[str, list[OutsideLink]]:
    """Return the broken links of items."""
    query = (
        select(Item.id, OutsideLink)
        .join(Cited, Cited.revision_id == Item.published_id)
        .join(OutsideLink, OutsideLink.id == Cited.link_id)
        .where(Item.id.in_(ids), OutsideLink.broken_at.is_not(None))
        .order_by(OutsideLink.url)
    )
    found: dict[str, list[OutsideLink]] = {}
    for id, link in session.execute(query):
        found.setdefault(id, []).append(link)
    return found


def to_check_again(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the items with a claim whose "check again" day has passed, the most overdue first."""
    due = _due()
    query = published(sieve).join(due, due.c.revision_id == Item.published_id)
    return query.order_by(None).order_by(due.c.first_on, Item.id)


class Overdue(NamedTuple):
    """How many claims of an item are to be looked at again, the first since which day."""

    since: date
    claims: int


def overdue(session: Session, ids: Sequence[str]) -> dict[str, Overdue]:
    """Return what of items is to be looked at again."""
    due = _due()
    query = select(Item.id, due.c.first_on, due.c.claims)
    query = query.join(due, due.c.revision_id == Item.published_id).where(Item.id.in_(ids))
    return {id: Overdue(since, claims) for id, since, claims in session.execute(query)}


def _due() -> Any:
    """Return, for each revision, since when its claims are to be looked at again and how many."""
    return (
        select(
            Submission.revision_id.label("revision_id"),
            func.min(Verification.again_on).label("first_on"),
            func.count(Verification.id).label("claims"),
        )
        .join(Verification, Verification.submission_id == Submission.id)
        .where(Verification.again_on <= today())
        .group_by(Submission.revision_id)
        .subquery()
    )
