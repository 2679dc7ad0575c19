"""Which drawing stands for which theme, and the flute: the minutes of a plan as one picture."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from library.tags.vocabulary import Vocabulary

_TILES = {
    "theme.heritage": "gong",
    "theme.digital": "net",
    "theme.integration": "talk",
    "theme.external-information": "talk",
    "theme.sovereignty": "sea",
    "theme.environment": "leaf",
    "theme.school-culture": "roof",
    "theme.civic": "roof",
    "theme.exemplary": "lotus",
    "theme.career": "leaf",
    "theme.communication": "net",
    "theme.reform": "lotus",
    "people": "cloth",
}
_DEFAULT = "lotus"


def tile(tags: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return the drawing of the first tag that has one, itself or by a broader tag."""
    for tag in tags:
        for id in (tag, *vocabulary.ancestors(tag), tag.split(".")[0]):
            if id in _TILES:
                return _TILES[id]
    return _DEFAULT


def flute(minutes: Sequence[int], start: int, label: str) -> Markup:
    """Return a bamboo tube whose joints are where steps end; the longest step is marked.

    Widths are per cent, so that it fits any screen without a style attribute.
    """
    total = sum(minutes)
    longest = minutes.index(max(minutes))
    parts, marks, passed = [], [], 0
    free, end = 0.0, 100 - _wide(_clock(start + total))
    for place, length in enumerate(minutes):
        at, wide = 100 * passed / total, 100 * length / total
        kind = "most" if place == longest else "b" if place % 2 else ""
        parts.append(_tube(at, wide, kind))
        marks.append(_hole(at + wide / 2, length) if wide >= 8 else "")
        marks.append(_joint(at) if place else "")
        said = _clock(start + passed)
        left = at - _wide(said) / 2 if place else 0.0
        if free <= left and left + _wide(said) <= end:
            marks.append(_tick(at, said, "" if place else "first"))
            free = left + _wide(said)
        passed += length
    drawing = "".join([*parts, _SHINE, *marks, _ENDS, _tick(100, _clock(start + total), "last")])
    return Markup(
        f'<svg class="flute full" role="img" aria-label="{escape(label)}">{drawing}</svg>'
    )


_SHINE = '<rect class="shine" x="0" y="9" width="100%" height="4"/>'
_CAP = (
    '<svg x="{at}" y="0" overflow="visible">'
    '<rect class="joint" x="{shift}" y="1" width="6" height="46" rx="3"/></svg>'
)
_ENDS = _CAP.format(at="0", shift="-1") + _CAP.format(at="100%", shift="-5")


def _tube(at: float, wide: float, kind: str) -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<rect{named} x="{at:.2f}%" y="6" width="{wide:.2f}%" height="36"/>'


def _hole(at: float, minutes: int) -> str:
    return (
        f'<svg x="{at:.2f}%" y="24" overflow="visible">'
        '<rect class="hole" x="-15" y="-11" width="30" height="22" rx="11"/>'
        f'<text y="5">{minutes}</text></svg>'
    )


def _joint(at: float) -> str:
    return (
        f'<svg x="{at:.2f}%" y="0" overflow="visible">'
        '<rect class="joint" x="-2" y="3" width="4" height="42" rx="2"/></svg>'
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}" if minute >= 360 else str(minute)


def _wide(said: str) -> float:
    """Return the room, in per cent of the narrowest screen, that a time takes with its margin."""
    return 2.3 * len(said) + 1.5


def _tick(at: float, said: str, end: str) -> str:
    named = f"tick {end}".strip()
    return f'<text class="{named}" x="{at:.2f}%" y="64">{said}</text>'
