"""The body of an OpenDocument text, element by element, as paragraphs and tables.

Text boxes stand behind the paragraph that they hang on; notes are gathered apart.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from library.items import marked
from library.originals.bounds import DEEPEST, MOST_COLUMNS, MOST_ROWS, Room
from library.originals.odf import styles as open_styles
from library.originals.odf.lists import List, Lists
from library.originals.odf.styles import Look, Styles, attribute, count, named
from library.originals.runs import Runs, alignment_of, link_to
from library.originals.shape import Block, Cell, Paragraph, Run, Table

# With all that is in them they are no part of the text, or say again what stands elsewhere.
_LEFT_OUT = frozenset(
    {
        *("text:tracked-changes", "office:annotation", "office:annotation-end", "office:forms"),
        *("text:table-of-content", "text:illustration-index", "text:table-index"),
        *("text:object-index", "text:user-index", "text:alphabetical-index"),
        *("text:sequence-decls", "text:user-field-decls", "text:variable-decls", "text:ruby-text"),
        *("text:page-number", "text:page-count", "text:script", "text:note-citation"),
        *("text:hidden-text", "text:hidden-paragraph", "draw:enhanced-geometry", "svg:title"),
        *("svg:desc", "text:number"),
    }
)
_SHAPES = (
    *("frame", "g", "a", "custom-shape", "rect", "ellipse", "circle", "line", "polyline"),
    *("polygon", "path", "connector", "caption"),
)
_DRAWN = frozenset(f"draw:{shape}" for shape in _SHAPES)
_PARAGRAPHS = ("text:p", "text:h")
_GAPS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_ROW_GROUPS = ("table:table-header-rows", "table:table-rows", "table:table-row-group")
_ALTERNATIVES = ("svg:title", "svg:desc")
_MOST_SPACES = 100
_MOST_REPEATED = 100


class Body:
    """Reads one document; `picture` gives the number of a picture from its place or its bytes."""

    def __init__(self, styles: Styles, picture: Callable[[str | bytes], int]) -> None:
        self.room = Room()
        self.notes: list[Sequence[Block]] = []
        self._styles = styles
        self._picture = picture
        self._lists = Lists(styles)
        self._depth = 0

    def blocks(self, parent: Any, inside: List | None = None) -> Iterator[Block]:
        """Yield what stands in an element that holds paragraphs."""
        for element in parent:
            if self.room.is_full:
                return
            name = named(element.tag)
            if name in _PARAGRAPHS:
                yield from self._paragraph(element, inside)
            elif name == "text:list":
                yield from self._list(element, inside)
            elif name == "table:table":
                yield from self._table(element)
            elif name in _DRAWN:
                yield from self._drawing(element)
            elif name not in _LEFT_OUT and attribute(element, "text:display") != "none":
                yield from self.blocks(element, inside)

    def _list(self, element: Any, outer: List | None) -> Iterator[Block]:
        current = self._lists.begin(element, outer)
        for item in element:
            current.take(item)
            yield from self.blocks(item, current)

    def _paragraph(self, element: Any, inside: List | None) -> Iterator[Block]:
        look = self._styles.of("paragraph", attribute(element, "text:style-name"))
        if look.get("text:display") == "none":
            return
        level = count(element, "text:outline-level", 10) if named(element.tag) == "text:h" else 0
        runs = Runs()
        hanging: list[Any] = []
        self._inline(element, look, runs, hanging)
        self.room.take()
        if made := runs.made():
            yield Paragraph(
                made,
                level=level,
                is_title="title" in look and not level,
                marker=inside.marker() if inside else self._lists.heading(element, level, look),
                depth=inside.depth if inside else 0,
                alignment=alignment_of(look.get("fo:text-align", "")),
                size=runs.size,
            )
        for drawing in hanging:
            yield from self._drawing(drawing)

    def _inline(
        self, element: Any, look: Look, runs: Runs, hanging: list[Any], link: str = ""
    ) -> None:
        """Add the text in an element; what is drawn beside it is put aside."""
        self._say(element.text, look, runs, link)
        for child in element:
            name = named(child.tag)
            if name in _GAPS:
                gap = _GAPS[name] * count(child, "text:c", _MOST_SPACES)
                runs.add(self._run(gap, look, link))
            elif name == "text:note":
                self._note(child, runs)
            elif name in _DRAWN:
                self._drawn(child, runs, hanging)
            elif name not in _LEFT_OUT:
                own = self._styles.own(attribute(child, "text:style-name"))
                within = open_styles.overlaid(look, own) if own else look
                if within.get("text:display") != "none":
                    to = attribute(child, "xlink:href") if name == "text:a" else ""
                    self._inline(child, within, runs, hanging, link_to(to) or link)
            self._say(child.tail, look, runs, link)

    def _say(self, text: str | None, look: Look, runs: Runs, link: str) -> None:
        if text and not self.room.is_full:
            kept = self.room.cut(text)
            runs.flow(self._run(kept, look, link), open_styles.points(look))

    def _run(self, text: str, look: Look, link: str) -> Run:
        font = self._styles.font(look)
        return Run(
            text,
            bold=open_styles.is_bold(look),
            italic=look.get("fo:font-style") in ("italic", "oblique"),
            superscript=open_styles.is_raised(look),
            link=link,
            encoding=marked.encoding_of(font),
            capitals=open_styles.is_of_capitals(look, font),
        )

    def _note(self, note: Any, runs: Runs) -> None:
        place = len(self.notes)
        self.notes.append(())
        for part in note:
            if named(part.tag) == "text:note-body":
                self.notes[place] = tuple(self.blocks(part))
        runs.add(Run("", footnote=place + 1))

    def _drawn(self, element: Any, runs: Runs, hanging: list[Any]) -> None:
        """Add a picture to the runs of the paragraph that it stands in, put others aside."""
        if named(element.tag) == "draw:a":
            for child in element:
                self._drawn(child, runs, hanging)
        elif shown := self._shown(element):
            runs.add(shown)
        else:
            hanging.append(element)

    def _drawing(self, element: Any) -> Iterator[Block]:
        """Yield the picture or the words of a drawing that stands on its own."""
        if shown := self._shown(element):
            yield Paragraph((shown,))
        elif named(element.tag) in _DRAWN:
            yield from self.blocks(element)

    def _shown(self, frame: Any) -> Run | None:
        """Return the picture in a frame; of several forms of it the first that can be shown."""
        if named(frame.tag) != "draw:frame":
            return None
        parts = {named(part.tag): part for part in frame}
        if "draw:text-box" in parts:
            return None
        for part in frame:
            if named(part.tag) == "draw:image" and (number := self._number(part)):
                said = [parts[name].text for name in _ALTERNATIVES if name in parts]
                alt = " ".join(" ".join(filter(None, said)).split())
                return Run(self.room.cut(alt), picture=number)
        return None

    def _number(self, image: Any) -> int:
        place = attribute(image, "xlink:href")
        if place:
            return self._picture(place)
        try:
            return self._picture(b64decode("".join(image.itertext())))
        except NotBase64:
            return 0

    def _table(self, element: Any) -> Iterator[Block]:
        if self._depth >= DEEPEST:
            yield from self.blocks(element)
            return
        self._depth += 1
        rows: list[tuple[Cell, ...]] = []
        headers = 0
        for row, is_header in self._rows(element):
            if self.room.is_full or len(rows) >= MOST_ROWS:
                break
            cells = self._cells(row)
            headers += is_header
            has_words = any(cell.blocks for cell in cells)
            again = count(row, "table:number-rows-repeated", _MOST_REPEATED) if has_words else 1
            rows += [cells] * again
        self._depth -= 1
        if any(rows):
            yield Table(tuple(rows), headers, has_lines=self._has_lines(element))

    def _rows(self, parent: Any, *, is_header: bool = False) -> Iterator[tuple[Any, bool]]:
        for element in parent:
            name = named(element.tag)
            if name == "table:table-row":
                yield element, is_header
            elif name in _ROW_GROUPS:
                starts = is_header or name == "table:table-header-rows"
                yield from self._rows(element, is_header=starts)

    def _cells(self, row: Any) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for element in row:
            if named(element.tag) == "table:table-cell" and len(cells) < MOST_COLUMNS:
                self.room.take()
                cell = Cell(
                    tuple(self.blocks(element)),
                    max(count(element, "table:number-columns-spanned", MOST_COLUMNS), 1),
                    max(count(element, "table:number-rows-spanned", MOST_ROWS), 1),
                )
                again = count(element, "table:number-columns-repeated", MOST_COLUMNS)
                cells += [cell] * min(again, MOST_COLUMNS - len(cells))
        return tuple(cells)

    def _has_lines(self, table: Any) -> bool:
        rows = (row for row, _ in self._rows(table))
        names = {attribute(cell, "table:style-name") for cell in chain.from_iterable(rows)}
        return any("lines" in self._styles.of("table-cell", name) for name in names)
