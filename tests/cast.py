"""The people of the tests: a department and two schools with accounts of every role, made at once.

Lan and Minh contribute, Bình reviews, Hạnh heads the first school; Tú heads the second. Vy keeps
the vocabulary and An the accounts of the whole department.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.accounts import signing, units, users
from library.accounts.models import Unit, User
from library.accounts.roles import CommandLine, Role
from library.wiring import Library

SHELL = CommandLine()


@dataclass(frozen=True)
class Cast:
    """Ids of units and people, good for any session."""

    department: int
    school: int
    other_school: int
    lan: int
    minh: int
    binh: int
    hanh: int
    tu: int
    vy: int
    an: int


_PEOPLE = (
    ("lan", "Lê Thị Lan", "school", Role.CONTRIBUTOR),
    ("minh", "Phạm Minh", "school", Role.CONTRIBUTOR),
    ("binh", "Trần Văn Bình", "school", Role.REVIEWER),
    ("hanh", "Nguyễn Thị Hạnh", "school", Role.PUBLISHER),
    ("tu", "Hoàng Tú", "other_school", Role.PUBLISHER),
    ("vy", "Đỗ Vy", "department", Role.CURATOR),
    ("an", "Vũ An", "department", Role.ADMINISTRATOR),
)


def assemble(library: Library) -> Cast:
    """Make the units and the people."""
    with library.sessions.writing() as session:
        places = _units(session)
        people = {
            key: _person(session, key, name, places[place], role)
            for key, name, place, role in _PEOPLE
        }
        return Cast(
            **{key: unit.id for key, unit in places.items()},
            **{key: user.id for key, user in people.items()},
        )


def let_curate_all(session: Session, cast: Cast) -> None:
    """Make Vy curator of the whole library, which only its command line can do."""
    vy, top = users.by_id(session, cast.vy), units.root(session)
    if not vy.holds(Role.CURATOR, top):
        users.grant(session, SHELL, vy, Role.CURATOR, top)


def _units(session: Session) -> dict[str, Unit]:
    root = units.root(session)
    department = units.add(session, SHELL, root, "department", "Sở GD&ĐT Mẫu")
    school = units.add(session, SHELL, department, "school", "Trường THCS Mẫu")
    other = units.add(session, SHELL, department, "school", "Trường THCS Mẫu Hai")
    return {"department": department, "school": school, "other_school": other}


def _person(session: Session, key: str, name: str, unit: Unit, role: Role) -> User:
    user = users.add(session, SHELL, unit, f"{key}@example.vn", name, "vi")
    users.grant(session, SHELL, user, role, unit)
    return user


def cookie(library: Library, user_id: int) -> str:
    """Sign somebody in without a password and return the secret for the cookie."""
    with library.sessions.writing() as session:
        user = users.by_id(session, user_id)
        return signing.begin(session, user, "tests", verified=True)
