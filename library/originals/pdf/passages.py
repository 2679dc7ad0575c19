"""Lines joined to the paragraphs that the edge of the paper had cut them from.

A line goes on in the next where the next word would not have fitted into it any more.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from library.originals.pdf.lines import STARTS, Line
from library.originals.pdf.printed import Look, Word
from library.originals.shape import Paragraph, Run

_ENDS = tuple(".:!?…”/")
# What stands on lines of its own in a letterhead.
_BODIES = re.compile(r"(?:TRƯỜNG|PHÒNG|SỞ|BỘ|UBND|ỦY BAN|TỔ|TRUNG TÂM|CỘNG H)\b")
_HYPHENS = ("-", "\u2010", "\xad")
# In points and in parts of the size: how exact a justified edge is, how far a first line stands in,
# how much more than usual parts paragraphs.
_EXACT, _INDENT, _MORE = 1.0, 6.0, 0.3
_FEW = 2
_FARTHEST = 2.2
_OTHER_SIZE = 0.9
_JUSTIFIED = 0.4
# A line is in the middle when its margins are alike and wide: so many points, and so wide a part.
_ALIKE, _ALIKE_PART, _WIDE, _FAR = 4.0, 0.015, 0.1, 0.3
_NEAR_EDGE = 3.0
_SPACE, _NARROW, _BROAD = 0.25, 0.18, 0.33
_TELLING, _SLACK = 0.12, 0.07
# How much of an unbounded column its lines fill; how wide a line in the middle is that goes on.
_INNER, _WIDE_ENOUGH = 0.92, 0.65


@dataclass(frozen=True)
class Edges:
    """Between what lines run: `is_cell` that rules do so, `is_even` that most lines end just there.

    `is_middle` is that all of them stand in the middle.
    """

    left: float
    right: float
    is_cell: bool = False
    is_even: bool = False
    is_middle: bool = False

    @property
    def width(self) -> float:
        """The length of a full line."""
        return self.right - self.left


@dataclass
class Passage:
    """A paragraph as far as it is known: its lines and between what they run."""

    lines: list[Line]
    edges: Edges

    @property
    def alignment(self) -> str:
        """Where its lines stand."""
        if len(self.lines) > 1 and all(
            _are_middle(*pair, self.edges) for pair in pairwise(self.lines)
        ):
            return "center"
        found = {_alignment(line, self.edges) for line in self.lines}
        return found.pop() if len(found) == 1 else ""


def even(lines: Sequence[Line], left: float, right: float, *, is_cell: bool = False) -> Edges:
    """Return the edges with what the lines show of them."""
    ends = sum(abs(line.x1 - right) <= _EXACT for line in lines)
    return Edges(left, right, is_cell, is_even=ends > _FEW and ends >= _JUSTIFIED * len(lines))


def around(lines: Sequence[Line], left: float, right: float) -> Edges:
    """Return the edges of a column that nothing bounds: around its middle, if lines share one."""
    middles = [(line.x0 + line.x1) / 2 for line in lines]
    is_common = middles and max(middles) - min(middles) <= _ALIKE
    if is_common and max(line.x0 for line in lines) - min(line.x0 for line in lines) > _ALIKE:
        half = min(middles[0] - left, right - middles[0]) * _INNER
        return Edges(middles[0] - half, middles[0] + half, is_middle=True)
    return even(lines, left, right)


def joined(lines: Sequence[Line], edges: Edges) -> list[Passage]:
    """Return the paragraphs that lines below one another make."""
    pitch, parting = _steps(lines, edges)
    most = min(pitch + _MORE, _FARTHEST)
    # In a cell a sentence that ends with its line is hardly ever the last of a paragraph.
    is_telling = edges.is_cell or parting > pitch + _TELLING
    passages: list[Passage] = []
    for line in lines:
        last = passages[-1] if passages else None
        if (
            last
            and 0 < _step(last.lines[-1], line) <= most
            and goes_on(last, line, edges, is_close=is_telling)
        ):
            last.lines.append(line)
        else:
            passages.append(Passage([line], edges))
    return passages


def _steps(lines: Sequence[Line], edges: Edges) -> tuple[float, float]:
    """Return how far apart the lines of one paragraph stand here, and at least those of two."""
    within: list[float] = []
    between: list[float] = []
    for last, line in pairwise(lines):
        step = _step(last, line)
        if step > _OTHER_SIZE:
            (between if _has_room(last, line, edges) else within).append(step)
    return min(within, default=_FARTHEST - _MORE), min(between, default=0.0)


def _step(last: Line, line: Line) -> float:
    """Return how far a line stands below another, in parts of their size."""
    return (line.base - last.base) / max(line.size, last.size, 1.0)


def goes_on(passage: Passage, line: Line, edges: Edges, *, is_close: bool = False) -> bool:
    """Tell whether a paragraph goes on in a line.

    `is_close` is that the space between them says so already.
    """
    last = passage.lines[-1]
    if (_has_room(last, line, edges) and not _ends_alike(passage, line)) or not _is_like(
        last, line
    ):
        return False
    if _BODIES.match(line.text):
        return False
    is_low = line.text[:1].islower() or line.text[:1].isdigit()
    if not is_low and _differ_in_voice(last, line):
        return False
    if edges.is_middle:
        return _length(last) > _WIDE_ENOUGH * edges.width and (is_low or _is_end(last, line))
    if _are_middle(last, line, edges):
        return True
    if _is_item(passage, line):
        return False
    return _is_in_place(passage, line, has_ended=last.text.endswith(_ENDS) and not is_close)


def _is_item(passage: Passage, line: Line) -> bool:
    """Tell whether a line begins as an item of a list, and not with a number of a sentence."""
    begun = STARTS.match(line.text)
    if begun is None or not begun[0][:1].isdigit():
        return begun is not None
    first = STARTS.match(passage.lines[0].text)
    is_next = first is not None and _kind(first[0]) == _kind(begun[0])
    return is_next or passage.lines[-1].text.endswith((*_ENDS, ";"))


def _kind(marker: str) -> str:
    """Return a marker with any number for its number and any letter for its letter."""
    return re.sub(r"\w+", lambda said: "1" if said[0].isdigit() else "a", marker)


def _is_in_place(passage: Passage, line: Line, *, has_ended: bool) -> bool:
    """Tell whether a line begins where the next line of a paragraph would."""
    first = passage.lines[0]
    is_new = has_ended and _begins_anew(line)
    if len(passage.lines) > 1:
        usual = passage.lines[1].x0
        is_indented = abs(first.x0 - usual) > _INDENT
        return abs(line.x0 - usual) <= _INDENT and (is_indented or not is_new)
    shift = line.x0 - first.x0
    if shift > _INDENT:
        return bool(STARTS.match(first.text)) and shift < 6 * first.size
    return shift < -_INDENT or not is_new


def _begins_anew(line: Line) -> bool:
    """Tell whether a line begins as a sentence and without the indent that would tell of one."""
    return not line.text[:1].islower()


def _ends_alike(passage: Passage, line: Line) -> bool:
    """Tell whether the lines of a narrower block end one below the other."""
    last = passage.lines[-1]
    others = [line, *passage.lines[-2:-1]]
    is_wide = last.x1 - last.x0 > passage.edges.width / 2
    return is_wide and any(
        abs(each.x1 - last.x1) <= _EXACT and abs(each.x0 - last.x0) <= _INDENT for each in others
    )


def _has_room(last: Line, line: Line, edges: Edges) -> bool:
    """Tell whether the first word of a line would have fitted into the one before."""
    if edges.is_even and abs(last.x1 - edges.right) <= _EXACT:
        return False
    first = line.words[0]
    end = first.x1
    for word in line.words[1:]:
        if word.is_apart and not word.is_tied:
            break
        end = word.x1
    more = _space(last) + (end - first.x0)
    if not line.text[:1].isupper() and not last.text.endswith(_ENDS):
        more += _SLACK * edges.width  # it goes on in any case, if the edge is a little farther in
    if _are_middle(last, line, edges):
        return last.x1 - last.x0 + more <= edges.width
    return last.x1 + more <= edges.right


def _space(line: Line) -> float:
    """Return how wide a space is, as the line shows it where it is not stretched."""
    gaps = [word.x0 - last.x1 for last, word in pairwise(line.words) if word.is_apart]
    least, most = _NARROW * line.size, _BROAD * line.size
    return max(least, min([*gaps, most])) if gaps else _SPACE * line.size


def _are_middle(last: Line, line: Line, edges: Edges) -> bool:
    """Tell whether two lines stand in the middle, as a full line alone does not show it."""
    return edges.is_middle or (
        _is_even(last, edges) and _is_even(line, edges) and abs(last.x0 - line.x0) > _NEAR_EDGE
    )


def _is_even(line: Line, edges: Edges) -> bool:
    """Tell whether a line has as much white before it as behind it."""
    white = (line.x0 - edges.left) - (edges.right - line.x1)
    return abs(white) <= max(_ALIKE, _ALIKE_PART * edges.width)


def _is_like(last: Line, line: Line) -> bool:
    """Tell whether two lines are set alike enough to be one paragraph."""
    smaller, larger = sorted((last.size, line.size))
    if smaller < _OTHER_SIZE * larger:
        return False
    is_bold, next_bold = _is_bold(last), _is_bold(line)
    if is_bold and not line.words[0].look.bold:
        return line.text[:1].islower()
    return is_bold or not next_bold or last.words[-1].look.bold or line.text[:1].islower()


def _is_bold(line: Line) -> bool:
    return all(word.look.bold for word in line.words)


def _differ_in_voice(last: Line, line: Line) -> bool:
    """Tell whether only one of two lines is in capitals, be it more than a name."""
    is_loud, next_loud = last.text.isupper(), line.text.isupper()
    least = _FEW if is_loud else _FEW + 1
    return is_loud != next_loud and len((last if is_loud else line).words) >= least


def _is_end(last: Line, line: Line) -> bool:
    """Tell whether a line is the short end of one in capitals."""
    return last.text.isupper() and _length(line) < _length(last) / 2


def _length(line: Line) -> float:
    return line.x1 - line.x0


def _alignment(line: Line, edges: Edges) -> str:
    if edges.is_middle:
        return "center"
    before, after = line.x0 - edges.left, edges.right - line.x1
    if _is_even(line, edges):
        return "center" if before > _WIDE * edges.width else ""
    return "right" if after <= _NEAR_EDGE and before > _FAR * edges.width else ""


def paragraph(passage: Passage, known: Set[str] = frozenset()) -> Paragraph:
    """Return a paragraph of runs, its lines joined to one.

    A hyphen at the end of a line goes where the word without it is one of the `known` ones.
    """
    words = list(_spaced(passage.lines))
    sizes: Counter[float] = Counter()
    for word, _ in words:
        sizes[word.size] += len(word.text)
    runs = [
        _run(look, is_raised, "".join(text for _, text in group))
        for (look, is_raised), group in groupby(words, key=_look_of)
    ]
    made = tuple(_without_cuts(runs, known))
    size = round(max(sizes, key=sizes.__getitem__) * 2) / 2
    return Paragraph(made, alignment=passage.alignment, size=size)


def _spaced(lines: Sequence[Line]) -> Iterator[tuple[Word, str]]:
    """Yield text and the word whose look it has; a space has the plainer look of its neighbours."""
    last: Word | None = None
    for line in lines:
        for place, word in enumerate(line.words):
            if last and (gap := _gap(last, word, is_first=not place)):
                yield min(last, word, key=_emphasis), gap
            yield word, word.text
            last = word


def _look_of(said: tuple[Word, str]) -> tuple[Look, bool]:
    return said[0].look, said[0].raised


def _emphasis(word: Word) -> int:
    """Return in how many ways a word is set apart."""
    return word.raised + sum(map(bool, word.look))


def _gap(last: Word, word: Word, *, is_first: bool) -> str:
    if is_first:
        is_cut = last.text.endswith(_HYPHENS) and len(last.text) > 1
        return _CUT if is_cut and not last.look.encoding else " "
    if word.tab:
        return "\t"
    if word.is_apart:
        return "\u00a0" if word.is_tied else " "
    return ""


# Stands where a line ended with a hyphen, until it is known whether the hyphen belongs to a word.
_CUT = "\x02"
_CUT_WORD = re.compile(r"([a-z]{2,})([-\u2010\xad])\x02([a-z]{2,})")


def _without_cuts(runs: Sequence[Run], known: Set[str]) -> Iterator[Run]:
    def mended(found: re.Match[str]) -> str:
        whole = found[1] + found[3]
        return whole if found[2] == "\xad" or whole in known else found[0]

    for run in runs:
        text = _CUT_WORD.sub(mended, run.text) if _CUT in run.text else run.text
        yield replace(run, text=text.replace(_CUT, ""))


def _run(look: Look, is_raised: bool, text: str) -> Run:
    return Run(
        text,
        bold=look.bold,
        italic=look.italic,
        superscript=is_raised,
        link=look.link,
        encoding=look.encoding,
        capitals=look.capitals,
    )
