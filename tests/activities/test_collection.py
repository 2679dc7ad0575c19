"""The starter collection keeps its promises: known ids, twin editions, minutes that add up.

It reads activities/ as plain files, so that a broken plan fails here, before any import.
"""

import dataclasses
import functools
import itertools
import pathlib
import re
import unicodedata
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTIVITIES = ROOT / "activities"
VOCABULARY = ROOT / "library" / "tags"
EDITIONS = sorted(ACTIVITIES.glob("*/plan.*.md"))
FOLDERS = sorted({path.parent for path in EDITIONS})

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
STEPS_HEADERS = {"Phút", "Minutes", "Thời gian", "Time"}


@dataclasses.dataclass(frozen=True)
class Edition:
    facts: dict[str, Any]
    body: str

    @property
    def is_official(self) -> bool:
        return bool(self.facts["licence"] == "licence.official-text")


@functools.cache
def read(path: pathlib.Path) -> Edition:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Edition(yaml.load(front, Loader=yaml.CBaseLoader), body)


def editions_of(folder: pathlib.Path) -> list[Edition]:
    return [read(path) for path in sorted(folder.glob("plan.*.md"))]


def known_ids() -> dict[str, set[str]]:
    text = (VOCABULARY / "taxonomy.yaml").read_text(encoding="utf-8")
    schemes = yaml.load(text, Loader=yaml.CBaseLoader)["schemes"]
    ids = {scheme["id"]: {term["id"] for term in scheme["terms"]} for scheme in schemes}
    places = yaml.load((VOCABULARY / "places.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    return ids | {"place": {province["id"] for province in places["provinces"]}}


KNOWN = known_ids()


def heading_levels(body: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", body, re.MULTILINE)]


def tables(body: str) -> list[list[list[str]]]:
    blocks = re.findall(r"(?:^\|.*\n?)+", body, re.MULTILINE)
    return [[cells(line) for line in block.splitlines()] for block in blocks]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def spans(body: str) -> list[tuple[int, int]]:
    """The (from, to) minutes of every row of every steps table."""
    steps = [table for table in tables(body) if table[0][0] in STEPS_HEADERS]
    return [span(row[0]) for table in steps for row in table[2:]]


def span(cell: str) -> tuple[int, int]:
    start, end = (minutes(clock) for clock in cell.split(" - "))
    return start, end


def minutes(clock: str) -> int:
    hours, _, rest = clock.rpartition(":")
    return int(hours or 0) * 60 + int(rest)


def references(body: str) -> list[str]:
    return re.findall(r"\]\((files/[^)]+)\)", body)


every_edition = pytest.mark.parametrize(
    "path", EDITIONS, ids=lambda path: f"{path.parent.name}/{path.name}"
)
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


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
        assert ids <= KNOWN[scheme], key


@every_folder
def test_a_plan_has_both_editions_and_an_official_text_keeps_its_own(folder: pathlib.Path) -> None:
    editions = editions_of(folder)
    expected = ["vi"] if editions[0].is_official else ["en", "vi"]
    assert [edition.facts["lang"] for edition in editions] == expected


@every_folder
def test_editions_have_the_same_headings_tables_and_rows(folder: pathlib.Path) -> None:
    first, *others = editions_of(folder)
    for other in others:
        assert heading_levels(first.body) == heading_levels(other.body)
        assert list(map(len, tables(first.body))) == list(map(len, tables(other.body)))
        assert spans(first.body) == spans(other.body)


@every_folder
def test_editions_agree_on_every_fact_that_is_not_language(folder: pathlib.Path) -> None:
    first, *others = editions_of(folder)
    for other in others:
        for key in (first.facts.keys() | other.facts.keys()) - IN_EACH_LANGUAGE:
            assert first.facts.get(key) == other.facts.get(key), key


@every_edition
def test_minutes_of_the_steps_follow_each_other_and_fill_the_duration(path: pathlib.Path) -> None:
    edition = read(path)
    if edition.is_official:
        assert not spans(edition.body)
        return
    steps = spans(edition.body)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(steps))
    assert all(start < end for start, end in steps)
    assert steps[-1][1] - steps[0][0] == int(edition.facts["duration_minutes"])


@every_folder
def test_every_file_is_used_by_every_edition_and_every_reference_exists(
    folder: pathlib.Path,
) -> None:
    shipped = {f"files/{path.name}" for path in folder.glob("files/*")}
    for edition in editions_of(folder):
        assert set(references(edition.body)) == shipped


@every_edition
def test_every_image_has_an_alternative_text(path: pathlib.Path) -> None:
    for alt in re.findall(r"!\[(.*?)\]", read(path).body):
        assert len(alt) > 20


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
    assert edition.facts["title"] not in edition.body
    assert min(heading_levels(edition.body)) == 2


@every_edition
def test_lists_and_tables_start_after_a_blank_line(path: pathlib.Path) -> None:
    """Python-Markdown prints them as plain text otherwise."""
    block = re.compile(r"\s*([-*] |\d+\. |\|)")
    before = ""
    for line in read(path).body.splitlines():
        if block.match(line):
            assert not before or block.match(before), line
        before = line.strip() and line


def test_ids_are_unique_and_so_are_titles_in_a_language() -> None:
    facts = [read(path).facts for path in EDITIONS]
    assert len({(fact["lang"], fact["title"]) for fact in facts}) == len(facts)
    assert len({fact["id"] for fact in facts}) == len(FOLDERS)


@every_edition
def test_every_claim_names_its_source(path: pathlib.Path) -> None:
    for claim in read(path).facts.get("claims", []):
        assert claim["text"] and claim["source"]
