"""An incident from the first report to its end: sent, added to, passed on, closed.

Who may read it: who wrote it, and those named while they still answer for the unit or one above it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library import database, history, notices, text
from library.accounts import units
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.incidents.models import Incident, IncidentNote, Recipient
from library.incidents.sealing import Content, Seal
from library.marking import N_
from library.text import CollationKey

NOUN = "incidents"
# What a report says, in the order in which it is read, and how long it may be.
FIELDS = {
    "subject": 200,
    "happened": 200,
    "course": 8000,
    "spread": 4000,
    "handling": 4000,
    "asks": 4000,
}
REQUIRED = ("subject", "happened", "course")
_NOTE = "text"
_LONGEST_NOTE = 8000
_MISSING = {
    "subject": N_("Say in a few words what it is about."),
    "happened": N_("Say when it happened, as far as it is known."),
    "course": N_("Say what happened."),
}
_WHY = N_("It was sent to you by name.")
_BY = N_("You reported it.")


@dataclass(frozen=True)
class Candidate:
    """Somebody to whom an incident of a unit can be reported, and where that person answers."""

    user: User
    unit: Unit
    role: Role


def candidates(session: Session, unit: Unit) -> Sequence[Candidate]:
    """Return who answers for a unit or one above it: the nearest first, heads before others."""
    chain = [*units.above(session, unit), unit]
    query = select(Membership).where(
        Membership.unit_id.in_([each.id for each in chain]),
        Membership.role.in_([Role.PUBLISHER, Role.REVIEWER]),
    )
    found: dict[int, Candidate] = {}
    for each in sorted(session.scalars(query), key=lambda one: _nearness(one, chain)):
        if not each.user.ended_at:
            found.setdefault(each.user_id, Candidate(each.user, each.unit, Role(each.role)))
    return list(found.values())


def _nearness(membership: Membership, chain: Sequence[Unit]) -> tuple[int, bool, CollationKey]:
    depth = next(place for place, each in enumerate(chain) if each.id == membership.unit_id)
    return -depth, membership.role != Role.PUBLISHER, text.collation_key(membership.user.name)


def may_report(user: User, unit: Unit) -> bool:
    """Tell whether somebody may report an incident of a unit: whoever belongs to it, in person."""
    return unit.kind != units.ROOT and user.holds(Role.READER, unit) and not user.through_token


def places(user: User) -> Sequence[Unit]:
    """Return the units of which somebody may report, by name."""
    found = {each.unit.id: each.unit for each in user.memberships if may_report(user, each.unit)}
    return sorted(found.values(), key=lambda each: text.collation_key(each.name))


def send(
    session: Session, by: User, unit: Unit, said: Mapping[str, str], to: Collection[int], seal: Seal
) -> Incident:
    """Report an incident to people by name; raise Invalid for what is missing or too long."""
    if not may_report(by, unit):
        raise NotAllowed(N_("Only who belongs to this unit may report for it."))
    content = _content(said)
    made = Incident(unit_id=unit.id, by_id=by.id, sealed=seal.closed(content))
    made.unit, made.by = unit, by
    session.add(made)
    session.flush()
    _name(session, by, made, to)
    history.record(session, by, "sent", NOUN, made.id, unit=unit.id, to=sorted(to))
    return made


def _content(said: Mapping[str, str]) -> Content:
    content = {field: text.repair(said.get(field, "")).strip() for field in FIELDS}
    for field in REQUIRED:
        if not content[field]:
            raise Invalid(_MISSING[field], field=field)
    for field, longest in FIELDS.items():
        _check_length(content[field], longest, field)
    return content


def _check_length(given: str, longest: int, field: str) -> None:
    if len(given) > longest:
        raise Invalid(N_("Use at most %(count)s characters."), field=field, count=longest)


def _name(session: Session, by: User, incident: Incident, to: Collection[int]) -> None:
    """Add recipients and tell them; raise Invalid unless each of them answers for the unit."""
    open_to = {each.user.id: each.user for each in candidates(session, incident.unit)}
    known = {each.user_id for each in incident.recipients}
    new = [open_to.get(id) for id in dict.fromkeys(to) if id not in known]
    if not new or None in new:
        raise Invalid(N_("Choose who shall read it, from those who are listed."), field="to")
    added = [each for each in new if each]
    for user in added:
        incident.recipients.append(Recipient(user_id=user.id, user=user, named_by_id=by.id))
    session.flush()
    _tell(session, incident, added, N_("A report of a sensitive incident waits for you: %(unit)s."))


def _tell(session: Session, incident: Incident, who: Collection[User], sentence: str) -> None:
    """Tell people that there is something to read, and nothing of what it says."""
    message = Message(sentence, {"unit": incident.unit.name})
    others = [each for each in who if each.id != incident.by_id]
    notices.tell(session, others, message, _WHY, NOUN, incident.id)
    if len(others) < len(who):
        notices.tell(session, [incident.by], message, _BY, NOUN, incident.id)


def may_read(user: User, incident: Incident) -> bool:
    """Tell whether somebody may open an incident now."""
    if user.ended_at or user.through_token:
        return False
    return incident.by_id == user.id or is_recipient(user, incident)


def is_recipient(user: User, incident: Incident) -> bool:
    """Tell whether somebody was named and still answers for the unit or one above it."""
    is_named = any(each.user_id == user.id for each in incident.recipients)
    return is_named and user.holds(Role.REVIEWER, incident.unit)


def readers(incident: Incident) -> list[Recipient]:
    """Return those named who may still read it; with none left, somebody else has to be named."""
    return [each for each in incident.recipients if is_recipient(each.user, incident)]


def of(session: Session, user: User) -> Sequence[Incident]:
    """Return the incidents that somebody may open, open ones first, the newest first."""
    named = select(Recipient.incident_id).where(Recipient.user_id == user.id)
    query = select(Incident).where(or_(Incident.by_id == user.id, Incident.id.in_(named)))
    order = Incident.closed_at.is_not(None), Incident.id.desc()
    return [each for each in session.scalars(query.order_by(*order)) if may_read(user, each)]


def by_id(session: Session, user: User, id: int) -> Incident:
    """Return an incident; raise NotFound also for who may not know that there is one."""
    found = session.get(Incident, id)
    if found is None or not may_read(user, found):
        raise NotFound(N_("There is no such report."))
    return found


def read(session: Session, user: User, incident: Incident) -> None:
    """Note that somebody opens an incident, before anything of it is shown."""
    for each in incident.recipients:
        if each.user_id == user.id and not each.read_at:
            each.read_at = now()
    history.record(session, user, "read", NOUN, incident.id)


def add(session: Session, by: User, incident: Incident, said: str, seal: Seal) -> IncidentNote:
    """Add how it went on, or an answer; what was closed is open again."""
    cleaned = text.repair(said).strip()
    if not cleaned:
        raise Invalid(N_("Write what is to be added."), field=_NOTE)
    _check_length(cleaned, _LONGEST_NOTE, _NOTE)
    made = IncidentNote(
        incident_id=incident.id, by_id=by.id, by=by, sealed=seal.closed({_NOTE: cleaned})
    )
    incident.notes.append(made)
    incident.closed_at = incident.closed_by = None
    session.flush()
    history.record(session, by, "added", NOUN, incident.id)
    who = {each.user_id: each.user for each in readers(incident)} | {incident.by_id: incident.by}
    who.pop(by.id, None)
    sentence = N_("Something was added to the report of a sensitive incident: %(unit)s.")
    _tell(session, incident, who.values(), sentence)
    return made


def said(note: IncidentNote, seal: Seal) -> str:
    """Return what a note says."""
    return seal.opened(note.sealed)[_NOTE]


def name(session: Session, by: User, incident: Incident, to: Collection[int]) -> None:
    """Let more people read an incident."""
    database.take_turns(session.connection(), NOUN)
    session.refresh(incident, ["recipients"])
    _name(session, by, incident, to)
    history.record(session, by, "named", NOUN, incident.id, to=sorted(to))


def take_back(session: Session, by: User, incident: Incident, user_id: int) -> None:
    """Let somebody who was named no longer read it; somebody has to stay."""
    database.take_turns(session.connection(), NOUN)
    session.refresh(incident, ["recipients"])
    found = next((each for each in incident.recipients if each.user_id == user_id), None)
    if found is None:
        raise NotFound(N_("This person is not among those who may read it."))
    if len(incident.recipients) == 1:
        raise Conflict(N_("Somebody has to stay; name another person first."))
    incident.recipients.remove(found)
    session.flush()
    history.record(session, by, "took back", NOUN, incident.id, to=user_id)


def close(session: Session, by: User, incident: Incident) -> None:
    """Say that an incident is settled: for those to whom it was reported."""
    if not is_recipient(by, incident):
        raise NotAllowed(N_("Only those to whom it was reported may close it."))
    if incident.closed_at:
        raise Conflict(N_("It is closed already."))
    incident.closed_at, incident.closed_by = now(), by
    session.flush()
    history.record(session, by, "closed", NOUN, incident.id)


def unopened(session: Session, seal: Seal) -> int:
    """Return how many reports the key at hand does not open, as after a restore without it."""
    return sum(not seal.opens(each) for each in session.scalars(select(Incident.sealed)))
