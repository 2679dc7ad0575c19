"""No year and no number of the world stands in a history or culture item without a claim."""

import pathlib

import pytest

from tests.activities import numbers
from tests.activities.reading import Edition, editions_of, every_own_edition, every_own_folder, read


@every_own_edition
def test_every_year_and_factual_number_is_covered_by_a_claim(path: pathlib.Path) -> None:
    edition = read(path)
    if not numbers.is_history_or_culture(edition):
        return
    missing = [f"{fact.value} in “{fact.context}”" for fact in numbers.uncovered(edition)]
    assert not missing, (
        "put each of these into the text of a claim with its source, or out of the body:\n"
        + "\n".join(missing)
    )


@every_own_folder
def test_both_editions_name_the_same_years(folder: pathlib.Path) -> None:
    first, second = (numbers.years(edition.body) for edition in editions_of(folder))
    assert first == second


@every_own_folder
def test_both_editions_make_the_same_claims(folder: pathlib.Path) -> None:
    first, second = (edition.facts.get("claims", []) for edition in editions_of(folder))
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert numbers.years(one["text"]) == numbers.years(other["text"]), one["text"]


CLAIM = {"text": "Năm 1945 có 54 dân tộc.", "source": "Nghị định 56/2017/NĐ-CP, Điều 33"}


def edition(body: str, **facts: object) -> Edition:
    return Edition({"lang": "vi", "claims": [CLAIM], **facts}, body)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("Năm 1285 quân ta thắng.", ["1285"]),
        ("Năm 1945 học sinh nghỉ học.", []),
        ("Nước ta có 53 dân tộc.", ["53"]),
        ("Nước ta có 54 dân tộc.", []),
        ("The country has 53 ethnic groups.", ["53"]),
        ("Vua lên ngôi năm 938.", ["938"]),
        ("Ngày 2/9 cả nước nghỉ.", ["2/9"]),
        ("On 19 May the school sings.", ["19/5"]),
        ("Chùa dựng vào thế kỉ XI.", ["XI"]),
        ("Đảo cách bờ 5 hải lý.", ["5"]),
        ("Núi cao 3.143 m.", ["3143"]),
        ("The league has 11 member states.", ["11"]),
        ("Điều 36 Nghị định 56/2017/NĐ-CP", ["36"]),
        ("Điều 33 Nghị định 56/2017/NĐ-CP", []),
        ("Nghị định 57/2017/NĐ-CP", ["57/2017/NĐ-CP"]),
        ("| Câu | Đáp án |\n|---|---|\n| 12 | 34 |\n", ["34"]),
    ],
)
def test_a_made_up_number_is_found(body: str, missing: list[str]) -> None:
    assert [fact.value for fact in numbers.uncovered(edition(body))] == missing


@pytest.mark.parametrize(
    "body",
    [
        "Cả lớp 35 học sinh chia 7 nhóm, mỗi nhóm 12 thẻ, trong 25 phút.",
        "Lớp 10, 11 và 12 trả lời câu 13 đến 18; đạt 15/20 điểm.",
        "Grades 10 and 11 answer questions 12 to 18 with 40 coloured news cards in 35 minutes.",
        "Chi phí 120.000 đồng: in thẻ 70.000, giấy 50.000. Lúc 14 giờ 30 hoặc 07:15.",
        "Một dây dài 2,2 m, nút ở 24 cm; giấy A4, cỡ 14; CC BY 4.0.",
        "Năm học 2026-2027, tuần 12, trước 14 ngày; 2/3 số học sinh.",
        "Tổng là 50 + 2 × 10 = 70. Vì sao luôn là 70? Có 50 quân.",
        "Mời 120 người.",
        "| Phút | Việc |\n|---|---|\n| 10 - 35 | Nghe |\n",
    ],
)
def test_numbers_of_the_plan_need_no_claim(body: str) -> None:
    assert numbers.uncovered(edition(body, participants="120")) == []
