"""Handing in: what is missing is named with its place; what is complete becomes a revision to read."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import notices
from library.accounts import users
from library.errors import Conflict, Invalid
from library.items import writing as item_writing
from library.items.models import Item, Revision
from library.review import assembling, completeness, contents, drafting, handing, workflow
from library.review.models import Submission
from library.review.workflow import Step
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import writing


def gaps(library: Library, session: Session, submission: Submission) -> list[tuple[str, str]]:
    content = drafting.newest(session, submission).content
    found = completeness.gaps(content, library.vocabulary(session))
    return [(gap.step, gap.field) for gap in found]


def hand_in(library: Library, session: Session, cast: Cast, submission: Submission) -> None:
    lan = writing.author(session, cast)
    handing.hand_in(session, lan, submission, submission.saved, library.workshop(session))


def test_an_empty_submission_lacks_one_thing_a_step_or_more(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = writing.begun(session, cast)
        assert gaps(library, session, made) == [
            ("text", "vi-title"),
            ("facts", "grade"),
            ("facts", "theme"),
            ("facts", "duration_minutes"),
            ("files", "licence"),
            ("files", "own_work"),
            ("files", "ai_assisted"),
            ("files", "personal"),
        ]
        with pytest.raises(handing.Incomplete) as caught:
            hand_in(library, session, cast, made)
        assert len(caught.value.gaps) == 8
        assert (made.state, made.item_id) == ("draft", None)


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({}, None),
        ({"vi-title": " "}, ("text", "vi-title")),
        ({"vi-summary": ""}, ("text", "vi-summary")),
        ({"vi-body": "\n"}, ("text", "vi-body")),
        ({"vi-body": "![](files/nothing.png)"}, ("text", "vi-body")),
        ({"grade": []}, ("facts", "grade")),
        ({"grade": [], "audience": ["audience.teacher"]}, None),
        ({"theme": []}, ("facts", "theme")),
        ({"theme": ["theme.nothing"]}, ("facts", "theme")),
        ({"kind": "material.nothing"}, ("facts", "kind")),
        ({"duration_minutes": "hai tiếng"}, ("facts", "duration_minutes")),
        ({"duration_minutes": "0"}, ("facts", "duration_minutes")),
        ({"duration_minutes": ""}, ("facts", "duration_minutes")),
        ({"duration_minutes": "", "kind": "material.glossary"}, None),
        ({"duration_minutes": "45 phút", "cost_vnd": "2.400.000 đồng"}, None),
        ({"cost_vnd": "1,5 triệu"}, ("facts", "cost_vnd")),
        ({"licence": "licence.unknown"}, ("files", "licence")),
        ({"own_work": ""}, ("files", "own_work")),
        ({"ai_assisted": "perhaps"}, ("files", "ai_assisted")),
        ({"personal": "some", "vi-consent": "cha mẹ"}, ("files", "vi-collected")),
        ({"personal": "some", "vi-collected": "ảnh"}, ("files", "vi-consent")),
        ({"personal": "some", "vi-collected": "ảnh", "vi-consent": "cha mẹ"}, None),
    ],
)
def test_each_gap_is_found_and_nothing_else(
    library: Library, cast: Cast, changed: contents.Fields, gap: tuple[str, str] | None
) -> None:
    with library.sessions.writing() as session:
        made = writing.complete(session, cast, **changed)
        assert gaps(library, session, made) == ([gap] if gap else [])


def attached(library: Library, session: Session, cast: Cast, submission: Submission) -> None:
    stored = library.store.keep(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png")
    file = {
        "path": "files/a.png",
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": "image/png",
    }
    lan = writing.author(session, cast)
    drafting.change(session, lan, submission, lambda content: contents.with_file(content, file))


def test_a_picture_that_is_shown_needs_words_in_the_text_or_beside_the_file(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = (
            writing.complete(session, cast, vi__body="![](files/a.png)"),
            writing.author(session, cast),
        )
        attached(library, session, cast, made)
        assert gaps(library, session, made) == [("files", "vi-alt-files/a.png")]
        drafting.save(session, lan, made, {"vi-alt-files/a.png": "Ba [nhóm]\nrác"}, made.saved)
        assert gaps(library, session, made) == []
        content = drafting.newest(session, made).content
        assert assembling.described(content, "vi") == "![Ba (nhóm) rác](files/a.png)"


def test_what_is_handed_in_is_a_revision_nobody_sees_yet(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = writing.complete(session, cast, cost_vnd="1.200.000", vi__sources="Một\n\nHai")
        attached(library, session, cast, made)
        hand_in(library, session, cast, made)
        assert (made.state, made.handed_in) == ("submitted", made.saved)
        revision = made.revision
        assert revision and revision.item.unit_id == cast.school
        assert revision.item.published is None
        assert revision.item.slug == "ngay-hoi-phan-loai-rac"
        assert revision.facts == {
            "kind": "material.activity-plan",
            "grade": ["grade.07"],
            "theme": ["theme.environment.waste"],
            "duration_minutes": 45,
            "cost_vnd": 1_200_000,
            "licence": "licence.cc-by",
            "ai_assisted": "no",
        }
        [edition] = revision.editions
        assert edition.facts == {
            "authors": ["Lê Thị Lan"],
            "sources": ["Một", "Hai"],
            "personal_data": {"collected": []},
        }
        assert [file.path for file in revision.files] == ["files/a.png"]
        told = notices.of(session, users.by_id(session, cast.binh))
        assert [each.thing for each in told] == [str(made.id)]


def test_handing_in_twice_sends_once(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = writing.complete(session, cast)
        hand_in(library, session, cast, made)
        with pytest.raises(Conflict):
            hand_in(library, session, cast, made)
        assert len(session.scalars(select(Revision)).all()) == 1


def test_what_was_changed_since_it_was_looked_over_is_not_handed_in(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        made, lan = writing.complete(session, cast), writing.author(session, cast)
        seen = made.saved
        drafting.save(session, lan, made, {"vi-title": "Khác"}, seen)
        with pytest.raises(Conflict):
            handing.hand_in(session, lan, made, seen, library.workshop(session))


def test_a_title_that_another_item_has_gets_an_address_of_its_own(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        make.saved(session, library, "ngay-hoi-phan-loai-rac")
        made = writing.complete(session, cast)
        hand_in(library, session, cast, made)
        assert made.item and made.item.slug == f"ngay-hoi-phan-loai-rac-{made.id}"
        assert len(session.scalars(select(Item)).all()) == 2


def test_a_second_hand_in_keeps_the_item_and_its_address(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made, lan = writing.complete(session, cast), writing.author(session, cast)
        hand_in(library, session, cast, made)
        first = made.item_id
        workflow.act(session, lan, made, Step("take-back"))
        drafting.save(session, lan, made, {"vi-title": "Tên khác hẳn"}, made.saved)
        hand_in(library, session, cast, made)
        assert made.item_id == first
        assert made.revision and made.revision.number == 2


def test_a_correction_that_was_overtaken_is_looked_at_before_it_is_handed_in(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        lan, workshop = writing.author(session, cast), library.workshop(session)
        item = make.saved(session, library, vi=make.plan(licence="licence.cc-by")).item
        item.unit_id = cast.school
        session.flush()
        made = drafting.correct(session, lan, item)
        drafting.save(session, lan, made, writing.COMPLETE, made.saved)
        other = make.saved(session, library, vi=make.plan(title="Bản của người khác"))
        item_writing.publish(session, other, workshop.vocabulary)
        session.flush()
        with pytest.raises(Invalid) as caught:
            handing.hand_in(session, lan, made, made.saved, workshop)
        assert caught.value.field == "acknowledged"
        handing.hand_in(session, lan, made, made.saved, workshop, acknowledged=other.id)
        assert made.revision and made.revision.number == 3
