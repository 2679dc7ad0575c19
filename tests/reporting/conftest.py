"""What tests of reports share: a department that receives, in December 2026."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import Unit, User
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.reporting import diary


@dataclass
class Province:
    """A department with a commune, each with who receives, and the school of the cast below it."""

    session: Session
    cast: Cast
    department: Unit
    commune: Unit
    school: Unit
    nga: User
    xa: User
    hanh: User
    lan: User


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first of December 2026."""
    diary.stop_clock(monkeypatch)


@pytest.fixture
def province(library: Library, cast: Cast) -> Iterator[Province]:
    """The school lies in a commune: two lines up, one to it and one to the department."""
    with library.sessions.writing() as session:
        department = units.by_id(session, cast.department)
        commune = units.add(session, SHELL, department, "commune", "Xã Mẫu")
        school = units.by_id(session, cast.school)
        units.move(session, SHELL, school, commune)
        nga = diary.receiver(session, department.id)
        xa = diary.receiver(session, commune.id, "xa")
        diary.age(session)
        hanh, lan = users.by_id(session, cast.hanh), users.by_id(session, cast.lan)
        yield Province(session, cast, department, commune, school, nga, xa, hanh, lan)
