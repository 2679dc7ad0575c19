"""Kinds are data: each names keys that exist, and an unlisted one behaves like a plan."""

import pytest

from library.items import frontmatter, kinds


@pytest.mark.parametrize("id", ["material.guidance", "material.legal-text"])
def test_an_official_text_is_no_learning_resource_and_shows_its_number(id: str) -> None:
    assert not kinds.kind(id).learning
    assert "number" in kinds.kind(id).facts


def test_a_kind_that_is_not_listed_behaves_like_a_plan() -> None:
    assert kinds.kind("material.anything") == kinds.kind(kinds.DEFAULT)
    assert kinds.kind(kinds.DEFAULT).learning


def test_the_facts_of_a_plan_are_keys_of_the_format() -> None:
    assert set(kinds.kind(kinds.DEFAULT).facts) <= set(frontmatter.KEYS)
