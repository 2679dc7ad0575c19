"""Papers with one language in the left column and the other in the right: two texts, not one table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from library import text as texts
from library.originals import letterhead
from library.originals.facts import speech
from library.originals.shape import Block, Manuscript, Paragraph, Table, paragraphs
from library.search.vietnamese import is_accented

_WORD = re.compile(r"[^\W\d_]+")
_BOTH = re.compile(r"([^/]+?)\s+/\s+([^/]+)")
# How much of a paper must stand in such columns, in words; and how many words make a text.
_SHARE, _FEWEST = 0.6, 40
# A row that only says which column is which.
_HEADER = re.compile(r"(?:ban |phan )?(?:tieng viet|tieng anh|vietnamese|english)(?: version)?$")


class Parted(NamedTuple):
    """A paper in two languages, each a manuscript of its own."""

    vietnamese: Manuscript
    english: Manuscript


def parted(manuscript: Manuscript) -> Parted | None:
    """Return the two texts of a paper in two columns, None for any other paper."""
    top = letterhead.at_top(manuscript.blocks)
    head, body = manuscript.blocks[:top], manuscript.blocks[top:]
    columns = [block for block in body if _has_two_columns(block)]
    sides = [_words(_column(columns, place)) for place in (0, 1)]
    said = [speech.of_column(words) for words in sides]
    all_words = len(_words(body))
    if set(said) != {"vi", "en"} or sum(map(len, sides)) < max(_FEWEST, _SHARE * all_words):
        return None
    texts_of = {
        language: list(_of(body, language, place))
        for place, language in enumerate(said)
        if language
    }
    return Parted(
        replace(manuscript, blocks=(*head, *texts_of["vi"])),
        replace(manuscript, blocks=tuple(texts_of["en"]), properties={}),
    )


def _has_two_columns(block: Block) -> bool:
    return isinstance(block, Table) and max(map(len, block.rows), default=0) == 2


def _column(blocks: Sequence[Block], place: int) -> list[Block]:
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return [inner for row in rows if len(row) == 2 for inner in row[place].blocks]


def _words(blocks: Sequence[Block]) -> list[str]:
    return [word for each in paragraphs(blocks) for word in _WORD.findall(each.text)]


def _of(blocks: Sequence[Block], language: str, place: int) -> Iterator[Block]:
    """Yield what belongs to a language: its column, and all that is not plainly in the other."""
    for block in blocks:
        if not isinstance(block, Table) or not _has_two_columns(block):
            yield from _outside(block, language)
            continue
        for row in block.rows:
            if len(row) == 2:
                yield from (each for each in row[place].blocks if not _is_header(each))
            else:  # a line across both columns
                yield from (each for cell in row for each in cell.blocks if _is_in(each, language))


def _outside(block: Block, language: str) -> Iterator[Block]:
    """Yield what a block above or below the columns says in a language: "Lớp: 8 / Grade: 8"."""
    found = _BOTH.fullmatch(block.text.strip()) if isinstance(block, Paragraph) else None
    if isinstance(block, Paragraph) and found and _are_the_same(found[1], found[2]):
        said = found[1] if language == "vi" else found[2]
        yield replace(block, runs=(replace(block.runs[0], text=said),))
    elif _is_in(block, language):
        yield block


def _are_the_same(vietnamese: str, english: str) -> bool:
    first, second = (_WORD.findall(each) for each in (vietnamese, english))
    accented = any(map(is_accented, first)) and not any(map(is_accented, second))
    return accented and bool(second)


def _is_in(block: Block, language: str) -> bool:
    return speech.of_column(_words([block])) in (language, None)


def _is_header(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_HEADER.match(texts.fold(texts.tidy(block.text))))
