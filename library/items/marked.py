"""The words between the marks of XML and HTML, read as a stream and only as far as they are needed.

Nothing is resolved, fetched or kept: a document of any size takes the memory of its text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from lxml import etree

_MARKS_TO_A_LETTER, _FEWEST_BYTES = 200, 8 * 1024 * 1024
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False}
# What font stands for which encoding, by how its name begins (domain.md, 5.3).
_LEGACY = {".vn": "tcvn3", "vni": "vni"}


class Refused(Exception):
    """The document has what only an attack needs."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one encoding: what its font stands for, empty for any usual font.

    `capitals` tells that all of it is shown in capitals, however it is written.
    """

    text: str
    encoding: str = ""
    capitals: bool = False


@dataclass(frozen=True)
class Grammar:
    """How a format writes text, in names of elements.

    Text stands in `texts` (everywhere, when there are none), `ends` end a line, `gaps` stand for a
    sign, `left_out` with all that is in them are no part of the text. `drawn` are elements that have
    a line of text in an attribute.
    """

    texts: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    gaps: Mapping[str, str] | None = None
    left_out: frozenset[str] = frozenset()
    drawn: Mapping[str, str] | None = None


class Fonts:
    """The font of the text that is being read; this one does not mind fonts."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note what an element says of fonts."""

    def end(self, name: str) -> None:
        """Note the end of an element."""

    def current(self) -> str:
        """Return the name of the font."""
        return ""

    def capitals(self) -> bool:
        """Tell whether every letter is shown as a capital."""
        return False


class Reader:
    """What lxml's parsers call: gathers the text of one document after another."""

    def __init__(self, grammar: Grammar, fonts: Fonts) -> None:
        self.length = 0
        self._grammar = grammar
        self._fonts = fonts
        self._parts: list[Piece] = []
        self._texts = self._left_out = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the text, neighbours of one encoding together."""
        for (encoding, capitals), parts in groupby(self._parts, _look):
            yield Piece("".join(part.text for part in parts), encoding, capitals)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        name = _local(tag)
        if self._left_out or name in self._grammar.left_out:
            self._left_out += 1
            return
        self._texts += name in self._grammar.texts
        if self._grammar.gaps and name in self._grammar.gaps:
            self._separate(self._grammar.gaps[name])
        if self._grammar.drawn and name in self._grammar.drawn:
            self._add(Piece(f"\n{value(attributes, self._grammar.drawn[name]) or ''}\n"))
        self._fonts.start(name, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = _local(tag)
        if self._left_out:
            self._left_out -= 1
            return
        self._texts -= name in self._grammar.texts
        if name in self._grammar.ends:
            self._separate("\n")
        self._fonts.end(name)

    def data(self, text: str) -> None:
        """Take characters."""
        if not self._left_out and (self._texts or not self._grammar.texts):
            font = self._fonts.current()
            self._add(Piece(text, encoding_of(font), self._fonts.capitals()))

    def close(self) -> None:
        """Do nothing at the end: there may be more documents."""

    def _separate(self, sign: str) -> None:
        """Add a sign that reads alike in every encoding."""
        self._add(replace(self._parts[-1], text=sign) if self._parts else Piece(sign))

    def _add(self, piece: Piece) -> None:
        self.length += len(piece.text)
        self._parts.append(piece)


def _look(piece: Piece) -> tuple[str, bool]:
    return piece.encoding, piece.capitals


class StrictReader(Reader):
    """Refuses a document type: no office program writes one, and entities come in by it."""

    def doctype(self, name: str | None, public: str | None, system: str | None) -> None:
        """Refuse it before anything that it declares can be used."""
        raise Refused("a document type")


def read_xml(chunks: Iterable[bytes], target: Any, most: int) -> None:
    """Give a document to a target, until that holds more than so many characters.

    One that has hardly any among its marks is not read to its end: whoever sent it waits, and others.
    """
    parser = etree.XMLParser(target=target, **_SAFE)
    left = max(most * _MARKS_TO_A_LETTER, _FEWEST_BYTES)
    for chunk in chunks:
        parser.feed(chunk)
        left -= len(chunk)
        if target.length > most or left <= 0:
            return
    parser.close()


def read_html(source: str, target: Any) -> None:
    """Give a page to a target; pages are never so wrong that nothing can be read."""
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True)
    parser.feed(source.encode("utf-8", "replace"))
    parser.close()


def encoding_of(font: str) -> str:
    """Return the encoding that a font of the time before Unicode stands for, empty for any other."""
    name = font.lower()
    return next((found for start, found in _LEGACY.items() if name.startswith(start)), "")


def is_of_capitals(font: str) -> bool:
    """Tell whether a font of that time draws small letters as capitals, as .VnTimeH does."""
    return encoding_of(font) == "tcvn3" and font.endswith("H")


def value(attributes: Mapping[str, str], *names: str) -> str | None:
    """Return the first of the named attributes that is there, in whatever name space."""
    named = {_local(name): content for name, content in attributes.items()}
    return next((named[name] for name in names if name in named), None)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
