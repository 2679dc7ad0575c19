"""The safe HTML kept with a revision, read back into plain blocks that every writer understands.

Nothing is rendered here: Python-Markdown never runs in a request. A footnote carries the number of
its first reference; a note nobody refers to is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

from library import text as texts

# Word has nine list levels and typst bears ten quotations in each other: what lies deeper than
# this, in all or in elements of one name, is read as its parent's.
_DEEPEST = 16
_DEEPEST_OF_ONE = 6
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "wbr"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CONTAINERS = {"div", "section", "article", "figure", "details", "dl", "dd", "dt", "body", "html"}
_BLOCKS = {*_HEADINGS, *_CONTAINERS, "p", "ul", "ol", "table", "blockquote", "hr", "pre"}
_REFERENCE = re.compile(r"#.*?fn:(.+)$")
_RETURN = re.compile(r"#.*?fnref\d*:(.+)$")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; "\\n" in it is a line break, `footnote` 0 means none.

    `marked`: highlighted, because somebody has still to write what belongs there.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    superscript: bool = False
    link: str = ""
    footnote: int = 0
    marked: bool = False


@dataclass(frozen=True)
class Heading:
    """Only of the outline: inside a list, a table or a quotation it is read as a bold paragraph."""

    level: int
    runs: tuple[Run, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class List:
    ordered: bool
    items: tuple[tuple["Block", ...], ...]
    start: int = 1


@dataclass(frozen=True)
class Table:
    """Every row has a cell for each of `alignments` ("left", "center", "right" or "").

    `shares` are the widths of the columns where they are given; they need not add up to 1.
    """

    header: tuple[tuple[tuple["Block", ...], ...], ...]
    rows: tuple[tuple[tuple["Block", ...], ...], ...]
    alignments: tuple[str, ...]
    caption: tuple[Run, ...] = ()
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Picture:
    source: str
    alt: str


@dataclass(frozen=True)
class Rule:
    pass


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True)
class Footnotes:
    """The notes in the order of their numbers, from 1."""

    notes: tuple[tuple["Block", ...], ...]


Block = Heading | Paragraph | List | Table | Quote | Picture | Rule | Code | Footnotes


def from_html(html: str) -> list[Block]:
    """Read sanitised HTML; unknown elements count as their content, whatever its shape."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    reader = _Reader(_notes_in(tree.root))
    blocks = list(reader.blocks(tree.root.children))
    notes = tuple(reader.notes())
    return [*blocks, Footnotes(notes)] if notes else blocks


def printable(text: str) -> str:
    """Return the text in NFC without the characters that XML and PDF cannot carry."""
    return texts.repair(_UNPRINTABLE.sub("", text))


@dataclass
class _Node:
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)

    def elements(self, *tags: str) -> "list[_Node]":
        return [child for child in self.children if isinstance(child, _Node) and child.tag in tags]


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        of_one = sum(open_node.tag == tag for open_node in self._open)
        deep = len(self._open) > _DEEPEST or of_one >= _DEEPEST_OF_ONE
        if not deep or tag in _VOID:
            self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(_Node(tag, children=self._open[-1].children) if deep else node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(printable(data))


def _notes_in(node: _Node) -> dict[str, _Node]:
    """Return the notes that stand in a list at the end, by name."""
    lists = [ol for box in node.elements("div") for ol in box.elements("ol")]
    items = [item for ol in lists for item in ol.elements("li")]
    return {key: item for item in items if (key := _note_key(item))}


def _note_key(node: _Node) -> str:
    """Return the name of the note that this element holds: it is where its way back leads."""
    found = _RETURN.match(node.attributes.get("href", ""))
    if found:
        return found[1]
    children = (child for child in node.children if isinstance(child, _Node))
    return next((key for key in map(_note_key, children) if key), "")


class _Reader:
    """Walks the tree; remembers in which order the footnotes were first referred to."""

    def __init__(self, notes: Mapping[str, _Node]) -> None:
        self._notes = notes
        self._numbers: dict[str, int] = {}
        self._in_note = False
        self._depth = 0

    def notes(self) -> Iterator[tuple[Block, ...]]:
        """Return what the references read so far led to, in the order of their numbers."""
        self._in_note = True
        for key in self._numbers:
            yield self._within(self._notes[key]) or (Paragraph(()),)

    def blocks(self, nodes: Sequence[_Node | str]) -> Iterator[Block]:
        for is_block, group in groupby(nodes, _is_block):
            if is_block:
                for node in group:
                    assert isinstance(node, _Node)
                    yield from self._block(node)
            else:
                yield from self._paragraphs(group)

    def _block(self, node: _Node) -> Iterator[Block]:
        if node.tag in _HEADINGS:
            yield from self._heading(node)
        elif node.tag in ("ul", "ol"):
            yield from self._list(node)
        elif node.tag == "table":
            yield from self._table(node)
        elif node.tag == "blockquote":
            yield Quote(self._within(node))
        elif node.tag == "pre":
            yield Code(_text(node).strip("\n"))
        elif node.tag == "hr":
            yield Rule()
        elif not _holds_notes(node):
            yield from self.blocks(node.children)

    def _heading(self, node: _Node) -> Iterator[Block]:
        runs = self._runs(node.children)
        if runs and self._depth:
            yield Paragraph(tuple(replace(run, bold=True) for run in runs))
        elif runs:
            yield Heading(_HEADINGS[node.tag], runs, node.attributes.get("id", ""))

    def _within(self, node: _Node) -> tuple[Block, ...]:
        self._depth += 1
        inner = tuple(self.blocks(node.children))
        self._depth -= 1
        return inner

    def _list(self, node: _Node) -> Iterator[Block]:
        items = tuple(self._within(item) for item in node.elements("li"))
        start = node.attributes.get("start", "")
        if items:
            yield List(node.tag == "ol", items, int(start[:6]) if start.isdecimal() else 1)
        else:
            yield from self.blocks(node.children)

    def _table(self, node: _Node) -> Iterator[Block]:
        parts = [node, *node.elements("thead", "tbody", "tfoot")]
        found = [(part.tag, row) for part in parts for row in part.elements("tr")]
        rows = [(tag, row.elements("th", "td")) for tag, row in found]
        columns = max((len(cells) for _, cells in rows), default=0)
        if columns:
            yield Table(
                tuple(self._row(cells, columns) for tag, cells in rows if tag == "thead"),
                tuple(self._row(cells, columns) for tag, cells in rows if tag != "thead"),
                _alignments(rows[0][1], columns),
                self._runs(child for c in node.elements("caption") for child in c.children),
            )
        else:
            yield from self.blocks(node.children)

    def _row(self, cells: list[_Node], columns: int) -> tuple[tuple[Block, ...], ...]:
        filled = [self._within(cell) for cell in cells]
        return (*filled, *([()] * (columns - len(filled))))

    def _paragraphs(self, nodes: Iterable[_Node | str]) -> Iterator[Block]:
        pieces = [piece for node in nodes for piece in self._inline(node, Run(""))]
        for is_picture, group in groupby(pieces, lambda piece: isinstance(piece, Picture)):
            if is_picture:
                yield from (piece for piece in group if isinstance(piece, Picture))
            elif runs := _folded(piece for piece in group if isinstance(piece, Run)):
                yield Paragraph(runs)

    def _runs(self, nodes: Iterable[_Node | str]) -> tuple[Run, ...]:
        pieces = (piece for node in nodes for piece in self._inline(node, Run("")))
        return _folded(Run(p.alt) if isinstance(p, Picture) else p for p in pieces)

    def _inline(self, node: _Node | str, style: Run) -> Iterator[Run | Picture]:
        if isinstance(node, str):
            yield replace(style, text=_SPACE.sub(" ", node))
        elif node.tag == "br":
            yield replace(style, text="\n")
        elif node.tag == "img":
            yield Picture(node.attributes.get("src", ""), printable(node.attributes.get("alt", "")))
        elif node.tag == "a":
            yield from self._link(node, style)
        else:
            inner = _STYLES.get(node.tag, replace)(style)
            for child in node.children:
                yield from self._inline(child, inner)

    def _link(self, node: _Node, style: Run) -> Iterator[Run | Picture]:
        target = node.attributes.get("href", "")
        reference = _REFERENCE.match(target)
        if reference and reference[1] in self._notes and not self._in_note:
            number = self._numbers.setdefault(reference[1], len(self._numbers) + 1)
            yield replace(style, text=str(number), superscript=True, footnote=number)
        elif not (self._in_note and _RETURN.match(target)):
            inside = "" if reference else target
            for child in node.children:
                yield from self._inline(child, replace(style, link=inside))


_STYLES: dict[str, Callable[[Run], Run]] = {
    "strong": lambda run: replace(run, bold=True),
    "b": lambda run: replace(run, bold=True),
    "em": lambda run: replace(run, italic=True),
    "i": lambda run: replace(run, italic=True),
    "code": lambda run: replace(run, code=True),
    "sup": lambda run: replace(run, superscript=True),
}


def _is_block(node: _Node | str) -> bool:
    return isinstance(node, _Node) and node.tag in _BLOCKS


def _holds_notes(node: _Node) -> bool:
    return any(_note_key(item) for ol in node.elements("ol") for item in ol.elements("li"))


def _text(node: _Node | str) -> str:
    return node if isinstance(node, str) else "".join(map(_text, node.children))


def _alignments(cells: list[_Node], columns: int) -> tuple[str, ...]:
    found = [_alignment(cell) for cell in cells]
    return (*found, *([""] * (columns - len(found))))


def _alignment(cell: _Node) -> str:
    said = cell.attributes.get("align", "") or cell.attributes.get("style", "")
    return next((side for side in ("left", "center", "right") if side in said), "")


def _folded(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbours of one style and drop the white space that a browser would not show."""
    joined: list[Run] = []
    end = "\n"
    for run in runs:
        text = run.text.lstrip(" " if joined else " \n") if end in " \n" else run.text
        if not text:
            continue
        end = text[-1]
        if joined and replace(joined[-1], text="") == replace(run, text="") and not run.footnote:
            joined[-1] = replace(run, text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    return _trimmed(joined)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    trimmed: list[Run] = []
    following = "\n"
    for run in reversed(runs):
        text = run.text.replace(" \n", "\n")
        text = text.rstrip(" " if trimmed else " \n\xa0") if following == "\n" else text
        if text:
            trimmed.append(replace(run, text=text))
            following = text[0]
    return tuple(reversed(trimmed))
