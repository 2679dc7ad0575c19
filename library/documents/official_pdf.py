"""An official document as PDF, set by typst from `official.typ`: tagged, PDF/UA-1 and PDF/A-2a."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import typst

from library.documents import layout, official, pictures, to_pdf, typesetting, wording
from library.documents.blocks import List, Table
from library.documents.layout import LOOKS
from library.documents.official import Columns, Element, Line, Official, Rule

# Points of the letters in tables: nine columns on a landscape page need smaller ones.
_TABLE, _WIDE_TABLE = 13, 12


def write(official: Official) -> bytes:
    """Return the PDF; a character that no font has costs it the two standards, nothing else."""
    return _set(official)[0]


def pages(official: Official, dots_per_inch: float) -> list[bytes]:
    """Return each page as a PNG."""
    beside = _set(official)[1] if _may_part(official) else files(official)
    return typesetting.pngs(_template(), beside, dots_per_inch=dots_per_inch)


def _set(source: Official) -> tuple[bytes, dict[str, bytes]]:
    """Return the PDF and the files that it was made of.

    Where a table or a list ends with its page and leaves the signature alone on the next one, its last
    row goes there too. Only the pages that were set can tell.
    """
    beside = files(source)
    made = _pdf(source, beside)
    if _may_part(source) and _leaves_signature_alone(made, source):
        beside = files(source, parted=True)
        made = _pdf(source, beside)
    return made, beside


def _pdf(source: Official, beside: Mapping[str, bytes]) -> bytes:
    at = source.document.modified_at.astimezone(UTC)
    try:
        return typesetting.pdf(_template(), beside, at=at, strict=True)
    except typst.TypstError:
        return typesetting.pdf(_template(), beside, at=at, strict=False)


def _may_part(source: Official) -> bool:
    return bool(official.signing(source)) and isinstance(source.body[-1], Table | List)


def _leaves_signature_alone(made: bytes, source: Official) -> bool:
    """Tell whether the page of the signature begins with it."""
    signing = official.signing(source)
    lines = (
        [each.text for cell in signing.cells for each in cell if isinstance(each, Line)]
        if signing
        else []
    )
    first = "".join(run.text for run in wording.runs(lines[0])).split() if lines else []
    with pdfium.PdfDocument(made) as document:
        for number in reversed(range(len(document))):
            words = _words(document[number])
            if " ".join(first) in " ".join(words):
                return words[: len(first)] == first
    return False


def _words(page: Any) -> list[str]:
    """Return the words of a page below its number."""
    below = page.get_height() - layout.TOP * 72 / 25.4
    return str(page.get_textpage().get_text_bounded(top=below)).split()


@cache
def _template() -> bytes:
    return Path(__file__).with_name("official.typ").read_bytes()


def files(source: Official, *, parted: bool = False) -> dict[str, bytes]:
    """Return all that the template reads; the same document gives the same bytes.

    `parted`: the last row of the body begins the page of the signature.
    """
    data = _Data(source)
    plan = data.plan(parted=parted)
    # The body stands apart: when it is set again with another last row, typst remembers how all else
    # looks, since what its functions know is the same.
    body = plan.pop("body")
    return {
        "plan.json": json.dumps(plan).encode(),
        "body.json": json.dumps(body).encode(),
        "blocks.typ": to_pdf.blocks_source(),
        **data.files,
    }


def _parted(last: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a table or a list in two, its last row or item on the next page; one alone as it is."""
    name = "rows" if last["is"] == "table" else "items"
    rows = last[name]
    if len(rows) < 2:
        return [last | {"whole": True}]
    after = last | {name: rows[-1:], "whole": True}
    if name == "items":
        after["start"] = last["start"] + len(rows) - 1
    return [last | {name: rows[:-1]}, {"is": "break"}, after]


class _Data(to_pdf.Data):
    def __init__(self, source: Official) -> None:
        super().__init__(source.document)
        self._official = source

    def plan(self, *, parted: bool = False) -> dict[str, Any]:
        source = self._official
        signing = official.signing(source)
        credit = [Line("Credit", source.credit)] if source.credit else []
        body = self._blocks(source.body)
        if signing and body:
            body[-1:] = _parted(body[-1]) if parted else [body[-1]]
            # The signature never stands alone on a page.
            body[-1]["lead"] = body[-1]["is"] == "paragraph" or parted
        return {
            **self.properties(),
            "looks": {name: asdict(look) for name, look in LOOKS.items()},
            "landscape": source.landscape,
            "margins": [layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT],
            "table_size": _WIDE_TABLE if source.landscape else _TABLE,
            "head": [self._columns(row) for row in official.head(source)],
            "front": self._elements(official.title(source)),
            "opening": self._elements(official.opening(source)),
            "body": body,
            "signing": self._columns(signing) if signing else None,
            "annexes": [
                {
                    "front": self._elements(official.annex(each)),
                    "body": self._blocks(each.body),
                    "landscape": each.landscape,
                }
                for each in source.annexes
            ],
            "credit": self._elements(credit),
        }

    def _columns(self, row: Columns) -> dict[str, Any]:
        cells = [self._elements(cell) for cell in row.cells]
        return {"widths": list(row.widths), "cells": cells, "whole": row.whole}

    def _elements(self, found: Iterable[Element]) -> list[dict[str, Any]]:
        return [self._element(each) for each in found]

    def _element(self, each: Element) -> dict[str, Any]:
        if isinstance(each, Line):
            return {"look": each.look, "runs": self._runs(wording.runs(each.text))}
        if isinstance(each, Rule):
            return {"rule": each.length}
        drawing = pictures.readable(each.data)
        if drawing is None:
            return {"logo": ""}
        name = f"logo.{drawing.suffix}"
        self.files[name] = drawing.data
        return {"logo": name, "height": layout.LOGO_HEIGHT}
