"""The text of Word, PowerPoint, Excel and OpenDocument files, with the encodings of their fonts."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO

from library.items import archives, marked
from library.items.marked import Fonts, Grammar, Piece

_CHUNK = 1 << 16
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PRESENTATION = _OOXML + "presentationml.presentation"
# The parts with text, in the order in which they are read. A sheet holds text of its own only
# where the program that wrote it has put no table of shared strings beside.
_PARTS = {
    _OOXML + "wordprocessingml.document": (r"word/document\d*\.xml", r"word/(foot|end)notes\.xml"),
    PRESENTATION: (r"ppt/slides/slide\d+\.xml", r"ppt/notesSlides/notesSlide\d+\.xml"),
    _OOXML + "spreadsheetml.sheet": (r"xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml",),
}
# What stands around the text: on every page, every slide, every printed sheet.
_AROUND = {
    _OOXML + "wordprocessingml.document": (r"word/(header|footer)\d*\.xml",),
    PRESENTATION: (r"ppt/slide(Master|Layout)s/slide\1\d+\.xml",),
    _OOXML + "spreadsheetml.sheet": (
        r"xl/worksheets/sheet\d+\.xml",
        r"xl/drawings/drawing\d+\.xml",
    ),
}
_STYLES = "word/styles.xml"
_OFFICE = Grammar(
    texts=frozenset({"t"}),
    ends=frozenset({"p", "si", "is"}),
    gaps={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    # An older copy of the same shape, where text was moved from, and how to pronounce it.
    left_out=frozenset({"Fallback", "moveFrom", "rPh"}),
    # WordArt: titles, and stamps across the page.
    drawn={"textpath": "string"},
)
_PRINTED = frozenset(
    f"{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer")
)
_OFFICE_AROUND = replace(_OFFICE, texts=_OFFICE.texts | _PRINTED, ends=_OFFICE.ends | _PRINTED)
_OPEN_DOCUMENT = Grammar(
    texts=frozenset({"p", "h"}),
    ends=frozenset({"p", "h"}),
    gaps={"s": " ", "tab": "\t", "line-break": "\n"},
    left_out=frozenset({"tracked-changes", "annotation"}),
)


def is_office(media_type: str) -> bool:
    """Tell whether `pieces` reads files of a type."""
    return media_type in _PARTS or media_type.startswith(_ODF)


def pieces(
    content: bytes, media_type: str, most: int, *, around: bool = False, as_seen: bool = False
) -> Iterator[Piece]:
    """Yield the text of a file, or of what stands around it; little more than so many characters.

    `as_seen` tells what is shown in capitals apart. Raises anything for a file that is locked,
    damaged or an attack.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archives.check_size(archive)
        if media_type.startswith(_ODF):
            target = marked.StrictReader(_OPEN_DOCUMENT, Fonts())
        else:
            grammar = _OFFICE_AROUND if around else _OFFICE
            target = marked.StrictReader(grammar, _OfficeFonts(_styles(archive), as_seen=as_seen))
        for name in _parts(archive.namelist(), media_type, around=around):
            if target.length <= most:
                marked.read_xml(_chunks(archive, name), target, most)
    return target.pieces()


def slides(content: bytes, most: int) -> Iterator[list[Piece]]:
    """Yield the text of each slide in the order in which they are shown; most letters in all."""
    length = 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        archives.check_size(archive)
        fonts = _OfficeFonts(_styles(archive))
        for name in _shown_slides(archive):
            target = marked.StrictReader(_OFFICE, fonts)
            marked.read_xml(_chunks(archive, name), target, most)
            yield list(target.pieces())
            length += target.length
            if length > most:
                return


def _shown_slides(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts that are slides, in the order of the presentation where it has one."""
    present = _parts(archive.namelist(), PRESENTATION, around=False)
    slides = [name for name in present if name.startswith("ppt/slides/")]
    order = _Order()
    for part in ("ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"):
        if part in archive.namelist():
            marked.read_xml(_chunks(archive, part), order, most=0)
    shown = [name for name in order.targets() if name in slides]
    return shown or slides


class _Order(marked.StrictReader):
    """Gathers in which order a presentation shows its slides, and which parts these are."""

    def __init__(self) -> None:
        super().__init__(_OFFICE, Fonts())
        self._ids: list[str] = []
        self._parts_by_id: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "sldId":
            found = (value for key, value in attributes.items() if key.endswith("}id"))
            self._ids.extend(found)
        elif name == "Relationship":
            target = (marked.value(attributes, "Target") or "").removeprefix("/ppt/")
            self._parts_by_id[marked.value(attributes, "Id") or ""] = f"ppt/{target}"

    def targets(self) -> list[str]:
        """Return the parts in their order, each once."""
        return list(dict.fromkeys(self._parts_by_id.get(id, "") for id in self._ids))


def _parts(names: list[str], media_type: str, *, around: bool) -> Iterator[str]:
    usual = (r"styles\.xml",) if around else (r"content\.xml",)
    for pattern in (_AROUND if around else _PARTS).get(media_type, usual):
        found = sorted(filter(re.compile(pattern).fullmatch, names), key=_in_order)
        yield from found[:1] if found[:1] == ["xl/sharedStrings.xml"] else found


def _in_order(name: str) -> tuple[str, int]:
    """Return a key by which slide 2 comes before slide 10."""
    number = re.search(r"\d+", name)
    return re.sub(r"\d+", "", name), int(number.group()) if number else 0


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _styles(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the font of each style of a Word file; that of text without a style has no name."""
    if _STYLES not in archive.namelist():
        return {}
    styles = _Styles()
    marked.read_xml(_chunks(archive, _STYLES), styles, most=0)
    return styles.fonts()


class _OfficeFonts(Fonts):
    """What Word and its sisters say: of a run, else of its style, else of its paragraph's style."""

    def __init__(self, styles: Mapping[str, str], *, as_seen: bool = False) -> None:
        self._styles = styles
        self._as_seen = as_seen
        self._paragraphs: list[str] = []
        self._is_run = False
        self._run_style = ""
        self._own: str | None = None
        self._in_capitals = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
        elif name == "r":
            self._is_run, self._run_style, self._own, self._in_capitals = True, "", None, False
        elif name == "pStyle" and self._paragraphs:
            self._paragraphs[-1] = marked.value(attributes, "val") or ""
        elif name == "rStyle":
            self._run_style = marked.value(attributes, "val") or ""
        elif self._is_run and name in ("rFonts", "latin", "rFont"):
            self._own = _named(attributes) or self._own
        elif self._is_run and name == "caps":
            self._in_capitals = marked.value(attributes, "val") not in ("0", "false", "off")
        elif self._is_run and name == "rPr":
            self._in_capitals = marked.value(attributes, "cap") == "all"

    def end(self, name: str) -> None:
        if name == "p" and self._paragraphs:
            self._paragraphs.pop()
        elif name == "r":
            self._is_run, self._run_style, self._own, self._in_capitals = False, "", None, False

    def current(self) -> str:
        paragraph = self._paragraphs[-1] if self._paragraphs else ""
        of_style = self._styles.get(self._run_style) if self._run_style else None
        return self._own or of_style or self._styles.get(paragraph) or self._styles.get("", "")

    def capitals(self) -> bool:
        is_shown_so = self._in_capitals or marked.is_of_capitals(self.current())
        return self._as_seen and is_shown_so


def _named(attributes: Mapping[str, str]) -> str | None:
    """Return the font that an element names; one of the theme has a name that is never legacy."""
    return marked.value(attributes, "ascii", "hAnsi", "asciiTheme", "hAnsiTheme", "typeface", "val")


class _Styles(marked.StrictReader):
    """Gathers the fonts of Word's styles and on which others they are based."""

    def __init__(self) -> None:
        super().__init__(_OFFICE, Fonts())
        self._named: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._style: str | None = ""  # what stands before the first style holds for all of them
        self._usual = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "style":
            self._style = marked.value(attributes, "styleId") or ""
            is_usual = marked.value(attributes, "default") in ("1", "true", "on")
            if is_usual and marked.value(attributes, "type") == "paragraph":
                self._usual = self._style
        elif name == "basedOn" and self._style:
            self._based[self._style] = marked.value(attributes, "val") or ""
        elif name == "rFonts" and self._style is not None and (font := _named(attributes)):
            self._named.setdefault(self._style, font)

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] == "style":
            self._style = None

    def fonts(self) -> dict[str, str]:
        """Return the font of each style that has one, its own or that of what it is based on."""
        found = {style: self._font(style) for style in {*self._named, *self._based}}
        return found | {"": self._font(self._usual) or self._named.get("", "")}

    def _font(self, style: str) -> str:
        seen = set()
        while style and style not in self._named and style not in seen:
            seen.add(style)
            style = self._based.get(style, "")
        return self._named.get(style, "") if style else ""
