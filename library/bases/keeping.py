"""The list of legal bases of a unit, which its next document begins with; a group has its school's."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.bases import standing
from library.bases.models import UnitBases
from library.bases.reading import Basis
from library.database import now
from library.errors import Conflict, Invalid
from library.marking import N_

MOST, LONGEST = 40, 600


def office(session: Session, unit: Unit) -> Unit:
    """Return the unit whose list counts: that of a group is its school's."""
    line = [unit, *reversed(units.above(session, unit))]
    return next((each for each in line if each.kind != "group"), unit)


def row(session: Session, unit: Unit) -> UnitBases | None:
    """Return what a unit keeps, None where it keeps nothing yet."""
    return session.get(UnitBases, office(session, unit).id, populate_existing=True)


def of(session: Session, unit: Unit) -> list[Basis]:
    """Return the legal bases of a unit in their order."""
    found = row(session, unit)
    return [Basis.unpacked(each) for each in found.bases] if found else []


def checked(session: Session, lines: Sequence[str], field: str = "bases") -> list[Basis]:
    """Return lines as bases, each once; raise Invalid for too many or far too long ones."""
    kept = list(dict.fromkeys(filter(None, map(text.tidy, lines))))
    if len(kept) > MOST:
        raise Invalid(N_("Give at most %(most)s lines."), field, most=MOST)
    if any(len(each) > LONGEST for each in kept):
        raise Invalid(N_("A line has at most %(most)s letters."), field, most=LONGEST)
    return standing.read_all(session, kept)


def keep(
    session: Session, by: Actor, unit: Unit, lines: Sequence[str], seen: int | None = None
) -> None:
    """Keep a list for a unit; `seen` is the edition that was shown, None to write regardless."""
    home = office(session, unit)
    roles.require(by, Role.CONTRIBUTOR, at=home if by.holds(Role.CONTRIBUTOR, home) else unit)
    bases = [each.packed() for each in checked(session, lines)]
    database.take_turns(session.connection(), f"bases of {home.id}")
    found = session.get(UnitBases, home.id, populate_existing=True)
    if seen is not None and (found.edited if found else 0) != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))
    if found is None:
        found = UnitBases(unit_id=home.id, bases=[], edited=0)
        session.add(found)
    found.bases, found.edited, found.changed_at = bases, found.edited + 1, now()
    session.flush()
    history.record(session, by, "changed the legal bases", units.NOUN, home.id)


def add(session: Session, by: Actor, unit: Unit, basis: Basis) -> None:
    """Add a basis to the list of a unit, unless it is there."""
    known = of(session, unit)
    if not any(_is_same(each, basis) for each in known) and len(known) < MOST:
        keep(session, by, unit, [*(each.written for each in known), basis.written])


def every(session: Session) -> Iterator[tuple[str, list[Basis]]]:
    """Yield the name of each unit that keeps a list, and the list."""
    for kept in session.scalars(select(UnitBases).order_by(UnitBases.unit_id)):
        unit = units.by_id(session, kept.unit_id)
        yield unit.name, [Basis.unpacked(each) for each in kept.bases]


def _is_same(one: Basis, other: Basis) -> bool:
    same_number = bool(one.number) and one.number == other.number
    return one.written == other.written or (same_number and one.dated_on == other.dated_on)
