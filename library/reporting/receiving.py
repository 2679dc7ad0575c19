"""What a receiving unit sees of a period: who has reported and who has not, sums, and the entries.

The map is made of two queries however many units there are; figures are read when they are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import text
from library.accounts.models import Unit
from library.database import today
from library.marking import N_
from library.reporting import counting, figuring, lines, passing
from library.reporting.lines import Tree
from library.reporting.models import Delivery, Report, Snapshot, State
from library.reporting.periods import Period

# What a row of the map says besides the states of reports.
NONE, OVERDUE = "none", "overdue"
STANDINGS: Mapping[str, str] = passing.NAMES | {
    NONE: N_("Not begun"),
    State.DRAFT: N_("Being written"),
}


@dataclass(frozen=True)
class Row:
    """How a unit stands in a period. `delivery_id` is None where nothing came to who asks."""

    unit: Unit
    area: Unit | None
    standing: str
    report_id: int | None = None
    delivery_id: int | None = None
    submitted: Any = None
    is_late: bool = False
    is_overdue: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether it is submitted and not returned."""
        return self.standing in (State.SUBMITTED, State.ACCEPTED)

    @property
    def waits(self) -> bool:
        """Tell whether it waits for a decision of who asks."""
        return self.delivery_id is not None and self.standing == State.SUBMITTED


@dataclass(frozen=True)
class Group:
    """The rows of one commune, ward, special zone or district, or (None) of those in none."""

    area: Unit | None
    rows: Sequence[Row]

    @property
    def done(self) -> int:
        """How many have submitted."""
        return sum(each.is_done for each in self.rows)


def completeness(session: Session, unit: Unit, period: Period) -> list[Row]:
    """Return how every unit below stands, each once, by name."""
    tree = Tree.below(session, unit)
    reports = _reports(session, unit, period)
    deliveries = _deliveries(session, unit, period)
    rows = [
        _row(each, tree, period, unit, reports.get(each.id), deliveries.get(each.id))
        for each in tree.reporting(unit, period, reports)
    ]
    return sorted(rows, key=lambda each: text.collation_key(each.unit.name))


def _reports(session: Session, unit: Unit, period: Period) -> dict[int, tuple[int, str]]:
    query = (
        select(Report.unit_id, Report.id, Report.state)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            Report.series == period.series.id,
            Report.name == period.name,
        )
    )
    return {unit_id: (id, state) for unit_id, id, state in session.execute(query)}


def _deliveries(session: Session, unit: Unit, period: Period) -> dict[int, Any]:
    """Return by sender what came to a unit, else what came to another one above the sender."""
    query = (
        select(
            *(Report.unit_id, Delivery.id, Delivery.unit_id.label("to"), Delivery.state),
            *(Delivery.first_submitted_at, Delivery.is_late),
        )
        .join(Report, Report.id == Delivery.report_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            Report.series == period.series.id,
            Report.name == period.name,
        )
    )
    found: dict[int, Any] = {}
    for each in session.execute(query):
        if each.to == unit.id or each.unit_id not in found:
            found[each.unit_id] = each
    return found


def _row(
    unit: Unit,
    tree: Tree,
    period: Period,
    receiver: Unit,
    report: tuple[int, str] | None,
    delivery: Any,
) -> Row:
    id, state = report or (None, NONE)
    standing = state
    if delivery is not None and state in (State.SUBMITTED, State.RETURNED, State.ACCEPTED):
        standing = delivery.state
    came = delivery is not None and delivery.to == receiver.id
    is_done = standing in (State.SUBMITTED, State.ACCEPTED)
    return Row(
        unit,
        tree.area(unit),
        standing,
        id,
        delivery.id if came else None,
        delivery.first_submitted_at if delivery is not None else None,
        bool(delivery is not None and delivery.is_late),
        not is_done and period.is_late(today()),
    )


def grouped(rows: Iterable[Row]) -> list[Group]:
    """Return rows by area, those in none first; an area's own report leads its group."""
    found: dict[int | None, list[Row]] = {}
    areas: dict[int | None, Unit | None] = {None: None}
    for each in rows:
        id = each.area.id if each.area else None
        areas[id] = each.area
        found.setdefault(id, []).append(each)
    groups = [
        Group(areas[id], sorted(rows, key=lambda each: each.unit.id != id))
        for id, rows in found.items()
    ]
    return sorted(groups, key=lambda each: text.collation_key(each.area.name) if each.area else ())


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many rows stand how; late and overdue are counted beside."""
    found = {"all": 0, "done": 0, "late": 0, OVERDUE: 0, State.RETURNED: 0, State.ACCEPTED: 0}
    for each in rows:
        found["all"] += 1
        found["done"] += each.is_done
        found["late"] += each.is_late
        found[OVERDUE] += each.is_overdue
        if each.standing in (State.RETURNED, State.ACCEPTED):
            found[each.standing] += 1
    return found


@dataclass(frozen=True)
class Share:
    """What one unit or area adds to a roll-up; of several together there is no report.

    `period` is its name: of a supplement it is an earlier one than that of the roll-up.
    """

    unit: Unit | None
    figures: Mapping[str, int]
    report_id: int | None = None
    period: str = ""


def shares(session: Session, parts: Mapping[str, int]) -> list[Share]:
    """Return what each report adds to a roll-up, its own entries only, by name."""
    own = figuring.own_figures(session, parts.values())
    query = select(Report).where(Report.id.in_([int(each) for each in parts]))
    found = [Share(each.unit, own[each.id], each.id, each.name) for each in session.scalars(query)]
    return sorted(found, key=lambda each: text.collation_key(each.unit.name if each.unit else ""))


def by_area(session: Session, unit: Unit, shares: Iterable[Share]) -> list[Share]:
    """Return the shares of a roll-up added up by commune, ward, special zone or district."""
    tree = Tree.below(session, unit)
    found: dict[int | None, list[Share]] = {}
    for each in shares:
        area = tree.area(tree.units.get(each.unit.id, each.unit)) if each.unit else None
        inside = area if area and area.id != unit.id else None
        found.setdefault(inside.id if inside else None, []).append(each)
    added = [
        Share(tree.units.get(id or 0), counting.added(each.figures for each in rows))
        for id, rows in found.items()
    ]
    return sorted(added, key=lambda each: text.collation_key(each.unit.name if each.unit else ""))


def signed(session: Session, report: Report) -> Snapshot | None:
    """Return a report as it was signed, None while it is written."""
    is_closed = report.state in figuring.CLOSED and report.snapshot_id
    return session.get(Snapshot, report.snapshot_id) if is_closed else None


def entries_of(session: Session, snapshot_id: int) -> Sequence[Mapping[str, Any]]:
    """Return the entries of a snapshot with what they said when it was signed."""
    return session.scalar(select(Snapshot.entries).where(Snapshot.id == snapshot_id)) or []


def unreported(session: Session, unit: Unit) -> list[Unit]:
    """Return the units below that have ended and for which nobody reports yet."""
    tree = Tree.below(session, unit)
    ended = [
        each
        for each in tree.units.values()
        if each.kind == "school" and each.ended_on and each.ended_on < today()
        and each.is_within(unit)
    ]  # fmt: skip
    known = lines.heirs(session, [each.id for each in ended])
    return [each for each in ended if each.id not in known]
