"""The filters beside the results: every tag that would narrow them, as trees with counts.

Two hundred tags stand on a page, so their lines are written here and not by a template, and what
does not depend on the query is worked out once.
"""

from collections.abc import Callable, Set
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from library.search.query import Query, scheme_of
from library.search.scoring import Results
from library.tags.vocabulary import Term, Vocabulary
from library.web import context, filters
from library.web.speech import _

_SCHEMES = (
    "level", "grade", "subject", "theme", "activity", "material", "duration", "setting", "language",
    "month", "place",
)  # fmt: skip
_OPEN = ("grade", "subject", "theme", "duration")
_ANY = "any"
# How many lines of a facet are shown; the others are folded.
_SHOWN = 8
# The classes of a line by how many broader tags are shown above it.
_DEPTHS = ("", *(f' class="depth-{depth}"' for depth in (1, 2, 3)))

Address = Callable[[Query], str]


class Branch(NamedTuple):
    """A tag with those above it, ready for a line."""

    tag: str
    above: tuple[str, ...]
    label: str
    address: str


# By interface language, for the picture of the vocabulary that stands beside them.
_grown: dict[str, tuple[Vocabulary, dict[str, list[Branch]]]] = {}


def panel(query: Query, results: Results, address: Address) -> list[dict[str, Any]]:
    """Return the facets of a search; `address` says where a query is answered."""
    trees = _trees(context.vocabulary(), context.language())
    lines = _Lines(query, address)
    facets = (_facet(scheme, results, trees[scheme], lines) for scheme in _SCHEMES)
    return [facet for facet in facets if facet["first"]]


def _facet(
    scheme: str, results: Results, branches: list[Branch], lines: "_Lines"
) -> dict[str, Any]:
    counts = results.facets.get(scheme, {})
    chosen = {tag for tag in lines.query.tags if scheme_of(tag) == scheme}
    shown = counts.keys() | chosen
    options = [branch for branch in branches if branch.tag in shown]
    written = [lines.line(branch, shown, counts.get(branch.tag, 0)) for branch in options]
    return {
        "id": scheme,
        "title": context.vocabulary().schemes[scheme].labels.get(context.language(), scheme),
        "open": bool(chosen) or scheme in _OPEN,
        "first": Markup("\n".join(written[:_SHOWN])),
        "rest": Markup("\n".join(written[_SHOWN:])),
        "rest_open": any(branch.tag in chosen for branch in options[_SHOWN:]),
    }


class _Lines:
    """Writes the lines of one panel: what they share is looked up once."""

    def __init__(self, query: Query, address: Address) -> None:
        self.query = query
        self._address = address
        # All addresses that add a tag are the same but for the tag.
        self._start, _any, self._end = str(escape(address(query.with_tag(_ANY)))).rpartition(_ANY)
        self._language = context.language()

    def line(self, branch: Branch, shown: Set[str], count: int) -> str:
        """Return a tag as a list entry that adds it to the search or, when chosen, takes it out."""
        depth = min(sum(each in shown for each in branch.above), len(_DEPTHS) - 1)
        if branch.tag in self.query.tags:
            address = str(escape(self._address(self.query.without(branch.tag))))
            state, beside = ' aria-current="true"', _("remove")
        else:
            address = f"{self._start}{branch.address}{self._end}"
            state, beside = "", filters.written(count, self._language)
        return (
            f'<li{_DEPTHS[depth]}><a href="{address}" rel="nofollow"{state}>'
            f"{branch.label}<span>{beside}</span></a></li>"
        )


def _trees(vocabulary: Vocabulary, language: str) -> dict[str, list[Branch]]:
    kept = _grown.get(language)
    if kept is None or kept[0] is not vocabulary:
        trees = {scheme: _tree(vocabulary, scheme, language) for scheme in _SCHEMES}
        kept = _grown[language] = vocabulary, trees
    return kept[1]


def _tree(vocabulary: Vocabulary, scheme: str, language: str) -> list[Branch]:
    """Return the tags of a scheme, each followed by the narrower ones; a retired one stands alone."""
    found: list[Branch] = []

    def grow(tags: list[str], above: tuple[str, ...]) -> None:
        for tag in vocabulary.in_order(tags, language):
            label = str(escape(vocabulary[tag].label(language)))
            found.append(Branch(tag, above, label, quote(tag)))
            grow(list(vocabulary.children[tag]), (*above, tag))

    terms = [vocabulary[id] for id in vocabulary.schemes[scheme].terms]
    grow([term.id for term in terms if term.replaced_by or not _is_below(term, scheme)], ())
    return found


def _is_below(term: Term, scheme: str) -> bool:
    """Tell whether a tag stands below one of its own scheme; a grade stands below a level."""
    return term.parent is not None and scheme_of(term.parent) == scheme
