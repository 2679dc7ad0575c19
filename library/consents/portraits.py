"""Files in which people can be recognised: withheld from readers until everybody in them agrees.

A publication does not wait for consents: the text appears at once and each picture when it may, so
that nobody is tempted to tick a box for the sake of a date.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from library import database, history
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.care import measures
from library.consents import rules
from library.consents.models import Consent, Portrait
from library.database import today
from library.errors import Invalid, NotAllowed, NotFound
from library.items import withholding, writing
from library.items.models import File, Item, Revision
from library.marking import N_

_MOST_PEOPLE = 500


def keeps(session: Session, user: User, item: Item) -> bool:
    """Tell whether a person keeps the register of an item: reviewers and administrators do."""
    unit = unit_of(session, item)
    return user.holds(Role.REVIEWER, unit) or user.holds(Role.ADMINISTRATOR, unit)


def adds(session: Session, user: User, item: Item) -> bool:
    """Tell whether a person may enter consents: whoever contributes collects them, too."""
    return keeps(session, user, item) or user.holds(Role.CONTRIBUTOR, unit_of(session, item))


def unit_of(session: Session, item: Item) -> Unit:
    """Return the unit that answers for an item; for one of no unit, the library as a whole."""
    return item.unit or units.root(session)


def paths(session: Session, item: Item) -> list[str]:
    """Return the paths of all files that an item has or had."""
    query = select(File.path).join(Revision, Revision.id == File.revision_id)
    return sorted(set(session.scalars(query.where(Revision.item_id == item.id))))


def mark(session: Session, user: User, item: Item, path: str, people: int) -> None:
    """Note that so many people can be recognised in a file; it is withheld from now on."""
    if not adds(session, user, item):
        raise NotAllowed(N_("Only who contributes or reviews for this unit may do that."))
    if not 1 <= people <= _MOST_PEOPLE:
        raise Invalid(N_("Give the number of people, from 1 to 500."), field="people")
    if path not in paths(session, item):
        raise NotFound(N_("There is no such file with this item."))
    _put(session, user, item, path, people)
    settle(session, item)


def mark_all(session: Session, user: User, item: Item, found: Mapping[str, int]) -> None:
    """Note what an author says of the files of a submission; nothing said before is taken back."""
    for path, people in found.items():
        _put(session, user, item, path, max(people, _people(session, item, path)))
    settle(session, item)


def _people(session: Session, item: Item, path: str) -> int:
    found = _at(session, item, path)
    return found.people if found else 1


def _at(session: Session, item: Item, path: str) -> Portrait | None:
    query = select(Portrait).where(Portrait.item_id == item.id, Portrait.path == path)
    return session.scalar(query)


def _put(session: Session, user: User, item: Item, path: str, people: int) -> None:
    database.take_turns(session.connection(), "consents")
    found = _at(session, item, path)
    if found and found.people == people:
        return
    if found:
        found.people = people
    else:
        session.add(Portrait(item_id=item.id, path=path, people=people, by_id=user.id))
    session.flush()
    history.record(session, user, "withheld", writing.NOUN, item.id, people=people)


def clear(session: Session, user: User, item: Item, path: str, reason: str) -> None:
    """Note that nobody can be recognised in a file (any more), and let it be shown."""
    if not keeps(session, user, item):
        raise NotAllowed(N_("Only who reviews or administers this unit may do that."))
    why = measures.reason(reason)
    if found := _at(session, item, path):
        session.delete(found)
        session.flush()
        measures.note(session, user, item, measures.CLEARED, why)
    withholding.show(session, item, path)


def settle(session: Session, item: Item) -> None:
    """Withhold and show the files of an item as the consents stand today."""
    for portrait in of(session, item):
        if agreed(session, portrait) >= portrait.people:
            withholding.show(session, item, portrait.path)
        else:
            withholding.hide(session, item, portrait.path)


def of(session: Session, item: Item) -> Sequence[Portrait]:
    """Return the files of an item in which people can be recognised."""
    query = select(Portrait).where(Portrait.item_id == item.id).order_by(Portrait.path)
    return session.scalars(query).all()


def agreed(session: Session, portrait: Portrait) -> int:
    """Return how many people agree today that a file is shown in the library."""
    day = today()
    query = select(func.count(Consent.folded.distinct())).where(
        Consent.item_id == portrait.item_id,
        or_(Consent.path == portrait.path, Consent.path.is_(None)),
        Consent.purpose == rules.SHOWN,
        Consent.ended_at.is_(None),
        Consent.given_on <= day,
        or_(Consent.ends_on.is_(None), Consent.ends_on >= day),
    )
    return session.scalar(query) or 0
