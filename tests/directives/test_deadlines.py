"""Deadlines in the words of plans become last days, or stay words."""

from datetime import date

import pytest

from library.directives import deadlines
from library.planning import schoolyear

SAID = {
    "09/06/2027": date(2027, 6, 9),
    "trước ngày 09/6/2027": date(2027, 6, 8),
    "Chậm nhất ngày 5 tháng 9 năm 2026": date(2026, 9, 5),
    "2027-03-01": date(2027, 3, 1),
    "Quý I năm 2021": date(2021, 3, 31),
    "Quý IV/2026": date(2026, 12, 31),
    "quarter 2 2027": date(2027, 6, 30),
    "Tháng 02/2028": date(2028, 2, 29),
    "tháng 12 năm 2026": date(2026, 12, 31),
    "Học kỳ I năm học 2026-2027": date(2027, 1, 10),
    "HKII 2026-2027": date(2027, 5, 23),
    "Năm học 2026–2027": date(2027, 5, 23),
    "Năm học 2030-2031": date(2031, 5, 31),
    "Học kỳ I năm học 2030-2031": None,
    "31/02/2027": None,
    "Quý I": None,
    "Tháng 13/2026": None,
    "Thường xuyên": None,
    "năm học 2026-2028": None,
    "": None,
}


@pytest.mark.parametrize("words", SAID)
def test_words_become_the_last_day_that_they_name(words: str) -> None:
    assert deadlines.last_day(words, schoolyear.shipped) == SAID[words]
