"""What Word's automatic numbering writes before a paragraph: nothing of it stands in the text."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from library.originals.docx.styles import W, value

BULLET = "•"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# The Vietnamese alphabet, as NĐ 30/2020 letters its points: a, b, c, d, đ, e, g, h. Word, set to
# English, goes on with abcdef.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HIGHEST = 3000


@dataclass
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts the paragraphs of each list."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._own: dict[str, dict[int, _Level]] = {}
        # The levels of a list that begin anew when they are met first.
        self._anew: dict[str, set[int]] = {}
        if root is None:
            return
        for abstract in root.iter(W + "abstractNum"):
            self._levels[abstract.get(W + "abstractNumId", "")] = _levels(abstract.iter(W + "lvl"))
        for number in root.iter(W + "num"):
            self._take(number)

    def _take(self, number: etree._Element) -> None:
        """Take a list: all that are made of one list count on in it, save where one begins anew."""
        abstract = value(number, "abstractNumId") or ""
        name = number.get(W + "numId", "")
        changed = dict(self._levels.get(abstract, {}))
        for override in number.iter(W + "lvlOverride"):
            depth = int(override.get(W + "ilvl", "0"))
            start = value(override, "startOverride")
            changed |= _levels(override.iter(W + "lvl"))
            if start and start.isdigit() and depth in changed:
                level = changed[depth]
                changed[depth] = _Level(level.form, level.text, int(start))
                self._anew.setdefault(name, set()).add(depth)
        self._lists[name] = abstract
        self._own[name] = changed

    def marker(self, number: str, depth: int) -> str:
        """Count one more paragraph of a list; return what stands before it, empty for nothing."""
        name = self._lists.get(number)
        levels = self._own.get(number, {})
        if name is None or depth not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        if depth in self._anew.get(number, ()):
            self._anew[number].remove(depth)
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if levels[depth].form == "bullet":
            return BULLET
        return _filled(levels, counts, depth)


def _levels(elements: Iterable[etree._Element]) -> dict[int, _Level]:
    found = {}
    for each in elements:
        start = value(each, "start") or "1"
        depth = each.get(W + "ilvl", "0")
        if depth.isdigit():
            found[int(depth)] = _Level(
                value(each, "numFmt") or "decimal",
                value(each, "lvlText") or "",
                int(start) if start.isdigit() else 1,
            )
    return found


def _filled(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    text = levels[depth].text
    for each in range(depth + 1):
        if each in levels:
            number = counts.get(each, levels[each].start)
            text = text.replace(f"%{each + 1}", written(number, levels[each].form))
    return text.strip()


def written(number: int, form: str) -> str:
    """Return a number in one of Word's forms; those that nobody here uses are Arabic."""
    if not 0 < number < _HIGHEST:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        turns, place = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[place] * (turns + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{number:02}"
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    written = ""
    for worth, letters in _ROMAN:
        count, number = divmod(number, worth)
        written += letters * count
    return written
