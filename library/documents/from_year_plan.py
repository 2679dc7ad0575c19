"""What a document takes from a year plan: its slots in words, in the groups that the form asks for.

Official documents are Vietnamese, and so are the words here. What is kept is a copy: a plan that
changes later leaves the documents that were made of it as they are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import text
from library.documents import blocks, repeating, sections
from library.documents.forms import Form, fill
from library.items.models import Edition
from library.planning import tables, targets
from library.planning.models import Slot, Target, YearPlan
from library.planning.schoolyear import SchoolYear
from library.planning.slotting import FORMS
from library.tags.vocabulary import Vocabulary

# Parts of what is for no grade, in no month, of no theme.
_EVERYBODY, _NO_MONTH, _NO_THEME = "toàn trường", "Chưa xếp tháng", "Các hoạt động khác"

# Letters of what an item says of its purpose that a cell of a table holds.
_MOST_OUTCOMES = 240
_COUNTED = {
    "activities": "hoạt động",
    "pupils": "lượt học sinh tham gia",
    "vi": "sản phẩm tiếng Việt",
    "en": "sản phẩm tiếng Anh",
}


@dataclass(frozen=True)
class Division:
    """How a plan is divided for a form (`forms.DIVISIONS`); `only`: a grade or a person, "" for all."""

    by: str
    only: str = ""


@dataclass(frozen=True)
class Group:
    """Slots that stand together; `grades` is how forms name the grades of the group."""

    key: str
    name: str
    grades: str
    slots: Sequence[Slot]


@dataclass(frozen=True)
class Opened:
    """A plan with its slots in the order of time, its weeks and targets, and what tags are called."""

    plan: YearPlan
    slots: Sequence[Slot]
    year: SchoolYear
    vocabulary: Vocabulary
    aims: Sequence[Target] = ()


def source(session: Session, form: Form, here: Opened, how: Division) -> dict[str, Any]:
    """Return what a document on a form keeps of the plan."""
    found = list(_groups(here, how))
    slots = [slot for group in found for slot in group.slots]
    values = {
        "year": here.plan.year,
        "grades": numbers({grade for slot in slots for grade in slot.grades}, here.vocabulary),
        "group_name": group_name(here.plan),
        "person": how.only if how.by == "person" else "",
        "other_tasks": "\n".join(_other_tasks(here, how)),
        "targets": "\n".join(_targets(here)),
    }
    known = _outcomes(session, slots)
    groups = [
        {
            "key": group.key,
            "name": group.name,
            "slots": [said(slot, here, known.get(slot.item_id or "", "")) for slot in group.slots],
        }
        for group in found
    ]
    return {
        "year_plan": here.plan.id,
        "called": ", ".join(filter(None, [f"năm học {here.plan.year}", _called(found, how)])),
        "values": values | dict(_known(form, found, values)),
        "groups": groups,
    }


def group_name(plan: YearPlan) -> str:
    """Return the subject group that a plan is of, "" for the plan of a whole school."""
    return plan.group_name or (plan.unit.name if plan.unit.kind == "group" else "")


def _called(found: Sequence[Group], how: Division) -> str:
    if how.by == "person":
        return how.only
    return found[0].name if how.only and found else ""


def _known(
    form: Form, found: Sequence[Group], values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the values of fields that nobody has to fill in, for the whole and for each group."""
    fields = [field for field in form.fields if field.in_year_plan == "known"]
    for field in fields:
        yield field.id, fill(field.default, values)
    for group in found:
        own = {**values, "grades": group.grades}
        named = {"key": group.key}
        yield repeating.named("part_name", named), group.name
        for field in fields:
            yield repeating.named(field.id, named), fill(field.default, own)


def _groups(here: Opened, how: Division) -> Iterator[Group]:
    if how.by == "grade":
        yield from _by_grade(here, how.only)
    elif how.by == "month":
        yield from _by_month(here)
    elif how.by == "theme":
        yield from _by_theme(here)
    else:
        mine = [each for each in here.slots if how.by != "person" or _same(each.who, how.only)]
        yield Group("all", _EVERYBODY, _EVERYBODY, mine)


def _same(one: str, other: str) -> bool:
    return text.fold(one) == text.fold(other)


def _by_grade(here: Opened, only: str) -> Iterator[Group]:
    """Yield the grades, or the one that is asked for, and what is for all of them."""
    for grade in [only] if only else tables.grades(here.slots):
        name = numbers([grade], here.vocabulary)
        chosen = [slot for slot in here.slots if grade in slot.grades]
        yield Group(_key(grade), f"khối {name}" if name.isdecimal() else name, name, chosen)
    if rest := [slot for slot in here.slots if not slot.grades]:
        yield Group("all", _EVERYBODY, _EVERYBODY, rest)


def _by_month(here: Opened) -> Iterator[Group]:
    found: dict[tuple[int, int], list[Slot]] = {}
    for slot in here.slots:
        first = tables.first_day(slot, here.year)
        found.setdefault((first.year, first.month) if first else (0, 0), []).append(slot)
    for year, month in sorted(found, key=lambda each: (each == (0, 0), each)):
        theme = here.plan.themes.get(str(month), "")
        name = f"Tháng {month}/{year}" if year else _NO_MONTH
        yield Group(
            f"{year}_{month}", f"{name}: {theme}" if theme else name, "", found[year, month]
        )


def _by_theme(here: Opened) -> Iterator[Group]:
    """Yield the themes of the items, the widest each; a slot stands under the first of its own."""
    found: dict[str, list[Slot]] = {}
    for slot in here.slots:
        found.setdefault(_theme(slot, here.vocabulary), []).append(slot)
    for theme in here.vocabulary.in_order([each for each in found if each], "vi"):
        yield Group(_key(theme), here.vocabulary[theme].label("vi"), "", found[theme])
    if rest := found.get(""):
        yield Group("other", _NO_THEME, "", rest)


def _theme(slot: Slot, vocabulary: Vocabulary) -> str:
    revision = slot.item.published if slot.item else None
    ids = [vocabulary.current(id) for id in (revision.facts.get("theme", []) if revision else [])]
    known = [id for id in ids if id in vocabulary]
    return (known[0], *vocabulary.ancestors(known[0]))[-1] if known else ""


def _key(id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", id.partition(".")[2].lower())


def numbers(grades: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return grades as forms write them after a word: “6, 7”, a longer run “6-9”."""
    ids = sorted(set(grades))
    counted = [int(id[-2:]) for id in ids if id[-2:].isdecimal()]
    others = [
        vocabulary[id].label("vi") for id in ids if not id[-2:].isdecimal() and id in vocabulary
    ]
    if len(counted) > 2 and counted[-1] - counted[0] == len(counted) - 1:
        return ", ".join([*others, f"{counted[0]}-{counted[-1]}"])
    return ", ".join([*others, *map(str, counted)])


def _outcomes(session: Session, slots: Iterable[Slot]) -> dict[str, str]:
    """Return what the items of slots without outcomes of their own say of their purpose, in short."""
    items = {slot.item.id: slot.item for slot in slots if slot.item and not slot.outcomes}
    revisions = {item.published_id: id for id, item in items.items() if item.published_id}
    query = select(Edition.revision_id, Edition.html).where(
        Edition.revision_id.in_(revisions), Edition.language == "vi"
    )
    return {revisions[revision]: _purpose(html) for revision, html in session.execute(query)}


def _purpose(html: str) -> str:
    found = sections.of(blocks.from_html(html))
    said = [sections.plain(each) for each in found if "purpose" in each.roles]
    lines = "; ".join(filter(None, said)).split("; ")
    kept = [lines[0]]
    for line in lines[1:]:
        if len("; ".join([*kept, line])) > _MOST_OUTCOMES:
            break
        kept.append(line)
    return "; ".join(kept)


def said(slot: Slot, here: Opened, outcomes: str = "") -> dict[str, Any]:
    """Return what columns may show of a slot; `outcomes` where it has none of its own."""
    first, week = tables.first_day(slot, here.year), tables.week_of(slot, here.year)
    month = str(first.month) if first else ""
    tag = FORMS[slot.form][0]
    grades = numbers(slot.grades, here.vocabulary)
    return {
        "id": slot.id,
        "title": slot.title,
        "form": here.vocabulary[tag].label("vi") if tag in here.vocabulary else "",
        "when": _when(slot, week),
        "week": str(week or ""),
        "month": month,
        "theme": here.plan.themes.get(month, ""),
        "audience": "; ".join(filter(None, [grades and f"Khối {grades}", slot.classes])),
        "periods": str(slot.periods or ""),
        "outcomes": slot.outcomes or outcomes,
        "place": slot.place,
        "who": slot.who,
        "support": slot.support,
        "needs": slot.needs,
        "pupils": str(slot.pupils or ""),
        "products": slot.products,
    }


def _when(slot: Slot, week: int | None) -> str:
    if slot.day_on:
        begins = f"{slot.begins:%H:%M}, " if slot.begins else ""
        return f"{begins}{slot.day_on:%d/%m/%Y}"
    return f"Tuần {week}" if week else ""


def _targets(here: Opened) -> Iterator[str]:
    """Yield the targets, a line for the whole plan and one for each theme."""
    said: dict[str, list[str]] = {}
    for line in targets.compared(here.aims, (), here.vocabulary):
        count = f"{line.wanted:,}".replace(",", ".")
        said.setdefault(line.theme, []).append(f"{count} {_COUNTED[line.measure]}")
    for theme, counts in said.items():
        known = theme in here.vocabulary
        name = here.vocabulary[theme].label("vi") if known else theme or "Cả kế hoạch"
        yield f"- {name}: {'; '.join(counts)}."


def _other_tasks(here: Opened, how: Division) -> Iterator[str]:
    """Yield what a person has to do beside lessons: what counts no periods, and helping others."""
    if how.by != "person":
        return
    name = re.compile(rf"\b{re.escape(text.fold(how.only))}\b")
    for slot in here.slots:
        mine = _same(slot.who, how.only)
        if mine and not slot.periods:
            verb = "Tổ chức"
        elif not mine and how.only and name.search(text.fold(slot.support)):
            verb = "Phối hợp tổ chức"
        else:
            continue
        known = said(slot, here)
        where = "; ".join(filter(None, [known["when"], slot.place]))
        yield f"- {verb}: {slot.title}{f' ({where})' if where else ''}."
