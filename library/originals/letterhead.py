"""What stands around the text of an official paper: who issues it, motto, number, date, recipients.

An item has none of it: the forms of each school add their own (NĐ 30/2020, Appendix I). The lines are
kept apart, because they tell which school it was and when.
"""

import re
from collections.abc import Iterator, Sequence

from library import text as texts
from library.originals.shape import Block, Paragraph, Table, paragraphs

# As folded text. The motto and the state, who issues, number, place and date, teacher and group.
_LINES = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|doc lap *[-–.] *tu do *[-–.] *hanh phuc"
    r"|(?:so|phong) (?:gd|giao duc)|(?:ubnd|uy ban nhan dan|hoi dong|bo giao duc|bo gd)\b"
    r"|truong(?::| (?:th|thcs|thpt|tieu|trung|mam|mn|mau|pho thong|ptdt|cao dang|dai hoc|tdtt)\b)"
    r"|(?:trung tam|tt) (?:gdtx|gdnn|giao duc)|(?:lien )?doi (?:truong|tntp)"
    r"|(?:to|khoi|nhom)(?: chuyen mon)?:"
    r"|to [\w &,–-]{2,40}$|doan truong|cong doan"
    r"|(?:so|no)\s*: *[\d.…_ ]*/|v/v\b|ho (?:va )?ten (?:giao vien|gv)\b|giao vien(?: day| soan)?:"
    r"|(?:[\w .,-]{2,40}, *)?ngay *[\d.…_/ ]* *thang *[\d.…_ ]* *nam *[\d.…_ ]*$"
    r"|ngay (?:soan|day|giang)\b"
)
_OFFICE = re.compile(r"[\w&. –-]*\b(?:gd&đt|gd&dt|gdđt|gddt|ubnd)\b")
_RULE = re.compile(r"[-_–—=*~.…\s]+$")
# What a paper is, as the line says with which its title begins.
_KIND = re.compile(
    r"(?:ke hoach|giao an|the le|kich ban|chuong trinh|de cuong|phieu|bao cao|to trinh|thong bao|noi quy"
    r"|quy che|quy dinh|du toan|phuong an|de an|bien ban|giay moi|thu ngo|lesson plan|activity plan)\b"
)
_LONGEST_ABOVE = 100
_CLOSING = re.compile(
    r"noi nhan\s*:|(?:kt|tm|tl|tuq|q)\. *[a-z]"
    r"|(?:pho )?(?:hieu truong|giam doc|to truong|truong phong|truong ban|chu tich)$"
    r"|(?:nguoi|giao vien) (?:lap|soan|viet|thuc hien|xay dung)\b"
    r"|(?:ban giam hieu|bgh|hieu truong|to|to truong)? ?(?:ky )?duyet\b"
)
_MOST_AT_TOP, _MOST_AT_END = 14, 15


def lines(blocks: Sequence[Block]) -> list[str]:
    """Return the lines of some blocks, also those that a tab or a line break sets apart."""
    found: list[str] = []
    for paragraph in paragraphs(blocks):
        found += filter(None, map(texts.tidy, re.split(r"[\t\n]+| {4,}", paragraph.text)))
    return found


def at_top(blocks: Sequence[Block]) -> int:
    """Return how many blocks at the beginning are letterhead."""
    count = 0
    for place, block in enumerate(blocks[:_MOST_AT_TOP]):
        said = lines([block])
        if not said:
            continue
        if not _is_letterhead(block, said):
            break
        count = place + 1
    return max(count, _above_kind(blocks))


def _above_kind(blocks: Sequence[Block]) -> int:
    """Return how many blocks stand above the line that says what the paper is, 0 where none does."""
    for place, block in enumerate(blocks[:_MOST_AT_TOP]):
        said = lines([block])
        if isinstance(block, Paragraph) and said and is_kind(said[0]):
            return place
        if any(len(line) > _LONGEST_ABOVE for line in said) or _is_drawn(block):
            return 0
    return 0


def is_kind(line: str) -> bool:
    """Tell whether a line says what the paper is, in capitals as titles do: KẾ HOẠCH."""
    return line.isupper() and bool(_KIND.match(texts.fold(line)))


def _is_drawn(block: Block) -> bool:
    return isinstance(block, Table) and block.has_lines and len(block.rows) > 1


def _is_letterhead(block: Block, said: list[str]) -> bool:
    known = sum(_is_known(line) for line in said)
    if isinstance(block, Table):
        return 2 * known >= len(said) and known >= 2 and len(said) <= _MOST_AT_TOP
    return known == len(said)


def _is_known(line: str) -> bool:
    folded = texts.fold(line)
    return bool(_LINES.match(folded) or _OFFICE.match(folded) or _RULE.match(line))


def at_end(blocks: Sequence[Block]) -> set[int]:
    """Return the places of the blocks that are recipients and signatures; annexes may follow them."""
    found: set[int] = set()
    begins = max(0, len(blocks) // 2)
    for place in range(begins, len(blocks)):
        block = blocks[place]
        said = lines([block])
        if isinstance(block, Table):
            if not block.has_lines and any(map(_closes, said)):
                found.add(place)
        elif said and all(map(_closes, said)):
            found.add(place)
            found.update(_following(blocks, place))
    return found


def _closes(line: str) -> bool:
    return bool(_CLOSING.match(texts.fold(line)))


def _following(blocks: Sequence[Block], place: int) -> Iterator[int]:
    """Yield the places of what goes with a closing line: its list, what to sign, the name."""
    for later in range(place + 1, min(place + _MOST_AT_END, len(blocks))):
        block = blocks[later]
        if not isinstance(block, Paragraph):
            return
        text = texts.tidy(block.text)
        if text and not _goes_with_closing(text):
            return
        yield later


def _goes_with_closing(text: str) -> bool:
    is_recipient = text.startswith(("-", "–", "+")) and len(text) < 120
    is_place = text.startswith("(") and len(text) < 60
    is_name = len(text.split()) <= 5 and text.istitle() and not text.endswith((".", ":"))
    return is_recipient or is_place or is_name or _closes(text)
