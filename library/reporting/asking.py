"""What receiving units say of periods: other days than those that ship, and reports on request."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import database, history, notices, text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.database import today
from library.errors import Conflict, Invalid, Message
from library.marking import N_
from library.reporting import lines
from library.reporting.lines import Tree
from library.reporting.models import OwnPeriod
from library.reporting.periods import REQUEST, Calendar, Period

NOUN = "report periods"
_LONGEST_TITLE = 150
_LONGEST_SPAN = 2 * 366
_WHY = N_("because you head a unit that is to report")


@dataclass(frozen=True)
class Days:
    """The days of a period as somebody sets them."""

    first: date | None
    last: date | None
    cut_off: date | None
    before: date | None


def may_set(user: Actor, unit: Unit) -> bool:
    """Tell whether a person sets periods for a unit: who receives its reports, or heads it."""
    return unit.kind in lines.RECEIVING and user.holds(Role.REVIEWER, unit)


def _require(user: Actor, unit: Unit) -> None:
    if unit.kind not in lines.RECEIVING:
        raise Invalid(N_("Choose a commune, ward, special zone or department."), field="unit")
    roles.require(user, Role.REVIEWER, at=unit)


def own(session: Session, unit: Unit, period: Period) -> OwnPeriod | None:
    """Return what a unit itself says of a period, None when it says nothing."""
    return session.scalar(
        select(OwnPeriod).where(
            OwnPeriod.unit_id == unit.id,
            OwnPeriod.series == period.series.id,
            OwnPeriod.name == period.name,
        )
    )


def set_days(session: Session, user: User, unit: Unit, key: str, days: Days, seen: int) -> None:
    """Set the days of a shipped period for a unit and those below it, who are reminded of it."""
    _require(user, unit)
    database.take_turns(session.connection(), NOUN)
    period = Calendar(session, unit).named(key)
    if period.series.id == REQUEST:
        raise Invalid(N_("A report on request has the days with which it was asked for."))
    kept = own(session, unit, period)
    if seen != (kept.edited if kept else 0):
        raise Conflict(N_("Somebody else has changed this period meanwhile. Look at it again."))
    kept = kept or OwnPeriod(
        unit_id=unit.id, series=period.series.id, name=period.name, edited=0, title=""
    )
    _check(days, period.first if period.series.is_whole else days.first or period.first)
    if not period.series.is_whole:
        kept.first_on = days.first
    kept.last_on, kept.cut_off_on, kept.before_on = days.last, days.cut_off, days.before
    kept.edited += 1
    session.add(kept)
    session.flush()
    history.record(session, user, "set", NOUN, kept.id, unit=unit.id)


def _check(days: Days, first: date | None) -> None:
    if not (first and days.last and days.cut_off and days.before):
        raise Invalid(N_("Give all of the days."), field="last")
    if not first <= days.last or (days.last - first).days > _LONGEST_SPAN:
        raise Invalid(N_("The last day comes after the first, within two years."), field="last")
    if not first <= days.cut_off < days.before:
        raise Invalid(
            N_("The cut-off lies in the period or after it, and before the day it is due."),
            field="cut_off",
        )


def ask(session: Session, user: User, unit: Unit, title: str, days: Days) -> OwnPeriod:
    """Ask the units that report to a unit for a report of any days; their heads are told."""
    _require(user, unit)
    called = text.tidy(title)
    if not called or len(called) > _LONGEST_TITLE:
        raise Invalid(N_("Say in at most 150 letters what the report is about."), field="title")
    _check(days, days.first)
    if days.before and days.before <= today():
        raise Invalid(N_("Give a day that is still to come."), field="before")
    database.take_turns(session.connection(), NOUN)
    count = select(func.count()).where(OwnPeriod.unit_id == unit.id, OwnPeriod.series == REQUEST)
    made = OwnPeriod(
        unit_id=unit.id, series=REQUEST, name=str((session.scalar(count) or 0) + 1), title=called,
        first_on=days.first, last_on=days.last, cut_off_on=days.cut_off, before_on=days.before,
        edited=1,
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(session, user, "asked", NOUN, made.id, unit=unit.id)
    _tell(session, user, unit, made)
    return made


def _tell(session: Session, user: User, unit: Unit, made: OwnPeriod) -> None:
    period = Calendar(session, unit).named(f"{REQUEST}.{unit.id}-{made.name}")
    asked = Tree.below(session, unit).reporting(unit, period)
    heads = lines.heads(session, [each.id for each in asked])
    told = {each.id: each for found in heads.values() for each in found if each.id != user.id}
    message = Message(
        N_("%(unit)s asks for a report before %(day)s: %(title)s"),
        {"unit": unit.name, "day": f"{period.before:%d/%m/%Y}", "title": made.title},
    )
    notices.tell(session, told.values(), message, _WHY, NOUN, made.id)
