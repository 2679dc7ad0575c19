"""The starter collection keeps its promises: known ids, twin editions, minutes that add up.

It reads activities/ as plain files, so that a broken plan fails here, before any import.
"""

import itertools
import pathlib
import re
import unicodedata

import pytest
import yaml

from tests.activities import reading
from tests.activities.reading import (
    ACTIVITIES,
    EDITIONS,
    FOLDERS,
    SESSIONS,
    editions_of,
    every_edition,
    every_folder,
    heading_levels,
    read,
    references,
    spans,
    tables,
)

SCHEME_OF = {"kind": "material"} | {
    key: key
    for key in (
        *("doctype", "activity", "level", "grade", "subject", "theme", "people", "place"),
        *("month", "setting", "audience", "competence", "digcomp", "integration"),
        *("textbook", "licence", "status"),
    )
}
IN_EACH_LANGUAGE = {
    *("lang", "title", "summary", "authors", "personal_data", "accessibility"),
    *("report_counts", "sources", "claims"),
}


def known_ids() -> dict[str, set[str]]:
    ids = {scheme: {term["id"] for term in reading.terms(scheme)} for scheme in reading.schemes()}
    text = (reading.VOCABULARY / "places.yaml").read_text("utf-8")
    places = yaml.load(text, Loader=yaml.CBaseLoader)
    return ids | {"place": {place["id"] for place in (*places["provinces"], *places["former"])}}


KNOWN = known_ids()


def test_the_collection_holds_at_least_ten_bilingual_plans_and_the_two_official_ones() -> None:
    official = [folder for folder in FOLDERS if editions_of(folder)[0].is_official]
    assert len(official) == 2
    assert len(FOLDERS) - len(official) >= 10


@every_edition
def test_every_vocabulary_id_exists_in_its_scheme(path: pathlib.Path) -> None:
    facts = read(path).facts
    for key, scheme in SCHEME_OF.items():
        values = facts.get(key, [])
        ids = {values} if isinstance(values, str) else set(values)
        assert not ids - KNOWN[scheme], f"{key}: not in the vocabulary"


@every_folder
def test_a_plan_has_both_editions_and_an_official_text_keeps_its_own(folder: pathlib.Path) -> None:
    editions = editions_of(folder)
    expected = ["vi"] if editions[0].is_official else ["en", "vi"]
    assert [edition.facts["lang"] for edition in editions] == expected


@every_folder
def test_editions_have_the_same_headings_tables_and_rows(folder: pathlib.Path) -> None:
    first, *others = editions_of(folder)
    for other in others:
        assert heading_levels(first.body) == heading_levels(other.body), "headings"
        rows = [list(map(len, tables(edition.body))) for edition in (first, other)]
        assert rows[0] == rows[1], "rows of each table"
        assert spans(first.body) == spans(other.body), "minutes of the steps"


@every_folder
def test_editions_agree_on_every_fact_that_is_not_language(folder: pathlib.Path) -> None:
    first, *others = editions_of(folder)
    for other in others:
        for key in (first.facts.keys() | other.facts.keys()) - IN_EACH_LANGUAGE:
            assert first.facts.get(key) == other.facts.get(key), key


@every_edition
def test_minutes_of_the_steps_follow_each_other_and_fill_the_duration(path: pathlib.Path) -> None:
    edition = read(path)
    steps = spans(edition.body)
    if not steps:
        assert edition.is_official or edition.facts["kind"] not in SESSIONS, "no table of steps"
        return
    assert all(start < end for start, end in steps), steps
    gaps = [(end, start) for (_, end), (start, _) in itertools.pairwise(steps) if end != start]
    assert not gaps, f"a step ends at minute {gaps[0][0]}, the next starts at {gaps[0][1]}"
    total = steps[-1][1] - steps[0][0]
    said = edition.facts.get("duration_minutes", "missing")
    assert str(total) == said, f"the steps take {total} minutes, duration_minutes is {said}"


@every_folder
def test_every_file_is_used_by_every_edition_and_every_reference_exists(
    folder: pathlib.Path,
) -> None:
    shipped = {f"files/{path.name}" for path in folder.glob("files/*")}
    for edition in editions_of(folder):
        used = set(references(edition.body))
        language = edition.language
        assert not used - shipped, f"plan.{language}.md: there is no such file"
        assert not shipped - used, f"plan.{language}.md does not use this"


@every_edition
def test_every_image_has_an_alternative_text(path: pathlib.Path) -> None:
    for alt in re.findall(r"!\[(.*?)\]", read(path).body):
        assert len(alt) > 20, f"say what the picture shows in more than 20 letters, not “{alt}”"


@pytest.mark.parametrize("path", sorted(ACTIVITIES.glob("*/files/*")), ids=lambda path: path.name)
def test_an_attachment_is_small_and_carries_no_camera_data(path: pathlib.Path) -> None:
    content = path.read_bytes()
    assert 0 < len(content) < 200_000
    assert b"eXIf" not in content and b"Exif\0" not in content


@every_edition
def test_text_is_composed_free_of_working_marks_and_of_addresses(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"\[(M|V2?|S)\]", text)
    assert "@" not in text


@every_edition
def test_the_body_leaves_the_title_to_the_page(path: pathlib.Path) -> None:
    edition = read(path)
    assert edition.facts["title"] not in edition.body, "leave the title out of the body"
    assert min(heading_levels(edition.body)) == 2


@every_edition
def test_lists_and_tables_start_after_a_blank_line(path: pathlib.Path) -> None:
    """Python-Markdown prints them as plain text otherwise."""
    block = re.compile(r"\s*([-*] |\d+\. |\|)")
    before = ""
    for line in read(path).body.splitlines():
        if block.match(line):
            assert not before or block.match(before), f"put a blank line before “{line}”"
        before = line.strip() and line


def test_ids_are_unique_and_so_are_titles_in_a_language() -> None:
    facts = [read(path).facts for path in EDITIONS]
    assert len({(fact["lang"], fact["title"]) for fact in facts}) == len(facts)
    assert len({fact["id"] for fact in facts}) == len(FOLDERS)


@every_edition
def test_every_claim_names_its_source(path: pathlib.Path) -> None:
    for claim in read(path).facts.get("claims", []):
        assert claim["text"] and claim["source"]
