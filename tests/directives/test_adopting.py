"""What a school makes of a plan from above: taken, planned, left out, added; and what changed since."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit
from library.bases import keeping
from library.database import today
from library.directives import adopting, comparing, directives, issuing, progress
from library.directives.models import Commitment, Directive, Status
from library.directives.tasks import Row
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.notices import Notice
from library.planning import plans
from library.planning.models import State
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.directives import paper
from tests.planning import shelf


def school(session: Session, cast: Cast) -> Unit:
    return units.by_id(session, cast.school)


def kinds(session: Session, made: Directive, unit: Unit) -> list[str]:
    return [each.kind for each in compared(session, made, unit)]


def compared(session: Session, made: Directive, unit: Unit) -> list[comparing.Compared]:
    adoption = adopting.of(session, made, unit)
    assert adoption
    session.refresh(adoption)
    seen = adopting.seen_tasks(session, adoption)
    return comparing.compare(made.tasks, adoption.commitments, seen)


def test_a_school_takes_several_tasks_over_as_slots_of_its_year_plan_and_keeps_the_link(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan, plan = users.by_id(session, cast.lan), shelf.plan(session, cast)
        took = adopting.take(session, lan, made, unit, ["1", "2", "1", "99"], plan)
        assert [each.task for each in took] == ["1", "2"]
        slots = plans.slots(session, plan)
        assert [each.title for each in slots] == [each.text for each in took]
        assert slots[0].products == "Ảnh, bài viết"
        assert adopting.of_slot(session, slots[0]) == took[:1]
        adopting.take(session, lan, made, unit, ["1"], plan)
        assert len(plans.slots(session, plan)) == 2, "what is planned is not planned again"
        assert kinds(session, made, unit) == ["taken", "taken", "open"]
        (basis,) = keeping.of(session, unit)
        assert (basis.number, basis.issuer) == (paper.NUMBER, "Sở GD&ĐT Mẫu")


def test_an_approved_year_plan_asks_why_before_it_takes_tasks(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan, plan = users.by_id(session, cast.lan), shelf.plan(session, cast, State.APPROVED)
        with pytest.raises(Invalid):
            adopting.take(session, lan, made, unit, ["1"], plan)
        adopting.take(session, lan, made, unit, ["1"], plan, "Theo kế hoạch 70")
        assert plan.version == 1


def test_only_the_head_leaves_a_task_out_and_says_why(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        with pytest.raises(NotAllowed):
            adopting.leave_out(session, lan, made, unit, ["3"], "Không hợp")
        with pytest.raises(Invalid):
            adopting.leave_out(session, hanh, made, unit, ["3"], " ")
        adopting.leave_out(session, hanh, made, unit, ["3"], "Trường không có")
        adopting.add(session, lan, made, unit, {"text": "Thi vẽ", "due": "Quý I năm 2027"})
        found = compared(session, made, unit)
        assert [each.kind for each in found] == ["open", "open", "left-out", "added"]
        assert str(found[3].own and found[3].own.due_on) == "2027-03-31"
        adopting.take(session, lan, made, unit, ["3"])
        assert kinds(session, made, unit)[2] == "taken"


def test_who_is_not_of_the_school_takes_nothing_over_and_reads_nothing(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        tu, lan = (users.by_id(session, id) for id in (cast.tu, cast.lan))
        with pytest.raises(NotAllowed):
            adopting.take(session, tu, made, unit, ["1"])
        (own,) = adopting.take(session, lan, made, unit, ["1"])
        with pytest.raises(NotFound):
            adopting.commitment(session, tu, own.id)
        for act in (
            lambda: adopting.change(session, tu, own, {"text": "x"}, 0),
            lambda: adopting.link(session, tu, own, 1),
            lambda: adopting.unlink(session, tu, own, 1),
            lambda: adopting.follow(session, tu, own.adoption),
            lambda: adopting.add(session, tu, made, unit, {"text": "x"}),
            lambda: progress.remind(session, tu, made, [unit.id]),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_correction_above_is_shown_and_followed_where_the_school_said_nothing_else(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan = users.by_id(session, cast.lan)
        one, two, three = adopting.take(session, lan, made, unit, ["1", "2", "3"])
        adopting.change(session, lan, two, {"text": "Lập đội tuyên truyền"}, 0)
        first, second, _third = made.tasks
        rows = (
            Row({**first, "text": "Tổ chức hai ngày hội", "due": "Quý I năm 2027"}, "1", 1),
            Row({**second, "text": "Lập hai câu lạc bộ"}, "2", 2),
            Row({"text": "Tập huấn"}),
        )
        paper.correct(session, cast, made, rows)
        found = compared(session, made, unit)
        assert [each.kind for each in found] == ["taken", "changed", "open", "taken"]
        assert [name for name, _old, _new in found[0].since] == ["text", "due"]
        assert found[1].since and found[2].is_new and found[3].is_dropped
        assert comparing.has_news(found)
        told = session.scalars(select(Notice.user_id).where(Notice.sentence.contains("corrected")))
        assert set(told) == {cast.lan, cast.hanh}
        adopting.follow(session, lan, one.adoption)
        assert (one.text, str(one.due_on)) == ("Tổ chức hai ngày hội", "2027-03-31")
        assert (two.text, three.task) == ("Lập đội tuyên truyền", None)
        found = compared(session, made, unit)
        assert [each.kind for each in found] == ["taken", "changed", "open", "added"]
        assert not comparing.has_news(found)


def test_two_people_with_one_task_and_a_withdrawn_plan_are_told_so(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan, phuc = users.by_id(session, cast.lan), paper.people(session, cast)[1]
        (own,) = adopting.take(session, lan, made, unit, ["1"])
        adopting.change(session, lan, own, {"status": "done", "said": "Đã xong"}, 0)
        with pytest.raises(Conflict):
            adopting.change(session, lan, own, {"status": "under-way"}, 0)
        with pytest.raises(Invalid):
            adopting.change(session, lan, own, {"status": "?"}, 1)
        issuing.act(session, phuc, made, "withdraw", "Thay bằng kế hoạch khác")
        with pytest.raises(Conflict):
            adopting.change(session, lan, own, {"status": "under-way"}, 1)
        assert own.status == Status.DONE


def test_the_unit_above_sees_who_is_how_far_and_what_is_overdue_by_its_own_deadline(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, unit = paper.issued(session, cast), school(session, cast)
        lan, hanh, phuc = (
            users.by_id(session, cast.lan),
            users.by_id(session, cast.hanh),
            paper.people(session, cast)[1],
        )
        made.tasks = [
            {**made.tasks[0], "due_on": "2026-01-01"},
            {**made.tasks[1], "scope": "named", "lead": "truong thcs mẫu hai; Phòng Mầm non"},
            {**made.tasks[2], "scope": "own"},
        ]
        session.flush()
        one, two = progress.lines(session, made, today())
        assert (list(one.cells), list(two.cells)) == (["1"], ["1", "2"])
        (own,) = adopting.take(session, lan, made, unit, ["1"])
        adopting.change(session, lan, own, {"due": "Quý IV năm 2030", "status": "under-way"}, 0)
        cell = progress.lines(session, made, today())[0].cells["1"]
        assert (cell.status, cell.is_overdue) == (Status.UNDER_WAY, True)
        assert progress.sums([one, two], "1")["overdue"] == 2
        assert progress.remind(session, phuc, made, [unit.id, cast.other_school]) == 2
        assert progress.remind(session, phuc, made, [unit.id]) == 0, "not twice a week"
        adopting.change(session, lan, own, {"status": "done"}, 1)
        assert not progress.lines(session, made, today())[0].is_open
        adopting.leave_out(session, hanh, made, unit, ["1"], "Đã có nơi khác làm")
        assert progress.lines(session, made, today())[0].cells["1"].status == progress.LEFT_OUT


WORDS = st.sampled_from(["", "Một", "Hai"])
TASKS = st.dictionaries(st.sampled_from("12345"), st.tuples(WORDS, WORDS), max_size=5)


def task(key: str, said: tuple[str, str]) -> dict[str, str]:
    return {"key": key, "text": said[0], "due": said[1], "product": ""}


@settings(max_examples=50)
@given(TASKS, TASKS, TASKS, st.booleans())
def test_every_task_and_every_commitment_is_compared_once_and_nothing_differs_from_itself(
    taken: dict[str, tuple[str, str]],
    own: dict[str, tuple[str, str]],
    now: dict[str, tuple[str, str]],
    is_left_out: bool,
) -> None:
    said = {**taken, **{key: own[key] for key in own if key in taken}}
    mine = [
        Commitment(
            task=key, above=task(key, taken[key]), is_left_out=is_left_out,
            **{name: value for name, value in task(key, said[key]).items() if name != "key"},
        )
        for key in taken
    ]  # fmt: skip
    tasks = [task(key, now[key]) for key in now]
    found = comparing.compare(tasks, mine, [task(key, taken[key]) for key in taken])
    assert [each.task for each in found if each.task] == tasks
    assert sorted(id(each.own) for each in found if each.own) == sorted(map(id, mine))
    for each in found:
        if each.own and not is_left_out:
            assert (each.kind == "changed") == (
                said[each.own.task or ""] != taken[each.own.task or ""]
            )
        if each.own and each.task:
            key = each.task["key"]
            assert bool(each.since) == (now[key] != taken[key])
    unchanged = [Commitment(task=key, above=task(key, now[key]), is_left_out=False,
                            text=now[key][0], due=now[key][1], product="") for key in now]  # fmt: skip
    assert not comparing.has_news(comparing.compare(tasks, unchanged, tasks))
    assert {each.kind for each in comparing.compare(tasks, unchanged, tasks)} <= {"taken"}


def test_a_directive_is_not_seen_from_another_department(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = paper.issued(session, cast)
        other = units.add(session, SHELL, units.root(session), "department", "Sở khác")
        stranger = users.add(session, SHELL, other, "la@example.vn", "Lạ", "vi")
        with pytest.raises(NotFound):
            directives.by_id(session, stranger, made.id)
