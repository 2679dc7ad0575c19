"""A document as Word file: real styles, lists, header rows, footnotes and links.

Styles and page are in `plan.xml`; here only content is put in, so no font or size is named.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from library.documents import blocks, document, pictures, word_elements, word_package
from library.documents.blocks import Block, Run
from library.documents.document import Document
from library.documents.pictures import Drawing
from library.items import origin

# In plan.xml: the w:num of bullets that start with "-" and with "+", the w:abstractNum of numbers.
_BULLETS = (1, 3)
_NUMBERS = 2
_DEEPEST_LEVEL = 8
# Millimetres; the indents as in the list levels of plan.xml.
_FIRST_INDENT = 11.0
_LEVEL_INDENT = 7.0
_CELL_PADDING = 3.9
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_LONGEST_PROPERTY = 255
_AFTER_TABLE = Pt(6)


def write(document: Document) -> bytes:
    """Return the DOCX; the same document gives the same bytes."""
    return word_package.packed(Writer(document).written())


@dataclass(frozen=True)
class Place:
    """Where blocks go: an element of the body, a cell or a note, and the width there in mm."""

    element: Any
    part: Any
    width: float
    style: str
    level: int = -1
    bullets: int = 0


class Writer:
    def __init__(self, source: Document) -> None:
        self._word = word_package.opened()
        self._source = source
        self._labels = {anchor: n for n, anchor in enumerate(document.anchors(source.body))}
        self._unlabelled = set(self._labels)
        self._notes = document.notes(source.body)
        self._noted: set[int] = set()
        self._drawings: dict[str, Drawing | None] = {}
        part = self._word.part
        self._main = Place(part.element.body, part, document.TEXT_WIDTH, "BodyText")

    def written(self) -> Any:
        self._describe()
        self._front()
        self._blocks(self._main, document.outlined(self._source.body))
        self._foot()
        return self._word

    def _describe(self) -> None:
        source, properties = self._source, self._word.core_properties
        code = _LANGUAGES.get(source.language, source.language)
        self._word.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), code)
        properties.title = _property(source.title)
        properties.subject = _property(source.promise)
        properties.author = properties.last_modified_by = _property("; ".join(source.authors))
        properties.keywords = _property(", ".join(source.keywords))
        properties.language = _property(code)
        properties.created = properties.modified = source.modified_at.astimezone(UTC)
        if source.origin:
            word_package.add_properties(self._word, origin.properties(source.origin))

    def _front(self) -> None:
        source = self._source
        self._styled(self._main, "Kind", [Run(source.kind)] if source.kind else [])
        self._styled(self._main, "Title", [Run(source.title)])
        self._paragraph(replace(self._main, style="Rule"), [])
        self._styled(self._main, "Subtitle", [Run(source.promise)] if source.promise else [])
        if source.facts:
            self._facts(document.fact_widths(source.facts))

    def _foot(self) -> None:
        """Say where it comes from at the foot of the first page, where it costs no sheet."""
        footer = self._word.sections[0].first_page_footer
        place = replace(self._main, element=footer._element, part=footer.part, style="Source")
        self._paragraph(place, document.source_runs(self._source))

    def _facts(self, shares: Sequence[float]) -> None:
        place = self._main
        widths = [share * place.width for share in shares]
        table = word_elements.table(place.element, "Facts", widths)
        for label, value in self._source.facts:
            name, content = word_elements.cells(table, widths)
            self._styled(replace(place, element=name), "TableText", [Run(label, bold=True)])
            self._styled(replace(place, element=content), "TableText", [Run(value)])

    def _styled(self, place: Place, style: str, runs: Sequence[Run]) -> None:
        if runs:
            self._paragraph(replace(place, style=style), runs)

    def _paragraph(self, place: Place, runs: Sequence[Run]) -> Paragraph:
        element = word_elements.appended(place.element, "p")
        element.style = place.style
        paragraph = Paragraph(element, place.part)
        if place.style == "BodyText" and word_elements.follows_table(element):
            paragraph.paragraph_format.space_before = _AFTER_TABLE
        if place.style == "ListContinue":
            paragraph.paragraph_format.left_indent = Mm(_FIRST_INDENT + place.level * _LEVEL_INDENT)
        for run in runs:
            self._run(element, run, place)
        return paragraph

    def _run(self, paragraph: Any, run: Run, place: Place) -> None:
        if run.footnote and run.footnote not in self._noted:
            self._footnote(paragraph, run.footnote)
            return
        target = document.target(self._source, run.link) if run.link else ""
        if target.startswith("#"):
            target = f"#h{self._labels[target[1:]]}"
        parent = word_elements.link(paragraph, place.part, target) if target else paragraph
        element = word_elements.appended(parent, "r")
        if run.code:
            element.style = "CodeWord"
        elif target and not target.startswith("#"):
            element.style = "Hyperlink"
        word = WordRun(element, place.part)
        word.text = blocks.printable(run.text)
        # A quotation is set in italics: what is stressed in it stands upright, as in print.
        italic = place.style != "Quote"
        word.bold, word.italic = run.bold or None, italic if run.italic else None
        word.font.superscript = run.superscript or None
        word.font.highlight_color = WD_COLOR_INDEX.YELLOW if run.marked else None

    def _footnote(self, paragraph: Any, number: int) -> None:
        self._noted.add(number)
        part = word_package.footnotes(self._word)
        note = word_elements.footnote(paragraph, part.element, number)
        place = Place(note, part, self._main.width, "FootnoteText")
        first, rest = _marked(self._notes[number - 1])
        word_elements.mark_note(self._paragraph(place, first)._p)
        self._blocks(place, rest)

    def _blocks(self, place: Place, found: Iterable[Block]) -> None:
        for block in found:
            self._block(place, block)

    def _block(self, place: Place, block: Block) -> None:
        match block:
            case blocks.Heading():
                self._heading(place, block)
            case blocks.Paragraph():
                keep = document.is_lead(block) or None
                self._paragraph(place, block.runs).paragraph_format.keep_with_next = keep
            case blocks.List():
                self._list(place, block)
            case blocks.Table():
                self._table(place, block)
            case blocks.Quote():
                self._blocks(replace(place, style="Quote"), block.blocks)
            case blocks.Picture():
                self._picture(place, block)
            case blocks.Code():
                self._styled(place, "Code", [Run(block.text)])
            case blocks.Rule():
                self._paragraph(replace(place, style="Rule"), [])

    def _heading(self, place: Place, heading: blocks.Heading) -> None:
        at = replace(place, style=f"Heading{heading.level}")
        paragraph = self._paragraph(at, heading.runs)
        if heading.anchor in self._unlabelled:
            self._unlabelled.remove(heading.anchor)
            number = self._labels[heading.anchor]
            word_elements.bookmark(paragraph._p, number, f"h{number}")

    def _list(self, place: Place, found: blocks.List) -> None:
        level = min(place.level + 1, _DEEPEST_LEVEL)
        number = self._number(place, found, level)
        bullets = place.bullets + (not found.ordered)
        at = replace(place, level=level, bullets=bullets, width=place.width - _LEVEL_INDENT)
        marked, below = at, at
        if place.style in ("BodyText", "ListContinue"):
            marked = replace(at, style="ListNumber" if found.ordered else "ListBullet")
            below = replace(at, style="ListContinue")
        for item in found.items:
            first, rest = _marked(item)
            paragraph = self._paragraph(marked, first)
            word_elements.number_paragraph(paragraph._p, number=number, level=level)
            self._blocks(below, rest)

    def _number(self, place: Place, found: blocks.List, level: int) -> int:
        if found.ordered:
            word = self._word
            return word_elements.numbering(word, abstract=_NUMBERS, start=found.start, level=level)
        return _BULLETS[(level - place.bullets) % 2]

    def _table(self, place: Place, table: blocks.Table) -> None:
        self._styled(place, "Caption", table.caption)
        widths = [share * place.width for share in document.table_widths(table)]
        grid = word_elements.table(place.element, "TableGrid", widths)
        for row in table.header:
            cells = word_elements.cells(grid, widths, header=True)
            for cell, content, width in zip(cells, row, widths, strict=True):
                self._cell(Place(cell, place.part, width - _CELL_PADDING, "TableHeading"), content)
        whole = document.is_short(table)
        for row in table.rows:
            height = document.WRITING_HEIGHT if document.is_form(row) else 0
            cells = word_elements.cells(grid, widths, height=height)
            for cell, content, width, side in zip(
                cells, row, widths, table.alignments, strict=True
            ):
                at = Place(cell, place.part, width - _CELL_PADDING, "TableText")
                self._cell(at, content)
                word_elements.align(cell, side)
        if whole:
            word_elements.keep_whole(grid)

    def _cell(self, place: Place, content: Sequence[Block]) -> None:
        self._blocks(place, content)
        if word_elements.ends_open(place.element):
            self._paragraph(place, [])

    def _picture(self, place: Place, picture: blocks.Picture) -> None:
        if picture.source not in self._drawings:
            self._drawings[picture.source] = self._readable(picture.source)
        drawing = self._drawings[picture.source]
        if drawing is None:
            self._styled(place, place.style, document.instead_of(picture))
            return
        at = replace(place, style="Picture") if place is self._main else place
        paragraph = self._paragraph(at, [])
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(
            io.BytesIO(drawing.data), Mm(min(drawing.width, place.width))
        )
        name = origin.picture_name(picture.source, drawing.data)
        word_elements.describe(shape._inline, picture.alt, name)

    def _readable(self, source: str) -> Drawing | None:
        found = pictures.readable(self._source.pictures.get(source, b""))
        return pictures.for_word(found) if found else None


def _marked(item: Sequence[Block]) -> tuple[Sequence[Run], Sequence[Block]]:
    """Split an item into the words beside its bullet or number, and the blocks below."""
    if item and isinstance(item[0], blocks.Paragraph):
        return item[0].runs, item[1:]
    return (), item


def _property(text: str) -> str:
    return blocks.printable(text)[:_LONGEST_PROPERTY]
