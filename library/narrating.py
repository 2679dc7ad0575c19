"""Events in words: who did what, to what, with the names that numbers stand for today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import SQLColumnExpression, String, case, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from library import deeds, history, i18n
from library.accounts import roles, units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.collections import collection
from library.collections.models import Collection
from library.errors import Message
from library.history import Event
from library.items import writing
from library.items.models import Item
from library.marking import N_
from library.review import workflow
from library.review.models import Decision, Submission
from library.tags import vocabulary as tags
from library.tags.models import LABEL, Label

NOBODY = N_("Somebody without an account")
# A text as it is, a sentence to be translated, or a day to be written as the language does.
Value = str | Message | date
# Claims are kept as digests; so much of one tells it from others.
_SHORT = 8


@dataclass(frozen=True)
class Told:
    """An event as a person reads it; what is a `Message` is still to be translated."""

    event: Event
    who: str | Message
    what: Message
    thing: str
    details: Sequence[tuple[Message, Value]]


@dataclass
class _Names:
    """What things are called, by noun and number; a thing that is gone has no name."""

    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, noun: str, thing: object) -> str:
        """Return the name of a thing, its number where it has none."""
        return self.known.get(noun, {}).get(str(thing), str(thing))


def told(session: Session, events: Sequence[Event]) -> Iterator[Told]:
    """Yield events in words; all names are looked up at once."""
    names = _names(session, events)
    reasons = history.reasons(session, [event.number for event in events])
    for event in events:
        why = reasons.get(event.number)
        yield Told(
            event,
            names.of(users.NOUN, event.by_id) if event.by_id else Message(NOBODY),
            Message(deeds.SAID.get((event.noun, event.verb), event.verb)),
            names.of(event.noun, event.thing),
            [*_details(event.details, names), *([(Message(deeds.REASON), why)] if why else [])],
        )


def _details(details: dict[str, Any], names: _Names) -> Iterator[tuple[Message, Value]]:
    for key, value in details.items():
        if value not in (None, ""):
            yield Message(deeds.DETAILS.get(key, key)), _value(key, value, names)


def _value(key: str, value: Any, names: _Names) -> Value:
    if key == "on" or key.endswith("_on"):
        return _day(str(value))
    if key == "role":
        return Message(roles.NAMES[Role(value)]) if value in list(Role) else str(value)
    if key == "kind":
        return Message(units.KINDS[value].name) if value in units.KINDS else str(value)
    if key == "claim":
        return str(value)[:_SHORT]
    return names.of(_STANDS_FOR[key], value) if key in _STANDS_FOR else str(value)


def _day(kept: str) -> Value:
    try:
        return date.fromisoformat(kept)
    except ValueError:
        return kept


# Which noun the number in a detail belongs to.
_STANDS_FOR = {"unit": units.NOUN, "to": units.NOUN, "item": writing.NOUN, "decision": "decisions"}


def _names(session: Session, events: Sequence[Event]) -> _Names:
    wanted: dict[str, set[str]] = {}
    for event in events:
        for noun, thing in _mentioned(event):
            wanted.setdefault(noun, set()).add(str(thing))
    names = _Names()
    for noun, (id, name) in _NAMED.items():
        if noun in wanted:
            names.known[noun] = _looked_up(session, id, name, wanted[noun])
    if units.NOUN in wanted:
        query = select(Unit).where(Unit.id.in_(_numbers(wanted[units.NOUN])))
        names.known[units.NOUN] = {str(each.id): each.name for each in session.scalars(query)}
    return names


def _mentioned(event: Event) -> Iterator[tuple[str, object]]:
    yield event.noun, event.thing
    if event.by_id:
        yield users.NOUN, event.by_id
    for key, noun in _STANDS_FOR.items():
        if event.details.get(key) is not None:
            yield noun, event.details[key]


# Before it is handed in, nobody but its author knows what a submission is called.
_TITLE = case(
    (Submission.handed_in.is_not(None), Submission.title), else_=cast(Submission.id, String)
)
_NAMED: dict[str, tuple[InstrumentedAttribute[Any], SQLColumnExpression[str]]] = {
    users.NOUN: (User.id, User.name),
    workflow.NOUN: (Submission.id, _TITLE),
    writing.NOUN: (Item.id, Item.slug),
    "decisions": (Decision.id, Decision.reason),
    tags.NOUN: (Label.tag_id, Label.text),
    collection.NOUN: (Collection.id, Collection.slug),
}


def _looked_up(
    session: Session,
    id: InstrumentedAttribute[Any],
    name: SQLColumnExpression[str],
    things: Iterable[str],
) -> dict[str, str]:
    ids = list(things) if id is Item.id or id is Label.tag_id else _numbers(things)
    query = select(id, name).where(id.in_(ids))
    if id is Label.tag_id:
        query = query.where(Label.role == LABEL, Label.language == i18n.DEFAULT)
    return {str(key): said for key, said in session.execute(query)}


def _numbers(things: Iterable[str]) -> list[int]:
    return [int(each) for each in things if each.isdecimal()]
