"""Reads PDF files with text: letters and rules by their places, joined to paragraphs and tables."""

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import raw

from library import damage
from library.originals.album import Album
from library.originals.bounds import Room
from library.originals.pdf import grids, layout, running, spanning
from library.originals.pdf.layout import Area, Element, Sheet
from library.originals.pdf.passages import Passage, paragraph
from library.originals.pdf.printed import Box, Page
from library.originals.pdf.shapes import Shapes
from library.originals.pdf.words import Frame, Letters
from library.originals.shape import (
    Block,
    Cell,
    Manuscript,
    Paragraph,
    Run,
    Table,
    Unreadable,
    paragraphs,
)

MOST_PAGES = 200
_MOST_WORDS = 300_000
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
# A page is a scan when a picture covers so much of it and there are so few letters.
_COVERED, _FEW_LETTERS = 0.5, 100
_LONGEST_PROPERTY = 1000
_MARKS = ".,;:!?()“”\"'"
_NO_TITLE = ("microsoft word", "untitled", "document")


def read(content: bytes) -> Manuscript:
    """Return what a PDF says; raise Unreadable when it cannot be opened or has no text."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            return _read(document)
    except pypdfium2.PdfiumError as error:
        # pdfium may still name the error of the file before.
        is_locked = error.err_code in _LOCKED and b"/Encrypt" in content
        raise Unreadable("locked" if is_locked else "damaged") from error


def _read(document: Any) -> Manuscript:
    album = Album()
    pages = [*_pages(document, album)]
    if not pages:
        raise Unreadable("damaged")
    _check_text(pages)
    running.without(pages)
    edges = spanning.edges(pages)
    elements = spanning.joined([_elements(page, *edges[page.width]) for page in pages])
    room = Room()
    known = frozenset(word.text.strip(_MARKS).lower() for page in pages for word in page.words)
    blocks = [block for element in elements if (block := _block(element, room, known))]
    text = "\n".join(each.text for each in paragraphs(blocks))
    if not text.strip():
        raise Unreadable("scan")
    warnings = []
    if len(document) > MOST_PAGES:
        warnings.append("pages")
    if room.is_full:
        warnings.append("length")
    if damage.has_lost_letters(text):
        warnings.append("lost")
    if album.is_short:
        warnings.append("pictures")
    return Manuscript(blocks, album.pictures, properties=_properties(document), warnings=warnings)


def _pages(document: Any, album: Album) -> Iterator[Page]:
    """Yield the pages that are read, each with its words, rules and pictures."""
    letters, shapes = Letters(), Shapes(album)
    left = _MOST_WORDS
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue  # one page that is damaged leaves the others
        try:
            if left > 0:
                yield (made := _page(page, letters, shapes))
                left -= len(made.words)
        finally:
            page.close()


def _page(page: Any, letters: Letters, shapes: Shapes) -> Page:
    x0, y0, x1, y1 = page.get_cropbox()
    turns = raw.FPDFPage_GetRotation(page) % 4
    width, height = x1 - x0, y1 - y0
    frame = Frame(*((height, width) if turns % 2 else (width, height)), turns, x0, y0)
    result = Page(frame.width, frame.height)
    result.words = [
        word
        for word in letters.words(page, frame)
        if -1 <= word.x0 <= frame.width and 0 <= word.base <= frame.height + word.size
    ]
    shapes.read(page, frame, result)
    result.grids = grids.found(result)
    return result


def _check_text(pages: Sequence[Page]) -> None:
    """Refuse pages that are pictures, be a stamp or a signature written over them."""
    letters = [sum(len(word.text) for word in page.words) for page in pages]
    scans = sum(
        count < _FEW_LETTERS and page.covered > _COVERED * page.width * page.height
        for count, page in zip(letters, pages, strict=True)
    )
    if not sum(letters) or scans > len(pages) / 2:
        raise Unreadable("scan")


def _elements(page: Page, left: float, right: float) -> list[Element]:
    """Return what stands on a page: what lies in a table's cell first, then the table, then all."""
    tables = page.grids
    areas = [[Area([]) for _ in grid.cells] for grid in tables]
    rest = Area([])

    def area_at(x: float, y: float, first: int = 0) -> Area:
        for grid, cells in zip(tables[first:], areas[first:], strict=True):
            if grid.box.holds(x, y):
                for cell, area in zip(grid.cells, cells, strict=True):
                    if cell.box.holds(x, y):
                        return area
        return rest

    for word in page.words:
        area_at((word.x0 + word.x1) / 2, word.base - word.size / 3).words.append(word)
    for shown in page.pictures:
        x, y = _middle(shown.box)
        area_at(x, y).placed.append((shown.box.y0, shown))
    for number, (grid, cells) in enumerate(zip(tables, areas, strict=True)):
        sheet = layout.ruled(grid, cells)
        if any(cell.elements for row in sheet.rows for cell in row):
            area_at(*_middle(grid.box), first=number + 1).placed.append((grid.box.y0, sheet))
    return layout.read(rest, left, right)


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _block(element: Element, room: Room, known: frozenset[str]) -> Block | None:
    """Return an element as a manuscript has it; None where there is no room any more."""
    if room.is_full:
        return None
    room.take()
    if isinstance(element, Passage):
        made = paragraph(element, known)
        room.cut(made.text)
        return made if made.runs else None
    if isinstance(element, Sheet):
        rows = tuple(
            tuple(
                Cell(
                    tuple(block for each in cell.elements if (block := _block(each, room, known))),
                    cell.columns,
                    cell.rows,
                )
                for cell in row
            )
            for row in element.rows
        )
        return Table(rows, element.headers, has_lines=bool(element.edges))
    return Paragraph((Run("", picture=element.number),))


def _properties(document: Any) -> dict[str, str]:
    said = document.get_metadata_dict(skip_empty=True)
    found = {
        name.lower(): said[name].strip()[:_LONGEST_PROPERTY]
        for name in ("Title", "Author")
        if said.get(name, "").strip()
    }
    if found.get("title", "").lower().startswith(_NO_TITLE):
        del found["title"]
    return found
