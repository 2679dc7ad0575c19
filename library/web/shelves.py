"""A collection as cards and pages show it: its cover, or the one that is drawn, and its words.

And items in two lines, where a whole row would be too much.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from library.collections import collection as shelf
from library.collections.models import Collection
from library.items import catalogue
from library.items.briefs import Brief
from library.marking import N_
from library.search.query import scheme_of
from library.web import context, drawings, preferences, search, words
from library.web.speech import _

# Grounds of drawn covers.
_TONES = 4
_DRAFT = N_("draft")


@dataclass(frozen=True)
class Cover:
    """A picture with its words, or what is drawn instead: which tile on which ground."""

    url: str | None
    alt: str
    tile: str
    tone: int


@dataclass(frozen=True)
class Shelf:
    """A collection among others."""

    title: str
    summary: str
    kind: str
    count_text: str
    url: str
    cover: Cover
    note: str
    language: str


def cards(collections: Sequence[Collection]) -> list[Shelf]:
    """Return collections as cards, all their items looked up at once."""
    session = context.session()
    ids = {each.id: shelf.shown_ids(session, each) for each in collections}
    tags = catalogue.tags_by_item(session, {id for held in ids.values() for id in held})
    return [_card(each, ids[each.id], tags) for each in collections]


def _card(collection: Collection, ids: Sequence[str], tags: Mapping[str, Sequence[str]]) -> Shelf:
    language = context.language()
    return Shelf(
        title=collection.said("title", language),
        summary=collection.said("summary", language),
        kind=_(shelf.KINDS[collection.kind]),
        count_text=search.count_text(len(ids)),
        url=url_for("collections.show", slug=collection.slug),
        cover=_cover(collection, (tags[id] for id in ids)),
        note="" if collection.is_public else _(_DRAFT),
        language="" if language in collection.texts else next(iter(collection.texts)),
    )


def picks(items: Sequence[Brief]) -> list[dict[str, str]]:
    """Return items in two lines each: the title, and for whom and how long."""
    language, vocabulary = context.language(), context.vocabulary()
    return [
        {
            "title": item.edition(language).title,
            "language": item.edition(language).language,
            "url": url_for("items.show", slug=item.slug),
            "tile": drawings.tile(words.themes(item.facts), vocabulary),
            "said": " · ".join(
                filter(None, (words.audience(item.facts), words.minutes(item.facts)))
            ),
        }
        for item in items
    ]


def cover(collection: Collection, ids: Sequence[str]) -> Cover:
    """Return the cover of one collection."""
    tags = catalogue.tags_by_item(context.session(), ids)
    return _cover(collection, tags.values())


def _cover(collection: Collection, tags: Iterable[Sequence[str]]) -> Cover:
    return Cover(
        url=_picture_url(collection),
        alt=collection.said("alt", context.language()),
        tile=_tile(tags),
        tone=collection.id % _TONES,
    )


def _picture_url(collection: Collection) -> str | None:
    """Return where the picture is; who asks for less data gets the drawing."""
    if not collection.cover or preferences.is_lean():
        return None
    # The address changes with the picture, and is that of the small one: wide enough for any page.
    version = collection.cover[:8]
    return url_for("collections.cover", slug=collection.slug, v=version, size="small")


def _tile(tags: Iterable[Sequence[str]]) -> str:
    """Return the drawing that most of the items would have."""
    vocabulary = context.vocabulary()
    counts: Counter[str] = Counter()
    for carried in tags:
        themes = [tag for tag in carried if scheme_of(tag) == "theme" and tag in vocabulary]
        counts.update({drawings.tile([theme], vocabulary) for theme in themes})
    return counts.most_common(1)[0][0] if counts else drawings.tile([], vocabulary)
