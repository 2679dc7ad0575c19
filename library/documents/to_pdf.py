"""A document as PDF, set by typst from `plan.typ`: tagged, PDF/UA-1 and PDF/A-2a where it can be.

The text goes in as JSON and is never read as typst source (`#`, `$`, `@` in it mean nothing).
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst

from library.documents import blocks, document, pictures, typesetting
from library.documents.blocks import Block, Run
from library.documents.document import Document
from library.documents.pictures import Drawing

_LONG_WORD = re.compile(r"\S{24,}")
_BREAK_AFTER = re.compile(r"([/.?&=_-]+|[^/.?&=_-]{18})(?=\S)")


def write(document: Document) -> bytes:
    """Return the PDF; a character that no font has costs it the two standards, nothing else."""
    data = Data(document)
    plan = json.dumps(data.plan()).encode()
    files = {"plan.json": plan, "blocks.typ": blocks_source(), **data.files}
    at = document.modified_at.astimezone(UTC)
    try:
        return typesetting.pdf(_template(), files, at=at, strict=True)
    except typst.TypstError:
        return typesetting.pdf(_template(), files, at=at, strict=False)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("plan.typ").read_bytes()


@cache
def blocks_source() -> bytes:
    """Return what every template imports: how blocks are shown."""
    return Path(__file__).with_name("blocks.typ").read_bytes()


class Data:
    """Turns a document into what `plan.typ` reads, and gathers the picture files beside it."""

    def __init__(self, source: Document) -> None:
        self.files: dict[str, bytes] = {}
        self._document = source
        self._labels = {anchor: f"h{n}" for n, anchor in enumerate(document.anchors(source.body))}
        self._unlabelled = set(self._labels)
        self._noted: set[int] = set()
        self._bullets = 0
        self._drawings: dict[str, tuple[str, Drawing] | None] = {}

    def plan(self) -> dict[str, Any]:
        """Return all that the template shows."""
        source = self._document
        return {
            **self.properties(),
            "kind": _text(source.kind),
            "facts": [[_text(label), _text(value)] for label, value in source.facts],
            "fact_widths": document.fact_widths(source.facts),
            "body": self._blocks(document.outlined(source.body)),
            "source": self._runs(document.source_runs(source)),
        }

    def properties(self) -> dict[str, Any]:
        """Return what the file says of itself, and the footnotes."""
        source = self._document
        return {
            "title": _text(source.title),
            "promise": _text(source.promise),
            "language": _language(source.language),
            "authors": [_text(author) for author in source.authors],
            "keywords": [_text(keyword) for keyword in source.keywords],
            "notes": [self._blocks(note) for note in document.notes(source.body)],
        }

    def _blocks(self, found: Iterable[Block]) -> list[dict[str, Any]]:
        return [data for data in map(self._block, found) if data]

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case blocks.Heading():
                runs = self._runs(block.runs)
                label = self._label_once(block.anchor)
                return {"is": "heading", "level": block.level, "runs": runs, "label": label}
            case blocks.Paragraph():
                lead = document.is_lead(block)
                return {"is": "paragraph", "runs": self._runs(block.runs), "lead": lead}
            case blocks.List():
                return self._list(block)
            case blocks.Table():
                return self._table(block)
            case blocks.Quote():
                return {"is": "quote", "blocks": self._blocks(block.blocks)}
            case blocks.Picture():
                return self._picture(block)
            case blocks.Code():
                return {"is": "code", "text": block.text}
            case blocks.Rule():
                return {"is": "rule"}
        return {}

    def _list(self, found: blocks.List) -> dict[str, Any]:
        mark = "-+"[self._bullets % 2]
        self._bullets += not found.ordered
        items = [self._blocks(item) for item in found.items]
        self._bullets -= not found.ordered
        kind = {"ordered": found.ordered, "start": found.start, "mark": mark}
        return {"is": "list", "items": items, **kind}

    def _table(self, table: blocks.Table) -> dict[str, Any]:
        shares = document.table_widths(table)
        return {
            "is": "table",
            "writing": document.WRITING_HEIGHT,
            "widths": shares,
            "alignments": list(table.alignments),
            "caption": self._runs(table.caption),
            "whole": document.is_short(table),
            "header": [[self._blocks(cell) for cell in row] for row in table.header],
            "rows": [
                {
                    "cells": [self._blocks(cell) for cell in row],
                    "breakable": document.is_tall(row, shares),
                    "form": document.is_form(row),
                }
                for row in table.rows
            ],
        }

    def _picture(self, picture: blocks.Picture) -> dict[str, Any]:
        if picture.source not in self._drawings:
            self._drawings[picture.source] = self._stored(picture.source)
        found = self._drawings[picture.source]
        if found is None:
            missing = self._runs(document.instead_of(picture))
            return {"is": "paragraph", "runs": missing, "lead": False} if missing else {}
        name, drawing = found
        return {"is": "picture", "file": name, "alt": picture.alt, "width": drawing.width}

    def _stored(self, source: str) -> tuple[str, Drawing] | None:
        drawing = pictures.readable(self._document.pictures.get(source, b""))
        if drawing is None:
            return None
        name = f"picture{len(self.files)}.{drawing.suffix}"
        self.files[name] = drawing.data
        return name, drawing

    def _label_once(self, anchor: str) -> str:
        label = self._labels[anchor] if anchor in self._unlabelled else ""
        self._unlabelled.discard(anchor)
        return label

    def _runs(self, runs: Sequence[Run]) -> list[dict[str, Any]]:
        return [self._run(run) for run in runs]

    def _run(self, run: Run) -> dict[str, Any]:
        target = document.target(self._document, run.link) if run.link else ""
        again = run.footnote in self._noted
        self._noted.add(run.footnote)
        return {
            "text": _text(run.text),
            "bold": run.bold,
            "italic": run.italic,
            "code": run.code,
            "superscript": run.superscript,
            "marked": run.marked,
            "label": self._labels[target[1:]] if target.startswith("#") else "",
            "url": "" if target.startswith("#") else target,
            "footnote": run.footnote,
            "again": again,
        }


def _language(code: str) -> str:
    """Return the language as typst wants it, "und" for one that is none."""
    main = code.split("-")[0].lower()
    return main if len(main) in (2, 3) and main.isascii() and main.isalpha() else "und"


def _text(text: str) -> str:
    """Return the text printable, with places to break in words too long for a line."""
    return _LONG_WORD.sub(
        lambda word: _BREAK_AFTER.sub("\\1\u200b", word[0]), blocks.printable(text)
    )
