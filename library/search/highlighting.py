"""The query's words marked in the accented original, and the passage that shows most of them.

A lone syllable means little in Vietnamese, so neighbours are marked first: a word that stands in
such a run somewhere is not marked again where it stands alone.
"""

import html
from collections import Counter
from collections.abc import Collection
from itertools import pairwise

from library.search import vietnamese
from library.search.vietnamese import Syllable

ELLIPSIS = "…"
# A lone syllable of so few letters, or a number, is marked only where nothing better is.
_SHORT = 2

Run = list[Syllable]


def highlight(text: str, words: Collection[str]) -> str:
    """Return the text as HTML with `<mark>` around the syllables whose folded form is in words."""
    parts = []
    done = 0
    for run in _worth_marking(_runs(text, words)):
        start, end = run[0][1], run[-1][2]
        parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    return "".join((*parts, html.escape(text[done:])))


def snippet(
    text: str, words: Collection[str], length: int = 200, around: Collection[str] = ()
) -> str:
    """Return the passage with most of the words as HTML, whole words only, about length long.

    Given some of the words to look `around`, it is the passage with most of these.
    """
    text = " ".join(text.split())
    start, end = _window(text, around or words, length)
    passage = highlight(text[start:end].strip(), words)
    before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(text) else ""
    return f"{before}{passage}{after}"


def passage(text: str, found: list[Syllable], words: Collection[str], length: int = 200) -> str:
    """Return the snippet around syllables that were found in a long text, without reading it again."""
    start, end = _densest(text, found, length)
    near = text[max(0, start - length) : end + length]
    return snippet(near, words, length, around={folded for folded, _, _ in found})


def _runs(text: str, words: Collection[str]) -> list[Run]:
    """Return the syllables to mark, those with only white space between them together."""
    found = vietnamese.among(text, words)
    runs: list[Run] = []
    for syllable in found:
        if runs and text[runs[-1][-1][2] : syllable[1]].isspace():
            runs[-1].append(syllable)
        else:
            runs.append([syllable])
    return runs


def _worth_marking(runs: list[Run]) -> list[Run]:
    in_company = {syllable[0] for run in runs if len(run) > 1 for syllable in run}
    telling = [run for run in runs if len(run) > 1 or _tells(run[0][0], in_company)]
    return telling or runs


def _tells(alone: str, in_company: set[str]) -> bool:
    return alone not in in_company and len(alone) > _SHORT and not alone.isdecimal()


def _window(text: str, words: Collection[str], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    found = vietnamese.among(text, words)
    start, end = _densest(text, found, length) if found else (0, 0)
    start = max(0, start - max(0, length - (end - start)) // 3)
    end = min(len(text), start + length)
    return _whole_words(text, start, end)


def _densest(text: str, found: list[Syllable], length: int) -> tuple[int, int]:
    """Return where the passage from one found syllable to another has the most distinct words.

    Among those with as many, the one with the most neighbours wins, then the first.
    """
    is_next = [text[one[2] : other[1]] == " " for one, other in pairwise(found)]
    inside: Counter[str] = Counter()
    neighbours = first = 0
    best = (0, 0, 0, 0)
    for last, (word, _, end) in enumerate(found):
        inside[word] += 1
        neighbours += last > first and is_next[last - 1]
        while first < last and end - found[first][1] > length:
            left = found[first][0]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            neighbours -= is_next[first]
            first += 1
        best = max(best, (len(inside), neighbours, -found[first][1], -end))
    return -best[2], -best[3]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        space = text.find(" ", start, end)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", start, end + 1)
        end = space if space > start else end
    return start, end
