"""The form of a slot: what was typed as values of the library, and what it offers to choose from."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from flask import request

from library.accounts import users
from library.accounts.models import Unit, User
from library.errors import Invalid
from library.marking import N_
from library.planning import plans, slotting, tables, versions
from library.planning.models import Slot
from library.planning.schoolyear import SchoolYear
from library.planning.slotting import Wish
from library.web import context, filters, forms, plan_page, words
from library.web.speech import _

_TEXTS = ("title", "classes", "support", "place", "needs", "outcomes", "products")


def typed() -> dict[str, Any]:
    """Return what the form says; raise Invalid for what is no day, time or number."""
    given = request.form
    fields: dict[str, Any] = {name: given.get(name, "") for name in _TEXTS}
    owner = _read("owner", int, N_("Choose somebody with an account, or type a name."))
    known = context.vocabulary()
    return fields | {
        "form": given.get("form", slotting.DEFAULT_FORM),
        "week": _read("week", int, N_("The year has no such week.")),
        "day_on": _read("day_on", date.fromisoformat, N_("Give a day such as 20/11/2026.")),
        "begins": _read("begins", time.fromisoformat, N_("Give a time such as 07:30.")),
        "ends": _read("ends", time.fromisoformat, N_("Give a time such as 07:30.")),
        "grades": [each for each in given.getlist("grades") if each in known],
        "owner_id": owner,
        "owner_name": "" if owner else given.get("owner_name", ""),
        "periods": _read("periods", int, N_("Give a whole number.")),
        "pupils": _read("pupils", int, N_("Give a whole number.")),
    }


def _read(name: str, read: Callable[[str], Any], fix: str) -> Any:
    said = request.form.get(name, "").strip()
    if not said:
        return None
    try:
        return forms.number(said) if read is int else read(said)
    except ValueError as error:
        raise Invalid(fix, field=name) from error


def wish() -> Wish:
    """Return what was seen of the slot, and why the plan changes."""
    return Wish(request.form.get("seen", type=forms.number), request.form.get("reason", ""))


def of_slot(slot: Slot) -> dict[str, Any]:
    """Return what a slot says, as the form shows it."""
    return {
        **{name: getattr(slot, name) for name in _TEXTS},
        "form": slot.form,
        "week": slot.week or "",
        "day_on": slot.day_on.isoformat() if slot.day_on else "",
        "begins": f"{slot.begins:%H:%M}" if slot.begins else "",
        "ends": f"{slot.ends:%H:%M}" if slot.ends else "",
        "grades": list(slot.grades),
        "owner": slot.owner_id or "",
        "owner_name": slot.owner_name,
        "periods": _number(slot.periods),
        "pupils": _number(slot.pupils),
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def as_typed(before: dict[str, Any]) -> dict[str, Any]:
    """Return what the form shows again after it was refused: what was typed, the rest as it was."""
    given = request.form
    again = {name: given.get(name, value) for name, value in before.items() if name != "grades"}
    is_whole = "title" in given
    return again | {"grades": given.getlist("grades") if is_whole else before["grades"]}


def choices(
    slot: Slot | None, plan_year: SchoolYear, values: dict[str, Any], unit: Unit
) -> dict[str, Any]:
    """Return what the form offers: weeks, forms, grades, people, places."""
    chosen = int(values["week"]) if str(values["week"]).isdecimal() else None
    return {
        "weeks": plan_page.week_choices(plan_year, chosen),
        "forms": [(form, name, form == values["form"]) for form, _short, name in plan_page.forms()],
        "grades": [
            (id, words.grades([id]), id in values["grades"])
            for id in context.vocabulary().tops("grade", context.language())
        ],
        "people": _people(slot, unit, str(values["owner"])),
    }


def _people(slot: Slot | None, unit: Unit, chosen: str) -> list[tuple[str, str, bool]]:
    """Return whom to choose from: everybody with an account at the school, and who is named now."""
    school = plans.school_of(context.session(), unit)
    found = {
        each.user_id: each.user.name
        for each in users.at(context.session(), school)
        if not each.user.ended_at
    }
    if slot and slot.owner:
        found.setdefault(slot.owner.id, slot.owner.name)
    none = ("", _("Somebody without an account (name below), or nobody yet"), not chosen)
    return [none, *((str(id), name, str(id) == chosen) for id, name in found.items())]


def differing(slot: Slot, values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields in which the form and the slot as it stands now differ, both in words."""
    theirs, found = of_slot(slot), []
    for name, label in versions.FIELDS.items():
        first, second = _shown(name, theirs), _shown(name, values)
        if first != second:
            found.append({"label": _(label), "theirs": first, "mine": second})
    return found


def _shown(name: str, values: dict[str, Any]) -> str:
    value = values[name]
    if name == "grades":
        return words.grades(value)
    if name == "form":
        return _(slotting.FORMS[value][1]) if value in slotting.FORMS else ""
    if name == "owner":
        return _owner(str(value), str(values["owner_name"]))
    if name == "day_on" and value:
        return words.day(str(value))
    return str(value)


def _owner(id: str, name: str) -> str:
    if id.isdecimal() and len(id) < 10:
        found = context.session().get(User, int(id))
        return found.name if found else ""
    return name


def next_free(here: plan_page.Opened, current: int | None) -> int | None:
    """Return the next week of lessons in which nothing is planned, else the current one."""
    taken = {tables.week_of(slot, here.year) for slot in here.slots}
    later = [week.number for week in here.year.weeks if week.number >= (current or 1)]
    free = [number for number in later if number not in taken]
    return next(iter(free or later), None)


def moment_of(slot: Slot) -> str:
    """Return who changed a slot last and when."""
    who = slot.edited_by.name if slot.edited_by else ""
    return _("%(who)s, %(at)s", who=who, at=filters.moment(slot.changed_at))
