"""A plan of the department in force, for tests of what is done with plans from above.

Oanh drafts at the department, Phúc heads it.
"""

from datetime import date

from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.directives import directives, issuing
from library.directives.directives import Given
from library.directives.models import Directive, State
from library.directives.tasks import Row
from tests.cast import SHELL, Cast

NUMBER = "70/KH-SGDĐT"
ROWS = (
    Row({"text": "Tổ chức ngày hội văn hóa", "due": "Quý IV năm 2026", "product": "Ảnh, bài viết"}),
    Row({"text": "Lập câu lạc bộ truyền thông", "due": "trước ngày 09/6/2027"}),
    Row({"text": "Báo cáo kết quả", "due": "thường xuyên", "lead": "Các trường"}),
)


def people(session: Session, cast: Cast) -> tuple[User, User]:
    """Return who drafts at the department and who heads it, made when first asked for."""
    department = units.by_id(session, cast.department)
    return (
        _person(session, "oanh", department, Role.CONTRIBUTOR),
        _person(session, "phuc", department, Role.PUBLISHER),
    )


def _person(session: Session, key: str, unit: Unit, role: Role) -> User:
    email = f"{key}@example.vn"
    if found := users.by_email(session, email):
        return found
    made = users.add(session, SHELL, unit, email, key.title(), "vi")
    users.grant(session, SHELL, made, role, unit)
    session.refresh(made)
    return made


def given(rows: tuple[Row, ...] = ROWS, **changes: object) -> Given:
    """Return what the form of a whole plan gives."""
    known = {"title": "Công tác thông tin đối ngoại", "number": NUMBER}
    return Given(**{**known, "dated_on": date(2026, 9, 11), "rows": rows, **changes})  # type: ignore[arg-type]


def again(directive: Directive, **changes: object) -> Given:
    """Return the form of a plan as it comes back, some of its rows changed or dropped."""
    rows = tuple(Row(each, each["key"], place) for place, each in enumerate(directive.tasks, 1))
    return given(**{"rows": rows, **changes})  # type: ignore[arg-type]


def draft(session: Session, cast: Cast) -> Directive:
    """Return a whole plan that Oanh has begun."""
    drafter, _head = people(session, cast)
    unit = units.by_id(session, cast.department)
    return directives.begin(session, drafter, unit, given())


def issued(session: Session, cast: Cast) -> Directive:
    """Return the plan in force."""
    made = draft(session, cast)
    drafter, head = people(session, cast)
    issuing.act(session, drafter, made, "submit")
    issuing.act(session, head, made, "issue")
    assert made.state == State.ISSUED
    return made


def correct(session: Session, cast: Cast, made: Directive, rows: tuple[Row, ...]) -> None:
    """Correct the plan as who made it."""
    drafter, _head = people(session, cast)
    directives.change(session, drafter, made, again(made, rows=rows), made.edited, "Bổ sung.")
