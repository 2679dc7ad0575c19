"""Which forms a unit has: those that ship, and in their place or beside them those of units above it.

What is kept can be read: a form with an error is refused, and the one in force stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history
from library.accounts import units
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.database import now
from library.documents import forms
from library.documents.forms import Form
from library.documents.models import OwnForm
from library.errors import Conflict, Invalid, LibraryError, NotAllowed, NotFound
from library.marking import N_

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Known:
    """A form by its name, with its source; `unit`: whose own it is, None for one that ships."""

    name: str
    source: str
    form: Form
    unit: Unit | None


def may_change(user: Actor, unit: Unit) -> bool:
    """Tell whether somebody keeps the forms of a unit."""
    return user.holds(Role.CURATOR, unit) or user.holds(Role.ADMINISTRATOR, unit)


def every(session: Session, unit: Unit) -> Mapping[str, Known]:
    """Return the forms of a unit by name: its own before those above it, these before ours."""
    found = {
        name: Known(name, source, forms.read(source), None)
        for name, source in forms.shipped().items()
    }
    line = [*units.above(session, unit), unit]
    query = select(OwnForm).where(OwnForm.unit_id.in_([each.id for each in line]))
    kept = session.scalars(query).all()
    for each in sorted(kept, key=lambda own: len(own.unit.path)):
        if form := _readable(each.source):
            found[each.name] = Known(each.name, each.source, form, each.unit)
    return found


def _readable(source: str) -> Form | None:
    """Return the form; None for one that this version of the library does not understand."""
    try:
        return forms.read(source)
    except LibraryError:
        return None


def in_force(session: Session, unit: Unit, day: date) -> Mapping[str, Known]:
    """Return the forms that a unit uses on a day."""
    return {
        name: known for name, known in every(session, unit).items() if known.form.is_in_force(day)
    }


def named(session: Session, unit: Unit, name: str) -> Known:
    """Return a form of a unit; raise NotFound."""
    found = every(session, unit).get(name)
    if found is None:
        raise NotFound(N_("There is no such form."))
    return found


def own(session: Session, unit: Unit, name: str) -> OwnForm | None:
    """Return what a unit itself has kept under a name."""
    return session.scalar(select(OwnForm).where(OwnForm.unit_id == unit.id, OwnForm.name == name))


def save(session: Session, by: Actor, unit: Unit, name: str, source: str, seen: int) -> OwnForm:
    """Keep a form of a unit; raise Invalid with the line of what is wrong in it."""
    _require(by, unit)
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise Invalid(
            N_("The name has small letters, digits and hyphens, such as our-plan."), "name"
        )
    forms.read(source)
    database.take_turns(session.connection(), f"forms of {unit.id}")
    found = own(session, unit, name)
    if (found.edition if found else 0) != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))
    if found is None:
        found = OwnForm(unit_id=unit.id, name=name, source=source)
        session.add(found)
    else:
        found.source, found.edition, found.changed_at = source, found.edition + 1, now()
    session.flush()
    history.record(session, by, "changed a form", units.NOUN, unit.id, form=name)
    return found


def drop(session: Session, by: Actor, unit: Unit, name: str) -> None:
    """Go back to the form above or to ours; documents that were made keep what they have."""
    _require(by, unit)
    found = own(session, unit, name)
    if found is None:
        raise NotFound(N_("There is no such form."))
    session.delete(found)
    session.flush()
    history.record(session, by, "dropped a form", units.NOUN, unit.id, form=name)


def _require(by: Actor, unit: Unit) -> None:
    if not may_change(by, unit):
        raise NotAllowed(N_("Curators and administrators of the unit keep its forms; ask them."))
