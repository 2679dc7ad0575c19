"""What a document takes from a report: figures, texts and entries in Vietnamese, charts as drawings.

Official documents are Vietnamese. What is kept is a copy: a report that changes later leaves the
documents that were made of it as they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from library.documents import charts
from library.documents import sections as headings
from library.documents.forms import Form
from library.logbook.models import Outcome
from library.reporting import drafting, figuring, receiving
from library.reporting.models import Report, Snapshot
from library.reporting.periods import FORMS, Calendar, Period, sections
from library.reporting.receiving import Share
from library.web import context, filters, report_page
from library.web.document_texts import school_year
from library.web.speech import _

# So many rows are drawn; the table has them all.
_MOST_BARS = 12
_HIGHLIGHTS = 5
_SPANS = {
    "six-months": "6 tháng đầu năm {year}",
    "year": "năm {year}",
    "semester": "học kỳ {part} năm học {year}",
    "school-year": "năm học {year}",
}
_DRAWN = ("theme", "grade", "form")


@dataclass(frozen=True)
class Shown:
    """A report as its unit sees it: signed, or as it is now. `parts`: of accepted reports below."""

    report: Report
    period: Period
    figures: Mapping[str, int]
    texts: Mapping[str, str]
    entries: Sequence[Mapping[str, Any]]
    parts: Mapping[str, int]


def shown(report: Report) -> Shown:
    """Return what a document is made of: what was signed, or what stands there now."""
    session = context.session()
    period = drafting.period_of(session, report)
    closed = report.snapshot_id if report.state in figuring.CLOSED else None
    kept = session.get(Snapshot, closed) if closed else None
    if kept is not None:
        return Shown(report, period, kept.figures, kept.texts, kept.entries, kept.parts)
    said = figuring.said(session, Calendar(session, report.unit), report, period)
    return Shown(report, period, said.figures, report.texts, said.entries, said.parts)


def source(found: Shown, form: Form, recipient: str = "", wanted: str = "") -> dict[str, Any]:
    """Return what a document keeps of a report; `wanted` names the recipient's form of it."""
    with context.speaking("vi"):
        drawings = dict(_drawings(found)) if form.of_reports in ("press", "digest") else {}
        return {
            "report": found.report.id,
            "html": render_template(
                f"report_documents/{form.of_reports}.html",
                groups=_groups(found, wanted),
                totals=report_page.totals(found.figures),
                charts=[
                    {"path": path, "title": title, "about": about}
                    for path, (title, about, _svg) in drawings.items()
                ],
                rows=[report_page.entry(each) for each in found.entries],
                shares=_areas(found),
                highlights=_highlights(found),
                before=_before(found),
            ),
            "drawings": {path: svg for path, (_title, _about, svg) in drawings.items()},
            "values": {
                "period": _span(found.period),
                "recipient": recipient,
                "year": school_year(found.period.last),
            },
        }


def _span(period: Period) -> str:
    """Return the time of a period in words, as a sentence goes on with it."""
    series, (year, part) = period.series.id, _parted(period)
    if series in _SPANS:
        return _SPANS[series].format(year=year, part=part)
    return f"từ ngày {filters.day(period.first)} đến ngày {filters.day(period.last)}"


def _parted(period: Period) -> tuple[str, str]:
    """Return the year of a period and which part of it, "" for a whole year."""
    if len(period.series.parts) < 2:
        return period.name, ""
    year, _dash, part = period.name.rpartition("-")
    return year, part


def _groups(found: Shown, wanted: str) -> list[dict[str, Any]]:
    """Return the sections of the form with what stands in them; what is empty is left out.

    A section without a number of its own belongs to the one before, where others have numbers.
    """
    form = FORMS[wanted] if wanted else sections(found.period.series)
    made: list[dict[str, Any]] = []
    said = report_page.sections(found.report, form, found.figures, found.texts)
    numbered = any(map(_has_number, (each["title"] for each in said)))
    for each in said:
        title, _colon, lead = headings.unnumbered(each["title"]).partition(": ")
        if not made or not numbered or _has_number(each["title"]):
            made.append({"title": title, "parts": []})
        else:
            title, lead = made[-1]["title"], title
        if (
            each["said"]
            or each["totals"]
            or each["tables"]
            or (each["proposals"] and each["asked"])
        ):
            made[-1]["parts"].append({**each, "lead": f"{lead[:1].upper()}{lead[1:]}"})
    return [each for each in made if each["parts"]]


def _has_number(title: str) -> bool:
    return headings.unnumbered(title) != title


def _drawings(found: Shown) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield by path a chart: its title, what it says in words, the drawing."""
    months = Counter(each["day"][:7] for each in found.entries if each["outcome"] == Outcome.DONE)
    by_month = [(f"{each[5:]}/{each[:4]}", months[each]) for each in sorted(months)]
    yield from _drawing("month", _("By month"), by_month)
    for name in _DRAWN:
        table = report_page.counts(found.figures, name)
        yield from _drawing(name, table.title, table.rows[:_MOST_BARS])


def _drawing(
    name: str, title: str, rows: Sequence[tuple[str, int]]
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    if len(rows) < 2:
        return
    written = [(label, count, filters.number(count)) for label, count in rows]
    about = "; ".join(f"{label}: {text}" for label, _count, text in written)
    yield f"charts/{name}.svg", (title, about, charts.bars(title, written))


def shares(found: Shown) -> list[Share]:
    """Return what each accepted report adds to a roll-up."""
    return receiving.shares(context.session(), found.parts) if found.parts else []


def _areas(found: Shown) -> list[dict[str, Any]]:
    """Return what each area adds to a roll-up."""
    areas = receiving.by_area(context.session(), found.report.unit, shares(found))
    return [
        {
            "name": each.unit.name if each.unit else _("Directly below"),
            "done": each.figures.get(f"total/{Outcome.DONE}", 0),
            "pupils": each.figures.get("total/pupils", 0),
            "adults": each.figures.get("total/adults", 0),
        }
        for each in areas
    ]


def _highlights(found: Shown) -> list[dict[str, Any]]:
    """Return the activities that reached most pupils."""
    done = [each for each in found.entries if each["outcome"] == Outcome.DONE]
    return [
        report_page.entry(each)
        for each in sorted(done, key=lambda each: -(each.get("pupils") or 0))[:_HIGHLIGHTS]
    ]


def _before(found: Shown) -> list[dict[str, Any]]:
    """Return the totals beside those of the period before, where a report of it was signed."""
    session, series = context.session(), found.period.series
    if not series.parts:
        return []
    step = len(series.parts)  # the same part of the year before
    earlier = Calendar(session, found.report.unit).at(series, found.period.number - step)
    report = drafting.of(session, found.report.unit, earlier)
    kept = session.get(Snapshot, report.snapshot_id) if report and report.snapshot_id else None
    if kept is None:
        return []
    then = {each["key"]: each["number"] for each in report_page.totals(kept.figures)}
    return [
        {**each, "then": then.get(each["key"], 0)} for each in report_page.totals(found.figures)
    ]
