"""Entries of the logbook: recorded once, changed with their history, taken out but never deleted.

An entry is for its unit and the units above. What is sent twice is kept once, by its key.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library import database, history
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.logbook import checking
from library.logbook.models import Entry, Outcome
from library.marking import N_
from library.planning import slotting
from library.planning.models import Slot

NOUN = "logbook"
_LONGEST_KEY = 64


class Overtaken(Conflict):
    """Somebody else has changed the entry since it was seen."""


class Recorded(Conflict):
    """What became of the slot stands in the logbook already; `entry_id` says where."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            N_(
                "“%(title)s” is in the logbook already (by %(who)s); open that entry and add to it."
            ),
            title=entry.title,
            who=entry.recorded_by.name,
        )
        self.entry_id = entry.id


def sees(user: User, entry: Entry) -> bool:
    """Tell whether a person may read an entry: the unit, its groups, and the units above."""
    belongs = any(each.unit.is_within(entry.unit) for each in user.memberships)
    return not user.ended_at and (belongs or user.holds(Role.READER, entry.unit))


def writes(user: User, entry: Entry) -> bool:
    """Tell whether a person may change an entry: whoever recorded it, and who works in its unit."""
    mine = user.id == entry.recorded_by_id and sees(user, entry)
    return user.holds(Role.CONTRIBUTOR, entry.unit) or mine


def may_record(user: User, unit: Unit, slot: Slot | None = None) -> bool:
    """Tell whether a person may record for a unit; whoever answers for a slot may, too."""
    answers = slot is not None and slot.owner_id == user.id and not user.ended_at
    return answers or user.holds(Role.CONTRIBUTOR, unit)


def by_id(session: Session, user: User, id: int) -> Entry:
    """Return an entry that a person may read; raise NotFound, also for one that was taken out."""
    found = session.get(Entry, id)
    if found is None or found.removed_at is not None or not sees(user, found):
        raise NotFound(N_("There is no such entry in the logbook, or it is not for this account."))
    return found


def record(session: Session, by: User, unit: Unit, fields: Mapping[str, Any]) -> Entry:
    """Record what was carried out; what has the key of an entry of the same person is that entry.

    `fields` are columns of an entry. Of a slot the unit of its plan records it, and it is done or
    cancelled once; it may have been moved before.
    """
    database.take_turns(session.connection(), NOUN)
    key = _key(fields.get("key"))
    if found := session.scalar(select(Entry).where(Entry.key == key)):
        return _sent_again(by, found)
    slot = slotting.by_id(session, by, fields["slot_id"]) if fields.get("slot_id") else None
    unit = slot.plan.unit if slot else unit
    _require(by, unit, slot)
    entry = Entry(key=key, unit_id=unit.id, unit=unit, recorded_by_id=by.id, recorded_by=by,
                  edited=0, slot_id=slot.id if slot else None)  # fmt: skip
    checking.put(session, entry, fields)
    _once(session, entry)
    session.add(entry)
    session.flush()
    history.record(session, by, "recorded", NOUN, entry.id, unit=unit.id)
    return entry


def _key(given: object) -> str:
    key = str(given or "").strip()
    return key if 8 <= len(key) <= _LONGEST_KEY and key.isascii() else secrets.token_urlsafe(18)


def _sent_again(by: User, found: Entry) -> Entry:
    """Return the entry that a page has sent before; somebody else's key is no way to it."""
    if found.recorded_by_id != by.id:
        raise Conflict(N_("This page was sent by somebody else; open a new one."))
    if found.removed_at is not None:
        raise Conflict(N_("This entry was sent before and has been taken out since."))
    return found


def _require(by: User, unit: Unit, slot: Slot | None) -> None:
    if not may_record(by, unit, slot):
        raise NotAllowed(
            N_("Only who works in this unit, or answers for it in the plan, does that.")
        )
    if unit.kind == units.ROOT:
        raise Invalid(N_("Choose the unit that carried it out."), field="unit")


def _once(session: Session, entry: Entry) -> None:
    """Raise Recorded when what became of the slot is said by another entry already."""
    if entry.slot_id is None or entry.outcome == Outcome.MOVED:
        return
    query = select(Entry).where(
        Entry.slot_id == entry.slot_id, Entry.removed_at.is_(None), Entry.outcome != Outcome.MOVED
    )
    other = session.scalar(query.where(Entry.id != entry.id) if entry.id else query)
    if other:
        raise Recorded(other)


def change(
    session: Session, by: User, entry: Entry, fields: Mapping[str, Any], seen: int | None = None
) -> None:
    """Change what is said in an entry; raise Overtaken when it is not what was seen."""
    _opened(session, by, entry)
    if seen is not None and seen != entry.edited:
        raise Overtaken(N_("Somebody else has changed this entry meanwhile."))
    with session.no_autoflush:
        before = checking.state(entry)
        checking.put(session, entry, fields)
        if checking.state(entry) == before:
            return
        _once(session, entry)
    _close(session, by, entry, "changed")


def _opened(session: Session, by: User, entry: Entry) -> None:
    database.take_turns(session.connection(), NOUN)
    session.refresh(entry)
    if not writes(by, entry):
        raise NotAllowed(N_("Only who works in this unit, or recorded the entry, changes it."))
    if entry.removed_at is not None:
        raise Conflict(N_("This entry was taken out meanwhile."))


def _close(session: Session, by: User, entry: Entry, verb: str, reason: str = "") -> None:
    entry.edited += 1
    entry.edited_by_id, entry.changed_at = by.id, now()
    session.flush()
    history.record(session, by, verb, NOUN, entry.id, reason=reason, unit=entry.unit_id)


def take_out(session: Session, by: User, entry: Entry, reason: str = "") -> None:
    """Take an entry out of the logbook; its row is kept, so that what was reported is explained."""
    _opened(session, by, entry)
    entry.removed_at = now()
    _close(session, by, entry, "took out", checking.reason(reason))


def of_units(session: Session, units: Sequence[Unit], first: date, last: date) -> Sequence[Entry]:
    """Return the entries of some units, not of those below them, from one day to another.

    Those that were taken out are left out; the order is by day, then as they were recorded.
    """
    query = select(Entry).where(
        Entry.unit_id.in_([each.id for each in units]),
        Entry.removed_at.is_(None),
        Entry.day_on.between(first, last),
    )
    query = query.options(joinedload(Entry.recorded_by)).order_by(Entry.day_on, Entry.id)
    return session.scalars(query).all()
