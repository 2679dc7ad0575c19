"""What everybody may see of the logbook: what the head of a unit has opened, while the unit works.

Never who recorded it, and of its files only those that are public themselves.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from library import database, history
from library.accounts import roles, units
from library.accounts.models import Unit
from library.accounts.roles import Actor, Role
from library.database import now
from library.errors import Conflict, Invalid, NotFound
from library.logbook import entries
from library.logbook.models import Entry, EntryFile, Outcome
from library.marking import N_

_ABSENT = N_("There is no such page of a school, or the unit does not work any more.")
_MOST_PRIVATE = 60


def unit(session: Session, id: int) -> Unit:
    """Return a unit that has a page of its own; raise NotFound, also for one that has ended."""
    found = session.get(Unit, id)
    if found is None or found.kind == units.ROOT or not units.is_open(found):
        raise NotFound(_ABSENT)
    return found


def is_shown(entry: Entry) -> bool:
    """Tell whether everybody may see an entry: opened, carried out, not taken out since."""
    is_there = entry.is_public and entry.removed_at is None and units.is_open(entry.unit)
    return is_there and entry.outcome == Outcome.DONE


def entries_of(session: Session, of: Unit) -> list[Entry]:
    """Return what everybody may see of a unit and its groups, the newest first."""
    query = select(Entry).join(Entry.unit).where(Entry.is_public.is_(True), _of_house(of))
    found = session.scalars(query.options(*_WHOLE).order_by(Entry.day_on.desc(), Entry.id.desc()))
    return [each for each in found if is_shown(each)]


def private_of(session: Session, of: Unit) -> Sequence[Entry]:
    """Return the newest of what a unit and its groups carried out and nobody has opened."""
    query = select(Entry).join(Entry.unit).where(Entry.is_public.is_(False), _of_house(of))
    query = query.where(Entry.removed_at.is_(None), Entry.outcome == Outcome.DONE)
    query = query.order_by(Entry.day_on.desc(), Entry.id.desc()).limit(_MOST_PRIVATE)
    return session.scalars(query).all()


_WHOLE = (joinedload(Entry.unit), joinedload(Entry.item), selectinload(Entry.files))


def _of_house(of: Unit) -> ColumnElement[bool]:
    """Return the condition that an entry is of a unit itself or of one of its groups."""
    group = and_(Unit.kind == "group", Unit.parent_id == of.id)
    return or_(Entry.unit_id == of.id, group)


def entry(session: Session, id: int) -> Entry:
    """Return an entry that everybody may see; raise NotFound."""
    found = session.get(Entry, id, options=_WHOLE)
    if found is None or not is_shown(found):
        raise NotFound(N_("There is no such entry, or it is not public (any more)."))
    return found


def house(found: Entry) -> Unit:
    """Return the unit on whose page an entry stands: a group stands on that of its school."""
    parent = found.unit.parent
    return parent if found.unit.kind == "group" and parent else found.unit


def photos(found: Entry) -> list[EntryFile]:
    """Return the public pictures of an entry."""
    return [each for each in found.files if each.is_public and each.type.startswith("image/")]


def photo(session: Session, id: int) -> EntryFile:
    """Return a public picture of an entry that everybody may see; raise NotFound."""
    found = session.get(EntryFile, id)
    if found is None or not is_shown(found.entry) or found not in photos(found.entry):
        raise NotFound(N_("There is no such picture, or it is not public (any more)."))
    return found


def language(found: Entry) -> str:
    """Return in which language an entry was written: Vietnamese cannot do without its signs."""
    said = f"{found.title} {' '.join(each['title'] for each in found.products)}"
    return "en" if said.isascii() else "vi"


def may_open(by: Actor, of: Unit) -> bool:
    """Tell whether somebody decides what everybody sees of a unit: its head does."""
    return by.holds(Role.PUBLISHER, of)


def known(session: Session, by: Actor, id: int) -> Entry:
    """Return an entry, public or not, to who decides on it; raise NotFound."""
    found = session.get(Entry, id)
    if found is None or not may_open(by, found.unit):
        raise NotFound(N_("There is no such entry in the logbook, or it is not for this account."))
    return found


def open_up(session: Session, by: Actor, found: Entry) -> None:
    """Show an entry to everybody, as the head of its unit does."""
    _begin(session, by, found)
    if found.removed_at is not None:
        raise Conflict(N_("This entry was taken out meanwhile."))
    if found.outcome != Outcome.DONE:
        raise Invalid(N_("Only what was carried out is shown to everybody."))
    _end(session, by, found, "opened to the public", is_public=True)


def close(session: Session, by: Actor, found: Entry) -> None:
    """Take an entry from the public page; newsletters lose it too."""
    _begin(session, by, found)
    _end(session, by, found, "closed to the public", is_public=False)


def _begin(session: Session, by: Actor, found: Entry) -> None:
    roles.require(by, Role.PUBLISHER, at=found.unit)
    database.take_turns(session.connection(), entries.NOUN)
    session.refresh(found)


def _end(session: Session, by: Actor, found: Entry, verb: str, *, is_public: bool) -> None:
    if found.is_public == is_public:
        return
    found.is_public, found.changed_at = is_public, now()
    session.flush()
    history.record(session, by, verb, entries.NOUN, found.id, unit=found.unit_id)
