"""Reads plain text: paragraphs from lines that a program may have cut, and Markdown as it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from library.errors import Invalid
from library.items import decoding, frontmatter
from library.originals.bounds import MOST_COLUMNS, Room
from library.originals.pdf.lines import STARTS
from library.originals.shape import Block, Cell, Manuscript, Paragraph, Run, Table, Unreadable

_MOST_BYTES = 4 * Room().characters
_LINES = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Spaces that are a column or a middle; a rule drawn with signs.
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"[-_=*~.─—\s]{3,}")
_TAB, _FAR = 8, 10
# How long the lines are that a program cuts, and how many must go on with a small letter.
_SHORTEST, _LONGEST, _OFTEN = 40, 130, 0.4
_FEW_ROWS = 3
_PROPERTIES = ("title", "author")


@dataclass(frozen=True)
class Marked:
    """A text that is Markdown already, and what its front matter says of it."""

    text: str
    properties: Mapping[str, str] = field(default_factory=dict)


def read_text(content: bytes) -> Manuscript:
    """Return what a plain text says; raise Unreadable when it says nothing."""
    room = Room()
    decoded = decoding.decoded(content, _MOST_BYTES)
    is_whole = len(content) <= _MOST_BYTES and len(decoded) <= room.characters
    lines = [_tidied(line) for line in _LINES.split(room.cut(decoded).replace("\0", ""))]
    width = _width(lines)
    blocks: list[Block] = []
    for group in _groups(lines, width):
        if room.blocks <= 0:  # the letters are counted: what was cut off is not among the lines
            break
        room.take()
        blocks += _blocks(group)
    if not blocks:
        raise Unreadable("empty")
    warnings = [] if is_whole and not room.is_full else ["length"]
    return Manuscript(blocks, warnings=warnings)


def markdown(content: bytes) -> Marked:
    """Return Markdown with its front matter apart; raise Unreadable when it says nothing."""
    text = "\n".join(_LINES.split(decoding.decoded(content, _MOST_BYTES)))
    head: Mapping[str, object] = {}
    if text.startswith("---"):
        with suppress(Invalid):  # it may be a line at the top, and no front matter
            head, text = frontmatter.split(text)
    if not text.strip():
        raise Unreadable("empty")
    said = {name: head[name] for name in _PROPERTIES if name in head}
    return Marked(text, {name: each for name, each in said.items() if isinstance(each, str)})


def _tidied(line: str) -> str:
    """Return a line without spaces at its end; many spaces between words are a column."""
    return _GAP.sub("\t", line.rstrip())


def _width(lines: Sequence[str]) -> int:
    """Return how long the lines are that a program has cut; 0 where each is a paragraph."""
    lengths = sorted(len(line) for line in lines if len(line) <= _LONGEST)
    width = lengths[-1] if lengths else 0
    if width < _SHORTEST or any(len(line) > _LONGEST for line in lines):
        return 0
    cut = [line for last, line in pairwise(lines) if _is_cut(last, line, width)]
    low = sum(not line[:1].isupper() for line in cut)
    return width if cut and low >= _OFTEN * len(cut) else 0


def _is_cut(last: str, line: str, width: int) -> bool:
    """Tell whether the first word of a line would not have fitted into the one before."""
    if not last.strip() or not line.strip() or line[0].isspace() or "\t" in line + last.strip():
        return False
    return len(last) + 1 + len(line.split(maxsplit=1)[0]) > width


def _groups(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    """Yield the lines of one paragraph, or of one table, together."""
    group: list[str] = []
    for line in lines:
        if not line.strip() or _RULE.fullmatch(line):
            if group:
                yield group
            group = []
        elif group and not _goes_on(group, line, width):
            yield group
            group = [line]
        else:
            group.append(line)
    if group:
        yield group


def _goes_on(group: Sequence[str], line: str, width: int) -> bool:
    last = group[-1]
    tabs = line.strip().count("\t")
    if tabs:
        return last.strip().count("\t") == tabs
    return bool(
        width
        and _is_cut(last, line, width)
        and not STARTS.match(line)
        and last.isupper() == line.isupper()
    )


def _blocks(group: Sequence[str]) -> Iterator[Block]:
    """Yield a table for lines with as many tabs, else their words as one paragraph."""
    tabs = group[0].strip().count("\t")
    if tabs and len(group) + tabs > _FEW_ROWS and len(group) > 1:
        yield Table(tuple(tuple(_cells(line)) for line in group), has_lines=False)
    elif tabs:
        yield from map(_paragraph, group)
    else:
        yield _paragraph(" ".join([group[0], *(line.strip() for line in group[1:])]))


def _cells(line: str) -> Iterator[Cell]:
    for text in line.strip().split("\t")[:MOST_COLUMNS]:
        yield Cell((Paragraph((Run(text.strip()),)),) if text.strip() else ())


def _paragraph(line: str) -> Paragraph:
    text = line.strip()
    before = len(line.expandtabs(_TAB)) - len(line.expandtabs(_TAB).lstrip())
    is_middle = before >= _FAR and len(text) < _LONGEST / 2
    return Paragraph((Run(text),), alignment="center" if is_middle else "")
