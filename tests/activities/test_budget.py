"""Money in a plan adds up to its `cost_vnd`, wherever the plan states the sum.

A sum is written "120.000 đồng" or "120,000 VND". The sentence that names the cost, else its
paragraph or list, or the table whose column of money ends in it, either names it alone ("Paper and
printing: 25,000 VND.") or with all its parts, which then add up to it; of "40 × 500 = 20,000" the
last counts. Other sums (prices in a story, a cheaper variation) stand elsewhere.
"""

import itertools
import pathlib
import re

import pytest

from tests.activities import reading
from tests.activities.reading import editions_of, every_own_edition, every_own_folder, read

_SUM = r"\d{1,3}(?:[.,]\d{3})+|\d+"
_MONEY = re.compile(r"đồng|VND|tiền|amount|cost|kinh phí|chi phí|price", re.IGNORECASE)
_NO_MONEY = re.compile(r"số lượng|đơn giá|quantity|unit|how many|each", re.IGNORECASE)


def value(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))


def amounts(block: str) -> list[int]:
    """Return the sums of money in a block of text, of a product only what it comes to."""
    block = re.sub(r"[\d.,]*[^\d=;.]*×[^=\n]*=\s*(?=\d)", "", block)
    found = re.finditer(rf"(?<![\d.,])({_SUM})(?![\d]|[.,]\d)\s*(đồng|VND|dong)?", block)
    return [
        value(match[1]) for match in found
        if match[2] or re.fullmatch(r"\d{1,3}([.,]\d{3})*[.,]\d00", match[1])
    ]  # fmt: skip


def row_amounts(table: list[list[str]]) -> list[int]:
    """Return the sums in the last column of money, of which the header or every cell speaks."""
    columns = [
        column for column in itertools.zip_longest(*table, fillvalue="") if _is_money(column)
    ]
    cells = columns[-1][2:] if columns else ()
    return [value(found[-1]) for cell in cells if (found := re.findall(_SUM, _result(cell)))]


def _is_money(column: tuple[str, ...]) -> bool:
    title, _, *cells = column
    return not _NO_MONEY.search(title) and bool(
        _MONEY.search(title) or all(re.search(r"đồng|VND", cell) for cell in cells)
    )


def _result(cell: str) -> str:
    return cell.rpartition("=")[2]


def parts_with(body: str, cost: int) -> list[list[int]]:
    """Return for each place that names the cost the sums which stand there beside it."""
    texts = [block for block in reading.blocks(body) if not block.lstrip().startswith("|")]
    stated = [_beside(block, cost) for block in texts if _MONEY.search(block)]
    stated += [row_amounts(table) for table in reading.tables(body)]
    return [_without(cost, sums) for sums in stated if cost in sums]


def _beside(block: str, cost: int) -> list[int]:
    """Return the sums of the sentence that has the cost and more, else those of the block."""
    plain = reading.unmarked(block)
    for sentence in re.split(r"\.\s+|\n", plain):
        found = amounts(sentence)
        if cost in found and len(found) > 1:
            return found
    return amounts(plain)


def _without(cost: int, sums: list[int]) -> list[int]:
    place = sums.index(cost)
    return sums[:place] + sums[place + 1 :]


@every_own_edition
def test_the_budget_adds_up_to_the_cost(path: pathlib.Path) -> None:
    edition = read(path)
    cost = int(edition.facts.get("cost_vnd", 0))
    if not cost:
        return
    stated = parts_with(edition.body, cost)
    assert stated, f"no paragraph, list or table of the body names the cost of {cost:,} VND"
    for parts in stated:
        assert sum(parts) in (0, cost), (
            f"{' + '.join(f'{part:,}' for part in parts)} = {sum(parts):,}, but cost_vnd is {cost:,}"
        )


@every_own_folder
def test_both_editions_name_the_same_sums_of_money(folder: pathlib.Path) -> None:
    first, second = (money(edition.body) for edition in editions_of(folder))
    assert first == second


def money(body: str) -> set[int]:
    """Return all sums of money, whatever they are for."""
    found = re.findall(rf"(?<![\d.,])({_SUM})\s*(?:đồng|VND)", reading.unmarked(body))
    return {value(each) for each in found}


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("Chi phí 120.000 đồng: in thẻ 70.000, giấy 50.000.", [[70000, 50000]]),
        ("- Giấy: 40 tờ × 500 đồng = 20.000 đồng.\n- Bút 100.000 đồng. Tổng 120.000 đồng.",
         [[20000, 100000]]),
        ("Paper and printing: 120,000 VND.", [[]]),
        ("A scam: pay 200,000 VND.\n\nCost: 120,000 VND.", [[]]),
        ("| Item | Unit price | Amount (VND) |\n|---|---|---|\n| Paper | 40 × 500 | 20,000 |\n"
         "| Pens | 10 | 100,000 |\n| **Total** | | **120,000** |", [[20000, 100000]]),
        ("Chi phí: giấy 70.000, bút 50.000.", []),
    ],
)  # fmt: skip
def test_the_parts_of_a_cost_are_found(body: str, parts: list[list[int]]) -> None:
    assert parts_with(body, 120000) == parts
