"""Sums in a budget: read where a table or a sentence states parts and a total, never corrected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from library import text
from library.documents import document
from library.documents.blocks import Block, List, Paragraph, Table
from library.errors import Message
from library.marking import N_

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[. ]\d{3})+(?![\d])|(?<![\d.,])\d{4,12}(?![\d.,])")
_MONEY = re.compile(r"thanh tien|so tien|\btien\b|kinh phi|amount|total|\bcost\b")
_TOTAL = re.compile(r"^(?:tong|cong|total|sum)\b")
_COUNT, _PRICE = re.compile(r"so luong|quantity"), re.compile(r"don gia|unit price")
_SENTENCE_END = re.compile(r"\.\s+(?=\D)")


@dataclass(frozen=True)
class Sum:
    """Parts with their amounts, and the total that is stated beside them, None for none."""

    parts: tuple[tuple[str, int], ...]
    stated: int | None


def amount(said: str) -> int | None:
    """Return the last amount in a text: “2.800.000 đồng”, “2800000”; None when there is none."""
    found = _NUMBER.findall(said)
    return int(re.sub(r"\D", "", found[-1])) if found else None


def sums(blocks: Sequence[Block]) -> Iterator[Sum]:
    """Yield every sum that blocks state."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _of_table(block)
        elif isinstance(block, Paragraph):
            yield from _of_sentence(document.plain(block))
        elif isinstance(block, List):
            for item in block.items:
                yield from sums(item)


def _of_table(table: Table) -> Iterator[Sum]:
    header = [text.fold(_words(cell)) for cell in table.header[0]] if table.header else []
    column = next((n for n, name in enumerate(header) if _MONEY.search(name)), None)
    if column is None:
        return
    parts, stated = [], None
    for row in table.rows:
        cells = [_words(cell) for cell in row]
        value = amount(cells[column])
        if any(_TOTAL.match(text.fold(cell)) for cell in cells[:column]):
            stated = value
        elif value is not None:
            parts.append((" ".join(cells[:column]), value))
    if parts:
        yield Sum(tuple(parts), stated)


def _of_sentence(said: str) -> Iterator[Sum]:
    before, colon, after = said.partition(":")
    total = amount(before) if colon else None
    if total is None:
        return
    pieces = [piece for piece in _SENTENCE_END.split(after)[0].split(";") if piece.strip()]
    parts = [(_name(piece), value) for piece in pieces if (value := amount(piece)) is not None]
    if len(parts) > 1:
        yield Sum(tuple(parts), total)


def _name(piece: str) -> str:
    return re.sub(r"\s*(?:đồng|đ|VND)$", "", _NUMBER.sub("", piece).strip(" .,;:")).strip(" .,;:")


def _words(cell: Sequence[Block]) -> str:
    return " ".join(map(document.plain, cell)).strip()


def troubles(blocks: Sequence[Block], cost: int | None) -> list[Message]:
    """Return what does not add up, for people to see; `cost`: what the item states as a whole."""
    found = []
    for each in sums(blocks):
        added = sum(value for _, value in each.parts)
        if each.stated is not None and each.stated != added:
            found.append(
                Message(
                    N_("The budget does not add up: its parts make %(added)s, and %(stated)s is stated."),
                    {"added": _dong(added), "stated": _dong(each.stated)},
                )
            )  # fmt: skip
        total = added if each.stated is None else each.stated
        if cost is not None and total != cost:
            found.append(
                Message(
                    N_("The budget states %(stated)s, and the item says that it costs %(cost)s."),
                    {"stated": _dong(total), "cost": _dong(cost)},
                )
            )
    return [*found, *_products(blocks)]


def _products(blocks: Sequence[Block]) -> Iterator[Message]:
    """Yield the rows where quantity times price is not the amount."""
    for table in blocks:
        if not isinstance(table, Table) or not table.header:
            continue
        header = [text.fold(_words(cell)) for cell in table.header[0]]
        places = [
            next((n for n, name in enumerate(header) if pattern.search(name)), -1)
            for pattern in (_COUNT, _PRICE, _MONEY)
        ]
        if min(places) < 0:
            continue
        for row in table.rows:
            count, price, value = (_number(_words(row[place])) for place in places)
            if count is None or price is None or value is None:
                continue
            if count * price != value:
                yield Message(
                    N_("“%(name)s”: quantity times price is %(product)s, and %(stated)s is stated."),
                    {
                        "name": _words(row[1] if len(row) > 3 else row[0]),
                        "product": _dong(count * price),
                        "stated": _dong(value),
                    },
                )  # fmt: skip


def _number(said: str) -> int | None:
    digits = re.sub(r"[. \u00a0]", "", said)
    return int(digits) if digits.isdecimal() and len(digits) < 13 else None


def _dong(value: int) -> str:
    return f"{value:,}".replace(",", ".")
