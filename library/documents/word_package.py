"""A Word file: opened from `plan.xml`, our own empty document, and packed the same way every time.

`plan.xml` holds styles, numbering, page and notes; nothing of python-docx's own template is in it.
"""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part, PartFactory
from docx.oxml.parser import parse_xml
from docx.parts.story import StoryPart

_NAME = "{http://schemas.microsoft.com/office/2006/xmlPackage}name"
_KIND = "{http://schemas.microsoft.com/office/2006/xmlPackage}contentType"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
# The zip format knows no earlier day; with the real one, equal documents would differ.
_NO_DATE = (1980, 1, 1, 0, 0, 0)

# python-docx knows no footnotes: with this they are a part with pictures and links like the others.
PartFactory.part_type_for[CONTENT_TYPE.WML_FOOTNOTES] = StoryPart


def opened() -> Document:
    """Return a new document with our styles and no content."""
    return docx.Document(io.BytesIO(_template()))


def footnotes(document: Document) -> Any:
    """Return the part that the footnotes go into."""
    return document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)


def add_properties(document: Document, values: Mapping[str, str]) -> None:
    """Add custom properties, which Word and LibreOffice keep when somebody saves the file."""
    rows = "".join(
        f'<property fmtid="{_CUSTOM_FORMAT}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), start=2)
    )
    content = f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}">{rows}</Properties>'
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, content.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def packed(document: Document) -> bytes:
    """Return the file; the same document gives the same bytes."""
    saved, result = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            _add(target, name, source.read(name))
    return result.getvalue()


@cache
def _template() -> bytes:
    """Return `plan.xml` (Flat OPC) as the zip that python-docx opens."""
    result = io.BytesIO()
    parts: Any = parse_xml(Path(__file__).with_name("plan.xml").read_bytes())
    with zipfile.ZipFile(result, "w") as target:
        _add(target, "[Content_Types].xml", _content_types(parts))
        for part in parts:
            _add(target, part.get(_NAME).lstrip("/"), serialize_part_xml(part[0][0]))
    return result.getvalue()


def _content_types(parts: Any) -> bytes:
    rels = CONTENT_TYPE.OPC_RELATIONSHIPS
    overrides = "".join(
        f'<Override PartName="{part.get(_NAME)}" ContentType="{part.get(_KIND)}"/>'
        for part in parts
        if part.get(_KIND) != rels
    )
    default = f'<Default Extension="rels" ContentType="{rels}"/>'
    return f'<Types xmlns="{_TYPES}">{default}{overrides}</Types>'.encode()


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _NO_DATE)
    target.writestr(entry, content, zipfile.ZIP_DEFLATED)
