"""An official document as Word file: the styles of `layout`, columns for the head and the signature.

The body is written as in any other Word file of ours; an annex is a section with its own numbers.
"""

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from library.documents import (
    layout,
    official,
    official_styles,
    pictures,
    to_docx,
    word_elements,
    word_package,
    wording,
)
from library.documents.blocks import Run
from library.documents.official import Annex, Columns, Element, Line, Logo, Official
from library.documents.to_docx import Place

_GAP, _AFTER_TABLE = Pt(8), Pt(6)
# Our lists begin 6 mm from the margin, those of official documents where a first line does.
_DEEPER = round((layout.FIRST_LINE - 6) * 1440 / 25.4)


def write(official: Official) -> bytes:
    """Return the DOCX; the same document gives the same bytes."""
    return word_package.packed(_Writer(official).written())


class _Writer(to_docx.Writer):
    def __init__(self, source: Official) -> None:
        super().__init__(source.document)
        self._official = source
        self._main = replace(self._main, width=source.width)

    def written(self) -> Any:
        source = self._official
        self._describe()
        for indent in self._word.part.numbering_part.element.iter(qn("w:ind")):
            indent.set(qn("w:left"), str(int(indent.get(qn("w:left"))) + _DEEPER))
        official_styles.put(self._word.styles.element, landscape=source.landscape)
        self._set_page(landscape=source.landscape)
        for row in official.head(source):
            self._columns(row)
        self._elements(self._main, official.title(source))
        self._gap()
        self._elements(self._main, official.opening(source))
        self._blocks(self._main, source.body)
        if signing := official.signing(source):
            self._keep_the_end()
            self._gap()
            self._columns(signing)
        for annex in source.annexes:
            self._annex(annex)
        if source.credit:
            self._elements(self._main, [Line("Credit", source.credit)])
        elif signing:
            self._paragraph(replace(self._main, style="Tiny"), [])
        return self._word

    def _set_page(self, *, landscape: bool) -> None:
        """Set the paper of what is written last."""
        section = self._word.sections[-1]
        width, height = layout.page(landscape=landscape)
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
        section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
        orientation = "landscape" if landscape else "portrait"
        section._sectPr.find(qn("w:pgSz")).set(qn("w:orient"), orientation)

    def _paragraph(self, place: Place, runs: Sequence[Run]) -> Paragraph:
        paragraph = super()._paragraph(place, runs)
        if place.style.startswith("Heading") and word_elements.follows_table(paragraph._p):
            paragraph.paragraph_format.space_before = _AFTER_TABLE
        if blanks := sum(run.text.count("\t") for run in runs):
            self._rule_blanks(paragraph, place.width, blanks)
        return paragraph

    def _rule_blanks(self, paragraph: Paragraph, width: float, count: int) -> None:
        """Make dotted lines to write on of the tabs in a line; a name comes first and needs most."""
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for number in range(1, count + 1):
            place = Mm(width * (number / count) ** 0.6)
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                place, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )

    def _columns(self, row: Columns) -> None:
        body = self._main.element
        last = body.xpath("./*[not(self::w:sectPr)][last()]")
        is_next = bool(last) and last[0].tag == qn("w:tbl")
        grid = last[0] if is_next else word_elements.table(body, "Layout", row.widths)
        cells = word_elements.cells(grid, row.widths)
        if not row.whole:
            properties = cells[0].getparent().find(qn("w:trPr"))
            properties.remove(properties.find(qn("w:cantSplit")))
        for cell, width, found in zip(cells, row.widths, row.cells, strict=True):
            place = Place(cell, self._main.part, width, "BodyText")
            self._elements(place, found)
            if word_elements.ends_open(cell):
                self._paragraph(replace(place, style="Number"), [])

    def _elements(self, place: Place, found: Iterable[Element]) -> None:
        for each in found:
            if isinstance(each, Line):
                self._paragraph(replace(place, style=each.look), wording.runs(each.text))
            elif isinstance(each, Logo):
                self._logo(place, each)
            else:
                self._rule(place, (place.width - each.length) / 2)

    def _logo(self, place: Place, logo: Logo) -> None:
        """Put the picture in the middle; one that cannot be read takes no room."""
        found = pictures.readable(logo.data)
        drawing = pictures.for_word(found) if found else None
        if drawing:
            paragraph = self._paragraph(replace(place, style="Picture"), [])
            run = paragraph.add_run()
            run.add_picture(io.BytesIO(drawing.data), height=Mm(layout.LOGO_HEIGHT))

    def _rule(self, place: Place, side: float) -> None:
        paragraph = self._paragraph(replace(place, style="ShortRule"), [])
        paragraph.paragraph_format.left_indent = Mm(side)
        paragraph.paragraph_format.right_indent = Mm(side)

    def _keep_the_end(self) -> None:
        """Let the last lines of the body go with the signature: it never stands alone on a page.

        Of a table that is its last row; a short one, which stays whole otherwise, may part before it,
        or it would take its own heading along and leave a page empty.
        """
        body = self._main.element
        for last in body.xpath("./*[not(self::w:sectPr)][last()]"):
            rows = last.xpath("./w:tr")
            for paragraph in rows[-1].xpath("./w:tc/w:p") if rows else [last]:
                paragraph.get_or_add_pPr().get_or_add_keepNext().val = True
            for paragraph in rows[-2].xpath("./w:tc/w:p") if len(rows) > 2 else ():
                paragraph.get_or_add_pPr().get_or_add_keepNext().val = False

    def _gap(self) -> None:
        paragraph = self._paragraph(replace(self._main, style="Tiny"), [])
        paragraph.paragraph_format.space_after = _GAP
        paragraph.paragraph_format.keep_with_next = True

    def _annex(self, annex: Annex) -> None:
        """Begin an annex on a page of its own, counted from 1."""
        body = self._word.element.body
        self._paragraph(replace(self._main, style="Tiny"), [])
        before = body.xpath("./w:p[last()]")[0].get_or_add_pPr()
        before.append(deepcopy(body.sectPr))
        section = body.sectPr
        for old in section.xpath("./w:headerReference|./w:footerReference|./w:pgNumType"):
            section.remove(old)
        section.find(qn("w:pgMar")).addnext(word_elements.element("pgNumType", start="1"))
        self._set_page(landscape=annex.landscape)
        width = layout.text_width(landscape=annex.landscape)
        self._main = replace(self._main, width=width)
        self._elements(self._main, official.annex(annex))
        self._gap()
        self._blocks(self._main, annex.body)
