"""The workbench of curators: lists of what can be mended, each with a count and what to do about it.

The lists are `library/workbench/lists.py`; a search that finds nothing has a page of its own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Conflict, Invalid, LibraryError
from library.marking import N_
from library.review import verifying
from library.web import context, errors, forms, security, terms, work_rows
from library.web.speech import _, ngettext
from library.workbench import aside, lists, outside, owners, twins
from library.workbench.lists import Family, WorkList
from library.workbench.sieve import Sieve, Sources

blueprint = Blueprint("workbench", __name__)
blueprint.after_request(security.keep_to_oneself)

_PAGE = 50
_PARTS = {
    Family.QUERIES: N_("What is searched for"),
    Family.ITEMS: N_("Items to be mended"),
    Family.PAIRS: N_("Items to be mended"),
    Family.TAGS: N_("Vocabulary"),
}
# What to call a row that needs nothing, and a page of several that is asked about as a whole.
ASIDE = {
    Family.QUERIES: N_("Never mind"),
    Family.ITEMS: N_("Leave it"),
    Family.PAIRS: N_("Not a duplicate"),
    Family.TAGS: N_("Keep it"),
}
_FIELDS = ("unit", "kind", "language", "scheme")


def sources() -> Sources:
    """Return where the lists of this request look."""
    return Sources(context.session(), context.library().index, context.vocabulary())


def total() -> int:
    """Return how many rows are on all lists."""
    return sum(lists.count(sources(), each) for each in lists.LISTS.values())


@blueprint.get("/curate/workbench")
def index() -> ResponseReturnValue:
    """Show the lists with their counts."""
    terms.curator()
    context.follow()
    parts: dict[str, list[dict[str, Any]]] = {}
    for each in lists.LISTS.values():
        row = {"key": each.key, "title": _(each.title), "count": lists.count(sources(), each)}
        parts.setdefault(_(_PARTS[each.family]), []).append(row)
    known, broken = outside.counts(context.session())
    return render_template(
        "workbench/index.html",
        parts=parts,
        links=known,
        broken=broken,
        checks_links=context.library().settings.checks_links,
        waiting=len(twins.waiting(context.session(), 1000)),
    )


@blueprint.get("/curate/workbench/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show a list."""
    terms.curator()
    context.follow()
    return _page(lists.by_key(key))


def _sieve() -> Sieve:
    given = {name: request.values.get(name, "") for name in _FIELDS}
    return Sieve(**given, aside=request.values.get("aside") == "1")


def _page(listed: WorkList, refused: LibraryError | None = None) -> str:
    sieve, where = _sieve(), sources()
    count = lists.count(where, listed, sieve)
    number, pager = _pager(listed, count)
    things = lists.page(where, listed, sieve, number, _PAGE)
    return render_template(
        "workbench/show.html",
        listed=listed,
        title=_(listed.title),
        about=_(listed.about),
        aside_word=_(ASIDE[listed.family]),
        count=count,
        count_text=_rows_text(count),
        rows=work_rows.of(listed, things, is_aside=sieve.aside),
        pager=pager,
        sieve=sieve,
        choices=work_rows.choices(listed, sieve),
        kept=_kept(),
        others=lists.count(where, listed, _turned(sieve)),
        said=_told(),
        wrong=forms.wrong(refused),
    )


def _turned(sieve: Sieve) -> Sieve:
    return Sieve(sieve.unit, sieve.kind, sieve.language, sieve.scheme, aside=not sieve.aside)


def _rows_text(count: int) -> str:
    return ngettext("%(num)s row", "%(num)s rows", count)


def _kept(*also: str) -> dict[str, Any]:
    """Return which part of a list is shown, for the addresses of its pages."""
    return {name: request.values[name] for name in (*_FIELDS, *also) if request.values.get(name)}


def _pager(listed: WorkList, count: int) -> tuple[int, dict[str, Any]]:
    last = max(1, -(-count // _PAGE))
    page = min(max(request.values.get("page", 1, type=forms.number), 1), last)
    kept = _kept("aside")

    def address(number: int) -> str:
        return url_for("workbench.show", key=listed.key, page=number, **kept)

    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    return page, {
        "previous": address(page - 1) if page > 1 else None,
        "next": address(page + 1) if page < last else None,
        "pages": [{"number": n, "url": address(n), "current": n == page} for n in near],
        "beyond": False,
    }


def _told() -> str | None:
    """Say what was done just now, by the numbers in the address."""
    done, count = request.args.get("done"), request.args.get("count", 0, type=forms.number)
    without = request.args.get("without", 0, type=forms.number)
    if done == "note":
        said = ngettext("Told about %(num)s item.", "Told about %(num)s items.", count)
        if without:
            said += " " + ngettext(
                "%(num)s item belongs to nobody who could be told.",
                "%(num)s items belong to nobody who could be told.",
                without,
            )
        return str(said)
    if done == "date":
        return str(
            ngettext(
                "The day of %(num)s claim is set.", "The days of %(num)s claims are set.", count
            )
        )
    return None


@blueprint.post("/curate/workbench/<key>/chosen")
def choose(key: str) -> ResponseReturnValue:
    """Ask what is to be done with the items that were ticked, or with all."""
    terms.curator()
    listed = lists.by_key(key)
    try:
        return _chosen_page(listed, _things(listed))
    except (Invalid, Conflict) as refused:
        return _refused(listed, refused)


def _things(listed: WorkList) -> Sequence[str]:
    """Return the things that a form names: one row's button, all of the list, or those ticked."""
    given = request.form
    if every := given.get("every", 0, type=forms.number):
        return lists.every(sources(), listed, _sieve(), every)
    wanted = [given["only"]] if given.get("only") else given.getlist("thing")
    if not any(wanted):
        raise Invalid(N_("Tick at least one row."))
    return lists.among(sources(), listed, _sieve(), wanted)


def _refused(listed: WorkList, refused: LibraryError) -> ResponseReturnValue:
    context.undo()
    context.forget_vocabulary()
    return _page(listed, refused), errors.code(refused)


def _chosen_page(
    listed: WorkList, things: Sequence[str], refused: LibraryError | None = None
) -> str:
    return render_template(
        "workbench/choose.html",
        listed=listed,
        title=_(listed.title),
        aside_word=_(ASIDE[listed.family]),
        things=things,
        every=request.form.get("every", 0, type=forms.number),
        count_text=_rows_text(len(things)),
        names=work_rows.titles(things[:10]),
        sieve=_sieve(),
        may_bulk=listed.family == Family.ITEMS,
        most_notes=owners.MOST,
        has_days=listed.key == "check-again",
        typed=request.form,
        wrong=forms.wrong(refused),
    )


@blueprint.post("/curate/workbench/<key>/<any(aside, back, note, date):act>")
def act(key: str, act: str) -> ResponseReturnValue:
    """Set rows aside or put them back; tell the owners of items; set another day for their claims."""
    user, listed = terms.curator(), lists.by_key(key)
    session = context.session()
    told: dict[str, Any] = {}
    things: Sequence[str] = ()
    try:
        things = _things(listed)
        if act == "aside":
            lists.set_aside(session, user, listed, things)
        elif act == "back":
            aside.back(session, user, listed.key, things)
        elif listed.family != Family.ITEMS:
            raise Invalid(N_("That can be done with items only."))
        elif act == "note":
            without = owners.remind(session, user, things, request.form.get("words", ""))
            told = {"done": act, "count": len(things) - len(without), "without": len(without)}
        else:
            day = forms.day("on") or date.min
            told = {"done": act, "count": verifying.put_off(session, user, things, day)}
    except (Invalid, Conflict) as refused:
        if not (things and act in ("note", "date") and listed.family == Family.ITEMS):
            return _refused(listed, refused)
        context.undo()
        return _chosen_page(listed, things, refused), errors.code(refused)
    kept = _kept("aside", "page") | told
    return redirect(url_for("workbench.show", key=key, **kept), 303)
