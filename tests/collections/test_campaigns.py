"""Campaigns: which run on a day and in which order; who plans them; what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from library.accounts import users
from library.collections import campaigns
from library.collections.campaigns import Given, Stale
from library.errors import Invalid, NotAllowed
from library.wiring import Library
from tests import cast as people
from tests.cast import Cast

GIVEN = Given(
    texts={"vi": {"title": "Tháng an toàn mạng", "text": "Cùng làm."}},
    begins_on=date(2026, 11, 10),
    ends_on=date(2026, 11, 20),
    search="q=an+toan",
    collection_id=None,
    priority=0,
)


def test_a_campaign_runs_from_its_first_day_to_its_last(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        people.let_curate_all(session, cast)
        vy = users.by_id(session, cast.vy)
        low = campaigns.make(session, vy, GIVEN)
        high = campaigns.make(session, vy, replace(GIVEN, priority=5, begins_on=date(2026, 11, 15)))
        soon = campaigns.make(session, vy, replace(GIVEN, ends_on=date(2026, 11, 16)))
        on = {
            day: list(campaigns.running(session, date(2026, 11, day)))
            for day in (9, 10, 15, 17, 21)
        }
        assert on == {9: [], 10: [soon, low], 15: [high, soon, low], 17: [high, low], 21: []}
        campaigns.drop(session, vy, high)
        assert list(campaigns.running(session, date(2026, 11, 17))) == [low]


def test_only_curators_of_the_whole_library_plan_them(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        vy = users.by_id(session, cast.vy)
        with pytest.raises(NotAllowed):
            campaigns.make(session, vy, GIVEN)
        people.let_curate_all(session, cast)
        made = campaigns.make(session, vy, GIVEN)
        opened = made.edited
        campaigns.change(session, vy, made, replace(GIVEN, priority=1), opened)
        with pytest.raises(Stale):
            campaigns.change(session, vy, made, replace(GIVEN, priority=2), opened)
        assert made.priority == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(GIVEN, texts={"vi": {"title": ""}}), "title-vi"),
        (replace(GIVEN, texts={"en": {"title": "", "text": "x"}}), "title-en"),
        (replace(GIVEN, begins_on=None), "begins_on"),
        (replace(GIVEN, ends_on=None), "ends_on"),
        (replace(GIVEN, ends_on=date(2026, 11, 9)), "ends_on"),
        (replace(GIVEN, search=""), "search"),
        (replace(GIVEN, collection_id=99), "collection"),
        (replace(GIVEN, priority=10), "priority"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(starter: Library, wrong: Given, field: str) -> None:
    with starter.sessions.write() as session, pytest.raises(Invalid) as refused:
        campaigns.make(session, people.SHELL, wrong)
    assert refused.value.field == field
