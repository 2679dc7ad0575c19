"""The register: who must sign, what an entry shows and hides, withdrawn and run out, and for whom."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from library import database, history
from library.accounts import users
from library.accounts.models import User
from library.consents import portraits, register, rules
from library.consents.models import Consent
from library.consents.register import Given
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.models import Item
from library.wiring import Library
from tests import make
from tests.cast import Cast

PHOTO = "files/lop.png"
DAY = timedelta(days=1)


def given(person: str = "Học sinh A, lớp 7A", **more: Any) -> Given:
    usual: dict[str, Any] = {
        "age": "child",
        "purpose": rules.SHOWN,
        "channel": "library",
        "given_on": today(),
        "path": PHOTO,
        "by_person": True,
        "by_guardian": True,
    }
    return Given(person, **(usual | more))


def item_of(session: Session, library: Library, cast: Cast) -> Item:
    item = make.saved(session, library, files={"lop.png": b"\x89PNG\r\n\x1a\n lop"}).item
    item.unit_id = cast.school
    session.flush()
    session.refresh(item)
    return item


def is_seen(item: Item) -> bool:
    assert item.published
    return [file.path for file in item.published.files] == [PHOTO]


def person(session: Session, id: int) -> User:
    return users.by_id(session, id)


@pytest.mark.parametrize(
    ("age", "by_person", "by_guardian", "is_enough"),
    [
        ("child", True, True, True),
        ("child", True, False, False),
        ("child", False, True, False),
        ("child", False, False, False),
        ("young", False, True, True),
        ("young", True, False, False),
        ("adult", True, False, True),
        ("adult", False, True, False),
    ],
)
def test_who_must_sign(
    library: Library, cast: Cast, age: str, by_person: bool, by_guardian: bool, is_enough: bool
) -> None:
    said = given(age=age, by_person=by_person, by_guardian=by_guardian)
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        if is_enough:
            register.add(session, binh, item, said)
            return
        with pytest.raises(Invalid) as refused:
            register.add(session, binh, item, said)
        assert refused.value.field == "signed"


def test_a_photo_of_two_is_seen_once_both_agree_and_hidden_when_one_withdraws(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        assert is_seen(item)
        portraits.mark(session, binh, item, PHOTO, 2)
        assert not is_seen(item)
        first = register.add(session, binh, item, given("Học sinh A"))
        register.add(session, binh, item, given("Học sinh  a"))  # the same person once more
        assert not is_seen(item)
        register.add(session, binh, item, given("Học sinh B", age="young"))
        assert is_seen(item)
        assert register.withdraw(session, binh, first, "Phụ huynh gọi điện.") == []
        assert not is_seen(item)
        register.add(session, binh, item, given("Học sinh A"))
        assert is_seen(item)


@pytest.mark.parametrize(
    "more",
    [{"purpose": "taught"}, {"given_on": today() - 2 * DAY, "ends_on": today()}, {"path": None}],
    ids=["another purpose", "until today", "for all of it"],
)
def test_what_counts_for_being_seen(library: Library, cast: Cast, more: dict[str, Any]) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        portraits.mark(session, binh, item, PHOTO, 1)
        register.add(session, binh, item, given(**more))
        assert is_seen(item) == ("purpose" not in more)


def test_a_consent_that_runs_out_is_hidden_the_day_after(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        kept = register.add(session, binh, item, given(ends_on=today()))
        assert is_seen(item)
        assert not register.is_due(session)
        tomorrow = today() + DAY
        for module in (register, portraits):
            monkeypatch.setattr(module, "today", lambda: tomorrow)
        assert register.is_due(session)
        assert register.expire(session) == []
        assert not register.is_due(session)
        assert not is_seen(item)
        assert (kept.ended_by_id, kept.ended_at is not None) == (None, True)
        assert history.of(session, "consents", kept.id)[-1].verb == "expired"


def test_a_renewed_consent_to_all_of_it_keeps_the_item(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        register.add(session, binh, item, given(path=None, ends_on=today()))
        renewed = register.add(session, binh, item, given(path=None, ends_on=today() + DAY))
        monkeypatch.setattr(register, "today", lambda: database.today() + DAY)
        assert register.expire(session) == []
        assert item.published_id
        monkeypatch.setattr(register, "today", lambda: database.today() + 2 * DAY)
        shown = item.published
        assert register.expire(session) == [shown]
        session.refresh(item)
        assert item.published_id is None
        assert shown and renewed.ended_revision_id == shown.id
        with pytest.raises(Conflict):
            register.guard(session, item.revisions[-1])


def test_withdrawing_twice_is_said(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        kept = register.add(session, binh, item, given())
        register.withdraw(session, binh, kept, "")
        with pytest.raises(Conflict):
            register.withdraw(session, binh, kept, "")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"person": " "}, "person"),
        ({"age": "old"}, "age"),
        ({"purpose": ""}, "purpose"),
        ({"channel": ""}, "channel"),
        ({"given_on": None}, "given_on"),
        ({"given_on": today() + DAY}, "given_on"),
        ({"given_on": today() - 9 * DAY, "ends_on": today() - DAY}, "ends_on"),
        ({"path": "files/khac.png"}, "path"),
    ],
)
def test_what_cannot_be_entered_names_its_field(
    library: Library, cast: Cast, more: dict[str, Any], field: str
) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        with pytest.raises(Invalid) as refused:
            register.add(session, binh, item, given(**more))
        assert refused.value.field == field
        assert not session.query(Consent).count()


# Who enters, reads all of it, and says that nobody can be recognised any more.
RIGHTS = {"lan": "enter", "binh": "enter keep", "hanh": "enter keep", "an": "enter keep",
          "tu": "", "vy": ""}  # fmt: skip


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_do_what(library: Library, cast: Cast, who: str) -> None:
    enters, keeps = ("enter" in RIGHTS[who], "keep" in RIGHTS[who])
    with library.sessions.writing() as session:
        item, user = item_of(session, library, cast), person(session, getattr(cast, who))
        others = register.add(session, person(session, cast.minh), item, given())
        if enters:
            own = register.add(session, user, item, given("Học sinh B"))
            expected = [others, own] if keeps else [own]
            assert list(register.of(session, user, item)) == expected
        else:
            with pytest.raises(NotAllowed):
                register.add(session, user, item, given())
            with pytest.raises(NotAllowed):
                portraits.mark(session, user, item, PHOTO, 1)
        if keeps:
            assert register.by_id(session, user, others.id) is others
            portraits.clear(session, user, item, PHOTO, "Đã làm mờ khuôn mặt.")
            assert is_seen(item)
        else:
            with pytest.raises(NotFound):
                register.by_id(session, user, others.id)
            with pytest.raises(NotAllowed):
                portraits.clear(session, user, item, PHOTO, "Đã làm mờ khuôn mặt.")


def test_a_number_of_people_and_a_file_must_be_ones(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item, binh = item_of(session, library, cast), person(session, cast.binh)
        for people in (0, 501):
            with pytest.raises(Invalid):
                portraits.mark(session, binh, item, PHOTO, people)
        with pytest.raises(NotFound):
            portraits.mark(session, binh, item, "files/khac.png", 1)
        with pytest.raises(Invalid):
            portraits.clear(session, binh, item, PHOTO, " ")
