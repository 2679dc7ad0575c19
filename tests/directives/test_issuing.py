"""The whole way of a plan from above: every step in every state by every person; corrections; who sees."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import User
from library.directives import directives, issuing
from library.directives.issuing import ACTIONS
from library.directives.models import Directive, State
from library.directives.tasks import Row
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.notices import Notice
from library.wiring import Library
from tests.cast import Cast
from tests.directives import paper

# Oanh has submitted it at the department, Quý is a colleague, Phúc the head; Hạnh heads a school
# below, Vy is a curator and An an administrator of the department.
TABLE = """
draft     submit       : oanh phuc
returned  submit       : oanh phuc
submitted take-back    : oanh
submitted return issue : phuc
issued    withdraw     : phuc
"""
PEOPLE = ("oanh", "phuc", "hanh", "lan", "vy", "an")


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
        made = paper.draft(session, cast)
        oanh, phuc = paper.people(session, cast)
        people = {who: users.by_id(session, getattr(cast, who)) for who in PEOPLE[2:]}
        for who, user in {"oanh": oanh, "phuc": phuc, **people}.items():
            for state in State:
                for action in ACTIONS:
                    made.state, made.submitted_by_id = state, oanh.id
                    session.flush()
                    offered |= {(str(state), each, who) for each in issuing.possible(user, made)}
                    if _does(session, user, made, action):
                        seen.add((str(state), action, who))
    for line in sorted(seen):
        print(*line)
    assert seen == allowed() == offered


def _does(session: Session, user: User, made: Directive, action: str) -> bool:
    try:
        issuing.act(session, user, made, action, "Đã xem.")
    except (NotAllowed, Conflict):
        return False
    assert made.state == ACTIONS[action].target
    return True


def test_a_plan_is_submitted_only_with_number_day_and_tasks(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = paper.draft(session, cast)
        oanh, _phuc = paper.people(session, cast)
        for field, value in (("number", ""), ("dated_on", None), ("tasks", [])):
            kept = getattr(made, field)
            setattr(made, field, value)
            session.flush()
            with pytest.raises(Invalid):
                issuing.act(session, oanh, made, "submit")
            setattr(made, field, kept)
            session.flush()
        issuing.act(session, oanh, made, "submit")


def test_units_below_see_a_plan_only_once_it_is_issued_and_their_heads_are_told(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = paper.draft(session, cast)
        lan = users.by_id(session, cast.lan)
        with pytest.raises(NotFound):
            directives.by_id(session, lan, made.id)
        assert directives.of_user(session, lan) == []
        oanh, phuc = paper.people(session, cast)
        issuing.act(session, oanh, made, "submit")
        issuing.act(session, phuc, made, "issue")
        assert directives.by_id(session, lan, made.id) is made
        assert directives.of_user(session, lan) == [made]
        told = session.scalars(select(Notice).where(Notice.noun == directives.NOUN)).all()
        assert {each.user_id for each in told} == {phuc.id, cast.hanh, cast.tu}


def test_schools_begin_none_and_strangers_to_a_department_neither(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        hanh = users.by_id(session, cast.hanh)
        with pytest.raises(Invalid):
            directives.begin(session, hanh, units.by_id(session, cast.school), paper.given())
        with pytest.raises(NotAllowed):
            directives.begin(session, hanh, units.by_id(session, cast.department), paper.given())


def test_a_correction_says_why_becomes_a_version_and_keeps_the_keys_of_tasks(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = paper.issued(session, cast)
        oanh, _phuc = paper.people(session, cast)
        first, second, third = made.tasks
        rows = (
            Row({**second, "text": "Lập hai câu lạc bộ"}, second["key"], 1),
            Row(first, first["key"], 2),
            Row({"text": "Tập huấn", "due": "Tháng 3 năm 2027"}),
        )
        with pytest.raises(Invalid) as refused:
            directives.change(session, oanh, made, paper.again(made, rows=rows), made.edited)
        assert refused.value.field == "reason"
        session.refresh(made)
        with pytest.raises(Conflict):
            directives.change(session, oanh, made, paper.again(made), made.edited + 1, "Vì")
        paper.correct(session, cast, made, rows)
        assert [each["key"] for each in made.tasks] == [second["key"], first["key"], "4"]
        assert made.tasks[2]["due_on"] == "2027-03-31"
        new, old = directives.versions(session, made)
        assert (new.number, new.reason, old.number) == (2, "Bổ sung.", 1)
        found = directives.differences(old.content, new.content)
        assert [(each.kind, each.task["key"]) for each in found] == [
            ("changed", second["key"]),
            ("added", "4"),
            ("removed", third["key"]),
        ]


def test_sending_the_form_of_an_issued_plan_unchanged_makes_no_version(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = paper.issued(session, cast)
        oanh, _phuc = paper.people(session, cast)
        directives.change(session, oanh, made, paper.again(made), made.edited)
        assert made.version == 1


def test_a_row_without_a_text_is_left_out_and_one_with_only_a_deadline_is_refused(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = paper.draft(session, cast)
        oanh, _phuc = paper.people(session, cast)
        rows = (Row({"text": "Một"}), Row({}), Row({"due": "Quý I"}))
        with pytest.raises(Invalid) as refused:
            directives.change(session, oanh, made, paper.given(rows), made.edited)
        assert refused.value.field == "text-2"
        directives.change(session, oanh, made, paper.given(rows[:2]), made.edited)
        assert [each["text"] for each in made.tasks] == ["Một"]


def test_nobody_issues_or_returns_what_they_submitted(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = paper.draft(session, cast)
        _oanh, phuc = paper.people(session, cast)
        issuing.act(session, phuc, made, "submit")
        assert list(issuing.possible(phuc, made)) == ["take-back"]
        for step in ("issue", "return"):
            with pytest.raises(NotAllowed):
                issuing.act(session, phuc, made, step, "Đã xem.")
