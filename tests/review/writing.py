"""Submissions as their authors write them: begun, filled in far enough to be handed in."""

from sqlalchemy.orm import Session

from library.accounts import users
from library.accounts.models import Unit, User
from library.review import drafting
from library.review.contents import Fields
from library.review.models import Submission
from tests.cast import Cast

COMPLETE: Fields = {
    "vi-title": "Ngày hội phân loại rác",
    "vi-summary": "Cả lớp cùng phân loại rác trong một tiết.",
    "vi-body": "## I. Mục đích\n\nHọc sinh phân loại được rác.\n",
    "kind": "material.activity-plan",
    "grade": ["grade.07"],
    "theme": ["theme.environment.waste"],
    "duration_minutes": "45",
    "licence": "licence.cc-by",
    "own_work": "yes",
    "ai_assisted": "no",
    "personal": "none",
}


def author(session: Session, cast: Cast) -> User:
    """Return Lan."""
    return users.by_id(session, cast.lan)


def begun(session: Session, cast: Cast, language: str = "vi") -> Submission:
    """Return a new submission of Lan for her school."""
    unit = session.get_one(Unit, cast.school)
    return drafting.begin(session, author(session, cast), unit, language)


def complete(session: Session, cast: Cast, **changed: str | list[str]) -> Submission:
    """Return a submission of Lan that lacks nothing, unless it is told otherwise."""
    made = begun(session, cast)
    fields = COMPLETE | {name.replace("__", "-"): value for name, value in changed.items()}
    drafting.save(session, author(session, cast), made, fields, made.saved)
    return made
