"""As much of CSS as the pages of Word and Google Docs need: classes, inheritance, a few properties."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from library.originals.numbering import written
from library.originals.runs import alignment_of

Look = Mapping[str, str]

_MOST_CSS = 500_000
_MOST_RULES = 5000
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|<!--|-->")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)?)", re.IGNORECASE)
_BEFORE = re.compile(r"\.(lst-[\w-]+)\s*>\s*li:before")
_COUNTER = re.compile(r"counter\([\w-]+,\s*([\w-]+)\)\s*(?:[\"']([^\"']{0,5})[\"'])?")
_KNOWN = frozenset(
    {
        *("font-weight", "font-style", "font-size", "font-family", "text-align", "display"),
        *("visibility", "vertical-align", "text-transform", "list-style-type", "list-style"),
        *("mso-list", "mso-hide", "mso-element", "mso-tab-count", "white-space"),
    }
)
# What holds for an element alone and not for what is in it.
_OWN = ("display", "mso-list", "mso-element", "mso-tab-count", "border")
_SIZE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{0,6})?)\s*(pt|px|em|rem|%)")
_POINTS = {"pt": 1.0, "px": 0.75, "rem": 12.0}
_LINE = re.compile(r"(?:solid|double|dotted|dashed|groove|ridge)")
_NO_WIDTH = re.compile(r"(?<![\d.])0(?:\.0+)?(?:pt|px|cm|in)?(?![\d.])")
_TAGS: Mapping[str, Look] = {
    **{tag: {"font-weight": "bold"} for tag in ("b", "strong", "th")},
    **{tag: {"font-style": "italic"} for tag in ("i", "em", "cite", "var", "dfn", "address")},
    **{f"h{level}": {"font-weight": "bold", "level": f"{level}"} for level in range(1, 7)},
    "sup": {"vertical-align": "super"},
    "pre": {"white-space": "pre"},
    "center": {"text-align": "center"},
}
_NUMERALS = {
    "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_BOLD = ("bold", "bolder", "600", "700", "800", "900")


@dataclass(frozen=True)
class Styles:
    """The rules of a page, by what they are for: a tag, a class, or a tag with a class.

    `markers` is what Google Docs has written before the items of a list, by its class.
    """

    rules: Mapping[tuple[str, str], Look]
    markers: Mapping[str, str]

    def of(self, element: Any, outer: Look) -> Look:
        """Return the look of an element within another."""
        tag = element.tag
        look = {name: said for name, said in outer.items() if name not in _OWN}
        look.update(_TAGS.get(tag, {}))
        for name in ("", *element.get("class", "").split()[:20]):
            look.update(self.rules.get(("", name), {}) if name else self.rules.get((tag, ""), {}))
            look.update(self.rules.get((tag, name), {}) if name else {})
        if tag == "font" and (face := element.get("face")):
            look["font-family"] = face
        if tag != "table" and (alignment := alignment_of(element.get("align", ""))):
            look["text-align"] = alignment
        if style := element.get("style"):
            look.update(_declared(style[:5000]))
        if not look.get("font-size", "pt").endswith("pt"):
            look["font-size"] = f"{_points(look['font-size'], outer)}pt"
        return look


def read(sheets: str) -> Styles:
    """Return the styles of a page from the text of its style sheets."""
    rules: dict[tuple[str, str], dict[str, str]] = {}
    markers: dict[str, str] = {}
    for rule in _COMMENT.sub(" ", sheets[:_MOST_CSS]).split("}")[:_MOST_RULES]:
        before, _, declared = rule.rpartition("{")
        selectors = before.rpartition("{")[2]  # behind what a rule for some media begins with
        if written_before := _BEFORE.fullmatch(selectors.strip()):
            markers[written_before[1]] = declared
        says = dict(_declared(declared))
        for selector in selectors.split(",") if says else ():
            if simple := _SELECTOR.fullmatch(selector.strip()):
                key = (simple[1] or "").lower(), simple[2][1:]
                rules.setdefault(key, {}).update(says)
    return Styles(rules, markers)


def _declared(style: str) -> Iterator[tuple[str, str]]:
    """Yield the properties that count of a list of declarations."""
    for declaration in style.split(";"):
        name, _, said = declaration.partition(":")
        name, said = name.strip().lower(), said.replace("!important", "").strip()
        if name in _KNOWN:
            yield name, said if name == "font-family" else said.lower()
        elif name.startswith(("border", "mso-border")) and "collapse" not in name:
            is_drawn = bool(_LINE.search(said)) and not _NO_WIDTH.search(said)
            if is_drawn:
                yield "border", "yes"


def _points(said: str, outer: Look) -> float:
    found = _SIZE.fullmatch(said.strip())
    if found is None:
        return points(outer)
    number, unit = float(found[1]), found[2]
    if unit in _POINTS:
        return round(number * _POINTS[unit], 1)
    return round(number * (points(outer) or 12.0) / (100 if unit == "%" else 1), 1)


def points(look: Look) -> float:
    """Return the size of a look in points, 0 when nothing says it."""
    found = _SIZE.fullmatch(look.get("font-size", ""))
    return float(found[1]) if found else 0.0


def is_bold(look: Look) -> bool:
    """Tell whether a look is bold."""
    return look.get("font-weight") in _BOLD


def is_hidden(element: Any, look: Look) -> bool:
    """Tell whether nothing of an element is shown, or only what stands on every printed page."""
    return (
        "hidden" in element.attrib
        or (element.tag == "div" and element.get("title") in ("header", "footer"))
        or look.get("display") == "none"
        or look.get("visibility") == "hidden"
        or look.get("mso-hide") == "all"
        or look.get("mso-element") in ("comment-list", "comment", "header", "footer")
    )


def font(look: Look) -> str:
    """Return the name of the first font of a look."""
    return look.get("font-family", "").split(",")[0].strip(" '\"")


def marker(styles: Styles, element: Any, look: Look, number: int) -> str:
    """Return what stands before an item of a list, from the list, its look and its number."""
    for name in element.get("class", "").split():
        if name in styles.markers:
            counter = _COUNTER.search(styles.markers[name])
            if counter is None:
                return "•"
            return f"{written(number, _NUMERALS.get(counter[1], '1'))}{counter[2] or '.'}".strip()
    words = f"{look.get('list-style', '')} {look.get('list-style-type', '')}".split()
    if "none" in words:
        return ""
    usual = element.get("type", "1") if element.tag == "ol" else ""
    numerals = next((_NUMERALS[word] for word in reversed(words) if word in _NUMERALS), usual)
    return f"{written(number, numerals)}." if numerals else "•"
