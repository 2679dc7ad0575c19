"""schema.org descriptions: what a search engine reads of an item."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from library.exchange import jsonld
from library.items.models import Edition, Item, Revision
from library.tags.vocabulary import Vocabulary
from library.wiring import Library

ADDRESS = "https://library.example/vi/items/rac"


@pytest.fixture(scope="session")
def vocabulary(starter: Library) -> Vocabulary:
    """The shipped vocabulary."""
    with starter.sessions.reading() as session:
        return starter.vocabulary(session)


def described(vocabulary: Vocabulary, title: str = "Rác", **facts: Any) -> dict[str, Any]:
    own = {key: facts.pop(key) for key in ("authors",) if key in facts}
    edition = Edition(language="vi", title=title, summary="Cả lớp cùng phân loại.", facts=own)
    item = Item(id="rac", slug="rac", published_at=datetime(2026, 11, 22, 3, tzinfo=UTC))
    text = jsonld.learning_resource(item, Revision(facts=facts), edition, vocabulary, ADDRESS)
    assert "<" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_plan_is_a_learning_resource_with_its_time_and_labels(vocabulary: Vocabulary) -> None:
    found = described(
        vocabulary,
        kind="material.activity-plan",
        grade=["grade.06", "grade.07"],
        level=["level.lower-secondary"],
        theme=["theme.heritage.gong"],
        duration_minutes=90,
        authors=["Nhóm biên soạn Sáo Diều"],
        updated="2026-11-20",
    )
    assert found["@context"] == "https://schema.org" and found["@type"] == "LearningResource"
    assert found["@id"] == found["url"] == ADDRESS
    assert found["timeRequired"] == "PT90M" and found["inLanguage"] == "vi"
    assert found["educationalLevel"][1:] == ["Lớp 6", "Lớp 7"]
    assert (found["datePublished"], found["dateModified"]) == ("2026-11-22", "2026-11-20")
    assert found["author"][0]["name"] == "Nhóm biên soạn Sáo Diều"
    assert found["isAccessibleForFree"] is True


def test_an_official_text_is_no_learning_resource(vocabulary: Vocabulary) -> None:
    assert described(vocabulary, kind="material.guidance")["@type"] == "CreativeWork"


def test_what_is_not_known_is_left_out(vocabulary: Vocabulary) -> None:
    found = described(vocabulary)
    assert not {"author", "license", "timeRequired", "audience", "dateModified"} & set(found)
    assert all(value not in (None, "", []) for value in found.values())


def test_a_title_cannot_end_the_element_it_stands_in(vocabulary: Vocabulary) -> None:
    assert described(vocabulary, "</script><!-- x")["name"] == "</script><!-- x"


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("licence.cc-by", "https://creativecommons.org/licenses/by/4.0/"),
        ("licence.cc-by-sa", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("licence.cc0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("licence.official-text", None),
        ("licence.nothing", None),
    ],
)
def test_a_licence_has_the_address_of_its_text(
    vocabulary: Vocabulary, licence: str, address: str | None
) -> None:
    assert jsonld.licence_address({"licence": licence}, vocabulary) == address
