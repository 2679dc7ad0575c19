"""The official mark: a department says that a revision is its official text, since a day.

It holds for that revision alone: once a correction is public, the department looks at it again.
"""

from datetime import date

from sqlalchemy.orm import Session

from library import changes, notices
from library.accounts import units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.care import measures
from library.database import today
from library.errors import Conflict, Invalid, Message, NotAllowed
from library.items import writing
from library.items.models import Item
from library.marking import N_

ISSUING = ("department", units.ROOT)
_NOT_ALLOWED = N_("Only who publishes for a department may mark an item as official.")
_WHY = N_("because you publish for the unit that marked it")


def issuers(user: User, item: Item) -> list[Unit]:
    """Return the units for which a person may mark an item or take the mark away."""
    held = {each.unit.id: each.unit for each in user.memberships if each.unit.kind in ISSUING}
    return [
        unit
        for unit in held.values()
        if user.holds(Role.PUBLISHER, unit) and (item.unit is None or item.unit.is_within(unit))
    ]


def mark(
    session: Session, user: User, item: Item, unit: Unit, issued_on: date, reason: str
) -> None:
    """Call what is public now official, in the name of a unit."""
    _guard(user, item, unit)
    if item.published_id is None:
        raise Conflict(N_("Only what is public can be marked as official."))
    if issued_on > today():
        raise Invalid(
            N_("Give the day on which it was issued, not one to come."), field="issued_on"
        )
    why = measures.reason(reason)
    item.marked_id, item.marked_by, item.marked_on = item.published_id, unit, issued_on
    changes.touch(session, writing.NOUN, item.id)
    on = issued_on.isoformat()
    measures.note(session, user, item, measures.MARKED, why, item.published, unit=unit.id, on=on)


def remove(session: Session, user: User, item: Item, reason: str) -> None:
    """Take the official mark away."""
    if not issuers(user, item):
        raise NotAllowed(_NOT_ALLOWED)
    if item.marked_by is None:
        raise Conflict(N_("It has no official mark any more."))
    _guard(user, item, item.marked_by)
    why, unit = measures.reason(reason), item.marked_by
    item.marked_id, item.marked_by, item.marked_on = None, None, None
    changes.touch(session, writing.NOUN, item.id)
    measures.note(session, user, item, measures.UNMARKED, why, unit=unit.id)


def _guard(user: User, item: Item, unit: Unit) -> None:
    if unit.id not in {each.id for each in issuers(user, item)}:
        raise NotAllowed(_NOT_ALLOWED)


def ask_again(session: Session, item: Item) -> None:
    """Tell the unit that marked an earlier revision to look at the one that is public now."""
    if item.marked_by is None or item.is_official:
        return
    those = users.who(session, Role.PUBLISHER, item.marked_by)
    title = item.published.editions[0].title if item.published else item.slug
    message = Message(
        N_("“%(title)s” was corrected; its official mark is not shown until it is set again."),
        {"title": title},
    )
    notices.tell(session, those, message, _WHY, writing.NOUN, item.slug)
