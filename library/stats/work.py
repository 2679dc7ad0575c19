"""What units contribute and how long reviews take, never by person.

A time is told only where it could not point to one reviewer: from five submissions on that at least
two people decided about (Law 91/2025/QH15 on personal data; see `FEWEST`).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.database import CLOCK
from library.history import Event
from library.review import workflow
from library.review.models import Decision, Submission
from library.stats.periods import Period
from library.stats.scopes import Scope

FEWEST, FEWEST_DECIDERS = 5, 2
_FIRST = ("ask-changes", "accept", "refuse")
_DAY = timedelta(days=1)


class Way(NamedTuple):
    """The way of one submission: when it was handed in first, decided about first, published first.

    `decider` is a number good for telling deciders apart; it leaves this module in no form.
    """

    unit: str
    handed_in: datetime | None
    decided: datetime | None
    decider: int | None
    published: datetime | None


class Times(NamedTuple):
    """Days that half, and nine in ten, of the submissions took at most."""

    median: float
    ninth: float


@dataclass(frozen=True)
class Work:
    """What was done in a period. A time is None where it is of too few to be told."""

    handed_in: int
    decided: int
    published: int
    to_decision: Times | None
    to_publication: Times | None


def ways(session: Session, scope: Scope) -> list[Way]:
    """Return the ways of all submissions of a scope, whenever they were handed in.

    With tags only those of public items that carry one today: before, an item has none.
    """
    query = select(Submission.id, Unit.path).join(Unit, Unit.id == Submission.unit_id)
    if scope.unit is not None:
        query = query.where(Submission.unit_id.in_(scope.units()))
        scope = Scope(scope.period, tags=scope.tags)
    query = query.where(*scope.chosen(Submission.__table__.c.item_id))
    handed_in = _handed_in(session)
    decided = dict(_first_decisions(session, _FIRST))
    published = dict(_first_decisions(session, ("publish",)))
    found = []
    for id, path in session.execute(query):
        decided_at, decider = decided.get(id, (None, None))
        published_at, _ = published.get(id, (None, None))
        found.append(Way(path, handed_in.get(str(id)), decided_at, decider, published_at))
    return found


def _handed_in(session: Session) -> dict[str, datetime]:
    """Return when each submission was handed in first: the history knows, whatever came after."""
    query = (
        select(Event.thing, func.min(Event.number))
        .where(Event.noun == workflow.NOUN, Event.verb == "submit")
        .group_by(Event.thing)
    ).subquery()
    moments = select(Event.thing, Event.at).join(query, query.c[1] == Event.number)
    return dict(iter(session.execute(moments)))


def _first_decisions(
    session: Session, actions: Sequence[str]
) -> Iterator[tuple[int, tuple[datetime, int]]]:
    first: Select[int] = (
        select(func.min(Decision.id))
        .where(Decision.action.in_(actions))
        .group_by(Decision.submission_id)
    )
    query = select(Decision.submission_id, Decision.at, Decision.by_id)
    for id, at, by in session.execute(query.where(Decision.id.in_(first))):
        yield id, (at, by)


def done(found: Iterable[Way], period: Period) -> Work:
    """Return what was done in a period: each step counts in the month in which it was taken."""
    within = list(found)
    decided = [each for each in within if _is_in(each.decided, period)]
    published = [each for each in within if _is_in(each.published, period)]
    return Work(
        sum(_is_in(each.handed_in, period) for each in within),
        len(decided),
        len(published),
        _times([(each.handed_in, each.decided, each.decider) for each in decided]),
        _times([(each.handed_in, each.published, each.decider) for each in published]),
    )


def by_month(found: Sequence[Way], period: Period) -> list[tuple[date, Work]]:
    """Return what was done in each month."""
    return [(month, done(found, Period(month, month))) for month in period.months]


def by_unit(found: Sequence[Way], units: Sequence[Unit], period: Period) -> list[tuple[Unit, Work]]:
    """Return what was done in each unit with all below it."""
    return [
        (unit, done([way for way in found if way.unit.startswith(unit.path)], period))
        for unit in units
    ]


def _is_in(at: datetime | None, period: Period) -> bool:
    return at is not None and period.first <= at.astimezone(CLOCK).date() < period.end


def _times(spans: Sequence[tuple[datetime | None, datetime | None, int | None]]) -> Times | None:
    known = [(end - start, by) for start, end, by in spans if start and end]
    if len(known) < FEWEST or len({by for _, by in known}) < FEWEST_DECIDERS:
        return None
    days = sorted(span / _DAY for span, _ in known)
    return Times(_share(days, 0.5), _share(days, 0.9))


def _share(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that so large a share does not exceed (the nearest rank)."""
    return ordered[math.ceil(share * len(ordered)) - 1]
