"""Words of a page gathered to lines, as far as nothing but the space between words parts them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from library.originals.pdf.printed import Word

# A sign or a number that stands before the text of an item, alone or with that text.
MARKER = re.compile(
    r"(?:[-–—+*•▪➢✓✗●■❖☐☑→]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(?[a-zđA-ZĐ][.)]|[IVX]{1,5}[.)]|\d{1,2}\.\d{1,2})"
)
STARTS = re.compile(
    MARKER.pattern + r"\s|(?:Điều|Chương|Phần|Mục|Bài|Hoạt động|Bước|Câu|Tiết)\s+[\dIVX]+\s*[.:]"
)
# In parts of the size: how far off the line of their neighbours words stand, raised ones too;
# the gap that parts columns; the gap that is a space for certain.
_OFF, _COLUMN, _SPACE, _BACK = 0.45, 1.2, 0.45, 0.5
_OUTSTANDING = 1.8
_FEW = 2
_WIDE = 2.5
_SMALL, _RAISED = 0.85, 0.12
_FARTHEST_MARKER = 5.0


@dataclass(slots=True)
class Line:
    """Words side by side, from the left to the right."""

    words: list[Word]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes: Counter[float] = Counter()
        if all(word.size == self.words[0].size for word in self.words):
            return self.words[0].size
        for word in self.words:
            sizes[word.size] += len(word.text)
        return max(sizes, key=sizes.__getitem__)

    @property
    def base(self) -> float:
        """The line on which most of its letters stand."""
        return median(word.base for word in self.words)

    @property
    def order(self) -> int:
        """Its place in the file."""
        return self.words[0].order

    @property
    def text(self) -> str:
        """The words as one string."""
        parts = [
            (" " if word.is_apart and place else "") + word.text
            for place, word in enumerate(self.words)
        ]
        return "".join(parts)

    def is_beside(self, other: "Line") -> bool:
        """Tell whether most of the lower of two lines is as high as the other."""
        size = min(self.size, other.size)
        shift = abs((self.base - self.size * 0.3) - (other.base - other.size * 0.3))
        return shift < 0.5 * size


def gathered(words: Sequence[Word], wide: float = _WIDE) -> list[Line]:
    """Return the pieces of lines that no wide gap parts, in the order of the file.

    `wide` is the gap, in parts of the size, that parts two lone words.
    """
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    pieces = [Line(piece) for run in runs for piece in _parted(run, wide)]
    return _with_markers(_healed(pieces))


def _follows(last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    return abs(last.base - word.base) <= _OFF * size and word.x0 >= last.x1 - _BACK * size


def _parted(run: list[Word], wide: float) -> list[list[Word]]:
    """Part a run of words at the gaps that are wider than those of a justified line."""
    gaps = [word.x0 - last.x1 for last, word in pairwise(run)]
    spaces = [gap for gap, word in zip(gaps, run[1:], strict=True) if word.is_apart]
    usual = sorted(spaces)[len(spaces) // 4] if len(spaces) > _FEW else 0.0
    parts = [run[:1]]
    for gap, word in zip(gaps, run[1:], strict=True):
        least = _COLUMN if len(spaces) > _FEW else wide
        if gap > max(least * word.size, _OUTSTANDING * usual):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _healed(pieces: list[Line]) -> list[Line]:
    """Join pieces that the file has apart and the page shows as one line."""
    healed: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (round(piece.base), piece.x0)):
        last = healed[-1] if healed else None
        if last and abs(last.base - piece.base) < 1 and _is_space(last, piece):
            last.words += piece.words
        else:
            healed.append(piece)
    return sorted(healed, key=lambda line: line.order)


def _is_space(last: Line, piece: Line) -> bool:
    gap = piece.x0 - last.x1
    return -_SPACE * piece.size < gap < _SPACE * piece.size


def _with_markers(pieces: list[Line]) -> list[Line]:
    """Put the marker of a list before its text, far as the two may stand apart."""
    result: list[Line] = []
    for piece in pieces:
        last = result[-1] if result else None
        if last and len(last.words) == 1 and MARKER.fullmatch(last.words[0].text):
            gap = piece.x0 - last.x1
            if last.is_beside(piece) and 0 < gap < _FARTHEST_MARKER * piece.size:
                piece.words[0].is_apart = True
                last.words += piece.words
                continue
        result.append(piece)
    return result


def rows(pieces: Iterable[Line]) -> list[list[Line]]:
    """Return what stands side by side together, from the top of the page to its end."""
    result: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.base - 0.3 * piece.size):
        if result and result[-1][0].is_beside(piece):
            result[-1].append(piece)
        else:
            result.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in result]


def one(row: Sequence[Line]) -> Line:
    """Return one line of what stands side by side, with tabs between."""
    for piece in row[1:]:
        piece.words[0].tab = piece.words[0].is_apart = True
    return Line([word for piece in row for word in piece.words])


def raise_small(line: Line) -> None:
    """Note which words are small and stand higher than their line."""
    size, base = line.size, line.base
    for word in line.words:
        word.raised = word.size < _SMALL * size and base - word.base > _RAISED * size
