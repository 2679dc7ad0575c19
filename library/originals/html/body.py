"""The body of a web page, element by element, as paragraphs and tables."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from library.items import marked
from library.originals import numbering
from library.originals.bounds import DEEPEST, MOST_COLUMNS, MOST_ROWS, Room
from library.originals.html import styles as web_styles
from library.originals.html.styles import Look, Styles
from library.originals.runs import Runs, alignment_of, link_to
from library.originals.shape import Block, Cell, Paragraph, Run, Table

_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hgroup",
            "hr",
            "html",
            "legend",
            "li",
            "main",
            "menu",
        ),
        *("ol", "p", "pre", "section", "summary", "ul"),
    }
)
_LEFT_OUT = frozenset(
    {
        *("head", "script", "style", "template", "noscript", "iframe", "object", "embed", "svg"),
        *(
            "math",
            "canvas",
            "audio",
            "video",
            "input",
            "select",
            "textarea",
            "button",
            "nav",
            "del",
        ),
        *("rt", "rp", "datalist", "applet", "frameset", "title", "meta", "link"),
    }
)
_LISTS = ("ul", "ol", "menu", "dir")
_MOST_ITEMS = 100_000
# Elements within elements, below which only the text is taken.
_DEEPEST = 100
_NUMBERED = re.compile(r"\(?[\w.]{1,8}[.)]")
_OF_WORD = re.compile(r"level(\d)")
_OF_GOOGLE = re.compile(r"\blst-[\w-]*-(\d)\b")
# How Word and Google Docs name notes, comments, and the ways back from both.
_NOTE = re.compile(r"_?(?:ftnt?|edn)\d{1,4}")
_BACK = re.compile(r"#_?(?:ftnt?_?ref|ednref|cmnt)\d*|#_?(?:cmnt_ref|msocom_)\d*")
_COMMENT = re.compile(r"(?:cmnt|_msocom_)\d+")


@dataclass
class _List:
    """A list that is open, how far it has counted, and how deep it is."""

    element: Any
    look: Look
    number: int
    depth: int


@dataclass
class _Place:
    """Where paragraphs go, and the one that is being read."""

    blocks: list[Block] = field(default_factory=list)
    runs: Runs = field(default_factory=Runs)
    marker: str = ""
    depth: int = 0


class Body:
    """Reads one page; `picture` gives the number of a picture from its address."""

    def __init__(self, styles: Styles, picture: Callable[[str], int]) -> None:
        self.room = Room()
        self.notes: list[Sequence[Block]] = []
        self._styles = styles
        self._picture = picture
        self._lists: list[_List] = []
        self._bodies: dict[str, Any] = {}
        self._aside: set[Any] = set()
        self._depth = self._nesting = 0

    def read(self, root: Any) -> list[Block]:
        """Return what a page says."""
        self._bodies = dict(_bodies(root, _NOTE))
        self._aside = {*self._bodies.values(), *(body for _, body in _bodies(root, _COMMENT))}
        return self._inside(root, {})

    def _inside(self, element: Any, look: Look) -> list[Block]:
        """Return what stands in an element; lists outside of it do not count there."""
        place = _Place()
        lists, self._lists = self._lists, []
        self._children(element, look, "", place)
        self._close(place, look)
        self._lists = lists
        return place.blocks

    def _children(self, element: Any, look: Look, link: str, place: _Place) -> None:
        if self._nesting >= _DEEPEST:
            self._say(" ".join(element.itertext()), look, link, place)
            return
        self._nesting += 1
        self._say(element.text, look, link, place)
        for child in element:
            if self.room.is_full:
                break
            is_shown = isinstance(child.tag, str) and child.tag not in _LEFT_OUT
            if is_shown and child not in self._aside:
                self._element(child, look, link, place)
            self._say(child.tail, look, link, place)
        self._nesting -= 1

    def _element(self, element: Any, outer: Look, link: str, place: _Place) -> None:
        look = self._styles.of(element, outer)
        tag = element.tag
        if web_styles.is_hidden(element, look):
            return
        if tag == "br":
            self._break(place, outer)
        elif tag == "img":
            self._show(element, place)
        elif tag == "table":
            self._close(place, outer)
            place.blocks += self._table(element, look)
        elif tag == "a":
            self._follow(element, look, link, place)
        elif tag in _BLOCKS:
            self._close(place, outer)
            self._block(element, look, link, place)
            self._close(place, look, is_title=_is_title(element))
        elif look.get("mso-list") == "ignore":
            place.marker = _marker_of_word("".join(element.itertext()))
        elif "mso-tab-count" in look:
            place.runs.add(_run("\t", look, link))
        else:
            self._children(element, look, link, place)

    def _block(self, element: Any, look: Look, link: str, place: _Place) -> None:
        """Read an element that stands on lines of its own, as lists and their items do."""
        depth = place.depth
        if element.tag in _LISTS:
            start = _number(element, "start", _MOST_ITEMS, 1) - 1
            self._lists.append(_List(element, look, start, _depth(element, len(self._lists))))
            self._children(element, look, link, place)
            self._lists.pop()
            return
        if element.tag == "li" and self._lists:
            current = self._lists[-1]
            current.number = _number(element, "value", _MOST_ITEMS, current.number + 1)
            said = {**current.look, **{name: look[name] for name in look if "list" in name}}
            place.marker = web_styles.marker(self._styles, current.element, said, current.number)
            place.depth = current.depth
        elif of_word := _OF_WORD.search(look.get("mso-list", "")):
            place.depth = int(of_word[1]) - 1
        self._children(element, look, link, place)
        if element.tag == "li":
            self._close(place, look)
            place.marker = ""
        elif "mso-list" in look:
            self._close(place, look, is_title=_is_title(element))
        place.depth = depth

    def _close(self, place: _Place, look: Look, *, is_title: bool = False) -> None:
        """End the paragraph that is being read, if it says anything."""
        made = place.runs.made()
        if not made:
            place.runs = Runs()
            return
        self.room.take()
        level = int(look.get("level", "0"))
        place.blocks.append(
            Paragraph(
                made,
                level=level,
                is_title=is_title and not level,
                marker=place.marker,
                depth=place.depth,
                alignment=alignment_of(look.get("text-align", "")),
                size=place.runs.size,
            )
        )
        place.runs, place.marker = Runs(), ""

    def _say(self, text: str | None, look: Look, link: str, place: _Place) -> None:
        if not text or self.room.is_full:
            return
        run = _run(self.room.cut(text), look, link)
        is_kept = look.get("white-space", "").startswith("pre")
        (place.runs.add if is_kept else place.runs.flow)(run, web_styles.points(look))

    def _break(self, place: _Place, look: Look) -> None:
        """End a line; two ends of lines are the end of a paragraph."""
        if place.runs.ends_line:
            self._close(place, look)
        else:
            place.runs.add(Run("\n"))

    def _follow(self, element: Any, look: Look, link: str, place: _Place) -> None:
        """Read a link: one to a note is that note, one that leads back from it says nothing."""
        address = element.get("href", "")
        note = _NOTE.fullmatch(address.removeprefix("#"))
        if (
            note
            and address.startswith("#")
            and (body := self._bodies.pop(note[0].strip("_"), None)) is not None
        ):
            self.notes.append(())
            place.runs.add(Run("", footnote=len(self.notes)))
            number = len(self.notes) - 1
            self.notes[number] = self._inside(body, {})
        elif not (note or _BACK.fullmatch(address)):
            self._children(element, look, link_to(address) or link, place)

    def _show(self, image: Any, place: _Place) -> None:
        source = image.get("src", "").strip()
        if not source or _is_pixel(image):
            return
        if number := self._picture(source):
            alt = " ".join(image.get("alt", "").split())
            place.runs.add(Run(self.room.cut(alt), picture=number))

    def _table(self, element: Any, look: Look) -> Iterator[Block]:
        if self._depth >= DEEPEST:
            for cell in element.iter("td", "th"):
                if not any(each.tag in ("td", "th") for each in cell.iterdescendants("td", "th")):
                    yield from self._inside(cell, look)
            return
        self._depth += 1
        rows: list[tuple[Cell, ...]] = []
        headers = 0
        has_lines = _number(element, "border", 100, 0) > 0 or "border" in look
        for row, within in self._rows(element, look):
            if isinstance(row, list):
                yield from row
            elif not self.room.is_full and len(rows) < MOST_ROWS:
                cells = [cell for cell in row if cell.tag in ("td", "th")][:MOST_COLUMNS]
                looks = [self._styles.of(cell, within) for cell in cells]
                is_head = row.getparent().tag == "thead" or {cell.tag for cell in cells} == {"th"}
                headers += is_head and headers == len(rows)
                has_lines = has_lines or is_head or any("border" in each for each in looks)
                rows.append(tuple(map(self._cell, cells, looks)))
        self._depth -= 1
        if any(rows):
            yield Table(tuple(rows), headers, has_lines=has_lines)

    def _rows(self, element: Any, look: Look) -> Iterator[tuple[Any, Look]]:
        """Yield the rows with the look around them, and as a list what stands between rows."""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            within = self._styles.of(child, look)
            if web_styles.is_hidden(child, within):
                continue
            if child.tag in ("thead", "tbody", "tfoot"):
                yield from self._rows(child, within)
            elif child.tag == "tr":
                yield child, within
            elif child.tag not in ("colgroup", "col") and child.tag not in _LEFT_OUT:
                yield self._inside(child, within), within

    def _cell(self, element: Any, look: Look) -> Cell:
        self.room.take()
        return Cell(
            tuple(self._inside(element, look)),
            max(_number(element, "colspan", MOST_COLUMNS, 1), 1),
            max(_number(element, "rowspan", MOST_ROWS, 1), 1),
        )


def _bodies(root: Any, pattern: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    """Yield the names of notes, or comments, with the elements that hold them."""
    for element in root.iter("div", "a", "p", "li"):
        name = (element.get("id") or element.get("name") or "").strip("_")
        if not pattern.fullmatch(name):
            continue
        body = element
        while body.tag == "a" or (body.getparent() is not None and _is_first(body)):
            if body.getparent() is None or body.getparent().tag == "body":
                break
            body = body.getparent()
        yield name, body


def _is_first(element: Any) -> bool:
    """Tell whether an element begins a part of the page that holds a note alone."""
    parent = element.getparent()
    return parent.tag == "div" and parent[0] is element and element.tag != "div"


def _is_title(element: Any) -> bool:
    return bool({"title", "MsoTitle"} & {*element.get("class", "").split()})


def _is_pixel(image: Any) -> bool:
    """Tell whether a picture is one of those that only count readers."""
    return any(image.get(side, "").strip() in ("0", "1", "2") for side in ("width", "height"))


def _depth(element: Any, usual: int) -> int:
    of_google = _OF_GOOGLE.search(element.get("class", ""))
    return min(int(of_google[1]) if of_google else usual, 9)


def _number(element: Any, name: str, most: int, usual: int) -> int:
    said = element.get(name, "").strip()
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 10 else usual


def _marker_of_word(said: str) -> str:
    text = " ".join(said.split())
    return text if _NUMBERED.fullmatch(text) else numbering.bullet(text)


def _run(text: str, look: Look, link: str) -> Run:
    font = web_styles.font(look)
    return Run(
        text,
        bold=web_styles.is_bold(look),
        italic=look.get("font-style") in ("italic", "oblique"),
        superscript=look.get("vertical-align") == "super",
        link=link,
        encoding=marked.encoding_of(font),
        capitals=look.get("text-transform") == "uppercase" or marked.is_of_capitals(font),
    )
