"""Newsletters as readers and editors ask for them; what changes them is in `making`."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.errors import NotFound
from library.logbook import showing
from library.marking import N_
from library.newsletters.models import Newsletter, Piece

NOUN = "newsletters"


def is_public(found: Newsletter) -> bool:
    """Tell whether everybody may read an issue: published, by a unit that still works."""
    return found.published_at is not None and units.is_open(found.unit)


def may_edit(by: Actor, found: Newsletter) -> bool:
    """Tell whether somebody may change an issue: who contributes a draft, its head what is out."""
    role = Role.PUBLISHER if found.published_at else Role.CONTRIBUTOR
    return units.is_open(found.unit) and by.holds(role, found.unit)


def may_publish(by: Actor, found: Newsletter) -> bool:
    """Tell whether somebody decides that everybody may read an issue."""
    return units.is_open(found.unit) and by.holds(Role.PUBLISHER, found.unit)


def by_id(session: Session, id: int, reader: Actor | None = None) -> Newsletter:
    """Return an issue: what is public to anybody, the rest to who works in its unit; or NotFound."""
    found = session.get(Newsletter, id)
    is_own = found and reader and reader.holds(Role.CONTRIBUTOR, found.unit)
    if found is None or not (is_public(found) or is_own):
        raise NotFound(N_("There is no such newsletter, or it is not public."))
    return found


def places(user: User) -> list[Unit]:
    """Return the units for which somebody may begin an issue, those where a role is held."""
    held = {each.unit.id: each.unit for each in user.memberships}
    return [
        unit for unit in held.values()
        if unit.kind != units.ROOT and user.holds(Role.CONTRIBUTOR, unit) and units.is_open(unit)
    ]  # fmt: skip


def published(session: Session, unit: Unit) -> Sequence[Newsletter]:
    """Return the issues of a unit that everybody may read, the newest first."""
    if not units.is_open(unit):
        return []
    query = select(Newsletter).where(
        Newsletter.unit_id == unit.id, Newsletter.published_at.is_not(None)
    )
    return session.scalars(query.order_by(Newsletter.number.desc())).all()


def of(session: Session, user: User) -> Sequence[Newsletter]:
    """Return all issues of one's units, drafts too, the newest first."""
    ids = [each.id for each in places(user)]
    query = select(Newsletter).where(Newsletter.unit_id.in_(ids))
    query = query.options(joinedload(Newsletter.unit))
    return session.scalars(query.order_by(Newsletter.number.desc(), Newsletter.id)).all()


def last(session: Session, unit: Unit) -> Newsletter | None:
    """Return the issue of a unit with the highest number."""
    query = select(Newsletter).where(Newsletter.unit_id == unit.id)
    return session.scalar(query.order_by(Newsletter.number.desc()).limit(1))


def is_shown(piece: Piece) -> bool:
    """Tell whether everybody may see what a piece is about."""
    if piece.item:
        return piece.item.published_id is not None
    return piece.entry is not None and showing.is_shown(piece.entry)
