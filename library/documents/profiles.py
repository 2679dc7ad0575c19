"""What a unit prints above and below its documents, each value its own or inherited from above.

A subject group writes under the head of its school. What speaks for one office only (its name, its
number symbol, who signs) never comes from another office, so no school signs as its department.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.database import now
from library.documents import wording
from library.documents.models import Profile
from library.errors import Conflict, Invalid, NotAllowed
from library.marking import N_

# Among the pictures of a document.
LOGO = "logo"
MOST_RECIPIENTS, MOST_SIGNERS, MOST_CAMPUSES = 60, 20, 30
_LONGEST_NAME, _LONGEST_SYMBOL, _LONGEST_LINE = 300, 30, 300


@dataclass(frozen=True)
class Field:
    """A value of the profile. `shared`: also taken from another office above, as its place is."""

    name: str
    label: str
    shared: bool = False
    needed: bool = True


FIELDS = {
    each.name: each
    for each in (
        Field("parent", N_("Parent body")),
        Field("name", N_("Name of the unit")),
        Field("symbol", N_("Short symbol for numbers")),
        Field("place", N_("Place name"), shared=True),
        Field("signers", N_("Who signs")),
        Field("recipients", N_("Recipients"), needed=False),
        Field("campuses", N_("Campuses"), needed=False),
        Field("logo", N_("Logo"), needed=False),
    )
}
# In a document, in Vietnamese, where the value would stand.
MISSING = {
    "parent": "tên cơ quan chủ quản",
    "name": "tên cơ quan, đơn vị",
    "symbol": "ký hiệu",
    "place": "địa danh",
    "signers": "chức vụ, họ tên người ký",
}


@dataclass(frozen=True)
class Value:
    """A value and the unit that it comes from; `is_given` tells it from what the tree says."""

    value: Any
    unit: Unit | None
    is_given: bool = True


Values = Mapping[str, Value]


def may_change(user: Actor, unit: Unit) -> bool:
    """Tell whether somebody keeps the profile of a unit: its head or an administrator."""
    return user.holds(Role.PUBLISHER, unit) or user.holds(Role.ADMINISTRATOR, unit)


def own(session: Session, unit: Unit) -> Profile | None:
    """Return what a unit has said itself."""
    return session.get(Profile, unit.id)


def of(session: Session, unit: Unit) -> dict[str, Value]:
    """Return every value that a unit's documents have, and from which unit it comes."""
    line = [*units.above(session, unit), unit][::-1]
    found = session.scalars(select(Profile).where(Profile.unit_id.in_([each.id for each in line])))
    said = {each.unit_id: each.values for each in found}
    office = office_of(line)
    own_line = line[: line.index(office) + 1]
    values: dict[str, Value] = {}
    for name, field in FIELDS.items():
        sources = line if field.shared else own_line
        giver = next((each for each in sources if said.get(each.id, {}).get(name)), None)
        if giver:
            values[name] = Value(said[giver.id][name], giver)
    return _by_the_tree(line, office, said) | values


def office_of(line: Sequence[Unit]) -> Unit:
    """Return the office that a unit writes for, of a line upwards: a group has none of its own."""
    return next((each for each in line if each.kind != "group"), line[0])


def _by_the_tree(
    line: Sequence[Unit], office: Unit, said: Mapping[int, Mapping[str, Any]]
) -> dict[str, Value]:
    """Return the names that the tree of units gives where nobody has said otherwise."""
    found = {"name": Value(office.name, office, is_given=False)}
    above = [each for each in line[line.index(office) + 1 :] if each.kind != units.ROOT]
    if above:
        name = said.get(above[0].id, {}).get("name") or above[0].name
        found["parent"] = Value(name, above[0], is_given=False)
    return found


def missing(values: Values) -> list[Field]:
    """Return what documents will lack."""
    return [each for name, each in FIELDS.items() if each.needed and name not in values]


def frozen(values: Values) -> dict[str, Any]:
    """Return the values alone, as a document keeps them."""
    return {name: found.value for name, found in values.items()}


def change(session: Session, by: Actor, unit: Unit, given: Mapping[str, Any], seen: int) -> Profile:
    """Keep what a unit says; what is empty is inherited. `seen`: the edition that was shown.

    `logo`, the SHA-256 of a picture in the store, stays as it is where nothing is given of it.
    """
    if not may_change(by, unit):
        raise NotAllowed(N_("The head of the unit and its administrators keep this; ask them."))
    database.take_turns(session.connection(), f"letterhead of {unit.id}")
    found = session.get(Profile, unit.id, populate_existing=True)
    if (found.edition if found else 0) != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))
    logo = given.get("logo", found.values.get("logo") if found else "")
    values = {name: value for name, value in checked(given).items() if value}
    values |= {"logo": logo} if logo else {}
    if found is None:
        found = Profile(unit_id=unit.id, values=values)
        session.add(found)
    else:
        found.values, found.changed_at, found.edition = values, now(), found.edition + 1
    session.flush()
    history.record(session, by, "changed the letterhead", units.NOUN, unit.id)
    return found


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, tidied; raise Invalid for what does not fit."""
    lines = {name: text.tidy(str(given.get(name, ""))) for name in ("parent", "name", "place")}
    for name, value in lines.items():
        if len(value) > _LONGEST_NAME:
            raise Invalid(N_("Give at most %(most)s letters."), name, most=_LONGEST_NAME)
    return {
        **lines,
        "symbol": _symbol(str(given.get("symbol", ""))),
        "signers": _signers(given.get("signers", ())),
        "recipients": _listed(given.get("recipients", ()), "recipients", MOST_RECIPIENTS),
        "campuses": _listed(given.get("campuses", ()), "campuses", MOST_CAMPUSES),
    }


def _symbol(given: str) -> str:
    symbol = text.repair(given).strip()
    if len(symbol) > _LONGEST_SYMBOL or any(sign.isspace() or sign == "/" for sign in symbol):
        raise Invalid(N_("The symbol has no spaces and no slash, such as THCSNT."), "symbol")
    return symbol


def _listed(given: Sequence[str], field: str, most: int) -> list[str]:
    lines = [line for line in map(text.tidy, given) if line]
    if len(lines) > most:
        raise Invalid(N_("Give at most %(most)s lines."), field, most=most)
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise Invalid(N_("A line has at most %(most)s letters."), field, most=_LONGEST_LINE)
    return lines


def kept_files(session: Session) -> dict[str, str]:
    """Return what the file of each logo is called, by its SHA-256."""
    found = session.scalars(select(Profile.values))
    return {each["logo"]: LOGO for each in found if each.get("logo")}


def _signers(given: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    found = [
        {key: text.tidy(each.get(key, "")) for key in ("name", "post", "power", "of")}
        for each in given
        if any(text.tidy(each.get(key, "")) for key in ("name", "post"))
    ]
    if len(found) > MOST_SIGNERS:
        raise Invalid(N_("Give at most %(most)s lines."), "signers", most=MOST_SIGNERS)
    for each in found:
        if not each["name"] or not each["post"]:
            raise Invalid(N_("Whoever signs needs a name and a post."), "signers")
        if each["power"] not in wording.POWERS:
            raise Invalid(N_("Choose one of TM., Q., KT., TL., TUQ. or none."), "signers")
        if each["power"] not in ("", "Q") and not each["of"]:
            raise Invalid(N_("Say for whom it is signed, such as Hiệu trưởng."), "signers")
        if max(map(len, each.values())) > _LONGEST_LINE:
            raise Invalid(N_("A line has at most %(most)s letters."), "signers", most=_LONGEST_LINE)
    return found
