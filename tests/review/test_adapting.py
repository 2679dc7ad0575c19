"""Adapting: what is copied and what is not, the credit, who is told when the source is corrected."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import notices
from library.accounts import units, users
from library.accounts.models import Unit, User
from library.consents import portraits
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items import catalogue, withholding, writing
from library.items.models import Item
from library.notices import Notice
from library.review import adapting, completeness, contents, deciding, drafting, handing
from library.review.contents import Content, Fields
from library.review.models import Submission
from library.review.workflow import State, Step
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.review import desk
from tests.web.conftest import PIXEL

ADDRESS = "https://thu-vien.example.vn/i/abcde"
COMPLETE: Fields = {
    "grade": ["grade.07"],
    "theme": ["theme.environment.waste"],
    "duration_minutes": "45",
    "own_work": "yes",
    "ai_assisted": "no",
    "personal": "none",
}


def plan(body: str = make.BODY, **head: Any) -> str:
    facts = {"licence": "licence.cc-by", "authors": ["Tổ Sinh, THCS Mẫu"]}
    return make.plan(body, **facts | head)


def source(session: Session, library: Library, cast: Cast, text: str | None = None) -> Item:
    """Return a published item of the first school."""
    made = desk.submission(session, library, cast, State.PUBLISHED, plan=text or plan())
    assert made.item
    return made.item


def tu(session: Session, cast: Cast) -> User:
    return users.by_id(session, cast.tu)


def adapted(session: Session, library: Library, cast: Cast, item: Item) -> Submission:
    """Return Tú's adaptation of an item for the other school."""
    whole = catalogue.by_slug(session, item.slug)
    unit = session.get_one(Unit, cast.other_school)
    vocabulary = library.vocabulary(session)
    return adapting.adapt(session, tu(session, cast), unit, whole, vocabulary, ADDRESS)


def content(session: Session, submission: Submission) -> Content:
    return drafting.newest(session, submission).content


def handed_in(session: Session, library: Library, cast: Cast, submission: Submission) -> None:
    user = tu(session, cast)
    drafting.save(session, user, submission, COMPLETE, submission.saved)
    handing.hand_in(session, user, submission, submission.saved, library.workshop(session))


def published(session: Session, library: Library, cast: Cast, item: Item) -> Submission:
    """Return an adaptation that is public."""
    made = adapted(session, library, cast, item)
    handed_in(session, library, cast, made)
    made.state = State.ACCEPTED
    assert made.revision
    session.refresh(made.revision.item)
    writing.publish(session, made.revision, library.vocabulary(session))
    made.state = State.PUBLISHED
    session.flush()
    return made


def corrected(session: Session, library: Library, cast: Cast, body: str = "Xã tên mới.") -> Item:
    """Publish a correction of the source."""
    made = desk.submission(
        session, library, cast, State.ACCEPTED, plan=plan(body), author=cast.minh
    )
    seen = Step("publish", seen=desk.HANDED_IN, reason="Đã xem kĩ.", note="Tên xã đã đổi.")
    hanh = users.by_id(session, cast.hanh)
    deciding.publish(session, hanh, made, seen, library.workshop(session))
    assert made.item
    return made.item


def test_a_copy_is_a_new_submission_of_ones_own_unit_and_says_what_it_was_made_from(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast, plan(version="1.2", number="12/KH"))
        made = adapted(session, library, cast, item)
        assert (made.item_id, made.unit_id, made.author_id) == (None, cast.other_school, cast.tu)
        assert (made.state, made.source_id) == (State.DRAFT, item.published_id)
        kept = content(session, made)
        assert kept["editions"]["vi"]["body"].strip() == make.BODY.strip()
        assert kept["facts"]["adapted_from"] == "phan-loai-rac"
        assert kept["facts"]["licence"] == "licence.cc-by"
        facts = kept["editions"]["vi"]["facts"]
        assert facts["authors"] == ["Hoàng Tú"]
        assert facts["credit"] == [
            {
                "title": "Ngày hội phân loại rác",
                "authors": "Tổ Sinh, THCS Mẫu",
                "licence": "licence.cc-by",
                "address": ADDRESS,
            }
        ]
        assert not {"version", "number"} & {*kept["facts"], *facts}
        assert handing.newer_revision(made, kept) is None


def test_who_may_not_contribute_there_may_not_adapt(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast)
        whole = catalogue.by_slug(session, item.slug)
        unit = session.get_one(Unit, cast.school)
        vocabulary = library.vocabulary(session)
        with pytest.raises(NotAllowed):
            adapting.adapt(session, tu(session, cast), unit, whole, vocabulary, ADDRESS)
        closed = session.get_one(Unit, cast.other_school)
        units.end(session, SHELL, closed, today() - timedelta(days=2))
        with pytest.raises(Invalid):
            adapting.adapt(session, tu(session, cast), closed, whole, vocabulary, ADDRESS)


@pytest.mark.parametrize("licence", ["licence.cc-by-nd", "licence.school-owned", None])
def test_a_licence_that_does_not_let_others_change_it_is_kept_to(
    library: Library, cast: Cast, licence: str | None
) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast, plan(licence=licence))
        with pytest.raises(NotAllowed, match="licence"):
            adapted(session, library, cast, item)


def test_what_is_not_public_cannot_be_adapted(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast)
        writing.withdraw(session, item)
        unit = session.get_one(Unit, cast.other_school)
        vocabulary = library.vocabulary(session)
        with pytest.raises(NotFound):
            adapting.adapt(session, tu(session, cast), unit, item, vocabulary, ADDRESS)


def test_one_that_was_never_touched_is_gone_on_with(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast)
        first = adapted(session, library, cast, item)
        assert adapted(session, library, cast, item) is first
        drafting.save(session, tu(session, cast), first, {"vi-title": "Tên khác"}, first.saved)
        assert adapted(session, library, cast, item) is not first


@pytest.mark.parametrize("is_agreed", [True, False])
def test_files_that_show_people_stay_behind_though_those_agreed_to_be_shown(
    library: Library, cast: Cast, is_agreed: bool
) -> None:
    text = plan("![Lớp 7A](files/lop.png)\n\n![Cồng](files/cong.png)\n\nMột đoạn.")
    with library.sessions.writing() as session:
        files = {"lop.png": PIXEL, "cong.png": PIXEL + b"\0"}
        revision = make.saved(session, library, files=files, vi=text)
        revision.item.unit_id = cast.school
        hanh = users.by_id(session, cast.hanh)
        portraits.mark(session, hanh, revision.item, "files/lop.png", 30)
        if is_agreed:
            withholding.show(session, revision.item, "files/lop.png")
        made = content(session, adapted(session, library, cast, revision.item))
        assert [each["path"] for each in made["files"]] == ["files/cong.png"]
        assert "lop.png" not in made["editions"]["vi"]["body"]
        assert "files/cong.png" in made["editions"]["vi"]["body"]


def test_the_credit_goes_back_to_the_first_source_and_along_to_new_editions(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        first = published(session, library, cast, source(session, library, cast))
        assert first.item
        kept = content(session, adapted(session, library, cast, first.item))
        named = kept["editions"]["vi"]["facts"]["credit"]
        assert [each["authors"] for each in named] == ["Hoàng Tú", "Tổ Sinh, THCS Mẫu"]
        more = contents.with_language(kept, "en")
        assert more["editions"]["en"]["facts"]["credit"] == named


def test_the_form_cannot_take_the_credit_away_and_a_correction_keeps_it(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = published(session, library, cast, source(session, library, cast))
        assert made.item and made.revision
        assert made.item.adapted_from == made.revision.facts["adapted_from"] == "phan-loai-rac"
        assert made.revision.editions[0].facts["credit"][0]["address"] == ADDRESS
        whole = catalogue.by_slug(session, made.item.slug)
        again = drafting.correct(session, tu(session, cast), whole)
        assert again.source_id == made.source_id
        kept = content(session, again)
        assert kept["facts"]["adapted_from"] == "phan-loai-rac"
        assert kept["editions"]["vi"]["facts"]["credit"][0]["address"] == ADDRESS
        assert [each.slug for each in catalogue.adaptations(session, "phan-loai-rac")] == [
            made.item.slug
        ]


def test_an_adaptation_stands_under_a_licence_that_its_source_allows(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast, plan(licence="licence.cc-by-sa"))
        made = adapted(session, library, cast, item)
        kept = contents.with_fields(content(session, made), COMPLETE)
        vocabulary = library.vocabulary(session)
        assert completeness.gaps(kept, vocabulary) == []
        looser = contents.with_fields(kept, {"licence": "licence.cc-by"})
        [gap] = completeness.gaps(looser, vocabulary)
        assert (gap.step, gap.field) == ("files", "licence")


def test_authors_are_told_when_the_source_is_corrected_once_for_each_adaptation(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        item = source(session, library, cast)
        one, two = published(session, library, cast, item), adapted(session, library, cast, item)
        gone = adapted(session, library, cast, item)
        assert gone is two
        drafting.save(session, tu(session, cast), two, {"vi-title": "Bản hai"}, two.saved)
        discarded = adapted(session, library, cast, item)
        discarded.state = State.ARCHIVED
        corrected(session, library, cast)
        told = notices.of(session, tu(session, cast))
        ours = [each for each in told if each.noun == adapting.SOURCES]
        assert {each.thing for each in ours} == {str(one.id), str(two.id)}
        assert all(each.values["note"] == "Tên xã đã đổi." for each in ours)
        others = select(Notice.user_id).where(Notice.noun == adapting.SOURCES)
        assert set(session.scalars(others)) == {cast.tu}


def test_the_author_follows_the_source_as_it_is_now_and_no_other(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = adapted(session, library, cast, source(session, library, cast))
        assert adapting.newer_source(made) is None
        user = tu(session, cast)
        with pytest.raises(Conflict):
            adapting.follow(session, user, made, made.source_id or 0)
        corrected(session, library, cast)
        newer = adapting.newer_source(made)
        assert newer
        with pytest.raises(NotAllowed):
            adapting.follow(session, users.by_id(session, cast.lan), made, newer.id)
        with pytest.raises(Conflict):
            adapting.follow(session, user, made, newer.id + 1)
        adapting.follow(session, user, made, newer.id)
        assert (made.source_id, adapting.newer_source(made)) == (newer.id, None)


def test_what_is_compared_is_what_readers_see(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        text = plan("![Lớp 7A](files/lop.png)\n\nMột đoạn.")
        revision = make.saved(session, library, files={"lop.png": PIXEL}, vi=text)
        revision.item.unit_id = cast.school
        assert adapting.seen(session, revision.id)["files"]
        hanh = users.by_id(session, cast.hanh)
        portraits.mark(session, hanh, revision.item, "files/lop.png", 30)
        found = adapting.seen(session, revision.id)
        assert found["files"] == []
        assert "lop.png" not in found["editions"]["vi"]["body"]
