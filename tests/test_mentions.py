"""Where somebody is named: in every kind of place, and only in those of the administrator's units."""

import pytest
from sqlalchemy.orm import Session

from library import mentions
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.care import answering, measures, problems
from library.care.problems import Report
from library.comparing import questions
from library.consents import register, rules
from library.consents.register import Given
from library.database import today
from library.directives import adopting
from library.errors import Invalid, NotAllowed
from library.reporting import drafting
from library.review import comments
from library.review.comments import Place, Voice
from library.review.models import Save, Wish
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.directives import paper
from tests.planning import shelf
from tests.reporting import diary
from tests.review import desk

NAME = "Kiều Vân Anh"


def fill(session: Session, library: Library, cast: Cast) -> None:
    """Put the name into one place of each kind, all of the school."""
    binh, lan = users.by_id(session, cast.binh), users.by_id(session, cast.lan)
    earlier = make.plan(f"Bài của em {NAME}.")
    make.saved(session, library, vi=earlier, files={"ds.txt": f"1. {NAME}".encode()})
    made = desk.submission(session, library, cast, plan=make.plan("Không còn tên."))
    item = made.item
    assert item
    said = Given(NAME, "adult", rules.SHOWN, "library", today(), by_person=True)
    register.add(session, binh, item, said)
    problem = problems.report(session, None, item, Report("other", f"Xin bỏ tên {NAME}."))
    answering.answer(session, binh, problem, "Đã bỏ.")
    comments.add(session, Voice(lan), made, Place("vi", "", ""), f"Có nên ghi {NAME} không?")
    measures.note(session, binh, item, "cleared", f"{NAME} đã được làm mờ.")
    content = {"editions": {"vi": {"body": f"Em {NAME} kể"}}}
    session.add(Save(submission_id=made.id, number=1, by_id=lan.id, content=content, tab=""))
    why = f"Như em {NAME} đề nghị."
    names = {"vi": "Thẻ"}
    session.add(Wish(submission_id=made.id, by_id=lan.id, scheme="theme", names=names, why=why))
    session.flush()
    shelf.slot(
        session, cast, shelf.plan(session, cast), owner_id=None, owner_name=f"Em {NAME}, lớp trưởng"
    )
    above, school = paper.issued(session, cast), units.by_id(session, cast.school)
    adopting.add(session, lan, above, school, {"text": "Bản tin", "who": f"Em {NAME}"})
    questions.begin(session, lan, school, f"Lớp của em {NAME}", ["Em biết."])
    report = drafting.begin(session, lan, school, diary.SEMESTER)
    drafting.save(session, lan, report, {"strengths": f"Em {NAME} vẽ đẹp."}, {}, report.edited)


def administrator(session: Session, place: int | None) -> User:
    unit = units.by_id(session, place) if place else units.root(session)
    made = users.add(session, SHELL, unit, "quan-tri@example.vn", "Quản trị", "vi")
    users.grant(session, SHELL, made, Role.ADMINISTRATOR, unit)
    return made


ALL = {
    mentions.MEASURE, mentions.WORDS, mentions.FILE, mentions.CONSENT, mentions.PROBLEM,
    mentions.DRAFT, mentions.COMMENT, mentions.WISH, mentions.PLAN, mentions.TASK, mentions.REPORT,
    mentions.SURVEY,
}  # fmt: skip


@pytest.mark.parametrize("typed", [NAME, "kieu van anh", "KIỀU  VÂN ANH"])
def test_a_name_is_found_in_every_place_however_it_is_typed(
    library: Library, cast: Cast, typed: str
) -> None:
    with library.sessions.writing() as session:
        fill(session, library, cast)
        found = mentions.of(session, users.by_id(session, cast.an), typed)
        assert {each.where for each in found} == ALL
        assert all("Vân Anh" in each.passage for each in found)


@pytest.mark.parametrize(
    ("place", "finds"), [("school", True), ("other_school", False), (None, True)]
)
def test_only_what_the_administrator_answers_for_is_read(
    library: Library, cast: Cast, place: str | None, finds: bool
) -> None:
    with library.sessions.writing() as session:
        fill(session, library, cast)
        user = administrator(session, getattr(cast, place) if place else None)
        assert bool(mentions.of(session, user, NAME)) == finds


def test_what_belongs_to_no_unit_is_read_for_the_whole_library_alone(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        make.saved(session, library, vi=make.plan(f"Bài của em {NAME}."))
        assert mentions.of(session, users.by_id(session, cast.an), NAME) == []
        assert mentions.of(session, administrator(session, None), NAME)


def test_others_and_names_that_are_none_are_refused(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        for who in (cast.hanh, cast.vy, cast.lan):
            with pytest.raises(NotAllowed):
                mentions.of(session, users.by_id(session, who), NAME)
        for typed in ("", "a", "a" * 101):
            with pytest.raises(Invalid):
                mentions.of(session, users.by_id(session, cast.an), typed)
