"""The job that carries a work out, or takes it back: some hundred items a transaction, until it is done.

Whoever is killed loses nothing: what was committed is noted with the items, and the job goes on there.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database
from library.bulk import acting, undoing, works
from library.bulk.models import Outcome, State, Target, Work
from library.database import Sessions, now
from library.items import writing
from library.items.models import Item
from library.items.writing import Workshop
from library.review import workflow
from library.tags import vocabulary

# Whoever else writes what a work reads before it writes: nobody may in between, on PostgreSQL.
_ALSO_WRITE = (vocabulary.NOUN, writing.NOUN, workflow.NOUN)
# So many items a transaction: others may write in between, and whoever waits sees how far it is.
AT_ONCE = 500
_STEPS = {
    State.RUNNING: (Outcome.PLANNED, acting.act, State.DONE),
    State.UNDOING: (Outcome.CHANGED, undoing.put_back, State.UNDONE),
}


def carry_out(
    sessions: Sessions,
    workshop: Callable[[Session], Workshop],
    catch_up: Callable[[], object],
    values: dict[str, Any],
) -> None:
    """Do all that is left of a work, then let the index catch up: until then searches see to that."""
    is_left = True
    while is_left:
        with sessions.writing() as session:
            is_left = step(session, workshop, values["work"])
    catch_up()


def step(
    session: Session, workshop: Callable[[Session], Workshop], id: int, most: int = AT_ONCE
) -> bool:
    """Do some of a work; tell whether something is left."""
    for subject in _ALSO_WRITE:
        database.take_turns(session.connection(), subject)
    works.lock(session, id)
    work = session.get(Work, id)
    if work is None or State(work.state) not in _STEPS:
        return False
    outcome, act, end = _STEPS[State(work.state)]
    query = select(Target).where(Target.work_id == id, Target.is_chosen, Target.outcome == outcome)
    some = session.scalars(query.order_by(Target.place).limit(most)).all()
    if not some:
        work.state = end
        if end == State.DONE:
            work.ended_at = now()
        session.flush()
        return False
    by = work.by if end == State.DONE else work.undone_by
    assert by, "whoever takes a work back is noted first"
    _hold(session, some)
    act(session, by, work, some, workshop(session))
    session.flush()
    return True


def _hold(session: Session, targets: Sequence[Target]) -> None:
    """Let nobody change these items before the commit."""
    ids = sorted(each.item_id for each in targets)
    session.execute(select(Item.id).where(Item.id.in_(ids)).order_by(Item.id).with_for_update())
