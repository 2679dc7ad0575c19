"""A download of ours that comes back edited: its styles say all, nothing has to be guessed.

What our own writer put before the text (kind, title, promise, facts) is no part of it; the title and
the promise are taken from there, because that is where somebody changes them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from library import text as texts
from library.items.origin import Origin
from library.originals.headings import DEEPEST
from library.originals.shape import Block, Manuscript, Paragraph, Run, Table
from library.originals.structure import Arranged

_TITLE, _PROMISE = "title", "subtitle"
_FRONT = frozenset({"kind", _TITLE, "rule", _PROMISE, "facts"})


def arrange(manuscript: Manuscript, own: Origin) -> Arranged:
    """Return the text of an edited download, with its title and its promise."""
    front, body = _parted(manuscript.blocks)
    return Arranged(
        title=tuple(_said(front, _TITLE)),
        blocks=tuple(_meant(body, f"{own.address}/")),
        head=(),
        summary=" ".join(_said(front, _PROMISE)),
    )


def _parted(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    for place, block in enumerate(blocks):
        is_gap = isinstance(block, Paragraph) and not block.text.strip()
        if block.style not in _FRONT and not is_gap:
            return blocks[:place], blocks[place:]
    return blocks, ()


def _said(blocks: Sequence[Block], style: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph) and block.style == style and block.text.strip():
            yield texts.tidy(block.text)


def _meant(blocks: Sequence[Block], page: str) -> Iterator[Block]:
    """Yield blocks as `structure` does: the page prints the title as the only heading of level 1."""
    for block in blocks:
        if not isinstance(block, Paragraph):
            yield _with_own_links(block, page)
            continue
        block = replace(block, runs=tuple(_with_own_link(run, page) for run in block.runs))
        has_words = block.text.strip() or any(run.picture for run in block.runs)
        if not has_words and block.style != "rule":
            continue
        if block.level:
            runs = tuple(replace(run, bold=False) for run in block.runs)
            yield replace(block, level=min(block.level + 1, DEEPEST), runs=runs)
        elif block.style == "quote":
            yield replace(block, runs=tuple(map(_in_quotation, block.runs)))
        else:
            yield block


def _with_own_links(table: Table, page: str) -> Table:
    return replace(
        table,
        rows=tuple(
            tuple(replace(cell, blocks=tuple(_meant(cell.blocks, page))) for cell in row)
            for row in table.rows
        ),
    )


def _with_own_link(run: Run, page: str) -> Run:
    """Return a run that leads to a file of the item as its text names it: files/phieu.txt."""
    is_own = run.link.startswith(f"{page}files/")
    return replace(run, link=run.link.removeprefix(page)) if is_own else run


def _in_quotation(run: Run) -> Run:
    """Return a run with its stress: a quotation is in italics, what is stressed in it is not."""
    return replace(run, italic=not run.italic)
