"""Counts of months as upright bars, each with its number above and its month below.

The drawing is one picture for a screen reader; the table beside it says every number.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

_STEP, _BAR, _HEIGHT = 44, 30, 120
_TOP, _FOOT = 20, 22


def drawn(
    name: str, title: str, about: str, bars: Sequence[tuple[str, int, str]], full: int = 0
) -> Markup:
    """Return the drawing of labels, counts and the counts as they are written.

    `name` makes its ids unique; `about` says in words what stands out; `full` is a count that would
    be as high as the drawing, so that several drawings can be compared.
    """
    most = max([full, *(count for _, count, _ in bars)]) or 1
    width, height = _STEP * len(bars), _TOP + _HEIGHT + _FOOT
    parts = [_bar(place, bar, most) for place, bar in enumerate(bars)]
    ground = f'<path class="ground" d="M0 {_TOP + _HEIGHT + 0.5}H{width}"/>'
    return Markup(
        f'<svg class="bars" role="img" aria-labelledby="{name}-title {name}-about" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-about">{escape(about)}</desc>{"".join(parts)}{ground}</svg>'
    )


def _bar(place: int, bar: tuple[str, int, str], most: int) -> str:
    label, count, text = bar
    # What is not nothing can be seen.
    tall = max(2, round(_HEIGHT * count / most)) if count else 0
    left, top = place * _STEP + (_STEP - _BAR) / 2, _TOP + _HEIGHT - tall
    middle = place * _STEP + _STEP / 2
    return (
        f'<rect x="{left:g}" y="{top}" width="{_BAR}" height="{tall}"/>'
        f'<text x="{middle:g}" y="{top - 5}">{escape(text)}</text>'
        f'<text class="soft" x="{middle:g}" y="{_TOP + _HEIGHT + 16}">{escape(label)}</text>'
    )
