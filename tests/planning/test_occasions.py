"""Days that schools plan for: real days, both languages, a public source, known tags; rules and years."""

import unicodedata
from datetime import date

import pytest

from library.i18n import LANGUAGES
from library.planning import occasions
from library.planning.occasions import LAST, Occasion
from library.wiring import Library

ALL = occasions.shipped()


def moving(**rule: object) -> Occasion:
    return Occasion("k", {"vi": "Ngày"}, {}, (), "nguồn", **rule)  # type: ignore[arg-type]


@pytest.mark.parametrize("occasion", ALL, ids=lambda occasion: occasion.key)
def test_an_occasion_is_a_day_with_names_and_a_source(occasion: Occasion) -> None:
    assert any(occasion.on(year) for year in (2026, 2027, 2028))
    assert occasion.source
    for language in LANGUAGES:
        said = occasion.title(language) + occasion.note(language)
        assert occasion.titles[language]
        assert unicodedata.is_normalized("NFC", said)
        assert bool(occasion.note(language)) == bool(occasion.notes)


def test_no_two_shipped_occasions_have_one_key() -> None:
    assert len({each.key for each in ALL}) == len(ALL)


def test_the_tags_of_occasions_are_in_the_vocabulary(starter: Library) -> None:
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
    assert {tag for occasion in ALL for tag in occasion.tags} <= set(vocabulary.terms)


def test_a_weekday_of_a_month_moves_and_a_year_may_be_an_exception() -> None:
    [internet] = [each for each in ALL if each.key == "safer-internet-day"]
    # 2024 was the first Tuesday, against the rule; the others are as their organisers held them.
    assert [internet.on(year) for year in (2024, 2025, 2026, 2027)] == [
        date(2024, 2, 6), date(2025, 2, 11), date(2026, 2, 10), date(2027, 2, 9),
    ]  # fmt: skip
    assert moving(month=5, weekday=6, week=LAST).on(2027) == date(2027, 5, 30)
    assert moving(month=2, weekday=0, week=5).on(2027) is None


def test_a_day_that_follows_the_moon_falls_only_in_the_years_that_are_known() -> None:
    [kings] = [each for each in ALL if each.key == "hung-kings-day"]
    assert kings.on(2027) == date(2027, 4, 16)
    assert kings.on(2040) is None
    assert moving(month=3, day=8, years={2027: None}).on(2027) is None
    assert moving(month=2, day=29).on(2027) is None


def test_a_school_year_begins_in_september_and_its_days_are_in_order(starter: Library) -> None:
    assert occasions.school_year(date(2026, 8, 31)) == 2025
    assert occasions.school_year(date(2026, 9, 1)) == 2026
    with starter.sessions.reading() as session:
        days = [day for day, _ in occasions.of_school_year(session, 2026)]
        four_weeks = occasions.between(session, date(2026, 12, 8), date(2027, 1, 5))
    assert days == sorted(days)
    assert (days[0], days[-1]) == (date(2026, 9, 2), date(2027, 8, 12))
    assert [each.key for _, each in four_weeks] == ["human-rights-day", "national-defence-day"]


def test_a_language_without_a_name_gets_the_english_one() -> None:
    assert ALL[0].title("km") == ALL[0].titles["en"]
