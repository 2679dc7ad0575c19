"""Withdrawn at once and shown again: what came by a submission, what was imported, by whom."""

import pytest
from sqlalchemy.orm import Session

from library import transfer
from library.accounts import units, users
from library.accounts.roles import Role
from library.consents import register, rules
from library.consents.register import Given
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed
from library.items import writing
from library.items.models import Item
from library.review import withdrawing
from library.review.models import Submission
from library.review.workflow import State
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.review import desk

PEOPLE = ("lan", "minh", "binh", "hanh", "tu", "vy", "an", "root")
# Who takes it down, and who may show it again: by how the item came.
TABLE = """
submission  withdraw : lan binh hanh root
submission  show     : hanh root
import      withdraw : binh hanh root
import      show     : hanh root
nobody      withdraw : root
nobody      show     : root
"""


def item_of(session: Session, library: Library, cast: Cast, origin: str) -> Item:
    if origin == "submission":
        found = desk.submission(session, library, cast, State.PUBLISHED).item
        assert found
        return found
    item = make.saved(session, library).item
    item.unit_id = cast.school if origin == "import" else None
    session.flush()
    session.refresh(item)
    return item


def root_head(session: Session) -> int:
    root = units.root(session)
    head = users.add(session, SHELL, root, "head@example.vn", "Head", "en")
    users.grant(session, SHELL, head, Role.PUBLISHER, root)
    return head.id


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_who_withdraws_and_who_shows_again(library: Library, cast: Cast, line: str) -> None:
    left, people = line.split(":")
    origin, action = left.split()
    done = set()
    with library.sessions.writing() as session:
        root = root_head(session)
        item = item_of(session, library, cast, origin)
        head = users.by_id(session, root)
        workshop = library.workshop(session)
        for who in PEOPLE:
            user = users.by_id(session, root if who == "root" else getattr(cast, who))
            if action == "show" and item.published_id:
                withdrawing.withdraw(session, head, item, "Sai tên xã.")
            try:
                if action == "withdraw":
                    withdrawing.withdraw(session, user, item, "Sai tên xã.")
                else:
                    withdrawing.show_again(session, user, item, "Đã xem lại.", workshop)
            except NotAllowed:
                continue
            done.add(who)
            if action == "withdraw":
                assert item.published_id is None
                withdrawing.show_again(session, head, item, "Đã xem lại.", workshop)
            assert item.published_id
    assert done == set(people.split())


def test_an_import_does_not_bring_back_what_was_withdrawn(
    library: Library, cast: Cast, tmp_path: object
) -> None:
    from pathlib import Path

    place = make.folder(Path(str(tmp_path)) / "muc" / "phan-loai-rac")
    assert not transfer.bring_in(library, [place.parent], publish=True).refused
    with library.sessions.writing() as session:
        head = users.by_id(session, root_head(session))
        [item] = session.query(Item).all()
        withdrawing.withdraw(session, head, item, "Sai tên xã.")
    outcome = transfer.bring_in(library, [place.parent], publish=True)
    assert [name for name, _ in outcome.refused] == ["phan-loai-rac"]
    with library.sessions.writing() as session:
        assert session.query(Item).one().published_id is None


def test_what_was_public_is_shown_again_and_not_a_later_draft(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        head = users.by_id(session, root_head(session))
        item = item_of(session, library, cast, "nobody")
        shown = item.published
        make.saved(session, library, publish=False, vi=make.plan(title="Chưa ai xem"))
        withdrawing.withdraw(session, head, item, "Sai tên xã.")
        with pytest.raises(Conflict):
            withdrawing.withdraw(session, head, item, "Sai tên xã.")
        withdrawing.show_again(session, head, item, "Đã xem lại.", library.workshop(session))
        assert item.published is shown
        with pytest.raises(Conflict):
            withdrawing.show_again(session, head, item, "Đã xem.", library.workshop(session))


def test_a_reason_is_given(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = item_of(session, library, cast, "import")
        with pytest.raises(Invalid) as refused:
            withdrawing.withdraw(session, users.by_id(session, cast.hanh), item, "  ")
        assert refused.value.field == "reason"


def test_the_list_of_withdrawn_items_is_that_of_the_publishers_units(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        root = users.by_id(session, root_head(session))
        hanh, tu = users.by_id(session, cast.hanh), users.by_id(session, cast.tu)
        item = item_of(session, library, cast, "import")
        nobodys = make.saved(session, library, "khac").item
        for each in (item, nobodys):
            withdrawing.withdraw(session, root, each, "Sai tên xã.")
        assert set(withdrawing.withdrawn(session, root)) == {item, nobodys}
        assert withdrawing.withdrawn(session, hanh) == [item]
        assert withdrawing.withdrawn(session, tu) == []


@pytest.mark.parametrize("origin", ["submission", "import"])
def test_a_consent_to_all_of_it_takes_the_item_along_and_bars_that_revision(
    library: Library, cast: Cast, origin: str
) -> None:
    with library.sessions.writing() as session:
        hanh = users.by_id(session, cast.hanh)
        item = item_of(session, library, cast, origin)
        said = Given("Nghệ nhân B", "adult", rules.SHOWN, "library", today(), by_person=True)
        kept = register.add(session, hanh, item, said)
        withdrawing.end_consent(session, hanh, kept, "Bà đổi ý.")
        assert item.published_id is None
        states = [each.state for each in session.query(Submission).all()]
        assert states == ([State.WITHDRAWN] if origin == "submission" else [])
        workshop = library.workshop(session)
        with pytest.raises(Conflict):
            withdrawing.show_again(session, hanh, item, "Đã xem lại.", workshop)
        mended = make.saved(session, library, publish=False, vi=make.plan("Không có bà B."))
        writing.readmit(session, item)
        writing.publish(session, mended, library.vocabulary(session))
        assert item.published_id == mended.id
