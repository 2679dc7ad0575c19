"""Calendars as another program reads them: times in Viet Nam, texts whole, the address a secret."""

from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.database import CLOCK
from library.errors import NotAllowed, NotFound
from library.planning import calendars, slotting
from library.planning.models import Calendar
from library.planning.slotting import Wish
from library.wiring import Library
from tests.cast import Cast
from tests.planning import shelf

HOSTILE = "Ngày hội; “chiêng”, trống\\ " + "rất dài " * 20 + "hết"


def test_another_program_reads_every_activity_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan, minh = (users.by_id(session, id) for id in (cast.lan, cast.minh))
        made = shelf.plan(session, cast)
        timed = shelf.slot(
            *(session, cast, made), title=HOSTILE, day_on=shelf.TEACHERS_DAY, begins=time(7, 30),
            ends=time(9), place="Sân trường, nhà A", needs="Loa\nmáy chiếu", classes="7A1"
        )  # fmt: skip
        shelf.slot(session, cast, made, title="Cả tuần", week=12)
        shelf.slot(session, cast, made, title="Cả ngày", day_on=date(2027, 3, 8))
        shelf.slot(session, cast, made, title="Chưa xếp", week=None)
        shelf.slot(session, cast, made, title="Của người khác", owner_id=cast.lan)
        secret = calendars.renew(session, minh)
        assert not read(session, secret), "a draft is nobody's calendar"
        made.version = 1
        session.flush()
        events = read(session, secret)
        assert set(events) == {HOSTILE.strip(), "Cả tuần", "Cả ngày"}
        first = events[HOSTILE.strip()]
        assert first.decoded("dtstart") == datetime(2026, 11, 20, 7, 30, tzinfo=CLOCK)
        assert first.decoded("dtend") == datetime(2026, 11, 20, 9, 0, tzinfo=CLOCK)
        assert str(first["location"]) == "Sân trường, nhà A"
        assert str(first["uid"]) == f"slot-{timed.id}@thu-vien.example.vn"
        assert "Loa máy chiếu" in str(first["description"]) and "7A1" in str(first["description"])
        week = events["Cả tuần"]
        assert week.decoded("dtstart") == date(2026, 11, 23)
        assert week.decoded("dtend") == date(2026, 11, 28), "Monday to Friday; the end is not in it"
        day = events["Cả ngày"]
        assert day.decoded("dtend") - day.decoded("dtstart") == timedelta(days=1)
        slotting.remove(session, lan, timed, Wish(reason=""))
        assert HOSTILE.strip() not in read(session, secret)
        of_school = calendars.renew(session, minh, units.by_id(session, cast.school))
        assert "Của người khác" in read(session, of_school)


def read(session: Session, secret: str) -> dict[str, Any]:
    kept = calendars.found(session, secret)
    body = calendars.written(
        *(session, kept, "Lịch", "thu-vien.example.vn"),
        lambda slot: f"https://thu-vien.example.vn/{slot.id}",
    )
    lines = body.decode().split("\r\n")
    assert lines[-1] == "" and all(len(line.encode()) <= 75 for line in lines)
    read_back = icalendar.Calendar.from_ical(body)
    zones = [str(zone["tzid"]) for zone in read_back.walk("VTIMEZONE")]
    events = {str(event["summary"]): event for event in read_back.walk("VEVENT")}
    assert zones == ["Asia/Ho_Chi_Minh"] or not any(
        isinstance(event.decoded("dtstart"), datetime) for event in events.values()
    )
    return events


def test_a_renewed_or_ended_address_and_one_of_who_has_left_lead_nowhere(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        minh, school = users.by_id(session, cast.minh), units.by_id(session, cast.school)
        old = calendars.renew(session, minh, school)
        new = calendars.renew(session, minh, school)
        kept = session.scalars(select(Calendar)).one()
        assert new not in (kept.digest, old)
        with pytest.raises(NotFound):
            calendars.found(session, old)
        assert calendars.found(session, new) is kept
        with pytest.raises(NotFound):
            calendars.end(session, users.by_id(session, cast.lan), kept.id)
        with pytest.raises(NotAllowed):
            calendars.renew(session, users.by_id(session, cast.tu), school)
        minh.memberships.clear()
        session.flush()
        with pytest.raises(NotFound):
            calendars.found(session, new)
        calendars.end(session, minh, kept.id)
        assert session.scalars(select(Calendar)).all() == []
