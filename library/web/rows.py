"""A result as a list shows it: it answers for whom, how long, what it needs and in which languages.

The template is rendered once for each shape that a row can have, with slots in it; a row fills the
slots. What an item's facts say in the reader's words is kept, because a revision never changes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from flask import get_template_attribute
from markupsafe import Markup, escape

from library.accounts.roles import Role
from library.items.briefs import Brief
from library.search import finding, highlighting
from library.search.finding import Found
from library.search.scoring import Results
from library.tags.vocabulary import Vocabulary
from library.web import context, drawings, words

# A slot in the rendered template; it needs no escaping in HTML or in an address.
_SLOT = "x0{}0x"
_SLOTS = re.compile(r"x0(\w+?)0x")
_MOST_KNOWN = 10_000
_NOTHING: frozenset[str] = frozenset()


class Said(NamedTuple):
    """The parts of a row that stay the same in every list, as HTML, and the vocabulary they name."""

    parts: Mapping[str, str]
    vocabulary: Vocabulary


# By revision and language of the page.
_known: dict[tuple[int, str], Said] = {}
# By language of the page and the slots that are filled.
_shapes: dict[tuple[str, frozenset[str]], str] = {}


def rows(items: Sequence[Brief]) -> list[Markup]:
    """Return the rows of items."""
    language, planning = context.language(), _planning()
    return [
        _filled(language, {**_said(item), **_mark(item), **planning, **_texts(item, _NOTHING)})
        for item in items
    ]


def plans_here() -> bool:
    """Tell whether the reader may put items into a year plan."""
    user = context.user()
    return user is not None and user.holds(Role.CONTRIBUTOR)


def _planning() -> dict[str, str]:
    """Return the slot of the way into a year plan, for who may go it."""
    return {"plan": "1"} if plans_here() else {}


def found(items: Sequence[Brief], results: Results) -> list[Markup]:
    """Return the rows of items that a search found, its words marked, with the files they are in."""
    language, planning = context.language(), _planning()
    inside = finding.in_files(context.session(), items, results, context.vocabulary())
    return [
        _filled(
            language,
            {
                **_said(item),
                **_mark(item),
                **planning,
                **_texts(item, results.words),
                **_file(inside.get(item.id)),
            },
        )
        for item in items
    ]


def _mark(item: Brief) -> dict[str, str]:
    """Return the slot of the official mark, which is not the revision's for good."""
    return {"official": "1"} if item.is_official else {}


def _file(found: Found | None) -> dict[str, str]:
    """Return the file that has what the item's own text lacks."""
    if found is None:
        return {}
    name = found.path.removeprefix("files/")
    return {"file": str(escape(name)), "file_address": quote(name), "file_passage": found.snippet}


def _said(item: Brief) -> Mapping[str, str]:
    language, vocabulary = context.language(), context.vocabulary()
    said = _known.get((item.revision_id, language))
    if said is None or said.vocabulary is not vocabulary:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        said = Said(_in_words(item, language, vocabulary), vocabulary)
        _known[item.revision_id, language] = said
    return said.parts


def _in_words(item: Brief, language: str, vocabulary: Vocabulary) -> dict[str, str]:
    facts, edition = item.facts, item.edition(language)
    texts = {
        "slug": item.slug,
        "name": edition.title,
        "tile": drawings.tile(words.themes(facts), vocabulary),
        "kind": words.kind(facts, vocabulary),
        "activity": "".join(words.labels(facts.get("activity", [])[:1])),
        "audience": words.audience(facts),
        "minutes": words.minutes(facts),
        "needs": words.needs(facts),
        "languages": ", ".join(words.language_name(each.language) for each in item.editions),
        "foreign": edition.language if edition.language != language else "",
    }
    return {name: str(escape(text)) for name, text in texts.items() if text}


def _texts(item: Brief, found: frozenset[str]) -> dict[str, str]:
    edition = item.edition(context.language())
    if not found:
        return {"title": str(escape(edition.title)), "passage": str(escape(edition.summary))}
    title, passage = highlighting.result(edition.title, edition.summary, edition.plain, found)
    return {"title": title, "passage": passage}


def _filled(language: str, parts: Mapping[str, str]) -> Markup:
    shape = language, frozenset(name for name, part in parts.items() if part)
    if shape not in _shapes:
        _shapes[shape] = _shaped(shape[1])
    return Markup(_shapes[shape].format_map(parts))


def _shaped(names: Iterable[str]) -> str:
    """Return the template with slots for these parts, as a format string."""
    lay_out = get_template_attribute("items/_row.html", "row")
    html = str(lay_out({name: Markup(_SLOT.format(name)) for name in names}))
    return _SLOTS.sub(r"{\1}", html.replace("{", "{{").replace("}", "}}"))
