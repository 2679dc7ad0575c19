"""Rows that a curator takes off a list, because nothing is to be done; each can be put back."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import database
from library.accounts import roles, units
from library.accounts.roles import Actor, Role
from library.workbench.models import SetAside

__all__ = ["Actor", "back", "marks", "put"]
_AT_ONCE = 500


def put(
    session: Session, by: Actor, worklist: str, things: Iterable[str], until: Mapping[str, int]
) -> None:
    """Set things aside; what was set aside already is so anew."""
    roles.require(by, Role.CURATOR, at=units.root(session))
    database.take_turns(session.connection(), SetAside.__tablename__)
    wanted = list(dict.fromkeys(things))
    _delete(session, worklist, wanted)
    session.add_all(
        SetAside(worklist=worklist, thing=each, by_id=by.id, until=until.get(each))
        for each in wanted
    )
    session.flush()


def back(session: Session, by: Actor, worklist: str, things: Sequence[str]) -> None:
    """Put things back on their list."""
    roles.require(by, Role.CURATOR, at=units.root(session))
    _delete(session, worklist, things)


def _delete(session: Session, worklist: str, things: Sequence[str]) -> None:
    for start in range(0, len(things), _AT_ONCE):
        some = SetAside.thing.in_(things[start : start + _AT_ONCE])
        session.execute(delete(SetAside).where(SetAside.worklist == worklist, some))


def marks(session: Session, worklist: str, things: Sequence[str]) -> dict[str, SetAside]:
    """Return who set things aside, and when."""
    query = select(SetAside).where(SetAside.worklist == worklist, SetAside.thing.in_(things))
    return {each.thing: each for each in session.scalars(query)}
