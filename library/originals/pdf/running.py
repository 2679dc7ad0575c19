"""What stands on every page, and is no text of any: headers, footers, the numbers of pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from library.originals.pdf.printed import Page, Word

_NUMBER = re.compile(
    r"[-–—|\s]*(?:trang|page|p\.)?\s*(\d{1,4}|[ivxl]{1,6})\s*(?:[/|]|of|trên)?\s*\d{0,4}[-–—|.\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# In points: how near the edge only headers and footers stand; in parts of the height: the same, on
# small paper, and how far from the edge they may reach.
_MARGIN, _MARGIN_PART, _ZONE = 60.0, 0.1, 0.13
_SAME = 3.0
_OFTEN = 0.5


def without(pages: Sequence[Page]) -> None:
    """Take what runs along all pages off each of them."""
    if any(not word.is_around for page in pages for word in page.words):
        for page in pages:
            page.words = [
                word for word in page.words if not (word.is_around and _at_edge(page, word))
            ]
    found = [[*_edge_lines(page)] for page in pages]
    seen = Counter(key for lines in found for key in {key for key, _ in lines})
    least = max(2, _OFTEN * len(pages))
    for page, lines in zip(pages, found, strict=True):
        gone = {
            id(word)
            for key, words in lines
            if _is_number(page, words) or _is_repeated(page, words, seen[key], least)
            for word in words
        }
        page.words = [word for word in page.words if id(word) not in gone]


def _at_edge(page: Page, word: Word) -> bool:
    return not _ZONE * page.height < word.base < (1 - _ZONE) * page.height


def _edge_lines(page: Page) -> Iterable[tuple[tuple[str, int, int], list[Word]]]:
    """Yield the lines near the upper and the lower edge, with a key that pages share."""
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in page.words:
        if _at_edge(page, word) and not any(
            grid.box.holds(word.x0, word.base) for grid in page.grids
        ):
            lines[round(word.base / _SAME)].append(word)
    for place, words in lines.items():
        text = _DIGITS.sub("#", _text(words))
        yield (text, place, round(page.height)), words


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in sorted(words, key=lambda word: word.x0))


def _in_margin(page: Page, words: Sequence[Word]) -> bool:
    margin = min(_MARGIN, _MARGIN_PART * page.height)
    return not margin < words[0].base < page.height - margin


def _is_number(page: Page, words: Sequence[Word]) -> bool:
    """Tell whether a line is the number of the page: alone in the margin, or the last at the edge."""
    if not _NUMBER.fullmatch(_text(words)):
        return False
    if _in_margin(page, words):
        return True
    bases = [word.base for word in page.words]
    return words[0].base in (min(bases), max(bases))


def _is_repeated(page: Page, words: Sequence[Word], times: int, least: float) -> bool:
    return times >= least and (_in_margin(page, words) or times > 2)
