"""The styles of an OpenDocument text: what a name stands for, with all that it is based on."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from library.items import marked
from library.originals import numbering

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_ADDRESSES = {prefix: address for address, prefix in _SPACES.items()}
# What counts of a style, as the attributes of its elements say it.
_TEXT = (
    "fo:font-weight", "fo:font-style", "fo:font-size", "style:font-name", "fo:font-family",
    "fo:text-transform", "style:text-position", "text:display", "fo:text-align",
)  # fmt: skip
_SIDES = ("fo:border", "fo:border-top", "fo:border-bottom", "fo:border-left", "fo:border-right")
_DEEPEST = 20
_MOST_POINTS = 1000.0
_LEVELS = 10

Look = Mapping[str, str]


@functools.lru_cache(maxsize=4096)
def named(tag: str) -> str:
    """Return the name of an element with the usual prefix of its name space."""
    address, _, name = tag.removeprefix("{").rpartition("}")
    return f"{_SPACES.get(address, '')}:{name}"


@functools.lru_cache(maxsize=512)
def _key(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_ADDRESSES[prefix]}}}{local}"


def attribute(element: Any, name: str) -> str:
    """Return what an attribute says, named with its prefix; empty when it is not there."""
    found: str = element.get(_key(name), "")
    return found


def count(element: Any, name: str, most: int, usual: int = 1) -> int:
    """Return a number that an attribute gives, within bounds."""
    said = attribute(element, name)
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    return min(int(said), most) if is_number else usual


@dataclass(frozen=True)
class Level:
    """How a list marks its items at one depth; without numerals and sign it does not."""

    numerals: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1
    sign: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class _Style:
    parent: str
    says: Look


class Styles:
    """Everything that the two parts of a document say of looks."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._usual: dict[str, Look] = {}
        self._lists: dict[str, Mapping[int, Level]] = {}
        self._faces: dict[str, str] = {}
        self._found: dict[tuple[str, str], Look] = {}
        self.outline: Mapping[int, Level] = {}

    def read(self, root: Any, *, sections: tuple[str, ...]) -> None:
        """Take the styles that stand in these sections of a part; the later of one name counts."""
        for section in root:
            name = named(section.tag)
            if name == "office:font-face-decls":
                for face in section:
                    family = attribute(face, "svg:font-family") or attribute(face, "style:name")
                    self._faces[attribute(face, "style:name")] = family
            elif name in sections:
                for style in section:
                    self._take(style)
        self._found.clear()

    def _take(self, style: Any) -> None:
        kind, name = named(style.tag), attribute(style, "style:name")
        family = attribute(style, "style:family")
        if kind == "style:style":
            self._styles[family, name] = _Style(
                attribute(style, "style:parent-style-name"), dict(self._says(style))
            )
        elif kind == "style:default-style":
            self._usual[family] = dict(self._says(style))
        elif kind == "text:list-style":
            self._lists[name] = _levels(style)
        elif kind == "text:outline-style":
            self.outline = _levels(style)

    def _says(self, style: Any) -> Iterator[tuple[str, str]]:
        if _key("style:list-style-name") in style.attrib:
            yield "list", attribute(style, "style:list-style-name")
        if "Title" in (attribute(style, "style:name"), attribute(style, "style:display-name")):
            yield "title", "yes"
        for properties in style:
            for name in _TEXT:
                if said := attribute(properties, name):
                    yield name, said
            is_of_cell = named(properties.tag) == "style:table-cell-properties"
            if is_of_cell and any(
                attribute(properties, side) not in ("", "none") for side in _SIDES
            ):
                yield "lines", "yes"

    def of(self, family: str, name: str) -> Look:
        """Return all that a style says, of itself or by what it is based on."""
        key = family, name
        if key not in self._found:
            said = dict(self._usual.get(family, {}))
            for style in reversed([*self._chain(family, name)]):
                said = overlaid(said, style.says)
            self._found[key] = said
        return self._found[key]

    def own(self, name: str) -> Look:
        """Return what a style of characters says, without what holds where it says nothing."""
        said: Look = {}
        for style in reversed([*self._chain("text", name)]):
            said = overlaid(said, style.says)
        return said

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def list_style(self, name: str) -> Mapping[int, Level]:
        """Return the levels of a list style, from 1; those of one that is not known are bullets."""
        return self._lists.get(name) or dict.fromkeys(range(1, _LEVELS + 1), Level(sign="•"))

    def font(self, look: Look) -> str:
        """Return the name of the font of a look."""
        face = look.get("style:font-name", "")
        family = self._faces.get(face, face) if face else look.get("fo:font-family", "")
        return family.split(",")[0].strip(" '\"")


def overlaid(below: Look, above: Look) -> dict[str, str]:
    """Return one look over another; a size in per cent is one of the size below."""
    result = {**below, **above}
    if "fo:font-family" in above and "style:font-name" not in above:
        result.pop("style:font-name", None)
    said = above.get("fo:font-size", "")
    if said.endswith("%"):
        result["fo:font-size"] = f"{points(below) * _number(said[:-1]) / 100}pt"
    return result


def points(look: Look) -> float:
    """Return the size of a look in points, 0 when it says none."""
    said = look.get("fo:font-size", "")
    return round(_number(said[:-2]), 1) if said.endswith("pt") else 0.0


def is_bold(look: Look) -> bool:
    """Tell whether a look is bold."""
    weight = look.get("fo:font-weight", "")
    return weight == "bold" or (weight.isdigit() and int(weight) >= 600)


def is_raised(look: Look) -> bool:
    """Tell whether a look is that of superscript."""
    place = (look.get("style:text-position", "").split() or [""])[0]
    return place == "super" or (place.endswith("%") and _number(place[:-1]) > 0)


def is_of_capitals(look: Look, font: str) -> bool:
    """Tell whether every letter is drawn as a capital."""
    return look.get("fo:text-transform") == "uppercase" or marked.is_of_capitals(font)


def _number(said: str) -> float:
    try:
        found = float(said)
    except ValueError:
        return 0.0
    return found if abs(found) <= _MOST_POINTS else 0.0


def _levels(style: Any) -> Mapping[int, Level]:
    return {count(level, "text:level", _LEVELS): _level(level) for level in style}


def _level(level: Any) -> Level:
    if named(level.tag) not in ("text:list-level-style-number", "text:outline-level-style"):
        return Level(sign=numbering.bullet(attribute(level, "text:bullet-char")))
    return Level(
        attribute(level, "style:num-format"),
        attribute(level, "style:num-prefix"),
        attribute(level, "style:num-suffix"),
        count(level, "text:display-levels", _LEVELS),
        count(level, "text:start-value", 10_000),
        pattern=attribute(level, "loext:num-list-format"),
    )
