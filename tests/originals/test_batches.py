"""Batches: read one by one, sheets as their rows; what comes again is met and never done twice."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from library import jobs
from library.accounts.models import Unit, User
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.originals import batches, receiving, taking
from library.originals.models import Batch, Original, State
from library.originals.receiving import Sent
from library.review import drafting, workflow
from library.review.models import Save, Submission
from library.review.workflow import Step
from library.wiring import Library
from tests.cast import Cast
from tests.originals import sheetfile
from tests.originals.standing_in import PLAN, StandIn

SHEET = "id;Tên;title.en;Khối lớp;Môn;Nội dung;Giấy phép;Tác giả\n"
ONE = "a1;Hội thao;Sports day;6 - 8;Toán;Chạy tiếp sức.;CC0;Lê Lan\n"
TWO = "a2;Đố vui;;lớp 7;Toánn;;;\n"


@pytest.fixture(autouse=True)
def reads(library: Library) -> None:
    """Have the library read with the stand-in."""
    library.reader = StandIn()


def file(library: Library, content: str | bytes = PLAN, name: str = "a.md") -> Sent:
    content = content.encode() if isinstance(content, str) else content
    return receiving.receive(io.BytesIO(content), name, library.desk, sheets_too=True)


def send(
    library: Library, cast: Cast, *files: Sent, refused: Sequence[tuple[str, Message]] = ()
) -> int:
    """Take what Lan sends and have it read; return the number of the batch."""
    with library.sessions.writing() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        id = batches.take(session, user, unit, files, refused).id
    library.work()
    return id


def rows(library: Library, id: int) -> list[Original]:
    with library.sessions.reading() as session:
        batch = session.get_one(Batch, id)
        return [*batches.whole(session, [each.id for each in batches.originals(session, batch)])]


def refused(library: Library, id: int) -> list[tuple[str, str]]:
    with library.sessions.reading() as session:
        told = session.get_one(Batch, id).refused
        return [(name, str(Message.unpacked(why))) for name, why in told]


def go_on(library: Library, cast: Cast, id: int, *ids: int, **stated: str) -> batches.Outcome:
    """Go on with some rows, with all where none is named."""
    every = [each.id for each in rows(library, id)]
    with library.sessions.writing() as session:
        user, batch = session.get_one(User, cast.lan), session.get_one(Batch, id)
        vocabulary = library.vocabulary(session)
        return batches.go_on(
            session, user, batch, ids or every, vocabulary, "vi", dict(stated), keep=True
        )


def submissions(library: Library) -> list[tuple[Submission, dict[str, Any]]]:
    with library.sessions.reading() as session:
        found = session.scalars(select(Submission).order_by(Submission.id)).all()
        newest = [
            session.scalars(
                select(Save).where(Save.submission_id == each.id, Save.number == each.saved)
            ).one()
            for each in found
        ]
        return [(each, save.content) for each, save in zip(found, newest, strict=True)]


def plan(number: int) -> str:
    return PLAN.replace("Ngày hội sách", f"Ngày hội {number}")


def test_each_file_is_read_and_becomes_a_submission(library: Library, cast: Cast) -> None:
    files = [file(library, plan(number), f"{number}.md") for number in range(3)]
    id = send(library, cast, *files, file(library, "SCAN", "scan.md"))
    assert [each.state for each in rows(library, id)] == [State.READ] * 3 + [State.REFUSED]
    assert go_on(library, cast, id, own_work="yes").begun == 3
    found = submissions(library)
    assert [each.title for each, _ in found] == ["Ngày hội 0", "Ngày hội 1", "Ngày hội 2"]
    assert {each.state for each, _ in found} == {workflow.State.DRAFT}
    assert all(content["stated"]["own_work"] == "yes" for _, content in found)
    assert [each["path"] for each in found[0][1]["files"]] == ["files/0.md", "files/quay.jpg"]
    assert go_on(library, cast, id).begun == 0, "what was begun is skipped"
    assert len(submissions(library)) == 3


def test_the_same_files_sent_again_point_to_their_submissions(library: Library, cast: Cast) -> None:
    files = [file(library, plan(number), f"{number}.md") for number in range(3)]
    first = send(library, cast, *files)
    begun = rows(library, first)[0].id
    go_on(library, cast, first, begun)
    second = send(library, cast, *files)
    assert [each.state for each in rows(library, second)].count(State.BEGUN) == 1
    assert [each.state for each in rows(library, first)] == [State.BEGUN], "the others moved"
    go_on(library, cast, second)
    go_on(library, cast, send(library, cast, *files))
    assert len(submissions(library)) == 3


def test_a_file_whose_submission_was_discarded_is_read_anew(library: Library, cast: Cast) -> None:
    id = send(library, cast, file(library))
    go_on(library, cast, id)
    with library.sessions.writing() as session:
        lan, [made] = session.get_one(User, cast.lan), session.scalars(select(Submission)).all()
        workflow.act(session, lan, made, Step("discard"))
    again = send(library, cast, file(library))
    assert [each.state for each in rows(library, again)] == [State.READ]


def test_another_person_and_another_unit_begin_for_themselves(library: Library, cast: Cast) -> None:
    go_on(library, cast, send(library, cast, file(library)))
    with library.sessions.writing() as session:
        minh, unit = session.get_one(User, cast.minh), session.get_one(Unit, cast.school)
        id = batches.take(session, minh, unit, [file(library)]).id
    library.work()
    assert [each.state for each in rows(library, id)] == [State.READ]


def test_one_file_under_two_names_is_taken_once(library: Library, cast: Cast) -> None:
    id = send(library, cast, file(library, name="a.md"), file(library, name="b.md"))
    assert [each.name for each in rows(library, id)] == ["a.md"]
    assert refused(library, id) == [("b.md", "It is the same file as “a.md”; it is taken once.")]


def test_a_sheet_becomes_its_rows_with_all_that_they_give(library: Library, cast: Cast) -> None:
    id = send(library, cast, file(library, SHEET + ONE + TWO, "muc.csv"))
    first, second = rows(library, id)
    assert (first.state, first.name) == (State.READ, "muc.csv") and first.understood
    assert first.understood["given"]["row"] == 2
    assert second.understood and "Toánn" in str(second.understood["warnings"])
    assert go_on(library, cast, id, licence="licence.cc-by-sa").begun == 2
    (one, content), (two, other) = submissions(library)
    assert (one.title, two.title) == ("Hội thao", "Đố vui")
    assert content["facts"]["grade"] == ["grade.06", "grade.07", "grade.08"]
    licences = [content["facts"]["licence"], other["facts"]["licence"]]
    assert licences == ["licence.cc0", "licence.cc-by-sa"]
    assert content["editions"]["en"]["title"] == "Sports day"
    assert content["editions"]["vi"]["facts"]["authors"] == ["Lê Lan"]
    assert content["files"] == [], "a sheet is no attachment of each of its items"
    assert other["facts"].get("subject", []) == []


def test_an_excel_sheet_is_read_like_any_other(library: Library, cast: Cast) -> None:
    content = sheetfile.of([["Tên", "Lớp"], ["Hội thao", "7"]])
    id = send(library, cast, file(library, content, "muc.xlsx"))
    [row] = rows(library, id)
    assert row.understood and row.understood["title"] == "Hội thao"


def test_a_sheet_that_comes_again_changes_what_changed(library: Library, cast: Cast) -> None:
    sent = file(library, SHEET + ONE + TWO, "muc.csv")
    go_on(library, cast, send(library, cast, sent))
    same = send(library, cast, sent)
    assert [each.state for each in rows(library, same)] == [State.BEGUN, State.BEGUN]
    changed = TWO.replace("Đố vui", "Đố vui mới").replace("Toánn", "Toán")
    again = send(library, cast, file(library, SHEET + ONE + changed, "khac.csv"))
    assert [each.state for each in rows(library, again)] == [State.BEGUN, State.READ]
    assert go_on(library, cast, again).begun == 1
    found = submissions(library)
    assert [each.title for each, _ in found] == ["Hội thao", "Đố vui mới"]
    assert found[1][1]["facts"]["subject"] == ["subject.math"]


def test_a_row_does_not_change_what_was_handed_in(library: Library, cast: Cast) -> None:
    go_on(library, cast, send(library, cast, file(library, SHEET + TWO, "muc.csv")))
    with library.sessions.writing() as session:
        session.execute(update(Submission).values(state=workflow.State.SUBMITTED))
    id = send(library, cast, file(library, SHEET + TWO.replace("Đố", "Thi đố"), "muc.csv"))
    outcome = go_on(library, cast, id)
    assert outcome.begun == 0 and "handed in" in str(*outcome.refused.values())
    [row] = rows(library, id)
    assert row.state == State.READ and row.reason
    assert submissions(library)[0][0].title == "Đố vui"


def test_rows_of_one_id_and_columns_without_meaning_are_told(library: Library, cast: Cast) -> None:
    sheet = "id;Tên;Giáo viên\na;Một;x\na;Hai;y\n;Ba;\n;Ba;\n"
    id = send(library, cast, file(library, sheet, "muc.csv"))
    assert [each.understood["title"] for each in rows(library, id) if each.understood] == [
        "Một",
        "Ba",
    ]
    told = refused(library, id)
    assert told[0] == ("muc.csv", "Columns that are not known were left out: Giáo viên.")
    assert [name for name, _ in told[1:]] == ["muc.csv:3", "muc.csv:5"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Môn;Lớp\nToán;7\n", "No column is called"),
        ("Tên;Lớp\n", "no rows below"),
        ("Tên;Lớp\n" + "a;7\n" * 600, "more than 500 rows"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(
    library: Library, cast: Cast, content: str, why: str
) -> None:
    [row] = rows(library, send(library, cast, file(library, content, "muc.csv")))
    assert row.state == State.REFUSED and row.reason
    assert why in str(Message.unpacked(row.reason))


def test_a_sheet_that_is_read_twice_gives_its_rows_once(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        made = batches.take(session, user, unit, [file(library, SHEET + ONE, "muc.csv")])
        [sheet] = batches.originals(session, made)
        jobs.add(session, "read sheet", {"original": sheet.id})
        id = made.id
    assert library.work() == 2
    assert len(rows(library, id)) == 1


def test_what_was_written_into_a_row_goes_before_what_it_says(library: Library, cast: Cast) -> None:
    id = send(library, cast, file(library))
    with library.sessions.writing() as session:
        [original] = batches.originals(session, session.get_one(Batch, id))
        batches.write(session, original, {"title": "Tên mới", "grade": ["grade.09"]})
    go_on(library, cast, id)
    [(made, content)] = submissions(library)
    assert (made.title, content["facts"]["grade"]) == ("Tên mới", ["grade.09"])


def test_a_single_file_is_read_before_those_of_a_batch(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        files = [file(library, plan(number), f"{number}.md") for number in range(3)]
        batches.take(session, user, unit, files)
        single = taking.take(session, user, unit, file(library, "# Vội\n\nMột.\n", "voi.md"))
        assert taking.ahead_of(session, single) == 0
        first = jobs.take(session, ["read original"])
        assert first and first.values == {"original": single.id}


def test_only_who_may_contribute_at_an_open_unit_sends(library: Library, cast: Cast) -> None:
    sent = file(library)
    with library.sessions.reading() as session:
        unit = session.get_one(Unit, cast.school)
        for person in (cast.tu, cast.an):
            with pytest.raises(NotAllowed):
                batches.take(session, session.get_one(User, person), unit, [sent])
        unit.ended_on = now().date() - timedelta(days=2)
        with pytest.raises(Invalid, match="closed"):
            batches.take(session, session.get_one(User, cast.lan), unit, [sent])


def test_nobody_else_may_know_of_a_batch(library: Library, cast: Cast) -> None:
    id = send(library, cast, file(library))
    with library.sessions.reading() as session:
        for person in (cast.minh, cast.hanh, cast.tu, cast.an):
            with pytest.raises(NotFound):
                batches.by_sender(session, session.get_one(User, person), id)


def test_somebody_with_very_many_open_files_must_go_on_first(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_MOST_OPEN", 2)
    files = [file(library, plan(number), f"{number}.md") for number in range(3)]
    with pytest.raises(Conflict, match="still wait"):
        send(library, cast, *files)


def test_a_batch_is_thrown_away_with_what_was_not_begun(library: Library, cast: Cast) -> None:
    files = [file(library, plan(number), f"{number}.md") for number in range(2)]
    id = send(library, cast, *files)
    go_on(library, cast, id, rows(library, id)[0].id)
    with library.sessions.writing() as session:
        batches.discard(session, session.get_one(Batch, id))
    with library.sessions.reading() as session:
        assert session.scalars(select(Original)).all() == []
        lan = session.get_one(User, cast.lan)
        assert len(drafting.of(session, lan)) == 1 and batches.of(session, lan) == []


def test_batches_are_forgotten_a_month_after_the_last_thing_that_happened(
    library: Library, cast: Cast
) -> None:
    send(library, cast, file(library))
    with library.sessions.writing() as session:
        taking.sweep(session)
        assert session.scalars(select(Batch)).all()
        long_ago = now() - timedelta(days=31)
        session.execute(update(Batch).values(changed_at=long_ago))
        taking.sweep(session)
        assert session.scalars(select(Batch)).all(), "what is in it is younger"
        session.execute(update(Original).values(changed_at=long_ago))
        taking.sweep(session)
        assert not session.scalars(select(Batch)).all()
