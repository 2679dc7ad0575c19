"""Places through time: since when and until when, what became of them, and where that is stated.

A place is a tag of the scheme `place`. One that has ended keeps its tag, so that items keep the
name that they were written with; below the place that it belongs to today it is found there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import i18n
from library.marking import N_
from library.tags.models import ItemTag
from library.tags.vocabulary import Term, Vocabulary

SCHEME = "place"
# What a place is or was, by its property `kind`.
KINDS = {
    "city": N_("city directly under the central government"),
    "province": N_("province"),
    "provincial": N_("unit at provincial level"),
    "district": N_("district"),
}


@dataclass(frozen=True)
class Place:
    """A place as its tag describes it; a day that is not known is None."""

    id: str
    kind: str
    began_on: date | None
    ended_on: date | None
    became: tuple[str, ...]
    cited: str


def place(term: Term, language: str) -> Place:
    """Return what a tag says of its place; what cannot be read counts as not known."""
    said = term.properties
    became, cited = said.get("became"), said.get("cited")
    if isinstance(cited, dict):
        cited = cited.get(language) or cited.get(i18n.DEFAULT)
    return Place(
        term.id,
        str(said.get("kind") or ""),
        _day(said.get("began_on")),
        _day(said.get("ended_on")),
        tuple(map(str, became)) if isinstance(became, list) else (),
        str(cited or ""),
    )


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def successors(vocabulary: Vocabulary, id: str) -> tuple[str, ...]:
    """Return the places of today to which the land of one that has ended belongs; none of one in being."""
    found: dict[str, None] = {}
    seen, waiting = {id}, list(_became(vocabulary, id))
    while waiting:
        each = waiting.pop(0)
        if each in seen or each not in vocabulary:
            continue
        seen.add(each)
        later = _became(vocabulary, each)
        waiting += later
        if not later:
            found[each] = None
    return tuple(found)


def _became(vocabulary: Vocabulary, id: str) -> tuple[str, ...]:
    if id not in vocabulary or vocabulary[id].scheme != SCHEME:
        return ()
    return place(vocabulary[id], i18n.DEFAULT).became


# The last one worked out, with the picture of the vocabulary that it is from: an index asks for
# the same of every item.
_worked_out: list[tuple[Vocabulary, dict[str, list[str]]]] = []


def predecessors(vocabulary: Vocabulary, id: str) -> list[str]:
    """Return the places that have ended and whose land belongs to a place today."""
    if not _worked_out or _worked_out[0][0] is not vocabulary:
        found: dict[str, list[str]] = {}
        for each in former(vocabulary):
            for today in successors(vocabulary, each):
                found.setdefault(today, []).append(each)
        _worked_out[:] = [(vocabulary, found)]
    return _worked_out[0][1].get(id, [])


def former(vocabulary: Vocabulary) -> list[str]:
    """Return the places that have ended."""
    if SCHEME not in vocabulary.schemes:
        return []
    terms = vocabulary.schemes[SCHEME].terms
    return [id for id in terms if place(vocabulary[id], i18n.DEFAULT).ended_on]


def made_of(vocabulary: Vocabulary, id: str) -> list[str]:
    """Return the places whose land a place has taken over at once, those of a province for one."""
    return [
        each
        for each in former(vocabulary)
        if id in _became(vocabulary, each) and vocabulary[each].parent == id
    ]


def items_in(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the published items that are tagged with each of some places themselves."""
    found: dict[str, list[str]] = {id: [] for id in ids}
    query = select(ItemTag.tag_id, ItemTag.item_id).where(ItemTag.tag_id.in_(ids))
    for tag_id, item_id in session.execute(query.order_by(ItemTag.item_id)):
        found[tag_id].append(item_id)
    return found
