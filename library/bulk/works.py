"""Bulk works from their beginning to their record: begun, chosen from, started, cancelled, undone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from library import database, history, jobs
from library.accounts import units
from library.accounts.models import User
from library.accounts.roles import Role
from library.bulk import seeing
from library.bulk.changing import Changes
from library.bulk.models import Outcome, State, Target, Work
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.items.models import Item
from library.marking import N_

NOUN = "bulk"
MOST = 10_000
# The kind of the job that carries a work out or takes it back.
JOB = "bulk"
TOO_MANY = N_(
    "At most %(most)s items are changed at once; choose fewer and do the rest afterwards."
)
_FORGOTTEN = timedelta(days=30)


def may_begin(user: User | None) -> bool:
    """Tell whether somebody has items to change many of at once."""
    return user is not None and (user.holds(Role.CURATOR) or user.holds(Role.PUBLISHER))


def require(user: User) -> None:
    """Raise NotAllowed for those who look after no items."""
    if not may_begin(user):
        raise NotAllowed(N_("Curators and heads of units change many items at once."))


def begin(
    session: Session,
    user: User,
    ids: Sequence[str],
    origin: Mapping[str, Any],
    wanted: Mapping[str, Changes] | None = None,
) -> Work:
    """Return a new work on these items, each once; `wanted` says what a sheet asks of each.

    Raises Invalid when there is none of them, Conflict when they are too many.
    """
    require(user)
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > MOST:
        raise Conflict(TOO_MANY, most=f"{MOST:,}")
    known = set(known_ids(session, chosen))
    work = Work(by_id=user.id, origin=dict(origin), refused=[], left_out=[])
    work.refused = [
        [None, id[:100], Message(N_("There is no item of this id.")).packed()]
        for id in chosen
        if id not in known
    ]
    session.add(work)
    session.flush()
    packed = {id: each.packed() for id, each in (wanted or {}).items()}
    session.add_all(
        Target(work_id=work.id, place=place, item_id=id, wanted=packed.get(id))
        for place, id in enumerate((id for id in chosen if id in known), start=1)
    )
    session.flush()
    return work


def known_ids(session: Session, ids: Sequence[str]) -> list[str]:
    """Return those of some ids that items have."""
    return [
        id
        for some in seeing.slices(ids)
        for id in session.scalars(select(Item.id).where(Item.id.in_(some)))
    ]


def by_id(session: Session, user: User, id: int) -> Work:
    """Return a work to who began it or looks after the whole library; raise NotFound."""
    found = session.get(Work, id)
    if found is None or not (
        found.by_id == user.id or user.holds(Role.CURATOR, units.root(session))
    ):
        raise NotFound(N_("There is no such work, or it is somebody else's."))
    return found


def of(session: Session, user: User, limit: int = 100) -> Sequence[Work]:
    """Return the works that a person may see, the newest first."""
    query = select(Work).order_by(Work.id.desc()).limit(limit)
    if not user.holds(Role.CURATOR, units.root(session)):
        query = query.where(Work.by_id == user.id)
    return session.scalars(query).all()


def counts(session: Session, work: Work) -> dict[str, int]:
    """Return how many targets there are of each outcome, `new` before a preview, `unticked`, `all`."""
    query = select(Target.is_chosen, Target.outcome, func.count()).where(Target.work_id == work.id)
    found: dict[str, int] = dict.fromkeys([*Outcome, "new", "unticked", "all"], 0)
    for is_chosen, outcome, count in session.execute(
        query.group_by(Target.is_chosen, Target.outcome)
    ):
        key = (outcome or "new") if is_chosen else "unticked"
        found[key] += count
        found["all"] += count
    return found


def targets(
    session: Session, work: Work, outcomes: Collection[str] = (), first: int = 0, most: int = MOST
) -> Sequence[Target]:
    """Return targets of a work in their order, those of some outcomes or all."""
    query = select(Target).where(Target.work_id == work.id)
    if outcomes:
        query = query.where(Target.outcome.in_(outcomes), Target.is_chosen)
    return session.scalars(query.order_by(Target.place).offset(first).limit(most)).all()


def choose(session: Session, work: Work, shown: Collection[int], ticked: Collection[int]) -> None:
    """Leave out the items among those shown that are not ticked, by their places."""
    _require_state(work, State.OPEN)
    for places, is_chosen in ((set(ticked), True), (set(shown) - set(ticked), False)):
        rows = update(Target).where(Target.work_id == work.id, Target.place.in_(places))
        session.execute(rows.values(is_chosen=is_chosen))
    session.flush()


def start(session: Session, user: User, work: Work) -> None:
    """Have a work carried out as it was previewed, after this transaction."""
    _take(session, user, work, State.OPEN)
    count = counts(session, work)[Outcome.PLANNED]
    if not count:
        raise Invalid(N_("Nothing would change; choose other changes or other items."))
    work.state, work.begun_at = State.RUNNING, now()
    session.flush()
    history.record(session, user, "began", NOUN, work.id, items=count)
    jobs.add(session, JOB, {"work": work.id})


def cancel(session: Session, user: User, work: Work) -> None:
    """Stop a work; what it has changed already stays, and can be taken back."""
    _take(session, user, work, State.RUNNING)
    work.state, work.ended_at = State.CANCELLED, now()
    session.flush()
    history.record(session, user, "cancelled", NOUN, work.id)


def undo(session: Session, user: User, work: Work) -> None:
    """Have all that a work changed put back, after this transaction."""
    _take(session, user, work, State.DONE, State.CANCELLED)
    count = counts(session, work)[Outcome.CHANGED]
    if not count:
        raise Invalid(N_("It has changed nothing that could be put back."))
    work.state, work.undone_by_id, work.undone_at = State.UNDOING, user.id, now()
    session.flush()
    history.record(session, user, "took back", NOUN, work.id, items=count)
    jobs.add(session, JOB, {"work": work.id})


def discard(session: Session, work: Work) -> None:
    """Forget a work that was never started."""
    _require_state(work, State.OPEN)
    session.delete(work)
    session.flush()


def _take(session: Session, user: User, work: Work, *states: State) -> None:
    require(user)
    lock(session, work.id)
    session.refresh(work)
    _require_state(work, *states)


def lock(session: Session, id: int) -> None:
    """Wait until nobody else works on a work."""
    database.take_turns(session.connection(), f"{NOUN} {id}")


def _require_state(work: Work, *states: State) -> None:
    if work.state not in states:
        raise Conflict(N_("This work has moved on since the page was opened. Look at it again."))


def sweep(session: Session) -> None:
    """Forget works that nobody has started in a month; the others are a record and stay."""
    session.execute(delete(Work).where(Work.state == State.OPEN, Work.at < now() - _FORGOTTEN))
