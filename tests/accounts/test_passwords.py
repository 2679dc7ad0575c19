"""The narrow gate before hashing: a flood of wrong passwords is turned away, for a while."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.accounts import passwords
from library.errors import Conflict, Invalid

PASSWORD = "diều sáo trúc bay cao"
KEPT = passwords.hashed(PASSWORD)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nobody tries passwords before and after a test."""
    passwords._wrong.clear()
    yield
    passwords._wrong.clear()


def test_many_wrong_passwords_shut_the_gate_until_a_while_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(passwords, "monotonic", lambda: clock[0])
    for _ in range(passwords._MOST_WRONG):
        passwords.require_room()
        passwords._wrong.append(clock[0])
    with pytest.raises(Conflict):
        passwords.require_room()
    with pytest.raises(Conflict):
        passwords.is_right(KEPT, PASSWORD)
    clock[0] += passwords._WHILE + 1
    assert passwords.is_right(KEPT, PASSWORD)


def test_only_wrong_passwords_are_counted() -> None:
    assert passwords.is_right(KEPT, PASSWORD)
    assert not passwords._wrong
    assert not passwords.is_right(KEPT, "wrong wrong wrong")
    assert not passwords.is_right(None, PASSWORD)
    assert len(passwords._wrong) == 2


def test_of_many_at_once_two_get_through_and_nobody_waits_long() -> None:
    said: list[object] = []

    def one() -> None:
        try:
            said.append(passwords.is_right(KEPT, PASSWORD))
        except Conflict:
            said.append("busy")

    with passwords._gate:  # while one is being hashed
        threads = [threading.Thread(target=one) for _ in range(8)]
        for thread in threads:
            thread.start()
        while len(said) < 6:
            time.sleep(0.01)
        assert said == ["busy"] * 6
    for thread in threads:
        thread.join()
    assert said.count(True) == 2


@given(st.text(min_size=14, max_size=40))
@settings(max_examples=5, deadline=None)
def test_a_password_is_right_and_another_is_not(password: str) -> None:
    kept = passwords.hashed(password)
    assert passwords.is_right(kept, password)
    assert not passwords.is_right(kept, password + "x")


@pytest.mark.parametrize(
    "password", ["ngắn", "a" * 20, "abababababababab", "lan.nguyen là tôi đây", "x1y2" * 60]
)
def test_what_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.check(password, "lan.nguyen@example.vn")


def test_a_password_with_a_syllable_of_a_short_name_in_it_is_taken() -> None:
    """An address such as thu@ must not forbid every password with "thuyền" in it."""
    passwords.check("thuyền giấy qua sông", "thu@example.vn")
    with pytest.raises(Invalid):
        passwords.check("lethilan lethilan 1990", "lethilan@example.vn")
