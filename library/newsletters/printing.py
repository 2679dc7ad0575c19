"""An issue on A4, set by typst from `newsletter.typ`: tagged, PDF/UA-1 and PDF/A-2a where it can be.

Every word comes in the language of the issue from the caller.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from library.documents import document, pictures, to_pdf, typesetting
from library.documents.blocks import Run
from library.documents.document import Document

# A column of A4 is 87 mm wide: so many pixels are 230 a inch, and keep a page of photos small.
_PIXELS = 800
_TALLEST = 50.0
# Fewer pieces with a short text before them stand in one column.
_FEW = 2
_SHORT = 1200


@dataclass(frozen=True)
class Story:
    """A piece as it is printed; `source` says how to cite it, its address made a link."""

    title: str
    about: str
    sentence: str
    address: str
    source: str
    source_address: str
    picture: bytes = b""
    alt: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that is printed. `document` brings title, language, address and the lead text as body."""

    document: Document
    parent: str
    school: str
    line: str
    logo: bytes
    stories: Sequence[Story]
    licence: str


def write(sheet: Sheet) -> bytes:
    """Return the PDF; a character that no font has costs it the two standards, nothing else."""
    beside, at = _files(sheet), sheet.document.modified_at.astimezone(UTC)
    try:
        return typesetting.pdf(_template(), beside, at=at, strict=True)
    except typst.TypstError:
        return typesetting.pdf(_template(), beside, at=at, strict=False)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("newsletter.typ").read_bytes()


def _files(sheet: Sheet) -> dict[str, bytes]:
    data = _Data(sheet)
    plan = json.dumps(data.plan()).encode()
    return {"plan.json": plan, "blocks.typ": to_pdf.blocks_source(), **data.files}


def printable(data: bytes) -> bytes:
    """Return a picture small enough for a column; one that no reader knows comes back as it was."""
    if not data or b"<svg" in data[:4096]:
        return data
    try:
        with Image.open(io.BytesIO(data)) as image:
            is_clear = image.mode in ("RGBA", "LA", "P")
            made = image.convert("RGBA" if is_clear else "RGB")
            made.thumbnail((_PIXELS, _PIXELS))
            result = io.BytesIO()
            made.save(result, "PNG" if is_clear else "JPEG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return data
    return result.getvalue()


class _Data(to_pdf.Data):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.document)
        self._sheet = sheet

    def plan(self) -> dict[str, Any]:
        sheet = self._sheet
        body = sheet.document.body
        length = sum(len(document.plain(each)) for each in body)
        return {
            **self.properties(),
            "parent": self._said(sheet.parent),
            "school": self._said(sheet.school),
            "line": self._said(sheet.line),
            "logo": self._logo(),
            "columns": 1 if len(sheet.stories) < _FEW and length < _SHORT else 2,
            "lead": self._blocks(document.outlined(body)),
            "stories": [self._story(number, each) for number, each in enumerate(sheet.stories)],
            "licence": self._said(sheet.licence),
        }

    def _said(self, text: str) -> list[dict[str, Any]]:
        return self._runs((Run(text),)) if text else []

    def _logo(self) -> str:
        drawing = pictures.readable(self._sheet.logo)
        if drawing is None:
            return ""
        name = f"logo.{drawing.suffix}"
        self.files[name] = drawing.data
        return name

    def _story(self, number: int, story: Story) -> dict[str, Any]:
        return {
            "title": self._runs((Run(story.title, link=story.address),)),
            "about": self._said(story.about),
            "sentence": self._said(story.sentence),
            "picture": self._drawn(number, story),
            "source": self._cited(story),
        }

    def _cited(self, story: Story) -> list[dict[str, Any]]:
        cited = replace(self._sheet.document, source=story.source, address=story.source_address)
        return self._runs(document.source_runs(cited)) if story.source else []

    def _drawn(self, number: int, story: Story) -> dict[str, Any] | None:
        drawing = pictures.readable(printable(story.picture)) if story.picture else None
        if drawing is None:
            return None
        name = f"story{number}.{drawing.suffix}"
        self.files[name] = drawing.data
        width = drawing.width * min(1.0, _TALLEST / drawing.height)
        return {"file": name, "alt": story.alt, "width": width}
