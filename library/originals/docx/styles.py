"""The styles of a Word file: what a paragraph or a run looks like when nothing is set on it."""

from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# No file of an honest program builds a style on so many others.
_DEEPEST = 20


@dataclass(frozen=True)
class Look:
    """What is set: None where nothing is, so that one look can be laid over another."""

    bold: bool | None = None
    underlined: bool | None = None
    italic: bool | None = None
    raised: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    size: float | None = None
    alignment: str | None = None
    level: int | None = None
    is_title: bool | None = None
    numbering: tuple[str, int] | None = None
    has_lines: bool | None = None
    style: str | None = None

    def over(self, below: "Look") -> "Look":
        """Return this look laid over another."""
        own = {name: value for name, value in vars(self).items() if value is not None}
        return replace(below, **own)


def value(element: etree._Element | None, *path: str) -> str | None:
    """Return the `val` of an element below another, None when it is not there."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    return element.get(W + "val", "") if element is not None else None


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """Return whether a toggle is on, None when it is not set."""
    said = value(element, name)
    return None if said is None else said not in ("0", "false", "off", "none")


def of_run(properties: etree._Element | None) -> Look:
    """Return the look that the properties of a run set."""
    if properties is None:
        return Look()
    fonts = properties.find(W + "rFonts")
    size = value(properties, "sz")
    raised = value(properties, "vertAlign")
    return Look(
        bold=is_on(properties, "b"),
        underlined=is_on(properties, "u"),
        italic=is_on(properties, "i"),
        raised=raised == "superscript" if raised is not None else None,
        capitals=is_on(properties, "caps"),
        hidden=is_on(properties, "vanish"),
        font=_font(fonts) if fonts is not None else None,
        size=float(size) / 2 if size and size.isdigit() else None,
    )


def _font(fonts: etree._Element) -> str | None:
    names = ("ascii", "hAnsi", "asciiTheme", "hAnsiTheme")
    return next((fonts.get(W + name) for name in names if fonts.get(W + name)), None)


def of_paragraph(properties: etree._Element | None) -> Look:
    """Return the look that the properties of a paragraph set."""
    if properties is None:
        return Look()
    alignment = value(properties, "jc")
    level = value(properties, "outlineLvl")
    return Look(
        alignment={"end": "right"}.get(alignment, alignment) if alignment else None,
        level=int(level) + 1 if level and level in "012345678" else 0 if level else None,
        numbering=_numbering(properties),
    )


def _numbering(properties: etree._Element) -> tuple[str, int] | None:
    numbering = properties.find(W + "numPr")
    if numbering is None:
        return None
    depth = value(numbering, "ilvl") or "0"
    number = value(numbering, "numId")
    # A style may say how deep its list is and leave to others which list it is.
    return (number or "", min(int(depth), 8)) if depth.isdigit() else None


class Styles:
    """All styles of a file, each with what it is based on laid below it."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._kept: dict[str, Look] = {}
        self._usual: dict[str, str] = {}
        self.below = Look()
        for element in root.iter(W + "style") if root is not None else ():
            name = element.get(W + "styleId", "")
            self._elements[name] = element
            if element.get(W + "default") in ("1", "true", "on"):
                self._usual[element.get(W + "type", "")] = name
        if root is not None:
            defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
            self.below = of_run(defaults)

    def look(self, name: str | None, kind: str = "paragraph") -> Look:
        """Return the look of a style, of the usual one of its kind when none is named."""
        style = name if name in self._elements else self._usual.get(kind, "")
        return self._look(style, _DEEPEST)

    def _look(self, name: str, deepest: int) -> Look:
        element = self._elements.get(name)
        if element is None or not deepest:
            return Look()
        if name not in self._kept:
            based = value(element, "basedOn")
            below = self._look(based, deepest - 1) if based else Look()
            self._kept[name] = _own(element).over(below)
        return self._kept[name]


def _own(element: etree._Element) -> Look:
    paragraph = of_paragraph(element.find(W + "pPr"))
    look = of_run(element.find(W + "rPr")).over(paragraph)
    name = (value(element, "name") or "").lower()
    lines = has_lines(element.find(f"{W}tblPr/{W}tblBorders"))
    style = name.replace(" ", "")
    look = replace(look, is_title=name == "title" or None, has_lines=lines, style=style)
    digit = name.removeprefix("heading ")
    if name.startswith("heading ") and digit.isdigit() and not look.level:
        look = replace(look, level=min(int(digit), 9))
    return look


def has_lines(borders: etree._Element | None) -> bool | None:
    """Return whether borders are drawn, None when nothing is said of them."""
    if borders is None:
        return None
    return any(each.get(W + "val") not in ("nil", "none", None) for each in borders)
