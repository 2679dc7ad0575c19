"""Numbers of official documents: per unit, year and type from 01, without a gap and never twice.

A number is taken in the transaction that issues the document: what is undone leaves no gap. NĐ
30/2020, Article 15, wants numbers in the order of their days.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database
from library.accounts.models import Unit
from library.documents.models import Series
from library.errors import Conflict, Invalid
from library.marking import N_

_LARGEST = 99_999


def series(session: Session, unit: Unit, year: int, type: str) -> Series | None:
    """Return where the numbers of a unit, year and type stand; None before the first."""
    return session.scalar(
        select(Series).where(Series.unit_id == unit.id, Series.year == year, Series.type == type)
    )


def take(session: Session, unit: Unit, on: date, type: str, used: int = 0) -> int:
    """Return the next number. `used`: the last one given on paper, before the first is taken here."""
    database.take_turns(session.connection(), f"numbers of {unit.id}")
    found = series(session, unit, on.year, type)
    if found is None:
        if not 0 <= used < _LARGEST:
            raise Invalid(N_("Give the last number that was used this year, or nothing."), "used")
        found = Series(unit_id=unit.id, year=on.year, type=type, last=used)
        session.add(found)
    elif found.last_on and found.last_on > on:
        raise Conflict(
            N_("Number %(number)s was issued on a later day, %(day)s; choose that day or a later one."),
            number=found.last,
            day=f"{found.last_on:%d/%m/%Y}",
        )  # fmt: skip
    found.last += 1
    found.last_on = on
    session.flush()
    return found.last
