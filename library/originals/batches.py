"""Batches: many originals sent at once, looked at in one table and gone on with by ticks.

What a person sent before is not read or begun twice: it moves into the new batch, or points to the
submission that was begun with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, undefer

from library import database, jobs
from library.accounts.models import Unit, User
from library.database import now
from library.errors import Conflict, LibraryError, Message, NotFound
from library.marking import N_
from library.originals import beginning, expanding, meeting, sheets, taking, understanding
from library.originals.models import Batch, Original, State
from library.originals.receiving import Sent
from library.review.contents import Fields
from library.tags.vocabulary import Vocabulary

NOUN = "batches"
MOST_FILES = 200
_MOST_OPEN = 2_000
_LICENCE = "licence"
_TWICE = N_("It is the same file as “%(name)s”; it is taken once.")

# What a table of a batch lets its sender write, by field without its language.
CELLS = ("title", "level", "grade", "subject", "duration_minutes")


@dataclass
class Outcome:
    """What came of going on with rows: how many were begun, and why others were not, by original."""

    begun: int = 0
    refused: dict[int, Message] = field(default_factory=dict)


def take(
    session: Session,
    user: User,
    unit: Unit,
    received: Sequence[Sent],
    refused: Sequence[tuple[str, Message]] = (),
) -> Batch:
    """Take what a person sent at once for a unit and have it read after this transaction."""
    taking.check_place(user, unit)
    database.take_turns(session.connection(), f"{NOUN} of {user.id}")
    mine = Original.user_id == user.id, Original.state != State.BEGUN
    open_now = session.scalar(select(func.count()).where(*mine, Original.batch_id.is_not(None)))
    if (open_now or 0) + len(received) > _MOST_OPEN:
        raise Conflict(
            N_("Many files still wait to be looked at; go on with some or throw them away.")
        )
    batch = Batch(user_id=user.id, unit_id=unit.id, refused=[])
    session.add(batch)
    session.flush()
    told = [[name, why.packed()] for name, why in refused]
    seen: dict[str, str] = {}
    for sent in received:
        if sent.sha256 in seen:
            told.append([sent.name, Message(_TWICE, {"name": seen[sent.sha256]}).packed()])
            continue
        seen[sent.sha256] = sent.name
        _take(session, batch, sent)
    batch.refused = told
    session.flush()
    return batch


def _take(session: Session, batch: Batch, sent: Sent) -> None:
    earlier = meeting.earlier(session, batch.user_id, batch.unit_id, sent.sha256)
    if earlier is not None and earlier.state in (State.READ, State.WAITING):
        meeting.move(session, earlier, batch.id)
        return
    is_begun = earlier is not None and earlier.state == State.BEGUN
    made = Original(
        user_id=batch.user_id,
        unit_id=batch.unit_id,
        batch_id=batch.id,
        name=sent.name,
        media_type=sent.media_type,
        sha256=sent.sha256,
        same=sent.sha256,
        size=sent.size,
        state=State.BEGUN if is_begun else State.WAITING,
        warnings=[each.packed() for each in sent.warnings],
        submission_id=earlier.submission_id if earlier is not None and is_begun else None,
    )
    session.add(made)
    session.flush()
    if earlier is not None and earlier.state == State.REFUSED and earlier.batch_id:
        before = earlier.batch_id
        session.delete(earlier)
        session.flush()
        meeting.forget_empty(session, before)
    if not is_begun:
        kind = expanding.EXPAND if sent.media_type in sheets.MEDIA_TYPES else understanding.READ
        jobs.add(session, kind, {"original": made.id})


def by_sender(session: Session, user: User, id: int) -> Batch:
    """Return a batch to who sent it; raise NotFound for another's, which nobody may know of."""
    found = session.get(Batch, id)
    if found is None or found.user_id != user.id:
        raise NotFound(N_("There are no such files that wait to be looked at."))
    return found


def of(session: Session, user: User) -> Sequence[tuple[Batch, int, int]]:
    """Return the batches of a person with something to go on with, and how much of how many."""
    is_open = Original.state != State.BEGUN
    count = func.count(Original.id)
    query = (
        select(Batch, count.filter(is_open), count)
        .outerjoin(Original, Original.batch_id == Batch.id)
        .where(Batch.user_id == user.id)
        .group_by(Batch.id)
        .order_by(Batch.id.desc())
    )
    rows = session.execute(query).all()
    return [(batch, open_now, whole) for batch, open_now, whole in rows if open_now or not whole]


def originals(session: Session, batch: Batch) -> Sequence[Original]:
    """Return the originals of a batch in their order, without what was understood of them."""
    query = select(Original).where(Original.batch_id == batch.id).order_by(Original.id)
    return session.scalars(query).all()


def whole(session: Session, ids: Sequence[int]) -> Sequence[Original]:
    """Return originals with what was understood of them, in the order of their numbers."""
    query = select(Original).options(undefer(Original.understood)).where(Original.id.in_(ids))
    return session.scalars(query.order_by(Original.id)).all()


def progress(session: Session, batch: Batch) -> tuple[int, int]:
    """Return how many of a batch have been read, and how many there are."""
    count = func.count(Original.id)
    is_waiting = Original.state == State.WAITING
    query = select(count.filter(~is_waiting), count).where(Original.batch_id == batch.id)
    done, every = session.execute(query).one()
    return done, every


def write(session: Session, original: Original, cells: Mapping[str, Any]) -> None:
    """Keep what its sender wrote into the row of an original."""
    original.chosen = {**(original.chosen or {}), **cells}
    original.changed_at = now()
    session.flush()


def go_on(
    session: Session,
    user: User,
    batch: Batch,
    ids: Collection[int],
    vocabulary: Vocabulary,
    usual: str,
    stated: Fields,
    *,
    keep: bool,
) -> Outcome:
    """Begin a submission with each of these originals that was read and not begun.

    `usual` is the language where an original does not say its own, `stated` holds for all of them,
    its licence for those that name none; `keep` attaches the files themselves.
    """
    outcome = Outcome()
    alike = {name: value for name, value in stated.items() if value and name != _LICENCE}
    for original in whole(session, [*ids]):
        if original.batch_id != batch.id or original.state != State.READ:
            continue  # begun already, in another tab or before
        language = beginning.language(original, usual)
        licence = str(stated.get(_LICENCE, ""))
        fields = beginning.proposed(original, language, vocabulary, licence) | alike
        try:
            with session.begin_nested():
                beginning.begin(session, user, original, language, fields, keep=keep)
        except LibraryError as error:
            session.refresh(original)
            original.reason = error.message.packed()
            outcome.refused[original.id] = error.message
        else:
            original.reason = None
            outcome.begun += 1
    batch.changed_at = now()
    session.flush()
    return outcome


def discard(session: Session, batch: Batch) -> None:
    """Forget a batch and its originals; what was begun with them stays."""
    session.execute(delete(Original).where(Original.batch_id == batch.id))
    session.delete(batch)
    session.flush()
