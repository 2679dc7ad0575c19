"""What an entry begins with: all that its slot or its item says already, so that nobody types it."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from library.accounts.models import User
from library.database import today
from library.errors import NotFound
from library.items import catalogue
from library.items.models import Item
from library.logbook import entries, standing
from library.logbook.models import Entry, Outcome
from library.marking import N_
from library.planning import frames, slotting, tables
from library.planning.models import Slot


def of_slot(session: Session, slot: Slot) -> dict[str, Any]:
    """Return the fields of an entry of a slot that was carried out as it was planned."""
    item = slot.item
    facts = item.published.facts if item and item.published else {}
    return {
        **{name: getattr(slot, name) for name in ("title", "form", "item_id", "pupils")},
        **{name: getattr(slot, name) for name in ("grades", "classes", "place")},
        "slot_id": slot.id,
        "themes": list(facts.get("theme", [])),
        "day_on": _day(session, slot),
    }


def _day(session: Session, slot: Slot) -> date:
    """Return the day of a slot: as it was moved, planned, or the last of its week; never to come."""
    known = standing.results(session, [slot.id]).get(slot.id)
    moved = known.moved_to if known and known.outcome == Outcome.MOVED else None
    last = tables.last_day(slot, frames.year(session, slot.plan.unit, slot.plan.year))
    return min(moved or last or today(), today())


def of_item(item: Item, language: str) -> dict[str, Any]:
    """Return the fields of an entry of an item."""
    if item.published is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    facts = item.published.facts
    return {
        "item_id": item.id,
        "title": catalogue.edition(item.published, language).title[:300],
        "form": slotting.form_of(facts),
        "themes": list(facts.get("theme", [])),
        "grades": list(facts.get("grade", [])),
        "day_on": today(),
    }


def as_planned(session: Session, by: User, slot: Slot) -> Entry:
    """Record a slot as done as it was planned; one that is recorded already stays as it is."""
    fields = of_slot(session, slot)
    try:
        return entries.record(session, by, slot.plan.unit, fields)
    except entries.Recorded as known:
        return entries.by_id(session, by, known.entry_id)
