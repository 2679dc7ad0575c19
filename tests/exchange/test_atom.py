"""Atom feeds, read back: what RFC 4287 requires is there, and any text stays text."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree
from sqlalchemy.orm import Session

from library.exchange import atom
from library.exchange.atom import Channel
from library.items.models import Item, Revision
from library.search.query import Query
from library.wiring import Library
from tests import make

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SITE = "https://library.example"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NASTY = "</title><script>alert(1)</script> & “\u202eחדשות\u2066” \x00\x08\x1b\ufffe\x85 ]]>"


@pytest.fixture
def session(library: Library) -> Iterator[Session]:
    """A session of an empty library, on either database."""
    with library.sessions.write() as opened:
        yield opened


def fed(
    session: Session, library: Library, language: str = "vi", title: str = "Rác", **query: Any
) -> Any:
    """Return the feed of a search, parsed."""
    session.commit()
    library.catch_up()
    channel = Channel(
        title, language, f"{SITE}/{language}/search.atom?q=r%C3%A1c", f"{SITE}/{language}/search"
    )
    results = library.answer(session, Query(sort="newest", **query)).results
    text = atom.feed(
        session,
        channel,
        [hit.id for hit in results.hits],
        library.vocabulary(session),
        lambda slug: f"{SITE}/{language}/items/{slug}",
    )
    return etree.fromstring(text.encode())


def said(element: Any, name: str) -> str:
    found = element.findall(ATOM + name)
    assert len(found) == 1, f"exactly one {name}"
    return found[0].text or ""


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in address


def check(feed: Any) -> None:
    """Check what RFC 4287 requires (4.1.1, 4.1.2): once each, dates and addresses well formed."""
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert is_absolute(said(element, "id"))
        assert said(element, "title").strip()
        assert MOMENT.fullmatch(said(element, "updated"))
        for link in element.findall(f"{ATOM}link"):
            assert is_absolute(link.get("href")) and link.get("rel") in ("self", "alternate")
    assert feed.find(f"{ATOM}author/{ATOM}name").text, "stands for entries without their own"
    links = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
    assert set(links) == {"self", "alternate"}
    assert links["self"].get("href") == said(feed, "id")
    for entry in feed.findall(f"{ATOM}entry"):
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert len(entry.findall(f"{ATOM}summary")) <= 1
        assert all(each.get("term") for each in entry.findall(f"{ATOM}category"))
    ids = [said(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    moments = [said(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
    assert not moments or said(feed, "updated") == max(moments)


def test_a_feed_has_what_is_required_of_it(session: Session, library: Library) -> None:
    make.saved(session, library, "rac", vi=make.plan(grade=["grade.07"]))
    make.saved(session, library, "la", vi=make.plan(title="Lá phổi xanh"))
    feed = fed(session, library)
    check(feed)
    assert feed.get(LANGUAGE) == "vi"
    assert len(feed.findall(f"{ATOM}entry")) == 2


def test_an_empty_feed_is_a_feed_too(session: Session, library: Library) -> None:
    feed = fed(session, library, text="qwertyuiop")
    check(feed)
    assert feed.findall(f"{ATOM}entry") == []


def test_an_entry_tells_of_an_item_in_the_language_of_the_feed(
    session: Session, library: Library
) -> None:
    english = make.plan(title="Waste day", summary="Sorting together.", grade=["grade.07"])
    revision = make.saved(session, library, "rac", vi=make.plan(grade=["grade.07"]), en=english)
    id = revision.item_id
    for language, title, label in (
        ("vi", "Ngày hội phân loại rác", "Lớp 7"),
        ("en", "Waste day", "Grade 7"),
    ):
        (entry,) = fed(session, library, language).findall(f"{ATOM}entry")
        assert (said(entry, "title"), entry.get(LANGUAGE)) == (title, None)
        assert said(entry, "id") == f"tag:library.example,2026:items/{id}"
        link = entry.find(f"{ATOM}link")
        assert link.get("href") == f"{SITE}/{language}/items/rac"
        assert link.get("hreflang") == language
        tags = {each.get("term"): each.get("label") for each in entry.iter(f"{ATOM}category")}
        assert tags["grade.07"] == label and "material.activity-plan" in tags
    assert said(entry, "summary") == "Sorting together."


def test_an_item_without_an_edition_in_the_language_says_which_it_is_in(
    session: Session, library: Library
) -> None:
    make.saved(session, library)
    (entry,) = fed(session, library, "en").findall(f"{ATOM}entry")
    assert said(entry, "title") == "Ngày hội phân loại rác"
    assert entry.get(LANGUAGE) == entry.find(f"{ATOM}link").get("hreflang") == "vi"


def test_a_new_revision_updates_its_entry_and_keeps_its_name(
    session: Session, library: Library
) -> None:
    first = make.saved(session, library)
    item = session.get_one(Item, first.item_id)
    item.published_at = first.created_at = datetime(2026, 9, 5, 7, 30, tzinfo=UTC)
    (before,) = fed(session, library).findall(f"{ATOM}entry")
    assert said(before, "updated") == said(before, "published") == "2026-09-05T07:30:00Z"
    second = make.saved(session, library, vi=make.plan(title="Ngày hội mới"))
    session.get_one(Revision, second.id).created_at = datetime(2026, 11, 2, tzinfo=UTC)
    (after,) = fed(session, library).findall(f"{ATOM}entry")
    assert said(after, "id") == said(before, "id")
    assert said(after, "title") == "Ngày hội mới"
    assert (said(after, "published"), said(after, "updated")) == (
        "2026-09-05T07:30:00Z",
        "2026-11-02T00:00:00Z",
    )


def test_markup_control_characters_and_right_to_left_marks_stay_text(
    session: Session, library: Library
) -> None:
    make.saved(
        session, library, vi=make.plan(title="<b>Rác & “lá”</b> ]]>", summary="\u202eRác <i>")
    )
    feed = fed(session, library, title=NASTY)
    check(feed)
    title = said(feed, "title")
    assert title.startswith("</title><script>alert(1)</script> & “\u202eחדשות\u2066”")
    assert not set(title) & set("\x00\x08\x1b\ufffe\x85")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert said(entry, "title") == "<b>Rác & “lá”</b> ]]>"
    assert said(entry, "summary") == "\u202eRác <i>"
    assert not feed.findall(".//{*}script") and not feed.findall(".//{*}b")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://127.0.0.1:8000/vi/search.atom", "127.0.0.1"),
        ("https://Thu-Vien.example/lib/vi", "thu-vien.example"),
        ("http://[fe80::1]:8000/", "fe80-1"),
    ],
)
def test_an_entry_is_named_by_the_host_alone(address: str, host: str) -> None:
    assert atom._host(address) == host
