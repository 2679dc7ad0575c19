"""The tree of units: departments, communes and districts, schools, groups, and what they were called.

Everything stands below one root, the library itself; a unit that has ended keeps its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles
from library.accounts.models import Unit, UnitName, User
from library.accounts.roles import Actor, Role
from library.database import today
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_

NOUN = "units"
ROOT = "library"
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Kind:
    """What a kind of unit is called and below which kinds it stands."""

    name: str
    below: tuple[str, ...]


_AREAS = ("commune", "ward", "special-zone", "district")
# Since 1 July 2025 communes, wards and special zones stand directly below the province; the
# districts of before are kept for what was made in them.
KINDS = {
    ROOT: Kind(N_("Library"), ()),
    "department": Kind(N_("Department of Education and Training"), (ROOT,)),
    "commune": Kind(N_("Commune"), (ROOT, "department")),
    "ward": Kind(N_("Ward"), (ROOT, "department")),
    "special-zone": Kind(N_("Special zone"), (ROOT, "department")),
    "district": Kind(N_("District (until 30 June 2025)"), (ROOT, "department")),
    "school": Kind(N_("School"), (ROOT, "department", *_AREAS)),
    "group": Kind(N_("Subject group or division"), ("department", "school", *_AREAS)),
}


def root(session: Session) -> Unit:
    """Return the unit above all others, made when it is first asked for."""
    if found := top(session):
        return found
    database.take_turns(session.connection(), NOUN)
    return top(session) or _put(session, None, ROOT, "Sáo Diều")


def top(session: Session) -> Unit | None:
    """Return the unit above all others, None before there is any."""
    return session.scalar(select(Unit).where(Unit.parent_id.is_(None)))


def by_id(session: Session, id: int) -> Unit:
    """Return a unit; raise NotFound."""
    found = session.get(Unit, id)
    if found is None:
        raise NotFound(N_("There is no such unit."))
    return found


def below(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return a unit and everything below it, as a tree is printed: each below the one above it."""
    query = select(Unit).where(Unit.path.startswith(unit.path, autoescape=True))
    return sorted(session.scalars(query).all(), key=lambda each: _ids(each.path))


def _ids(path: str) -> list[int]:
    return [int(id) for id in path.split("/") if id]


def named(session: Session, name: str, kind: str | None = None) -> Sequence[Unit]:
    """Return the units that are or were called so; accents and capitals do not matter."""
    query = select(Unit).join(UnitName).where(UnitName.folded == text.fold(name)).distinct()
    return session.scalars(query.where(Unit.kind == kind) if kind else query).all()


def search(session: Session, words: str, limit: int = 12) -> Sequence[Unit]:
    """Return open units in whose names, present or past, all words stand; shorter names first."""
    asked = text.fold(words).split()
    if not asked:
        return []
    query = select(Unit).join(UnitName).where(Unit.kind != ROOT).distinct()
    for word in asked[:8]:
        query = query.where(UnitName.folded.contains(word, autoescape=True))
    found = [unit for unit in session.scalars(query.limit(200)) if is_open(unit)]
    return sorted(found, key=lambda each: (len(each.name), text.collation_key(each.name)))[:limit]


def children(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return the units directly below one, by name."""
    found = session.scalars(select(Unit).where(Unit.parent_id == unit.id)).all()
    return sorted(found, key=lambda each: text.collation_key(each.name))


def above(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return the units above one, from the root down."""
    ids = _ids(unit.path)[:-1]
    found = session.scalars(select(Unit).where(Unit.id.in_(ids))).all()
    return sorted(found, key=lambda each: len(_ids(each.path)))


def homes(session: Session, by: User, unit: Unit) -> Sequence[Unit]:
    """Return where somebody may move a unit to, by name."""
    kinds = KINDS[unit.kind].below
    query = select(Unit).where(Unit.kind.in_(kinds), Unit.id != unit.parent_id)
    found = [
        each
        for each in session.scalars(query)
        if by.holds(Role.ADMINISTRATOR, each) and is_open(each) and not each.is_within(unit)
    ]
    return sorted(found, key=lambda each: text.collation_key(each.name))


def add(session: Session, by: Actor, parent: Unit, kind: str, name: str) -> Unit:
    """Put a new unit below another."""
    roles.require(by, Role.ADMINISTRATOR, at=parent)
    if kind not in KINDS or parent.kind not in KINDS[kind].below:
        raise Invalid(N_("A unit of this kind cannot stand there; choose another place."), "kind")
    if not is_open(parent):
        raise Conflict(N_("This unit is closed; nothing is added to it."))
    unit = _put(session, parent, kind, _name(name))
    history.record(session, by, "added", NOUN, unit.id, name=unit.name, kind=kind)
    return unit


def _put(session: Session, parent: Unit | None, kind: str, name: str) -> Unit:
    unit = Unit(parent_id=parent.id if parent else None, kind=kind, path="")
    unit.names.append(UnitName(name=name, folded=text.fold(name), begun_on=None))
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else ''}{unit.id}/"
    session.flush()
    return unit


def _name(given: str) -> str:
    name = text.tidy(given).strip()
    if not name or len(name) > _LONGEST_NAME:
        raise Invalid(N_("Give a name of at most 200 letters."), field="name")
    return name


def rename(session: Session, by: Actor, unit: Unit, name: str, begun_on: date) -> None:
    """Call a unit otherwise from a day on; it is still found by its earlier names."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    name = _name(name)
    same_day = [each for each in unit.names if each.begun_on == begun_on]
    for each in same_day:
        unit.names.remove(each)
    before = unit.names[-1].name if unit.names else ""
    unit.names.append(UnitName(name=name, folded=text.fold(name), begun_on=begun_on))
    session.flush()
    session.refresh(unit, ["names"])
    day = begun_on.isoformat()
    history.record(session, by, "renamed", NOUN, unit.id, name=name, before=before, begun_on=day)


def move(session: Session, by: Actor, unit: Unit, parent: Unit) -> None:
    """Put a unit with all below it under another; its roles and items go along."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    roles.require(by, Role.ADMINISTRATOR, at=parent)
    if parent.kind not in KINDS[unit.kind].below or parent.is_within(unit):
        raise Invalid(N_("A unit of this kind cannot stand there; choose another place."), "parent")
    database.take_turns(session.connection(), NOUN)
    moved, before = below(session, unit), unit.path
    unit.parent_id = parent.id
    for each in moved:
        each.path = f"{parent.path}{unit.id}/{each.path.removeprefix(before)}"
    session.flush()
    history.record(session, by, "moved", NOUN, unit.id, to=parent.id)


def end(session: Session, by: Actor, unit: Unit, ended_on: date) -> None:
    """Close a unit, as the districts closed on 30 June 2025; nothing new is added to it."""
    roles.require(by, Role.ADMINISTRATOR, at=unit)
    if unit.parent_id is None:
        raise Invalid(N_("The library itself cannot be closed."))
    if any(each.ended_on is None for each in below(session, unit) if each is not unit):
        raise Conflict(N_("There are open units below it; move or close them first."))
    unit.ended_on = ended_on
    session.flush()
    history.record(session, by, "ended", NOUN, unit.id, ended_on=ended_on.isoformat())


def is_open(unit: Unit) -> bool:
    """Tell whether a unit still works."""
    return unit.ended_on is None or unit.ended_on >= today()
