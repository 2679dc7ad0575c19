"""Drawings rebuilt: what draws stays, what runs or fetches is refused, what editors keep is gone."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from library.uploads import vectors
from library.uploads.packages import Refused
from tests.uploads import hostile
from tests.uploads.hostile import drawing

STATIC = Path(__file__).parents[2] / "library" / "web" / "static"
XHTML = "http://www.w3.org/1999/xhtml"
XLINK = "{http://www.w3.org/1999/xlink}href"


def cleaned(content: bytes) -> Any:
    return etree.fromstring(vectors.clean(content)[0])


def names(root: Any) -> list[str]:
    return [etree.QName(element).localname for element in root.iter()]


REFUSED = {
    "script": [
        "<script>alert(1)</script>",
        "<script href='data:text/javascript,alert(1)'/>",
        "<g onload='alert(1)'/>",
        "<rect onclick='alert(1)'/>",
        "<animate onbegin='alert(1)'/>",
        f"<x:script xmlns:x='{XHTML}'>alert(1)</x:script>",
        "<metadata><script>alert(1)</script></metadata>",
        "<a href='javascript:alert(1)'><text>a</text></a>",
        "<a xlink:href=' JavaScript:alert(1)'><text>a</text></a>",
        "<use href='data:application/xml;base64,AAAA'/>",
        "<rect style='fill:javascript:alert(1)'/>",
        f"<switch><foreignObject><body xmlns='{XHTML}' onload='a()'/></foreignObject></switch>",
    ],
    "foreign": [f"<foreignObject><iframe xmlns='{XHTML}' src='//a'/></foreignObject>"],
    "outside": [
        "<image href='https://example.org/a.png'/>",
        "<image xlink:href='file:///etc/passwd'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<use href='other.svg#a'/>",
        "<use xlink:href='https://example.org/a.svg#a'/>",
        "<linearGradient xlink:href='//example.org/#a'/>",
        "<rect fill='url(https://example.org/#a)'/>",
        "<rect style='fill: URL( \"//example.org\" )'/>",
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>rect { fill: url(//example.org) }</style>",
        "<style>rect { fill: u\\72l(//example.org) }</style>",
        "<style>rect { fill: u/**/rl(//example.org) }</style>",
        "<style>@font-face { src: url(data:font/woff2;base64,AAAA) }</style>",
    ],
    "damaged": [
        "<rect>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<image href='data:image/png;base64,!!'/>",
        "&nothing;",
    ],
}


@pytest.mark.parametrize(
    ("reason", "inside"), [(reason, each) for reason, found in REFUSED.items() for each in found]
)
def test_what_runs_or_fetches_is_refused(reason: str, inside: str) -> None:
    with pytest.raises(Refused, match=reason):
        vectors.clean(drawing(inside))


@pytest.mark.parametrize(
    "head",
    ["<!DOCTYPE svg [<!ENTITY a 'b'>]>", "<!DOCTYPE svg [ ]>",
     "<!DOCTYPE svg SYSTEM 'a.dtd' [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]>"],
)  # fmt: skip
def test_a_document_type_that_declares_something_is_refused(head: str) -> None:
    with pytest.raises(Refused, match="doctype"):
        vectors.clean(drawing("<text>a</text>", head))


def test_entities_that_swell_are_refused_at_once() -> None:
    lines = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 20}'>" for n in range(1, 12))
    head = f"<!DOCTYPE svg [<!ENTITY a0 'aaaaaaaaaa'>{lines}]>"
    with pytest.raises(Refused, match="doctype"):
        vectors.clean(drawing("<text>&a11;</text>", head))


def test_what_stands_around_a_drawing_is_left_out() -> None:
    head = (
        "<?xml version='1.0'?><?xml-stylesheet href='https://example.org/a.css'?><!-- by a -->"
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
    )
    said = vectors.clean(drawing("<!-- c --><?php echo ?><rect/>", head))[0]
    assert not any(part in said for part in (b"DOCTYPE", b"<!--", b"<?php", b"stylesheet"))
    assert names(etree.fromstring(said)) == ["svg", "rect"]


def test_what_an_editor_keeps_for_itself_is_left_out() -> None:
    inkscape = "http://www.inkscape.org/namespaces/inkscape"
    root = cleaned(drawing(
        f"<metadata>a</metadata><i:view xmlns:i='{inkscape}' only_selected='1'/>"
        f"<g i:label='Lớp 1' xmlns:i='{inkscape}'><set attributeName='href' to='x'/><path d='M0 0'/></g>"
        f"<switch><foreignObject><p xmlns='{XHTML}'>a</p></foreignObject><text>chữ</text></switch>"
    ))  # fmt: skip
    assert names(root) == ["svg", "g", "path", "switch", "text"]
    assert not root[0].attrib


def test_what_draws_stays_with_its_text() -> None:
    inside = (
        "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs>"
        "<style>.a { fill: url(#a) } @media print { .a { fill: red } }</style>"
        "<rect class='a' fill=\"url('#a')\" style='stroke:red' transform='scale(2)'/>"
        "<use xlink:href='#b'/><text id='b'>Xin <tspan>chào</tspan> lớp</text>"
        "<a href='https://example.org'><circle r='1'/></a>"
    )
    root = cleaned(drawing(inside))
    assert names(root) == [
        *("svg", "defs", "linearGradient", "stop", "style", "rect", "use", "text", "tspan"),
        *("g", "circle"),
    ]
    assert "".join(root.itertext()).endswith("Xin chào lớp")
    assert dict(root[2].attrib) == {
        "class": "a", "fill": "url('#a')", "style": "stroke:red", "transform": "scale(2)",
    }  # fmt: skip
    assert root[3].get(XLINK) == "#b" and not root[5].attrib


def test_a_picture_in_a_drawing_is_drawn_anew() -> None:
    photo = hostile.photo(6)
    coded = base64.b64encode(photo).decode()
    root = cleaned(
        drawing(f"<image width='9' height='9' xlink:href='data:image/jpeg;base64,{coded}'/>")
    )
    kind, _, kept = root[0].get(XLINK).partition(",")
    content = base64.b64decode(kept)
    assert kind == "data:image/jpeg;base64" and b"GPSLatitude" in photo
    assert b"GPSLatitude" not in content and Image.open(io.BytesIO(content)).size == (40, 60)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [("viewBox='0 0 40 20'", (40, 20)), ("viewBox='0,0,40,20' width='100%'", (40, 20)),
     ("viewBox='-1 -1 40 20' width='80'", (80, 40)), ("viewBox='0 0 40 20' height='40px'", (80, 40)),
     ("width='30' height='10'", (30, 10)), ("width='1in' height='25.4mm'", (96, 96))],
)  # fmt: skip
def test_a_drawing_has_the_size_that_it_says(attributes: str, size: tuple[int, int]) -> None:
    content, *said = vectors.clean(drawing("<rect/>", attributes=attributes))
    root = etree.fromstring(content)
    assert tuple(said) == size == (float(root.get("width")), float(root.get("height")))
    assert root.get("viewBox")


def test_a_drawing_without_a_size_is_refused() -> None:
    with pytest.raises(Refused, match="without-size"):
        vectors.clean(drawing("<rect/>", attributes="width='100%' height='100%'"))


def by_use(name: str, inside: str) -> str:
    uses = f"<use href='#{inside}'/>" * 20
    return f"<g id='{name}'>{uses}</g>"


def by_patterns(name: str, inside: str) -> str:
    shapes = f"<rect fill='url(#{inside})'/>" * 20
    return f"<pattern id='{name}'>{shapes}</pattern>"


@pytest.mark.parametrize("level", [by_use, by_patterns])
def test_a_drawing_that_swells_by_its_references_is_refused(level: Any) -> None:
    levels = "".join(level(f"a{n}", f"a{n - 1}") for n in range(1, 9))
    with pytest.raises(Refused, match="bomb-in-drawing"):
        vectors.clean(drawing(f"<g id='a0'/>{levels}<use href='#a8'/><rect fill='url(#a8)'/>"))


def test_a_drawing_that_leads_back_to_itself_is_refused() -> None:
    with pytest.raises(Refused, match="bomb-in-drawing"):
        vectors.clean(drawing("<g id='a'><use href='#a'/></g>"))


def test_a_drawing_of_many_parts_is_none_of_these() -> None:
    assert len(cleaned(drawing("<defs><g id='a'><rect/></g></defs>" + "<use href='#a'/>" * 5000)))


@pytest.mark.parametrize("name", ["logo.svg", "wordmark.svg"])
def test_our_own_drawings_stay_whole(name: str) -> None:
    content = (STATIC / name).read_bytes()
    before = list(etree.fromstring(content).iter(etree.Element))
    assert names(cleaned(content)) == [etree.QName(each).localname for each in before]
