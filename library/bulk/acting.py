"""Carries a work out for some hundred items in one transaction, as it was previewed.

An item that is not as it was at the preview is left out and named: nothing is overwritten unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library import changes, history
from library.accounts.models import User
from library.bulk import planning, previewing, revising, seeing
from library.bulk.changing import PUBLIC, WITHDRAWN, Changes
from library.bulk.models import Outcome, Target, Work
from library.bulk.planning import Plan
from library.bulk.previewing import Kits
from library.bulk.seeing import Seen
from library.errors import LibraryError, Message
from library.items import writing
from library.items.writing import Workshop
from library.marking import N_
from library.review import deciding, withdrawing
from library.review.workflow import State

VERB = "changed with others"
CHANGED_SINCE = N_("It was changed since the preview; it is left as it is now.")


@dataclass
class _Deed:
    """What is done to one item."""

    target: Target
    seen: Seen
    changes: Changes
    plan: Plan


def act(
    session: Session, user: User, work: Work, targets: Sequence[Target], workshop: Workshop
) -> None:
    """Change these items, each wholly or not at all, and write down how they are then."""
    is_waiting = any(each.before and each.before["waiting"] for each in targets)
    ids = [each.item_id for each in targets]
    seen = seeing.look(session, ids, waiting=is_waiting)
    kits = Kits(session, user, workshop.vocabulary)
    deeds = [
        deed
        for deed in _deeds(targets, seen, work, kits)
        if _done_apart(session, user, deed, kits, workshop)
    ]
    for deed in deeds:
        if deed.plan.unit is not None:
            give(deed.seen, deed.plan.unit)
    revised = [
        (deed.seen, deed.plan.facts, deed.plan.rows)
        for deed in deeds
        if deed.plan.facts is not None and deed.plan.rows is not None
    ]
    revising.revise(session, revised, workshop.vocabulary)
    session.flush()
    for deed in deeds:
        if deed.plan.visibility == WITHDRAWN:
            session.expire(deed.seen.item)
            withdrawing.withdraw(session, user, deed.seen.item, deed.changes.reason)
    _write_down(session, user, work, deeds, is_waiting=is_waiting)


def _deeds(
    targets: Sequence[Target], seen: dict[str, Seen], work: Work, kits: Kits
) -> Iterator[_Deed]:
    """Yield what is to be done; note why an item is left out."""
    alike = Changes.unpacked(work.changes) if work.changes else None
    for target in targets:
        found = seen.get(target.item_id)
        if found is None or found.picture != target.before:
            refuse(target, Message(previewing.GONE if found is None else CHANGED_SINCE))
            continue
        wanted = alike or Changes.unpacked(target.wanted or {})
        try:
            yield _Deed(target, found, wanted, planning.plan(found, wanted, kits.of(wanted)))
        except LibraryError as error:
            refuse(target, error.message)


def refuse(target: Target, why: Message, outcome: Outcome = Outcome.REFUSED) -> None:
    """Note why an item is left as it is."""
    target.outcome, target.reason = outcome, why.packed()


def _done_apart(session: Session, user: User, deed: _Deed, kits: Kits, workshop: Workshop) -> bool:
    """Take the steps that may be refused only when they are taken; tell whether they were not."""
    if not deed.plan.reviewed and deed.plan.visibility != PUBLIC:
        return True
    try:
        with session.begin_nested():
            for each in deed.plan.reviewed:
                reviewer = kits.of(deed.changes).reviewer
                assert reviewer, "without one nothing is planned"
                action = "assign" if each.state == State.SUBMITTED else "hand-over"
                deciding.give(session, user, each, reviewer, action)
            if deed.plan.visibility == PUBLIC:
                item = deed.seen.item
                withdrawing.show_again(session, user, item, deed.changes.reason, workshop)
    except LibraryError as error:
        refuse(deed.target, error.message)
        return False
    return True


def give(seen: Seen, unit_id: int | None) -> None:
    """Let a unit answer for an item and for the submission that brought what is public of it."""
    seen.item.unit_id = unit_id
    if unit_id is not None:
        for each in seen.shown:
            each.unit_id = unit_id


def _write_down(
    session: Session, user: User, work: Work, deeds: Sequence[_Deed], *, is_waiting: bool
) -> None:
    ids = [deed.target.item_id for deed in deeds]
    after = seeing.look(session, ids, waiting=is_waiting) if ids else {}
    for deed in deeds:
        deed.target.after = after[deed.target.item_id].picture
        deed.target.outcome = Outcome.CHANGED
    session.flush()
    tell(session, user, work, VERB, {deed.target.item_id: deed.plan.visibility for deed in deeds})


def tell(session: Session, user: User, work: Work, verb: str, shown: Mapping[str, object]) -> None:
    """Tell the history and the indexes of items that were changed.

    `shown` says of each by its id whether readers see it now and did not before, or the reverse.
    """
    if shown:
        history.record_all(session, user, verb, writing.NOUN, shown, work=work.id)
        told = [id if is_other else f"{writing.RETAGGED}{id}" for id, is_other in shown.items()]
        changes.touch_all(session, writing.NOUN, told)
