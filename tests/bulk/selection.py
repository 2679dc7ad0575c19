"""A library with a few items of several units, a head curator, and works that are done at once."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.bulk import previewing, running, works
from library.bulk.changing import Changes
from library.bulk.models import Target, Work
from library.items.models import Item
from library.tables import metadata
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.cast import SHELL, Cast

WASTE, GONG = "theme.environment.waste", "theme.heritage.gong"
HEAD = {"grade": ["grade.07"], "theme": [WASTE], "licence": "licence.cc-by"}
# What a work writes of itself, and what only ever grows.
_OF_WORKS = {"bulk_works", "bulk_targets", "changes", "events", "reasons", "jobs", "notices"}


def vy(session: Session, cast: Cast) -> User:
    """Return Vy, who curates and publishes everywhere."""
    people.let_curate_all(session, cast)
    found = users.by_id(session, cast.vy)
    if not found.holds(Role.PUBLISHER, units.root(session)):
        users.grant(session, SHELL, found, Role.PUBLISHER, units.root(session))
        session.refresh(found)
    return found


def items(session: Session, library: Library, count: int = 3, **head: Any) -> list[str]:
    """Return the ids of new published items, each in two languages and with a file."""
    return [
        make.saved(
            session,
            library,
            f"muc-{number}",
            vi=make.plan(title=f"Mục {number}", **(HEAD | head)),
            en=make.plan(title=f"Item {number}", summary="All sort.", **(HEAD | head)),
            files={"a.txt": b"abc"},
        ).item.id
        for number in range(1, count + 1)
    ]


def own(session: Session, unit: int, *ids: str) -> None:
    """Let a unit answer for items."""
    session.execute(update(Item).where(Item.id.in_(ids)).values(unit_id=unit))


def previewed(
    session: Session, library: Library, user: User, ids: Sequence[str], **changes: Any
) -> Work:
    """Return a work whose changes were previewed."""
    made = works.begin(session, user, ids, {})
    previewing.preview(session, user, made, Changes(**changes), library.vocabulary(session))
    session.expire_all()
    return made


def done(library: Library, cast: Cast, ids: Sequence[str], **changes: Any) -> int:
    """Have Vy change items; return the number of the work."""
    with library.sessions.writing() as session:
        user = vy(session, cast)
        made = previewed(session, library, user, ids, **changes)
        works.start(session, user, made)
        number = made.id
    library.work()
    return number


def previewed_and_done(library: Library, cast: Cast, ids: Sequence[str], **changes: Any) -> int:
    """Have Vy change items before anything that waits is done; return the number of the work."""
    with library.sessions.writing() as session:
        user = vy(session, cast)
        made = previewed(session, library, user, ids, **changes)
        works.start(session, user, made)
        number = made.id
    while True:
        with library.writing() as session:
            if not running.step(session, library.workshop, number):
                return number


def undone(library: Library, cast: Cast, number: int) -> None:
    """Have Vy take a work back."""
    with library.sessions.writing() as session:
        works.undo(session, vy(session, cast), session.get_one(Work, number))
    library.work()


def outcomes(session: Session, number: int) -> list[str | None]:
    """Return what came of each item of a work."""
    query = select(Target.outcome).where(Target.work_id == number).order_by(Target.place)
    return list(session.scalars(query))


def reasons(session: Session, number: int) -> list[str]:
    """Return why items were left out."""
    query = select(Target).where(Target.work_id == number).order_by(Target.place)
    return [each.reason["sentence"] if each.reason else "" for each in session.scalars(query)]


def rows(session: Session) -> dict[str, list[str]]:
    """Return every row of every table, but of those that only tell what was done."""
    return {
        name: sorted(
            json.dumps(list(row), ensure_ascii=False, default=str)
            for row in session.execute(select(table))
        )
        for name, table in metadata.tables.items()
        if name not in _OF_WORKS
    }


def count(session: Session, table: Any) -> int:
    """Return how many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0
