"""Typewriter signs set as print sets them: quotation marks, dashes, a number kept with its unit.

People type "word" - word; the page, Word and PDF show “word” – word. The source stays as typed.
"""

import re
from collections.abc import Iterable, Iterator

_NO_BREAK = "\u00a0"
_MARK = re.compile("[\"']")
_OPENING, _CLOSING = {'"': "“", "'": "‘"}, {'"': "”", "'": "’"}
# After one of these, or white space, or nothing, a mark opens.
_BEFORE_OPENING = "([{“‘-–—/¿"
_DASH = re.compile(r"(?<=\S) [-–] ")
# Two numbers, or a day before day D.
_RANGE = re.compile(r"(?:\d|\b[A-Z]) [-–] \d")
_UNIT = re.compile(r"(?<=\d) (?=(?:VNĐ|VND|đồng|dong|km|kg|cm|mm|m|g|%)(?!\w))")
_ARTICLE = re.compile(r"\b(Điều|Khoản|Articles?) (?=\d)")


def typeset(text: str) -> str:
    """Return a text in one style as print sets it."""
    return "".join(typeset_runs([text]))


def typeset_runs(runs: Iterable[str]) -> Iterator[str]:
    """Yield the runs of one paragraph; whether a mark opens depends on the run before, too."""
    before = " "
    for run in runs:
        made = _with_dashes(_with_marks(run, before), before)
        made = _UNIT.sub(_NO_BREAK, made)
        yield _ARTICLE.sub(rf"\1{_NO_BREAK}", made)
        before = made[-1:] or before


def _with_marks(run: str, before: str) -> str:
    made = ""
    end = 0
    for found in _MARK.finditer(run):
        made += run[end : found.start()]
        previous = made[-1:] or before
        opens = previous.isspace() or previous in _BEFORE_OPENING
        made += (_OPENING if opens else _CLOSING)[found.group()]
        end = found.end()
    return made + run[end:]


def _with_dashes(run: str, before: str) -> str:
    """Lengthen hyphens between spaces; no line begins with one, and no range of numbers breaks."""

    def dash(found: re.Match[str]) -> str:
        is_range = _RANGE.match(found.string, found.start() - 1)
        return f"{_NO_BREAK}–{_NO_BREAK if is_range else ' '}"

    return _DASH.sub(dash, before + run)[1:]
