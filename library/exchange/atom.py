"""Atom 1.0 (RFC 4287): what a search finds, a collection holds or a school tells, for programs."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from lxml import etree
from sqlalchemy.orm import Session

from library import text as texts
from library.items import briefs, catalogue
from library.items.briefs import Brief
from library.items.catalogue import Moments
from library.tags.vocabulary import Vocabulary

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_AUTHOR = "Sáo Diều"
# A tag URI (RFC 4151) names a day on which its host was the library's; any fixed one will do.
_SINCE = "2026"
# An empty feed has to say when it changed last: it never did.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Channel(NamedTuple):
    """What a feed says of itself: its own address, and that of the page with the same results."""

    title: str
    language: str
    address: str
    page: str
    author: str = _AUTHOR


class Report(NamedTuple):
    """What a feed tells that is no item: `path` names it for ever, such as "newsletters/3"."""

    path: str
    title: str
    language: str
    address: str
    published_at: datetime
    updated_at: datetime
    summary: str


def reports(channel: Channel, told: Sequence[Report]) -> str:
    """Return the feed of what a unit tells, in the order given."""
    root = _head(channel, max((each.updated_at for each in told), default=_NEVER))
    host = _host(channel.address)
    for each in told:
        entry = _add(root, "entry")
        if each.language != channel.language:
            entry.set(_LANGUAGE, each.language)
        _add(entry, "title", each.title)
        _add(entry, "link", rel="alternate", type="text/html", href=each.address)
        _add(entry, "published", _moment(each.published_at))
        _add(entry, "updated", _moment(max(each.updated_at, each.published_at)))
        if each.summary:
            _add(entry, "summary", each.summary)
        _add(entry, "id", f"tag:{host},{_SINCE}:{each.path}")
    return str(etree.tostring(root, encoding="unicode"))


def feed(
    session: Session,
    channel: Channel,
    ids: Sequence[str],
    vocabulary: Vocabulary,
    address: Callable[[str], str],
) -> str:
    """Return the feed of items by id. `address` leads from the slug of an item to its page."""
    moments = catalogue.moments(session, ids)
    tags = catalogue.tags_by_item(session, ids)
    root = _head(channel, max((each.updated_at for each in moments.values()), default=_NEVER))
    host = _host(channel.address)
    for item in briefs.by_ids(session, [id for id in ids if id in moments]):
        entry = _entry(root, item, moments[item.id], channel.language, address)
        _add(entry, "id", f"tag:{host},{_SINCE}:items/{quote(item.id, safe='')}")
        _label(entry, tags[item.id], vocabulary, channel.language)
    return str(etree.tostring(root, encoding="unicode"))


def _head(channel: Channel, updated_at: datetime) -> etree._Element:
    root = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})
    root.set(_LANGUAGE, channel.language)
    _add(root, "id", channel.address)
    _add(root, "title", channel.title)
    _add(root, "updated", _moment(updated_at))
    _add(_add(root, "author"), "name", channel.author)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=channel.address)
    _add(root, "link", rel="alternate", type="text/html", href=channel.page)
    return root


def _entry(
    root: etree._Element,
    item: Brief,
    moments: Moments,
    language: str,
    address: Callable[[str], str],
) -> etree._Element:
    edition = item.edition(language)
    entry = _add(root, "entry")
    if edition.language != language:
        entry.set(_LANGUAGE, edition.language)
    _add(entry, "title", edition.title)
    page = address(item.slug)
    _add(entry, "link", rel="alternate", type="text/html", href=page, hreflang=edition.language)
    _add(entry, "published", _moment(moments.published_at))
    _add(entry, "updated", _moment(moments.updated_at))
    if edition.summary:
        _add(entry, "summary", edition.summary)
    return entry


def _label(
    entry: etree._Element, tags: Sequence[str], vocabulary: Vocabulary, language: str
) -> None:
    for tag in tags:
        if tag in vocabulary:
            _add(entry, "category", term=tag, label=vocabulary[tag].label(language))


def _add(parent: etree._Element, name: str, said: str = "", **attributes: str) -> etree._Element:
    """Add an element. Characters that XML does not know are left out of what it says."""
    clean: Mapping[str, str] = {key: texts.tidy(value) for key, value in attributes.items()}
    made = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", dict(clean))
    made.text = texts.tidy(said) or None
    return made


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _host(address: str) -> str:
    """Return the host of an address as a tag URI may name it, which an IPv6 address is not."""
    host = urlsplit(address).hostname or ""
    return re.sub(r"[^a-z0-9.-]+", "-", host).strip("-")
