"""Works and their items as pages show them: what was chosen, what changes, why something is left out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import url_for

from library.accounts.models import Unit, User
from library.bulk import titles
from library.bulk.changing import LICENCE, PUBLIC, REVIEWER, UNIT, VISIBILITY, WITHDRAWN, Changes
from library.bulk.models import Outcome, State, Target, Work
from library.errors import Message
from library.marking import N_
from library.web import context, filters, questions
from library.web.speech import _

STATES = {
    State.OPEN: N_("not begun"),
    State.RUNNING: N_("under way"),
    State.DONE: N_("done"),
    State.CANCELLED: N_("stopped"),
    State.UNDOING: N_("being put back"),
    State.UNDONE: N_("put back"),
}
OUTCOMES = {
    Outcome.PLANNED: N_("will be changed"),
    Outcome.SAME: N_("is so already"),
    Outcome.REFUSED: N_("left out"),
    Outcome.CHANGED: N_("was changed"),
    Outcome.UNDONE: N_("put back"),
    Outcome.KEPT: N_("left as it is now"),
}
_NAMES = {
    UNIT: N_("Unit that answers for it"),
    VISIBILITY: N_("Visibility"),
    REVIEWER: N_("Reviewer"),
}
VISIBLE = {PUBLIC: N_("public"), WITHDRAWN: N_("withdrawn")}
_NONE = "–"


def work(found: Work) -> dict[str, Any]:
    """Return a work as a list and the head of its page show it."""
    return {
        "id": found.id,
        "at": found.at,
        "by": found.by.name,
        "state": _(STATES[State(found.state)]),
        "origin": origin(found),
        "changes": list(_said(Changes.unpacked(found.changes or {}))),
        "url": url_for("bulk.show", id=found.id),
        "begun_at": found.begun_at,
        "ended_at": found.ended_at,
        "undone_at": found.undone_at,
        "undone_by": found.undone_by.name if found.undone_by else "",
    }


def origin(found: Work) -> str:
    """Say how the items of a work were chosen."""
    if name := found.origin.get("sheet"):
        return _("sheet “%(name)s”", name=name)
    pairs = found.origin.get("query")
    if pairs is None:
        return _("list of items")
    said = [_tag(value) if name == "tag" else value for name, value in pairs if name != "sort"]
    return _("search: %(query)s", query=", ".join(said)) if said else _("all items")


def _said(changes: Changes) -> Iterator[str]:
    """Yield the changes of a work in words."""
    for tag in changes.add:
        yield _("add “%(tag)s”", tag=_tag(tag))
    for tag in changes.remove:
        yield _("remove “%(tag)s”", tag=_tag(tag))
    for one, other in changes.replace:
        yield _("“%(old)s” becomes “%(new)s”", old=_tag(one), new=_tag(other))
    for name, value in (
        (LICENCE, changes.licence), (UNIT, changes.unit),
        (VISIBILITY, changes.visibility), (REVIEWER, changes.reviewer),
    ):  # fmt: skip
        if value:
            yield f"{field(name)}: {said(name, value)}"


def field(name: str) -> str:
    """Return what a field is called."""
    return _(_NAMES[name]) if name in _NAMES else questions.label(name)


def said(name: str, value: Any) -> str:
    """Return the value of a field in words."""
    if isinstance(value, list):
        return "; ".join(map(_tag, value)) or _NONE
    if value in (None, ""):
        return _("the library itself") if name == UNIT else _NONE
    if name == VISIBILITY:
        return _(VISIBLE[value])
    if name in (UNIT, REVIEWER):
        session = context.session()
        found = session.get(Unit, value) if name == UNIT else session.get(User, value)
        return found.name if found else str(value)
    return _tag(value)


def _tag(id: str) -> str:
    vocabulary = context.vocabulary()
    return vocabulary[id].label(context.language()) if id in vocabulary else id


def rows(targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Return items of a work as its table shows them."""
    called = titles.of(context.session(), [each.item_id for each in targets])
    return [
        {
            "place": each.place,
            "id": each.item_id,
            "title": called[each.item_id].title(context.language()),
            "url": _address(called[each.item_id]),
            "is_chosen": each.is_chosen,
            "outcome": _(OUTCOMES[Outcome(each.outcome)]) if each.outcome else "",
            "tone": _TONES[Outcome(each.outcome)] if each.outcome else "",
            "reason": why(each.reason),
            "fields": [
                (field(name), *_apart(name, *both)) for name, *both in each.difference or ()
            ],
        }
        for each in targets
    ]


_TONES = dict.fromkeys(Outcome, "") | {
    Outcome.REFUSED: "bad",
    Outcome.KEPT: "bad",
    Outcome.CHANGED: "ok",
    Outcome.UNDONE: "ok",
}


def _address(named: titles.Named) -> str | None:
    return url_for("items.show", slug=named.slug) if named.is_public else None


def why(packed: Any) -> str:
    """Return a reason that was kept in the reader's language."""
    return Message.unpacked(packed).translated(_) if packed else ""


def _apart(name: str, before: Any, after: Any) -> tuple[str, str]:
    """Return what goes and what comes, in words; of two lists what stays in both is left out."""
    if isinstance(before, list) and isinstance(after, list):
        gone = [each for each in before if each not in after]
        new = [each for each in after if each not in before]
        return said(name, gone) if gone else "", said(name, new) if new else ""
    return said(name, before), said(name, after)


def cells(targets: Iterable[Target]) -> Iterator[list[object]]:
    """Yield a row of a table for every field that changes, and for every item that is left out."""
    listed = list(targets)
    for each, row in zip(listed, rows(listed), strict=True):
        outcome = row["outcome"] if row["is_chosen"] else _("not ticked")
        start = [row["id"], row["title"], outcome]
        for name, before, after in each.difference or [("", None, None)]:
            told = [field(name), said(name, before), said(name, after)] if name else ["", "", ""]
            yield [*start, *told, row["reason"]]


def problems(found: Work) -> list[dict[str, Any]]:
    """Return what of a list or a sheet could not be taken."""
    return [
        {"row": number, "column": column, "why": why(reason)}
        for number, column, reason in found.refused
    ]


def pager(found: Work, page: int, total: int, size: int, only: str) -> dict[str, Any]:
    """Return the pages of a table of items."""
    last = max(1, -(-total // size))

    def address(number: int) -> str:
        return url_for("bulk.show", id=found.id, page=number, only=only or None, _anchor="rows")

    numbers = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    return {
        "previous": address(page - 1) if page > 1 else None,
        "next": address(page + 1) if page < last else None,
        "pages": [
            {"number": each, "url": address(each), "current": each == page} for each in numbers
        ],
    }


def number(value: int) -> str:
    """Return a count in the reader's language."""
    return filters.number(value)
