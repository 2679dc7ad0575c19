"""Which pictures can be shown and how large; one that is broken is left to its alternative text."""

import io
from dataclasses import dataclass, replace

import typst
from PIL import Image

from library.documents import typesetting
from library.documents.document import TEXT_HEIGHT, TEXT_WIDTH

_MOST_PIXELS = 50_000_000
_PIXELS_PER_MM = 150 / 25.4
_CHECK_DPI = 36
_PRINT_DPI = 200
# A caption or the item's own text must fit on the page with it.
_TALLEST = TEXT_HEIGHT * 0.8
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_SVG_SOURCE = b"""
#set text(font: "Liberation Serif")
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context {
  let size = measure(image("picture.svg"))
  let scale = calc.min(1, 165mm / size.width, 205mm / size.height)
  image("picture.svg", width: size.width * scale, height: size.height * scale)
}
"""


@dataclass(frozen=True)
class Drawing:
    """A picture that can be read, with the size in millimetres that it has in a page of text."""

    data: bytes
    suffix: str
    width: float
    height: float


def readable(data: bytes) -> Drawing | None:
    """Return the PNG, JPEG or SVG with its size, None when it is none of these or broken."""
    return _raster(data) if data.startswith((b"\x89PNG", b"\xff\xd8")) else _vector(data)


def for_word(drawing: Drawing) -> Drawing | None:
    """Return the drawing as the kind of PNG or JPEG that python-docx can put in."""
    if drawing.suffix == "svg":
        return _raster(_rendered(drawing.data, _PRINT_DPI), _PRINT_DPI / 25.4)
    if drawing.suffix == "jpg" and drawing.data[6:10] not in (b"JFIF", b"Exif"):
        return replace(drawing, data=_as_png(drawing.data), suffix="png")
    return drawing


def _as_png(data: bytes) -> bytes:
    result = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.convert("RGB").save(result, "PNG")
    return result.getvalue()


def _raster(data: bytes, pixels_per_mm: float = _PIXELS_PER_MM) -> Drawing | None:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
            width, height = image.size
            if width * height > _MOST_PIXELS:
                return None
            image.draft("RGB", (64, 64))  # a JPEG is decoded small: enough to see that it is whole
            image.load()
            suffix = "png" if image.format == "PNG" else "jpg"
    except _BROKEN:
        return None
    return _fitted(data, suffix, width / pixels_per_mm, height / pixels_per_mm)


def _vector(data: bytes) -> Drawing | None:
    if b"<svg" not in data[:4096]:
        return None
    try:
        drawn = _raster(_rendered(data, _CHECK_DPI), _CHECK_DPI / 25.4)
    except typst.TypstError:
        return None
    return _fitted(data, "svg", drawn.width, drawn.height) if drawn else None


def _rendered(svg: bytes, dots_per_inch: float) -> bytes:
    return typesetting.png(_SVG_SOURCE, {"picture.svg": svg}, dots_per_inch=dots_per_inch)


def _fitted(data: bytes, suffix: str, width: float, height: float) -> Drawing:
    scale = min(1.0, TEXT_WIDTH / width, _TALLEST / height)
    return Drawing(data, suffix, width * scale, height * scale)
