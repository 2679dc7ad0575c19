"""Tells headings from text, and how deep each is: by its number, its type and what stands above it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from library import text as texts
from library.originals import numbers
from library.originals.docx.numbering import BULLET
from library.originals.numbers import CAPITALS, LETTER, PLAIN, ROMAN, Numbered
from library.originals.shape import Block, Paragraph, Run, Table

HIGHEST, DEEPEST = 2, 6
_LONGEST, _LONGEST_PLAIN = 200, 120
_IN_BRACKETS = re.compile(r"\([^()]*\)\s*[.:]?\s*$")
_LETTER = re.compile(r"[^\W\d_]")
# Ranks of headings that the file itself states begin below all others.
_STATED = -10


def marked(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks where headings have their level, and no other paragraph has one."""
    kinds = list(_ranks(blocks))
    outline = _Outline(_is_letter_outside(kinds))
    return [_with_level(block, rank, outline) for block, rank in zip(blocks, kinds, strict=True)]


def _with_level(block: Block, rank: int | None, outline: "_Outline") -> Block:
    if isinstance(block, Table):
        return block
    if rank is None:
        return replace(block, level=0)
    words = _plain(block)
    return replace(block, level=outline.level(rank), runs=words, marker="", alignment="")


def _plain(paragraph: Paragraph) -> tuple[Run, ...]:
    """Return the words of a heading with its automatic number and without any look of their own."""
    number = f"{paragraph.marker} " if paragraph.marker else ""
    words = texts.tidy(number + "".join(run.text for run in paragraph.runs if not run.picture))
    others = [run for run in paragraph.runs if run.picture or run.footnote]
    return (Run(words), *others)


def _ranks(blocks: Sequence[Block]) -> Iterator[int | None]:
    """Yield the rank of each block that is a heading; I, V and X may be letters of a row."""
    before = ""
    for block in blocks:
        found = _rank(block) if isinstance(block, Paragraph) else None
        if found and found.rank == ROMAN and len(found.sign) == 1:
            follows = before and ord(found.sign) - ord(before) == 1
            found = Numbered(LETTER, found.sign) if follows else found
        if found and found.rank == LETTER:
            before = found.sign
        yield found.rank if found else None


def _rank(paragraph: Paragraph) -> Numbered | None:
    """Return the rank of a heading with its sign, None for a paragraph that is none."""
    text = texts.tidy(f"{paragraph.marker} {paragraph.text}")
    if not _LETTER.search(text) or len(text) > _LONGEST or paragraph.marker == BULLET:
        return None
    if paragraph.level:
        return Numbered(_STATED + paragraph.level, "")
    is_stressed = is_bold(paragraph) or _is_capitals(text)
    if found := numbers.numbered(text):
        if is_stressed or (found.rank == ROMAN and _is_short(text)):
            return found
        return None
    if not is_stressed or not _is_short(text) or numbers.bullet(text)[0] or "\t" in paragraph.text:
        return None
    return Numbered(CAPITALS if _is_capitals(text) else PLAIN, "")


def is_bold(paragraph: Paragraph) -> bool:
    """Tell whether all words are bold, save what stands in brackets at the end: "(5 phút)"."""
    words = paragraph.text.strip()
    closing = _IN_BRACKETS.search(words)
    needed = len(words[: closing.start()]) if closing and closing.start() else len(words)
    offset = len(paragraph.text) - len(paragraph.text.lstrip())
    seen, has_bold = -offset, False
    for run in paragraph.runs:
        if run.picture:
            continue
        part = run.text[: max(0, needed - seen)]
        if _LETTER.search(part):
            if not run.bold:
                return False
            has_bold = True
        seen += len(run.text)
    return has_bold


def _is_capitals(text: str) -> bool:
    letters = _LETTER.findall(text)
    return len(letters) > 3 and text.isupper() and len(text.split()) > 1


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_PLAIN and not text.rstrip().endswith((".", ";", ","))


def _is_letter_outside(ranks: Sequence[int | None]) -> bool:
    """Tell whether A stands above I, as it usually does; it is below where I came first."""
    first = next((rank for rank in ranks if rank in (LETTER, ROMAN)), LETTER)
    return first == LETTER


@dataclass
class _Outline:
    """The headings that are open, from the outermost."""

    is_letter_outside: bool
    open: list[float] = field(default_factory=list)

    def level(self, rank: int) -> int:
        """Return the level of the next heading, and open it."""
        place = ROMAN + 0.5 if rank == LETTER and not self.is_letter_outside else float(rank)
        while self.open and self.open[-1] >= place:
            self.open.pop()
        self.open.append(place)
        return min(HIGHEST + len(self.open) - 1, DEEPEST)
