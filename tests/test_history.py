"""The history: a chain that shows changes, words for every verb, nothing personal, read by who may."""

import ast
import importlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from library import checking, chronicle, deeds, history, narrating
from library.accounts import units, users
from library.accounts.roles import Role
from library.chronicle import Wanted
from library.errors import Message, NotAllowed, NotFound
from library.history import Event
from library.review import deciding, workflow
from library.review.workflow import State, Step
from library.tags import undoing
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.review import desk

LIBRARY = Path(__file__).parent.parent / "library"


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of `history.record` in the library."""
    for module in sorted(LIBRARY.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.record":
                yield module, node


def evaluated(module: Path, node: ast.expr) -> set[str]:
    """Return what an argument can be: a text, a constant of its module, or a choice between texts."""
    if isinstance(node, ast.IfExp):
        return evaluated(module, node.body) | evaluated(module, node.orelse)
    if ast.unparse(node) == "step.action":
        return set(workflow.ACTIONS)
    if ast.unparse(node) == "edit.verb":
        return set(undoing.SAID)
    name = ".".join(module.relative_to(LIBRARY.parent).with_suffix("").parts)
    names = vars(importlib.import_module(name))
    try:
        return {str(eval(ast.unparse(node), names))}
    except NameError:  # a variable of the function
        return assigned(module, ast.unparse(node))


def assigned(module: Path, name: str) -> set[str]:
    return set().union(
        *(
            evaluated(module, node.value)
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        )
    )


def test_every_verb_has_words_and_every_noun_a_name() -> None:
    found = {
        (noun, verb)
        for module, call in calls()
        for noun in evaluated(module, call.args[3])
        for verb in evaluated(module, call.args[2])
    }
    assert len(found) > 25
    assert ("submissions", "publish") in found and ("applications", "declined") in found
    assert sorted(found - deeds.SAID.keys()) == []
    assert {noun for noun, _ in found} <= deeds.NOUNS.keys()


def test_details_are_numbers_and_words_of_our_own_never_what_somebody_writes() -> None:
    for module, call in calls():
        keys = {each.arg for each in call.keywords if each.arg not in (None, "reason")}
        assert keys <= deeds.DETAILS.keys(), f"{module.name}: {keys - deeds.DETAILS.keys()}"


def tell(session: Session, by: Any, verb: str, noun: str, thing: object, **details: Any) -> None:
    history.record(session, by, verb, noun, thing, **details)


def test_a_change_from_outside_shows_at_the_event_that_was_changed(
    library: Library, cast: Cast
) -> None:
    def broken() -> int | None:
        with library.sessions.reading() as session:
            return history.first_broken(session)

    assert broken() is None
    with library.sessions.writing() as session:
        session.execute(update(Event).where(Event.number == 5).values(verb="did nothing"))
    assert broken() == 5
    assert any("from event 5 on" in str(problem) for problem in checking.problems(library))


def test_an_event_that_is_gone_shows_at_the_next(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        session.execute(text("DELETE FROM events WHERE number = 4"))
    with library.sessions.reading() as session:
        assert history.first_broken(session) == 5


@pytest.fixture
def told(library: Library, cast: Cast) -> Library:
    """A library in which things were done at both schools."""
    with library.sessions.writing() as session:
        tu, hanh = users.by_id(session, cast.tu), users.by_id(session, cast.hanh)
        submission = desk.submission(session, library, cast, State.IN_REVIEW, reviewer=cast.binh)
        binh = users.by_id(session, cast.binh)
        step = Step("ask-changes", reason="Nêu rõ thời gian.")
        deciding.decide(session, binh, submission, step)
        other = units.by_id(session, cast.other_school)
        users.grant(session, SHELL, tu, Role.ADMINISTRATOR, other)
        users.grant(session, SHELL, hanh, Role.ADMINISTRATOR, units.by_id(session, cast.school))
    return library


def seen(library: Library, reader: int, **wanted: Any) -> list[Event]:
    with library.sessions.reading() as session:
        user = users.by_id(session, reader)
        return list(chronicle.newest(session, user, Wanted(**wanted), 1000))


def test_who_looks_after_nothing_reads_no_history(told: Library, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        seen(told, cast.binh)


def test_a_school_reads_what_concerns_it_and_nothing_of_another(told: Library, cast: Cast) -> None:
    own = {(each.noun, each.thing) for each in seen(told, cast.hanh)}
    assert own == {
        ("units", str(cast.school)),
        ("submissions", "1"),
        *(("users", str(id)) for id in (cast.lan, cast.minh, cast.binh, cast.hanh)),
    }
    others = {(each.noun, each.thing) for each in seen(told, cast.tu)}
    assert others == {("units", str(cast.other_school)), ("users", str(cast.tu))}


def test_who_lost_the_last_role_at_a_school_is_still_in_its_history(
    told: Library, cast: Cast
) -> None:
    with told.sessions.writing() as session:
        [held] = users.by_id(session, cast.minh).memberships
        users.revoke(session, SHELL, held)
    assert "revoked" in {each.verb for each in seen(told, cast.hanh, thing=str(cast.minh))}


def test_the_department_reads_all_below_it_and_the_whole_library_all(
    told: Library, cast: Cast
) -> None:
    with told.sessions.writing() as session:
        tell(session, None, "marked", "items", "act-1")
        root = units.root(session)
        vy = users.by_id(session, cast.vy)
        users.grant(session, SHELL, vy, Role.ADMINISTRATOR, root)
    department, whole = seen(told, cast.an), seen(told, cast.vy)
    assert {each.number for each in department} < {each.number for each in whole}
    assert "items" in {each.noun for each in whole} - {each.noun for each in department}
    with told.sessions.reading() as session:
        assert len(chronicle.newest(session, SHELL, Wanted(), 1000)) == len(whole)


def test_it_is_filtered_by_noun_thing_person_and_day(told: Library, cast: Cast) -> None:
    assert {each.noun for each in seen(told, cast.an, noun="units")} == {"units"}
    assert [each.verb for each in seen(told, cast.an, noun="users", thing=str(cast.tu))] == [
        *("granted", "granted", "added")
    ]
    assert [each.verb for each in seen(told, cast.an, by=[cast.binh])] == ["ask-changes"]
    assert seen(told, cast.an, by=[]) == []
    with told.sessions.writing() as session:
        late = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # half past midnight of the 21st
        session.execute(update(Event).where(Event.noun == "units").values(at=late))
    assert {each.noun for each in seen(told, cast.an, day=date(2026, 11, 21))} == {"units"}
    assert seen(told, cast.an, day=date(2026, 11, 20)) == []


def test_a_page_goes_on_where_the_one_before_ended(told: Library, cast: Cast) -> None:
    newest = seen(told, cast.an)
    older = seen(told, cast.an, before=newest[2].number)
    assert [each.number for each in older] == [each.number for each in newest[3:]]


@pytest.mark.parametrize(
    ("words", "found"),
    [("tran van binh", "binh"), ("Bình", "binh"), ("binh@example.vn", "binh"), ("nobody", None)],
)
def test_a_person_is_found_by_name_without_accents_or_by_address(
    told: Library, cast: Cast, words: str, found: str | None
) -> None:
    with told.sessions.reading() as session:
        assert list(chronicle.people(session, words)) == ([getattr(cast, found)] if found else [])


def test_a_number_too_large_for_any_account_is_nobody(told: Library, cast: Cast) -> None:
    with told.sessions.reading() as session:
        [number] = chronicle.people(session, "9" * 40)
    assert seen(told, cast.an, by=[number]) == []


def test_numbers_are_told_by_the_names_they_stand_for(told: Library, cast: Cast) -> None:
    with told.sessions.reading() as session:
        an = users.by_id(session, cast.an)
        asked = narrating.told(session, chronicle.newest(session, an, Wanted(by=[cast.binh])))
        [told_by_binh] = asked
        wanted = Wanted(noun="users", thing=str(cast.tu))
        granted = next(narrating.told(session, chronicle.newest(session, an, wanted)))
    assert (told_by_binh.who, str(told_by_binh.what)) == ("Trần Văn Bình", "asked for changes")
    assert told_by_binh.thing == "Ngày hội phân loại rác"
    assert told_by_binh.details == [(Message("reason"), "Nêu rõ thời gian.")]
    assert (str(granted.who), granted.thing) == ("Somebody without an account", "Hoàng Tú")
    assert [(str(label), str(value)) for label, value in granted.details] == [
        *(("role", "Administrator"), ("unit", "Trường THCS Mẫu Hai"))
    ]


def test_the_reason_itself_is_not_kept_for_ever(told: Library, cast: Cast) -> None:
    [event] = seen(told, cast.an, by=[cast.binh])
    assert event.details.keys() == {"decision"}


def test_a_reason_can_be_forgotten_and_the_chain_holds(told: Library, cast: Cast) -> None:
    def details() -> list[str]:
        found = seen(told, cast.an, noun="units", thing=str(cast.school), before=number + 1)
        with told.sessions.reading() as session:
            newest = next(narrating.told(session, found))
            rows = chronicle.every(session, SHELL, Wanted())
            exported = [row["reason"] for row in rows if row["number"] == number]
        return [*(str(value) for _, value in newest.details), *filter(None, exported)]

    with told.sessions.writing() as session:
        tell(session, None, "ended", "units", cast.school, reason="Em Nguyễn Văn A có trong ảnh.")
        number = history.of(session, "units", cast.school)[-1].number
    assert details() == ["Em Nguyễn Văn A có trong ảnh."] * 2
    with told.sessions.writing() as session:
        history.forget_reason(session, SHELL, number)
        with pytest.raises(NotFound):
            history.forget_reason(session, SHELL, number)
    assert details() == []
    with told.sessions.reading() as session:
        assert history.first_broken(session) is None
        assert [each.verb for each in history.of(session, "events", number)] == ["forgot a reason"]


def test_what_is_gone_or_unknown_is_told_by_its_number_and_verb(told: Library, cast: Cast) -> None:
    with told.sessions.writing() as session:
        tell(session, users.by_id(session, cast.an), "sang", "units", 999, tune="kite", unit=998)
        event = history.of(session, "units", 999)
        [said] = narrating.told(session, event)
    assert (str(said.what), said.thing) == ("sang", "999")
    assert [(str(label), value) for label, value in said.details] == [
        *(("tune", "kite"), ("unit", "998"))
    ]


def test_an_export_has_all_that_the_chain_is_made_of(told: Library, cast: Cast) -> None:
    with told.sessions.reading() as session:
        rows = list(chronicle.every(session, SHELL, Wanted()))
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    before = ""
    for row in map(json.loads, map(chronicle.line, rows)):
        event = Event(**{key: row[key] for key in row.keys() - {"by", "reason"}})
        event.at = datetime.fromisoformat(row["at"])
        assert history._digest(event, before) == row["digest"]
        before = row["digest"]
    assert {row["by"] for row in rows} == {None, "Trần Văn Bình"}
    assert all(len(chronicle.cells(row)) == len(chronicle.COLUMNS) for row in rows)


def test_a_day_is_told_as_a_day(told: Library, cast: Cast) -> None:
    with told.sessions.writing() as session:
        unit, day = units.by_id(session, cast.school), date(2026, 9, 1)
        units.rename(session, SHELL, unit, "Trường Mẫu Một", day)
        [said] = narrating.told(session, history.of(session, "units", unit.id)[-1:])
    assert {str(label): value for label, value in said.details}["valid from"] == day
