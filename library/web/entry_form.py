"""The form of an entry: what was typed as values of the library, and what it offers to choose from."""

import re
import secrets
from datetime import date
from typing import Any

from flask import request

from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import Invalid, NotFound
from library.items import catalogue
from library.logbook import beginning, offered
from library.logbook.models import Entry, Outcome
from library.marking import N_
from library.planning import plans, slotting
from library.planning.models import Slot
from library.web import context, forms, words
from library.web.speech import _

_TEXTS = ("title", "reason", "classes", "place", "went_well", "difficult")
_NUMBERS = ("pupils", "adults", "cost_vnd", "minutes")
_LISTS = ("themes", "grades", "difficulties")
# 1200000, or as people write it: 1.200.000.
_WHOLE = re.compile(r"\d+|\d{1,3}(?:[ .,\N{NO-BREAK SPACE}]\d{3})+")
_ROWS = 2


def typed() -> dict[str, Any]:
    """Return what the form says; raise Invalid for what is no day or number."""
    given, known = request.form, context.vocabulary()
    fields: dict[str, Any] = {name: given.get(name, "") for name in _TEXTS}
    fields |= {name: whole(name) for name in _NUMBERS}
    return fields | {
        "outcome": given.get("outcome", Outcome.DONE.value),
        "form": given.get("form", slotting.DEFAULT_FORM),
        "channel": given.get("channel", ""),
        "day_on": _day("day_on"),
        "moved_to": _day("moved_to"),
        "themes": [each for each in given.getlist("themes") if each in known],
        "grades": [each for each in given.getlist("grades") if each in known],
        "difficulties": given.getlist("difficulties"),
        "products": _products(),
    }


def whole(name: str) -> int | None:
    """Return the number typed in a field, None for nothing; raise Invalid for what is none."""
    said = request.form.get(name, "").strip()
    if not said:
        return None
    if not _WHOLE.fullmatch(said):
        raise Invalid(N_("Give a whole number, 0 or more."), field=name)
    try:
        return forms.number(re.sub(r"\D", "", said))
    except ValueError as error:
        raise Invalid(N_("This number is too large."), field=name) from error


def _day(name: str) -> date | None:
    said = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise Invalid(N_("Give a day such as 20/11/2026."), field=name) from error


def _products() -> list[dict[str, str]]:
    names = ("product_title", "product_language", "product_url")
    columns = [request.form.getlist(name) for name in names]
    return [
        {"title": title, "language": language, "url": url}
        for title, language, url in zip(*columns, strict=False)
    ]


def blank(slot: Slot | None, item_slug: str) -> dict[str, Any]:
    """Return what a new entry begins with: of a slot, of an item, or of nothing."""
    if slot:
        return beginning.of_slot(context.session(), slot)
    if item_slug:
        found = catalogue.by_slug(context.session(), item_slug)
        return beginning.of_item(found, context.language())
    return {"day_on": today()}


def shown(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields of an entry as the form shows them."""
    values: dict[str, Any] = {name: fields.get(name) or "" for name in _TEXTS}
    for name in _NUMBERS:
        values[name] = "" if fields.get(name) is None else str(fields[name])
    for name in _LISTS:
        values[name] = list(fields.get(name) or [])
    return values | {
        "outcome": fields.get("outcome") or Outcome.DONE.value,
        "form": fields.get("form") or slotting.DEFAULT_FORM,
        "channel": fields.get("channel") or "",
        "products": list(fields.get("products") or []),
        **{name: each.isoformat() if (each := fields.get(name)) else ""
           for name in ("day_on", "moved_to")},
    }  # fmt: skip


def of_entry(entry: Entry) -> dict[str, Any]:
    """Return an entry as the form shows it."""
    names = (*_TEXTS, *_NUMBERS, *_LISTS, "outcome", "form", "channel", "products")
    days = {"day_on": entry.day_on, "moved_to": entry.moved_to}
    return shown({name: getattr(entry, name) for name in names} | days)


def as_typed(before: dict[str, Any]) -> dict[str, Any]:
    """Return what the form shows again after it was refused: what was typed, all of it."""
    given = request.form
    if "title" not in given:
        return before
    again = {name: given.get(name, value) for name, value in before.items() if name not in _LISTS}
    lists = {name: given.getlist(name) for name in _LISTS}
    return again | lists | {"products": _products()}


def choices(values: dict[str, Any]) -> dict[str, Any]:
    """Return what the form offers: outcomes, forms, channels, grades, themes, difficulties."""
    rows = [each for each in values["products"] if each["title"] or each["url"]]
    empty = {"title": "", "language": "vi", "url": ""}
    return {
        "outcomes": options(offered.OUTCOMES, values["outcome"]),
        "forms": options(offered.FORMS, values["form"]),
        "channels": [("", _("Not made known to others"), not values["channel"]),
                     *options(offered.CHANNELS, values["channel"])],
        "difficulties": [(key, _(name), key in values["difficulties"])
                         for key, name in offered.DIFFICULTIES.items()],
        "grades": _tags("grade", values["grades"], words.grades),
        "themes": _tags("theme", values["themes"], lambda ids: "".join(words.labels(ids))),
        "rows": rows + [empty] * max(1, _ROWS - len(rows)),
    }  # fmt: skip


def options(names: Any, chosen: str) -> list[tuple[str, str, bool]]:
    """Return what a table of names offers: value, name, whether it is chosen."""
    return [(str(key), _(name), key == chosen) for key, name in names.items()]


def _tags(scheme: str, chosen: list[str], said: Any) -> list[tuple[str, str, bool]]:
    """Return the broadest tags of a scheme, and whatever narrower ones are chosen already."""
    known = context.vocabulary()
    ids = dict.fromkeys([*known.tops(scheme, context.language()), *chosen])
    return [(id, said([id]), id in chosen) for id in ids if id in known]


def homes(user: User) -> list[Unit]:
    """Return the units for which a person may record: where they have a role."""
    return plans.homes(user)


def unit(user: User, slot: Slot | None) -> Unit:
    """Return the unit that the form names, else the first in which the person works."""
    if slot:
        return slot.plan.unit
    if chosen := request.form.get("unit", type=forms.number):
        return units.by_id(context.session(), chosen)
    for each in homes(user):
        return each
    raise NotFound(N_("Only who works in a unit keeps its logbook; ask its administrator."))


def may_keep(user: User | None) -> bool:
    """Tell whether the reader works in some unit, whose logbook is then in reach."""
    return user is not None and user.holds(Role.CONTRIBUTOR)


def new_key() -> str:
    """Return a key for an entry that is not sent yet: sent twice, it is kept once."""
    return secrets.token_urlsafe(18)
