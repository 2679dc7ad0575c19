"""The numbers that OpenDocument's lists write: where each list stands and which one it continues."""

import re
from collections.abc import Mapping
from typing import Any

from library.originals.numbering import written
from library.originals.odf.styles import Level, Look, Styles, attribute, count

_PART = re.compile(r"%(\d)%")
_LARGEST = 10_000
_LEVELS = 10

Counts = dict[int, int]


class List:
    """One list at one depth, counted from 0; deeper lists in it share its counts."""

    def __init__(self, style: str, levels: Mapping[int, Level], counts: Counts, depth: int) -> None:
        self.style = style
        self.counts = counts
        self.depth = depth
        self._levels = levels
        self._awaits = False

    def take(self, item: Any) -> None:
        """Begin an item: the first paragraph in it gets the marker, those of a header none."""
        self._awaits = item.tag.endswith("}list-item")
        if start := count(item, "text:start-value", _LARGEST, 0):
            self.counts[self.depth + 1] = start - 1

    def marker(self) -> str:
        """Return what stands before the next paragraph."""
        if not self._awaits:
            return ""
        self._awaits = False
        return _counted(self._levels, self.counts, self.depth + 1)


class Lists:
    """The lists of one document so far."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._by_id: dict[str, Counts] = {}
        self._by_style: dict[str, Counts] = {}
        self._outline: Counts = {}

    def begin(self, element: Any, outer: List | None) -> List:
        """Return a list that begins, within an item of another or on its own."""
        style = attribute(element, "text:style-name") or (outer.style if outer else "")
        depth = min(outer.depth + 1, _LEVELS - 1) if outer else 0
        counts = outer.counts if outer else self._continued(element, style)
        self._by_id[attribute(element, "xml:id")] = counts
        self._by_style[style] = counts
        return List(style, self._styles.list_style(style), counts, depth)

    def _continued(self, element: Any, style: str) -> Counts:
        if named := attribute(element, "text:continue-list"):
            return self._by_id.get(named, {})
        if attribute(element, "text:continue-numbering") == "true":
            return self._by_style.get(style, {})
        return {}

    def heading(self, element: Any, level: int, look: Look) -> str:
        """Return the number that a heading outside of any list has by its level."""
        if not level or attribute(element, "text:is-list-header") == "true":
            return ""
        is_counted = level in self._styles.outline and look.get("list") != ""
        return _counted(self._styles.outline, self._outline, level) if is_counted else ""


def _counted(levels: Mapping[int, Level], counts: Counts, place: int) -> str:
    """Count one more at a level and return it as it is written."""
    level = levels.get(place, Level())
    counts[place] = counts.get(place, level.start - 1) + 1
    for deeper in [each for each in counts if each > place]:
        del counts[deeper]
    if level.sign:
        return level.sign
    if level.pattern:
        return _PART.sub(lambda part: _number(levels, counts, int(part[1])), level.pattern).strip()
    shown = range(max(place - level.shown, 0) + 1, place + 1) if level.numerals else ()
    numbers = filter(None, (_number(levels, counts, each) for each in shown))
    return f"{level.before}{'.'.join(numbers)}{level.after}".strip()


def _number(levels: Mapping[int, Level], counts: Counts, place: int) -> str:
    level = levels.get(place, Level())
    return written(counts.get(place, level.start), level.numerals) if level.numerals else ""
