"""The collection as plain files: editions, their tables and the words that a reader would see."""

import dataclasses
import functools
import pathlib
import re
from typing import Any

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTIVITIES = ROOT / "activities"
VOCABULARY = ROOT / "library" / "tags"
EDITIONS = sorted(ACTIVITIES.glob("*/plan.*.md"))
FOLDERS = sorted({path.parent for path in EDITIONS})

# Kinds that are held in a given time, and so have a table of steps; the rest may do without.
SESSIONS = {"material.activity-plan", "material.lesson-plan", "material.run-sheet"}
STEPS_HEADERS = {"Phút", "Minutes", "Thời gian", "Time"}


@dataclasses.dataclass(frozen=True)
class Edition:
    facts: dict[str, Any]
    body: str

    @property
    def is_official(self) -> bool:
        return bool(self.facts["licence"] == "licence.official-text")

    @property
    def language(self) -> str:
        return str(self.facts["lang"])

    def ids(self, key: str) -> list[str]:
        """Return the ids of a key, whether one or a list was written."""
        value = self.facts.get(key, [])
        return [value] if isinstance(value, str) else list(value)


@functools.cache
def read(path: pathlib.Path) -> Edition:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Edition(yaml.load(front, Loader=yaml.CBaseLoader), body)


def editions_of(folder: pathlib.Path) -> list[Edition]:
    return [read(path) for path in sorted(folder.glob("plan.*.md"))]


def own_folders() -> list[pathlib.Path]:
    """Return the folders written for this collection; the others are official texts."""
    return [folder for folder in FOLDERS if not editions_of(folder)[0].is_official]


def own_editions() -> list[pathlib.Path]:
    return [path for folder in own_folders() for path in sorted(folder.glob("plan.*.md"))]


def terms(scheme: str) -> list[dict[str, Any]]:
    """Return the terms of a scheme of the shipped vocabulary."""
    [found] = [each for each in _taxonomy()["schemes"] if each["id"] == scheme]
    return list(found["terms"])


@functools.cache
def _taxonomy() -> dict[str, Any]:
    text = (VOCABULARY / "taxonomy.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CBaseLoader))


def schemes() -> list[str]:
    return [scheme["id"] for scheme in _taxonomy()["schemes"]]


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
    parts = cell.split(" - ")
    assert len(parts) == 2, f"write “{cell}” in the table of steps as “0 - 10” or “07:00 - 07:20”"
    return minutes(parts[0]), minutes(parts[1])


def minutes(clock: str) -> int:
    hours, _, rest = clock.rpartition(":")
    return int(hours or 0) * 60 + int(rest)


def references(body: str) -> list[str]:
    return re.findall(r"\]\((files/[^)]+)\)", body)


def blocks(body: str) -> list[str]:
    """Return what blank lines part: paragraphs, whole lists, whole tables, headings."""
    return [block for block in re.split(r"\n\s*\n", body) if block.strip()]


def unmarked(text: str) -> str:
    """Return Markdown without what is no word: addresses, comments, emphasis, marks of lines."""
    text = re.sub(r"<!--.*?-->|\{[:#][^}]*\}|</?\w+[^>]*>", " ", text, flags=re.DOTALL)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"https?://\S+|\b[\w.-]+\.(?:vn|org|int|com|net|edu)\b[\w/.-]*", " ", text)
    text = re.sub(r"^\s*(?:[-*+]|\d+[.)]|>|#+)\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|\\", "", text)


def words(text: str) -> list[str]:
    """Return the words (in Vietnamese: the syllables) of an edition or a part of it."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", unmarked(text))


def pieces(text: str) -> list[str]:
    """Return what a strict reader counts: all that white space parts, numbers and addresses too."""
    return [each for each in text.replace("](", "] ").split() if re.search(r"[^\W_]", each)]


every_edition = pytest.mark.parametrize(
    "path", EDITIONS, ids=lambda path: f"{path.parent.name}/{path.name}"
)
every_own_edition = pytest.mark.parametrize(
    "path", own_editions(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
every_own_folder = pytest.mark.parametrize("folder", own_folders(), ids=lambda folder: folder.name)
