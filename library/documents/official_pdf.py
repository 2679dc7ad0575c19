"""An official document as PDF, set by typst from `official.typ`: tagged, PDF/UA-1 and PDF/A-2a."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst

from library.documents import layout, official, pictures, to_pdf, typesetting, wording
from library.documents.layout import LOOKS
from library.documents.official import Columns, Element, Line, Official, Rule

# Points of the letters in tables: nine columns on a landscape page need smaller ones.
_TABLE, _WIDE_TABLE = 13, 12


def write(official: Official) -> bytes:
    """Return the PDF; a character that no font has costs it the two standards, nothing else."""
    beside, at = files(official), official.document.modified_at.astimezone(UTC)
    try:
        return typesetting.pdf(_template(), beside, at=at, strict=True)
    except typst.TypstError:
        return typesetting.pdf(_template(), beside, at=at, strict=False)


def pages(official: Official, dots_per_inch: float) -> list[bytes]:
    """Return each page as a PNG."""
    return typesetting.pngs(_template(), files(official), dots_per_inch=dots_per_inch)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("official.typ").read_bytes()


def files(source: Official) -> dict[str, bytes]:
    """Return all that the template reads; the same document gives the same bytes."""
    data = _Data(source)
    plan = json.dumps(data.plan()).encode()
    return {"plan.json": plan, "blocks.typ": to_pdf.blocks_source(), **data.files}


class _Data(to_pdf.Data):
    def __init__(self, source: Official) -> None:
        super().__init__(source.document)
        self._official = source

    def plan(self) -> dict[str, Any]:
        source = self._official
        signing = official.signing(source)
        credit = [Line("Credit", source.credit)] if source.credit else []
        body = self._blocks(source.body)
        if signing and body and body[-1]["is"] == "paragraph":
            body[-1]["lead"] = True  # the signature never stands alone on a page
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
                {"front": self._elements(official.annex(each)), "body": self._blocks(each.body)}
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
