"""Abbreviations with several meanings, and what decides between them.

The rules are those that curators keep in words (taxonomy.yaml: ambiguous), as data for the machine.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Tags that are meant when a grade of the query is among these, or a word stands beside."""

    tags: tuple[str, ...]
    grades: range | None = None
    before: tuple[str, ...] = ()
    is_numbered: bool = False

    def holds(self, grades: Collection[int], before: str, *, numbered: bool) -> bool:
        """Tell whether the rule decides; one without conditions always does."""
        if self.is_numbered and not numbered:
            return False
        if self.before and not before.endswith(self.before):
            return False
        return self.grades is None or any(grade in self.grades for grade in grades)


@dataclass(frozen=True)
class Meaning:
    """What an abbreviation was taken for, and what it could have been."""

    tags: tuple[str, ...]
    others: tuple[str, ...]


_PRIMARY, _LOWEST, _UPPER = range(1, 6), range(1, 4), range(10, 13)
_SUBJECT = (" mon", "mon")
_EXPERIENTIAL = (
    Rule(("subject.experiential",), grades=_PRIMARY),
    Rule(("subject.experiential-career",), grades=range(6, 13)),
    Rule(("subject.experiential", "subject.experiential-career", "activity.experiential")),
)
# By folded abbreviation: the first rule that holds counts. An empty one means: only with company.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "th": (
        Rule(("subject.informatics",), before=_SUBJECT),
        Rule(("level.primary",)),
    ),
    "kh": (
        Rule(("doctype.plan",), is_numbered=True),
        Rule(("subject.science-primary",), grades=range(4, 6)),
        Rule(("doctype.plan", "material.activity-plan", "material.school-plan")),
    ),
    "cv": (
        Rule(("doctype.official-letter",), is_numbered=True),
        Rule(("doctype.official-letter", "material.guidance")),
    ),
    "hd": (Rule(("doctype.guideline", "material.guidance")),),
    "tnxh": (
        Rule(("theme.school-culture.social-evils",), before=("phong chong", "chong", "phong")),
        Rule(("subject.nature-society",), before=_SUBJECT),
        Rule(("subject.nature-society",), grades=_LOWEST),
        Rule(("theme.school-culture.social-evils", "subject.nature-society")),
    ),
    "hdtn": _EXPERIENTIAL,
    "hoat dong trai nghiem": _EXPERIENTIAL,
    "chuyen de": (
        Rule(("activity.thematic", "subject.elective-topics"), grades=_UPPER),
        Rule(("activity.thematic",)),
    ),
    "qpan": (
        Rule(("subject.defence-security",), grades=_UPPER),
        Rule(("theme.sovereignty.defence", "subject.defence-security")),
    ),
    "gdcd": (
        Rule(("subject.economics-law",), grades=_UPPER),
        Rule(("subject.civics",)),
    ),
    "cn": (
        Rule(("subject.technology",), before=_SUBJECT),
        Rule(("subject.technology",), grades=range(3, 13)),
    ),
    "sh": (Rule(("subject.biology",), before=_SUBJECT), Rule(("subject.biology",), grades=_UPPER)),
    "tt": (Rule(("doctype.circular",), is_numbered=True),),
    "nv": (
        Rule(("audience.staff",), before=("gv", "cb")),
        Rule(("subject.literature",), before=_SUBJECT),
        Rule(("subject.literature",), grades=range(6, 13)),
    ),
    "ta": (Rule(("subject.english",), before=_SUBJECT), Rule(("subject.english",), grades=range(1, 13))),
    "pht": (Rule(("material.worksheet",)),),
    "mc": (Rule(("material.run-sheet",)),),
    "gdhn": (
        Rule(("theme.career",), grades=range(9, 13)),
        Rule(("level.inclusive", "theme.career")),
    ),
    "bc": (Rule(("doctype.report", "material.report")),),
    "tdtt": (Rule(("subject.pe",), before=_SUBJECT), Rule(("activity.sports", "subject.pe"))),
    "hs": (Rule(("audience.pupil",)),),
    "gv": (Rule(("audience.teacher",)),),
    # Read as other words far more often: they are left as they are typed.
    "ht": (), "hn": (), "vn": (), "nt": (), "tc": (), "cd": (), "da": (),
}  # fmt: skip


def meaning(
    abbreviation: str, grades: Collection[int], before: str, *, numbered: bool
) -> Meaning | None:
    """Return what a folded abbreviation means in its query, None when it says nothing by itself.

    `before` is the folded text in front of it; `numbered` tells whether a number follows.
    """
    rules = RULES.get(abbreviation, ())
    rule = next((rule for rule in rules if rule.holds(grades, before, numbered=numbered)), None)
    if rule is None:
        return None
    every = dict.fromkeys(tag for other in rules for tag in other.tags)
    return Meaning(rule.tags, tuple(tag for tag in every if tag not in rule.tags))
