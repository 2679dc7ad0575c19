"""Messages: English sentences with places, translated at the edge; what a person reads of a crash."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from library import errors
from library.errors import Conflict, Invalid, LibraryError, Message, NotAllowed, NotFound

VIETNAMESE = {"No “%(name)s”: %(why)s": "Không có “%(name)s”: %(why)s", "It is gone.": "Đã mất."}


def translate(sentence: str) -> str:
    return VIETNAMESE.get(sentence, sentence)


def test_a_message_is_translated_before_its_places_are_filled() -> None:
    message = Message("No “%(name)s”: %(why)s", {"name": "kế hoạch", "why": "trống"})
    assert message.translated(translate) == "Không có “kế hoạch”: trống"
    assert str(message) == "No “kế hoạch”: trống"


def test_a_message_within_a_message_is_translated_too() -> None:
    message = Message("No “%(name)s”: %(why)s", {"name": "a", "why": Message("It is gone.")})
    assert message.translated(translate) == "Không có “a”: Đã mất."


def test_a_sentence_without_places_may_hold_a_percent_sign() -> None:
    assert str(Message("100 % done")) == "100 % done"


@pytest.mark.parametrize("kind", [NotFound, NotAllowed, Conflict, Invalid])
def test_every_error_says_its_sentence(kind: type[LibraryError]) -> None:
    error = kind("No “%(name)s”: %(why)s", name="x", why="y")
    assert str(error) == "No “x”: y"
    assert isinstance(error, LibraryError)


def test_what_is_invalid_may_name_its_field() -> None:
    assert Invalid("Wrong.", field="grade").field == "grade"
    assert Invalid("Wrong.").field == ""


def of_database(said: str) -> OperationalError:
    return OperationalError("INSERT", {}, sqlite3.OperationalError(said))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (of_database("database or disk is full"), "The disk is full"),
        (of_database('could not extend file "base/1/2": No space left'), "The disk is full"),
        (of_database("database is locked"), "Somebody else is writing"),
        (of_database("database disk image is malformed"), "The database is damaged"),
        (of_database("file is not a database"), "The database is damaged"),
        (of_database("connection refused"), "The database cannot be reached"),
        (PermissionError(errno.EACCES, "Permission denied"), "A file or folder cannot be read"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_person_is_told_what_to_do_about_an_error_of_the_machine(
    error: Exception, told: str
) -> None:
    assert str(errors.of_system(error)).startswith(told)
