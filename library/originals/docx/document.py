"""Reads Word files (DOCX): the final text, as somebody sees it who has accepted every change.

Headers, footers, comments and what is hidden are left out; text boxes follow their paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from library.items import marked
from library.originals.bounds import Room
from library.originals.docx import tables
from library.originals.docx.numbering import BULLET, Numbering
from library.originals.docx.parts import Parts, Pictures, relations
from library.originals.docx.styles import Look, Styles, W, of_paragraph, of_run, value
from library.originals.shape import Block, Manuscript, Paragraph, Run, Table

DOCUMENT = "word/document.xml"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# What holds text that is part of the paragraph or of the page around it.
_OPEN = {"ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# Wingdings that schools use: boxes to tick, ticks, arrows.
_SYMBOLS = {
    "a8": "☐", "6f": "☐", "71": "☐", "72": "☐", "fe": "☑", "fd": "☒", "fc": "✓", "fb": "✗",
    "e0": "→", "e8": "→", "f0": "⇒", "2d": "-",
}  # fmt: skip
_DEEPER_LIST = re.compile(r"list(?:bullet|number)([2-5])")
_DEEPEST = 12
_MOST_NOTES = 1000


def read(content: bytes) -> Manuscript:
    """Return what a Word file says; whatever lxml and zipfile raise is for who calls."""
    parts = Parts(content)
    root = parts.xml(DOCUMENT)
    body = root.find(W + "body") if root is not None else None
    reader = _Reader(parts)
    blocks = list(reader.blocks(body, 0)) if body is not None else []
    return Manuscript(
        blocks=blocks,
        notes=reader.notes(),
        pictures=reader.pictures.all,
        properties=_properties(parts),
        warnings=[*_warnings(reader)],
    )


def _warnings(reader: "_Reader") -> Iterator[str]:
    if reader.pictures.was_left_out:
        yield "pictures"
    if reader.room.is_full:
        yield "length"


def _properties(parts: Parts) -> dict[str, str]:
    found: dict[str, str] = {}
    core, custom = parts.xml("docProps/core.xml"), parts.xml("docProps/custom.xml")
    for each in core if core is not None else ():
        name = etree.QName(each).localname
        if name in ("title", "creator", "language") and each.text:
            found[name] = each.text
    for each in custom if custom is not None else ():
        found[each.get("name", "")] = "".join(each.itertext())
    return found


class _Reader:
    """Walks the tree of one file and counts lists, notes and pictures as it goes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.styles = Styles(parts.xml("word/styles.xml"))
        self.pictures = Pictures(parts)
        self._numbering = Numbering(parts.xml("word/numbering.xml"))
        self._relations = relations(parts, DOCUMENT)
        self._notes: list[tuple[str, str]] = []
        self._boxes: list[etree._Element] = []
        self._carried: tuple[Run, ...] = ()
        self.room = Room()

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the paragraphs and tables in a body, a cell, a note or a text box."""
        for element in parent:
            if self.room.is_full:
                return
            name = _name(element)
            if name == "p":
                yield from self._paragraph(element, depth)
            elif name == "tbl" and depth < _DEEPEST:
                yield self._table(element, depth)
            elif name in _OPEN:
                yield from self.blocks(element, depth)

    def _table(self, element: etree._Element, depth: int) -> Table:
        style = self.styles.look(value(element, "tblPr", "tblStyle"), "table")
        cells = tables.cells(element, lambda cell: tuple(self.blocks(cell, depth + 1)))
        table = tables.table(element, cells, has_lines=bool(style.has_lines))
        return replace(table, style=style.style or "")

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Block]:
        properties = element.find(W + "pPr")
        style = self.styles.look(value(properties, "pStyle"))
        look = of_paragraph(properties).over(style).over(self.styles.below)
        outer, self._boxes = self._boxes, []
        runs = self._carried + tuple(self._runs(element, look, ""))
        self._carried = ()
        boxes, self._boxes = self._boxes, outer
        if _is_joined(properties):  # a mark that was deleted: this one goes on in the next
            self._carried = runs
        else:
            yield self._made(runs, look)
        for box in boxes if depth < _DEEPEST else ():
            yield from self.blocks(box, depth + 1)

    def _made(self, runs: tuple[Run, ...], look: Look) -> Paragraph:
        self.room.take()
        number, level = look.numbering or ("", 0)
        is_listed = number not in ("", "0") and any(run.text.strip() or run.picture for run in runs)
        marker = self._numbering.marker(number, level) if is_listed else ""
        return Paragraph(
            runs=runs,
            level=look.level or 0,
            is_title=bool(look.is_title),
            marker=marker,
            depth=(level or _depth(look.style or "")) if marker else 0,
            alignment=look.alignment if look.alignment in ("center", "right") else "",
            size=look.size or 0.0,
            style=look.style or "",
        )

    def _runs(self, parent: etree._Element, below: Look, link: str) -> Iterator[Run]:
        for element in parent:
            name = _name(element)
            if name == "r":
                yield from self._run(element, below, link)
            elif name == "hyperlink":
                yield from self._runs(element, below, self._address(element) or link)
            elif name in _OPEN:
                yield from self._runs(element, below, link)
            elif name in ("oMath", "oMathPara"):
                yield Run("".join(each.text or "" for each in element.iter("{*}t")))

    def _address(self, element: etree._Element) -> str:
        address = self._relations.get(element.get(_OFFICE + "id", ""), "")
        return address if address.startswith(("http://", "https://", "mailto:")) else ""

    def _run(self, element: etree._Element, below: Look, link: str) -> Iterator[Run]:
        properties = element.find(W + "rPr")
        named = value(properties, "rStyle")
        style = self.styles.look(named, "character") if named else Look()
        look = of_run(properties).over(style).over(below)
        if look.hidden:
            return
        plain = _plain(look, link)
        for child in element:
            yield from self._piece(child, plain)

    def _piece(self, child: etree._Element, plain: Run) -> Iterator[Run]:
        name = _name(child)
        if name == "t":
            yield replace(plain, text=self.room.cut(child.text or ""))
        elif name in _SIGNS:
            if child.get(W + "type") != "page":
                yield replace(plain, text=_SIGNS[name])
        elif name == "sym":
            code = child.get(W + "char", "").lower()[-2:]
            yield Run(_SYMBOLS.get(code, BULLET))
        elif name in ("footnoteReference", "endnoteReference"):
            self._notes.append((name.removesuffix("Reference"), child.get(W + "id", "")))
            yield Run("", footnote=len(self._notes))
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            yield from self._drawn(child)

    def _drawn(self, element: etree._Element) -> Iterator[Run]:
        """Yield the pictures of a drawing; its text boxes wait for the end of the paragraph."""
        if _name(element) == "AlternateContent":
            element = next(iter(element), element)  # the newer copy stands first
        boxes = element.xpath(
            ".//*[local-name()='txbxContent'][not(ancestor::*[local-name()='txbxContent'])]"
        )
        self._boxes += boxes
        about = next(element.iter("{*}docPr"), None)
        alt, title = (
            (about.get("descr", ""), about.get("name", "")) if about is not None else ("", "")
        )
        for each in element.iter("{*}textpath"):  # WordArt, in which old papers set their titles
            yield Run(self.room.cut(each.get("string", "")))
        pointers = (("{*}blip", "embed"), ("{*}imagedata", "id"))
        for tag, attribute in pointers:
            for each in element.iter(tag):
                if not any(box in each.iterancestors() for box in boxes):
                    target = self._relations.get(each.get(_OFFICE + attribute, ""), "")
                    if number := self.pictures.number(target, title) if target else 0:
                        yield Run(alt, picture=number)

    def notes(self) -> list[list[Block]]:
        """Return the notes in the order of their numbers; those within notes are not read."""
        wanted = self._notes[:_MOST_NOTES]
        texts = {kind: self._texts_of(kind) for kind in {kind for kind, _id in wanted}}
        found = [texts[kind].get(id) for kind, id in wanted]
        return [[] if each is None else list(self.blocks(each, _DEEPEST)) for each in found]

    def _texts_of(self, kind: str) -> dict[str, etree._Element]:
        root = self._parts.xml(f"word/{kind}s.xml")
        elements = root.iter(W + kind) if root is not None else ()
        return {each.get(W + "id", ""): each for each in elements}


def _plain(look: Look, link: str) -> Run:
    font = look.font or ""
    return Run(
        "",
        # Plans of the typewriter's habits underline their headings.
        bold=bool(look.bold or (look.underlined and not link)),
        italic=bool(look.italic),
        superscript=bool(look.raised),
        link=link,
        encoding=marked.encoding_of(font),
        capitals=bool(look.capitals) or marked.is_of_capitals(font),
    )


def _depth(style: str) -> int:
    """Return how deep a list is by the name of its style: Word's "List Bullet 2" is one of its own."""
    found = _DEEPER_LIST.fullmatch(style)
    return int(found[1]) - 1 if found else 0


def _is_joined(properties: etree._Element | None) -> bool:
    path = f"{W}rPr/{W}del"
    return properties is not None and properties.find(path) is not None


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
