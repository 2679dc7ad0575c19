"""What is drawn on a page of a PDF: the straight rules of its tables, and its pictures."""

import ctypes
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from library.originals.album import Album
from library.originals.pdf.printed import Box, Page, Rule, Shown
from library.originals.pdf.words import Frame

# In points: how thick a bar may be and still be a rule, how long a rule is, how far off its axis.
_THICK, _LONG, _OFF = 3.0, 6.0, 1.0
_MOST_OBJECTS = 30_000
_MOST_SEGMENTS = 40_000
_MOST_RULES = 4000
_DEEPEST = 5
_SMALLEST = 24.0
_MOST_PIXELS = 25_000_000

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class _Object(NamedTuple):
    pointer: Any
    kind: int
    matrix: Matrix
    level: int


class Shapes:
    """Reads the drawings of pages; the pictures of all of them go into one album."""

    def __init__(self, album: Album) -> None:
        self._album = album

    def read(self, page: Any, frame: Frame, result: Page) -> None:
        """Put the rules and the pictures of a page into its result."""
        across: list[Rule] = []
        down: list[Rule] = []
        pictures: list[Shown] = []
        segments = 0
        for item in _objects(page):
            if item.kind == raw.FPDF_PAGEOBJ_PATH and segments < _MOST_SEGMENTS:
                segments += max(raw.FPDFPath_CountSegments(item.pointer), 0)
                if segments < _MOST_SEGMENTS:
                    _add_rules(item, frame, across, down)
            elif item.kind == raw.FPDF_PAGEOBJ_IMAGE:
                box = _bounds(item, frame)
                result.covered = max(result.covered, box.area)
                if (number := self._picture(page, item, box)) and box.area:
                    pictures.append(Shown(box, number))
        result.pictures = pictures
        if max(len(across), len(down)) <= _MOST_RULES:  # more of them are a drawing
            result.across, result.down = across, down

    def _picture(self, page: Any, item: _Object, box: Box) -> int:
        """Return the number of a picture, 0 for one that is too small or cannot be had."""
        if min(box.x1 - box.x0, box.y1 - box.y0) < _SMALLEST:
            return 0
        width, height = ctypes.c_uint(), ctypes.c_uint()
        raw.FPDFImageObj_GetImagePixelSize(item.pointer, width, height)
        if not 0 < width.value * height.value <= _MOST_PIXELS or not self._album.fits(0):
            self._album.is_short = True
            return 0
        image = pypdfium2.PdfImage(item.pointer, page=page, pdf=page.pdf)
        content = _original(image)
        if content is None:
            content = _drawn(image)
        if content is None:
            self._album.is_short = True
            return 0
        return self._album.add(content)


def _original(image: Any) -> bytes | None:
    """Return a photo as the file has it; what lies over it in the file would be lost."""
    with suppress(pypdfium2.PdfiumError):
        if image.get_filters() == ["DCTDecode"]:
            return bytes(image.get_data(decode_simple=False))
    return None


def _drawn(image: Any) -> bytes | None:
    try:
        bitmap = image.get_bitmap(render=False)
        target = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(target, "PNG")
    except (pypdfium2.PdfiumError, ValueError, OSError, KeyError):
        return None
    return target.getvalue()


def _objects(page: Any) -> Iterator[_Object]:
    """Yield what is drawn, also in drawings within drawings."""
    seen = 0
    count = raw.FPDFPage_CountObjects(page)
    waiting = [
        (raw.FPDFPage_GetObject(page, place), _SAME, 0)
        for place in range(min(count, _MOST_OBJECTS) - 1, -1, -1)
    ]
    while waiting and seen < _MOST_OBJECTS:
        pointer, outer, level = waiting.pop()
        seen += 1
        if not pointer:
            continue
        kind = raw.FPDFPageObj_GetType(pointer)
        matrix = _matrix(pointer, outer)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if level < _DEEPEST:
                count = min(raw.FPDFFormObj_CountObjects(pointer), _MOST_OBJECTS - seen)
                waiting += [
                    (raw.FPDFFormObj_GetObject(pointer, place), matrix, level + 1)
                    for place in range(count - 1, -1, -1)
                ]
        else:
            yield _Object(pointer, kind, matrix, level)


def _matrix(pointer: Any, outer: Matrix) -> Matrix:
    own = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(pointer, own):
        return outer
    a, b, c, d, e, f = outer
    return (
        own.a * a + own.b * c,
        own.a * b + own.b * d,
        own.c * a + own.d * c,
        own.c * b + own.d * d,
        own.e * a + own.f * c + e,
        own.e * b + own.f * d + f,
    )


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: _Object, frame: Frame) -> Box:
    """Return where a picture is seen: it fills the unit square of its matrix."""
    corners = [frame.place(*_moved(item.matrix, x, y)) for x in (0, 1) for y in (0, 1)]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return Box(
        max(min(across), 0.0), max(min(down), 0.0),
        min(max(across), frame.width), min(max(down), frame.height),
    )  # fmt: skip


def _add_rules(item: _Object, frame: Frame, across: list[Rule], down: list[Rule]) -> None:
    """Add the straight lines of a path: what is drawn along it, or a thin bar that is filled."""
    filled, drawn = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.pointer, filled, drawn)
    if not filled.value and not drawn.value:
        return
    for start, end in _edges(item, frame) if drawn.value else _bars(item, frame):
        width, height = abs(start[0] - end[0]), abs(start[1] - end[1])
        if height <= _OFF and width >= _LONG:
            across.append(Rule((start[1] + end[1]) / 2, *sorted((start[0], end[0]))))
        elif width <= _OFF and height >= _LONG:
            down.append(Rule((start[0] + end[0]) / 2, *sorted((start[1], end[1]))))


Point = tuple[float, float]


def _edges(item: _Object, frame: Frame) -> Iterator[tuple[Point, Point]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    begun: Point | None = None
    last: Point | None = None
    for place in range(raw.FPDFPath_CountSegments(item.pointer)):
        segment = raw.FPDFPath_GetPathSegment(item.pointer, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        point = frame.place(*_moved(item.matrix, x.value, y.value))
        if kind == raw.FPDF_SEGMENT_LINETO and last:
            yield last, point
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            begun = point
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and begun:
            yield point, begun
            last = begun


def _bars(item: _Object, frame: Frame) -> Iterator[tuple[Point, Point]]:
    """Yield the middle of each thin part of a filled path; one path may draw a whole grid so."""
    corners: list[Point] = []
    for start, end in _edges(item, frame):
        if corners and start != corners[-1]:
            yield from _bar(corners)
            corners = []
        corners += [end] if corners else [start, end]
    yield from _bar(corners)


def _bar(corners: list[Point]) -> Iterator[tuple[Point, Point]]:
    if not corners:
        return
    across, down = [x for x, _ in corners], [y for _, y in corners]
    x0, x1, y0, y1 = min(across), max(across), min(down), max(down)
    if y1 - y0 <= _THICK:
        yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
    elif x1 - x0 <= _THICK:
        yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
