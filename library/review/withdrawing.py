"""Taking an item out of the library at once, and showing it again: also one that was imported.

What came through a submission moves through its table; what was imported is guarded the same way, at
the unit of the item or, where it has none, at the root.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from library import history
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.care import measures
from library.consents import register
from library.consents.models import Consent
from library.database import now
from library.errors import Conflict, NotAllowed, NotFound
from library.items import writing
from library.items.models import Item, Revision
from library.items.writing import Workshop
from library.marking import N_
from library.planning import telling
from library.review import deciding, workflow
from library.review.models import Submission
from library.review.workflow import State, Step


def of(session: Session, item: Item) -> Submission | None:
    """Return the submission that brought what is public of an item, or was until it was withdrawn."""
    query = select(Submission).where(
        Submission.item_id == item.id, Submission.state.in_((State.PUBLISHED, State.WITHDRAWN))
    )
    return session.scalar(query.order_by(Submission.changed_at.desc()).limit(1))


def may_withdraw(session: Session, user: User, item: Item) -> bool:
    """Tell whether a person may take an item out of the library."""
    return withdraws(user, of(session, item), item.unit or units.root(session))


def withdraws(user: User, found: Submission | None, unit: Unit) -> bool:
    """Tell whether a person may withdraw an item of a unit that a submission brought, or none."""
    return workflow.withdraws(user, found) if found else user.holds(Role.REVIEWER, unit)


def may_show(session: Session, user: User, item: Item) -> bool:
    """Tell whether a person may show an item again."""
    return shows(user, of(session, item), item.unit or units.root(session))


def shows(user: User, found: Submission | None, unit: Unit) -> bool:
    """Tell whether a person may show an item of a unit that a submission brought, or none."""
    return workflow.publishes(user, found) if found else user.holds(Role.PUBLISHER, unit)


def withdraw(session: Session, user: User, item: Item, reason: str) -> None:
    """Take an item out of every list, page, download and index, and say why."""
    if not may_withdraw(session, user, item):
        raise NotAllowed(N_("Only its author or who reviews for its unit may withdraw it."))
    why = measures.reason(reason)
    shown = item.published
    if shown is None:
        raise Conflict(N_("It is not public any more."))
    found = of(session, item)
    if found and found.state == State.PUBLISHED:
        deciding.decide(session, user, found, Step("withdraw", reason=why))
        return
    writing.withdraw(session, item)
    telling.withdrawn(session, user, item)
    measures.note(session, user, item, measures.WITHDRAW, why, shown)


def show_again(session: Session, user: User, item: Item, reason: str, workshop: Workshop) -> None:
    """Show a withdrawn item again, as it was."""
    if not may_show(session, user, item):
        raise NotAllowed(N_("Only who publishes for its unit may show it again."))
    why = measures.reason(reason)
    if item.withdrawn_at is None:
        raise Conflict(N_("It is public already."))
    found = of(session, item)
    if found and found.state == State.WITHDRAWN:
        deciding.restore(session, user, found, Step("restore", reason=why), workshop)
        return
    deciding.show(session, _last_shown(session, item), workshop)
    measures.note(session, user, item, measures.RESTORE, why)


def _last_shown(session: Session, item: Item) -> Revision:
    """Return the revision that was public when the item was withdrawn."""
    taken = [each for each in measures.of(session, item) if each.action == measures.WITHDRAW]
    for revision in item.revisions:
        if taken and revision.number == taken[0].revision:
            return revision
    raise NotFound(N_("There is no such item, or it is no longer public."))


def withdrawn(session: Session, user: User) -> Sequence[Item]:
    """Return the withdrawn items of a publisher's units, the last withdrawn first."""
    query = select(Item).where(Item.withdrawn_at.is_not(None)).order_by(Item.withdrawn_at.desc())
    query = query.outerjoin(Unit, Unit.id == Item.unit_id)
    held = [each.unit for each in user.memberships if user.holds(Role.PUBLISHER, each.unit)]
    within = [Unit.path.startswith(each.path, autoescape=True) for each in held]
    if any(each.parent_id is None for each in held):
        within.append(Item.unit_id.is_(None))
    return session.scalars(query.where(or_(false(), *within))).all()


def end_consent(session: Session, user: User, consent: Consent, reason: str) -> None:
    """Withdraw a consent and hide at once what stood on it."""
    _follow(session, user, register.withdraw(session, user, consent, reason))


def expire_consents(session: Session) -> None:
    """Hide what stood on consents that have run out."""
    _follow(session, None, register.expire(session))


def _follow(session: Session, user: User | None, hidden: Iterable[Revision]) -> None:
    """Bring the submissions of items that were hidden to the state that they are in now."""
    for shown in hidden:
        item = shown.item
        telling.withdrawn(session, user, item)
        found = of(session, item)
        if found and found.state == State.PUBLISHED:
            found.state, found.changed_at = State.WITHDRAWN, now()
            session.flush()
            history.record(session, user, measures.WITHDRAW, workflow.NOUN, found.id)
        elif found is None:
            measures.note(session, user, item, measures.WITHDRAW, "", shown)
