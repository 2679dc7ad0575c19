"""Abbreviations with several meanings, and what decides between them.

The rules are those that curators keep in words (taxonomy.yaml: ambiguous), as data for the machine.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """What else stands in a query that has an abbreviation.

    `before` is the folded text in front of it. A number too high for a grade may follow it, or a
    proper name; and it may have a mark of its own, as HĐ has.
    """

    before: str = ""
    grades: Collection[int] = ()
    is_numbered: bool = False
    is_named: bool = False
    is_marked: bool = False


@dataclass(frozen=True)
class Rule:
    """Tags that are meant when a grade of the query is among these, or a word stands beside."""

    tags: tuple[str, ...]
    grades: range | None = None
    before: tuple[str, ...] = ()
    is_numbered: bool = False
    is_named: bool = False
    is_marked: bool = False

    def holds(self, company: Company) -> bool:
        """Tell whether the rule decides; one without conditions always does."""
        words = tuple(f" {word}" for word in self.before)
        return (
            company.is_numbered >= self.is_numbered
            and company.is_named >= self.is_named
            and company.is_marked >= self.is_marked
            and (not words or f" {company.before}".endswith(words))
            and (self.grades is None or any(grade in self.grades for grade in company.grades))
        )


@dataclass(frozen=True)
class Meaning:
    """What an abbreviation was taken for, and what it could have been."""

    tags: tuple[str, ...]
    others: tuple[str, ...]


_PRIMARY, _SECONDARY, _UPPER = range(1, 6), range(6, 13), range(10, 13)
_SUBJECT = ("mon",)
# What there is one of for each grade.
_TAUGHT = ("subject.", "level.", "audience.")
# Nobody looks for an item by these; they only keep a name from being taken for something else.
_NOT_OFFERED = ("org.", "role.", "format.")
_EXPERIENTIAL = (
    Rule(("subject.experiential",), grades=_PRIMARY),
    Rule(("subject.experiential-career",), grades=_SECONDARY),
)
# By folded abbreviation: the first rule that holds counts. An empty one means: only with company.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "th": (
        Rule(("subject.informatics",), before=_SUBJECT),
        Rule(("subject.informatics",), grades=_SECONDARY),
        Rule(("org.school.primary", "level.primary"), is_named=True),
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
    # HĐ is an activity or a contract.
    "hd": (Rule((), is_marked=True), Rule(("doctype.guideline", "material.guidance"))),
    "da": (
        Rule(("doctype.scheme",), is_marked=True),
        Rule(("doctype.project", "doctype.scheme")),
    ),
    "tnxh": (
        Rule(("theme.school-culture.social-evils",), before=("phong chong", "chong", "phong")),
        Rule(("subject.nature-society",), before=_SUBJECT),
        Rule(("subject.nature-society",), grades=range(1, 4)),
        Rule(("theme.school-culture.social-evils",), grades=range(4, 13)),
        Rule(("theme.school-culture.social-evils", "subject.nature-society")),
    ),
    "hdtn": (
        *_EXPERIENTIAL,
        Rule(("subject.experiential", "subject.experiential-career", "activity.experiential")),
    ),
    "hoat dong trai nghiem": (*_EXPERIENTIAL, Rule(("activity.experiential",))),
    "chuyen de": (
        Rule(("activity.thematic", "subject.elective-topics"), grades=_UPPER),
        Rule(("activity.thematic",)),
    ),
    "qpan": (
        Rule(("subject.defence-security",), grades=_UPPER),
        Rule(("theme.sovereignty.defence",), grades=range(1, 10)),
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
        Rule(("subject.literature",), grades=_SECONDARY),
    ),
    "ta": (Rule(("subject.english",), before=_SUBJECT), Rule(("subject.english",), grades=range(1, 13))),
    "pht": (
        Rule(
            ("role.vice-principal", "audience.manager"),
            before=("chu ki", "ki ten", "ki thay", "kt", "thay", "co", "ong", "ba"),
        ),
        Rule(("material.worksheet",)),
    ),
    "mc": (Rule(("material.run-sheet",)),),
    "gdhn": (
        Rule(("theme.career",), grades=range(9, 13)),
        Rule(("level.inclusive", "theme.career")),
    ),
    "bc": (Rule(("doctype.report", "material.report")),),
    "tdtt": (
        Rule(("subject.pe",), before=_SUBJECT),
        Rule(("activity.sports",), before=("hoat dong", "phong trao", "ngay hoi", "hoi thi")),
        Rule(("activity.sports", "subject.pe")),
    ),
    "mn": (Rule(("org.school.preschool", "level.preschool"), is_named=True), Rule(("level.preschool",))),
    "thcs": (
        Rule(("org.school.lower-secondary", "level.lower-secondary"), is_named=True),
        Rule(("level.lower-secondary",)),
    ),
    "thpt": (
        Rule(("org.school.upper-secondary", "level.upper-secondary"), is_named=True),
        Rule(("level.upper-secondary",)),
    ),
    "ppt": (Rule(("material.slides", "format.pptx")),),
    "pptx": (Rule(("material.slides", "format.pptx")),),
    # Patterns of woven cloth, save where it is a subject.
    "hoa van": (Rule(("subject.chinese",), before=_SUBJECT),),
    "hs": (Rule(("audience.pupil",)),),
    "gv": (Rule(("audience.teacher",)),),
    # Read as other words far more often: they are left as they are typed.
    "ht": (), "hn": (), "vn": (), "nt": (), "tc": (), "cd": (),
}  # fmt: skip


def meaning(abbreviation: str, company: Company) -> Meaning | None:
    """Return what a folded abbreviation means in its query, None when it says nothing by itself."""
    rules = RULES.get(abbreviation, ())
    rule = next((rule for rule in rules if rule.holds(company)), None)
    if rule is None or not rule.tags:
        return None
    every = dict.fromkeys(tag for other in rules for tag in other.tags)
    others = (tag for tag in every if tag not in rule.tags and not tag.startswith(_NOT_OFFERED))
    return Meaning(rule.tags, tuple(others))


def has_grade(abbreviation: str, number: int) -> bool:
    """Tell whether a number behind an abbreviation may be a grade; behind a document's it is not."""
    rules = RULES[abbreviation]
    if any(rule.is_numbered for rule in rules):
        return any(rule.grades and number in rule.grades for rule in rules)
    return any(tag.startswith(_TAUGHT) for rule in rules for tag in rule.tags)
