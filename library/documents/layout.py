"""Where each element of an official document stands and how it looks: NĐ 30/2020, Appendix I, as numbers.

Both writers read this table and nothing else; sizes and gaps are in points, lengths in millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from library.documents import blocks

# A4 and its margins: top, bottom 20 to 25, left 30 to 35, right 15 to 20.
SHORT, LONG = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 20.0, 20.0, 30.0, 15.0
FIRST_LINE = 10.0
LINE = 1.15
GAP = 6.0
# The words on the right of the head have to stay on one line each; the rest is for the issuer.
RIGHT_COLUMN = 92.0
# Room between the post and the name, where a signature is put: by hand or digitally.
SIGNING_ROOM = 72.0
LOGO_HEIGHT = 18.0
_POINT = 25.4 / 72
_FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Look:
    """How an element is set. `indent` is that of its first line."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    side: str = "center"
    before: float = 0
    after: float = 0
    indent: float = 0
    line: float = 1
    keep: bool = False


LOOKS = {
    "State": Look(12, bold=True),
    "Motto": Look(13, bold=True),
    "ParentBody": Look(12),
    "Issuer": Look(12, bold=True),
    "Number": Look(13, before=4),
    "LetterSubject": Look(12, before=6),
    "PlaceDate": Look(13, italic=True, before=4),
    "HeadLine": Look(13, side="left"),
    "DocumentType": Look(14, bold=True, before=18, keep=True),
    "Subject": Look(14, bold=True, keep=True),
    "Addressees": Look(14, before=12, after=GAP, line=LINE),
    "Basis": Look(14, italic=True, side="both", after=GAP, indent=FIRST_LINE, line=LINE),
    "BodyText": Look(14, side="both", after=GAP, indent=FIRST_LINE, line=LINE),
    "Heading1": Look(14, True, False, "both", 6, GAP, FIRST_LINE, LINE, keep=True),
    "Heading2": Look(14, True, False, "both", 0, GAP, FIRST_LINE, LINE, keep=True),
    "Heading3": Look(14, False, False, "both", 0, GAP, FIRST_LINE, LINE, keep=True),
    "Heading4": Look(14, False, True, "both", 0, GAP, FIRST_LINE, LINE, keep=True),
    "Post": Look(14, bold=True, keep=True),
    "Signer": Look(14, bold=True, before=SIGNING_ROOM),
    "SigningNote": Look(13, italic=True, keep=True),
    "RecipientsTitle": Look(12, bold=True, italic=True, side="left"),
    "Recipient": Look(11, side="left"),
    "AnnexLabel": Look(14, bold=True, keep=True),
    "AnnexTitle": Look(14, bold=True, keep=True),
    "AnnexNote": Look(13, italic=True, keep=True),
    "Credit": Look(11, italic=True, side="left", before=12),
}


def page(*, landscape: bool) -> tuple[float, float]:
    """Return the width and height of the paper."""
    return (LONG, SHORT) if landscape else (SHORT, LONG)


def text_width(*, landscape: bool) -> float:
    """Return the width between the margins."""
    return page(landscape=landscape)[0] - LEFT - RIGHT


def columns(*, landscape: bool) -> tuple[float, float]:
    """Return the widths of the head: the issuer's and that of the state's name."""
    whole = text_width(landscape=landscape)
    right = whole / 2 if landscape else RIGHT_COLUMN
    return whole - right, right


def length(text: str, look: Look) -> float:
    """Return how long a line of text is: Liberation Serif has the widths of Times New Roman."""
    font = _font(look.bold, look.italic)
    return float(font.getlength(blocks.printable(text))) / 1000 * look.size * _POINT


@cache
def _font(bold: bool, italic: bool) -> ImageFont.FreeTypeFont:
    name = {(1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}.get((bold, italic), "Regular")
    place = _FONTS / f"LiberationSerif-{name}.ttf"
    return ImageFont.truetype(place, 1000, layout_engine=ImageFont.Layout.BASIC)


def lines(text: str, look: Look, room: float) -> str:
    """Return a text broken into as few lines as it needs, about equally long, as a title is set."""
    words, most = text.split(" "), room
    count = len(_broken(words, look, room))
    for share in range(100, 40, -4):
        if len(_broken(words, look, room * share / 100)) > count:
            break
        most = room * share / 100
    return "\n".join(_broken(words, look, most))


def _broken(words: Sequence[str], look: Look, room: float) -> list[str]:
    made = [words[0]]
    for word in words[1:]:
        longer = f"{made[-1]} {word}"
        if length(longer, look) <= room:
            made[-1] = longer
        else:
            made.append(word)
    return made


def rule(text: str, look: Look, room: float, share: float = 1.0) -> float:
    """Return the length of the rule under a text: as long as its line, or a share of it."""
    return min(max(length(line, look) for line in text.split("\n")), room) * share
