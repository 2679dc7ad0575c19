"""Wishes for tags: told to curators, answered once, put where the submission stands; never in the way."""

import pytest
from sqlalchemy.orm import Session

from library import notices
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.errors import Conflict, Invalid, NotAllowed
from library.items import writing
from library.review import drafting, wishes
from library.review.models import Submission, Wish
from library.review.workflow import State
from library.tags import editing, models, recording
from library.tags.editing import Names
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.review import desk
from tests.tags import shaping
from tests.tags.shaping import WASTE

NAME = {"vi": "Nhựa dùng một lần", "en": "Plastic"}


def person(session: Session, id: int) -> User:
    return users.by_id(session, id)


def vy(session: Session, cast: Cast) -> User:
    """Return the curator, of the whole library."""
    found = person(session, cast.vy)
    if not found.holds(Role.CURATOR, units.root(session)):
        users.grant(session, SHELL, found, Role.CURATOR, units.root(session))
        session.expire_all()
    return person(session, cast.vy)


def wished(session: Session, cast: Cast) -> Wish:
    """Return Lan's wish in a draft of hers."""
    vy(session, cast)
    lan = person(session, cast.lan)
    submission = drafting.begin(session, lan, units.by_id(session, cast.school), "vi")
    return wishes.wish(session, lan, submission, "theme", NAME, "Cho tuần lễ xanh.")


def told(session: Session, id: int) -> list[str]:
    return [str(each.message) for each in notices.of(session, person(session, id))]


def test_curators_are_told_of_a_wish_and_the_same_one_is_one(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        lan = person(session, cast.lan)
        again = wishes.wish(session, lan, made.submission, "theme", NAME, "Lần nữa")
        assert again.id == made.id
        assert told(session, cast.vy) == ["Lê Thị Lan misses the tag “Nhựa dùng một lần”."]
        assert told(session, cast.an) == []
        assert [each.id for each in wishes.waiting(session)] == [made.id]


def test_a_made_tag_stands_in_the_draft_and_its_author_is_told(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        wishes.make(session, vy(session, cast), made, Names(NAME), "theme.environment")
        assert made.tag_id == "theme.environment.plastic"
        assert drafting.newest(session, made.submission).content["facts"]["theme"] == [made.tag_id]
        assert "is there as “Nhựa dùng một lần”" in told(session, cast.lan)[0]
        assert wishes.count(session) == 0
        with pytest.raises(Conflict, match="answered"):
            wishes.refuse(session, vy(session, cast), made, "Muộn rồi")


def test_a_wish_is_mapped_to_a_tag_that_there_is(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        for wrong in ("grade.07",):
            with pytest.raises(Invalid, match="same scheme"):
                wishes.grant(session, vy(session, cast), made, wrong)
        wishes.grant(session, vy(session, cast), made, WASTE)
        assert drafting.newest(session, made.submission).content["facts"]["theme"] == [WASTE]


def test_a_refusal_needs_a_reason_which_its_author_reads(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        with pytest.raises(Invalid):
            wishes.refuse(session, vy(session, cast), made, " ")
        wishes.refuse(session, vy(session, cast), made, "Đã có “Rác”.")
        assert told(session, cast.lan)[0].endswith("is not added: Đã có “Rác”.")
        assert [each.id for each in wishes.answered(session)] == [made.id]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.PUBLISHED])
def test_what_was_handed_in_gets_the_tag_on_its_item_and_keeps_it(
    library: Library, cast: Cast, state: State
) -> None:
    with library.writing() as session:
        made = desk.submission(session, library, cast, state)
        wish = Wish(submission_id=made.id, by_id=cast.lan, scheme="theme", names=NAME, why="")
        session.add(wish)
        session.flush()
        wishes.grant(session, vy(session, cast), wish, WASTE)
        assert made.revision and made.item_id
        writing.publish(session, made.revision, library.vocabulary(session))
        assert shaping.themes(session, made.item_id) == [WASTE]


def test_only_authors_wish_and_only_curators_of_the_library_answer(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        with pytest.raises(NotAllowed):
            wishes.wish(session, person(session, cast.minh), made.submission, "theme", NAME, "")
        for id in (cast.lan, cast.hanh, cast.an):
            by = person(session, id)
            with pytest.raises(NotAllowed):
                wishes.make(session, by, made, Names(NAME), None)
            with pytest.raises(NotAllowed):
                wishes.grant(session, by, made, WASTE)
            with pytest.raises(NotAllowed):
                wishes.refuse(session, by, made, "Không")


@pytest.mark.parametrize(
    ("scheme", "names", "why", "field"),
    [
        ("duration", NAME, "", "wish-scheme"),
        ("theme", {"vi": " "}, "", "wish-vi"),
        ("theme", {"vi": "a", "en": "x" * 121}, "", "wish-en"),
        ("theme", NAME, "x" * 1001, "wish-why"),
    ],
)
def test_a_wish_that_says_too_little_or_too_much_is_refused(
    library: Library, cast: Cast, scheme: str, names: dict[str, str], why: str, field: str
) -> None:
    with library.sessions.writing() as session:
        lan = person(session, cast.lan)
        submission = drafting.begin(session, lan, units.by_id(session, cast.school), "vi")
        with pytest.raises(Invalid) as refused:
            wishes.wish(session, lan, submission, scheme, names, why)
        assert refused.value.field == field


def test_so_many_wishes_wait_and_no_more(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = person(session, cast.lan)
        submission = drafting.begin(session, lan, units.by_id(session, cast.school), "vi")
        for number in range(10):
            wishes.wish(session, lan, submission, "theme", {"vi": f"Thẻ {number}"}, "")
        with pytest.raises(Invalid, match="wait already"):
            wishes.wish(session, lan, submission, "theme", NAME, "")


def test_a_tag_that_the_draft_has_already_adds_no_save(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        curator = vy(session, cast)
        drafting.add_tag(session, curator, made.submission, "theme", WASTE)
        saved = session.get_one(Submission, made.submission_id).saved
        wishes.grant(session, curator, made, WASTE)
        assert session.get_one(Submission, made.submission_id).saved == saved
        assert session.get(models.Tag, WASTE)


def test_a_tag_that_a_submission_has_by_a_wish_is_not_taken_back(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = wished(session, cast)
        wishes.make(session, vy(session, cast), made, Names(NAME), None)
        [created] = recording.of(session, recording.TAG, str(made.tag_id))
        with pytest.raises(Conflict, match="wished for it"):
            wishes.guard(session, created)
        editing.add_name(session, SHELL, str(made.tag_id), "túi", "vi")
        wishes.guard(session, recording.of(session, recording.TAG, str(made.tag_id))[0])
