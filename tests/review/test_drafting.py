"""Writing a submission: what is typed stays, nobody overwrites anybody unseen, every state returns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from library import history
from library.accounts import users
from library.accounts.models import Unit, User
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.review import contents, drafting, workflow
from library.review.drafting import Overtaken
from library.review.models import Submission
from library.review.workflow import Step
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import writing


def typed(session: Session, submission: Submission) -> contents.Fields:
    return contents.fields(drafting.newest(session, submission).content)


def numbers(session: Session, submission: Submission) -> list[int]:
    return [each.number for each in drafting.moments(session, submission)]


def test_a_new_submission_knows_its_author_and_waits_for_words(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = writing.begun(session, cast)
        assert (made.state, made.saved, made.handed_in) == ("draft", 1, None)
        assert typed(session, made)["vi-authors"] == "Lê Thị Lan"
        assert typed(session, made)["vi-title"] == ""
        assert [each.verb for each in history.of(session, "submissions", made.id)] == ["began"]


def test_beginning_twice_goes_on_with_what_was_never_touched(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        first, again = writing.begun(session, cast), writing.begun(session, cast)
        assert first is again
        drafting.save(session, writing.author(session, cast), first, {"vi-title": "Một"}, 1)
        assert writing.begun(session, cast) is not first


def test_only_who_contributes_at_a_unit_begins_there(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        elsewhere = session.get_one(Unit, cast.other_school)
        with pytest.raises(NotAllowed):
            drafting.begin(session, writing.author(session, cast), elsewhere, "vi")


def test_nobody_begins_at_a_unit_that_has_been_closed(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        unit = session.get_one(Unit, cast.school)
        unit.ended_on = today() - timedelta(days=1)
        with pytest.raises(Invalid):
            writing.begun(session, cast)


def test_what_was_typed_is_kept_as_it_was_typed(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = writing.begun(session, cast)
        fields: contents.Fields = {
            "vi-body": "dòng một\n\n  dòng hai \n",
            "duration_minutes": "hai tiếng",
            "grade": ["grade.07"],
            "vi-sources": "a\n\nb\n",
            "vi-collected": "ảnh\n",
            "personal": "some",
        }
        drafting.save(session, writing.author(session, cast), made, fields, 1)
        assert {name: typed(session, made)[name] for name in fields} == fields
        assert made.title == ""


def test_a_save_that_changes_nothing_is_none(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        first = drafting.save(session, lan, made, {"vi-title": "Một"}, 1)
        assert drafting.save(session, lan, made, {"vi-title": "Một"}, 1) is first
        assert made.saved == 2


def test_two_pages_that_change_the_same_field_do_not_overwrite_each_other(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Của trang A", "vi-summary": ""}, 1, "a.1")
        with pytest.raises(Overtaken) as caught:
            drafting.save(session, lan, made, {"vi-title": "Của trang B"}, 1, "b.1")
        assert caught.value.names == ["vi-title"]
        assert caught.value.newest.number == 2
        assert typed(session, made)["vi-title"] == "Của trang A"


def test_pages_that_change_different_steps_do_not_disturb_each_other(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1, "a.1")
        drafting.save(session, lan, made, {"grade": ["grade.07"]}, 1, "b.1")
        assert typed(session, made)["vi-title"] == "Một"
        assert typed(session, made)["grade"] == ["grade.07"]


def test_of_two_saves_at_the_same_moment_one_is_overtaken(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        id = writing.begun(session, cast).id

    def save(page: str) -> bool:
        try:
            with library.sessions.writing() as session:
                made, lan = session.get_one(Submission, id), writing.author(session, cast)
                drafting.save(session, lan, made, {"vi-title": page}, 1, page)
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(save, "ab")) == [False, True]


def test_a_form_that_did_not_touch_a_field_does_not_undo_it(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Một", "vi-summary": "cũ"}, 1, "a.1")
        drafting.save(session, lan, made, {"vi-summary": "mới"}, 2, "b.1")
        with pytest.raises(Overtaken) as caught:  # page C still shows the old sentence
            drafting.save(session, lan, made, {"vi-title": "Hai", "vi-summary": "cũ"}, 2, "c.1")
        assert caught.value.names == ["vi-summary"]


def test_a_page_is_not_overtaken_by_itself_when_an_answer_was_lost(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Mộ"}, 1, "a.1")
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1, "a.2")
        assert typed(session, made)["vi-title"] == "Một"


def test_a_request_that_comes_behind_its_follower_changes_nothing(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Một hai"}, 1, "a.10")
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1, "a.9")
        assert typed(session, made)["vi-title"] == "Một hai"


def test_of_one_minute_of_typing_the_newest_save_stays(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        first = drafting.save(session, lan, made, {"vi-title": "M"}, 1, "a.1")
        first.at = now()
        second = drafting.save(session, lan, made, {"vi-title": "Mộ"}, 1, "a.2")
        assert numbers(session, made) == [3, 1]
        second.at = now() - timedelta(minutes=1)
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1, "a.3")
        assert numbers(session, made) == [4, 3, 1]


def test_thinning_spares_what_another_page_has_written(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "A"}, 1, "a.1")
        drafting.save(session, lan, made, {"vi-title": "B"}, 2, "b.1")
        assert numbers(session, made) == [3, 2, 1]
        drafting.save(session, lan, made, {"vi-title": "Bb"}, 3, "b.2")
        assert 2 in numbers(session, made)


def test_what_was_handed_in_is_never_thinned(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Gửi"}, 1, "a.1")
        made.handed_in = made.saved
        drafting.save(session, lan, made, {"vi-title": "Sửa"}, 2, "a.2")
        assert 2 in numbers(session, made)


def test_an_earlier_state_returns_and_the_one_before_stays(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1, "a.1")
        drafting.save(session, lan, made, {"vi-title": ""}, 2, "b.1")
        drafting.restore(session, lan, made, 2)
        assert typed(session, made)["vi-title"] == "Một"
        assert made.title == "Một"
        assert numbers(session, made) == [4, 3, 2, 1]
        with pytest.raises(NotFound):
            drafting.restore(session, lan, made, 99)


def test_who_has_lost_the_role_saves_no_more(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        lan.memberships.clear()
        session.flush()
        with pytest.raises(NotAllowed):
            drafting.save(session, lan, made, {"vi-title": "Một"}, 1)


def test_what_was_handed_in_cannot_be_changed_until_it_is_taken_back(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        workflow.act(session, lan, made, Step("submit"))
        with pytest.raises(Conflict):
            drafting.save(session, lan, made, {"vi-title": "Một"}, 1)
        workflow.act(session, lan, made, Step("take-back"))
        drafting.save(session, lan, made, {"vi-title": "Một"}, 1)


@pytest.mark.parametrize(("who", "sees"), [("lan", True), ("minh", False), ("tu", False)])
def test_a_submission_is_its_authors(library: Library, cast: Cast, who: str, sees: bool) -> None:
    with library.sessions.writing() as session:
        made = writing.begun(session, cast)
        user = users.by_id(session, getattr(cast, who))
        if sees:
            assert drafting.by_author(session, user, made.id) is made
        else:
            with pytest.raises(NotFound):
                drafting.by_author(session, user, made.id)


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("lan", True, True),
        ("binh", False, True),
        ("hanh", False, True),
        ("minh", False, False),
        ("tu", False, False),
        ("an", False, False),
    ],
)
def test_reviewers_of_the_unit_read_what_was_handed_in_and_nothing_before(
    library: Library, cast: Cast, who: str, before: bool, after: bool
) -> None:
    with library.sessions.writing() as session:
        made = writing.begun(session, cast)
        user = users.by_id(session, getattr(cast, who))
        assert reads(session, user, made) == before
        made.handed_in = made.saved
        assert reads(session, user, made) == after


def reads(session: Session, user: User, submission: Submission) -> bool:
    try:
        drafting.by_reader(session, user, submission.id)
    except NotFound:
        return False
    return True


def test_a_reviewer_reads_the_state_that_was_handed_in(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        made.handed_in = 1
        drafting.save(session, lan, made, {"vi-title": "Sau đó"}, 1)
        assert drafting.shown(session, lan, made).number == 2
        binh = users.by_id(session, cast.binh)
        assert drafting.shown(session, binh, made).number == 1


def test_a_correction_begins_with_all_that_is_published(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        plan = make.plan(title="Cũ", grade=["grade.07"], duration_minutes="45", claims=["một"])
        revision = make.saved(session, library, vi=plan, files={"a.txt": b"abc"})
        revision.item.unit_id = cast.school
        session.flush()
        lan = writing.author(session, cast)
        made = drafting.correct(session, lan, revision.item)
        found = typed(session, made)
        assert (found["vi-title"], found["grade"], found["duration_minutes"]) == (
            "Cũ",
            ["grade.07"],
            "45",
        )
        content = drafting.newest(session, made).content
        assert content["editions"]["vi"]["facts"]["claims"] == ["một"]
        assert [each["path"] for each in content["files"]] == ["files/a.txt"]
        assert drafting.correct(session, lan, revision.item) is made


def test_what_ships_with_the_library_is_not_corrected_by_a_school(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        item = make.saved(session, library).item
        with pytest.raises(NotAllowed):
            drafting.correct(session, writing.author(session, cast), item)


def test_a_text_that_is_far_too_long_is_refused_with_its_field(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan = writing.begun(session, cast), writing.author(session, cast)
        with pytest.raises(Invalid) as caught:
            drafting.save(session, lan, made, {"vi-body": "a" * 300_001}, 1)
        assert caught.value.field == "vi-body"
