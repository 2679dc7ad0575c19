"""What a reader asks for, read from the parameters of an address and written back into one.

A search never fails: what cannot be read is left out and named in `ignored`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from library import text as texts
from library.search import vietnamese

SORTS = ("relevance", "newest", "shortest", "works")
# In which ways a school is like the reader's, where an item was carried out.
WORKS = ("level", "size", "setting", "region")
# Results on a page of ours; programs get twice as many. Ten rows are light on a phone, and what is
# meant stands among them or nowhere.
PAGE_SIZE, USUAL_SIZE, LARGEST_SIZE = 10, 20, 100
LONGEST, MOST_SYLLABLES = 400, 32
_SHOWN = 80
_MOST_PARTS = 32
# In place of a part: nothing of the text is interpreted.
EVERYTHING = "*"

# Name and value of a parameter.
Pair = tuple[str, str]


class Args(Protocol):
    """Parameters as werkzeug's MultiDict gives them; a name may come several times."""

    def getlist(self, key: str) -> Sequence[str]:
        """Return all values of one name."""


@dataclass(frozen=True)
class Query:
    """Text, tags and order of one search, and which page of it is wanted.

    `as_typed` are folded parts of the text that nobody interprets, or EVERYTHING. `works` asks for
    what was carried out in schools like the reader's, in these ways; who answers says in `among`
    which items these are and in how many schools each, None for all items.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    sort: str = SORTS[0]
    as_typed: tuple[str, ...] = ()
    page: int = 1
    size: int = PAGE_SIZE
    ignored: tuple[Pair, ...] = ()
    works: tuple[str, ...] = ()
    among: Mapping[str, int] | None = None

    @classmethod
    def from_args(
        cls, args: Args, current: Callable[[str], str | None], usual_size: int = PAGE_SIZE
    ) -> Self:
        """Read the parameters q, tag, typed, works, sort, page and size.

        `current` gives the tag that stands for an id today, None for one that never was.
        """
        text, rest = _cut(texts.tidy(" ".join(args.getlist("q"))))
        ignored = [("q", rest)] if rest else []
        tags: list[str] = []
        for tag in dict.fromkeys(args.getlist("tag")):
            if today := current(tag):
                tags.append(today)
            elif tag:
                ignored.append(("tag", tag))
        as_typed = tuple(dict.fromkeys(map(_part, args.getlist("typed")[:_MOST_PARTS])))
        asked = args.getlist("works")
        ignored += [("works", way) for way in asked if way and way not in WORKS]
        sort = _last(args, "sort", SORTS[0], lambda value: value in SORTS, ignored)
        page = _last(args, "page", "1", lambda value: _is_number(value, 10**9), ignored)
        size = _last(
            args, "size", str(usual_size), lambda value: _is_number(value, LARGEST_SIZE), ignored
        )
        shown = tuple((name, texts.repair(value)[:_SHOWN]) for name, value in ignored)
        works = tuple(way for way in WORKS if way in asked)
        tags = list(dict.fromkeys(tags))
        return cls(text, tuple(tags), sort, as_typed, int(page), int(size), shown, works)

    def with_tag(self, tag: str) -> Self:
        """Return the query with one more tag, from its first page."""
        return self if tag in self.tags else replace(self, tags=(*self.tags, tag), page=1)

    def without(self, tag: str) -> Self:
        """Return the query without a tag, from its first page."""
        return replace(self, tags=tuple(kept for kept in self.tags if kept != tag), page=1)

    def reading_as_typed(self, part: str) -> Self:
        """Return the query with a part of its text taken as it is typed, from its first page."""
        return replace(self, as_typed=(*self.as_typed, _part(part)), page=1)

    def args(self) -> list[Pair]:
        """Return the parameters that lead to this query; what is usual is left out."""
        usual = Query()
        pairs = [("q", self.text)] if self.text else []
        pairs += [("tag", tag) for tag in self.tags]
        pairs += [("typed", part) for part in self.as_typed]
        pairs += [("works", way) for way in self.works]
        for name in ("sort", "page", "size"):
            value = getattr(self, name)
            if value != getattr(usual, name):
                pairs.append((name, str(value)))
        return pairs

    def by_scheme(self) -> dict[str, list[str]]:
        """Return the tags by scheme: any of a scheme's tags will do, each scheme must be met."""
        schemes: dict[str, list[str]] = {}
        for tag in self.tags:
            schemes.setdefault(scheme_of(tag), []).append(tag)
        return schemes


def _part(text: str) -> str:
    return EVERYTHING if text.strip() == EVERYTHING else vietnamese.plain(text[:LONGEST])


def scheme_of(tag: str) -> str:
    """Return the scheme of a tag: what stands before the first dot of its id."""
    return tag.partition(".")[0]


def _cut(text: str) -> Pair:
    """Return the part of a text that is searched for, and the rest."""
    found = vietnamese.syllables(text[:LONGEST])
    end = found[MOST_SYLLABLES - 1][2] if len(found) > MOST_SYLLABLES else LONGEST
    return text[:end].strip(), text[end:].strip()


def _last(
    args: Args, name: str, usual: str, is_valid: Callable[[str], bool], ignored: list[Pair]
) -> str:
    value = next((value.strip() for value in reversed(args.getlist(name)) if value.strip()), usual)
    if is_valid(value):
        return value
    ignored.append((name, value))
    return usual


def _is_number(value: str, highest: int) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 12 and 1 <= int(value) <= highest
