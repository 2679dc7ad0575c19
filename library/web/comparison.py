"""Comparison: what a unit planned against what it did, and this school year against the last.

For the people of a unit and of those above it. Every table is also CSV.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import roles, units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.comparing import carried, tallying
from library.comparing.carried import AHEAD, BESIDE, CANCELLED, DONE, OPEN, Line
from library.comparing.tallying import Pair, Tally
from library.database import today
from library.errors import NotFound
from library.exchange import sheet
from library.logbook import offered
from library.marking import N_
from library.planning import frames, schoolyear
from library.planning.schoolyear import SchoolYear
from library.web import bars, context, figures, filters, security
from library.web.figures import Cell, Link, Table
from library.web.speech import _

blueprint = Blueprint("comparison", __name__)
blueprint.after_request(security.keep_to_oneself)

_TABLES = ("months", "years", "forms", "themes", "grades", "units")
_LISTS = {
    OPEN: N_("Planned, and nothing in the logbook"),
    BESIDE: N_("Carried out without a plan"),
    CANCELLED: N_("Cancelled"),
}
_MOST_LISTED = 100


@blueprint.get("/reports/comparison/")
def index() -> ResponseReturnValue:
    """Show the units whose figures one may compare."""
    held = {each.unit_id: each.unit for each in context.somebody().memberships}
    return render_template(
        "comparison/index.html", units=[each for each in held.values() if each.kind != units.ROOT]
    )


@blueprint.get("/reports/comparison/units/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show plan against done, and this year against last, in numbers and bars."""
    found = _found(id)
    return render_template(
        "comparison/show.html",
        unit=found.unit,
        path=_path(found),
        years=_years(found),
        year=found.year.name,
        sums=_sums(found.whole),
        drawings=_drawings(found),
        tables=[table for table in map(found.table, _names(found)) if table.rows],
        csv=lambda name: found.address(".csv", table=name),
        lists=_lists(found),
    )


@blueprint.get("/reports/comparison/units/<int:id>.csv")
def table(id: int) -> ResponseReturnValue:
    """Give one of its tables for a spreadsheet."""
    made = _found(id).table(request.args.get("table", _TABLES[0]))
    body = "\N{BOM}" + sheet.written(made.head, made.plain())
    name = f'attachment; filename="{made.name}.csv"'
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": name})


def of_address(id: int) -> Unit:
    """Return a unit to its people: whoever has a role there or above; raise NotAllowed."""
    user = context.somebody()
    found = units.by_id(context.session(), id)
    roles.require(user, Role.READER, at=found)
    return found


def _found(id: int) -> "_Figures":
    unit = of_address(id)
    name = schoolyear.named(request.args.get("year") or schoolyear.name_of(today()))
    return _Figures(unit, frames.year(context.session(), unit, name))


@dataclasses.dataclass(frozen=True)
class _Figures:
    """The figures of a unit and a school year, each made when it is asked for."""

    unit: Unit
    year: SchoolYear

    @cached_property
    def lines(self) -> list[Line]:
        return carried.lines(context.session(), self.unit, self.year, today())

    @cached_property
    def whole(self) -> Tally:
        return tallying.whole(self.lines)

    @cached_property
    def pair(self) -> Pair:
        return tallying.against_last(context.session(), self.unit, self.year, today(), self.lines)

    @cached_property
    def below(self) -> Sequence[Unit]:
        return units.below(context.session(), self.unit)

    def address(self, ending: str = "", **changed: str) -> str:
        """Return the address of the page, or of a table of it."""
        end = "comparison.table" if ending else "comparison.show"
        query: dict[str, Any] = {"year": self.year.name, **changed}
        return url_for(end, id=self.unit.id, **query)

    def table(self, name: str) -> Table:
        """Return a table by its name; raise NotFound."""
        vocabulary, language = context.vocabulary(), context.language()
        if name == "months":
            return _table(name, _("Month by month"), _("Month"), _months(self))
        if name == "years":
            return _against(self.pair)
        if name == "forms":
            rows = tallying.by_form(self.lines, list(offered.FORMS))
            named = [(_(offered.FORMS[form]), tally) for form, tally in rows]
            return _table(name, _("By form"), _("Form"), named)
        if name in ("themes", "grades"):
            scheme = name.removesuffix("s")
            tags = tallying.by_tag(self.lines, scheme, vocabulary, language)
            named = [(vocabulary[tag].label(language), tally) for tag, tally in tags]
            title, head = _TAGS[name]
            note = _("What has several of these counts with each, what has none with none.")
            return _table(name, _(title), _(head), named, note)
        if name == "units":
            return _table(name, _("Units below"), _("Unit"), _units(self))
        raise NotFound(N_("There is no such table."))


_TAGS = {"themes": (N_("By theme"), N_("Theme")), "grades": (N_("By grade"), N_("Grade"))}


def _names(found: _Figures) -> list[str]:
    return [each for each in _TABLES if each != "units" or len(found.below) > 1]


def _table(
    name: str, title: str, first: str, rows: Iterable[tuple[Any, Tally]], note: str = ""
) -> Table:
    head = [
        first, _("Planned"), _("Carried out as planned"), _("Cancelled"), _("No entry"),
        _("Still ahead"), _("Without a plan"), _("Pupils"),
    ]  # fmt: skip
    return Table(name, title, head, [[label, *_cells(tally)] for label, tally in rows], note)


def _cells(tally: Tally) -> list[Cell]:
    return [tally.planned, *(tally.became[each] for each in (DONE, CANCELLED, OPEN, AHEAD, BESIDE)),
            tally.pupils]  # fmt: skip


def _months(found: _Figures) -> list[tuple[str, Tally]]:
    rows = tallying.by_month(found.lines, found.year)
    return [(figures.month(month) if month else _("Without a day"), tally) for month, tally in rows]


def _units(found: _Figures) -> list[tuple[Any, Tally]]:
    rows = tallying.by_unit(found.lines, found.below, found.unit)
    return [
        (
            Link(unit.name, url_for("comparison.show", id=unit.id, year=found.year.name))
            if unit.id != found.unit.id
            else _("%(unit)s itself", unit=unit.name),
            tally,
        )
        for unit, tally in rows
    ]


def _against(pair: Pair) -> Table:
    """Return the same sums of two school years, each as of the same day of its weeks."""
    now, before = tallying.whole(pair.now), tallying.whole(pair.before)
    rows = [
        (_("Planned for the year"), now.planned, before.planned),
        (_("Due so far"), now.due, before.due),
        (_("Carried out as planned"), now.became[DONE], before.became[DONE]),
        (_("Without a plan"), now.became[BESIDE], before.became[BESIDE]),
        (_("Carried out, together"), now.carried_out, before.carried_out),
        (_("Cancelled"), now.became[CANCELLED], before.became[CANCELLED]),
        (_("No entry"), now.became[OPEN], before.became[OPEN]),
        (_("Pupils"), now.pupils, before.pupils),
    ]
    head = [
        _("Figure"),
        _("This year, until %(day)s", day=filters.day(pair.until)),
        _("Last year, until %(day)s", day=filters.day(pair.until_before)),
        _("Change"),
    ]
    note = _(
        "Last year is counted until the same day of the same school week, or until the same date "
        "where that week is not known."
    )
    return Table(
        "years", _("This year against last"), head, [[*row, row[1] - row[2]] for row in rows], note
    )


def _sums(whole: Tally) -> list[tuple[str, int]]:
    return [
        (_("Planned"), whole.planned), (_("Carried out as planned"), whole.became[DONE]),
        (_("Without a plan"), whole.became[BESIDE]), (_("Cancelled"), whole.became[CANCELLED]),
        (_("No entry"), whole.became[OPEN]), (_("Still ahead"), whole.became[AHEAD]),
        (_("Pupils"), whole.pupils),
    ]  # fmt: skip


def _drawings(found: _Figures) -> list[dict[str, Any]]:
    rows = tallying.by_month(found.lines, found.year)
    named = [
        ("planned", _("Planned, by month"), [(month, tally.planned) for month, tally in rows]),
        ("done", _("Carried out, by month"), [(month, tally.carried_out) for month, tally in rows]),
    ]
    # One scale for both, so that the eye may compare them.
    most = max((count for _n, _t, counts in named for _m, count in counts), default=0)
    return [
        {"title": title, "drawing": bars.drawn(name, title, _about(counts), _bars(counts), most)}
        for name, title, counts in named
    ]


def _bars(counts: Sequence[tuple[date | None, int]]) -> list[tuple[str, int, str]]:
    return [(f"{month:%m/%y}", count, filters.number(count)) for month, count in counts if month]


def _about(counts: Sequence[tuple[date | None, int]]) -> str:
    month, count = max(((m, c) for m, c in counts if m), key=lambda each: each[1])
    shown = filters.number(count)
    return _("The most in %(month)s: %(count)s.", month=figures.month(month), count=shown)


def _lists(found: _Figures) -> list[dict[str, Any]]:
    """Return what stands behind the figures that ask for a look, with ways to it."""
    names = {each.id: each.name for each in found.below}
    many = len(names) > 1
    listed = []
    for became, title in _LISTS.items():
        lines = [line for line in found.lines if line.became == became]
        lines.sort(key=lambda line: (line.day_on is None, line.day_on or date.max, line.title))
        rows = [_row(line, names[line.unit_id] if many else "") for line in lines[:_MOST_LISTED]]
        listed.append({"name": became, "title": _(title), "rows": rows, "total": len(lines)})
    return [each for each in listed if each["rows"]]


def _row(line: Line, unit: str) -> dict[str, Any]:
    return {
        "title": line.title,
        "day": filters.day(line.day_on) if line.day_on else "",
        "unit": unit,
        "url": url_for("slots.show", id=line.slot_id) if line.slot_id else "",
    }


def _years(found: _Figures) -> list[dict[str, Any]]:
    current = schoolyear.name_of(today())
    choices = sorted({current, tallying.before(current), found.year.name}, reverse=True)
    return [
        {"label": _("School year %(year)s", year=name), "url": found.address(year=name),
         "current": name == found.year.name}
        for name in choices
    ]  # fmt: skip


def _path(found: _Figures) -> list[dict[str, str]]:
    user = context.somebody()
    above = units.above(context.session(), found.unit)
    seen = [each for each in above if user.holds(Role.READER, each) and each.kind != units.ROOT]
    return [{"label": _("Comparison"), "url": url_for("comparison.index")}] + [
        {"label": each.name, "url": url_for("comparison.show", id=each.id, year=found.year.name)}
        for each in seen
    ]
