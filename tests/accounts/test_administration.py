"""Who may administer units and people: every role at every place against every action, as a table."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from library.accounts import applications, links, second_factor, units, users
from library.accounts.models import Application, Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import NotAllowed
from library.wiring import Library
from tests.cast import SHELL, Cast

TODAY = today()


@dataclass
class Scene:
    """A school with Lan, a group below it and an application, and somebody who acts."""

    session: Session
    by: User
    school: Unit
    group: Unit
    other: Unit
    lan: User
    asked: Application


ACTIONS: dict[str, Callable[[Scene], object]] = {
    "add a unit": lambda s: units.add(s.session, s.by, s.school, "group", "Tổ Văn"),
    "rename": lambda s: units.rename(s.session, s.by, s.school, "Trường Mới", TODAY),
    "move": lambda s: units.move(s.session, s.by, s.group, s.other),
    "close": lambda s: units.end(s.session, s.by, s.group, TODAY),
    "invite": lambda s: links.invite(
        s.session, s.by, s.school, Role.READER, "hoa@example.vn", "Hoa"
    ),
    "give a role": lambda s: users.grant(s.session, s.by, s.lan, Role.REVIEWER, s.school),
    "take a role": lambda s: users.revoke(s.session, s.by, s.lan.memberships[0]),
    "password link": lambda s: links.new_password(s.session, s.by, s.lan),
    "drop 2nd factor": lambda s: second_factor.reset(s.session, s.by, s.lan),
    "end an account": lambda s: users.end(s.session, s.by, s.lan),
    "accept": lambda s: applications.accept(s.session, s.by, s.asked, Role.READER),
    "decline": lambda s: applications.decline(s.session, s.by, s.asked, "Không rõ là ai"),
}
PLACES = ("library", "department", "school", "group", "other school")
ABOVE = ("library", "department", "school")
# Only administrators, at the school or above; to move a unit, at both places; to close the group,
# its own administrator may as well.
ALLOWED = {action: {(Role.ADMINISTRATOR, place) for place in ABOVE} for action in ACTIONS}
ALLOWED["move"] = {(Role.ADMINISTRATOR, place) for place in ("library", "department")}
ALLOWED["close"] |= {(Role.ADMINISTRATOR, "group")}


def scene(session: Session, cast: Cast) -> tuple[Scene, dict[str, Unit]]:
    school = units.by_id(session, cast.school)
    other = units.by_id(session, cast.other_school)
    group = units.add(session, SHELL, school, "group", "Tổ Sử")
    by = users.add(session, SHELL, school, "by@example.vn", "By", "vi")
    asked = applications.apply(session, school, "mai@example.vn", "Mai", "vi", "")
    assert asked
    made = Scene(session, by, school, group, other, users.by_id(session, cast.lan), asked)
    department = units.by_id(session, cast.department)
    all_places = (units.root(session), department, school, group, other)
    return made, dict(zip(PLACES, all_places, strict=True))


def may(made: Scene, action: str) -> bool:
    """Try an action and undo it."""
    attempt = made.session.begin_nested()
    try:
        ACTIONS[action](made)
    except NotAllowed:
        return False
    finally:
        attempt.rollback()
    return True


def test_the_whole_table_of_roles_and_actions(
    library: Library, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, set[tuple[Role, str]]] = {action: set() for action in ACTIONS}
    lines = []
    with library.sessions.writing() as session:
        made, places = scene(session, cast)
        for role in Role:
            for name, place in places.items():
                users.grant(session, SHELL, made.by, role, place)
                allowed = {action for action in ACTIONS if may(made, action)}
                made.by.memberships.clear()
                session.flush()
                for action in allowed:
                    found[action].add((role, name))
                marks = "".join(f"{'yes' if a in allowed else '-':^17}" for a in ACTIONS)
                lines.append(f"{role:<14}{name:<14}{marks}")
    with capsys.disabled():
        print(f"\n{'role':<14}{'at':<14}" + "".join(f"{action:^17}" for action in ACTIONS))
        print("\n".join(lines))
    assert found == ALLOWED
