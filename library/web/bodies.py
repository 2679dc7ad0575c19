"""The kept HTML of an edition made ready for a page: tables that scroll, steps drawn as a flute.

The kept HTML stays neutral, because Word and PDF are made of it too.
"""

import re
from collections import Counter
from itertools import pairwise

from lxml import html as lxml_html
from lxml.html import HtmlElement
from markupsafe import Markup

from library.web import drawings
from library.web.speech import _

# "0 - 10" or "07:00 - 07:20" at the beginning of a cell: when a step begins and ends.
_MOMENT = r"(?:(\d{1,2}):(\d{2})|(\d+))"
_STEP = re.compile(rf"\s*{_MOMENT}\s*[-–—]\s*{_MOMENT}\b")
# Heading of minutes; "0 - 4" below another one may as well be points or seconds.
_OF_TIME = re.compile(r"\s*(phút|thời|giờ|tg\b|minute|min\b|time|$)", re.IGNORECASE)


def prepared(html: str, files_address: str) -> Markup:
    """Return the HTML with wrapped tables and the addresses of the item's own files."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for table in list(root.iter("table")):
        _prepare_table(table)
    _tell_apart(root)
    for element, attribute in (("img", "src"), ("a", "href")):
        for each in root.iter(element):
            _resolve(each, attribute, files_address)
    inner = (root.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in root
    )
    return Markup(inner)


def _resolve(element: HtmlElement, attribute: str, files_address: str) -> None:
    address = element.get(attribute, "")
    if address.startswith("files/"):
        element.set(attribute, files_address + address.removeprefix("files/"))
    if element.tag == "img":
        # Never lazy: paper would miss a picture that was not scrolled to.
        element.set("decoding", "async")


def sections(html: str, prefix: str) -> list[Markup]:
    """Return the HTML cut before each second-level heading, ids made unique by a prefix."""
    unique = re.sub(r'(\bid="|href="#)', rf"\g<1>{prefix}-", html)
    return [Markup(part) for part in re.split(r"(?=<h2\b)", unique) if part.strip()]


def _prepare_table(table: HtmlElement) -> None:
    rows = table.findall(".//tbody/tr")
    spans = [_span(row) for row in rows]
    steps = [span for span in spans if span]
    _scope(table)
    if len(steps) >= 2 and len(steps) == len(spans) and _follow(steps) and _tells_time(table):
        _draw_steps(table, rows, steps)
    else:
        _wrap(table, "scroll", {"tabindex": "0", "role": "region", "aria-label": _name(table)})
        table.set("class", "table loose")


def _tells_time(table: HtmlElement) -> bool:
    first = table.find(".//thead/tr/th")
    clocks = table.xpath("boolean(.//tbody/tr[1]/*[1][contains(., ':')])")
    return bool(clocks or first is None or _OF_TIME.match(first.text_content()))


def _span(row: HtmlElement) -> tuple[int, int] | None:
    """Return when a step begins and ends, in minutes, as its first cell says."""
    found = _STEP.match(row[0].text_content()) if len(row) else None
    if not found:
        return None
    begin, end = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    return (begin, end) if begin < end else None


def _minute(hour: str | None, minute: str | None, count: str | None) -> int:
    return int(hour or 0) * 60 + int(minute or 0) + int(count or 0)


def _follow(steps: list[tuple[int, int]]) -> bool:
    return all(before[1] == after[0] for before, after in pairwise(steps))


def _draw_steps(table: HtmlElement, rows: list[HtmlElement], steps: list[tuple[int, int]]) -> None:
    minutes = [end - begin for begin, end in steps]
    names = [row[1].text_content().strip() if len(row) > 1 else "" for row in rows]
    said = ", ".join(f"{name[:60]} {length}" for name, length in zip(names, minutes, strict=True))
    label = _(
        "%(steps)s steps in %(total)s minutes: %(said)s",
        steps=len(steps),
        total=sum(minutes),
        said=said,
    )
    box = _wrap(table, "box full", {})
    box.addprevious(lxml_html.fragment_fromstring(str(drawings.flute(minutes, steps[0][0], label))))
    table.set("class", "table steps")
    _mark_roles(table)
    headings = [cell.text_content() for cell in table.findall(".//thead/tr/th")]
    for row, length in zip(rows, minutes, strict=True):
        _mark_step(row, length, headings)


def _mark_step(row: HtmlElement, length: int, headings: list[str]) -> None:
    small = lxml_html.Element("small")
    small.text = _("%(count)s minutes", count=length)
    row[0].append(small)
    for place, cell in enumerate(row):
        if place >= 2 and place < len(headings):
            cell.set("data-label", headings[place])


def _mark_roles(table: HtmlElement) -> None:
    """Keep the table a table where the style sheet lays its rows out as cards."""
    table.set("role", "table")
    for part, role in (
        ("thead", "rowgroup"),
        ("tbody", "rowgroup"),
        ("tr", "row"),
        ("th", "columnheader"),
        ("td", "cell"),
    ):
        for element in table.iter(part):
            element.set("role", role)


def _scope(table: HtmlElement) -> None:
    for cell in table.findall(".//thead/tr/th"):
        cell.set("scope", "col")
    for cell in table.iter("th", "td"):
        if cell.attrib.pop("align", None) in ("right", "center"):
            cell.set("class", "num")


def _name(table: HtmlElement) -> str:
    """Return what a reader of the screen hears: the heading before the table."""
    for before in table.itersiblings(preceding=True):
        if before.tag in ("h2", "h3", "h4"):
            return str(before.text_content())
    return _("Table")


def _tell_apart(root: HtmlElement) -> None:
    """Number the tables below one heading, so that no two regions have the same name."""
    seen: Counter[str] = Counter()
    for region in root.iterfind(".//div[@role='region']"):
        name = region.get("aria-label", "")
        seen[name] += 1
        if seen[name] > 1:
            region.set("aria-label", f"{name} ({seen[name]})")


def _wrap(table: HtmlElement, name: str, attributes: dict[str, str]) -> HtmlElement:
    box = lxml_html.Element("div", {"class": name, **attributes})
    box.tail, table.tail = table.tail, None
    table.addprevious(box)
    box.append(table)
    return box
