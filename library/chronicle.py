"""The history as administrators read it: of their units, or of the whole library; filtered, exported.

Nothing here changes anything: events are written by `history.record` alone.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, false, or_, select
from sqlalchemy.orm import Session

from library import text
from library.accounts import applications, roles, units, users
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Actor, Role
from library.care import answering
from library.collections import collection
from library.consents import register
from library.database import CLOCK
from library.history import Event, Reason
from library.items import writing
from library.items.models import Item
from library.logbook import entries
from library.planning import occasions
from library.review import workflow
from library.review.models import Submission

PAGE_SIZE = 50
COLUMNS = ("number", "at", "by_id", "by", "verb", "noun", "thing", "details", "digest", "reason")


@dataclass(frozen=True)
class Wanted:
    """Which events: of a noun, of one thing, by some people, on a day in Viet Nam; none means all.

    `before` is the number at which the page before ended.
    """

    noun: str = ""
    thing: str = ""
    by: Sequence[int] | None = None
    day: date | None = None
    before: int | None = None


def newest(
    session: Session, reader: Actor, wanted: Wanted, limit: int = PAGE_SIZE
) -> Sequence[Event]:
    """Return what a reader may know of, the newest first; raise NotAllowed for who looks after nothing."""
    query = _query(reader, wanted).order_by(Event.number.desc()).limit(limit)
    return session.scalars(query).all()


def every(session: Session, reader: Actor, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Yield what a reader may know of as rows of `COLUMNS`, the oldest first, a few at a time."""
    query = _query(reader, wanted).add_columns(Reason.text)
    query = query.outerjoin(Reason, Reason.number == Event.number).order_by(Event.number)
    names = {each.id: each.name for each in session.execute(select(User.id, User.name))}
    with session.execute(query, execution_options={"yield_per": 500}) as found:
        for event, reason in found:
            yield _row(event, names) | {"reason": reason}
            session.expunge(event)


def _row(event: Event, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": event.at.isoformat(),
        "by_id": event.by_id,
        "by": names.get(event.by_id) if event.by_id else None,
        "verb": event.verb,
        "noun": event.noun,
        "thing": event.thing,
        "details": event.details,
        "digest": event.digest,
    }


def cells(row: dict[str, Any]) -> list[object]:
    """Return a row for a table: without nested values."""
    details = json.dumps(row["details"], ensure_ascii=False, sort_keys=True)
    return [details if name == "details" else row[name] for name in COLUMNS]


def line(row: dict[str, Any]) -> str:
    """Return a row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def people(session: Session, words: str) -> Sequence[int]:
    """Return the numbers of the people whom a name (or a part of it), an address or a number means."""
    wanted = text.fold(words)
    if wanted.isdecimal():
        return [int(wanted[:9])]
    found = session.execute(select(User.id, User.name, User.email))
    return [id for id, name, email in found if wanted in text.fold(name) or wanted == email]


def _query(reader: Actor, wanted: Wanted) -> Select[Event]:
    roles.require(reader, Role.ADMINISTRATOR)
    query = select(Event).where(*_conditions(wanted))
    return query.where(_concerns(reader)) if isinstance(reader, User) else query


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.noun:
        yield Event.noun == wanted.noun
    if wanted.thing:
        yield Event.thing == wanted.thing
    if wanted.by is not None:
        yield Event.by_id.in_(wanted.by)
    if wanted.day:
        begun = datetime.combine(wanted.day, time(), CLOCK)
        yield Event.at >= begun
        yield Event.at < begun + timedelta(days=1)
    if wanted.before:
        yield Event.number < wanted.before


def _concerns(reader: User) -> ColumnElement[bool]:
    """Return the condition that an event is about something that the reader looks after.

    That are units, people with a role there (or who got or lost one), submissions and items of the
    units, and applications. Whoever looks after the whole library sees all.
    """
    held = [each.unit for each in reader.memberships if each.role == Role.ADMINISTRATOR]
    if any(unit.parent_id is None for unit in held):
        return Event.number > 0
    below = or_(false(), *(Unit.path.startswith(unit.path, autoescape=True) for unit in held))
    ids = select(Unit.id).where(below).scalar_subquery()
    items = select(Item.id).where(Item.unit_id.in_(ids))
    told_item = Event.details["item"].as_string().in_(items)
    told_unit = Event.details["unit"].as_integer().in_(ids)
    return or_(
        (Event.noun == units.NOUN) & Event.thing.in_(select(cast(Unit.id, String)).where(below)),
        (Event.noun == users.NOUN) & or_(Event.thing.in_(_people_at(ids)), told_unit),
        (Event.noun == workflow.NOUN) & Event.thing.in_(_submissions_of(ids)),
        (Event.noun == writing.NOUN) & Event.thing.in_(items),
        Event.noun.in_((answering.NOUN, register.NOUN)) & told_item,
        Event.noun.in_((applications.NOUN, collection.NOUN, occasions.NOUN, entries.NOUN))
        & told_unit,
    )


def _people_at(ids: ScalarSelect[int]) -> Select[str]:
    return select(cast(Membership.user_id, String)).where(Membership.unit_id.in_(ids))


def _submissions_of(ids: ScalarSelect[int]) -> Select[str]:
    return select(cast(Submission.id, String)).where(Submission.unit_id.in_(ids))
