"""The pieces of a Word file that python-docx has no call for: grids, links, notes, list numbers."""

from collections.abc import Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

_TWIPS_PER_MM = 1440 / 25.4


def element(tag: str, **attributes: str) -> Any:
    """Return a new element of the w: namespace; so are its attributes."""
    return OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in attributes.items()})


def appended(parent: Any, tag: str, **attributes: str) -> Any:
    """Add an element at the end; in the body that is before the section's properties."""
    child = element(tag, **attributes)
    section = parent.find(qn("w:sectPr"))
    if section is None:
        parent.append(child)
    else:
        section.addprevious(child)
    return child


def table(parent: Any, style: str, widths: Sequence[float]) -> Any:
    """Add a table without rows; the widths are in millimetres."""
    result = appended(parent, "tbl")
    if follows_table(result):
        # Word makes one table of two neighbours.
        appended(appended(gap := element("p"), "pPr"), "pStyle", val="TableText")
        result.addprevious(gap)
    properties = appended(result, "tblPr")
    appended(properties, "tblStyle", val=style)
    appended(properties, "tblW", w=_twips(sum(widths)), type="dxa")
    appended(properties, "tblLayout", type="fixed")
    appended(properties, "tblLook", val="04A0", firstRow="1", firstColumn="1", noVBand="1")
    grid = appended(result, "tblGrid")
    for width in widths:
        appended(grid, "gridCol", w=_twips(width))
    return result


def cells(
    table: Any, widths: Sequence[float], *, header: bool = False, height: float = 0
) -> list[Any]:
    """Add a row that stays on one page, if it is a header on each, and return its cells.

    The height is in millimetres; more where the content needs more.
    """
    row = appended(table, "tr")
    properties = appended(row, "trPr")
    appended(properties, "cantSplit")
    if height:
        appended(properties, "trHeight", val=_twips(height), hRule="atLeast")
    if header:
        appended(properties, "tblHeader")
    return [_cell(row, width) for width in widths]


def _cell(row: Any, width: float) -> Any:
    cell = appended(row, "tc")
    appended(appended(cell, "tcPr"), "tcW", w=_twips(width), type="dxa")
    return cell


def keep_whole(table: Any) -> None:
    """Keep a table on one page: each row with the next, as Word's own "keep with next" does it."""
    for row in table.xpath("./w:tr[position() < last()]"):
        for paragraph in row.xpath("./w:tc/w:p"):
            keep = paragraph.get_or_add_pPr().get_or_add_keepNext()
            keep.val = True


def align(cell: Any, side: str) -> None:
    """Set the paragraphs of a cell to "center" or "right"; otherwise their style decides."""
    for paragraph in cell.xpath("./w:p") if side in ("center", "right") else ():
        properties = paragraph.get_or_add_pPr()
        properties.get_or_add_jc().set(qn("w:val"), side)


def follows_table(node: Any) -> bool:
    """Tell whether the element right before is a table."""
    previous = node.getprevious()
    return previous is not None and bool(previous.tag == qn("w:tbl"))


def ends_open(cell: Any) -> bool:
    """Tell whether a cell still lacks the paragraph that Word wants at its end."""
    return bool(cell[-1].tag != qn("w:p"))


def describe(inline: Any, alternative: str, name: str) -> None:
    """Give an inline picture its alternative text, its name and no margin of its own."""
    inline.docPr.set("descr", alternative)
    inline.docPr.set("name", name)
    for side in ("T", "B", "L", "R"):
        inline.set(f"dist{side}", "0")


def link(paragraph: Any, part: Any, target: str) -> Any:
    """Add a hyperlink to "#label" or to an address, and return it for the runs to go into."""
    if target.startswith("#"):
        return appended(paragraph, "hyperlink", anchor=target[1:], history="1")
    result = appended(paragraph, "hyperlink", history="1")
    result.set(qn("r:id"), part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return result


def bookmark(paragraph: Any, number: int, name: str) -> None:
    """Put a bookmark around the runs of the paragraph."""
    paragraph.insert(1, element("bookmarkStart", id=str(number), name=name))
    appended(paragraph, "bookmarkEnd", id=str(number))


def numbering(document: Any, *, abstract: int, start: int, level: int) -> int:
    """Return a new number format instance, so that each list counts for itself."""
    number = document.part.numbering_part.element.add_num(abstract)
    number.add_lvlOverride(level).add_startOverride(start)
    return int(number.numId)


def number_paragraph(paragraph: Any, *, number: int, level: int) -> None:
    """Make the paragraph an item of a list."""
    properties = paragraph.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def footnote(paragraph: Any, notes: Any, number: int) -> Any:
    """Add a reference to a new footnote, and return the note for its blocks to go into."""
    appended(_reference_run(paragraph), "footnoteReference", id=str(number))
    return appended(notes, "footnote", id=str(number))


def mark_note(paragraph: Any) -> None:
    """Put the note's own number before the words of its first paragraph."""
    words = list(paragraph)[1:]
    appended(_reference_run(paragraph), "footnoteRef")
    space = appended(appended(paragraph, "r"), "t")
    space.text = " "
    space.set(qn("xml:space"), "preserve")
    paragraph.extend(words)


def _reference_run(paragraph: Any) -> Any:
    run = appended(paragraph, "r")
    appended(appended(run, "rPr"), "rStyle", val="FootnoteReference")
    return run


def _twips(millimetres: float) -> str:
    return str(round(millimetres * _TWIPS_PER_MM))
