"""Counts as lying bars, drawn for documents: black on white, with their words inside the drawing.

Whoever cannot see it reads the alternative text and the table that stands beside it.
"""

from collections.abc import Sequence
from html import escape

_WIDTH, _LABEL, _NUMBER = 620, 210, 46
_ROW, _BAR = 24, 15
# So many letters have room beside a bar.
_LETTERS = 34
_FONT = 'font-family="Liberation Serif, Times New Roman, serif" font-size="13"'


def bars(title: str, rows: Sequence[tuple[str, int, str]]) -> str:
    """Return an SVG of labels, counts and the counts as they are written."""
    most = max([count for _, count, _ in rows], default=0) or 1
    height = _ROW * len(rows) + 4
    drawn = "".join(_row(place, row, most) for place, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" {_FONT}><title>{escape(title)}</title>{drawn}</svg>'
    )


def _row(place: int, row: tuple[str, int, str], most: int) -> str:
    label, count, text = row
    room = _WIDTH - _LABEL - _NUMBER
    long = max(2, round(room * count / most)) if count else 0
    top, base = place * _ROW + 4, place * _ROW + 16
    short = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
    return (
        f'<text x="{_LABEL - 8}" y="{base}" text-anchor="end">{escape(short)}</text>'
        f'<rect x="{_LABEL}" y="{top}" width="{long}" height="{_BAR}" fill="#1f4e79"/>'
        f'<text x="{_LABEL + long + 6}" y="{base}">{escape(text)}</text>'
    )
