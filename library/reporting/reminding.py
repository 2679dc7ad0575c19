"""Polite reminders of reports that are due or late: once at each of a few days, by notice and mail.

Units are reminded of what a unit above has set or asked for, and of what they have begun.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import notices
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import Message
from library.marking import N_
from library.reporting import asking, drafting, lines
from library.reporting.lines import NOUN, Tree
from library.reporting.models import OwnPeriod, Reminder, Report, State
from library.reporting.periods import REQUEST, Calendar, Period

# Days before (negative) and after the day before which a report is due.
STAGES = (-7, -2, 1, 7)
_LAST = timedelta(days=30)
_WAITING = (State.DRAFT, State.SIGNED, State.RETURNED)
_SOON = N_("“%(title)s” is due before %(day)s.")
_LATE = N_("“%(title)s” was due before %(day)s and has not been submitted yet.")
_WHY = N_("because you head this unit or are responsible for the report")


def stage(period: Period) -> int | None:
    """Return the last day of reminding that has come, None before the first and long after."""
    passed = today() - period.before
    come = [each for each in STAGES if timedelta(days=each) <= passed]
    return come[-1] if come and passed <= _LAST else None


def remind(session: Session) -> None:
    """Remind who has not submitted, once a stage."""
    for period, units in _asked(session):
        _remind(session, period, units)
    begun = session.scalars(select(Report).where(Report.state.in_(_WAITING))).all()
    for report in begun:
        _remind(session, drafting.period_of(session, report), [report.unit])


def _asked(session: Session) -> Iterator[tuple[Period, Sequence[Unit]]]:
    first, last = today() - _LAST, today() + timedelta(days=8)
    query = select(OwnPeriod).where(OwnPeriod.before_on.between(first, last))
    for own in session.scalars(query.order_by(OwnPeriod.id)).all():
        name = f"{own.unit_id}-{own.name}" if own.series == REQUEST else own.name
        period = Calendar(session, own.unit).named(f"{own.series}.{name}")
        tree = Tree.below(session, own.unit)
        open_ = [each for each in tree.reporting(own.unit, period) if each.ended_on is None]
        yield period, open_


def _remind(session: Session, period: Period, units: Sequence[Unit]) -> None:
    due = stage(period)
    if due is None:
        return
    done, begun = _standing(session, period)
    told = _told(session, period, due)
    waiting = [each for each in units if each.id not in done and each.id not in told]
    heads = lines.heads(session, [each.id for each in waiting])
    for unit in waiting:
        session.add(Reminder(unit_id=unit.id, series=period.series.id, name=period.name, stage=due))
        report = begun.get(unit.id)
        people = list(heads.get(unit.id, []))
        if report and drafting.may(report.responsible, Role.CONTRIBUTOR, unit):
            people.append(report.responsible)
        _tell(session, people, period, unit, report)
    session.flush()


def _standing(session: Session, period: Period) -> tuple[set[int], dict[int, Report]]:
    """Return which units have submitted, and the reports of those that have begun."""
    query = select(Report).where(Report.series == period.series.id, Report.name == period.name)
    done, begun = set(), {}
    for report in session.scalars(query):
        if report.state in _WAITING:
            begun[report.unit_id] = report
        else:
            done.add(report.unit_id)
    return done, begun


def _told(session: Session, period: Period, due: int) -> set[int]:
    query = select(Reminder.unit_id).where(
        Reminder.series == period.series.id, Reminder.name == period.name, Reminder.stage >= due
    )
    return set(session.scalars(query))


def _tell(
    session: Session, people: Iterable[User], period: Period, unit: Unit, report: Report | None
) -> None:
    sentence = _LATE if period.is_late(today()) else _SOON
    title = drafting.titled(period, unit.name)
    message = Message(sentence, {"title": title, "day": f"{period.before:%d/%m/%Y}"})
    noun, thing = (NOUN, report.id) if report else (asking.NOUN, period.key)
    notices.tell(session, people, message, _WHY, noun, thing)
