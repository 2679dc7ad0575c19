"""A result as a list shows it: it answers for whom, how long, what it needs and in which languages.

A revision never changes, so its row is laid out once; only the marked title and the passage are
put in anew for each search.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import get_template_attribute, url_for
from markupsafe import Markup, escape

from library.items.briefs import Brief, BriefEdition
from library.search import highlighting
from library.tags.vocabulary import Vocabulary
from library.web import context, drawings, words

# Stand in a laid out row where the title and the passage go: no text contains a NUL.
_TITLE, _PASSAGE = Markup("\0t"), Markup("\0p")
_MOST_KNOWN = 4_000


class Frame(NamedTuple):
    """A row without its title and passage, and the vocabulary whose labels it shows."""

    start: str
    between: str
    end: str
    vocabulary: Vocabulary


# By revision, language of the page, and whether the row has a passage.
_known: dict[tuple[int, str, bool], Frame] = {}


def rows(items: Iterable[Brief], found: frozenset[str] = frozenset()) -> list[Markup]:
    """Return the rows of items; `found` are the folded words to mark."""
    language, vocabulary = context.language(), context.vocabulary()
    return [_row(item, language, vocabulary, found) for item in items]


def _row(item: Brief, language: str, vocabulary: Vocabulary, found: frozenset[str]) -> Markup:
    edition = item.edition(language)
    title, passage = _marked(edition.title, found), _passage(edition, found)
    key = item.revision_id, language, bool(passage)
    frame = _known.get(key)
    if frame is None or frame.vocabulary is not vocabulary:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        frame = _known[key] = _laid_out(item, edition, _PASSAGE if passage else Markup())
    return Markup("".join((frame.start, title, frame.between, passage, frame.end)))


def _laid_out(item: Brief, edition: BriefEdition, passage: Markup) -> Frame:
    lay_out = get_template_attribute("items/_row.html", "row")
    html = lay_out(_shown(item, edition), _TITLE, passage, context.language())
    start, _, rest = html.partition(_TITLE)
    between, _, end = rest.partition(_PASSAGE)
    return Frame(start, between, end, context.vocabulary())


def _shown(item: Brief, edition: BriefEdition) -> dict[str, Any]:
    facts, vocabulary = item.facts, context.vocabulary()
    return {
        "title": edition.title,
        "url": url_for("items.show", slug=item.slug),
        "tile": drawings.tile(words.themes(facts), vocabulary),
        "kind": words.kind(facts, vocabulary),
        "activity": "".join(words.labels(facts.get("activity", [])[:1])),
        "audience": words.audience(facts),
        "minutes": words.minutes(facts),
        "needs": words.needs(facts),
        "languages": [words.language_name(each.language) for each in item.editions],
        "language": edition.language,
        "downloads": _downloads(item),
    }


def _marked(text: str, found: frozenset[str]) -> Markup:
    return Markup(highlighting.highlight(text, found)) if found else escape(text)


def _passage(edition: BriefEdition, found: frozenset[str]) -> Markup:
    """Return the promise, unless the words stand in the text and not in it."""
    if not found or "<mark>" in (marked := highlighting.highlight(edition.summary, found)):
        return _marked(edition.summary, found)
    snippet = highlighting.snippet(edition.plain, found)
    return Markup(snippet if "<mark>" in snippet else marked)


def _downloads(item: Brief) -> list[dict[str, str]]:
    return [
        {"name": name, "url": url_for("items.download", slug=item.slug, format=format)}
        for format, name in (("docx", "Word"), ("pdf", "PDF"))
    ]
