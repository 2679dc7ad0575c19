"""The sections of an item by what they are for, so that a form finds what it needs.

A section is a heading of the outermost level with all below it. Its title decides: it may be for
several things (“Kinh phí, an toàn”), or for nothing that a form knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from library import text
from library.documents import document
from library.documents.blocks import Block, Footnotes, Heading, List, Paragraph

# What a title says when a section is for something; folded, whole words. The order is that in which
# a title with several is read.
ROLES = {
    "purpose": "muc dich|muc tieu|yeu cau|ket qua can dat|purpose|aims?|objectives?|outcomes?",
    "time": "thoi gian|dia diem|thanh phan|doi tuong|khi nao|time|place|participants",
    "preparation": "chuan bi|thiet bi|do dung|hoc lieu|moc thoi gian"
    "|preparation|prepare|equipment|materials",
    "steps": "tien trinh|chuong trinh|tien hanh|kich ban|cac hoat dong|bang gio|cac buoc"
    "|steps|programme|procedure|sequence|running order",
    "content": "noi dung|giai phap|hinh thuc|bai doc|content|reading|form",
    "recipients": "noi nhan",
    "rules": "the le|quy dinh|luat|doi tuong va de tai|rules",
    "assessment": "danh gia|quan sat|giai thuong|cach cham|cham diem|tinh diem|thang|tieu chi"
    "|assessment|scoring|awards?",
    "budget": "kinh phi|du toan|budget|costs?",
    "safety": "an toan|du lieu|rieng tu|ton trong|y te|safety|data|privacy|respect",
    "duties": "phan cong|ban to chuc|nhiem vu|to chuc thuc hien|duties|roles|responsibilities",
    "annex": "phu luc",
    "follow-up": "dieu chinh|bao cao|phuong an khac|luu y|adapting|adaptations?|report|reporting",
}
_PATTERNS = {role: re.compile(rf"\b(?:{words})\b") for role, words in ROLES.items()}
# What a part of a form takes that takes every section but annexes.
ANY = "any"
BASIS = "Căn cứ"
_NUMBER = re.compile(r"^(?:[IVXL]+|\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ])[.)]\s+(?=\S)")
_OWN = re.compile(
    r"^(?:hoat dong|phan|buoc|tiet|khu|vong|tram|cong cu|activity|part|step|station|tool)"
    r" (?:\d{1,2}|[ivx]{1,4}|[a-h])\b"
)


@dataclass(frozen=True)
class Section:
    """A heading without its number, what it is for, and what stands below it."""

    title: str
    roles: frozenset[str]
    level: int
    blocks: tuple[Block, ...]


def of(blocks: Sequence[Block]) -> list[Section]:
    """Return the sections; what stands before the first heading is one without a title."""
    own = [block for block in blocks if not isinstance(block, Footnotes)]
    top = min((block.level for block in own if isinstance(block, Heading)), default=0)
    found: list[Section] = []
    for block in own:
        if isinstance(block, Heading) and block.level == top:
            title = unnumbered(document.plain(block))
            found.append(Section(title, roles(title), top, ()))
        else:
            before = found.pop() if found else Section("", frozenset(), top, ())
            found.append(replace(before, blocks=(*before.blocks, block)))
    return found


def roles(title: str) -> frozenset[str]:
    """Return what a section with a title is for."""
    folded = text.fold(title)
    return frozenset(role for role, pattern in _PATTERNS.items() if pattern.search(folded))


def bases(found: Sequence[Section]) -> list[str]:
    """Return the legal bases that stand before the first heading."""
    first = found[0].blocks if found and not found[0].title else ()
    said = [document.plain(block) for block in first if isinstance(block, Paragraph)]
    return [line for line in said if line.startswith(BASIS)]


def unnumbered(title: str) -> str:
    """Return a heading without the number that it has in the item."""
    return _NUMBER.sub("", title.strip(), count=1).rstrip(": ")


def has_own_number(title: str) -> bool:
    """Tell whether a heading counts for itself: “Hoạt động 1. Mở đầu”."""
    return bool(_OWN.match(text.fold(title)))


def labelled(sections: Sequence[Section], labels: Sequence[str]) -> str:
    """Return what an item says after a label: “- Địa điểm: sân trường.”, empty when it does not."""
    for section in sections:
        for line in _lines(section.blocks):
            if value := _after(document.plain(line), labels):
                return value
    return ""


def without(section: Section, labels: Sequence[str]) -> Section:
    """Return a section without the lines that begin with a label."""
    return replace(section, blocks=tuple(_kept(section.blocks, labels)))


def _kept(blocks: Sequence[Block], labels: Sequence[str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, List):
            items = tuple(item for item in block.items if not _is_labelled(item, labels))
            if items:
                yield replace(block, items=items)
        elif not (isinstance(block, Paragraph) and _after(document.plain(block), labels)):
            yield block


def _is_labelled(item: Sequence[Block], labels: Sequence[str]) -> bool:
    first = item[0] if len(item) == 1 else None
    return isinstance(first, Paragraph) and bool(_after(document.plain(first), labels))


def _lines(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, List):
            for item in block.items:
                if len(item) == 1 and isinstance(item[0], Paragraph):
                    yield item[0]


def _after(line: str, labels: Sequence[str]) -> str:
    before, colon, after = line.partition(":")
    folded = text.fold(before).strip()
    is_one = colon and any(folded == text.fold(label) for label in labels)
    return after.strip().rstrip(".;") if is_one else ""


def plain(section: Section) -> str:
    """Return the words of a section in one line, its paragraphs and items parted by “; ”."""
    said = [words.rstrip(" .;") for block in section.blocks for words in _said(block)]
    return "; ".join(each for each in said if each)


def _said(block: Block) -> Iterator[str]:
    if isinstance(block, List):
        for item in block.items:
            for inner in item:
                yield from _said(inner)
    elif isinstance(block, Paragraph):
        yield document.plain(block).replace("\n", " ")
