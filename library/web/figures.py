"""Tables of statistics in the reader's words: what a page shows is what its CSV gives."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import url_for

from library.accounts.models import Unit
from library.marking import N_
from library.stats import work
from library.stats.used import Line, Named, Sums, Used
from library.stats.work import Work
from library.tags.vocabulary import Vocabulary
from library.usage.counting import FORMATS
from library.web import context, filters, words
from library.web.speech import _, ngettext

_FORMATS = {
    "docx": N_("Word"),
    "pdf": N_("PDF"),
    "md": N_("Plain text (Markdown)"),
    "zip": N_("Everything (ZIP)"),
    "files": N_("Attached files"),
}


# Of the columns of work those that a table with others has room for.
_NARROW = 5


class Link(NamedTuple):
    """A text that leads somewhere."""

    text: str
    url: str


Cell = str | int | float | Link | None


@dataclass(frozen=True)
class Table:
    """A table: its first column names the rows, all others hold numbers; None is not told."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    def plain(self) -> Iterator[list[object]]:
        """Yield the rows for a spreadsheet."""
        for row in self.rows:
            yield [cell.text if isinstance(cell, Link) else cell for cell in row]


def shared(sums: Sums) -> str:
    """Say what became of an item, to its author."""
    return " · ".join(
        (
            ngettext("%(shown)s view", "%(shown)s views", sums.views, shown=filters.number(sums.views)),
            ngettext(
                "%(shown)s download", "%(shown)s downloads", sums.downloads,
                shown=filters.number(sums.downloads),
            ),
            ngettext(
                "%(shown)s adaptation", "%(shown)s adaptations", sums.adaptations,
                shown=filters.number(sums.adaptations),
            ),
        )
    )  # fmt: skip


def month(value: date) -> str:
    """Return a month as tables write it: 11/2026."""
    return f"{value:%m/%Y}"


def _used(sums: Sums) -> list[Cell]:
    return [sums.views, sums.downloads, sums.adaptations]


def _heads() -> list[str]:
    return [_("Views"), _("Downloads"), _("Adaptations")]


def months(found: Used, published: Mapping[date, int], asked: Mapping[date, int] | None) -> Table:
    """Return what happened month by month; `asked` are the searches of the whole library."""
    head = [_("Month"), *_heads(), _("Shown in results"), _("New items")]
    rows: list[list[Cell]] = [
        [month(each), *_used(sums), sums.found, published[each]]
        for each, sums in found.months.items()
    ]
    if asked is not None:
        head.append(_("Searches"))
        for row, each in zip(rows, found.months, strict=True):
            row.append(asked.get(each, 0))
    return Table("months", _("Month by month"), head, rows)


def formats(found: Used) -> Table:
    """Return the downloads by format and language, and the views of each language."""
    languages = sorted(found.languages, key=lambda code: -found.languages[code].views)
    counts = [(_("Views"), [found.languages[code].views for code in languages])] + [
        (_(_FORMATS[each]), [found.formats.get((each, code), 0) for code in languages])
        for each in FORMATS
    ]
    rows: list[list[Cell]] = [[name, *line, sum(line)] for name, line in counts]
    head = [_("Format"), *map(words.language_name, languages), _("Together")]
    return Table("formats", _("Languages and formats"), head, rows)


def tags(
    lines: Sequence[Line], scheme: str, vocabulary: Vocabulary, address: Callable[[str], str]
) -> Table:
    """Return what happened by tag; `address` leads to the statistics of one."""
    language = context.language()
    label = vocabulary.schemes[scheme].labels.get(language, scheme)
    rows = [
        [Link(vocabulary[line.of].label(language), address(line.of)), line.items, *_used(line.sums)]
        for line in lines
        if line.items
    ]
    note = _("An item with several tags counts with each of them; the tags are those of today.")
    return Table("tags", _("By tag"), [label, _("Items used"), *_heads()], rows, note)


def items(named: Sequence[Named], units: Mapping[int, str]) -> Table:
    """Return what happened to each of some items."""
    rows: list[list[Cell]] = [
        [Link(each.title, url_for("items.show", slug=each.slug)), *_used(each.sums)]
        + ([units.get(each.unit or 0, "")] if units else [])
        for each in named
    ]
    head = [_("Item"), *_heads()] + ([_("Unit")] if units else [])
    return Table("items", _("Used most"), head, rows)


def units(lines: Sequence[Line], works: Sequence[tuple[Unit, Work]], query: Any) -> Table:
    """Return what happened and was done in each unit, with all below it."""
    rows: list[list[Cell]] = []
    for line, (unit, done) in zip(lines, works, strict=True):
        name = Link(unit.name, url_for("stats.unit", id=unit.id, **query))
        rows.append([name, line.items, *_used(line.sums), *_worked(done)[:_NARROW]])
    head = [_("Unit"), _("Items used"), *_heads(), *_work_heads()[:_NARROW]]
    note = _("Each with all below it, as the units stand today.")
    return Table("units", _("Units below"), head, rows, note)


def working(by_month: Sequence[tuple[date, Work]], whole: Work) -> Table:
    """Return what was handed in, decided and published month by month, and how long that took."""
    rows: list[list[Cell]] = [[month(each), *_worked(done)] for each, done in by_month]
    rows.append([_("Whole period"), *_worked(whole)])
    note = _(
        "Days from the first hand-in: half took at most the median, nine in ten at most the other. "
        "A time is told from %(fewest)s submissions on that at least %(people)s people decided "
        "about, so that it points to nobody.",
        fewest=work.FEWEST, people=work.FEWEST_DECIDERS,
    )  # fmt: skip
    return Table("work", _("Contributions and reviews"), [_("Month"), *_work_heads()], rows, note)


def _work_heads() -> list[str]:
    return [
        _("Handed in"), _("Decided"), _("Published"),
        _("Days to the first decision, median"), _("Days to the first decision, nine in ten"),
        _("Days to publication, median"), _("Days to publication, nine in ten"),
    ]  # fmt: skip


def _worked(done: Work) -> list[Cell]:
    times = (done.to_decision, done.to_publication)
    days = [day for each in times for day in (each or (None, None))]
    told = [None if day is None else round(day, 1) for day in days]
    return [done.handed_in, done.decided, done.published, *told]
