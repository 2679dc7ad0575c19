"""Verifying claims: what changed is open again, what stands is carried over, readers see the unit."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database
from library.accounts import users
from library.accounts.models import User
from library.errors import Invalid, NotFound
from library.review import checklist, deciding, drafting, handing, verifying, workflow
from library.review.models import Submission, Verification
from library.review.workflow import Step
from library.wiring import Library
from tests.cast import Cast
from tests.review import writing

TEXT, SOURCE = "vi-claim-1-text", "vi-claim-1-source"
CLAIMS = {
    TEXT: "Luật Biển Việt Nam có từ năm 2012.",
    SOURCE: "Luật 18/2012/QH13",
    "vi-claim-2-text": "Bảo tàng mở cửa từ 7 giờ.",
    "vi-claim-2-source": "Trang của bảo tàng",
}
TODAY = database.today()


def person(session: Session, cast: Cast, name: str) -> User:
    return users.by_id(session, getattr(cast, name))


def handed_in(session: Session, library: Library, cast: Cast) -> Submission:
    """Return a submission of Lan with two claims that Bình has begun to review."""
    made = writing.complete(session, cast)
    drafting.save(session, writing.author(session, cast), made, CLAIMS, made.saved)
    return reviewed(session, library, cast, made)


def reviewed(session: Session, library: Library, cast: Cast, made: Submission) -> Submission:
    lan, binh = person(session, cast, "lan"), person(session, cast, "binh")
    handing.hand_in(session, lan, made, made.saved, library.workshop(session))
    deciding.take(session, binh, made)
    return made


def verify_all(
    session: Session, cast: Cast, made: Submission, days: int | None = None, who: str = "binh"
) -> None:
    again_on = None if days is None else TODAY + timedelta(days=days)
    for each in verifying.stated(made.revision):
        verifying.verify(session, person(session, cast, who), made, each.key, again_on)


def open_texts(session: Session, made: Submission) -> list[str]:
    waiting = verifying.open_claims(session, made)
    return [each.text for each in verifying.stated(made.revision) if each.key in waiting]


def accept(session: Session, cast: Cast, made: Submission) -> None:
    step = Step("accept", made.handed_in, "Đã xem kĩ.", list(checklist.ITEMS))
    deciding.decide(session, person(session, cast, "binh"), made, step)


def publish(session: Session, library: Library, cast: Cast, made: Submission) -> None:
    accept(session, cast, made)
    step = Step("publish", made.handed_in, "Đã xem kĩ.")
    hanh = person(session, cast, "hanh")
    deciding.publish(session, hanh, made, step, library.workshop(session))


def sent_again(
    session: Session, library: Library, cast: Cast, made: Submission, **changed: str
) -> None:
    """Let Bình ask for changes, Lan change some fields and hand in again, and Bình take it."""
    lan, binh = person(session, cast, "lan"), person(session, cast, "binh")
    deciding.decide(session, binh, made, Step("ask-changes", made.handed_in, "Xem lại nhé."))
    fields = {name.replace("__", "-"): value for name, value in changed.items()}
    drafting.save(session, lan, made, fields, made.saved)
    reviewed(session, library, cast, made)


@pytest.mark.parametrize(
    ("changed", "still_open"),
    [
        ({"vi__title": "Tên khác"}, []),
        ({"vi__claim__1__kind": "law"}, []),
        ({"vi__claim__1__text": "Luật Biển  Việt Nam có từ năm 2012. "}, []),
        ({"vi__claim__1__text": "Luật Biển Việt Nam có từ năm 2013."}, [1]),
        ({"vi__claim__1__text": "Luật Biện Việt Nam có từ năm 2012."}, [1]),
        ({"vi__claim__1__source": "Một trang báo"}, [1]),
        ({"vi__claim__3__text": "Mới", "vi__claim__3__source": "Sách"}, [3]),
    ],
)
def test_what_was_changed_after_it_was_verified_is_open_again_and_the_rest_stays(
    library: Library, cast: Cast, changed: dict[str, str], still_open: list[int]
) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made)
        assert open_texts(session, made) == []
        sent_again(session, library, cast, made, **changed)
        expected = [
            changed.get(f"vi__claim__{row}__text", CLAIMS.get(f"vi-claim-{row}-text"))
            for row in still_open
        ]
        assert open_texts(session, made) == expected


def test_nothing_is_accepted_while_a_claim_waits_to_be_looked_at_again(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made, days=0)
        with pytest.raises(Invalid) as caught:
            accept(session, cast, made)
        assert caught.value.field == "claims"
        verify_all(session, cast, made, days=1)
        made.state = workflow.State.IN_REVIEW  # an edge would have rolled back
        session.flush()
        accept(session, cast, made)


def test_a_claim_that_left_the_text_cannot_be_verified(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        with pytest.raises(NotFound):
            verifying.verify(session, person(session, cast, "binh"), made, "x", None)


def test_a_correction_begins_with_what_stands_verified_in_the_item(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made, days=30)
        publish(session, library, cast, made)
        assert made.item
        lan = person(session, cast, "lan")
        correction = drafting.correct(session, lan, made.item)
        stated = {"own_work": "yes", SOURCE: "Công báo"}
        drafting.save(session, lan, correction, stated, correction.saved)
        reviewed(session, library, cast, correction)
        assert open_texts(session, correction) == [CLAIMS[TEXT]]
        [carried] = verifying.of(session, correction).values()
        assert (carried.by_id, carried.again_on) == (cast.binh, TODAY + timedelta(days=30))
        verify_all(session, cast, correction)
        publish(session, library, cast, correction)
        assert len(verifying.verified(session, made.item)) == 2


def test_what_an_author_has_verified_as_a_reviewer_counts_no_more_in_own_work(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made, who="hanh")
        publish(session, library, cast, made)
        assert made.item
        hanh = person(session, cast, "hanh")
        correction = drafting.correct(session, hanh, made.item)
        drafting.save(session, hanh, correction, {"own_work": "yes"}, correction.saved)
        handing.hand_in(session, hanh, correction, correction.saved, library.workshop(session))
        assert len(open_texts(session, correction)) == 2


def test_what_left_the_text_is_not_due_for_ever(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made, days=1)
        sent_again(session, library, cast, made, **{"vi__claim__1__text": "Năm 2012."})
        verify_all(session, cast, made, days=2)
        assert len(session.scalars(select(Verification)).all()) == 3
        publish(session, library, cast, made)
        binh = person(session, cast, "binh")
        [(due, day, count)] = verifying.due(session, binh, TODAY + timedelta(days=3))
        assert (due, day, count) == (made, TODAY + timedelta(days=2), 2)


def test_readers_are_told_for_which_unit_and_not_by_whom(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = handed_in(session, library, cast)
        verify_all(session, cast, made, days=9)
        assert made.item
        assert verifying.verified(session, made.item) == {}, "nothing is public yet"
        publish(session, library, cast, made)
        found = verifying.verified(session, made.item)
        assert {each.key for each in verifying.stated(made.revision)} == set(found)
        [(name, on, again_on)] = {(v.unit.name, v.on, v.again_on) for v in found.values()}
        assert (name, on) == ("Trường THCS Mẫu", TODAY)
        assert again_on == TODAY + timedelta(days=9)
