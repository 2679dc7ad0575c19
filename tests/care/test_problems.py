"""Problems: due by working days, kept from floods, answered once, by who answers for the item."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import history, notices
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.care import answering, problems
from library.care.models import Problem
from library.care.problems import KINDS, Report
from library.database import now, today
from library.errors import Conflict, Invalid, NotFound
from library.items.models import Item
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast

PEOPLE = ("lan", "binh", "hanh", "tu", "vy", "an", "root_curator", "root_administrator")
# Who answers, by whose the item is and what the problem is about.
TABLE = """
school  fact           : binh hanh
school  personal-data  : binh hanh an root_administrator
nobody  fact           : root_curator root_administrator
nobody  personal-data  : root_curator root_administrator
"""


def item_of(session: Session, library: Library, unit: int | None, name: str = "muc") -> Item:
    item = make.saved(session, library, name).item
    item.unit_id = unit
    session.flush()
    session.refresh(item)
    return item


def reported(session: Session, item: Item, kind: str = "fact", **more: str) -> Problem:
    said = Report(kind, more.pop("text", "Năm thành lập sai."), **more)
    return problems.report(session, None, item, said)


def keepers(session: Session) -> dict[str, User]:
    """Make the two people who keep the library as a whole."""
    root = units.root(session)
    found = {}
    for name, role in (("root_curator", Role.CURATOR), ("root_administrator", Role.ADMINISTRATOR)):
        found[name] = users.add(session, SHELL, root, f"{name}@example.vn", name, "en")
        users.grant(session, SHELL, found[name], role, root)
    return found


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_who_answers_is_told_and_finds_it_in_the_queue(
    library: Library, cast: Cast, line: str
) -> None:
    left, expected = line.split(":")
    whose, kind = left.split()
    with library.sessions.writing() as session:
        people = keepers(session)
        people |= {
            who: users.by_id(session, getattr(cast, who)) for who in PEOPLE if who not in people
        }
        item = item_of(session, library, cast.school if whose == "school" else None)
        problem = reported(session, item, kind)
        seen = {who for who, user in people.items() if answering.waiting(session, user)}
        told = {who for who, user in people.items() if notices.of(session, user)}
        assert seen == told == set(expected.split())
        for who, user in people.items():
            if who in seen:
                assert answering.by_id(session, user, problem.id) is problem
            else:
                with pytest.raises(NotFound):
                    answering.by_id(session, user, problem.id)


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        ("personal-data", date(2026, 11, 25), date(2026, 11, 27)),  # Wednesday to Friday
        ("personal-data", date(2026, 11, 26), date(2026, 11, 30)),  # over a weekend
        ("personal-data", date(2026, 11, 28), date(2026, 12, 1)),  # sent on a Saturday
        ("fact", date(2026, 11, 23), date(2026, 11, 30)),
    ],
)
def test_weekends_do_not_count_towards_an_answer(kind: str, on: date, expected: date) -> None:
    assert problems.due(kind, on) == expected


def test_personal_data_is_answered_within_two_working_days() -> None:
    assert KINDS[answering.PERSONAL].days == 2


def test_an_answer_is_given_once_told_and_the_address_is_deleted(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        binh, hanh, lan = (users.by_id(session, each) for each in (cast.binh, cast.hanh, cast.lan))
        item = item_of(session, library, cast.school)
        problem = reported(session, item, email="me@example.vn")
        assert problem.email == "me@example.vn"
        answering.answer(session, binh, problem, "Đã sửa năm thành lập.")
        session.refresh(problem)
        assert problem.email is None
        assert problem.answered_by_id == cast.binh
        with pytest.raises(Conflict):
            answering.answer(session, hanh, problem, "Tôi cũng trả lời.")
        assert not answering.waiting(session, binh)
        assert answering.answered(session, hanh) == [problem]
        said = Report("other", "Chữ nhỏ quá.")
        answering.answer(session, binh, problems.report(session, lan, item, said), "Xin cảm ơn.")
        assert "Xin cảm ơn." in str(notices.of(session, lan)[0].message)
        assert [event.verb for event in history.of(session, "problems", problem.id)] == [
            "reported",
            "answered",
        ]


def test_an_answer_says_something(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        problem = reported(session, item_of(session, library, cast.school))
        for words in (" ", "x" * 4001):
            with pytest.raises(Invalid) as refused:
                answering.answer(session, users.by_id(session, cast.binh), problem, words)
            assert refused.value.field == "answer"


def test_a_late_one_is_marked_until_it_is_answered(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        problem = reported(session, item_of(session, library, cast.school))
        assert not answering.is_late(problem)
        problem.due_on = today() - timedelta(days=1)
        assert answering.is_late(problem)
        answering.answer(session, users.by_id(session, cast.binh), problem, "Đã sửa.")
        assert not answering.is_late(problem)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Report("nothing", "Sai."), "kind"),
        (Report("fact", "  "), "text"),
        (Report("fact", "x" * 4001), "text"),
        (Report("fact", "Sai.", email="nobody"), "email"),
    ],
)
def test_what_cannot_be_taken_names_its_field(library: Library, said: Report, field: str) -> None:
    with library.sessions.writing() as session:
        with pytest.raises(Invalid) as refused:
            problems.report(session, None, item_of(session, library, None), said)
        assert refused.value.field == field


def test_a_flood_from_one_place_ends_for_that_day(library: Library) -> None:
    here, there = problems.origin("10.0.0.1", "s"), problems.origin("10.0.0.2", "s")
    with library.sessions.writing() as session:
        item = item_of(session, library, None)
        for number in range(20):
            reported(session, item, text=f"Sai {number}", origin=here)
        with pytest.raises(Conflict):
            reported(session, item, text="Sai nữa", origin=here)
        reported(session, item, origin=there)
        session.execute(update(Problem).values(at=now() - timedelta(days=2)))
        session.expire_all()
        reported(session, item, text="Hôm sau", origin=here)
        kept = session.scalars(select(Problem.origin)).all()
        assert kept.count(None) == 21, "where older ones came from is forgotten"


def test_the_same_report_sent_twice_is_one(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = item_of(session, library, cast.school)
        assert reported(session, item, origin="a") is reported(session, item, origin="a")
        assert reported(session, item, origin="a") is not reported(session, item, origin="b")
        assert len(notices.of(session, users.by_id(session, cast.binh))) == 2
