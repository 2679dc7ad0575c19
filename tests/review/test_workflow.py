"""The whole table: every action in every state by every person, against what is written here."""

import pytest

from library.accounts import users
from library.accounts.models import User
from library.errors import Conflict, Invalid, NotAllowed
from library.review import checklist, workflow
from library.review.models import Decision, Submission
from library.review.workflow import ACTIONS, State, Step
from library.wiring import Library
from tests.cast import Cast
from tests.review import desk

# Who may do what, and in which states. Lan is the author, Bình reviews this submission, Minh is a
# colleague, Hạnh the head, Tú the head of another school, Vy a curator and An an administrator.
TABLE = """
draft          submit discard                       : lan
submitted      take-back                            : lan
submitted      take                                 : binh hanh
submitted      assign                               : hanh
in-review      hand-over                            : binh hanh
in-review      ask-changes accept refuse            : binh
changes-asked  submit discard                       : lan
accepted       send-back publish                    : hanh
published      withdraw                             : lan binh hanh
published      archive                              : hanh
withdrawn      restore archive                      : hanh
"""
PEOPLE = ("lan", "minh", "binh", "hanh", "tu", "vy", "an")


def allowed() -> set[tuple[str, str, str]]:
    """Return the (state, action, person) that the table names."""
    found = set()
    for line in TABLE.strip().splitlines():
        left, people = line.split(":")
        state, *actions = left.split()
        found |= {(state, action, who) for action in actions for who in people.split()}
    return found


def step(action: str, **more: object) -> Step:
    reason = "Đã xem kĩ." if ACTIONS[action].reasoned else ""
    checked = list(checklist.ITEMS) if ACTIONS[action].checked else ()
    return Step(action, **{"reason": reason, "checked": checked, **more})  # type: ignore[arg-type]


def test_every_action_in_every_state_by_every_person(library: Library, cast: Cast) -> None:
    expected, seen = allowed(), set()
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast)
        people = {who: users.by_id(session, getattr(cast, who)) for who in PEOPLE}
        for state in State:
            for action in ACTIONS:
                for who, user in people.items():
                    made.state, made.reviewer_id = state, cast.binh
                    session.flush()
                    if _does(session, user, made, action):
                        seen.add((str(state), action, who))
    for line in sorted(seen):
        print(*line)
    assert seen == expected


def _does(session: object, user: User, made: Submission, action: str) -> bool:
    try:
        workflow.act(session, user, made, step(action))  # type: ignore[arg-type]
    except (NotAllowed, Conflict):
        return False
    assert made.state == ACTIONS[action].target
    return True


def test_what_is_offered_is_what_can_be_done(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, reviewer=cast.binh)
        found = set()
        for state in State:
            made.state = state
            for who in PEOPLE:
                user = users.by_id(session, getattr(cast, who))
                found |= {(str(state), each, who) for each in workflow.possible(user, made)}
    assert found == allowed()


@pytest.mark.parametrize("action", [name for name, each in ACTIONS.items() if each.reasoned])
def test_a_decision_always_carries_a_reason(library: Library, cast: Cast, action: str) -> None:
    with library.sessions.writing() as session:
        state = min(ACTIONS[action].sources)
        made = desk.submission(session, library, cast, state, reviewer=cast.binh)
        who = users.by_id(session, cast.binh if action in ("accept", "refuse") else cast.hanh)
        if action == "ask-changes":
            who = users.by_id(session, cast.binh)
        with pytest.raises(Invalid):
            workflow.act(session, who, made, step(action, reason=" \n"))
        assert made.state == state
        workflow.act(session, who, made, step(action))
        kept = session.query(Decision).one()
        assert (kept.reason, kept.by_id, kept.handed_in) == ("Đã xem kĩ.", who.id, desk.HANDED_IN)


@pytest.mark.parametrize("missing", checklist.ITEMS)
def test_nothing_is_accepted_with_a_point_of_the_checklist_open(
    library: Library, cast: Cast, missing: str
) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, State.IN_REVIEW, reviewer=cast.binh)
        ticked = [each for each in checklist.ITEMS if each != missing]
        with pytest.raises(Invalid):
            workflow.act(
                session, users.by_id(session, cast.binh), made, step("accept", checked=ticked)
            )


def test_who_has_read_an_older_hand_in_decides_nothing(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, State.IN_REVIEW, reviewer=cast.binh)
        with pytest.raises(Conflict):
            workflow.act(
                *(session, users.by_id(session, cast.binh), made),
                step("ask-changes", seen=desk.HANDED_IN - 1),
            )


def test_a_role_taken_back_counts_at_once(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, State.IN_REVIEW, reviewer=cast.binh)
        binh = users.by_id(session, cast.binh)
        binh.memberships.clear()
        session.flush()
        with pytest.raises(NotAllowed):
            workflow.act(session, binh, made, step("ask-changes"))
