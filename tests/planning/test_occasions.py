"""Days that schools plan for: real days, both languages, a public source, known tags."""

import calendar
import unicodedata

import pytest

from library.i18n import LANGUAGES
from library.planning import occasions
from library.planning.occasions import Occasion
from library.wiring import Library

ALL = [day for month in range(1, 13) for day in occasions.of_month(month)]


@pytest.mark.parametrize("occasion", ALL, ids=lambda occasion: occasion.titles["en"])
def test_an_occasion_is_a_day_with_names_and_a_source(occasion: Occasion) -> None:
    assert 1 <= occasion.day <= calendar.monthrange(2028, occasion.month)[1]
    assert occasion.source
    for language in LANGUAGES:
        said = occasion.title(language) + occasion.note(language)
        assert occasion.titles[language]
        assert unicodedata.is_normalized("NFC", said)
        assert bool(occasion.note(language)) == bool(occasion.notes)


def test_the_tags_of_occasions_are_in_the_vocabulary(starter: Library) -> None:
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
    assert {tag for occasion in ALL for tag in occasion.tags} <= set(vocabulary.terms)


def test_the_occasions_of_a_month_are_in_the_order_of_their_days() -> None:
    november = [occasion.day for occasion in occasions.of_month(11)]
    assert november == sorted(november)
    assert 20 in november
    assert occasions.of_month(13) == []


def test_a_language_without_a_name_gets_the_english_one() -> None:
    assert occasions.of_month(11)[0].title("km") == occasions.of_month(11)[0].titles["en"]
