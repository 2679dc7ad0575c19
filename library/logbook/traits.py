"""What schools are like: levels, size, setting, region; said by a unit, else by those above it.

Nothing here is about persons, and nothing of it is shown beside the name of a school.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.errors import Conflict, Invalid
from library.logbook.models import UnitTraits
from library.marking import N_

NOUN = "traits"
SETTINGS = {
    "highland": N_("Highland"),
    "border": N_("Border area"),
    "island": N_("Island"),
    "coast": N_("Coast"),
    "minority": N_("Ethnic minority area"),
    "hardship": N_("Area of special hardship"),
    "rural": N_("Lowland countryside"),
    "urban": N_("Town or city"),
}
# How readers say it of a number of schools: “9 in highland communes”.
COUNTED = {
    "highland": N_("%(count)s in the highlands"),
    "border": N_("%(count)s in border areas"),
    "island": N_("%(count)s on islands"),
    "coast": N_("%(count)s on the coast"),
    "minority": N_("%(count)s in ethnic minority areas"),
    "hardship": N_("%(count)s in areas of special hardship"),
    "rural": N_("%(count)s in the lowland countryside"),
    "urban": N_("%(count)s in towns"),
}
# The levels that a school has; the vocabulary is finer and has levels that are no school's.
LEVELS = (
    "level.preschool", "level.primary", "level.lower-secondary", "level.upper-secondary",
    "level.continuing", "level.vocational", "level.inclusive",
)  # fmt: skip
# Up to so many pupils; a class of one's own grade is found in a school of any size.
SIZES = {
    "small": (300, N_("up to 300 pupils")),
    "middle": (1000, N_("301 to 1,000 pupils")),
    "large": (10**9, N_("more than 1,000 pupils")),
}
LIKE = {
    "level": N_("of the same level"),
    "size": N_("of the same size"),
    "setting": N_("in the same setting"),
    "region": N_("in the same province"),
}
_MOST_PUPILS = 20_000


@dataclass(frozen=True)
class School:
    """A school as it is compared with others; `region` is the department above it, if any."""

    id: int
    levels: frozenset[str] = frozenset()
    size: str = ""
    settings: frozenset[str] = frozenset()
    region: int | None = None

    def is_like(self, other: "School", ways: Collection[str]) -> bool:
        """Tell whether another school is like this one in all of some ways; unknown is unlike."""
        same = {
            "level": bool(self.levels & other.levels),
            "size": bool(self.size) and self.size == other.size,
            "setting": bool(self.settings & other.settings),
            "region": self.region is not None and self.region == other.region,
        }
        return all(same[way] for way in ways)

    @property
    def known(self) -> list[str]:
        """The ways in which something is known of it."""
        has = {"level": self.levels, "size": self.size, "setting": self.settings,
               "region": self.region is not None}  # fmt: skip
        return [way for way in LIKE if has[way]]


def size_of(pupils: int | None) -> str:
    """Return the key of a size, "" where the number of pupils is not known."""
    if pupils is None:
        return ""
    return next(key for key, (most, _name) in SIZES.items() if pupils <= most)


def of(session: Session, unit: Unit) -> UnitTraits:
    """Return what a unit says of itself; a blank page where it says nothing yet."""
    found = session.get(UnitTraits, unit.id)
    return found or UnitTraits(unit_id=unit.id, levels=[], pupils=None, settings=[], edited=0)


def tell(
    session: Session,
    by: User,
    unit: Unit,
    levels: Iterable[str],
    pupils: int | None,
    settings: Iterable[str],
    seen: int,
) -> None:
    """Say what a unit is like, as its head or a reviewer does; `seen` is the edit that was read."""
    roles.require(by, Role.REVIEWER, at=unit)
    if pupils is not None and not 0 <= pupils <= _MOST_PUPILS:
        raise Invalid(N_("Give a number from 0 to %(most)s."), field="pupils", most=_MOST_PUPILS)
    database.take_turns(session.connection(), NOUN)
    kept = of(session, unit)
    if kept.edited != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile. Look at it again."))
    wanted = set(settings)
    kept.levels, kept.pupils = list(dict.fromkeys(levels)), pupils
    kept.settings = [each for each in SETTINGS if each in wanted]
    kept.edited += 1
    session.add(kept)
    session.flush()
    history.record(session, by, "described", units.NOUN, unit.id)


def schools(session: Session) -> dict[int, School]:
    """Return by unit the school that it is or belongs to, with what is known of that school.

    Departments and communes are left out: they are no schools, whatever they carry out.
    """
    said = {each.unit_id: each for each in session.scalars(select(UnitTraits))}
    rows = session.execute(select(Unit.id, Unit.kind, Unit.path)).all()
    kinds = {id: kind for id, kind, _path in rows}
    found = {id: _school(path, kinds, said) for id, _kind, path in rows}
    return {id: school for id, school in found.items() if school}


def _school(path: str, kinds: Mapping[int, str], said: Mapping[int, UnitTraits]) -> School | None:
    ids = [int(each) for each in path.split("/") if each]
    place = next((place for place, id in enumerate(ids) if kinds[id] == "school"), None)
    if place is None:
        return None
    above = ids[: place + 1][::-1]
    known = [said[id] for id in above if id in said]
    own = said.get(ids[place])
    return School(
        id=ids[place],
        levels=frozenset(next((each.levels for each in known if each.levels), [])),
        size=size_of(own.pupils if own else None),
        settings=frozenset(next((each.settings for each in known if each.settings), [])),
        region=next((id for id in above if kinds[id] == "department"), None),
    )
