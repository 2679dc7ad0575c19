"""Days that schools plan for, from occasions.yaml: each with the public text that set it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("occasions.yaml")
_OTHER = "en"


@dataclass(frozen=True)
class Occasion:
    """A day of the year, its names, and the tags of items that suit it."""

    month: int
    day: int
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    tags: tuple[str, ...]
    source: str

    def title(self, language: str) -> str:
        """Return the name in a language, in English where there is none."""
        return self.titles.get(language, self.titles[_OTHER])

    def note(self, language: str) -> str:
        """Return what to know about it, empty when there is nothing."""
        return self.notes.get(language, self.notes.get(_OTHER, ""))


def of_month(month: int) -> list[Occasion]:
    """Return the occasions of a month, in the order of their days."""
    return sorted((each for each in _all() if each.month == month), key=lambda each: each.day)


@cache
def _all() -> tuple[Occasion, ...]:
    return tuple(map(_occasion, yaml.safe_load(_FILE.read_text("utf-8"))))


def _occasion(row: dict[str, Any]) -> Occasion:
    return Occasion(
        row["month"],
        row["day"],
        row["title"],
        row.get("note", {}),
        tuple(row["tags"]),
        row["source"],
    )
