"""A year plan of the school with a few slots, for tests of what is done with plans."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from library.accounts import units, users
from library.planning import plans, slotting
from library.planning.models import Slot, State, YearPlan
from tests.cast import Cast

YEAR = "2026-2027"
TEACHERS_DAY = date(2026, 11, 20)


def plan(session: Session, cast: Cast, state: State = State.DRAFT, group: str = "") -> YearPlan:
    """Return a plan that Lan has begun (and submitted, where the state says so)."""
    lan = users.by_id(session, cast.lan)
    made = plans.begin(session, lan, units.by_id(session, cast.school), YEAR, group)
    made.state, made.submitted_by_id = state, cast.lan
    session.flush()
    return made


def slot(session: Session, cast: Cast, made: YearPlan, **fields: Any) -> Slot:
    """Put an activity of the school's own into a plan, whole unless told otherwise."""
    known = {"title": "Ngày hội", "week": 11, "owner_id": cast.minh}
    return slotting.plan_own(session, users.by_id(session, cast.lan), made, known | fields)
