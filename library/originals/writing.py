"""Writes what was arranged as the Markdown of an edition: headings, lists, pipe tables, footnotes.

Nothing that somebody typed may turn into a sign of Markdown: what looks like one is escaped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from library import text as texts
from library.originals.docx.numbering import BULLET
from library.originals.shape import Block, Cell, Paragraph, Run, Table

_SIGN = re.compile(r"[\\`*_\[]")
_AT_START = re.compile(r"^(?:#|>|-|\+|=|:)")
_NUMBER_AT_START = re.compile(r"^(\d+)\.(?=\s|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,10};)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
# What a backslash does not help against.
_UNESCAPABLE = {"=": "&#61;", ":": "&#58;"}
_INDENT = "    "
_BREAK = "<br>"
_RULE = "***"
_SIDES = {"right": "---:", "center": ":---:"}
# Word's own limit; what a file says of covered columns may be anything.
_MOST_COLUMNS = 63
# The style in which a download of ours sets what belongs to the item of a list above.
_CONTINUED = "listcontinue"


class Writer:
    """Writes blocks; `pictures` are the paths of those that can be shown, by number."""

    def __init__(self, pictures: Mapping[int, str], notes: Sequence[Sequence[Block]]) -> None:
        self._pictures = pictures
        self._notes = notes

    def markdown(self, blocks: Sequence[Block]) -> str:
        """Return blocks as Markdown, ending with one line break where there is any text."""
        parts = [part for part in self._parts(blocks) if part.strip()]
        parts += self._footnotes()
        return "\n\n".join(parts) + "\n" if parts else ""

    def _parts(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Yield what stands between empty lines; the lines of a list stay together."""
        items: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Paragraph) and _is_item(block):
                if items and not block.depth and _is_bullet(block) != _is_bullet(items[0]):
                    yield self._list(items)
                    items = []
                items.append(block)
                continue
            if items and isinstance(block, Paragraph) and block.style == _CONTINUED:
                items.append(replace(block, depth=items[-1].depth))
                continue
            yield self._list(items)
            items = []
            if isinstance(block, Table):
                yield from self._table(block)
            else:
                yield self._paragraph(block)
        yield self._list(items)

    def _list(self, items: Sequence[Paragraph]) -> str:
        return "\n".join(map(self._item, items))

    def _item(self, paragraph: Paragraph) -> str:
        if not paragraph.marker:  # more text of the item above
            words = self.words(paragraph.runs).replace("\n", f"  \n{_INDENT}")
            return f"\n{_INDENT * (paragraph.depth + 1)}{words}"
        sign = "-" if _is_bullet(paragraph) else paragraph.marker
        words = self.words(paragraph.runs).replace("\n", " ")
        return f"{_INDENT * min(paragraph.depth, 3)}{sign} {words}"

    def _paragraph(self, paragraph: Paragraph) -> str:
        words = self.words(paragraph.runs)
        if paragraph.level:
            return f"{'#' * paragraph.level} {' '.join(words.split())}"
        if paragraph.style == "code":
            return "\n".join(_INDENT + line for line in paragraph.text.split("\n"))
        if paragraph.style == "rule":
            return _RULE
        marker = f"{paragraph.marker} " if paragraph.marker else ""
        lines = [line.strip() for line in f"{marker}{words}".split("\n")]
        sign = "> " if paragraph.style == "quote" else ""
        return "  \n".join(sign + _safe_start(line) for line in lines if line)

    def _table(self, table: Table) -> Iterator[str]:
        """Yield a table with the tables in it behind; a cell that goes on is written once."""
        rows, inner = self._grid(table)
        if rows:
            columns = max(map(len, rows))
            lines = [_row(row, columns) for row in rows]
            sides = [_side(table, column) for column in range(columns)]
            yield "\n".join([lines[0], _row(sides, columns), *lines[1:]])
        for each in inner:
            yield from self._table(each)

    def _grid(self, table: Table) -> tuple[list[list[str]], list[Table]]:
        covered: dict[int, set[int]] = {}
        rows, inner = [], []
        for place, row in enumerate(table.rows):
            line: list[str] = []
            for cell in row:
                _skip(line, covered.get(place, set()))
                width = min(cell.columns, _MOST_COLUMNS - len(line))
                if width <= 0:
                    break
                columns = range(len(line), len(line) + width)
                for below in range(place + 1, min(place + cell.rows, len(table.rows))):
                    covered.setdefault(below, set()).update(columns)
                own, tables = self._cell(cell if place else _thin(cell))
                inner += tables
                line += [own, *[""] * (width - 1)]
            _skip(line, covered.get(place, set()))
            rows.append(line)
        return (rows if any(map(any, rows)) else []), inner

    def _cell(self, cell: Cell) -> tuple[str, list[Table]]:
        lines, inner = [], []
        for block in cell.blocks:
            if isinstance(block, Paragraph):
                marker = f"{block.marker} " if block.marker else ""
                words = [" ".join(line.split()) for line in self.words(block.runs).split("\n")]
                lines += [marker + words[0], *words[1:]]
            elif _is_real(block):
                inner.append(block)
            else:
                for each in (each for row in block.rows for each in row):
                    own, tables = self._cell(each)
                    lines.append(own)
                    inner += tables
        return _BREAK.join(filter(str.strip, lines)).replace("|", r"\|"), inner

    def words(self, runs: Sequence[Run]) -> str:
        """Return runs as Markdown, a line break as a line break."""
        written = []
        for _same, group in groupby(runs, _look):
            written.append(self._stretch(list(group)))
        return "".join(written).replace("\t", " ")

    def _stretch(self, runs: Sequence[Run]) -> str:
        """Return runs of one look with its signs around the words, not around the gaps."""
        first = runs[0]
        if first.footnote:
            return f"[^{first.footnote}]"
        if first.picture:
            path = self._pictures.get(first.picture)
            return f"![{_alt(first.text)}]({path})" if path else ""
        text = "".join(run.text for run in runs)
        if first.superscript and set(text) <= set("0123456789+-"):
            text = text.translate(_SUPERSCRIPT)
        return _stressed(first, text)

    def _footnotes(self) -> Iterator[str]:
        for number, note in enumerate(self._notes, start=1):
            words = " ".join(self.words(each.runs) for each in note if isinstance(each, Paragraph))
            if words.strip():
                yield f"[^{number}]: {' '.join(words.split())}"


def _is_item(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is a line of a list that Markdown knows."""
    is_ordered = bool(re.fullmatch(r"\d+\.", paragraph.marker))
    return not paragraph.level and (is_ordered or _is_bullet(paragraph))


def _is_bullet(paragraph: Paragraph) -> bool:
    return paragraph.marker == BULLET


def _is_real(table: Table) -> bool:
    return len(table.rows) > 1 and max(map(len, table.rows)) > 1


def _thin(cell: Cell) -> Cell:
    """Return a cell of the first row, where a page prints everything in bold."""
    blocks = (
        replace(block, runs=tuple(replace(run, bold=False) for run in block.runs))
        if isinstance(block, Paragraph)
        else block
        for block in cell.blocks
    )
    return replace(cell, blocks=tuple(blocks))


def _side(table: Table, column: int) -> str:
    """Return the line under a header that says on which side the words of its column stand."""
    below = [row[column] for row in table.rows[1:] if column < len(row)]
    found = {
        block.alignment
        for cell in below
        for block in cell.blocks
        if isinstance(block, Paragraph) and block.text.strip()
    }
    return _SIDES.get(found.pop(), "---") if len(found) == 1 else "---"


def _skip(line: list[str], covered: set[int]) -> None:
    while len(line) in covered:
        line.append("")


def _row(cells: Sequence[str], columns: int) -> str:
    whole = [*cells, *[""] * (columns - len(cells))]
    return "| " + " | ".join(whole) + " |"


def _look(run: Run) -> tuple[bool, bool, bool, str, int, int]:
    return run.bold, run.italic, run.superscript, run.link, run.footnote, run.picture


def _stressed(look: Run, text: str) -> str:
    sign = "*" * (2 * look.bold + look.italic)
    if not sign and not look.link:
        return escaped(text)
    lines = [_around(line, sign, look.link) for line in text.split("\n")]
    return "\n".join(lines)


def _around(line: str, sign: str, link: str) -> str:
    words = line.strip()
    if not words:
        return line
    before, _, after = line.partition(words)
    inner = escaped(words)
    address = re.sub(r"[()\s<>]", lambda found: f"%{ord(found.group()):02X}", link)
    return f"{before}{sign}{f'[{inner}]({address})' if link else inner}{sign}{after}"


def escaped(text: str) -> str:
    """Return text in which nothing is a sign of Markdown within a line."""
    text = _ENTITY.sub("&amp;", "\n".join(map(_escaped_line, text.split("\n"))))
    return _TAG.sub("&lt;", text)


def _escaped_line(line: str) -> str:
    """Return a line with a backslash before each sign; a bracket is one only before "](" or "^"."""
    last_link = line.rfind("](")

    def escape(found: re.Match[str]) -> str:
        place = found.start()
        is_plain = found[0] == "[" and place > last_link and line[place + 1 : place + 2] != "^"
        return found[0] if is_plain else f"\\{found[0]}"

    return _SIGN.sub(escape, line)


def _safe_start(line: str) -> str:
    """Return a line that begins no block of Markdown."""
    line = _NUMBER_AT_START.sub(r"\1\\.", line)
    return _AT_START.sub(lambda sign: _UNESCAPABLE.get(sign[0], f"\\{sign[0]}"), line)


def _alt(text: str) -> str:
    return texts.tidy(text).replace("[", "(").replace("]", ")")
