"""Who did what to what, and when: written once, in the order of commits, and never changed.

Each line holds a digest of itself and of the line before it, so that a change from outside shows.
"""

import hashlib
import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import database
from library.database import Base, now
from library.errors import NotFound
from library.marking import N_


class Actor(Protocol):
    """Whoever does something: a person with an account, or nobody but the command line."""

    @property
    def id(self) -> int | None:
        """The number of the account; None for the command line."""
        ...


class Event(Base):
    """One thing that was done. `by_id` is None when the command line did it."""

    __tablename__ = "events"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(index=True)
    verb: Mapped[str]
    noun: Mapped[str]
    thing: Mapped[str]
    details: Mapped[dict[str, Any]]
    digest: Mapped[str]
    __table_args__ = (
        Index("ix_events_noun_thing", "noun", "thing"),
        {"sqlite_autoincrement": True},
    )


@event.listens_for(Event, "before_update")
@event.listens_for(Event, "before_delete")
def _refuse(_mapper: object, _connection: object, told: Event) -> None:
    raise TypeError(f"history is only ever added to; event {told.number} stays as it is")


class Reason(Base):
    """Why something was done, in somebody's words. Not sealed with its event: it can be forgotten."""

    __tablename__ = "reasons"

    number: Mapped[int] = mapped_column(ForeignKey("events.number"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


def record(
    session: Session,
    by: Actor | None,
    verb: str,
    noun: str,
    thing: object,
    *,
    reason: str = "",
    **details: Any,
) -> None:
    """Note what somebody did, in the transaction that does it.

    Details must fit into JSON; they stay for ever and so hold only numbers and words of our own.
    What somebody writes may name a pupil: give it as the reason.
    """
    told = _tell(session, by, verb, noun, {str(thing): details})[0]
    if reason:
        session.add(Reason(number=told.number, text=reason))
        session.flush()


def record_all(
    session: Session, by: Actor | None, verb: str, noun: str, things: Iterable[str], **details: Any
) -> None:
    """Note that somebody did the same to several things; the details hold for each of them."""
    _tell(session, by, verb, noun, dict.fromkeys(things, details))


def _tell(
    session: Session, by: Actor | None, verb: str, noun: str, things: Mapping[str, dict[str, Any]]
) -> list[Event]:
    """Write an event a thing, each sealed with the one before."""
    database.take_turns(session.connection(), "history")
    last = session.scalar(select(Event.digest).order_by(Event.number.desc()).limit(1)) or ""
    made = []
    for thing, details in things.items():
        told = Event(
            at=now(),
            by_id=by.id if by else None,
            verb=verb,
            noun=noun,
            thing=thing,
            details=details,
        )
        told.digest = last = _digest(told, last)
        made.append(told)
        session.add(told)
    session.flush()
    return made


def reasons(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Return the reasons that are kept, by the number of their event."""
    found = session.scalars(select(Reason).where(Reason.number.in_(list(numbers))))
    return {each.number: each.text for each in found}


def forget_reason(session: Session, by: Actor | None, number: int) -> None:
    """Forget the words of a reason, as when they name somebody; the event itself stays."""
    found = session.get(Reason, number)
    if found is None:
        raise NotFound(N_("There is no such event, or its reason is not kept any more."))
    session.delete(found)
    record(session, by, "forgot a reason", "events", number)


def _digest(told: Event, before: str) -> str:
    said = [told.at.isoformat(), told.by_id, told.verb, told.noun, told.thing, told.details, before]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def of(session: Session, noun: str, thing: object) -> Sequence[Event]:
    """Return what happened to a thing, the oldest first."""
    query = select(Event).where(Event.noun == noun, Event.thing == str(thing))
    return session.scalars(query.order_by(Event.number)).all()


def every(session: Session) -> Generator[Event]:
    """Yield the whole history, the oldest first, without holding all of it in memory."""
    query = select(Event).order_by(Event.number).execution_options(yield_per=500)
    with session.scalars(query) as found:  # closed also when the reader has seen enough
        yield from found


def first_broken(session: Session) -> int | None:
    """Return the number of the first event that was changed or whose neighbour is gone, or None."""
    before = ""
    with closing(every(session)) as events:
        for told in events:
            if told.digest != _digest(told, before):
                return told.number
            before = told.digest
    return None
