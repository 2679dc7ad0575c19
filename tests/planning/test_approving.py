"""The whole table of approval: every step in every state by every person, and what it asks for."""

import pytest
from sqlalchemy import select

from library.accounts import users
from library.accounts.models import User
from library.errors import Conflict, Invalid, NotAllowed
from library.notices import Notice
from library.planning import approving, plans, slotting
from library.planning.approving import ACTIONS
from library.planning.models import PlanDecision, State, YearPlan
from library.planning.slotting import Wish
from library.wiring import Library
from tests.cast import Cast
from tests.planning import shelf

# Lan has submitted it, Minh is a colleague, Bình the subject head, Hạnh the principal, Tú the
# principal of another school, Vy a curator and An an administrator of the department.
TABLE = """
draft     submit            : lan minh binh hanh
returned  submit            : lan minh binh hanh
submitted take-back         : lan
submitted agree return      : binh hanh
agreed    approve send-back : hanh
approved  send-back         : hanh
"""
PEOPLE = ("lan", "minh", "binh", "hanh", "tu", "vy", "an")


def allowed() -> set[tuple[str, str, str]]:
    found = set()
    for line in TABLE.strip().splitlines():
        left, people = line.split(":")
        state, *actions = left.split()
        found |= {(state, action, who) for action in actions for who in people.split()}
    return found


def test_every_step_in_every_state_by_every_person(library: Library, cast: Cast) -> None:
    seen, offered = set(), set()
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        shelf.slot(session, cast, made)
        people = {who: users.by_id(session, getattr(cast, who)) for who in PEOPLE}
        for state in State:
            for who, user in people.items():
                made.state, made.submitted_by_id = state, cast.lan
                session.flush()
                offered |= {(str(state), each, who) for each in approving.possible(user, made)}
                for action in ACTIONS:
                    made.state, made.submitted_by_id = state, cast.lan
                    session.flush()
                    if _does(session, user, made, action):
                        seen.add((str(state), action, who))
    for line in sorted(seen):
        print(*line)
    assert seen == allowed() == offered


def _does(session: object, user: User, made: YearPlan, action: str) -> bool:
    try:
        approving.act(session, user, made, action, "Đã xem.")  # type: ignore[arg-type]
    except (NotAllowed, Conflict):
        return False
    assert made.state == ACTIONS[action].target
    return True


def test_nobody_agrees_to_or_approves_what_they_submitted(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast, State.SUBMITTED)
        head = users.by_id(session, cast.hanh)
        made.submitted_by_id = cast.hanh
        session.flush()
        with pytest.raises(NotAllowed):
            approving.act(session, head, made, "agree", "Đồng ý.")


@pytest.mark.parametrize("action", ["agree", "return"])
def test_a_decision_says_why_and_is_kept(library: Library, cast: Cast, action: str) -> None:
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        shelf.slot(session, cast, made)
        made.state = State.SUBMITTED
        session.flush()
        binh = users.by_id(session, cast.binh)
        with pytest.raises(Invalid):
            approving.act(session, binh, made, action, " \n")
        assert made.state == State.SUBMITTED
        approving.act(session, binh, made, action, "Thiếu  tuần 12.")
        kept = session.scalars(select(PlanDecision)).one()
        assert (kept.reason, kept.by_id, kept.action) == ("Thiếu tuần 12.", cast.binh, action)
        told = {each.user_id for each in session.scalars(select(Notice))}
        assert told == ({cast.lan, cast.hanh} if action == "agree" else {cast.lan})


def test_a_plan_with_a_slot_without_owner_or_date_is_not_approved_and_it_lists_them(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        made = shelf.plan(session, cast, State.AGREED)
        with pytest.raises(Invalid):
            approving.act(session, hanh, made, "approve", "Được.")
        made.state = State.DRAFT
        session.flush()
        whole = shelf.slot(session, cast, made, title="Đủ")
        nobody = shelf.slot(session, cast, made, title="Chưa ai", owner_id=None)
        never = shelf.slot(session, cast, made, title="Chưa xếp", week=None)
        assert approving.gaps(plans.slots(session, made)) == [nobody, never]
        made.state = State.AGREED
        session.flush()
        with pytest.raises(Invalid) as refused:
            approving.act(session, hanh, made, "approve", "Được.")
        assert refused.value.message.values["titles"] == "Chưa ai; Chưa xếp"
        assert made.state == State.AGREED and made.version == 0
        made.state = State.DRAFT
        session.flush()
        slotting.remove(session, lan, never, Wish())
        slotting.change(session, lan, nobody, {"owner_name": "Thầy Nam"}, Wish())
        made.state = State.AGREED
        session.flush()
        approving.act(session, hanh, made, "approve", "Được.")
        assert (made.state, made.version, whole.who) == (State.APPROVED, 1, "Phạm Minh")
