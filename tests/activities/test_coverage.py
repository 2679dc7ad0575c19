"""The collection covers what issue 9 asks for; `pytest -s` prints the table, and so does a failure.

Each row counts the items (not the editions) of the starter collection without the official texts.
A broader id counts what carries one of its narrower ones.
"""

import pathlib
from collections.abc import Callable

import pytest

from tests.activities import reading
from tests.activities.reading import Edition, editions_of, own_folders

Row = tuple[str, int, int]  # what, how many there are, how many there must be


def items() -> list[Edition]:
    """Return one edition of each item; facts that are no language agree between the two."""
    return [editions_of(folder)[0] for folder in own_folders()]


def is_within(id: str, broad: str) -> bool:
    return id == broad or id.startswith(f"{broad}.")


def carrying(key: str, *ids: str) -> int:
    return sum(
        any(is_within(id, broad) for id in item.ids(key) for broad in ids) for item in items()
    )


def table(key: str, wanted: dict[str, int], prefix: str = "") -> list[Row]:
    return [
        (names, carrying(key, *(prefix + name for name in names.split())), least)
        for names, least in wanted.items()
    ]


LEVELS = {
    "preschool": 3,
    "primary": 15,
    "lower-secondary": 20,
    "upper-secondary": 14,
    "continuing": 3,
    "inclusive": 2,
}
SUBJECTS = dict.fromkeys(
    (
        "history history-geography",
        "geography history-geography",
        "civics",
        "literature",
        "experiential experiential-career",
        "local-education",
        "foreign-language-1 english french chinese japanese korean russian german foreign-language-2",
        "informatics informatics-technology",
    ),
    4,
)
ACTIVITIES = dict.fromkeys(
    (
        *("forum debate", "competition", "thematic", "culture-day", "visit", "exchange", "club"),
        "experiential flag-ceremony class-meeting",
        "competition.oratory",
        "competition.presentation",
        *("arts", "sports", "flag-ceremony", "class-meeting"),
    ),
    3,
) | {"training professional-meeting": 3}
THEMES = {
    "heritage.national-history heritage.revolution heritage.local-history": 8,
    "heritage.local-culture heritage.ethnic-minority heritage.gong heritage.don-ca": 10,
    "digital": 12,
    "integration.english-club integration.culture-in-foreign-language": 10,
    "sovereignty": 3,
    "integration.asean integration.foreign-policy": 4,
    "environment": 3,
    "school-culture": 4,
    "exemplary": 2,
    "communication.pupil-media communication.news-writing": 2,
    "reform": 1,
} | dict.fromkeys(
    (
        *("digital.search", "digital.evaluate", "digital.use-share", "digital.privacy"),
        *("digital.misinformation", "digital.social-media", "digital.ai"),
        *("school-culture.anti-bullying", "sovereignty.sea-islands"),
    ),
    1,
)
KINDS = {
    "lesson-plan": 8,
    "worksheet question-set": 6,
    "reading": 4,
    "rubric": 3,
    "rules": 1,
    "run-sheet": 1,
}


def levels() -> list[Row]:
    return table("level", LEVELS, "level.")


def subjects() -> list[Row]:
    return table("subject", SUBJECTS, "subject.")


def activities() -> list[Row]:
    return table("activity", ACTIVITIES, "activity.")


def themes() -> list[Row]:
    return table("theme", THEMES, "theme.")


def themes_of_the_official_plans() -> list[Row]:
    official = [folder for folder in reading.FOLDERS if folder not in own_folders()]
    named = {theme for folder in official for theme in editions_of(folder)[0].ids("theme")}
    return [(theme, carrying("theme", theme), 2) for theme in sorted(named)]


def kinds() -> list[Row]:
    frames = [
        (f"lesson-plan {number}", sum(_follows(folder, number) for folder in own_folders()), 1)
        for number in ("5512", "2345")
    ]
    return [*table("kind", KINDS, "material."), *frames]


def _follows(folder: pathlib.Path, number: str) -> bool:
    edition = editions_of(folder)[0]
    named = f"{edition.body} {edition.facts.get('sources')} {edition.facts['summary']}"
    return edition.facts["kind"] == "material.lesson-plan" and number in named


def totals() -> list[Row]:
    pictures = [
        path for folder in own_folders() for path in folder.glob("files/*")
        if path.suffix in {".png", ".svg", ".jpg", ".webp"}
    ]  # fmt: skip
    levelled = [item for item in items() if "cefr" in item.facts and _is_in_english(item)]
    return [
        ("items", len(items()), 60),
        ("pictures", len(pictures), 20),
        ("in English, with a CEFR level", len(levelled), 10),
    ]


def _is_in_english(item: Edition) -> bool:
    broad = ("theme.integration.english-club", "theme.integration.culture-in-foreign-language")
    return any(is_within(theme, each) for theme in item.ids("theme") for each in broad)


PARTS: tuple[Callable[[], list[Row]], ...] = (
    totals,
    levels,
    subjects,
    activities,
    themes,
    themes_of_the_official_plans,
    kinds,
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_collection_covers_what_it_should(part: Callable[[], list[Row]]) -> None:
    lines = [
        f"{count:4} of {least:3}  {'' if count >= least else 'TOO FEW '}{name}"
        for name, count, least in part()
    ]
    print(f"\n{part.__name__.replace('_', ' ')}\n" + "\n".join(lines))
    assert all(count >= least for _, count, least in part()), "\n".join(["", *lines])
