"""Corrections, copies and the official mark: what a new revision says, to whom, and what lapses."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from library import history, notices
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.care import copies, corrections, marks
from library.care.models import Copy
from library.consents import portraits
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed
from library.items.models import Item
from library.review import deciding
from library.review.models import Save, Submission
from library.review.workflow import State, Step
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.review import desk

PHOTO = {"path": "files/lop.png", "media_type": "image/png", "size": 9, "sha256": "x"}


def people(session: Session, cast: Cast, *names: str) -> list[User]:
    return [users.by_id(session, getattr(cast, name)) for name in names]


def published(session: Session, library: Library, cast: Cast) -> Item:
    found = desk.submission(session, library, cast, State.PUBLISHED).item
    assert found
    return found


def correction(session: Session, library: Library, cast: Cast, **step: str) -> Submission:
    """Publish another state of the same item."""
    made = desk.submission(
        session, library, cast, State.ACCEPTED, plan=make.plan("Xã tên mới."), author=cast.minh
    )
    [hanh] = people(session, cast, "hanh")
    seen = Step("publish", seen=desk.HANDED_IN, reason="Đã xem kĩ.", **step)
    deciding.publish(session, hanh, made, seen, library.workshop(session))
    return made


def department_head(session: Session, cast: Cast) -> User:
    unit = units.by_id(session, cast.department)
    head = users.add(session, SHELL, unit, "so@example.vn", "Trưởng phòng", "vi")
    users.grant(session, SHELL, head, Role.PUBLISHER, unit)
    return head


def test_readers_and_who_has_a_copy_are_told_of_a_correction(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = published(session, library, cast)
        tu, vy, hanh, an = people(session, cast, "tu", "vy", "hanh", "an")
        for user in (tu, hanh, an):
            copies.note(session, user.id, item.id)
        an.ended_at = item.created_at
        made = correction(session, library, cast, note="Tên xã sau khi sáp nhập.")
        [told] = corrections.of(session, item)
        assert (told.note, told.revision_id) == ("Tên xã sau khi sáp nhập.", made.revision_id)
        assert "Tên xã sau khi sáp nhập." in str(notices.of(session, tu)[0].message)
        for other in (vy, hanh, an):
            said = [str(each.message) for each in notices.of(session, other)]
            assert not any("sáp nhập" in each for each in said)


def test_without_a_note_readers_see_the_reason(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = published(session, library, cast)
        correction(session, library, cast)
        assert [each.note for each in corrections.of(session, item)] == ["Đã xem kĩ."]


def test_a_first_publication_corrects_nothing(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = correction(session, library, cast)
        assert made.item and corrections.of(session, made.item) == []


def test_a_correction_of_a_withdrawn_item_shows_it_and_says_so(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        first = desk.submission(session, library, cast, State.PUBLISHED)
        [hanh] = people(session, cast, "hanh")
        deciding.decide(session, hanh, first, Step("withdraw", reason="Sai tên xã."))
        made = correction(session, library, cast, note="Tên xã đã đúng.")
        assert made.item and made.item.published_id == made.revision_id
        assert [each.note for each in corrections.of(session, made.item)] == ["Tên xã đã đúng."]


def test_a_list_of_copies_is_the_persons_own_and_can_be_deleted(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, minh = people(session, cast, "lan", "minh")
        items = [make.saved(session, library, name).item for name in ("mot", "hai")]
        for item in items:
            copies.note(session, lan.id, item.id)
            copies.note(session, minh.id, item.id)
        copies.note(session, lan.id, items[0].id)
        assert copies.is_noted(session, lan.id, items[0].id)
        assert len(copies.of(session, lan)) == 2
        copies.forget(session, lan, items[0].id)
        assert [each.item_id for each in copies.of(session, lan)] == [items[1].id]
        copies.forget(session, lan)
        assert (len(copies.of(session, lan)), len(copies.of(session, minh))) == (0, 2)


def test_copies_are_forgotten_with_the_account_and_when_they_are_old(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, minh = people(session, cast, "lan", "minh")
        items = [make.saved(session, library, name).item for name in ("mot", "hai")]
        for user in (lan, minh):
            for item in items:
                copies.note(session, user.id, item.id)
        session.get_one(Copy, (minh.id, items[0].id)).last_on = today() - timedelta(days=731)
        users.end(session, SHELL, lan)
        copies.sweep(session)
        session.expire_all()
        assert [(each.user_id, each.item_id) for each in session.query(Copy)] == [
            (minh.id, items[1].id)
        ]


def test_a_department_marks_and_the_mark_lapses_with_a_correction(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        item, head = published(session, library, cast), department_head(session, cast)
        [unit] = marks.issuers(head, item)
        marks.mark(session, head, item, unit, today(), "QĐ 12/QĐ-SGDĐT")
        assert item.is_official
        correction(session, library, cast)
        assert not item.is_official
        assert "mark" in str(notices.of(session, head)[0].message)
        marks.mark(session, head, item, unit, today(), "QĐ 15/QĐ-SGDĐT")
        assert item.is_official
        marks.remove(session, head, item, "Đã thay bằng văn bản khác.")
        assert not item.is_official
        with pytest.raises(Conflict):
            marks.remove(session, head, item, "Lần nữa.")
        assert [each.verb for each in history.of(session, "items", item.id)] == [
            "marked", "corrected", "marked", "unmarked",
        ]  # fmt: skip


@pytest.mark.parametrize("who", ["lan", "binh", "hanh", "tu", "vy", "an"])
def test_nobody_else_marks(library: Library, cast: Cast, who: str) -> None:
    with library.sessions.writing() as session:
        item, [user] = published(session, library, cast), people(session, cast, who)
        assert marks.issuers(user, item) == []
        for unit in (cast.department, cast.school):
            with pytest.raises(NotAllowed):
                marks.mark(session, user, item, units.by_id(session, unit), today(), "Vì thế.")


def test_a_mark_has_a_day_a_reason_and_something_public(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item, head = published(session, library, cast), department_head(session, cast)
        [unit] = marks.issuers(head, item)
        for day, reason, field in (
            (today() + timedelta(days=1), "Vì thế.", "issued_on"),
            (today(), " ", "reason"),
        ):
            with pytest.raises(Invalid) as refused:
                marks.mark(session, head, item, unit, day, reason)
            assert refused.value.field == field
        item.published = None
        session.flush()
        with pytest.raises(Conflict):
            marks.mark(session, head, item, unit, today(), "Vì thế.")


@pytest.mark.parametrize(
    ("faces", "people_in_it"), [("", None), ("0", None), ("2", 2), ("đông", 1), (True, 1)]
)
def test_what_the_author_says_of_a_picture_holds_it_back(
    library: Library, cast: Cast, faces: object, people_in_it: int | None
) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, State.ACCEPTED)
        content = {"files": [PHOTO | {"faces": faces}]}
        session.add(
            Save(
                submission_id=made.id,
                number=desk.HANDED_IN,
                by_id=cast.lan,
                content=content,
                tab="",
            )
        )
        session.flush()
        [hanh] = people(session, cast, "hanh")
        deciding.publish(
            session, hanh, made, Step("publish", reason="Đã xem."), library.workshop(session)
        )
        assert made.item
        found = [each.people for each in portraits.of(session, made.item)]
        assert found == ([people_in_it] if people_in_it else [])
