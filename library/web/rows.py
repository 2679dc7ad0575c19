"""A result as a list shows it: it answers for whom, how long, what it needs and in which languages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup, escape

from library.items import catalogue
from library.items.models import Edition, Item, Revision
from library.search import finding, highlighting
from library.search.finding import Found
from library.tags.vocabulary import Vocabulary
from library.web import context, drawings, words


@dataclass(frozen=True)
class Row:
    """One item in a list, in the reader's words."""

    title_html: Markup
    snippet_html: Markup
    url: str
    tile: str
    kind: str
    activity: str
    audience: str
    minutes: str
    needs: str
    languages: list[str]
    language: str
    downloads: list[dict[str, str]]
    found_in: dict[str, str] | None = None


# Rows of revisions by interface language, each with the picture of the vocabulary that it is from.
_known: dict[tuple[int, str], tuple[Vocabulary, Row]] = {}
_MOST_KNOWN = 2_000


def rows(items: Sequence[Item], found: frozenset[str] = frozenset()) -> list[Row]:
    """Return the rows of items; `found` are the folded words to mark."""
    inside = finding.in_files(context.session(), items, found, context.vocabulary())
    return [
        replace(_row(item, item.published, found), found_in=_found_in(item, inside.get(item.id)))
        for item in items if item.published
    ]  # fmt: skip


def _found_in(item: Item, found: Found | None) -> dict[str, str] | None:
    """Return the file that has what the item's own text lacks."""
    if found is None:
        return None
    name = found.path.removeprefix("files/")
    url = url_for("items.file", slug=item.slug, path=name)
    return {"name": name, "url": url, "snippet_html": Markup(found.snippet)}


def _row(item: Item, revision: Revision, found: frozenset[str]) -> Row:
    edition = catalogue.edition(revision, context.language())
    return replace(
        _plain(item, revision, edition),
        title_html=_marked(edition.title, found),
        snippet_html=_snippet(edition, found),
    )


def _plain(item: Item, revision: Revision, edition: Edition) -> Row:
    """Return the row with nothing marked: a revision never changes, so it is made once."""
    key = revision.id, context.language()
    vocabulary, row = _known.get(key, (None, None))
    if row is None or vocabulary is not context.vocabulary():
        row = _made(item, revision, edition)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = context.vocabulary(), row
    return row


def _made(item: Item, revision: Revision, edition: Edition) -> Row:
    facts = revision.facts
    vocabulary = context.vocabulary()
    return Row(
        title_html=escape(edition.title),
        snippet_html=escape(edition.summary),
        url=url_for("items.show", slug=item.slug),
        tile=drawings.tile(words.themes(facts), vocabulary),
        kind=words.kind(facts, vocabulary),
        activity="".join(words.labels(facts.get("activity", [])[:1])),
        audience=words.audience(facts),
        minutes=words.minutes(facts),
        needs=words.needs(facts),
        languages=[words.language_name(each.language) for each in revision.editions],
        language=edition.language,
        downloads=_downloads(item),
    )


def _marked(text: str, found: frozenset[str]) -> Markup:
    return Markup(highlighting.highlight(text, found)) if found else escape(text)


def _snippet(edition: Edition, found: frozenset[str]) -> Markup:
    """Return the promise, unless the words stand in the text and not in it."""
    if not found or "<mark>" in (marked := highlighting.highlight(edition.summary, found)):
        return _marked(edition.summary, found)
    snippet = highlighting.snippet(edition.plain, found)
    return Markup(snippet if "<mark>" in snippet else marked)


def _downloads(item: Item) -> list[dict[str, str]]:
    return [
        {"name": name, "url": url_for("items.download", slug=item.slug, format=format)}
        for format, name in (("docx", "Word"), ("pdf", "PDF"))
    ]
