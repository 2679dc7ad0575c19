"""A paper of the measured set: a text in a small markup, how it is laid out, and what is right to read.

`sources/*.txt` begin with the facts between `---` lines. Then, a line each: `<< ` and `>> ` the left and
right side of the letterhead, `== ` the title, `# ` to `### ` headings, `- ` and `+ ` lists, `|` rows
(`<` is one cell with that to its left, `^` with that above, `a;b//c;d` a table in a cell), `[box] `
a text box, `~~ ` the signature (left || right), `---` a page break. In a line `→` is a tab, `↵` a
soft break, `**bold**`, `*italic*`, `{+inserted+}`, `{-deleted-}` and `{?a comment?}`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from library.originals.reader import Reading

SOURCES = Path(__file__).with_name("sources")
_MARKS = {
    "<< ": "left", ">> ": "right", "== ": "title", "# ": "heading", "## ": "heading",
    "### ": "heading", "- ": "bullet", "+ ": "deeper", "[box] ": "box", "~~ ": "signature",
}  # fmt: skip
_NESTED = re.compile(r"\[\[(.*?)\]\]")


@dataclass(frozen=True)
class Block:
    """A line of the source, or the rows of a table."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper with its layout and with what is right; `format` is docx, odt or pdf.

    One with `columns` has two languages side by side, which become two texts and no table.
    """

    name: str
    format: str
    layout: dict[str, Any]
    title: str
    facts: dict[str, list[str]]
    blocks: tuple[Block, ...] = field(repr=False)
    columns: bool = False

    @property
    def headings(self) -> list[str]:
        """The headings as they are read."""
        said = [final(block.text) for block in self.blocks if block.kind == "heading"]
        return [each.split(" / ")[0] for each in said] if self.columns else said

    @property
    def tables(self) -> list[list[str]]:
        """The texts of the cells of each table."""
        found: list[list[str]] = []
        for block in () if self.columns else self.blocks:
            said = [cell for row in block.rows for cell in row]
            inner = [part for cell in said for part in _NESTED.findall(cell)]
            # A table in a cell is one of its own: Markdown has none inside another.
            found += [cells([f"[[{part}]]"]) for part in inner]
            if said:
                found.append(cells([_NESTED.sub("", cell) for cell in said]))
        return found

    def reading(self) -> Reading:
        """Return what a perfect reader makes of the paper."""
        head = [*self._said("left"), *self._said("right"), *self._said("signature")]
        return Reading("\n".join(self._said("title")), "\n\n".join(self._markdown()), tuple(head))

    def _said(self, kind: str) -> list[str]:
        parts = (block.text.split("||") for block in self.blocks if block.kind == kind)
        lines = (line for part in parts for side in part for line in final(side).split("\n"))
        return [line.strip() for line in lines if line.strip()]

    def _markdown(self) -> Iterator[str]:
        for block in self.blocks:
            text = final(block.text)
            if block.kind == "heading":
                yield f"{'#' * (block.level + 1)} {text}"
            elif block.kind in ("bullet", "deeper"):
                yield f"{'    ' * (block.kind == 'deeper')}- {text}"
            elif block.kind == "table":
                yield "\n".join(_rows(block.rows))
            elif block.kind in ("paragraph", "box"):
                yield text


def every() -> list[Paper]:
    """Return the papers in the order of their names."""
    return [_read(path) for path in sorted(SOURCES.glob("*.txt"))]


def final(text: str) -> str:
    """Return a text as it counts: changes accepted, comments gone, the marks of its look off."""
    text = re.sub(r"\{-.*?-\}|\{\?.*?\?\}", "", text)
    text = re.sub(r"\{\+(.*?)\+\}", r"\1", text)
    text = re.sub(r"\*{1,2}", "", text)
    return text.replace("↵", "\n").replace("→", "\t")


def cells(row: Sequence[str]) -> list[str]:
    """Return the texts of a row, those of a table inside a cell too."""
    found: list[str] = []
    for cell in row:
        if cell not in ("<", "^"):
            outer = final(_NESTED.sub("", cell)).strip()
            inner = [
                part for table in _NESTED.findall(cell) for part in re.split(";|//", final(table))
            ]
            found += [text.strip() for text in (outer, *inner) if text.strip()]
    return found


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for place, row in enumerate(rows):
        texts = ["" if cell in ("<", "^") else " ".join(cells([cell])) for cell in row]
        yield f"| {' | '.join(text.replace(chr(10), '<br>') for text in texts)} |"
        if not place:
            yield f"|{'---|' * len(row)}"


def _read(path: Path) -> Paper:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    said = yaml.safe_load(front)
    facts = {name: [*map(str, said["facts"].get(name, []))] for name in FACTS}
    return Paper(
        path.stem,
        said["format"],
        said.get("layout", {}),
        said["title"],
        facts,
        tuple(_blocks(body)),
        said.get("columns", False),
    )


# The facts that are measured, and what proposals call them.
FACTS = {
    "levels": "level",
    "grades": "grade",
    "subjects": "subject",
    "duration": "duration_minutes",
    "activities": "activity",
    "kind": "kind",
    "dates": "dates",
}


def _blocks(body: str) -> Iterator[Block]:
    rows: list[tuple[str, ...]] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip()[1:-1].split("|")))
            continue
        if rows:
            yield Block("table", rows=tuple(rows))
            rows = []
        if line.strip() == "---":
            yield Block("break")
        elif line.strip():
            yield _block(line)


def _block(line: str) -> Block:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return Block(kind, line[len(mark) :].strip(), mark.count("#"))
    return Block("paragraph", line.strip())
