"""The filters beside the results: every tag that would narrow them, as trees with counts.

Two hundred tags stand on a page: what does not depend on the query is worked out once.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from library.search.query import Query, scheme_of
from library.search.scoring import Results
from library.tags.vocabulary import Term, Vocabulary
from library.web import context, filters

_SCHEMES = (
    "level", "grade", "subject", "theme", "activity", "material", "duration", "setting", "language",
    "month", "place",
)  # fmt: skip
_OPEN = ("grade", "subject", "theme", "duration")
_ANY = "any"

Address = Callable[[Query], str]
# A tag with those above it, in the order of lists.
Branches = list[tuple[str, tuple[str, ...]]]

# By interface language, for the picture of the vocabulary that stands beside them.
_grown: dict[str, tuple[Vocabulary, dict[str, Branches]]] = {}


def panel(query: Query, results: Results, address: Address) -> list[dict[str, Any]]:
    """Return the facets of a search; `address` says where a query is answered."""
    trees = _trees(context.vocabulary(), context.language())
    # All addresses that add a tag are the same but for the tag.
    start, _, end = address(query.with_tag(_ANY)).rpartition(_ANY)

    def leading(tag: str) -> str:
        return address(query.without(tag)) if tag in query.tags else start + quote(tag) + end

    return [_facet(query, results, scheme, trees[scheme], leading) for scheme in _SCHEMES]


def _facet(
    query: Query, results: Results, scheme: str, branches: Branches, leading: Callable[[str], str]
) -> dict[str, Any]:
    vocabulary, language = context.vocabulary(), context.language()
    counts = results.facets.get(scheme, {})
    chosen = {tag for tag in query.tags if scheme_of(tag) == scheme}
    shown = {*counts, *chosen}
    return {
        "id": scheme,
        "title": vocabulary.schemes[scheme].labels.get(language, scheme),
        "open": bool(chosen) or scheme in _OPEN,
        "options": [
            {
                "label": vocabulary[tag].label(language),
                "count_text": filters.number(counts.get(tag, 0)),
                "url": leading(tag),
                "selected": tag in chosen,
                "depth": sum(each in shown for each in above),
                "tag": tag,
            }
            for tag, above in branches
            if tag in shown
        ],
    }


def _trees(vocabulary: Vocabulary, language: str) -> dict[str, Branches]:
    kept = _grown.get(language)
    if kept is None or kept[0] is not vocabulary:
        trees = {scheme: _tree(vocabulary, scheme, language) for scheme in _SCHEMES}
        kept = _grown[language] = vocabulary, trees
    return kept[1]


def _tree(vocabulary: Vocabulary, scheme: str, language: str) -> Branches:
    """Return the tags of a scheme, each followed by the narrower ones; a retired one stands alone."""
    found: Branches = []

    def grow(tags: list[str], above: tuple[str, ...]) -> None:
        for tag in vocabulary.in_order(tags, language):
            found.append((tag, above))
            grow(list(vocabulary.children[tag]), (*above, tag))

    terms = [vocabulary[id] for id in vocabulary.schemes[scheme].terms]
    grow([term.id for term in terms if term.replaced_by or not _is_below(term, scheme)], ())
    return found


def _is_below(term: Term, scheme: str) -> bool:
    """Tell whether a tag stands below one of its own scheme; a grade stands below a level."""
    return term.parent is not None and scheme_of(term.parent) == scheme
