"""The text of a reading as plain lines, each with the place where it stands.

What a paper says of itself depends on where it says it: a date in the letterhead is that of the
paper, a duration among the steps is that of a step, and legal bases say nothing of the activity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from library import text as texts
from library.originals.reader import Reading

# The letterhead and the signature; the title; what stands before the first part; the parts
# themselves; those of them that tell how it goes, who prepares what, and who receives the paper.
Zone = Literal["head", "title", "top", "body", "procedure", "preparation"]

_LONGEST = 1_500
_MOST_TOP, _MOST_TITLE, _MOST_HEAD = 30, 12, 60
# A heading that is no longer than a title; a heading that nothing marks has this level.
_LONGEST_HEADING, _UNMARKED = 140, 2
_MARKS = re.compile(
    r"\\(?=[\\`*_{}\[\]()#+\-.!|<>~])|\*{1,3}|~~|`|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)"
)
_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\](?:\([^)\n]{0,500}\))")
_NOTE = re.compile(r"\[\^[^\]\n]{1,20}\]:?")
_TAG = re.compile(r"</?(?:sup|sub|u|b|i|em|strong|span|p|div|font)\b[^<>\n]{0,200}>")
_BREAK = re.compile(r"<br ?/?>")
_HEADING = re.compile(r"(#{1,6})\s+")
_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"[\W_]*")
_COLUMN = re.compile(r"\s*:?-{1,}:?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_PART = re.compile(r"[IVX]{1,5}\s?[.)/]\s*\S|(?:Phần|PHẦN|Part|PART) (?:[IVX]+|\d)\b")
_FIRST_PART = re.compile(r"1\s?[.)]\s*\S")

_DOCUMENT = (
    r"(?:cong van|ke hoach|chi thi|quyet dinh|thong tu|nghi quyet|nghi dinh|huong dan|luat"
    r"|chuong trinh|van ban|ket luan)"
)
# What a paper stands on. It names years, grades and subjects that are those of other papers.
_BASIS = re.compile(
    rf"[-+•–*\s]*(?:(?:\d{{1,2}}|[a-h])[.)]\s*)?(?:can cu\b|xet de nghi|theo de nghi|{_DOCUMENT} so\b"
    rf"|(?:thuc hien|theo|trien khai)(?: thuc hien)? (?:cac )?(?:noi dung )?{_DOCUMENT}\b"
    r"|thong tu \d|nghi dinh \d|pursuant to\b|(?:based on|according to|following) "
    r"(?:the )?(?:circular|decision|plan no|official letter|decree)\b)"
)
_BASES = re.compile(r"[\W\d]*(?:[ivx]+[.)]\s*)?(?:cac )?(?:can cu|co so phap li|co so phap ly)\b")
_RECEIVERS = re.compile(r"\W*(?:noi nhan|recipients|copies to)\b\W*")
_ANNEX = re.compile(r"\W*(?:phu luc|annex|appendix|mau so)\b")
_MOST_RECEIVERS = 15
_PROCEDURE = re.compile(
    r"\b(?:tien trinh|tien hanh|cac hoat dong day|hoat dong day hoc|cac hoat dong chu yeu"
    r"|to chuc hoat dong|to chuc cac hoat dong|chuong trinh chi tiet|noi dung chuong trinh"
    r"|kich ban|dien bien|lich trinh|cac buoc|chuong trinh buoi|chuong trinh dem|phan thi"
    r"|noi dung va hinh thuc|procedure|steps|stages|programme|run of show|run sheet|activities)\b"
)
_PREPARATION = re.compile(
    r"\b(?:phan cong|to chuc thuc hien|chuan bi|tien do|kinh phi|che do bao cao|ban to chuc"
    r"|danh gia|giai thuong|preparation|responsibilit|budget|roles|reporting)"
)


@dataclass(frozen=True)
class Line:
    """A line without the marks of Markdown; of a row the cells too, and which table it is of."""

    text: str
    zone: Zone
    heading: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0

    @cached_property
    def folded(self) -> str:
        """The text as phones type it; as long as the text itself."""
        return folded(self.text)

    @property
    def is_early(self) -> bool:
        """Whether it stands before the parts of the paper, where a paper says what it is."""
        return self.zone in ("head", "title", "top")


@dataclass(frozen=True)
class Finding:
    """A value that a paper gives, the line with it, and whether that says just this.

    Of several the one with the lowest rank is the likeliest.
    """

    value: str
    evidence: str
    is_sure: bool = True
    rank: int = 0


# Every letter with its marks off, one for one, so that places hold.
_LETTERS = (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_FOLDED = {code: letter for code in _LETTERS if len(letter := texts.fold(chr(code))) == 1}


def folded(text: str) -> str:
    """Return a text in lower case without marks, character for character."""
    return text.translate(_FOLDED)


def of(reading: Reading) -> list[Line]:
    """Return the lines of a reading in their order, without legal bases and recipients."""
    head = [Line(_plain(texts.repair(line)), "head") for line in reading.head[:_MOST_HEAD]]
    title = [Line(_plain(line), "title") for line in of_title(reading.title)]
    text = _without_receivers(list(_placed(list(_read(texts.repair(reading.markdown))))))
    said = [line for line in (*_without_receivers(head), *text) if not _BASIS.match(line.folded)]
    at = sum(line.zone == "head" for line in said)
    # A title may begin as a legal basis does: "Triển khai thực hiện Kế hoạch số ...".
    return [*said[:at], *title, *said[at:]]


def of_title(title: str) -> list[str]:
    """Return the lines of a title, which has few."""
    return texts.repair(title[:_LONGEST]).splitlines()[:_MOST_TITLE]


def is_rule(text: str) -> bool:
    """Tell whether there is nothing but dashes, dots and underscores."""
    return _RULE.fullmatch(text) is not None


def _read(markdown: str) -> Iterator[Line]:
    table = 0
    is_inside = False
    for raw in markdown.splitlines():
        source = _QUOTE.sub("", raw.strip()[:_LONGEST], count=1) if raw.startswith(">") else raw
        source = source.strip()[:_LONGEST]
        is_row = source.startswith("|") and len(source) > 1
        table += is_row and not is_inside
        is_inside = is_row
        if is_row:
            cells = [cell.strip() for cell in _PIPE.split(source.strip("|"))]
            if not all(_COLUMN.fullmatch(cell) for cell in cells):
                yield _row(cells, table)
        elif found := _HEADING.match(source):
            yield Line(_plain(source[found.end() :].rstrip("# ")), "body", len(found[1]))
        else:
            parts = (_plain(part) for part in _BREAK.split(source))
            yield from (Line(part, "body") for part in parts if not is_rule(part))


def _row(cells: Sequence[str], table: int) -> Line:
    plain = tuple(
        "\n".join(filter(None, (_plain(part) for part in _BREAK.split(cell)))) for cell in cells
    )
    return Line(" | ".join(filter(None, plain)).replace("\n", " "), "body", 0, plain, table)


def _plain(source: str) -> str:
    source = source[:_LONGEST]
    bare = _TAG.sub("", _NOTE.sub("", _PICTURE.sub("", source)))
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", bare)).split()).removeprefix("• ")


def _placed(lines: Sequence[Line]) -> Iterator[Line]:
    """Say of each line in which part it stands, and leave out the part with the legal bases."""
    parts: list[tuple[int, Zone]] = []
    is_basis = False
    for place, line in enumerate(lines):
        has_begun = bool(parts) or place >= _MOST_TOP
        heading = line.heading or _unmarked_level(line, has_begun=has_begun)
        if heading and (has_begun or _is_first(line)):
            is_basis = bool(_BASES.match(line.folded))
            while parts and parts[-1][0] >= heading:
                parts.pop()
            parts.append((heading, _told(line, parts[-1][1] if parts else "body")))
        zone: Zone = parts[-1][1] if parts else "body" if has_begun else "top"
        if not is_basis:
            yield Line(line.text, zone, heading, line.cells, line.table)


def _unmarked_level(line: Line, *, has_begun: bool) -> int:
    if line.cells or len(line.text) > _LONGEST_HEADING:
        return 0
    begins = _PART.match(line.text) or (not has_begun and _FIRST_PART.match(line.text))
    return _UNMARKED if begins else 0


def _is_first(line: Line) -> bool:
    """Tell whether a heading begins the first part; the title may be marked as one too."""
    is_numbered = _PART.match(line.text) or _FIRST_PART.match(line.text)
    return bool(is_numbered or _OPENING.match(line.folded))


# How the parts begin that have no number.
_OPENING = re.compile(
    r"\W*(?:muc dich|muc tieu|yeu cau|noi dung|thoi gian|tien trinh|chuan bi|the le|cau le|doi tuong"
    r"|mo dau|aims?|objectives?|goals?|purpose|materials|what you need|steps|procedure|time and place"
    r"|before|warm|preparation)\b"
)


def _told(line: Line, above: Zone) -> Zone:
    """Return what a heading says of its part; steps stay steps, whatever they are called."""
    if above == "procedure" or _PROCEDURE.search(line.folded):
        return "procedure"
    return "preparation" if _PREPARATION.search(line.folded) else above


def _without_receivers(lines: Sequence[Line]) -> Iterator[Line]:
    left = 0
    for line in lines:
        if _RECEIVERS.match(line.folded):
            left = _MOST_RECEIVERS
        elif left and (line.heading or line.cells or _ANNEX.match(line.folded)):
            left = 0
        elif left:
            left -= 1
        if not left:
            yield line
