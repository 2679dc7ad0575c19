"""Figures of entries, as one flat dictionary: `table/row/column` to a number.

Flat, so that figures of many units are added up without knowing what they are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from library.logbook.models import Outcome
from library.marking import N_

Figures = Mapping[str, int]

# The tables and their columns; an activity with two themes stands in two rows of its table.
TABLES = {
    "total": N_("Activities"),
    "theme": N_("By theme"),
    "form": N_("By form"),
    "grade": N_("By grade"),
    "product": N_("Products"),
    "channel": N_("Dissemination by channel and audience"),
    "difficulty": N_("Difficulties"),
    "estimate": N_("Estimate for the rest of the period"),
}
COLUMNS = {
    "count": N_("Activities"),
    "pupils": N_("Pupils reached"),
    "adults": N_("Adults reached"),
}
ESTIMATES = ("done", "pupils")
# What a snapshot keeps of an entry, as JSON.
Told = Mapping[str, Any]


def figures(entries: Iterable[Told]) -> dict[str, int]:
    """Return the figures of entries as snapshots tell them; only what is not nothing."""
    found: Counter[str] = Counter()
    for entry in entries:
        for key, number in _counted(entry):
            found[key] += number
    return {key: number for key, number in sorted(found.items()) if number}


def _counted(entry: Told) -> Iterator[tuple[str, int]]:
    outcome = entry["outcome"]
    yield f"total/{outcome}", 1
    if entry.get("supplement"):
        yield "total/supplement", 1
    for each in entry.get("difficulties", ()):
        yield f"difficulty/{each}/count", 1
    if outcome != Outcome.DONE:
        return
    pupils, adults = entry.get("pupils") or 0, entry.get("adults") or 0
    yield "total/pupils", pupils
    yield "total/adults", adults
    yield "total/cost", entry.get("cost") or 0
    for table, row in keys(entry):
        if table == "product":
            yield f"product/{row}/count", sum(1 for each in languages(entry) if each == row)
        else:
            yield f"{table}/{row}/count", 1
            yield f"{table}/{row}/pupils", pupils
        if table == "channel":
            yield f"{table}/{row}/adults", adults


def keys(entry: Told) -> Iterator[tuple[str, str]]:
    """Yield the table rows in which an activity that was done is counted."""
    yield from (("theme", each) for each in dict.fromkeys(entry.get("themes", ())))
    yield "form", entry["form"]
    yield from (("grade", each) for each in dict.fromkeys(entry.get("grades", ())))
    yield from (("product", each) for each in dict.fromkeys(languages(entry)))
    if entry.get("channel"):
        yield "channel", entry["channel"]


def languages(entry: Told) -> list[str]:
    """Return the languages of the products of an entry."""
    return [each.get("language") or "vi" for each in entry.get("products", ())]


def concerns(entry: Told, table: str, row: str) -> bool:
    """Tell whether an entry is counted in a row of a table: what a number was made of."""
    if table == "total":
        if row == "supplement":
            return bool(entry.get("supplement"))
        if row in list(Outcome):
            return bool(entry["outcome"] == row)
        return bool(entry["outcome"] == Outcome.DONE and entry.get(row))
    if table == "difficulty":
        return row in entry.get("difficulties", ())
    return entry["outcome"] == Outcome.DONE and (table, row) in keys(entry)


def added(many: Iterable[Figures]) -> dict[str, int]:
    """Return the sum of figures."""
    found: Counter[str] = Counter()
    for each in many:
        found.update(each)
    return {key: number for key, number in sorted(found.items()) if number}


def rows(figures: Figures, table: str) -> dict[str, dict[str, int]]:
    """Return a table of some figures: by row its columns."""
    found: dict[str, dict[str, int]] = {}
    for key, number in figures.items():
        if key.startswith(f"{table}/"):
            _, row, column = key.split("/", 2)
            found.setdefault(row, {})[column] = number
    return found
