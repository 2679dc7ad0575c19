"""The flute: what it says below its joints."""

import re

from library.web import drawings


def times(minutes: list[int], start: int = 0) -> list[str]:
    return re.findall(r'<text class="tick[^>]*>([^<]+)</text>', drawings.flute(minutes, start, ""))


def test_every_joint_has_its_minute_where_there_is_room() -> None:
    assert times([10, 10, 15, 10]) == ["0", "10", "20", "35", "45"]


def test_times_that_would_run_into_each_other_are_left_out() -> None:
    run_sheet = [10, 5, 5, 10, 2, 12, 6, 10, 10, 20, 20, 20, 10, 7, 3]
    assert times(run_sheet, start=450) == ["07:30", "08:00", "08:20", "08:40", "09:00", "09:20",
                                           "10:00"]  # fmt: skip


def test_beginning_and_end_are_always_said() -> None:
    assert times([1, 300, 1]) == ["0", "302"]
