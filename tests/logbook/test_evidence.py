"""Evidence: for the unit only, public only when nobody can be recognised; kept files are checked."""

import hashlib
import io
import os

import pytest
from sqlalchemy.orm import Session

from library import checking
from library.accounts import users
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.logbook import evidence
from library.logbook.models import Entry, EntryFile
from library.uploads.accepting import Upload
from library.wiring import Library
from tests.cast import Cast
from tests.logbook import book


def photo(session: Session, cast: Cast, entry: Entry, said: str = "anh") -> EntryFile:
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    upload = Upload("files/evidence-1.jpg", sha256, 3, "image/jpeg")
    return evidence.attach(session, users.by_id(session, cast.lan), entry, upload, "Trao giải")


def test_a_file_is_seen_by_the_unit_until_the_head_opens_it(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        people = (cast.lan, cast.hanh, cast.tu, cast.an)
        lan, hanh, tu, an = (users.by_id(session, id) for id in people)
        made = photo(session, cast, book.entry(session, cast))
        for user in (lan, hanh, an):
            assert evidence.by_id(session, user, made.id) is made
        for stranger in (tu, None):
            with pytest.raises(NotFound):
                evidence.by_id(session, stranger, made.id)
        with pytest.raises(NotAllowed):
            evidence.publish(session, lan, made, 0)
        for people_in_it in (None, 2, -1):
            with pytest.raises(Invalid):
                evidence.publish(session, hanh, made, people_in_it)
        assert not made.is_public
        evidence.publish(session, hanh, made, 0)
        assert evidence.by_id(session, None, made.id) is made
        evidence.withdraw(session, lan, made)
        with pytest.raises(NotFound):
            evidence.by_id(session, None, made.id)


def test_the_same_photo_twice_is_one_and_there_is_an_end(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        entry = book.entry(session, cast)
        assert photo(session, cast, entry) is photo(session, cast, entry)
        for number in range(evidence.MOST - 1):
            photo(session, cast, entry, str(number))
        with pytest.raises(Conflict):
            photo(session, cast, entry, "too many")
        lan = users.by_id(session, cast.lan)
        evidence.remove(session, lan, entry.files[0])
        assert len(entry.files) == evidence.MOST - 1


def test_the_check_misses_a_file_that_is_gone(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        photo(session, cast, book.entry(session, cast))
    assert any("logbook/1/evidence-1.jpg" in str(each) for each in checking.problems(library))


def test_what_is_removed_is_deleted_within_a_day_and_the_rest_stays(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        entry, lan = book.entry(session, cast), users.by_id(session, cast.lan)
        kept = [library.evidence.keep(io.BytesIO(said.encode())) for said in ("một", "hai")]
        files = [photo(session, cast, entry, said) for said in ("một", "hai")]
        assert [each.sha256 for each in files] == [each.sha256 for each in kept]
        evidence.remove(session, lan, files[0])
        evidence.sweep(session, library.evidence)
        assert len(list(library.evidence.kept())) == 2, "somebody may be sending it just now"
        for each in kept:
            place = library.evidence.path(each.sha256)
            os.utime(place, (0, 0))
        evidence.sweep(session, library.evidence)
        assert list(library.evidence.kept()) == [kept[1].sha256]
