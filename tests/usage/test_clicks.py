"""A second click within half a minute is none, and nobody can tell who clicked."""

import gc

import pytest

from library.usage import clicks
from library.usage.clicks import Clicks

READER = ("203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64; rv:133.0)")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_same_click_counts_again_after_half_a_minute_without_any() -> None:
    clock = Clock()
    seen = Clicks(clock)
    assert seen.is_first(*READER, "/vi/items/rac")
    for _ in range(3):
        clock.seconds += 29
        assert not seen.is_first(*READER, "/vi/items/rac"), "each click begins it anew"
    clock.seconds += 31
    assert seen.is_first(*READER, "/vi/items/rac")


def test_another_reader_another_agent_and_another_thing_are_other_clicks() -> None:
    seen = Clicks(Clock())
    assert seen.is_first(*READER, "/vi/items/rac")
    assert seen.is_first("203.0.113.8", READER[1], "/vi/items/rac")
    assert seen.is_first(READER[0], "Firefox", "/vi/items/rac")
    assert seen.is_first(*READER, "/vi/items/la")


def test_a_click_is_forgotten_after_its_half_minute_and_was_never_kept_as_it_is() -> None:
    clock = Clock()
    seen = Clicks(clock)
    seen.is_first(*READER, "/vi/items/rac")
    kept = list(seen._seen)
    assert all(isinstance(each, bytes) and len(each) == 16 for each in kept)
    assert not any(READER[0] in str(each) for each in gc.get_referents(seen.__dict__))
    clock.seconds += 31
    seen.forget()
    assert not seen._seen


def test_a_digest_means_nothing_in_another_process_or_on_another_day() -> None:
    clock = Clock()
    first, second = Clicks(clock), Clicks(clock)
    for each in (first, second):
        each.is_first(*READER, "/vi/items/rac")
    assert set(first._seen) != set(second._seen)
    before = set(first._seen)
    clock.seconds += 86_401
    first.is_first(*READER, "/vi/items/rac")
    assert before.isdisjoint(first._seen)


def test_a_flood_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clicks, "MOST", 10)
    seen = Clicks(Clock())
    for number in range(50):
        assert seen.is_first(*READER, f"/vi/items/{number}")
    assert len(seen._seen) <= 11
