"""A paper as a DOCX file, laid out as people do: with styles or by hand, with frames, changes, old fonts."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from library.encodings import Encoding
from tests.originals.papers.source import Block, Paper
from tests.test_legacy import written

_RUNS = re.compile(r"(\{\+.*?\+\}|\{-.*?-\}|\{\?.*?\?\}|\*\*.*?\*\*|\*.*?\*|→|↵)")
_NESTED = re.compile(r"\[\[(.*?)\]\]")
_OLD: dict[str, Encoding] = {".VnTime": "tcvn3", "VNI-Times": "vni"}
_BOX = (
    '<w:r {}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" type="#_x0000_t202"'
    ' style="width:300pt;height:60pt"><v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict></w:r>'
)


def build(paper: Paper, path: Path) -> None:
    """Write the paper."""
    _Build(paper).document.save(str(path))


class _Build:
    """A document under way; each kind of block has a method of its name."""

    def __init__(self, paper: Paper) -> None:
        self.layout = paper.layout
        self.document = docx.Document()
        self._set_page()
        blocks = list(paper.blocks)
        sides = [[b for b in blocks if b.kind == side] for side in ("left", "right")]
        if any(sides):
            self._letterhead(*sides)
        for block in blocks:
            if block.kind not in ("left", "right"):
                getattr(self, f"_{block.kind}")(block)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        if self.layout.get("landscape"):
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
        if header := self.layout.get("header"):
            section.header.paragraphs[0].text = header
        if footer := self.layout.get("footer"):
            section.footer.paragraphs[0].text = footer
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(self.layout.get("size", 13))
        # An old font stands in the style only: no run says that its letters are none of Unicode.
        self._set_font(normal, self.layout.get("font", "Times New Roman"))

    def _set_font(self, holder: Any, name: str) -> None:
        holder.font.name = name
        properties = holder.element if hasattr(holder, "element") else holder._element
        fonts = properties.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), name)

    def _letterhead(self, left: Sequence[Block], right: Sequence[Block]) -> None:
        how = self.layout.get("letterhead", "table")
        if how == "tabs":
            for place in range(max(len(left), len(right))):
                pair = [side[place].text if place < len(side) else "" for side in (left, right)]
                self._fill(self.document.add_paragraph(), "→→".join(pair))
            return
        if how == "lines":
            for block in (*left, *right):
                self._centred(block.text, bold=block.text.isupper())
            return
        table = self.document.add_table(1, 2)
        for cell, side in zip(table.rows[0].cells, (left, right), strict=True):
            for place, block in enumerate(side):
                paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self._fill(paragraph, block.text, bold=block.text.isupper())

    def _centred(self, text: str, *, bold: bool) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._fill(paragraph, text, bold=bold)

    def _title(self, block: Block) -> None:
        if self.layout.get("title") == "style":
            self._fill(self.document.add_paragraph(style="Title"), block.text)
        else:
            self._centred(block.text, bold=True)

    def _heading(self, block: Block) -> None:
        if self.layout.get("headings", "bold") == "styles":
            self._fill(self.document.add_heading(level=block.level), block.text)
        else:
            self._fill(self.document.add_paragraph(), block.text, bold=True)

    def _paragraph(self, block: Block) -> None:
        self._fill(self.document.add_paragraph(), block.text)

    def _bullet(self, block: Block) -> None:
        self._item(block.text, "- ", "List Bullet")

    def _deeper(self, block: Block) -> None:
        self._item(block.text, "+ ", "List Bullet 2")

    def _item(self, text: str, marker: str, style: str) -> None:
        if self.layout.get("lists") == "word":
            self._fill(self.document.add_paragraph(style=style), text)
        else:
            self._fill(self.document.add_paragraph(), marker + text)

    def _table(self, block: Block) -> None:
        rows = block.rows
        table = self.document.add_table(len(rows), len(rows[0]))
        table.style = "Table Grid"
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                if text == "<":
                    table.cell(place, column - 1).merge(table.cell(place, column))
                elif text == "^":
                    table.cell(place - 1, column).merge(table.cell(place, column))
                else:
                    self._cell(table.cell(place, column), text, bold=not place)

    def _cell(self, cell: Any, text: str, *, bold: bool) -> None:
        self._fill(cell.paragraphs[0], _NESTED.sub("", text).strip(), bold=bold)
        for inner in _NESTED.findall(text):
            rows = [row.split(";") for row in inner.split("//")]
            table = cell.add_table(len(rows), len(rows[0]))
            table.style = "Table Grid"
            for place, row in enumerate(rows):
                for column, said in enumerate(row):
                    self._fill(table.cell(place, column).paragraphs[0], said.strip())
            cell.add_paragraph()

    def _box(self, block: Block) -> None:
        paragraph = self.document.add_paragraph()
        frame = parse_xml(_BOX.format(nsdecls("w")))
        inside = self.document.add_paragraph()
        self._fill(inside, block.text)
        frame.find(f".//{qn('w:txbxContent')}").append(inside._p)
        paragraph._p.append(frame)

    def _break(self, block: Block) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _signature(self, block: Block) -> None:
        left, _, right = block.text.partition("||")
        table = self.document.add_table(1, 2)
        for cell, text in zip(table.rows[0].cells, (left, right), strict=True):
            self._fill(cell.paragraphs[0], text.strip())

    def _fill(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        for part in filter(None, _RUNS.split(text)):
            mark = part[:2]
            if part in "→↵":
                run = paragraph.add_run()
                run.add_tab() if part == "→" else run.add_break()
            elif mark == "{?":
                self.document.add_comment(paragraph.runs, part[2:-2], "Tổ trưởng", "TT")
            elif mark in ("{+", "{-"):
                self._changed(paragraph, part[2:-2], mark == "{-")
            else:
                run = self._run(paragraph, part.strip("*") if part[0] == "*" else part)
                run.bold = bold or mark == "**" or None
                run.italic = (part[0] == "*" and mark != "**") or None

    def _run(self, paragraph: Any, text: str) -> Any:
        font = self.layout.get("font", "")
        if encoding := _OLD.get(font):
            if text.isupper() and encoding == "tcvn3" and self.layout.get("capitals"):
                run = paragraph.add_run(written(text.lower(), encoding))
                self._set_font(run, ".VnTimeH")
                return run
            return paragraph.add_run(written(text, encoding))
        return paragraph.add_run(
            unicodedata.normalize("NFD", text) if self.layout.get("nfd") else text
        )

    def _changed(self, paragraph: Any, text: str, is_deleted: bool) -> None:
        run = self._run(paragraph, text)._r
        run.getparent().remove(run)
        if is_deleted:
            for element in run.findall(qn("w:t")):
                element.tag = qn("w:delText")
        tag = "w:del" if is_deleted else "w:ins"
        change = OxmlElement(tag)
        change.set(qn("w:id"), "7")
        change.set(qn("w:author"), "Tổ trưởng")
        change.set(qn("w:date"), "2026-09-01T08:00:00Z")
        change.append(run)
        paragraph._p.append(change)
