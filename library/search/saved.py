"""Saved searches: a reader's short list of what to search for again, and how it is kept as text.

A browser keeps the text in a cookie (web/saved.py). An account can keep the same text in a column.
"""

import base64
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from library import text
from library.errors import Invalid
from library.marking import N_
from library.search.query import Query

MOST = 20
# A kept text comes from a reader and is unpacked no further than this.
_MOST_BYTES = 256 * 1024


class Saved(NamedTuple):
    """What is searched for, as parameters of an address, and when its results were last looked at.

    The moment is in whole seconds since 1970: it is compared with when items were published.
    """

    parameters: str
    seen_at: int

    @classmethod
    def of(cls, query: Query, seen_at: int) -> Self:
        """Return a search as it is saved."""
        return cls(parameters(query), seen_at)

    def query(self, current: Callable[[str], str | None]) -> Query:
        """Return the search; what cannot be read of it is left out.

        `current` gives the tag that stands for an id today.
        """
        return _bare(Query.from_args(_Args(parse_qs(self.parameters)), current))


def today(searches: Sequence[Saved], current: Callable[[str], str | None]) -> list[Saved]:
    """Return the list with the tags that stand for retired ones, so that it is found by them."""
    made: dict[str, Saved] = {}
    for each in searches:
        tags = parse_qs(each.parameters).get("tag", [])
        is_old = any(current(tag) not in (tag, None) for tag in tags)
        kept = Saved.of(each.query(current), each.seen_at) if is_old else each
        made.setdefault(kept.parameters, kept)
    return list(made.values())


def of_address(address: str, current: Callable[[str], str | None]) -> Query:
    """Return the search that an address leads to, or its parameters; other words are searched for."""
    given = urlsplit(address.strip()).query or address.strip()
    found = Saved(given, 0).query(current)
    return found if found.text or found.tags else Query(text=text.tidy(address))


class _Args(dict[str, list[str]]):
    """Parameters as `Query` reads them."""

    def getlist(self, key: str) -> Sequence[str]:
        return self.get(key, [])


def parameters(query: Query) -> str:
    """Return what a search is known by: its text, tags and reading, in any order and on any page."""
    return urlencode(_bare(query).args())


def _bare(query: Query) -> Query:
    return Query(query.text, query.tags, as_typed=query.as_typed)


def added(searches: Sequence[Saved], new: Saved) -> list[Saved]:
    """Return the list with one more search in front; raise Invalid when it is full."""
    others = removed(searches, new.parameters)
    if len(others) >= MOST:
        raise Invalid(
            N_("%(count)s searches are saved, which is as many as fit. Remove one of them first."),
            count=MOST,
        )
    return [new, *others]


def removed(searches: Sequence[Saved], gone: str) -> list[Saved]:
    """Return the list without the search that has these parameters."""
    return [each for each in searches if each.parameters != gone]


def seen(searches: Sequence[Saved], looked_at: Saved) -> list[Saved]:
    """Return the list with a search looked at just now; one that is not in it is not put there."""
    return [looked_at if each.parameters == looked_at.parameters else each for each in searches]


def dump(searches: Sequence[Saved]) -> str:
    """Return the list as text of letters, digits, hyphens and underscores."""
    lines = "\n".join(f"{each.seen_at} {each.parameters}" for each in searches)
    return base64.urlsafe_b64encode(zlib.compress(lines.encode(), 9)).decode().rstrip("=")


def load(kept: str) -> list[Saved]:
    """Return the list that a text keeps; of a damaged one what can be read, else nothing."""
    found: dict[str, Saved] = {}
    for line in _unpacked(kept).split("\n"):
        moment, _, given = line.partition(" ")
        if given and moment.isascii() and moment.isdecimal() and len(moment) < 12:
            found.setdefault(given, Saved(given, int(moment)))
    return list(found.values())[:MOST]


def _unpacked(kept: str) -> str:
    with suppress(ValueError, zlib.error):
        packed = base64.urlsafe_b64decode(kept.encode() + b"==")
        return zlib.decompressobj().decompress(packed, _MOST_BYTES).decode()
    return ""
