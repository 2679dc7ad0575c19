"""The lines along which reports go up: who reports, to whom, and for which units one stands in.

Since July 2025 a school may stand below a commune and be guided by the Department: two lines.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library import database, history
from library.accounts import roles, units
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.database import CLOCK, today
from library.errors import Conflict, Invalid
from library.marking import N_
from library.reporting.models import Heir
from library.reporting.periods import REQUEST, Period

NOUN = "reports"
AREAS = frozenset({"commune", "ward", "special-zone", "district"})
RECEIVING = AREAS | {"department"}
REPORTING = RECEIVING | {"school"}


@dataclass
class Tree:
    """The units above and below each other, read once; answers without asking the database again."""

    units: dict[int, Unit]

    @classmethod
    def below(cls, session: Session, unit: Unit) -> "Tree":
        """Read a unit with all that is above and below it."""
        found = [*units.above(session, unit), *units.below(session, unit)]
        return cls({each.id: each for each in found})

    def above(self, unit: Unit) -> list[Unit]:
        """Return what is above a unit, the nearest first."""
        ids = [int(each) for each in unit.path.split("/") if each][:-1]
        return [self.units[id] for id in reversed(ids) if id in self.units]

    def recipients(self, unit: Unit, period: Period) -> dict[int, str]:
        """Return to which units a report goes, each with its form; units that ended get none."""
        found: dict[int, str] = {}
        above = [each for each in self.above(unit) if each.kind in RECEIVING and _is_open(each)]
        for line, form in period.series.lines.items():
            if line == "above":
                wanted = above[:1]
            elif line == "department":
                wanted = [each for each in above if each.kind == "department"][:1]
            else:
                wanted = [each for each in above if each.id == period.set_by]
            for each in wanted:
                found[each.id] = form
        return found

    def area(self, unit: Unit) -> Unit | None:
        """Return the commune, ward, special zone or district in which a unit lies, or that it is."""
        return next((each for each in [unit, *self.above(unit)] if each.kind in AREAS), None)

    def reporting(self, unit: Unit, period: Period, begun: Collection[int] = ()) -> list[Unit]:
        """Return who below a unit reports in a period: schools, areas, departments, as it holds now.

        Who was not there yet, or no longer, does not; `begun` are units that have reports all the same.
        """
        return [
            each
            for each in self.units.values()
            if each.kind in REPORTING
            and each is not unit
            and each.is_within(unit)
            and (each.id in begun or self._is_asked(each, period))
        ]

    def _is_asked(self, unit: Unit, period: Period) -> bool:
        was_there = unit.created_at.astimezone(CLOCK).date() < period.before
        is_there = unit.ended_on is None or unit.ended_on >= min(period.before, today())
        if period.series.id != REQUEST:
            return was_there and is_there
        return was_there and is_there and period.set_by in self.recipients(unit, period)


def _is_open(unit: Unit) -> bool:
    return unit.ended_on is None or unit.ended_on >= today()


def reports(unit: Unit) -> bool:
    """Tell whether units of this kind report."""
    return unit.kind in REPORTING


def stands_for(session: Session, unit: Unit) -> list[int]:
    """Return the units whose entries a unit reports: its own, its groups, those it is the heir of."""
    found: dict[int, None] = {}
    waiting = [unit.id]
    while waiting:
        found |= dict.fromkeys(waiting)
        groups = select(Unit.id).where(Unit.parent_id.in_(waiting), Unit.kind == "group")
        heirs = select(Heir.unit_id).where(Heir.heir_id.in_(waiting))
        waiting = [
            id for id in (*session.scalars(groups), *session.scalars(heirs)) if id not in found
        ]
    return list(found)


def heads(session: Session, ids: Iterable[int]) -> dict[int, list[User]]:
    """Return by unit who heads it, of those that have a head with an account."""
    query = select(Membership).where(
        Membership.unit_id.in_(list(ids)), Membership.role == Role.PUBLISHER
    )
    found: dict[int, list[User]] = {}
    for each in session.scalars(query.options(joinedload(Membership.user))):
        if not each.user.ended_at:
            found.setdefault(each.unit_id, []).append(each.user)
    return found


def heirs(session: Session, ids: Iterable[int]) -> dict[int, Heir]:
    """Return who reports for some units that have ended."""
    return {
        each.unit_id: each
        for each in session.scalars(select(Heir).where(Heir.unit_id.in_(list(ids))))
    }


def name_heir(session: Session, by: User, unit: Unit, heir: Unit) -> None:
    """Let a unit report for one that has ended: for whoever receives the reports of both."""
    roles.require(by, Role.REVIEWER, at=_common(session, unit, heir))
    database.take_turns(session.connection(), NOUN)
    if unit.ended_on is None:
        raise Invalid(N_("This unit is open and reports for itself."), field="unit")
    if not reports(heir) or not units.is_open(heir) or heir.id == unit.id:
        raise Invalid(N_("Choose an open unit that reports."), field="heir")
    if unit.id in stands_for(session, unit) and heir.id in stands_for(session, unit):
        raise Conflict(N_("That unit stands for the other one already."))
    kept = session.get(Heir, unit.id) or Heir(unit_id=unit.id)
    kept.heir_id, kept.by_id = heir.id, by.id
    session.add(kept)
    session.flush()
    history.record(session, by, "named heir", NOUN, unit.id, unit=unit.id, to=heir.id)


def _common(session: Session, one: Unit, other: Unit) -> Unit:
    """Return the nearest unit above both."""
    above = set(one.path.split("/")[:-2])
    ids: Sequence[str] = [each for each in other.path.split("/")[:-2] if each in above]
    return units.by_id(session, int(ids[-1]))
