"""Any number of made-up plans out of the starter plans' own sentences: the same plans every time.

Each is bilingual and as long as a starter plan, with titles, tags and minutes that differ.
"""

import functools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from library import paths
from library.search import vietnamese
from library.search.record import Record

LANGUAGES = ("vi", "en")
FIRST_DAY = 1_756_684_800.0
LINES = 28
MINUTES = (20, 35, 45, 60, 90, 120, 180, 240)
# Which schemes a plan draws from, and how many tags it takes at most.
DRAWN = {
    "activity": 2, "subject": 2, "theme": 3, "setting": 2, "month": 2,
    "place": 1, "audience": 2, "competence": 3,
}  # fmt: skip
_VOCABULARY = Path(__file__).parents[2] / "library" / "tags"


@dataclass(frozen=True)
class Term:
    """A tag with what it is called, and the tags that it stands under."""

    id: str
    labels: dict[str, str]
    names: tuple[str, ...]
    above: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A made-up plan, before it becomes a record or a folder."""

    number: int
    terms: tuple[Term, ...]
    minutes: int
    titles: dict[str, str]
    summaries: dict[str, str]
    bodies: dict[str, str]

    @property
    def id(self) -> str:
        """The item's id, the same in a record and in a folder."""
        return f"bench-{self.number:06}"


def records(count: int) -> Iterator[Record]:
    """Make this many plans as the index takes them."""
    return map(_record, plans(count))


def write_folders(target: Path, count: int) -> None:
    """Write this many plans below target in the activity format, one folder a plan."""
    for each in plans(count):
        folder = target / each.id
        folder.mkdir(parents=True)
        for language in LANGUAGES:
            text = _file(each, language)
            (folder / f"plan.{language}.md").write_text(text, "utf-8")


def plans(count: int) -> Iterator[Plan]:
    """Make plans number 0 to count - 1; plan n is the same whatever the count."""
    return (plan(number) for number in range(count))


def plan(number: int) -> Plan:
    """Make one plan."""
    chance = random.Random(number)
    terms = _drawn(chance)
    by_scheme = {term.id.split(".")[0]: term for term in reversed(terms)}
    titles, summaries, bodies = {}, {}, {}
    for language in LANGUAGES:
        activity, theme, subject, grade, place = (
            by_scheme[scheme].labels[language]
            for scheme in ("activity", "theme", "subject", "grade", "place")
        )
        titles[language] = f"{activity}: {theme}, {grade}"
        lines = chance.sample(_lines()[language], LINES)
        summaries[language] = f"{subject}, {place}. {lines[0]}"
        bodies[language] = f"## {theme}\n\n" + "\n\n".join(lines)
    return Plan(number, terms, chance.choice(MINUTES), titles, summaries, bodies)


def _drawn(chance: random.Random) -> tuple[Term, ...]:
    schemes = _schemes()
    drawn = [chance.choice([term for term in schemes["grade"] if term.id[6:].isdecimal()])]
    for scheme, most in DRAWN.items():
        drawn += chance.sample(schemes[scheme], chance.randint(1, most))
    return tuple(drawn)


def _record(plan: Plan) -> Record:
    tags = {"language.vi", "language.en", "kind.activity-plan", f"duration.{plan.minutes}"}
    for term in plan.terms:
        tags.update((term.id, *term.above))
    return Record(
        id=plan.id,
        titles=tuple(plan.titles.values()),
        summaries=tuple(plan.summaries.values()),
        labels=tuple(name for term in plan.terms for name in term.names),
        bodies=tuple(plan.bodies.values()),
        names=frozenset(map(vietnamese.plain, plan.titles.values())),
        tags=frozenset(tags),
        minutes=plan.minutes,
        published_at=FIRST_DAY + 3600 * plan.number,
    )


def _file(plan: Plan, language: str) -> str:
    facts: dict[str, Any] = {
        "id": plan.id,
        "lang": language,
        "title": plan.titles[language],
        "summary": plan.summaries[language],
        "kind": "material.activity-plan",
        "level": sorted({tag for term in plan.terms for tag in term.above if tag[:5] == "level"}),
    }
    for term in plan.terms:
        facts.setdefault(term.id.split(".")[0], []).append(term.id)
    facts |= {"duration_minutes": plan.minutes, "licence": "licence.cc-by"}
    head = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n\n# {plan.titles[language]}\n\n{plan.bodies[language]}\n"


@functools.cache
def _schemes() -> dict[str, list[Term]]:
    taxonomy, places = (
        yaml.load((_VOCABULARY / name).read_bytes(), yaml.CSafeLoader)
        for name in ("taxonomy.yaml", "places.yaml")
    )
    rows = {scheme["id"]: scheme["terms"] for scheme in taxonomy["schemes"]}
    rows["place"] = [row | {"parent": None} for row in places["provinces"]]
    parents = {row["id"]: row["parent"] for terms in rows.values() for row in terms}
    return {
        scheme: [_term(row, parents) for row in terms if not row.get("replaced_by")]
        for scheme, terms in rows.items()
    }


def _term(row: dict[str, Any], parents: dict[str, str | None]) -> Term:
    above = []
    parent = row["parent"]
    while parent:
        above.append(parent)
        parent = parents[parent]
    names = [row["vi"], row["en"]]
    for other in ("alt_vi", "alt_en", "abbr"):
        names += row.get(other, [])
    return Term(row["id"], {"vi": row["vi"], "en": row["en"]}, tuple(names), tuple(above))


@functools.cache
def _lines() -> dict[str, list[str]]:
    folder = paths.shipped("activities")
    return {
        language: _lines_of(sorted(folder.rglob(f"plan.{language}.md"))) for language in LANGUAGES
    }


def _lines_of(files: list[Path]) -> list[str]:
    lines: dict[str, None] = {}
    for file in files:
        body = file.read_text("utf-8").split("\n---\n", 1)[-1]
        for line in body.splitlines():
            bare = re.sub(r"^[\s#>*\-|\d.]+|[\s|]+$", "", line)
            if len(bare) > 30:
                lines[bare] = None
    return list(lines)
