"""The logbook of one's unit as a spreadsheet, CSV or XLSX; it names who recorded, so only for the unit."""

import csv as tables
import io

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from library.exchange import workbook
from library.logbook import entries, offered
from library.logbook.models import Entry
from library.web import context, filters, logbook_page, security, words
from library.web.speech import _

blueprint = Blueprint("logbook_tables", __name__)
blueprint.after_request(security.keep_to_oneself)

_NAME = "nhat-ky-hoat-dong"
# What a spreadsheet would take for a formula.
_STEERING = ("=", "+", "-", "@", "\t")


@blueprint.get("/logbook/logbook.csv")
def csv() -> ResponseReturnValue:
    """Give the entries of one's unit as CSV, with a mark by which Excel knows UTF-8."""
    target = io.StringIO()
    tables.writer(target).writerows([_harmless(each) for each in row] for row in _rows())
    body = "\N{ZERO WIDTH NO-BREAK SPACE}" + target.getvalue()
    return _file(body.encode(), "text/csv", "csv")


@blueprint.get("/logbook/logbook.xlsx")
def xlsx() -> ResponseReturnValue:
    """Give the entries of one's unit as XLSX."""
    return _file(workbook.written({_("Logbook"): _rows()}), workbook.XLSX, "xlsx")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STEERING) else cell


def _file(body: bytes, kind: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{_NAME}.{ending}"'}
    return Response(body, mimetype=kind, headers=headers)


def _rows() -> list[list[str]]:
    user = context.somebody()
    found = entries.of_own(context.session(), logbook_page.own_units(user))
    head = [
        _("Day"), _("Activity"), _("What became of it"), _("Reason"), _("Form"),
        _("Grades and classes"), _("Pupils reached"), _("Adults reached"), _("Venue"),
        _("Made known through"), _("Themes"), _("Products"), _("Cost in dong"),
        _("Minutes really used"), _("What went well"), _("What was difficult"), _("Unit"),
        _("Recorded by"),
    ]  # fmt: skip
    chosen = logbook_page.narrowed(found)
    return [head, *(_row(each) for each in sorted(chosen, key=lambda each: each.day_on))]


def _row(entry: Entry) -> list[str]:
    difficulties = [_(offered.DIFFICULTIES[each]) for each in entry.difficulties]
    products = [" ".join(filter(None, [each["title"], each["url"]])) for each in entry.products]
    return [
        filters.day(entry.day_on), entry.title, logbook_page.outcome(entry), entry.reason,
        _(offered.FORMS[entry.form]), logbook_page.audience(entry), _text(entry.pupils),
        _text(entry.adults), entry.place,
        _(offered.CHANNELS[entry.channel]) if entry.channel else "",
        ", ".join(words.labels(entry.themes)), "; ".join(products), _text(entry.cost_vnd),
        _text(entry.minutes), entry.went_well,
        "; ".join(filter(None, [*difficulties, entry.difficult])), entry.unit.name,
        entry.recorded_by.name,
    ]  # fmt: skip


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
