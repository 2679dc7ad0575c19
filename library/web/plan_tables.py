"""What leaves a year plan as a spreadsheet: the whole plan, and who has to do what."""

from collections.abc import Iterable

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from library.exchange import workbook
from library.planning import tables
from library.planning.models import Slot
from library.web import filters, plan_page, plans, security, words
from library.web.plan_page import Opened
from library.web.speech import _

blueprint = Blueprint("plan_tables", __name__)
blueprint.after_request(security.keep_to_oneself)

_LONGEST_NAME = 31  # what Excel takes as the name of a sheet
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@blueprint.get("/plans/<int:id>/plan.xlsx")
def whole(id: int) -> ResponseReturnValue:
    """Give the whole plan: one sheet by time, one a grade."""
    here = plan_page.opened(plans.of_address(id))
    sheets = {_("Year plan"): _sheet(here.slots, here)}
    for grade in tables.grades(here.slots):
        rows = _sheet([each for each in here.slots if grade in each.grades], here)
        sheets[_sheet_name(words.grades([grade]), sheets)] = rows
    return _file(sheets, f"ke-hoach-nam-hoc-{here.plan.year}")


@blueprint.get("/plans/<int:id>/assignments.xlsx")
def assignments(id: int) -> ResponseReturnValue:
    """Give the assignments, one sheet a person, or those of the one that is named."""
    here = plan_page.opened(plans.of_address(id))
    wanted = request.args.get("who")
    sheets: dict[str, list[list[str]]] = {}
    for name, slots in tables.by_person(here.slots, here.year):
        if wanted is None or name == wanted:
            sheets[_sheet_name(name or _("Nobody yet"), sheets)] = _sheet(slots, here)
    return _file(sheets or {_("Assignments"): _sheet([], here)}, f"phan-cong-{here.plan.year}")


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that Excel takes and that no other sheet has."""
    name = wanted.translate(_NOT_IN_NAMES).strip()[:_LONGEST_NAME] or "?"
    known, number = {each.lower() for each in taken}, 2
    free = name
    while free.lower() in known:
        free, number = f"{name[: _LONGEST_NAME - 4]} ({number})", number + 1
    return free


def _sheet(slots: Iterable[Slot], here: Opened) -> list[list[str]]:
    head = [
        _("No."), _("Week"), _("Day"), _("Time"), _("Activity"), _("Form"), _("Grades and classes"),
        _("Expected outcomes"), _("Periods"), _("Venue"), _("Responsible"), _("With the help of"),
        _("Conditions"), _("Pupils expected"), _("Products expected"), _("Done on"), _("Notes"),
    ]  # fmt: skip
    ordered = tables.in_order(slots, here.year)
    return [head, *(_row(number, slot, here) for number, slot in enumerate(ordered, start=1))]


def _row(number: int, slot: Slot, here: Opened) -> list[str]:
    shown = plan_page.row(slot, here)
    times = [f"{each:%H:%M}" for each in (slot.begins, slot.ends) if each]
    return [
        str(number),
        _text(shown["week"]),
        filters.day(slot.day_on) if slot.day_on else "",
        "\N{EN DASH}".join(times),
        slot.title,
        shown["form_name"],
        shown["audience"],
        slot.outcomes,
        _text(slot.periods),
        slot.place,
        slot.who,
        slot.support,
        slot.needs,
        _text(slot.pupils),
        slot.products,
        filters.day(shown["done_on"]) if shown["done_on"] else "",
        " ".join(shown["clashes"]),
    ]


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _file(sheets: dict[str, list[list[str]]], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(workbook.written(sheets), mimetype=workbook.XLSX, headers=headers)
