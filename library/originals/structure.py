"""Finds title, headings and lists in a manuscript by how they look and what they begin with.

What it returns has the same shape and means more: a paragraph with a `level` is a heading (2 the
highest), one with a `marker` is a line of a list ("•" or "3."), all others are text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from library import text as texts
from library.originals import headings, letterhead, numbers
from library.originals.docx.numbering import BULLET
from library.originals.shape import Block, Manuscript, Paragraph, Run, Table

_TITLE_WITHIN = 10
_LONGEST_TITLE = 300
# Centred lines below a title that are no part of it.
_NO_TITLE = re.compile(
    r"\(|(?:mon|lop|khoi|thoi gian|thoi luong|doi tuong|dia diem|ngay|nguoi|giao vien"
    r"|ho va ten|tuan|tiet|so tiet|grade|class|duration|time|date|level|subject|teacher)\b[^:]{0,40}:"
)
_YEAR = re.compile(r"nam hoc\b")
# A line that only says for whom it is: "Lớp 8 – Năm học 2026-2027", "Khối 6, 7".
_CLASS = re.compile(
    r"(?:khoi lop|khoi|lop) (?:1[0-2]|[1-9])(?:[a-z]\d{0,2})?"
    r"(?:\s*[-–,;|(]\s*(?:nam hoc\b.*|[\da-z]{1,4}))*\)?$"
)
_RULE = re.compile(r"[-_–—=*~.\s]{2,}$")
_ENDS = (".", ":", ";", "!", "?")


@dataclass(frozen=True)
class Arranged:
    """A manuscript understood: the lines of its title as written, the text, and what is around it.

    Only a download of ours has a `summary`.
    """

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    head: tuple[str, ...]
    summary: str = ""


def arrange(manuscript: Manuscript) -> Arranged:
    """Return a manuscript with what its look means."""
    blocks = [block for each in manuscript.blocks for block in _unwrapped(each)]
    top = letterhead.at_top(blocks)
    head = letterhead.lines(blocks[:top])
    blocks = blocks[top:]
    closing = letterhead.at_end(blocks)
    head += letterhead.lines([blocks[place] for place in sorted(closing)])
    blocks = [block for place, block in enumerate(blocks) if place not in closing]
    title, blocks = _titled(blocks)
    if not title and manuscript.properties.get("title"):
        title = [manuscript.properties["title"]]
    lines = [line for block in blocks for line in _lines(block)]
    return Arranged(tuple(title), tuple(_listed(headings.marked(lines))), tuple(head))


def _unwrapped(block: Block) -> Iterator[Block]:
    """Yield a block, or what a table holds that is only there for the layout."""
    if isinstance(block, Paragraph):
        yield block
        return
    cells = [cell for row in block.rows for cell in row]
    is_box = len(cells) == 1
    if is_box or (len(block.rows) == 1 and not block.has_lines and not letterhead.at_top([block])):
        for cell in cells:
            for inner in cell.blocks:
                yield from _unwrapped(inner)
    elif cells:
        yield block


def _titled(blocks: list[Block]) -> tuple[list[str], list[Block]]:
    """Return the lines of the title, and the blocks without them."""
    taken: list[int] = []
    for place, block in enumerate(blocks[:_TITLE_WITHIN]):
        if isinstance(block, Table):
            break
        text = texts.tidy(block.text)
        if not text or _RULE.match(text):
            continue
        above = blocks[taken[-1]] if taken else None
        if not _is_title(block, text, above):
            if taken or not _is_aside(text):
                break
            continue
        taken.append(place)
    lines = [line for place in taken for line in letterhead.lines([blocks[place]])]
    return lines, [block for place, block in enumerate(blocks) if place not in taken]


def _is_aside(text: str) -> bool:
    folded = texts.fold(text)
    return bool(_NO_TITLE.match(folded) or _CLASS.match(folded))


def _is_title(paragraph: Paragraph, text: str, above: Block | None) -> bool:
    """Tell whether a paragraph is a line of the title, below the line of it that stands `above`."""
    is_first, is_bold = above is None, headings.is_bold(paragraph)
    if len(text) > _LONGEST_TITLE or paragraph.marker or numbers.bullet(text)[0]:
        return False
    if paragraph.is_title or (paragraph.level == 1 and is_first):
        return True
    if _is_aside(text) or (_YEAR.match(texts.fold(text)) and not is_bold):
        return False
    if (found := numbers.numbered(text)) and found.rank not in (numbers.NAMED, numbers.PART):
        return False
    if paragraph.alignment == "center":
        return is_first or is_bold or not text.endswith(".")
    below_kind = isinstance(above, Paragraph) and letterhead.is_kind(texts.tidy(above.text))
    return is_bold and (is_first or below_kind or text.isupper()) and not text.endswith(":")


def _lines(block: Block) -> Iterator[Block]:
    """Yield a paragraph, cut at line breaks where each line is one of its own."""
    if isinstance(block, Table):
        yield block
        return
    text = block.text
    has_picture = any(run.picture for run in block.runs)
    is_rule = block.alignment == "center" and _RULE.match(texts.tidy(text))
    if (not text.strip() or is_rule) and not has_picture:
        return
    has_lines = "\n" in text.strip()
    if has_lines and (_begins_with_heading(block) or _are_own(text.strip().split("\n"))):
        for place, runs in enumerate(_cut(block.runs)):
            yield replace(block, runs=runs, marker=block.marker if not place else "")
        return
    yield block


def _begins_with_heading(paragraph: Paragraph) -> bool:
    """Tell whether the first line is bold and those below it are not."""
    bold = [headings.is_bold(replace(paragraph, runs=line)) for line in _cut(paragraph.runs)]
    return bold[0] and not any(bold[1:])


def _are_own(lines: list[str]) -> bool:
    """Tell whether lines are paragraphs that somebody ended with Shift+Enter; those of a poem are not."""
    stripped = [line.strip() for line in lines]
    begins = any(
        numbers.bullet(line)[0] or numbers.numbered(line) or numbers.ordered(line)[0]
        for line in stripped[1:]
    )
    return begins or all(line.endswith(_ENDS) for line in stripped if line)


def _cut(runs: Sequence[Run]) -> Iterator[tuple[Run, ...]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n") if not run.picture else [run.text]
        line.append(replace(run, text=first))
        for other in others:
            yield tuple(line)
            line = [replace(run, text=other)]
    yield tuple(line)


def _listed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with the lines of lists marked and as deep as their bullets say."""
    bullets: list[str] = []
    for block in blocks:
        if isinstance(block, Table) or block.level:
            bullets = []
            yield block
            continue
        sign, length = ("", 0) if block.marker else numbers.bullet(block.text.lstrip())
        if sign:
            depth = _depth(bullets, sign)
            yield replace(block, runs=_after(block.runs, length), marker=BULLET, depth=depth)
            continue
        bullets = bullets if block.marker else []
        number, length = ("", 0) if block.marker else numbers.ordered(block.text.lstrip())
        yield replace(block, runs=_after(block.runs, length), marker=number) if number else block


def _depth(bullets: list[str], sign: str) -> int:
    """Return how deep a bullet is: a sign that is new stands below those before it."""
    if sign in bullets:
        del bullets[bullets.index(sign) + 1 :]
    elif len(bullets) < 3:
        bullets.append(sign)
    return len(bullets) - 1


def _after(runs: Sequence[Run], length: int) -> tuple[Run, ...]:
    """Return runs without the white space at their beginning and so many letters after it."""
    left: list[Run] = []
    is_leading = True
    for run in runs:
        text = run.text
        if is_leading and not run.picture:
            text = text.lstrip()
            is_leading = not text
        cut = min(length, len(text)) if not run.picture else 0
        length -= cut
        left.append(replace(run, text=text[cut:]))
    return tuple(run for run in left if run.text or run.picture or run.footnote)
