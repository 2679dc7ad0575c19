"""A chart of counts as one picture: squares that darken with what they count, the number in each.

Nothing rests on the colour alone: an empty square is dashed, one that cannot be filled is left out.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

# The lowest number of each shade, from the second on.
SHADES = (1, 2, 5, 10, 25)
_LABELS, _SIDE, _GAP, _LINE = 184, 36, 2, 15
_HEAD = 112
_ROW_LETTERS, _COLUMN_LETTERS = 27, 15


@dataclass(frozen=True)
class Square:
    """A number as it is written, where it leads and what a screen reader says of both."""

    count: int
    text: str
    said: str
    url: str | None


def shade(count: int) -> int:
    """Return how dark a number is, from 0 to 5."""
    return sum(count >= lowest for lowest in SHADES)


def drawn(
    name: str,
    title: str,
    about: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Square | None]]],
) -> Markup:
    """Return the drawing; `name` makes its ids unique, None is where no square belongs."""
    step = _SIDE + _GAP
    width, height = _LABELS + step * len(columns), _HEAD + step * len(rows)
    parts = [
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-about">{escape(about)}</desc>',
        *(_column(label, _LABELS + step * place) for place, label in enumerate(columns)),
    ]
    for place, (label, squares) in enumerate(rows):
        top = _HEAD + step * place
        parts.append(_row(label, top))
        parts += (
            _square(square, _LABELS + step * column, top)
            for column, square in enumerate(squares)
            if square
        )
    return Markup(
        f'<svg class="heat" role="group" aria-labelledby="{name}-title" '
        f'aria-describedby="{name}-about" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _lines(label: str, letters: int, most: int) -> list[str]:
    return textwrap.wrap(label, letters, max_lines=most, placeholder="…") or [""]


def _row(label: str, top: int) -> str:
    lines = _lines(label, _ROW_LETTERS, 2)
    first = top + _SIDE / 2 + 4.5 - _LINE * (len(lines) - 1) / 2
    written = "".join(
        f'<text x="0" y="{first + _LINE * place:g}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    return f'<g aria-hidden="true">{written}</g>'


def _column(label: str, left: int) -> str:
    """Write a label from below upwards, in two lines where it is long."""
    lines = _lines(label, _COLUMN_LETTERS, 2)
    first = left + _SIDE / 2 + 4.5 - _LINE * (len(lines) - 1) / 2
    written = "".join(
        f'<text transform="translate({first + _LINE * place:g} {_HEAD - 8}) rotate(-90)">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )
    return f'<g aria-hidden="true">{written}</g>'


def _square(square: Square, left: int, top: int) -> str:
    middle, low = left + _SIDE / 2, top + _SIDE / 2 + 4.5
    drawing = (
        f'<rect class="h{shade(square.count)}" x="{left + 0.5}" y="{top + 0.5}" '
        f'width="{_SIDE - 1}" height="{_SIDE - 1}" rx="4"/>'
        f'<text class="n{shade(square.count)}" x="{middle:g}" y="{low:g}">{square.text}</text>'
    )
    said = escape(square.said)
    if square.url:
        return f'<a href="{escape(square.url)}" aria-label="{said}">{drawing}</a>'
    return f'<g role="img" aria-label="{said}">{drawing}</g>'
