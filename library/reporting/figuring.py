"""What a report says now, from the logbook and from the reports below that were accepted.

Nothing is stored here; `signing` freezes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.database import CLOCK, midnight
from library.logbook.models import Entry, Outcome
from library.planning.models import Slot, YearPlan
from library.reporting import assigning, counting, lines
from library.reporting.models import Delivery, Report, Snapshot, State
from library.reporting.periods import Calendar, Period

# In these states a report is closed: its snapshot says which entries are in it.
CLOSED = (State.SIGNED, State.SUBMITTED, State.ACCEPTED)
_BATCH = 500


@dataclass(frozen=True)
class Said:
    """What a report says: its own entries and figures, and those of the reports below."""

    entries: Sequence[dict[str, Any]]
    own: Mapping[str, int]
    parts: Mapping[str, int]
    figures: Mapping[str, int]


@dataclass(frozen=True)
class _Row:
    id: int
    day: date
    heard: date


@dataclass
class _Spans:
    calendar: Calendar
    period: Period

    def home(self, day: date) -> int | None:
        if not self.period.series.parts:
            inside = self.period.first <= day <= self.period.last
            return self.period.number if inside else None
        return self.calendar.home(self.period.series, day)

    def cut_off(self, number: int) -> date:
        if number == self.period.number:
            return self.period.cut_off
        return self.calendar.at(self.period.series, number).cut_off


def said(session: Session, calendar: Calendar, report: Report, period: Period) -> Said:
    """Return what a report says now; what was typed as an estimate counts as typed."""
    entries = own_entries(session, calendar, report.unit, period)
    own = counting.figures(entries)
    rest = estimated(session, report, period)
    own |= {f"estimate/{name}": count for name, count in rest.items() if count}
    parts = accepted_parts(session, calendar, period)
    below = own_figures(session, parts.values())
    return Said(entries, own, parts, counting.added([own, *below.values()]))


def own_entries(
    session: Session, calendar: Calendar, unit: Unit, period: Period
) -> list[dict[str, Any]]:
    """Return the entries that count in a period of a unit, by day, as a snapshot tells them."""
    ids = lines.stands_for(session, unit)
    closed = _closed(session, calendar, ids, unit, period)
    spans = _Spans(calendar, period)
    found = []
    for entry in _candidates(session, ids, period, closed, spans):
        row = _Row(entry.id, entry.day_on, entry.recorded_at.astimezone(CLOCK).date())
        place = assigning.place(row, spans, closed.entries, period.number)
        if place and place.number == period.number:
            found.append(told(entry, place.is_supplement))
    return found


@dataclass
class _Closed:
    """What is closed for a unit: by period the entries of its signed report, and when it was signed.

    What was counted in the report of a unit for which it stands lies before all of its own periods.
    """

    entries: dict[int, set[int]]
    signed: dict[int, datetime]


_COUNTED_ELSEWHERE = -1


def _closed(
    session: Session, calendar: Calendar, ids: Sequence[int], unit: Unit, period: Period
) -> _Closed:
    query = (
        select(Report.unit_id, Report.name, Snapshot.entry_ids, Snapshot.at)
        .join(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(Report.unit_id.in_(ids), Report.series == period.series.id, Report.state.in_(CLOSED))
    )
    if not period.series.parts:
        query = query.where(Report.name == period.name)
    found = _Closed({}, {})
    for unit_id, name, entry_ids, at in session.execute(query):
        number = _COUNTED_ELSEWHERE
        if unit_id == unit.id:
            number = calendar.named(f"{period.series.id}.{name}").number
            found.signed[number] = at
        found.entries.setdefault(number, set()).update(entry_ids)
    return found


def _candidates(
    session: Session, ids: Sequence[int], period: Period, closed: _Closed, spans: _Spans
) -> Sequence[Entry]:
    """Return the entries that may count in a period: of its days, or of earlier ones and told late.

    An earlier entry is a supplement only if it was recorded or changed after the period before was
    closed, at its cut-off or when it was signed; or if its unit is reported by another one now.
    """
    wanted = and_(Entry.day_on >= period.first, Entry.day_on <= period.last)
    if period.series.parts:
        before = period.number - 1
        since = midnight(spans.cut_off(before))
        if before in closed.signed:
            since = min(since, closed.signed[before])
        own = select(Unit.id).where(or_(Unit.id == ids[0], Unit.parent_id == ids[0]))
        told_late = or_(Entry.changed_at >= since, Entry.unit_id.not_in(own))
        wanted = or_(wanted, and_(Entry.day_on < period.first, told_late))
    query = select(Entry).where(Entry.unit_id.in_(ids), Entry.removed_at.is_(None), wanted)
    return session.scalars(query.order_by(Entry.day_on, Entry.id)).all()


def told(entry: Entry, is_supplement: bool = False) -> dict[str, Any]:
    """Return what a snapshot keeps of an entry: what it says, no file and nobody's name."""
    said = {
        "id": entry.id,
        "unit": entry.unit_id,
        "day": entry.day_on.isoformat(),
        "outcome": entry.outcome,
        "moved_to": entry.moved_to.isoformat() if entry.moved_to else None,
        "reason": entry.reason,
        "title": entry.title,
        "item": entry.item_id,
        "form": entry.form,
        "themes": entry.themes,
        "grades": entry.grades,
        "classes": entry.classes,
        "place": entry.place,
        "channel": entry.channel,
        "pupils": entry.pupils,
        "adults": entry.adults,
        "cost": entry.cost_vnd,
        "products": entry.products,
        "difficulties": entry.difficulties,
        "difficult": entry.difficult,
        "went_well": entry.went_well,
        "supplement": is_supplement,
    }
    return {name: value for name, value in said.items() if value not in (None, "", [], False)}


def accepted_parts(session: Session, calendar: Calendar, period: Period) -> dict[str, int]:
    """Return the reports below that count for a unit, each once: by report its snapshot.

    A report that came on two lines counts as it was accepted here; of two that only came within
    others the newer one does. What was accepted after the roll-up of its own period was signed is a
    supplement of the next one.
    """
    unit = calendar.unit
    query = (
        select(Report.name, Delivery.report_id, Delivery.accepted_id, Snapshot.parts)
        .join(Report, Report.id == Delivery.report_id)
        .join(Snapshot, Snapshot.id == Delivery.accepted_id)
        .where(Delivery.unit_id == unit.id, Report.series == period.series.id)
    )
    if not period.series.parts:
        query = query.where(Report.name == period.name)
    rolled = _rolled_up(session, calendar, period)
    direct: dict[str, int] = {}
    within: dict[str, int] = {}
    for name, report_id, snapshot_id, parts in session.execute(query):
        if name != period.name and not _is_left(calendar, period, name, rolled):
            continue
        direct[str(report_id)] = snapshot_id
        for part, kept in parts.items():
            within[part] = max(kept, within.get(part, 0))
    gone = set().union(*rolled.values()) if rolled else set()
    found = {id: kept for id, kept in (within | direct).items() if id not in gone}
    return dict(sorted(found.items(), key=lambda each: int(each[0])))


def _rolled_up(session: Session, calendar: Calendar, period: Period) -> dict[int, set[str]]:
    """Return by other periods what the signed roll-ups of a unit are made of."""
    query = (
        select(Report.name, Snapshot.parts)
        .join(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(
            Report.unit_id == calendar.unit.id,
            Report.series == period.series.id,
            Report.name != period.name,
            Report.state.in_(CLOSED),
        )
    )
    if not period.series.parts:
        return {}
    return {
        calendar.named(f"{period.series.id}.{name}").number: set(parts)
        for name, parts in session.execute(query)
    }


def _is_left(calendar: Calendar, period: Period, name: str, rolled: Mapping[int, set[str]]) -> bool:
    """Tell whether the next roll-up after that of a period, which is signed, is this one."""
    number = calendar.named(f"{period.series.id}.{name}").number
    return number < period.number and all(each in rolled for each in range(number, period.number))


def own_figures(session: Session, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return by report the own figures of some snapshots."""
    wanted = sorted(set(ids))
    found: dict[int, dict[str, int]] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(Snapshot.report_id, Snapshot.own)
        batch = query.where(Snapshot.id.in_(wanted[start : start + _BATCH]))
        found |= {each.report_id: each.own for each in session.execute(batch)}
    return found


def estimated(session: Session, report: Report, period: Period) -> dict[str, int]:
    """Return what is still to be done in a period that is reported before its end.

    As it was typed, else as the year plan has it.
    """
    if not period.series.estimates or period.is_over():
        return {}
    planned = planned_rest(session, report.unit, period)
    return {name: int(report.estimates.get(name, planned[name])) for name in counting.ESTIMATES}


def planned_rest(session: Session, unit: Unit, period: Period) -> dict[str, int]:
    """Return what the year plan has for the days after the cut-off: activities and pupils.

    What of it is done already is in it too: recorded after the cut-off, it is not in the figures.
    """
    cancelled = select(Entry.slot_id).where(
        Entry.slot_id.is_not(None), Entry.removed_at.is_(None), Entry.outcome == Outcome.CANCELLED
    )
    query = (
        select(Slot.pupils)
        .join(YearPlan, YearPlan.id == Slot.plan_id)
        .where(
            YearPlan.unit_id.in_(lines.stands_for(session, unit)),
            Slot.removed_at.is_(None),
            Slot.id.not_in(cancelled),
            Slot.day_on > period.cut_off,
            Slot.day_on <= period.last,
        )
    )
    pupils = list(session.scalars(query))
    return {Outcome.DONE: len(pupils), "pupils": sum(each or 0 for each in pupils)}
