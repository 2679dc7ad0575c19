"""One-time codes: the vectors of the RFCs, the drift of a clock, nothing but six digits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.accounts import totp

KEY = b"12345678901234567890"
# RFC 6238, appendix B, SHA-1: the moment in seconds and the code of eight digits.
OF_RFC_6238 = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
# RFC 4226, appendix D: the codes of the counters 0 to 9.
OF_RFC_4226 = (
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
)
NOON = datetime(2026, 11, 25, 5, 0, 10, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize("seconds", OF_RFC_6238)
def test_codes_are_those_of_rfc_6238(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(KEY, totp.step_at(moment), digits=8) == OF_RFC_6238[seconds]


def test_codes_of_six_digits_are_those_of_rfc_4226() -> None:
    assert tuple(totp.code(KEY, counter) for counter in range(10)) == OF_RFC_4226


@pytest.mark.parametrize("seconds", [-60, -30, 0, 30, 60])
def test_a_clock_may_be_wrong_by_one_step(seconds: int) -> None:
    opens = abs(seconds) <= 30
    secret = totp.make_secret()
    typed = totp.code_of(secret, totp.step_at(NOON + timedelta(seconds=seconds)))
    assert (totp.matching_step(secret, typed, NOON) is not None) is opens


@given(MOMENTS)
def test_the_code_of_a_moment_opens_at_that_moment_however_it_is_spaced(moment: datetime) -> None:
    secret = totp.make_secret()
    typed = totp.code_of(secret, totp.step_at(moment))
    assert totp.matching_step(secret, f" {typed[:3]} {typed[3:]}", moment) is not None


@given(st.text(max_size=12))
def test_other_text_than_six_digits_never_opens(typed: str) -> None:
    secret = totp.make_secret()
    right = {totp.code_of(secret, totp.step_at(NOON) + drift) for drift in (-1, 0, 1)}
    opens = totp.matching_step(secret, typed, NOON) is not None
    assert opens is ("".join(typed.split()) in right)


def test_an_app_is_told_account_and_issuer() -> None:
    said = totp.uri("ABCD", "lan@example.vn", "Sáo Diều")
    assert said.startswith("otpauth://totp/S%C3%A1o%20Di%E1%BB%81u%3Alan%40example.vn?secret=ABCD&")
