"""Passwords: what a good one is, its hash (Argon2id) and the narrow gate before hashing.

A hash takes 50 ms of a processor on purpose. Behind the gate there is only one at a time, so that
somebody who tries thousands of passwords slows nobody who reads.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from library.errors import Conflict, Invalid
from library.marking import N_

# TCVN 14423:2026, grade 2: with a second factor 8 letters are enough.
SHORTEST = 14
SHORTEST_WITH_SECOND_FACTOR = 8
_LONGEST = 200
_FEWEST_KINDS_OF_LETTERS = 5
# Letters of a name that counts: a shorter one, such as "an" or "thu", is in half of all words.
_SHORTEST_NAME = 4
# One is hashed and one waits; more would take the threads that answer readers.
_MOST_WAITING = 2
# Wrong passwords from everywhere that are hashed in a while; above it nobody is let in by password
# for a few seconds, because somebody tries thousands.
_MOST_WRONG, _WHILE = 40, 10.0

_BUSY = N_("Many are signing in at this moment; try again in a few seconds.")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_gate = threading.Lock()
_waiting = threading.BoundedSemaphore(_MOST_WAITING)
_wrong: deque[float] = deque(maxlen=_MOST_WRONG)
# Of no password: an address without an account takes as long as one with.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$4gj5ex+RgKmk6OYAdW1xgw"
    "$Yj/MEeVgj2f9Fvw5zboS1s03X0vToI9sWUvvXtIR1NM"
)


def check(password: str, email: str, *, second_factor: bool = False) -> None:
    """Raise Invalid for a password that is too easy to guess."""
    shortest = SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST
    if len(password) < shortest:
        raise Invalid(
            N_("Use at least %(count)s characters; four words in a row are easy to remember."),
            field="password",
            count=shortest,
        )
    if len(password) > _LONGEST:
        raise Invalid(N_("Use at most %(count)s characters."), field="password", count=_LONGEST)
    lower, name = password.lower(), email.partition("@")[0].lower()
    is_of_name = len(name) >= _SHORTEST_NAME and name in lower
    if len(set(lower)) < _FEWEST_KINDS_OF_LETTERS or is_of_name:
        raise Invalid(
            N_("That is too easy to guess; use words that have nothing to do with the account."),
            field="password",
        )


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(password)


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one whose hash is kept; without one it takes as long to say no.

    Raise Conflict when too many are at it.
    """
    with _one_at_a_time():
        if is_right := _fits(kept, password):
            return is_right
        _wrong.append(monotonic())
        return False


def _fits(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _NOBODY, password[:_LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def require_room() -> None:
    """Raise Conflict while so many wrong passwords come in that readers would feel it."""
    if len(_wrong) == _MOST_WRONG and _wrong[0] > monotonic() - _WHILE:
        raise Conflict(_BUSY)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    require_room()
    if not _waiting.acquire(blocking=False):
        raise Conflict(_BUSY)
    try:
        with _gate:
            yield
    finally:
        _waiting.release()
