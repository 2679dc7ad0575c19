"""What cannot be taken in is refused with the tag and what to do; what is sound passes."""

from dataclasses import replace
from typing import Any

import pytest

from library.errors import Invalid
from library.tags import models, soundness
from library.tags.entries import Entries, Name, RuleEntry, SchemeEntry, TagEntry
from library.wiring import Library
from tests.exchange import vocabularies
from tests.exchange.vocabularies import some, tag

NOW = Entries.of(
    [SchemeEntry("theme", {"vi": "Chủ đề"}), SchemeEntry("grade", {"vi": "Khối lớp"})],
    [tag("theme.a"), tag("theme.b", parent="theme.a"), tag("grade.07")],
    [],
)
VI = Name(models.LABEL, "vi", "Một")


def why(*tags: TagEntry) -> str:
    with pytest.raises(Invalid) as refused:
        soundness.check(NOW, some(*tags))
    return str(refused.value)


def test_the_shipped_vocabulary_is_sound(starter: Library) -> None:
    whole = vocabularies.shipped(starter)
    soundness.check(Entries(), whole)
    soundness.check(whole, whole)


def test_a_tag_of_a_scheme_and_below_a_tag_that_are_there_is_sound() -> None:
    soundness.check(NOW, some(tag("theme.a.b-2", parent="theme.b"), tag("theme.1.2")))


@pytest.mark.parametrize(
    "id", ["theme", "theme.", "Theme.a", "theme.à", "theme..a", "theme.a b", "theme.-a", "",
           "theme.../../etc", "theme." + "a" * 100],
)  # fmt: skip
def test_an_odd_id_is_refused(id: str) -> None:
    assert "cannot be the id" in why(replace(tag("theme.x"), id=id))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scheme": "grade"}, "begin with its scheme"),
        ({"names": ()}, "exactly one label"),
        ({"names": (VI, Name("label", "vi", "Hai"))}, "exactly one label"),
        ({"names": (VI, VI._replace(role="alternative", text=" "))}, "empty name"),
        (
            {"names": (VI, VI._replace(role="alternative"), VI._replace(role="alternative"))},
            "twice",
        ),
        ({"names": (VI, Name("label", "Vietnamese", "x"))}, "in a language"),
        ({"names": (VI, Name("abbreviation", "vi", "x"))}, "in a language"),
        ({"names": (VI._replace(text="x" * 301),)}, "too long"),
        ({"note": "x" * 5_001}, "note or source"),
        ({"parent": "theme.nothing"}, "broader tag"),
        ({"replaced_by": "theme.nothing"}, "What replaces"),
        ({"replaced_by": "grade.07"}, "of its own scheme"),
        ({"replaced_by": "theme.x"}, "in a circle"),
        ({"parent": "theme.x"}, "in a circle"),
        ({"properties": {"grades": ["7"]}}, "property"),
        ({"properties": {"up_to_minutes": "45"}}, "property"),
        ({"properties": {"ended_on": "30/6/2025"}}, "property"),
    ],
)
def test_each_fault_is_named(change: dict[str, Any], reason: str) -> None:
    assert reason in why(replace(tag("theme.x"), **change))


def test_a_tag_of_no_scheme_is_refused() -> None:
    assert "scheme that does not exist" in why(tag("craft.weaving"))


def test_a_circle_through_what_is_there_already_is_found() -> None:
    assert "in a circle" in why(replace(NOW.tags["theme.a"], parent="theme.b"))


def test_of_many_faults_the_first_is_named_and_the_others_counted() -> None:
    said = why(*(tag(f"theme.x{number}", parent="theme.nothing") for number in range(4)))
    assert "“theme.x0”" in said and "3 more places" in said


def test_a_rule_may_only_name_tags_that_exist() -> None:
    for candidates in ((), ("theme.a", "theme.nothing")):
        with pytest.raises(Invalid, match="names tags that do not exist"):
            soundness.check(NOW, Entries.of([], [], [RuleEntry("TH", candidates, "luật")]))


def test_more_tags_than_a_vocabulary_has_are_refused() -> None:
    many = (tag(f"theme.n{number}") for number in range(soundness.MOST_TAGS + 1))
    assert f"at most {soundness.MOST_TAGS}" in why(*many)
