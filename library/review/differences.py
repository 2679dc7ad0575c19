"""What changed between two texts, word by word, with only the lines around a change."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED, LEFT_OUT = "same", "added", "removed", "left-out"
_WORDS = re.compile(r"\s+|[^\s]+")
_AROUND = 1
# Words on both sides of one change that are compared one by one; more are shown as a whole.
_MOST_WORDS = 2_000
_MOST_LINES = 4_000


class Part(NamedTuple):
    """A piece of text and what became of it; LEFT_OUT stands for lines that are the same."""

    what: str
    text: str


def between(before: str, after: str) -> list[Part]:
    """Return the parts of two texts in order: what stayed, what was removed, what was added."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) + len(new) > _MOST_LINES:
        return [Part(REMOVED, before), Part(ADDED, after)]
    parts: list[Part] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts += _around(old[a:b], is_first=a == 0, is_last=b == len(old))
        else:
            parts += _words("".join(old[a:b]), "".join(new[c:d]))
    return parts


def _around(lines: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Part]:
    head = [] if is_first else lines[:_AROUND]
    tail = [] if is_last else lines[max(len(head), len(lines) - _AROUND) :]
    yield from [Part(SAME, "".join(head))] if head else []
    if len(lines) > len(head) + len(tail):
        yield Part(LEFT_OUT, "")
    yield from [Part(SAME, "".join(tail))] if tail else []


def _words(before: str, after: str) -> Iterator[Part]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        yield from (Part(REMOVED, before), Part(ADDED, after))
        return
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Part(SAME, "".join(old[a:b]))
            continue
        if a < b:
            yield Part(REMOVED, "".join(old[a:b]))
        if c < d:
            yield Part(ADDED, "".join(new[c:d]))
