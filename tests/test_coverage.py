"""Coverage: each number is that of the search it leads to, and what nothing covers is named."""

from itertools import product
from typing import Any

import pytest

from library import coverage
from library.search.query import Query
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests import make

WASTE = "theme.environment.waste"


def vocabulary_of(library: Library) -> Vocabulary:
    with library.sessions.reading() as session:
        return library.vocabulary(session)


def fill(library: Library) -> None:
    with library.writing() as session:
        facts: dict[str, Any] = {
            "theme": [WASTE],
            "grade": ["grade.07"],
            "digcomp": ["digcomp.1.2"],
        }
        make.saved(session, library, vi=make.plan(id="a", **facts))
        make.saved(session, library, "b", vi=make.plan(id="b", theme=["theme.environment"]))
        make.saved(session, library, "c", publish=False, vi=make.plan(id="c", **facts))


def count(library: Library, name: str, row: str, column: str, within: str | None = None) -> int:
    chart = coverage.chart(library.index, vocabulary_of(library), name, "vi", within)
    [found] = [
        cell for cells in chart.cells for cell in cells if (cell.row, cell.column) == (row, column)
    ]
    return found.items


def test_a_cell_counts_published_items_with_narrower_tags_too(library: Library) -> None:
    fill(library)
    assert count(library, "theme-level", "theme.environment", "level.lower-secondary") == 1
    assert count(library, "theme-level", "theme.environment", "level.primary") == 0
    assert count(library, "digcomp-level", "digcomp.1.2", "level.lower-secondary") == 1


def test_an_item_that_was_published_anew_counts_where_it_stands_now(library: Library) -> None:
    fill(library)
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(id="a", theme=[WASTE], grade=["grade.03"]))
    assert count(library, "theme-level", "theme.environment", "level.lower-secondary") == 0
    assert count(library, "theme-level", "theme.environment", "level.primary") == 1
    reached = coverage.required(library.index, vocabulary_of(library), "digcomp", "vi")
    assert not any(count for _, count in reached)


def test_a_theme_looked_at_closer_is_divided_into_its_narrower_ones(library: Library) -> None:
    fill(library)
    chart = coverage.chart(
        library.index, vocabulary_of(library), "theme-level", "vi", "theme.environment"
    )
    assert WASTE in chart.rows and "theme.environment" not in chart.rows
    assert count(library, "theme-level", WASTE, "level.lower-secondary", "theme.environment") == 1
    # Other charts have no such rows and stay whole.
    other = coverage.chart(
        library.index, vocabulary_of(library), "subject-grade", "vi", "theme.environment"
    )
    assert "subject.civics" in other.rows


@pytest.mark.parametrize("name", coverage.CHARTS)
def test_every_number_is_that_of_the_search_it_leads_to(starter: Library, name: str) -> None:
    starter.catch_up()
    chart = coverage.chart(starter.index, vocabulary_of(starter), name, "vi")
    assert any(cell.items for cells in chart.cells for cell in cells)
    for cells in chart.cells[::4]:
        for cell in cells:
            found = starter.index.search(Query(tags=(cell.row, cell.column))).total
            assert found == cell.items, cell


def test_groups_are_opened_so_that_every_row_is_something_to_teach(starter: Library) -> None:
    rows = coverage.tops(vocabulary_of(starter), "subject", "vi")
    assert "subject.civics" in rows
    assert not [row for row in rows if row.startswith("subject.group.")]
    levels = coverage.tops(vocabulary_of(starter), "level", "vi")
    assert levels[:4] == [
        "level.preschool", "level.primary", "level.lower-secondary", "level.upper-secondary"
    ]  # fmt: skip


def test_a_grade_in_which_a_subject_is_not_taught_is_not_missed(starter: Library) -> None:
    vocabulary = vocabulary_of(starter)
    chart = coverage.chart(starter.index, vocabulary, "subject-grade", "vi")
    asked = {(cell.row, cell.column): cell.is_asked for cells in chart.cells for cell in cells}
    assert asked["subject.vietnamese", "grade.05"] and not asked["subject.vietnamese", "grade.06"]
    area = "subject.preschool.physical"
    assert asked[area, "grade.k5"] and not asked[area, "grade.01"]
    empty = [cell for cells in chart.cells for cell in cells if cell.is_asked and not cell.items]
    assert chart.empty == len(empty) > 0


def test_what_has_to_be_reached_is_told_in_the_order_of_its_codes(library: Library) -> None:
    fill(library)
    reached = coverage.required(library.index, vocabulary_of(library), "digcomp", "vi")
    codes = [tag.removeprefix("digcomp.") for tag, _ in reached]
    assert codes == sorted(codes) and len(codes) == 24
    assert [tag for tag, count in reached if count] == ["digcomp.1.2"]


def test_an_empty_library_has_charts_of_gaps(library: Library) -> None:
    for name, language in product(coverage.CHARTS, ("vi", "en")):
        chart = coverage.chart(library.index, vocabulary_of(library), name, language)
        assert chart.rows and chart.columns
        assert not any(cell.items for cells in chart.cells for cell in cells)
