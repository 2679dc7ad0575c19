"""The coverage page: charts of published items; each number leads to them, an empty square to a form.

It counts only what is public, so every reader may see it.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import coverage
from library.accounts.roles import Role
from library.coverage import Cell, Chart
from library.exchange import sheet
from library.items import catalogue
from library.marking import N_
from library.web import context, filters, heat, pages, search
from library.web.heat import Square
from library.web.speech import _, ngettext

blueprint = Blueprint("coverage", __name__)

_TITLES = {
    "theme-level": N_("Themes and school levels"),
    "subject-grade": N_("Subjects and grades"),
    "theme-month": N_("Themes and months"),
    "digcomp-level": N_("Digital competences and school levels"),
}
_REQUIRED = {
    "competence": N_("Qualities and competences of the programme"),
    "digcomp": N_("Digital competences of Circular 02/2025"),
}
_SHORTEST = 14  # letters of a heading of a column; a longer one is abbreviated


@blueprint.get("/curate/coverage")
def show() -> ResponseReturnValue:
    """Show what there is and what is missing."""
    context.follow()
    return pages.kept(_page)


def _page() -> str:
    within, words = _within(), _Words()
    return render_template(
        "coverage/show.html",
        total_text=search.count_text(catalogue.count(context.session())),
        charts=[_view(chart, words) for chart in _charts(within)],
        required=[_reached(scheme, words) for scheme in coverage.REQUIRED],
        within=within and words.label(within),
        closer=_closer(within, words),
        legend=_legend(),
        asks=words.asks,
        csv_url=url_for("coverage.table", within=within or None),
    )


def _within() -> str | None:
    """Return the theme that is looked at closer; one that nobody knows of is left out."""
    vocabulary, given = context.vocabulary(), request.args.get("within", "")
    is_theme = given in vocabulary and vocabulary[given].scheme == "theme"
    return given if is_theme and vocabulary.children[given] else None


def _charts(within: str | None) -> list[Chart]:
    library, vocabulary, language = context.library(), context.vocabulary(), context.language()
    return [
        coverage.chart(library.index, vocabulary, name, language, within)
        for name in coverage.CHARTS
    ]


class _Words:
    """Says what tags are called and where they lead; a page asks a thousand times."""

    def __init__(self) -> None:
        user = context.user()
        self.asks = user is not None and user.holds(Role.CONTRIBUTOR)
        self._vocabulary, self._language = context.vocabulary(), context.language()
        self._search, self._new = url_for("search.show"), url_for("contribute.new")
        self._labels: dict[str, str] = {}

    def label(self, tag: str) -> str:
        """Return the label of a tag, that of a digital competence behind its code."""
        if tag not in self._labels:
            code = tag.removeprefix("digcomp.") if tag.startswith("digcomp.") else ""
            label = self._vocabulary[tag].label(self._language)
            self._labels[tag] = f"{code} {label}".strip()
        return self._labels[tag]

    def heading(self, tag: str) -> str:
        """Return a label short enough to stand above a column."""
        term = self._vocabulary[tag]
        label = term.label(self._language).partition(" - ")[0].partition(" (")[0]
        is_long = len(label) > _SHORTEST and self._language == "vi" and term.abbreviations
        return term.abbreviations[0] if is_long else label

    def found(self, *tags: str) -> str:
        """Return where the items with all of some tags are."""
        return f"{self._search}?{_tagged(tags)}"

    def asking(self, *tags: str) -> str | None:
        """Return where somebody who may contribute begins an item with these tags."""
        return f"{self._new}?{_tagged(tags)}" if self.asks else None

    def square(self, cell: Cell) -> Square | None:
        """Return a cell as it is drawn, None for one that means nothing."""
        if not cell.is_asked:
            return None
        text = filters.written(cell.items, self._language)
        where = f"{self.label(cell.row)}, {self.label(cell.column)}: {text}"
        url = (self.found if cell.items else self.asking)(cell.row, cell.column)
        return Square(cell.items, text, where, url)


def _tagged(tags: Iterable[str]) -> str:
    return "&".join(f"tag={quote(tag)}" for tag in tags)


def _closer(within: str | None, words: _Words) -> list[dict[str, Any]]:
    vocabulary = context.vocabulary()
    return [
        {
            "label": words.label(tag),
            "url": url_for("coverage.show", within=tag),
            "current": tag == within,
        }
        for tag in coverage.tops(vocabulary, "theme", context.language())
        if vocabulary.children[tag]
    ]


def _view(chart: Chart, words: _Words) -> dict[str, Any]:
    title = _(_TITLES[chart.name])
    rows = [(words.label(cells[0].row), list(map(words.square, cells))) for cells in chart.cells]
    empty = ngettext(
        "One of the combinations has no item yet.",
        "%(shown)s combinations have no item yet.",
        chart.empty,
        shown=filters.number(chart.empty),
    )
    return {
        "name": chart.name,
        "title": title,
        "empty": empty,
        "drawing": heat.drawn(
            chart.name, title, empty, list(map(words.heading, chart.columns)), rows
        ),
        "columns": list(map(words.label, chart.columns)),
        "rows": rows,
    }


def _reached(scheme: str, words: _Words) -> dict[str, Any]:
    vocabulary, language = context.vocabulary(), context.language()
    counts = coverage.required(context.library().index, vocabulary, scheme, language)
    return {
        "name": scheme,
        "title": _(_REQUIRED[scheme]),
        "missing": [
            {"label": words.label(tag), "url": words.asking(tag)}
            for tag, count in counts
            if not count
        ],
        "reached": [
            {
                "label": words.label(tag),
                "url": words.found(tag),
                "count_text": search.count_text(count),
            }
            for tag, count in counts
            if count
        ],
    }


def _legend() -> list[tuple[int, str]]:
    lowest = [0, *heat.SHADES]
    ends = [*(following - 1 for following in lowest[1:]), None]
    return [(shade, _range(*pair)) for shade, pair in enumerate(zip(lowest, ends, strict=True))]


def _range(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s or more", first=first)
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"


@blueprint.get("/curate/coverage.csv")
def table() -> ResponseReturnValue:
    """Give every cell as a row for a spreadsheet."""
    context.follow()
    head = [
        _("Chart"), _("Row"), _("Name of the row"), _("Column"), _("Name of the column"),
        _("Items"),
    ]  # fmt: skip
    body = "\N{BOM}" + sheet.written(head, _rows())
    return Response(
        body,
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="coverage.csv"'},
    )


def _rows() -> Iterator[list[object]]:
    words = _Words()
    for name, cell in coverage.cells(_charts(_within())):
        labels = words.label(cell.row), words.label(cell.column)
        yield [_(_TITLES[name]), cell.row, labels[0], cell.column, labels[1], cell.items]
