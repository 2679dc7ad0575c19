"""Other views of a year plan than the strip: a week, a month on a sheet of paper, grades, people."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date

from library.database import today
from library.errors import NotFound
from library.marking import N_
from library.planning import schoolyear, tables
from library.planning.models import Slot
from library.web import context, plan_page, plan_targets, words
from library.web.plan_page import Opened
from library.web.speech import _

NAMES = {
    "week": N_("By week"),
    "month": N_("By month"),
    "grade": N_("By grade"),
    "person": N_("Assignments"),
    "targets": N_("Targets"),
}

_MONTHS = {"vi": "'Tháng' M 'năm' yyyy", "en": "LLLL yyyy"}


def shown(here: Opened, view: str, args: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of a view shows; raise NotFound for one that plans do not have."""
    if view not in _SHOWN:
        raise NotFound(N_("There is no such view of a year plan."))
    return _SHOWN[view](here, args)


def _number(args: Mapping[str, str], usual: int, lowest: int, highest: int) -> int:
    given = args.get("number", "")
    number = int(given) if given.isdecimal() and len(given) < 4 else usual
    return min(max(number, lowest), highest)


def _group(heading: str, slots: list[Slot], here: Opened, **more: Any) -> dict[str, Any]:
    return {"heading": heading, "rows": plan_page.rows(slots, here), **more}


def _week(here: Opened, args: Mapping[str, str]) -> dict[str, Any]:
    last = max((each.number for each in here.year.weeks), default=1)
    first = min((each.number for each in here.year.weeks), default=1)
    number = _number(args, here.year.week_of(today()) or first, first, last)
    week = here.year.week(number)
    slots = here.by_week.get(number, []) if week else []
    days = here.year.days_of(number)
    groups = [
        _group(f"{plan_page.weekday(day)}, {plan_page.short_day(day)}",
               [each for each in slots if each.day_on == day], here)
        for day in days
    ]  # fmt: skip
    free = [each for each in slots if each.day_on is None]
    open_days = [_group(_("Any day of the week"), free, here)] if free else []
    return {
        "heading": plan_page.week_name(week) if week else _("No weeks yet"),
        "groups": open_days + [each for each in groups if each["rows"]],
        "marks": plan_page.marks(week, here.year, here.occasions) if week else [],
        "before": _turn(here, "week", number - 1) if number > first else None,
        "after": _turn(here, "week", number + 1) if number < last else None,
        "add_url": url_for("slots.new", id=here.plan.id, week=number),
    }


def _turn(here: Opened, view: str, number: int) -> str:
    return plan_page.view_url(here.plan, view, number=number)


def _year_month(here: Opened, number: int) -> tuple[int, int]:
    """Return the calendar year and month of a month of the school year."""
    begins = here.year.first.year
    return (begins if number >= here.year.first.month else begins + 1), number


def _month(here: Opened, args: Mapping[str, str]) -> dict[str, Any]:
    now = today()
    usual = now.month if here.year.has(now) else 9
    number = _number(args, usual, 1, 12)
    year, month = _year_month(here, number)
    sheet = calendar.Calendar().monthdatescalendar(year, month)
    by_day: dict[date, list[Slot]] = {}
    for slot in tables.in_order(here.slots, here.year):
        if slot.day_on:
            by_day.setdefault(slot.day_on, []).append(slot)
    return {
        "heading": _month_name(year, month),
        "theme": here.plan.themes.get(str(month), ""),
        "number": month,
        "weekdays": [plan_page.weekday(day) for day in sheet[0]],
        "weeks": [_line(days, month, by_day, here) for days in sheet],
        "before": _turn(here, "month", (month + 10) % 12 + 1) if month != 8 else None,
        "after": _turn(here, "month", month % 12 + 1) if month != 7 else None,
    }


def _month_name(year: int, month: int) -> str:
    return str(format_date(date(year, month, 1), _MONTHS[context.language()]))


def _line(
    days: list[date], month: int, by_day: Mapping[date, list[Slot]], here: Opened
) -> dict[str, Any]:
    """Return a week of the sheet: its school week, what has no day yet, its seven days."""
    numbers = [number for day in days if (number := here.year.week_of(day))]
    number = numbers[0] if numbers else None
    # A week that lies in two months shows what has no day in the month of its Monday only.
    is_home = days[0].month == month
    free = [each for each in here.by_week.get(number, []) if not each.day_on] if number else []
    return {
        "number": number,
        "free": plan_page.rows(free if is_home else [], here),
        "days": [_cell(day, month, by_day, here) for day in days],
    }


def _cell(day: date, month: int, by_day: Mapping[date, list[Slot]], here: Opened) -> dict[str, Any]:
    language = context.language()
    marks = [each.name(language) for each in here.year.touching(day, day, schoolyear.KINDS)]
    marks += [each for each in here.occasions.get(day, ()) if each not in marks]
    return {
        "day": day.day,
        "name": f"{plan_page.weekday(day)}, {plan_page.short_day(day)}",
        "is_other": day.month != month,
        "is_off": here.year.closed_on(day) is not None,
        "marks": marks,
        "rows": plan_page.rows(by_day.get(day, []) if day.month == month else [], here),
    }


def _grade(here: Opened, _args: Mapping[str, str]) -> dict[str, Any]:
    ordered = tables.in_order(here.slots, here.year)
    groups = [
        _group(words.grades([grade]), [each for each in ordered if grade in each.grades], here)
        for grade in tables.grades(here.slots)
    ]
    rest = [each for each in ordered if not each.grades]
    return {
        "heading": _("By grade"),
        "groups": groups + ([_group(_("For everybody"), rest, here)] if rest else []),
    }


def _person(here: Opened, args: Mapping[str, str]) -> dict[str, Any]:
    wanted = args.get("who")
    groups = [
        _group(
            name or _("Nobody yet"),
            list(slots),
            here,
            url=plan_page.view_url(here.plan, "person", who=name) if name else None,
            xlsx=url_for("plan_tables.assignments", id=here.plan.id, who=name),
        )
        for name, slots in tables.by_person(here.slots, here.year)
        if wanted is None or name == wanted
    ]
    everybody = plan_page.view_url(here.plan, "person") if wanted is not None else None
    return {"heading": _("Assignments"), "groups": groups, "everybody": everybody}


def _targets(here: Opened, _args: Mapping[str, str]) -> dict[str, Any]:
    """Return what was aimed at beside what became of it."""
    slots = tables.in_order(here.slots, here.year)
    done = here.done
    reached = [here.results[each.id].pupils or 0 for each in done]
    return {
        "heading": _("Targets and what was reached"),
        "aims": plan_targets.shown(here),
        "groups": [_group(_("All activities"), slots, here)],
        "totals": [
            (_("Activities"), len(slots), len(done)),
            (_("Pupils"), sum(each.pupils or 0 for each in slots), sum(reached)),
            (_("Periods"), sum(each.periods or 0 for each in slots),
             sum(each.periods or 0 for each in done)),
        ],
    }  # fmt: skip


_SHOWN = {"week": _week, "month": _month, "grade": _grade, "person": _person, "targets": _targets}
