"""Entries of the school's logbook, and many schools that carried out one item, for tests."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.database import today
from library.logbook import entries
from library.logbook.models import Entry, UnitTraits
from tests.cast import SHELL, Cast


def yesterday() -> date:
    """Return a day on which something can have been done."""
    return today() - timedelta(days=1)


def entry(session: Session, cast: Cast, **fields: Any) -> Entry:
    """Record an activity that Lan carried out yesterday, unless told otherwise."""
    known = {"title": "Ngày hội", "day_on": yesterday()}
    lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
    return entries.record(session, lan, school, known | fields)


def school(session: Session, cast: Cast, number: int, **traits: Any) -> Unit:
    """Add a school of the department, with what it says of itself."""
    department = units.by_id(session, cast.department)
    made = units.add(session, SHELL, department, "school", f"Trường {number}")
    known: dict[str, Any] = {"levels": [], "pupils": None, "settings": []}
    session.add(UnitTraits(unit_id=made.id, edited=0, **(known | traits)))
    session.flush()
    return made


def done_by(session: Session, cast: Cast, unit: Unit, item_id: str, **fields: Any) -> Entry:
    """Record that a unit carried out an item."""
    lan = users.by_id(session, cast.lan)
    if not lan.holds(Role.CONTRIBUTOR, unit):
        users.grant(session, SHELL, lan, Role.CONTRIBUTOR, unit)
    known = {"title": "Ngày hội", "day_on": yesterday(), "item_id": item_id}
    return entries.record(session, lan, unit, known | fields)
