"""What to offer while somebody types: tags, then items, then what others searched for.

Each kind has its share of the places; what it leaves free goes to the others, the first kind first.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from library import text as texts
from library.items import briefs
from library.search import vietnamese
from library.search.completing import Names
from library.search.index import Index
from library.tags.vocabulary import Vocabulary

MOST = 8
_SHARES = {"tag": 3, "item": 3, "query": 2}
# Titles are looked at for the reader's accents, which the index leaves out; that takes some more.
_CANDIDATES = 3 * MOST
# As much is read of what is typed; no name of which more was typed needs a suggestion.
_LONGEST = 100
_SCHEMES = ("theme", "activity", "subject", "grade", "level", "material", "people", "place")

# Given what is typed and how many are wanted, queries that go on from there and found something.
Asked = Callable[[str, int], list[str]]


class Suggestion(NamedTuple):
    """One suggestion. `kind` is the scheme of a tag and the kind of an item; a query has no id."""

    type: Literal["tag", "item", "query"]
    text: str
    language: str
    id: str = ""
    slug: str = ""
    kind: str = ""


def nobody(_typed: str, _most: int) -> list[str]:
    """Return no query: nothing is known of what others searched for."""
    return []


def suggestions(
    session: Session,
    index: Index,
    vocabulary: Vocabulary,
    typed: str,
    language: str,
    asked: Asked = nobody,
) -> list[Suggestion]:
    """Return what goes on from what is typed, at most MOST; no text is wrong."""
    typed = texts.tidy(texts.tidy(typed)[:_LONGEST])
    plain = vietnamese.plain(typed)
    if not plain:
        return []
    queries = (Suggestion("query", text, language) for text in asked(typed, MOST))
    found = _distinct(
        [
            *_tags(index, vocabulary, typed, language),
            *_items(session, index, typed, language),
            *(query for query in queries if vietnamese.plain(query.text) != plain),
        ]
    )
    return _shared([[each for each in found if each.type == type] for type in _SHARES])


def _tags(index: Index, vocabulary: Vocabulary, typed: str, language: str) -> list[Suggestion]:
    terms = [vocabulary[id] for id in tags(vocabulary, typed, language)]
    used = index.used(term.id for term in terms)
    terms.sort(key=lambda term: term.id not in used)
    return [
        Suggestion("tag", term.label(language), language, term.id, kind=term.scheme)
        for term in terms[:MOST]
    ]


def _items(session: Session, index: Index, typed: str, language: str) -> list[Suggestion]:
    ids = index.titles().completions(typed, _CANDIDATES)
    found = [(item, item.edition(language)) for item in briefs.by_ids(session, ids)]
    agrees = _agreement(typed)
    found.sort(key=lambda each: not agrees(edition.title for edition in each[0].editions))
    return [
        Suggestion(
            "item", edition.title, edition.language, item.id, item.slug, item.facts.get("kind", "")
        )
        for item, edition in found
    ]


def tags(vocabulary: Vocabulary, typed: str, language: str) -> list[str]:
    """Return the tags with a name that goes on from what is typed, the nearest first.

    Among equals those come first whose label in the language does, then in the vocabulary's order.
    """
    names, tags_of, order = _names(vocabulary)
    agrees = _agreement(typed)
    places: dict[str, tuple[bool, int, bool, int]] = {}
    for distance, _, name in names.completions(typed):
        for id in tags_of[name]:
            term = vocabulary[id]
            is_hidden = vietnamese.plain(term.label(language)) != name
            place = not agrees(term.names), distance, is_hidden, order[id]
            places[id] = min(place, places.get(id, place))
    return sorted(places, key=places.__getitem__)


class _Called(NamedTuple):
    """The names of all tags, which tags have one, and the place of each tag among the others."""

    names: Names
    tags_of: dict[str, list[str]]
    order: dict[str, int]


# The last ones made, with the picture of the vocabulary that they are from.
_made: list[tuple[Vocabulary, _Called]] = []


def _names(vocabulary: Vocabulary) -> _Called:
    if not _made or _made[0][0] is not vocabulary:
        _made[:] = [(vocabulary, _called(vocabulary))]
    return _made[0][1]


def _called(vocabulary: Vocabulary) -> _Called:
    offered = [
        id
        for scheme in _SCHEMES
        for id in vocabulary.schemes[scheme].terms
        if not vocabulary[id].replaced_by
    ]
    tags_of: dict[str, list[str]] = {}
    for id in offered:
        for name in vocabulary[id].names:
            tags_of.setdefault(vietnamese.plain(name), []).append(id)
    return _Called(Names(tags_of), tags_of, {id: place for place, id in enumerate(offered)})


def _agreement(typed: str) -> Callable[[Iterable[str]], bool]:
    """Return what tells whether one of some names has the accents typed; none typed, all agree."""
    wanted = typed.lower()
    if texts.fold(wanted) == wanted:
        return lambda _: True
    return lambda names: any(wanted in texts.tidy(name).lower() for name in names)


def _distinct(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the first of those that read the same, accents aside."""
    kept: dict[str, Suggestion] = {}
    for each in found:
        kept.setdefault(vietnamese.plain(each.text), each)
    return list(kept.values())


def _shared(kinds: Sequence[Sequence[Suggestion]]) -> list[Suggestion]:
    rooms = [min(share, len(kind)) for share, kind in zip(_SHARES.values(), kinds, strict=True)]
    for place, kind in enumerate(kinds):
        rooms[place] += min(MOST - sum(rooms), len(kind) - rooms[place])
    return [each for kind, room in zip(kinds, rooms, strict=True) for each in kind[:room]]
