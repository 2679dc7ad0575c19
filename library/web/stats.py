"""Statistics: how the library is used, for everybody; what a unit does, for its people.

Every table is also CSV. The figures and who may see which are told in the help.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import coverage
from library.accounts import roles, units
from library.accounts.models import Unit
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Invalid, NotFound
from library.exchange import sheet
from library.marking import N_
from library.search import asked
from library.stats import periods, scopes, used, work
from library.stats.periods import Period
from library.stats.scopes import Scope
from library.web import bars, context, figures, filters, forms, pages, security
from library.web.figures import Table
from library.web.speech import _

blueprint = Blueprint("stats", __name__)

_SHOWN_ITEMS, _SCHOOL_YEARS = 20, 3
_KINDS = "material"
# The schemes by which figures can be told, the first where none is asked for.
_SCHEMES = ("theme", "subject", "level", "grade", "activity", "month", _KINDS)
_KEPT = ("from", "to", "kind", "tag", "by")


@blueprint.get("/stats")
def show() -> ResponseReturnValue:
    """Show how the library is used; made anew every hour."""
    try:
        wanted = _Wanted.read()
    except Invalid as refused:
        return _page(_Wanted.usual(), refused), 422
    return pages.kept(lambda: _page(wanted), f"{now():%Y-%m-%d %H}")


@blueprint.get("/stats.csv")
def table() -> ResponseReturnValue:
    """Give one of its tables for a spreadsheet."""
    return _csv(_Figures(_Wanted.read()))


@blueprint.get("/stats/units/<int:id>")
def unit(id: int) -> ResponseReturnValue:
    """Show what became of a unit's items, and what it contributes, to its people."""
    shown = _unit(id)
    try:
        page: Any = _page(_Wanted.read(shown))
    except Invalid as refused:
        page = _page(_Wanted.usual(shown), refused), 422
    return security.keep_to_oneself(make_response(page))


@blueprint.get("/stats/units/<int:id>.csv")
def unit_table(id: int) -> ResponseReturnValue:
    """Give one of the unit's tables for a spreadsheet."""
    return security.keep_to_oneself(_csv(_Figures(_Wanted.read(_unit(id)))))


def _unit(id: int) -> Unit:
    """Return a unit to its people: whoever has a role there or above; raise NotAllowed."""
    user = context.somebody()
    found = units.by_id(context.session(), id)
    roles.require(user, Role.READER, at=found)
    return found


@dataclasses.dataclass(frozen=True)
class _Wanted:
    """What is asked for: a period, tags, by which scheme, and whose figures."""

    period: Period
    unit: Unit | None
    kind: str = ""
    tag: str = ""
    by: str = _SCHEMES[0]

    @classmethod
    def usual(cls, unit: Unit | None = None) -> "_Wanted":
        return cls(periods.usual(today()), unit)

    @classmethod
    def read(cls, unit: Unit | None = None) -> "_Wanted":
        """Read the address; a tag that nobody knows is left out. Raise Invalid for no period."""
        given, vocabulary = request.args, context.vocabulary()
        period = periods.read(given.get("from", ""), given.get("to", ""), today())
        kind, tag = (vocabulary.resolved(given.get(name, "")) or "" for name in ("kind", "tag"))
        by = given.get("by", "")
        return cls(period, unit, kind, tag, by if by in _SCHEMES else _SCHEMES[0])

    def scope(self) -> Scope:
        """Return which items that are; the library itself answers for those of no unit too."""
        vocabulary = context.vocabulary()
        groups = [
            scopes.tag_with_narrower(vocabulary, each) for each in (self.kind, self.tag) if each
        ]
        own = self.unit if self.unit and self.unit.kind != units.ROOT else None
        return Scope(self.period, own, tuple(groups))

    def query(self, **changed: str) -> dict[str, Any]:
        """Return the parameters of an address with the same, or something else of it."""
        given = {name: request.args.get(name, "") for name in _KEPT} | changed
        return {name: value for name, value in given.items() if value}

    def address(self, ending: str = "", **changed: str) -> str:
        """Return the address of the page, or of a table of it, with something changed."""
        query = self.query(**changed)
        if self.unit is None:
            return url_for("stats.table" if ending else "stats.show", **query)
        return url_for("stats.unit_table" if ending else "stats.unit", id=self.unit.id, **query)


class _Figures:
    """The tables of a page, each made when it is asked for; what several need is counted once."""

    def __init__(self, wanted: _Wanted) -> None:
        session = context.session()
        self.wanted, self.scope = wanted, wanted.scope()
        self.used = used.read(session, context.library().months, self.scope)
        self.published = used.published(session, self.scope)
        is_whole = self.scope.is_whole
        period = wanted.period
        self.asked = asked.by_month(session, period.first, period.last) if is_whole else None
        self.ways = work.ways(session, self.scope) if wanted.unit else []

    def table(self, name: str, limit: int | None = None) -> Table:
        """Return a table by its name; raise NotFound."""
        if name == "months":
            return figures.months(self.used, self.published, self.asked)
        if name == "formats":
            return figures.formats(self.used)
        if name == "tags":
            return self._tags()
        if name == "items":
            return self._items(limit)
        if self.wanted.unit and name == "units":
            return self._units(self.wanted.unit)
        if self.wanted.unit and name == "work":
            return figures.working(
                work.by_month(self.ways, self.wanted.period),
                work.done(self.ways, self.wanted.period),
            )
        raise NotFound(N_("There is no such table."))

    def _tags(self) -> Table:
        vocabulary, wanted, language = context.vocabulary(), self.wanted, context.language()
        narrower = vocabulary.children[wanted.tag] if wanted.tag else ()
        is_closer = narrower and vocabulary[wanted.tag].scheme == wanted.by
        rows = list(narrower) if is_closer else coverage.tops(vocabulary, wanted.by, language)
        lines = used.by_tag(context.session(), vocabulary, rows, self.used)
        return figures.tags(lines, wanted.by, vocabulary, lambda tag: wanted.address(tag=tag))

    def _items(self, limit: int | None) -> Table:
        session = context.session()
        named = used.most_used(session, self.used, context.language(), limit)
        names = {each.id: each.name for each in _below(self.wanted.unit)}
        return figures.items(named, names)

    def _units(self, unit: Unit) -> Table:
        children = units.children(context.session(), unit)
        lines = used.by_unit(context.session(), children, self.used)
        works = work.by_unit(self.ways, children, self.wanted.period)
        return figures.units(lines, works, self.wanted.query())

    def sums(self) -> list[tuple[str, int]]:
        """Return the sums of the period with what they are called."""
        whole = self.used.together()
        told = [
            (_("Views"), whole.views), (_("Downloads"), whole.downloads),
            (_("Adaptations"), whole.adaptations), (_("New items"), sum(self.published.values())),
        ]  # fmt: skip
        return told if self.asked is None else [*told, (_("Searches"), sum(self.asked.values()))]


def _below(unit: Unit | None) -> Sequence[Unit]:
    return units.below(context.session(), unit) if unit else ()


def _csv(found: _Figures) -> Response:
    made = found.table(request.args.get("table", "months"))
    body = "\N{BOM}" + sheet.written(made.head, made.plain())
    name = f'attachment; filename="{made.name}.csv"'
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": name})


def _page(wanted: _Wanted, refused: Invalid | None = None) -> str:
    found = _Figures(wanted)
    own = wanted.unit
    names = ["months", "formats", "tags", "items"] + (["work"] if own else [])
    if own and units.children(context.session(), own):
        names.append("units")
    return render_template(
        "stats/show.html",
        unit=own,
        path=_path(own) if own else [],
        period=_said(wanted.period),
        typed=_typed(wanted),
        kinds=_kinds(wanted.kind),
        chosen=_chosen(wanted),
        choices=_choices(wanted),
        schemes=_schemes(wanted),
        sums=found.sums(),
        drawings=_drawings(found),
        tables=[found.table(name, _SHOWN_ITEMS) for name in names],
        csv=lambda name: wanted.address(".csv", table=name),
        own=_own(own),
        wrong=forms.wrong(refused),
    )


def _said(period: Period) -> str:
    first, last = figures.month(period.first), figures.month(period.last)
    return first if first == last else f"{first} \N{EN DASH} {last}"


def _typed(wanted: _Wanted) -> dict[str, str]:
    known = {"from": f"{wanted.period.first:%Y-%m}", "to": f"{wanted.period.last:%Y-%m}"}
    return known | {name: value for name, value in request.args.items() if name in known and value}


def _kinds(chosen: str) -> list[tuple[str, str, bool]]:
    vocabulary, language = context.vocabulary(), context.language()
    tops = vocabulary.tops(_KINDS, language)
    named = [(id, vocabulary[id].label(language), id == chosen) for id in tops]
    return [("", _("All kinds"), not chosen), *named]


def _chosen(wanted: _Wanted) -> dict[str, str] | None:
    """Return the tag that narrows the figures, and how to be without it."""
    if not wanted.tag:
        return None
    label = context.vocabulary()[wanted.tag].label(context.language())
    return {"label": label, "url": wanted.address(tag="")}


def _choices(wanted: _Wanted) -> list[dict[str, Any]]:
    """Return the periods that people want most."""
    years = [
        (_("School year %(first)s\N{EN DASH}%(last)s", first=year, last=year + 1), period)
        for year, period in periods.school_years(today(), _SCHOOL_YEARS)
    ]
    return [
        {
            "label": label,
            "url": wanted.address(**{"from": f"{each.first:%Y-%m}", "to": f"{each.last:%Y-%m}"}),
            "current": each == wanted.period,
        }
        for label, each in [(_("Last 12 months"), periods.usual(today())), *years]
    ]


def _schemes(wanted: _Wanted) -> list[dict[str, Any]]:
    schemes = context.vocabulary().schemes
    return [
        {
            "label": schemes[id].labels.get(context.language(), id),
            "url": wanted.address(by=id) + "#tags",
            "current": id == wanted.by,
        }
        for id in _SCHEMES
        if id in schemes
    ]


def _drawings(found: _Figures) -> list[dict[str, Any]]:
    language = context.language()
    named = [("views", _("Views by month")), ("downloads", _("Downloads by month"))]
    return [
        {
            "title": title,
            "drawing": bars.drawn(
                name, title, _about(found, name),
                [
                    (f"{month:%m/%y}", getattr(sums, name), filters.written(getattr(sums, name), language))
                    for month, sums in found.used.months.items()
                ],
            ),
        }
        for name, title in named
    ]  # fmt: skip


def _about(found: _Figures, name: str) -> str:
    month, count = max(
        ((month, getattr(sums, name)) for month, sums in found.used.months.items()),
        key=lambda each: each[1],
    )
    shown = filters.number(count)
    return _("The most in %(month)s: %(count)s.", month=figures.month(month), count=shown)


def _path(unit: Unit) -> list[dict[str, str]]:
    above = units.above(context.session(), unit)
    user = context.somebody()
    seen = [each for each in above if user.holds(Role.READER, each)]
    return [{"label": _("Statistics"), "url": url_for("stats.show")}] + [
        {"label": each.name, "url": url_for("stats.unit", id=each.id)} for each in seen
    ]


def _own(shown: Unit | None) -> list[dict[str, str]]:
    """Return the units whose figures the reader may see by a role there."""
    user = context.user()
    held = {each.unit_id: each.unit for each in user.memberships} if user else {}
    return [
        {"label": each.name, "url": url_for("stats.unit", id=each.id)}
        for each in held.values()
        if shown is None or each.id != shown.id
    ]
