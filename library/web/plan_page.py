"""A year plan in the reader's words: weeks as a strip, slots as rows, what clashes, what is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import format_date

from library.accounts.models import Unit
from library.database import today
from library.errors import Message
from library.logbook import offered, standing
from library.logbook.models import Entry, Outcome
from library.planning import approving, clashes, frames, occasions, plans, schoolyear, tables
from library.planning.clashes import Clash
from library.planning.models import Slot, YearPlan
from library.planning.schoolyear import Days, SchoolYear, Week
from library.planning.slotting import FORMS
from library.web import context, filters, words
from library.web.speech import _, ngettext

# So many books stand side by side in a week of the shelf; phones, paper and its own page show all.
_MOST_BOOKS = 2
_SHORT = {"vi": "d/M", "en": "d MMM"}


@dataclass
class Opened:
    """A plan as one request looks at it: its year, slots and clashes, each read once."""

    plan: YearPlan
    year: SchoolYear
    slots: Sequence[Slot]
    found: list[Clash] = field(default_factory=list)
    results: Mapping[int, Entry] = field(default_factory=dict)

    @cached_property
    def clashes_of(self) -> dict[int, list[str]]:
        """What is wrong with each slot, in sentences, by its number."""
        said: dict[int, list[str]] = defaultdict(list)
        for clash in self.found:
            said[clash.slot.id].append(sentence(clash))
        return said

    @cached_property
    def occasions(self) -> dict[date, list[str]]:
        """The names of the year's occasions by their days."""
        return occasions_of(self.plan.unit, self.year)

    @cached_property
    def done(self) -> list[Slot]:
        """The slots that the logbook says were carried out."""
        is_done = {id for id, each in self.results.items() if each.outcome == Outcome.DONE}
        return [each for each in self.slots if each.id in is_done]

    @cached_property
    def by_week(self) -> dict[int | None, list[Slot]]:
        """Slots by the school week in which they lie; None for those without one."""
        found: dict[int | None, list[Slot]] = defaultdict(list)
        for slot in tables.in_order(self.slots, self.year):
            number = tables.week_of(slot, self.year)
            found[number if self.year.week(number) else None].append(slot)
        return found


def opened(plan: YearPlan) -> Opened:
    """Return a plan with everything that its pages show."""
    session = context.session()
    year = frames.year(session, plan.unit, plan.year)
    slots = plans.slots(session, plan)
    found = clashes.of(slots, year, plans.beside(session, plan), context.vocabulary().ancestors)
    return Opened(plan, year, slots, found, standing.results(session, [each.id for each in slots]))


def sentence(clash: Clash) -> str:
    """Return what is wrong in the reader's language, days written as it writes them."""
    values = {name: _written(value) for name, value in clash.message.values.items()}
    return Message(clash.message.sentence, values).translated(_)


def _written(value: Any) -> Any:
    if isinstance(value, Days):
        return value.name(context.language())
    return filters.day(value) if isinstance(value, date) else value


def title(plan: YearPlan) -> str:
    """Return what a plan is called."""
    return plans.title(plan).translated(_)


def short_day(day: date) -> str:
    """Return a day without its year, as strips and weeks show it."""
    return str(format_date(day, _SHORT[context.language()]))


def weekday(day: date) -> str:
    """Return the name of the day of the week."""
    name = str(format_date(day, "EEEE"))
    return name[:1].upper() + name[1:]


def stretch(first: date, last: date) -> str:
    """Return a stretch of days: from the first to the last."""
    return f"{short_day(first)}\N{EN DASH}{short_day(last)}"


def week_name(week: Week) -> str:
    """Return a week with its days, for lists to choose from."""
    return _("Week %(number)s, %(days)s", number=week.number, days=stretch(week.first, week.last))


def week_choices(year: SchoolYear, chosen: int | None) -> list[tuple[str, str, bool]]:
    """Return the weeks to choose from, "no week yet" first."""
    none = ("", _("No week yet"), chosen is None)
    return [
        none,
        *((str(each.number), week_name(each), each.number == chosen) for each in year.weeks),
    ]


def forms() -> list[tuple[str, str, str]]:
    """Return the forms of activities: value, short sign, name."""
    return [(form, _(short), _(name)) for form, (_tag, name, short) in FORMS.items()]


def when(slot: Slot, year: SchoolYear) -> str:
    """Return when a slot is, as far as it is known."""
    if slot.day_on:
        day = f"{weekday(slot.day_on)}, {filters.day(slot.day_on)}"
        times = [f"{each:%H:%M}" for each in (slot.begins, slot.ends) if each]
        return ", ".join(filter(None, [day, "\N{EN DASH}".join(times)]))
    week = year.week(slot.week)
    if week:
        return week_name(week)
    return _("Week %(number)s", number=slot.week) if slot.week else ""


def audience(slot: Slot) -> str:
    """Return the grades and classes that a slot is for."""
    return ", ".join(filter(None, [words.grades(slot.grades), slot.classes]))


def row(slot: Slot, here: Opened) -> dict[str, Any]:
    """Return a slot as tables show it."""
    return {
        "id": slot.id,
        "title": slot.title,
        "url": url_for("slots.show", id=slot.id),
        "form": slot.form,
        "sign": _(FORMS[slot.form][2]),
        "form_name": _(FORMS[slot.form][1]),
        "when": when(slot, here.year),
        "time": f"{slot.begins:%H:%M}" if slot.begins else "",
        "week": tables.week_of(slot, here.year),
        "audience": audience(slot),
        "who": slot.who,
        "support": slot.support,
        "place": slot.place,
        "periods": slot.periods,
        "needs": slot.needs,
        "pupils": slot.pupils,
        "products": slot.products,
        **_result(here.results.get(slot.id)),
        "clashes": here.clashes_of.get(slot.id, []),
        "edited": slot.edited,
    }


def _result(entry: Entry | None) -> dict[str, Any]:
    """Return what the logbook says of a slot; a slot that was moved is not done yet."""
    done = entry if entry and entry.outcome == Outcome.DONE else None
    return {
        "done_on": done.day_on if done else None,
        "pupils_reached": done.pupils if done else None,
        "products_made": ", ".join(each["title"] for each in done.products) if done else "",
        "outcome": _(offered.OUTCOMES[Outcome(entry.outcome)]) if entry and not done else "",
        "entry_url": url_for("logbook.show", id=entry.id) if entry else None,
    }


def rows(slots: Iterable[Slot], here: Opened) -> list[dict[str, Any]]:
    """Return slots as tables show them."""
    return [row(slot, here) for slot in slots]


def strip(here: Opened) -> list[dict[str, Any]]:
    """Return the semesters of the year with their weeks and the stretches between, for the shelf."""
    current = here.year.week_of(today())
    semesters = []
    for number in sorted({week.semester for week in here.year.weeks}):
        weeks = [week for week in here.year.weeks if week.semester == number]
        semesters.append(
            {
                "title": _(
                    "Semester %(number)s · weeks %(first)s to %(last)s",
                    number="I" * number,
                    first=weeks[0].number,
                    last=weeks[-1].number,
                ),
                "columns": list(_columns(weeks, here, current)),
            }
        )
    return semesters


def this_week(here: Opened) -> list[Slot]:
    """Return what is to be done in the week of today; nothing outside the weeks of lessons."""
    current = here.year.week_of(today())
    return here.by_week.get(current, []) if current else []


def _columns(weeks: Sequence[Week], here: Opened, current: int | None) -> Iterator[dict[str, Any]]:
    before: Week | None = None
    for week in weeks:
        if before and week.first - before.last > timedelta(days=1):
            yield _off(before.last + timedelta(days=1), week.first - timedelta(days=1), here.year)
        before = week
        slots = here.by_week.get(week.number, [])
        shown = len(slots) if len(slots) <= _MOST_BOOKS else _MOST_BOOKS - 1
        yield {
            "number": week.number,
            "first": short_day(week.first),
            "is_now": week.number == current,
            "books": rows(slots, here),
            "shown": shown,
            "more": len(slots) - shown,
            "hides_clash": any(each.id in here.clashes_of for each in slots[shown:]),
            "marks": marks(week, here.year, here.occasions),
            "url": view_url(here.plan, "week", number=week.number),
        }


def _off(first: date, last: date, year: SchoolYear) -> dict[str, Any]:
    names = {
        each.name(context.language()): None
        for each in year.touching(first, last, schoolyear.CLOSED)
        if each.kind != "holiday"
    }
    return {"number": None, "name": ", ".join(names), "days": stretch(first, last)}


def occasions_of(unit: Unit, year: SchoolYear) -> dict[date, list[str]]:
    """Return the names of occasions by their days, local ones of the unit among them."""
    found = occasions.of_unit(context.session(), unit, year.first, year.last)
    language = context.language()
    return {day: [each.title(language) for each in those] for day, those in found.items()}


def marks(
    week: Week, year: SchoolYear, named: Mapping[date, Sequence[str]]
) -> list[dict[str, str]]:
    """Return what a week has of its own: days off, exams, occasions."""
    language = context.language()
    found = [
        (max(each.first, week.first), each.kind, each.name(language))
        for each in year.touching(week.first, week.last, schoolyear.KINDS)
    ]
    known = {name for _day, _kind, name in found}
    for offset in range(7):
        day = week.last - timedelta(days=6 - offset)
        found += [(day, "occasion", each) for each in named.get(day, ()) if each not in known]
    return [
        {"day": short_day(day), "kind": kind, "name": name} for day, kind, name in sorted(found)
    ]


def view_url(plan: YearPlan, view: str, **which: Any) -> str:
    """Return the address of a view of a plan."""
    return url_for("plans.view", id=plan.id, view=view, **which)


def summary(here: Opened) -> str:
    """Return how much is planned and how much of it is done."""
    count = len(here.slots)
    done = len(here.done)
    planned = ngettext(
        "%(num)s activity in %(weeks)s weeks",
        "%(num)s activities in %(weeks)s weeks",
        count,
        weeks=len(here.year.weeks),
    )
    return ", ".join([planned, _("%(count)s done", count=done)])


def problems(here: Opened) -> list[dict[str, Any]]:
    """Return the clashes as a list: what, where it is mended."""
    return [
        {
            "title": clash.slot.title,
            "said": sentence(clash),
            "url": url_for("slots.show", id=clash.slot.id),
        }
        for clash in here.found
    ]


def gaps(here: Opened) -> list[dict[str, str]]:
    """Return the slots that keep the plan from being approved."""
    return [
        {"title": each.title, "url": url_for("slots.show", id=each.id)}
        for each in approving.gaps(here.slots)
    ]
