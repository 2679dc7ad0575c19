"""The lists: what is on each, what leaves it, what comes back when it is asked for again."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from library.accounts import users
from library.database import now, today
from library.errors import NotAllowed
from library.items.models import Item
from library.search import asked
from library.search.asked import Count
from library.usage import counting
from library.wiring import Library
from library.workbench import aside, lists, queries
from library.workbench.sieve import Sieve, Sources
from tests import make
from tests.cast import SHELL, Cast


def on(library: Library, session: Session, key: str, sieve: Sieve = Sieve()) -> list[str]:  # noqa: B008
    """Return the things of a list, which are as many as it counts."""
    where = Sources(session, library.index, library.vocabulary(session))
    found = list(lists.page(where, lists.by_key(key), sieve, 1, 100))
    assert lists.count(where, lists.by_key(key), sieve) == len(found)
    return found


def ask(session: Session, times: int, found: int = 0) -> None:
    asked.add(session, {("chợ nổi", "vi"): Count(times, 0, found)}, today())


def test_a_search_set_aside_returns_when_it_was_asked_ten_times_more(library: Library) -> None:
    with library.sessions.writing() as session:
        ask(session, 4)
        assert on(library, session, "no-results") == ["vi chợ nổi"]
        lists.set_aside(session, SHELL, lists.by_key("no-results"), ["vi chợ nổi"])
        assert on(library, session, "no-results") == []
        assert on(library, session, "no-results", Sieve(aside=True)) == ["vi chợ nổi"]
        ask(session, queries.MORE - 1)
        assert on(library, session, "no-results") == []
        ask(session, 1)
        assert on(library, session, "no-results") == ["vi chợ nổi"]
        ask(session, 1, found=2)
        assert on(library, session, "no-results") == []
        assert on(library, session, "no-clicks") == ["vi chợ nổi"]


def test_only_a_curator_sets_aside_and_puts_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        hanh = users.by_id(session, cast.hanh)
        with pytest.raises(NotAllowed):
            lists.set_aside(session, hanh, lists.by_key("no-results"), ["vi a"])
        with pytest.raises(NotAllowed):
            aside.back(session, hanh, "no-results", ["vi a"])


def test_what_was_never_found_or_downloaded_is_told_when_it_had_a_month(library: Library) -> None:
    old = now() - timedelta(days=45)
    with library.sessions.writing() as session:
        for name in ("found", "taken", "neither", "new"):
            make.saved(session, library, name)
            session.get_one(Item, name).published_at = now() if name == "new" else old
        assert on(library, session, "never-found") == [], "nothing was counted so far"
        month = counting.month_of(old.date())
        counting.add(session, {("found", "vi", "found"): 2, ("taken", "vi", "pdf"): 1}, month)
        assert on(library, session, "never-found") == ["neither", "taken"]
        assert on(library, session, "never-downloaded") == ["found", "neither"]


def test_a_tag_is_unused_until_an_item_has_it_or_a_narrower_one(library: Library) -> None:
    theme = Sieve(scheme="theme")
    waste = {"theme.environment", "theme.environment.waste"}
    with library.writing() as session:
        assert waste <= set(on(library, session, "unused-tags", theme))
        make.saved(session, library, vi=make.plan(theme=["theme.environment.waste"]))
    with library.sessions.writing() as session:
        unused = on(library, session, "unused-tags", theme)
        assert not waste & set(unused)
        lists.set_aside(session, SHELL, lists.by_key("unused-tags"), unused[:1])
        assert on(library, session, "unused-tags", theme) == unused[1:]


def test_likely_tags_share_their_syllables_with_the_search(library: Library) -> None:
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
    found = queries.likely(vocabulary, "giam rac thai nhua")
    assert found[0].term.id == "theme.environment.waste"
    assert queries.likely(vocabulary, "xyz") == []
