"""The table of `layout` as styles of a Word file, in the place of those that it came with."""

from typing import Any

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from library.documents.layout import LOOKS, Look

_NAMES = {"BodyText": "Body Text"} | {f"Heading{n}": f"heading {n}" for n in range(1, 5)}
_TWIPS = 1440 / 25.4
# Half points: nine columns on a landscape page need smaller letters.
_TABLE, _WIDE_TABLE = 26, 24
# A line of its own under a title, a paragraph that only parts two tables, and columns without lines.
_OTHERS = """
<w:styles {ns}>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="ShortRule">
    <w:name w:val="Short Rule"/><w:basedOn w:val="Normal"/>
    <w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>
      <w:spacing w:before="0" w:after="60" w:line="60" w:lineRule="exact"/></w:pPr>
    <w:rPr><w:sz w:val="4"/><w:szCs w:val="4"/></w:rPr>
  </w:style>
  <w:style w:type="paragraph" w:customStyle="1" w:styleId="Tiny">
    <w:name w:val="Tiny"/><w:basedOn w:val="Normal"/>
    <w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>
    <w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>
  </w:style>
  <w:style w:type="table" w:customStyle="1" w:styleId="Layout">
    <w:name w:val="Layout"/><w:basedOn w:val="TableNormal"/>
    <w:tblPr><w:tblCellMar>
      <w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>
    </w:tblCellMar></w:tblPr>
  </w:style>
</w:styles>"""


def put(styles: Any, *, landscape: bool) -> None:
    """Give a Word file the styles of an official document."""
    for id, look in LOOKS.items():
        for old in styles.xpath(f"./w:style[@w:styleId='{id}']"):
            styles.remove(old)
        styles.append(parse_xml(_style(id, look)))
    styles.extend(list(parse_xml(_OTHERS.format(ns=nsdecls("w")))))
    [text] = styles.xpath("./w:style[@w:styleId='TableText']")
    for tag in ("w:sz", "w:szCs"):
        text.find(f".//{qn(tag)}").set(qn("w:val"), str(_WIDE_TABLE if landscape else _TABLE))


def _style(id: str, look: Look) -> str:
    name = _NAMES.get(id, "".join(f" {c}" if c.isupper() else c for c in id).strip())
    level = f'<w:outlineLvl w:val="{int(id[-1]) - 1}"/>' if id.startswith("Heading") else ""
    size = round(look.size * 2)
    return f"""
<w:style {nsdecls("w")} w:type="paragraph"{"" if id in _NAMES else ' w:customStyle="1"'} w:styleId="{id}">
  <w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>
  <w:pPr>{"<w:keepNext/>" if look.keep else ""}
    <w:spacing w:before="{look.before * 20:.0f}" w:after="{look.after * 20:.0f}"
      w:line="{look.line * 240:.0f}" w:lineRule="auto"/>
    <w:ind w:firstLine="{round(look.indent * _TWIPS)}"/>
    <w:jc w:val="{look.side}"/>{level}</w:pPr>
  <w:rPr>{"<w:b/><w:bCs/>" if look.bold else ""}{"<w:i/><w:iCs/>" if look.italic else ""}
    <w:color w:val="000000"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>
</w:style>"""
