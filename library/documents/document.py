"""What both writers are given, and what both must decide alike: levels, links and table widths.

Every word comes in the reader's language from the caller; there is no interface text here.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from library.documents.blocks import (
    Block,
    Code,
    Footnotes,
    Heading,
    List,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
)
from library.items.origin import Origin

# Millimetres: A4 less the margins of NĐ 30/2020, Appendix I (left 30, right 15; top, bottom 20).
TEXT_WIDTH = 165.0
TEXT_HEIGHT = 257.0
# At 12 points, bold; the mean of letters and the width of a capital.
_LETTER = 2.1
_CAPITAL = 3.0
_PADDING = 4.2
_LONGEST_WORD = 45.0
_MOST_LINES = 25
# A column of texts no wider than this shows each in one line, while such columns leave the others room.
_NARROW = 27.0
_ROOM_FOR_NARROW = TEXT_WIDTH * 0.6
# A table with no more lines than this stays on one page: an assessment, a budget, a cast.
_SHORT = 12
# Millimetres of an empty cell that somebody writes in.
WRITING_HEIGHT = 8.0


@dataclass(frozen=True)
class Document:
    title: str
    promise: str
    kind: str
    language: str
    facts: tuple[tuple[str, str], ...]
    body: tuple[Block, ...]
    pictures: Mapping[str, bytes]
    source: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    modified_at: datetime
    address: str
    origin: Origin | None = None


def outlined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with heading levels 1 to 4 below the title, none of them skipped."""
    result: list[Block] = []
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = min(max(block.level - 1, 1), level + 1, 4)
            block = replace(block, level=level)
        result.append(block)
    return result


def anchors(blocks: Sequence[Block]) -> list[str]:
    """Return the anchors that a link inside the document can lead to, in order, each once."""
    found = [block.anchor for block in blocks if isinstance(block, Heading) and block.anchor]
    return list(dict.fromkeys(found))


def notes(body: Sequence[Block]) -> list[Sequence[Block]]:
    """Return the footnotes: the first has the number 1."""
    return [note for block in body if isinstance(block, Footnotes) for note in block.notes]


def target(document: Document, link: str) -> str:
    """Return "#anchor", a whole address, or "" where paper cannot lead (or nobody should go)."""
    if link.startswith("#"):
        return link if link[1:] in anchors(document.body) else ""
    # The files of an item lie below its page, whose own address does not end with a slash.
    page = f"{document.address}/" if link.startswith("files/") else document.address
    try:
        address = urljoin(page, link)
        return address if urlsplit(address).scheme in ("http", "https", "mailto") else ""
    except ValueError:
        return ""


def source_runs(document: Document) -> tuple[Run, ...]:
    """Return the line that says how to cite, its address made a link."""
    before, address, after = document.source.partition(document.address or "\0")
    runs = (Run(before), Run(address, link=address), Run(after))
    return tuple(replace(run, italic=True) for run in runs if run.text)


def is_lead(block: Block) -> bool:
    """Tell whether a paragraph is all bold or ends with a colon: it belongs to what follows it."""
    return isinstance(block, Paragraph) and (
        all(run.bold for run in block.runs) or plain(block).rstrip().endswith(":")
    )


def widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return a share of 1 for each column: room for its longest word, the rest by its longest text.

    Rows come out about as short as they can be, as in a browser.
    """
    columns = list(zip(*rows, strict=True))
    wanted = [max(_length(text) for text in column) for column in columns]
    words = [_room(max(map(_length, _words(column)), default=_PADDING)) for column in columns]
    least = [want if want <= _NARROW else word for want, word in zip(wanted, words, strict=True)]
    if sum(least) > _ROOM_FOR_NARROW:
        least = words
    spare = max(TEXT_WIDTH - sum(least), 0.0)
    extra = [max(want - low, 0.0) for want, low in zip(wanted, least, strict=True)]
    scale = spare / sum(extra) if sum(extra) else 0.0
    fitted = [low + more * scale for low, more in zip(least, extra, strict=True)]
    return [width / sum(fitted) for width in fitted]


def _words(column: Sequence[str]) -> Iterator[str]:
    """Yield what cannot be broken; a no-break space does not part words."""
    for text in column:
        yield from re.split(r"[ \n]+", text)


def _room(width: float) -> float:
    return min(width, _LONGEST_WORD)


def _length(text: str) -> float:
    capitals = sum(map(str.isupper, text))
    return (len(text) - capitals) * _LETTER + capitals * _CAPITAL + _PADDING


def table_widths(table: Table) -> list[float]:
    """Return the share of the width that each column of the table should have."""
    if table.shares:
        return [share / sum(table.shares) for share in table.shares]
    rows = (*table.header, *table.rows)
    return widths([[" ".join(map(plain, cell)) for cell in row] for row in rows])


def plain(block: Block) -> str:
    """Return the words of a block without their styles."""
    match block:
        case Heading() | Paragraph():
            return "".join(run.text for run in block.runs)
        case List():
            return " ".join(plain(part) for item in block.items for part in item)
        case Quote():
            return " ".join(map(plain, block.blocks))
        case Code():
            return block.text
    return ""


def fact_widths(facts: Sequence[tuple[str, str]]) -> list[float]:
    """Return the shares of label and value; the label keeps between a fifth and two fifths."""
    longest = max((_length(label) for label, _ in facts), default=0.0)
    label = min(max(longest / TEXT_WIDTH, 0.2), 0.4)
    return [label, 1 - label]


def is_short(table: Table) -> bool:
    """Tell whether a table is short enough to be kept on one page."""
    shares = table_widths(table)
    rows = (*table.header, *table.rows)
    return sum(math.ceil(_lines(row, shares)) for row in rows) <= _SHORT


def is_form(row: Sequence[Sequence[Block]]) -> bool:
    """Tell whether a row waits for somebody to write in it: most of its cells are empty."""
    return 2 * sum(not cell for cell in row) > len(row)


def _lines(row: Sequence[Sequence[Block]], shares: Sequence[float]) -> float:
    """Return about how many lines a row has."""
    return max(
        _length(" ".join(map(plain, cell))) / (share * TEXT_WIDTH)
        for cell, share in zip(row, shares, strict=True)
    )


def is_tall(row: Sequence[Sequence[Block]], shares: Sequence[float]) -> bool:
    """Tell whether a row may not fit on one page, and so has to be allowed to break."""
    holds_picture = any(isinstance(block, Picture) for cell in row for block in cell)
    return holds_picture or _lines(row, shares) > _MOST_LINES


def instead_of(picture: Picture) -> tuple[Run, ...]:
    """Return what stands in the place of a picture that cannot be shown."""
    return (Run(f"[{picture.alt}]", italic=True),) if picture.alt else ()
