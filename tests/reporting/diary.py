"""Entries of a school's logbook and the people who receive its reports, for tests of reports."""

import secrets
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import midnight
from library.logbook.models import Entry, Outcome
from library.reporting import asking, drafting, lines, passing, periods, receiving, reminding
from library.reporting.models import Delivery, Report, Snapshot
from library.web import received, report_page, reports
from tests.cast import SHELL, Cast

SEMESTER = "semester.2026-2027-1"
YEAR = "year.2026"
TEACHERS_DAY = date(2026, 11, 20)
SIGNED_ON = date(2026, 12, 1)


def entry(session: Session, cast: Cast, heard: date | None = None, **fields: Any) -> Entry:
    """Record something that the school did on Teachers' Day, unless told otherwise."""
    at = moment(heard or fields.get("day_on", TEACHERS_DAY))
    known: dict[str, Any] = {
        "key": secrets.token_hex(8), "unit_id": cast.school, "outcome": Outcome.DONE,
        "day_on": TEACHERS_DAY, "title": "Ngày hội văn hóa", "form": "topic",
        "themes": ["theme.heritage"], "grades": ["grade.07"], "pupils": 120, "adults": 8,
        "products": [{"title": "Bản tin", "language": "vi"}], "difficulties": ["weather"],
        "recorded_by_id": cast.lan, "recorded_at": at, "changed_at": at,
    }  # fmt: skip
    made = Entry(**(known | fields))
    session.add(made)
    session.flush()
    return made


def moment(day: date) -> datetime:
    """Return the morning of a day in Viet Nam."""
    return midnight(day).replace(hour=8)


def receiver(session: Session, unit_id: int, name: str = "nga") -> User:
    """Make somebody who writes and receives reports at a unit, and signs them."""
    unit = units.by_id(session, unit_id)
    made = users.add(session, SHELL, unit, f"{name}@example.vn", name.title(), "vi")
    for role in (Role.REVIEWER, Role.PUBLISHER):
        users.grant(session, SHELL, made, role, unit)
    return made


def school(session: Session, parent: Unit, name: str) -> tuple[Unit, User]:
    """Put a school below a unit, with a head."""
    made = units.add(session, SHELL, parent, "school", name)
    return made, receiver(session, made.id, f"head{made.id}")


def sent(session: Session, head: User, unit: Unit, key: str) -> Report:
    """Begin, sign and submit the report of a unit."""
    report = drafting.begin(session, head, unit, key)
    passing.act(session, head, report, "sign")
    snapshot = session.get(Snapshot, report.snapshot_id)
    assert snapshot
    snapshot.at = moment(SIGNED_ON)
    passing.act(session, head, report, "submit")
    return report


def came(report: Report, unit: Unit) -> Delivery:
    """Return what came of a report to a unit."""
    return next(each for each in report.deliveries if each.unit_id == unit.id)


def accepted(session: Session, by: User, report: Report) -> None:
    """Accept a report wherever it came."""
    for each in list(report.deliveries):
        passing.act(session, by, report, "accept", delivery=each)


def stop_clock(patch: pytest.MonkeyPatch, day: date = SIGNED_ON) -> None:
    """Let it be a day for everything that has to do with reports."""
    for module in (
        asking,
        lines,
        passing,
        periods,
        receiving,
        reminding,
        received,
        report_page,
        reports,
    ):
        patch.setattr(module, "today", lambda: day)


def age(session: Session) -> None:
    """Let all units be there since before the school year."""
    session.execute(update(Unit).values(created_at=moment(date(2025, 8, 1))))
    session.expire_all()
