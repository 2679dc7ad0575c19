"""Tags offered for a text under way: what it names, what similar items have, nothing by chance."""

import pytest

from library.search import tagging
from library.wiring import Library
from tests import make


def suggest(library: Library, title: str, body: str = "") -> dict[str, list[str]]:
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
        return tagging.suggest(session, library.index, vocabulary, title, body)


@pytest.mark.parametrize(
    ("title", "tags"),
    [
        ("Học sinh lớp 7 phân loại rác", {"grade.07", "theme.environment.waste"}),
        ("Ngày hội văn hóa. Môn Ngữ văn", {"activity.culture-day", "subject.literature"}),
        ("Grade 8 English club", {"grade.08", "activity.club.language"}),
        ("", set()),
        ("qwertyuiop", set()),
    ],
)
def test_what_a_title_names_is_offered(library: Library, title: str, tags: set[str]) -> None:
    found = suggest(library, title)
    named = {tag for ids in found.values() for tag in ids}
    assert tags <= named
    assert named == set() or tags
    assert all(id.startswith(f"{scheme}.") for scheme, ids in found.items() for id in ids)


def test_an_edition_that_is_missing_is_not_offered(library: Library) -> None:
    assert "language" not in suggest(library, "Bài này chưa có bản tiếng Anh")


def test_one_line_of_the_text_names_nothing_but_several_do(library: Library) -> None:
    line = "Nhóm trưởng nhắc bạn phân loại rác."
    assert "theme" not in suggest(library, "Một buổi sáng", line)
    assert suggest(library, "Một buổi sáng", "\n".join([line] * 3))["theme"] == [
        "theme.environment.waste"
    ]


def test_what_similar_items_share_is_offered_and_what_one_has_is_not(library: Library) -> None:
    with library.writing() as session:
        for number in range(3):
            own = ["month.11"] if number else ["month.11", "month.12"]
            plan = make.plan(title=f"Hội diều sáo làng {number}", month=own)
            make.saved(session, library, f"dieu-{number}", vi=plan)
    assert suggest(library, "Hội diều sáo")["month"] == ["month.11"]


def test_a_text_of_any_length_is_looked_through_at_once(library: Library) -> None:
    assert suggest(library, "a b " * 500, "lớp 7 " * 50_000) is not None
