"""A report in the reader's words: its title and state, its figures as tables with ways to the entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from library.accounts.models import Unit
from library.database import today
from library.logbook import offered
from library.logbook.models import Outcome
from library.reporting import counting, drafting, passing
from library.reporting.models import Delivery, Report, State
from library.reporting.periods import FORMS, SERIES, Period, Section
from library.web import context, filters, words
from library.web.speech import _

TONES = {State.SIGNED: "wait", State.SUBMITTED: "wait", State.RETURNED: "bad", State.ACCEPTED: "ok"}


def title(period: Period, unit: Unit) -> str:
    """Return what the report of a unit for a period is called."""
    return drafting.titled(period, unit.name).translated(_)


def period_name(period: Period) -> str:
    """Return what a period is called, without any unit."""
    if period.title:
        return period.title
    name, part = period.name, ""
    if len(period.series.parts) > 1:
        name, _dash, part = name.rpartition("-")
    called = period.series.names[context.language()]
    return " ".join(filter(None, [called, part, name]))


def state(report: Report) -> str:
    """Return where a report stands; one that goes to nobody further is closed."""
    return _(passing.NAMES[State(report.state)])


def days(period: Period) -> str:
    """Return what a period covers and when it is due, in one sentence."""
    return _(
        "Covers %(first)s to %(last)s; what was recorded until %(cut_off)s counts; due before "
        "%(before)s.",
        first=filters.day(period.first),
        last=filters.day(period.last),
        cut_off=filters.day(period.cut_off),
        before=filters.day(period.before),
    )


def late_note(period: Period) -> str:
    """Say how long ago the report was due, empty while it is in time."""
    if not period.is_late(today()):
        return ""
    return _("%(count)s days late", count=(today() - period.before).days + 1)


def totals(figures: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the figures that stand at the top: label, number, its key."""
    shown = (
        (Outcome.DONE, _("Activities done")),
        ("pupils", _("Pupils reached")),
        ("adults", _("Adults reached")),
        (Outcome.MOVED, _("Moved to another day")),
        (Outcome.CANCELLED, _("Cancelled")),
        ("supplement", _("Supplements among them")),
    )
    return [
        {"label": label, "number": figures.get(f"total/{row}", 0), "key": f"total/{row}"}
        for row, label in shown
        if row != "supplement" or figures.get("total/supplement")
    ]


def table(figures: Mapping[str, int], name: str, address: str = "") -> dict[str, Any] | None:
    """Return a table of a report; None when nothing is in it. `address` leads to its entries."""
    found = counts(figures, name)
    if not found.cells:
        return None
    return {
        "name": name,
        "title": found.title,
        "columns": found.columns,
        "rows": [
            {
                "label": called,
                "numbers": [filters.number(each) for each in cells],
                "url": f"{address}?key={name}/{row}" if address else "",
            }
            for row, (called, *cells) in zip(found.keys, found.cells, strict=True)
        ],
    }


@dataclass(frozen=True)
class Counts:
    """A table of a report as numbers: its columns, and by row its label and cells."""

    title: str
    columns: Sequence[str]
    keys: Sequence[str]
    cells: Sequence[tuple[Any, ...]]

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The rows with their first number, as a chart draws them."""
        return [(label, cells[0]) for label, *cells in self.cells]


def counts(figures: Mapping[str, int], name: str) -> Counts:
    """Return a table of a report as numbers; one without rows when nothing is in it."""
    rows = counting.rows(figures, name)
    columns = [each for each in counting.COLUMNS if any(each in row for row in rows.values())]
    ordered = sorted(rows.items(), key=lambda each: _order(name, *each))
    return Counts(
        _(counting.TABLES[name]),
        [_("Products")] if name == "product" else [_(counting.COLUMNS[each]) for each in columns],
        [row for row, _cells in ordered],
        [(label(name, row), *(cells.get(each, 0) for each in columns)) for row, cells in ordered],
    )


def _order(name: str, row: str, cells: Mapping[str, int]) -> tuple[Any, ...]:
    return (row,) if name == "grade" else (-cells.get("count", 0), row)


def label(name: str, row: str) -> str:
    """Return what a row of a table is called."""
    if name in ("theme", "grade"):
        return ", ".join(words.labels([row])) or row
    if name == "product":
        return words.language_name(row)
    names: Mapping[Any, str] = {
        "form": offered.FORMS,
        "channel": offered.CHANNELS,
        "difficulty": offered.DIFFICULTIES,
        "total": offered.OUTCOMES | {"pupils": counting.COLUMNS["pupils"],
                                     "adults": counting.COLUMNS["adults"]},
    }.get(name, {})  # fmt: skip
    return _(names[row]) if row in names else row


def sections(
    report: Report, form: Sequence[Section], figures: Mapping[str, int], texts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the parts of a report in the order of a form: texts, tables, proposals."""
    language, address = context.language(), url_for("reports.entries", id=report.id)
    return [
        {
            "title": each.titles[language],
            "help": each.helps.get(language, ""),
            "text": each.text,
            "most": each.most,
            "said": texts.get(each.text, ""),
            "tables": [
                made for name in each.tables if name != "total"
                if (made := table(figures, name, address))
            ],
            "totals": totals(figures) if "total" in each.tables else [],
            "is_table": bool(each.tables),
            "proposals": each.proposals,
            "asked": drafting.proposals_in(texts.get(drafting.PROPOSALS, "")),
        }
        for each in form
    ]  # fmt: skip


def form_for(deliveries: Iterable[Delivery], report: Report) -> Sequence[Section]:
    """Return the form of the first delivery that the reader receives, else all that is asked."""
    for each in deliveries:
        return FORMS[each.form]
    longest = max(SERIES[report.series].lines.values(), key=lambda form: len(FORMS[form]))
    return FORMS[longest]


def entry(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as it was reported, as a row."""
    audience = ", ".join(filter(None, [words.grades(told.get("grades", [])), told.get("classes")]))
    return {
        "title": told["title"],
        "day": words.day(told["day"]),
        "form": label("form", told["form"]),
        "themes": ", ".join(words.labels(told.get("themes", []))),
        "audience": audience,
        "outcome": _(offered.OUTCOMES[Outcome(told["outcome"])]),
        "is_done": told["outcome"] == Outcome.DONE,
        "reason": told.get("reason", ""),
        "pupils": told.get("pupils"),
        "adults": told.get("adults"),
        "channel": label("channel", told["channel"]) if told.get("channel") else "",
        "products": ", ".join(
            f"{each.get('title', '')} ({words.language_name(each.get('language') or 'vi')})"
            for each in told.get("products", [])
        ),
        "evidence": _("Logbook No. %(number)s", number=told["id"]),
        "supplement": bool(told.get("supplement")),
    }
