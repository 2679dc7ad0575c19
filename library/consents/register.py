"""The register of consents: entered, withdrawn, run out. What loses its consent is hidden at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts.models import User
from library.consents import portraits, rules
from library.consents.models import Consent
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items import writing
from library.items.models import Item, Revision
from library.marking import N_

NOUN = "consents"
_LONGEST = 200
_EXPIRED = "expired"


@dataclass(frozen=True)
class Given:
    """What was signed: for a file of the item, or without `path` for the item as a whole."""

    person: str
    age: str
    purpose: str
    channel: str
    given_on: date | None
    path: str | None = None
    by_person: bool = False
    by_guardian: bool = False
    ends_on: date | None = None


@dataclass(frozen=True)
class Scan:
    """The signed form as a file, in the store of what only the register may read."""

    sha256: str
    media_type: str


def add(
    session: Session, user: User, item: Item, given: Given, scan: Scan | None = None
) -> Consent:
    """Enter a consent; a file that it is for is one in which people can be recognised."""
    if not portraits.adds(session, user, item):
        raise NotAllowed(N_("Only who contributes or reviews for this unit may do that."))
    given_on, person = _check(session, item, given)
    database.take_turns(session.connection(), NOUN)
    made = Consent(
        item_id=item.id,
        path=given.path,
        person=person,
        folded=text.fold(person),
        age=given.age,
        purpose=given.purpose,
        channel=given.channel,
        is_signed_by_person=given.by_person,
        is_signed_by_guardian=given.by_guardian,
        given_on=given_on,
        ends_on=given.ends_on,
        scan=scan.sha256 if scan else None,
        scan_type=scan.media_type if scan else None,
        by_id=user.id,
    )
    made.item, made.by = item, user
    session.add(made)
    session.flush()
    history.record(session, user, "entered", NOUN, made.id, item=item.id)
    if given.path:
        people = len(_people(session, item, given.path))
        portraits.mark_all(session, user, item, {given.path: people})
    portraits.settle(session, item)
    return made


def _check(session: Session, item: Item, given: Given) -> tuple[date, str]:
    person = text.tidy(given.person)
    if not person or len(person) > _LONGEST:
        raise Invalid(N_("Say who agrees, for example “pupil A, class 7A”."), field="person")
    for name, value, known in (
        ("age", given.age, rules.AGES),
        ("purpose", given.purpose, rules.PURPOSES),
        ("channel", given.channel, rules.CHANNELS),
    ):
        if value not in known:
            raise Invalid(N_("Choose one."), field=name)
    if not rules.is_signed(given.age, by_person=given.by_person, by_guardian=given.by_guardian):
        raise Invalid(_MISSING[given.age], field="signed")
    if given.given_on is None or given.given_on > today():
        raise Invalid(N_("Give the day of the signature, not one to come."), field="given_on")
    if given.ends_on and given.ends_on < max(given.given_on, today()):
        raise Invalid(N_("It would have ended already; give a later day or none."), field="ends_on")
    if given.path is not None and given.path not in portraits.paths(session, item):
        raise Invalid(N_("There is no such file with this item."), field="path")
    return given.given_on, person


_MISSING = {
    "child": N_("From the age of 7 the child and the guardian both sign; enter it once both have."),
    "young": N_("For a child under 7 the guardian signs."),
    "adult": N_("The person has not signed."),
}


def _people(session: Session, item: Item, path: str) -> set[str]:
    query = select(Consent.folded).where(Consent.item_id == item.id, Consent.path == path)
    return set(session.scalars(query))


def of(session: Session, user: User, item: Item) -> Sequence[Consent]:
    """Return the consents of an item: all to who keeps the register, to others what they entered."""
    query = select(Consent).where(Consent.item_id == item.id)
    if not portraits.keeps(session, user, item):
        query = query.where(Consent.by_id == user.id)
    return session.scalars(query.order_by(Consent.ended_at.is_not(None), Consent.id)).all()


def by_id(session: Session, user: User, id: int) -> Consent:
    """Return a consent to who keeps the register or entered it; raise NotFound, also for others."""
    found = session.get(Consent, id)
    if found and (
        portraits.keeps(session, user, found.item)
        or (found.by_id == user.id and portraits.adds(session, user, found.item))
    ):
        return found
    raise NotFound(N_("There is no such consent, or it is not for this account."))


def withdraw(session: Session, user: User, consent: Consent, reason: str) -> list[Revision]:
    """End what a person agreed to about a file, or with no file about the item; hide it at once.

    Returns the revisions that were public and are taken out of the library as a whole.
    """
    by_id(session, user, consent.id)
    database.take_turns(session.connection(), NOUN)
    session.refresh(consent)
    if consent.ended_at:
        raise Conflict(N_("This consent has ended already."))
    why = text.tidy(reason)[:_LONGEST]
    query = select(Consent).where(
        Consent.item_id == consent.item_id,
        Consent.folded == consent.folded,
        Consent.ended_at.is_(None),
    )
    if consent.path:
        query = query.where(or_(Consent.path == consent.path, Consent.path.is_(None)))
    those = session.scalars(query).all()
    return _end(session, user, those, why, [] if consent.path else those)


def is_due(session: Session) -> bool:
    """Tell whether a consent has run out that still counts."""
    return session.scalar(_run_out().with_only_columns(Consent.id).limit(1)) is not None


def expire(session: Session) -> list[Revision]:
    """End the consents that have run out; hide what stood on them, and return whole revisions."""
    database.take_turns(session.connection(), NOUN)
    those = session.scalars(_run_out()).all()
    return _end(session, None, those, _EXPIRED, [each for each in those if _is_last(session, each)])


def _run_out() -> Select[Consent]:
    return select(Consent).where(Consent.ended_at.is_(None), Consent.ends_on < today())


def _is_last(session: Session, consent: Consent) -> bool:
    """Tell whether the person agrees to the item as a whole by no other consent."""
    renewed = select(Consent.id).where(
        Consent.item_id == consent.item_id,
        Consent.folded == consent.folded,
        Consent.purpose == consent.purpose,
        Consent.path.is_(None),
        Consent.ended_at.is_(None),
        or_(Consent.ends_on.is_(None), Consent.ends_on >= today()),
    )
    return consent.path is None and session.scalar(renewed.limit(1)) is None


def _end(
    session: Session,
    user: User | None,
    those: Sequence[Consent],
    why: str,
    for_all_of_it: Sequence[Consent],
) -> list[Revision]:
    """End consents. What `for_all_of_it` names takes the whole item with it."""
    items = {each.item_id: each.item for each in those}
    whole = {
        each.item_id
        for each in for_all_of_it
        if each.purpose == rules.SHOWN and each.path is None and each.item.published_id
    }
    for each in those:
        each.ended_at, each.ended_by_id, each.ended_why = now(), user.id if user else None, why
        if each.item_id in whole and each.path is None:
            each.ended_revision_id = each.item.published_id
        session.flush()
        verb = "withdrew" if user else "expired"
        history.record(session, user, verb, NOUN, each.id, item=each.item_id)
    for item in items.values():
        portraits.settle(session, item)
    hidden = [shown for id in whole if (shown := items[id].published)]
    for id in whole:
        writing.withdraw(session, items[id])
    return hidden


def guard(session: Session, revision: Revision) -> None:
    """Raise Conflict for a revision that was public when somebody in it took their consent back."""
    query = select(Consent.id).where(Consent.ended_revision_id == revision.id)
    if session.scalar(query.limit(1)):
        raise Conflict(
            N_("Somebody has withdrawn their consent to this version, or it has run out. Publish "
               "a correction without them.")
        )  # fmt: skip
