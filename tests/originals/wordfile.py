"""Word files from the XML of their parts, for what no program writes on demand."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, parts: Mapping[str, str | bytes] | None = None, **part: str) -> bytes:
    """Return a Word file: its body, `styles`, `numbering` or `footnotes` as XML, other parts by name."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_KINDS}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        document = f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        for name, xml in part.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_SPACES}>{xml}</w:{name}>")
        for path, content in (parts or {}).items():
            archive.writestr(path, content)
    return stream.getvalue()


def relations(**targets: str) -> dict[str, str]:
    """Return the part that says which pictures and links a document has, by their ids."""
    rows = "".join(_relation(id, target) for id, target in targets.items())
    return {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'
    }


def _relation(id: str, target: str) -> str:
    is_link = ":" in target
    kind, mode = ("hyperlink", 'TargetMode="External"') if is_link else ("image", "")
    return f'<Relationship Id="{id}" Type="{_KINDS}/{kind}" Target="{target}" {mode}/>'


def p(text: str = "", *, bold: bool = False, center: bool = False, inner: str = "") -> str:
    """Return a paragraph."""
    look = '<w:pPr><w:jc w:val="center"/></w:pPr>' if center else ""
    return f"<w:p>{look}{r(text, '<w:b/>' if bold else '') if text else ''}{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    """Return a cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tbl(*rows: str, lines: bool = True) -> str:
    """Return a table of rows, each the XML of its cells."""
    border = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>' if lines else ""
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{border}</w:tblPr>{body}</w:tbl>"
