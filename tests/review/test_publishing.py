"""Publishing and showing again: nothing that is public is undone unseen."""

import pytest

from library.accounts import users
from library.errors import Conflict
from library.review import deciding
from library.review.workflow import State, Step
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import desk

WHY = "Đã xem kĩ."


def test_of_two_corrections_in_review_the_later_does_not_undo_the_earlier(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        hanh, workshop = users.by_id(session, cast.hanh), library.workshop(session)
        plans = {name: make.plan(f"Sửa chỗ {name}.") for name in ("một", "hai")}
        first, second = (
            desk.submission(session, library, cast, State.ACCEPTED, plan=plan)
            for plan in plans.values()
        )
        assert first.item is second.item and first.revision is not second.revision
        deciding.publish(session, hanh, first, Step("publish", reason=WHY), workshop)
        with pytest.raises(Conflict, match="would undo it"):
            deciding.publish(session, hanh, second, Step("publish", reason=WHY), workshop)


def test_what_was_withdrawn_does_not_come_back_over_what_was_published_since(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        hanh, workshop = users.by_id(session, cast.hanh), library.workshop(session)
        old = desk.submission(session, library, cast, State.ACCEPTED)
        deciding.publish(session, hanh, old, Step("publish", reason=WHY), workshop)
        deciding.decide(session, hanh, old, Step("withdraw", reason=WHY))
        deciding.restore(session, hanh, old, Step("restore", reason=WHY), workshop)
        deciding.decide(session, hanh, old, Step("withdraw", reason=WHY))
        plan = make.plan("Viết lại từ đầu.")
        new = desk.submission(session, library, cast, State.ACCEPTED, plan=plan)
        deciding.publish(session, hanh, new, Step("publish", reason=WHY), workshop)
        with pytest.raises(Conflict, match="would undo it"):
            deciding.restore(session, hanh, old, Step("restore", reason=WHY), workshop)
