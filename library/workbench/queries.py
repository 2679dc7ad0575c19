"""Queries that found nothing, and those whose results nobody opens: counts, never persons.

A thing is the language of the page and the text, so that it outlives a row that was forgotten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library import text
from library.accounts.roles import Actor
from library.errors import Invalid, NotFound
from library.marking import N_
from library.search.asked import OFTEN, RARELY, AskedQuery
from library.tags import editing
from library.tags.vocabulary import Term, Vocabulary
from library.workbench import aside
from library.workbench.sieve import Sieve, Sources

# A query that was set aside returns when it was asked so many times more.
MORE = 10
NO_RESULTS = "no-results"
GAUGE = AskedQuery.asked
_THING = AskedQuery.language + " " + AskedQuery.text
_LIKELY = 6
# Which share of the syllables of both a name and a query must be the same, for a tag to be offered.
_SHARED = 0.6


def _asked(sieve: Sieve) -> Select[str]:
    query = select(_THING).order_by(AskedQuery.asked.desc(), AskedQuery.text, AskedQuery.language)
    return query.where(AskedQuery.language == sieve.language) if sieve.language else query


def without_results(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the queries that found nothing the last time, those asked most first."""
    return _asked(sieve).where(AskedQuery.found == 0)


def without_clicks(_sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the queries asked often whose results hardly anybody opens."""
    unopened = AskedQuery.opened * RARELY < AskedQuery.asked
    return _asked(sieve).where(AskedQuery.found > 0, AskedQuery.asked >= OFTEN, unopened)


def rows(session: Session, things: Sequence[str]) -> dict[str, AskedQuery]:
    """Return the counts of queries by thing."""
    texts = {each.partition(" ")[2] for each in things}
    found = session.scalars(select(AskedQuery).where(AskedQuery.text.in_(texts)))
    known = {thing_of(each): each for each in found}
    return {each: known[each] for each in things if each in known}


def thing_of(row: AskedQuery) -> str:
    """Return what a list calls a query."""
    return f"{row.language} {row.text}"


def by_id(session: Session, id: int) -> AskedQuery:
    """Return a query; raise NotFound."""
    found = session.get(AskedQuery, id)
    if found is None:
        raise NotFound(N_("There is no such search any more; the rarest are forgotten."))
    return found


def asked(session: Session, things: Sequence[str]) -> dict[str, int]:
    """Return how often queries must have been asked to come back on their list."""
    found: dict[str, int] = {}
    for start in range(0, len(things), 500):
        some = rows(session, things[start : start + 500])
        found |= {thing: row.asked + MORE for thing, row in some.items()}
    return found


def add_synonym(session: Session, by: Actor, row: AskedQuery, tag: str) -> None:
    """Let a tag be found by a query; the query is off its list until it is asked in vain again."""
    if not tag:
        raise Invalid(N_("Choose the tag that was meant."), field="tag")
    editing.add_name(session, by, tag, row.text, row.language)
    thing = thing_of(row)
    aside.put(session, by, NO_RESULTS, [thing], {thing: row.asked + 1})


@dataclass(frozen=True)
class Likely:
    """A tag that a query may mean, and by which of its names."""

    term: Term
    name: str


def likely(vocabulary: Vocabulary, said: str) -> list[Likely]:
    """Return the tags whose names share the most syllables with a query, accents aside."""
    typed = frozenset(text.fold(said).split())
    ranked: list[tuple[float, str, Likely]] = []
    for term in vocabulary.terms.values():
        if not term.replaced_by and term.scheme not in editing.GIVEN:
            share, name = max(_shares(term, typed), default=(0.0, ""))
            if share >= _SHARED:
                ranked.append((-share, term.id, Likely(term, name)))
    return [each for _share, _id, each in sorted(ranked, key=lambda row: row[:2])[:_LIKELY]]


def _shares(term: Term, typed: frozenset[str]) -> Iterator[tuple[float, str]]:
    for name in term.names:
        own = frozenset(text.fold(name).split())
        if own:
            yield 2 * len(own & typed) / (len(own) + len(typed)), name
