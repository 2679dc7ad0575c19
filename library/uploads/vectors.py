"""SVG drawings rebuilt in the confined process of what only draws: an allowlist, element by element.

What could run or fetch is refused with its reason; what an editor keeps for itself is left out.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

from library.uploads import redrawing
from library.uploads.packages import Refused

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_LARGEST = 8 * 1024 * 1024
# Elements drawn when every <use> is followed: more is a bomb.
_MOST_DRAWN = 100_000
_DRAWS = (
    "svg g defs symbol use title desc switch path rect circle ellipse line polyline polygon text"
    " tspan textPath image linearGradient radialGradient stop clipPath mask pattern marker style"
    " filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA"
    " feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile"
)
_SHAPES = (
    "id class lang viewBox preserveAspectRatio version width height x y x1 y1 x2 y2 cx cy r rx ry fx"
    " fy fr d points transform pathLength dx dy rotate textLength lengthAdjust startOffset method"
    " spacing role aria-label aria-labelledby aria-hidden style type media requiredFeatures"
    " systemLanguage"
)
_PAINTS = (
    "alignment-baseline baseline-shift clip-path clip-rule color color-interpolation"
    " color-interpolation-filters direction display dominant-baseline enable-background fill"
    " fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size"
    " font-size-adjust font-stretch font-style font-variant font-weight image-rendering kerning"
    " letter-spacing marker marker-end marker-mid marker-start mask mix-blend-mode opacity overflow"
    " paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor"
    " text-decoration text-rendering unicode-bidi vector-effect visibility word-spacing writing-mode"
)
_EFFECTS = (
    "offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits"
    " patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight"
    " refX refY orient filterUnits primitiveUnits in in2 result stdDeviation values operator k1 k2 k3"
    " k4 mode radius tableValues slope intercept amplitude exponent"
)
_ELEMENTS = frozenset(_DRAWS.split())
_ATTRIBUTES = frozenset(f"{_SHAPES} {_PAINTS} {_EFFECTS}".split())
_SCRIPTS = frozenset({"script", "handler", "listener"})
# A page inside the drawing.
_FOREIGN = frozenset({"foreignObject"})
_EVENT = re.compile(r"on[a-z]+")
_RUNS = re.compile(r"\s*(javascript|vbscript|data:text|data:application)\b", re.IGNORECASE)
_INLINE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*(?!\s*[\"']?#)", re.IGNORECASE)
_WITHIN = re.compile(r"url\(\s*[\"']?#([^\"')\s]+)", re.IGNORECASE)
_FETCHES = re.compile(r"@import|expression\s*\(|-moz-binding|behavior\s*:", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def clean(content: bytes) -> tuple[bytes, int, int]:
    """Return a drawing without anything but drawing, and its width and height in pixels."""
    if len(content) > _LARGEST:
        raise Refused("large-drawing")
    _refuse_declarations(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("damaged") from error
    if _local(root) != "svg":
        raise Refused("damaged")
    for element in root.iter(etree.Element):
        _refuse_what_runs(element)
    drawn = _rebuilt(root)
    assert drawn is not None
    _refuse_bomb(drawn)
    width, height = _size(drawn)
    drawn.set("width", f"{width:g}")
    drawn.set("height", f"{height:g}")
    return etree.tostring(drawn, encoding="utf-8"), round(width), round(height)


def _refuse_declarations(content: bytes) -> None:
    """Refuse a document type that declares something; one that only names SVG is left out."""
    parser = expat.ParserCreate()

    def declared(_name: str, _system: str | None, _public: str | None, has_more: int) -> None:
        if has_more:
            raise Refused("doctype")

    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("damaged") from error


def _local(element: Any) -> str:
    """Return the name of an element of SVG, empty for any other."""
    if not isinstance(element.tag, str):  # a comment or an instruction
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in (_SVG, None) else ""


def _rebuilt(element: Any) -> Any | None:
    """Return an element with all that draws in it, None for one that does not draw."""
    name = _local(element)
    if name == "a":
        name = "g"  # what a link leads to is no part of a drawing
    if name not in _ELEMENTS:
        return None
    made = etree.Element(f"{{{_SVG}}}{name}", nsmap={None: _SVG, "xlink": _XLINK})
    for key, value in _attributes(element):
        made.set(key, value)
    if name == "image" and f"{{{_XLINK}}}href" not in made.attrib:
        return None
    if name == "style" and element.text:
        _check_style(element.text)
    made.text = element.text
    for child in element:
        _append(made, _rebuilt(child), child.tail)
    return made


def _append(parent: Any, child: Any | None, tail: str | None) -> None:
    """Append a child, if there is one, and the text behind it."""
    if child is not None:
        child.tail = tail
        parent.append(child)
    elif tail and len(parent):
        parent[-1].tail = (parent[-1].tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


def _refuse_what_runs(element: Any) -> None:
    name = etree.QName(element).localname
    if name in _SCRIPTS or any(map(_EVENT.fullmatch, element.attrib)):
        raise Refused("script")
    # Beside a page for other programs in a <switch> stands what draws the same.
    parent = element.getparent()
    if name in _FOREIGN and (parent is None or _local(parent) != "switch"):
        raise Refused("foreign")


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name = etree.QName(key)
        if name.localname == "href":
            yield from _reference(element, value)
        elif name.namespace is None and name.localname in _ATTRIBUTES:
            _check_style(value)
            yield name.localname, value
        elif name.namespace == _XML and name.localname in ("space", "lang"):
            yield key, value


def _reference(element: Any, value: str) -> Iterator[tuple[str, str]]:
    """Yield a reference within the drawing, or a picture in it, drawn anew."""
    if _RUNS.match(value):
        raise Refused("script")
    if _local(element) == "a" or _local(element) not in _ELEMENTS:
        return
    if value.strip().startswith("#"):
        yield f"{{{_XLINK}}}href", value.strip()
    elif _local(element) == "image" and (found := _INLINE.match(value)):
        yield f"{{{_XLINK}}}href", _inlined(value[found.end() :])
    elif value.strip():
        raise Refused("outside")


def _inlined(coded: str) -> str:
    try:
        content = base64.b64decode("".join(coded.split()), validate=True)
        picture, media_type = redrawing.redrawn(content)
    except (binascii.Error, OSError, ValueError, SyntaxError) as error:
        raise Refused("damaged") from error
    return f"data:{media_type};base64,{base64.b64encode(picture).decode('ascii')}"


def _check_style(style: str) -> None:
    """Refuse what a style could fetch; an escape or a comment could hide it."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    if _ADDRESS.search(bare) or _FETCHES.search(bare) or ("\\" in bare and "(" in bare):
        raise Refused("outside")
    if re.search(r"javascript\s*:", bare, re.IGNORECASE):
        raise Refused("script")


def _refuse_bomb(drawn: Any) -> None:
    """Refuse a drawing that grows beyond measure when its references are followed."""
    named = {element.get("id"): element for element in drawn.iter() if element.get("id")}
    weights: dict[Any, int] = {}

    def weight(element: Any) -> int:
        if element not in weights:
            weights[element] = _MOST_DRAWN  # until it is known: whoever leads back to it is endless
            inside = [*element, *(named[id] for id in _targets(element) if id in named)]
            weights[element] = 1 + sum(map(weight, inside))
        if weights[element] > _MOST_DRAWN:
            raise Refused("bomb-in-drawing")
        return weights[element]

    weight(drawn)


def _targets(element: Any) -> Iterator[str]:
    """Yield the ids of what an element draws besides what stands in it."""
    for key, value in element.attrib.items():
        if key == f"{{{_XLINK}}}href" and value.startswith("#"):
            yield value[1:]
        yield from _WITHIN.findall(value)


def _size(drawn: Any) -> tuple[float, float]:
    """Return the width and height of a drawing, by what it says of them or of its view."""
    view = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", drawn.get("viewBox", ""))]
    width, height = _pixels(drawn.get("width")), _pixels(drawn.get("height"))
    if len(view) == 4 and view[2] > 0 and view[3] > 0:
        ratio = view[3] / view[2]
        width = width or (height / ratio if height else view[2])
        height = height or width * ratio
    elif width and height:
        drawn.set("viewBox", f"0 0 {width:g} {height:g}")
    else:
        raise Refused("without-size")
    return min(max(width, 1), 20_000), min(max(height, 1), 20_000)


def _pixels(length: str | None) -> float:
    """Return a length in pixels, 0 for none or one that depends on the window."""
    found = _LENGTH.fullmatch(length or "")
    return float(found[1]) * _PIXELS[found[2] or "px"] if found else 0
