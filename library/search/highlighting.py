"""The query's words marked in the accented original, and the passage that shows most of them.

A lone syllable means little in Vietnamese, so neighbours are marked first: a word that stands in
such a run somewhere is not marked again where it stands alone. Words are folded; one with spaces is
a phrase, marked where it stands whole.
"""

import html
import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from library.search import spotting
from library.search.vietnamese import Syllable

ELLIPSIS = "…"
_SPACE = re.compile(r"\s+")
# Stands between texts that are looked through together; no run of words crosses it.
_APART = "\n|\n"
_LENGTH = 200
# A lone syllable of so few letters, or a number, is marked only where nothing better is.
_SHORT = 2

Run = list[Syllable]


def highlight(text: str, words: Collection[str]) -> str:
    """Return the text as HTML with `<mark>` around the words."""
    return _marked(text, _found(text, words))


def result(title: str, promise: str, text: str, words: Collection[str]) -> tuple[str, str]:
    """Return title and passage of a result as HTML: the promise, unless only the text has words."""
    in_title, in_promise, in_text = _found_in_each((title, promise, text), words)
    if in_promise or not in_text:
        return _marked(title, in_title), _marked(promise, in_promise)
    return _marked(title, in_title), _shown(text, in_text, _window(text, in_text, _LENGTH))


def _found_in_each(texts: Sequence[str], words: Collection[str]) -> list[list[Syllable]]:
    """Return what is found in each of some texts, looked for at once: a page has sixty."""
    found = _whole(_APART.join(texts), words)
    each: list[list[Syllable]] = []
    start = 0
    for text in texts:
        end = start + len(text)
        inside = [syllable for syllable in found if start <= syllable[1] < end]
        each.append([(word, at - start, until - start) for word, at, until in inside])
        start = end + len(_APART)
    return each


def _found(text: str, words: Collection[str]) -> list[Syllable]:
    """Return the syllables to mark; where no phrase stands whole, its parts are better than nothing."""
    return _whole(text, words) or _syllables(text, words)


def _syllables(text: str, words: Collection[str]) -> list[Syllable]:
    return spotting.among(text, {part for word in words for part in word.split()})


def _whole(text: str, words: Collection[str]) -> list[Syllable]:
    """Return the syllables of a text that are among the words, or in a whole phrase among them."""
    phrases = [tuple(word.split()) for word in words if " " in word]
    alone = {word for word in words if " " not in word}
    found = spotting.among(text, alone.union(*phrases))
    inside = _inside(text, found, phrases)
    return [each for place, each in enumerate(found) if each[0] in alone or place in inside]


def _inside(text: str, found: list[Syllable], phrases: list[tuple[str, ...]]) -> set[int]:
    """Return which of the syllables found stand in a whole phrase."""
    folded = [word for word, _, _ in found]
    apart = [not text[one[2] : other[1]].isspace() for one, other in pairwise(found)]
    inside: set[int] = set()
    for phrase in phrases:
        for start in range(len(found) - len(phrase) + 1):
            end = start + len(phrase)
            if tuple(folded[start:end]) == phrase and not any(apart[start : end - 1]):
                inside.update(range(start, end))
    return inside


def snippet(text: str, words: Collection[str], length: int = _LENGTH) -> str:
    """Return the passage with most of the words as HTML, whole words only, about length long."""
    found = _found(text, words)
    return _shown(text, found, _window(text, found, length))


def _shown(text: str, found: list[Syllable], window: tuple[int, int]) -> str:
    """Return a part of a text as HTML, what was found in it marked."""
    start, end = window
    inside = [syllable for syllable in found if start <= syllable[1] and syllable[2] <= end]
    moved = [(word, at - start, until - start) for word, at, until in inside]
    passage = " ".join(_marked(text[start:end], moved).split())
    before, after = ELLIPSIS if start else "", ELLIPSIS if end < len(text) else ""
    return f"{before}{passage}{after}"


def _marked(text: str, found: list[Syllable]) -> str:
    parts = []
    done = 0
    for run in _worth_marking(_runs(text, found)):
        start, end = run[0][1], run[-1][2]
        parts += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    return "".join((*parts, html.escape(text[done:])))


def passage(text: str, found: list[Syllable], words: Collection[str], length: int = _LENGTH) -> str:
    """Return the snippet around syllables that were found in a long text, without reading it again."""
    start, end = _densest(text, found, length)
    first, last = max(0, start - length), end + length
    near = [(word, at - first, until - first) for word, at, until in found if first <= at < last]
    window = text[first:last]
    return _shown(window, _found(window, words), _window(window, near, length))


def _runs(text: str, found: list[Syllable]) -> list[Run]:
    """Return the syllables to mark, those with only white space between them together."""
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


def _window(text: str, found: list[Syllable], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    start, end = _densest(text, found, length) if found else (0, 0)
    start = max(0, start - max(0, length - (end - start)) // 3)
    end = min(len(text), start + length)
    return _whole_words(text, start, end)


def _densest(text: str, found: list[Syllable], length: int) -> tuple[int, int]:
    """Return where the passage from one found syllable to another has the most distinct words.

    Among those with as many, the one with the most neighbours wins, then the first.
    """
    is_next = [text[one[2] : other[1]].isspace() for one, other in pairwise(found)]
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
    if start and (space := _SPACE.search(text, start, end)):
        start = space.end()
    if end < len(text) and (spaces := list(_SPACE.finditer(text, start, end + 1))):
        end = spaces[-1].start()
    return start, end
