"""What may stand in an entry: lengths, numbers that can be, days that have come, reasons given."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from library import text
from library.database import today
from library.errors import Invalid
from library.items.models import Item
from library.logbook import offered
from library.logbook.models import Entry, Outcome
from library.marking import N_
from library.planning import slotting

FIELDS = (
    "item_id", "outcome", "reason", "day_on", "moved_to", "title", "form", "themes", "grades",
    "classes", "pupils", "adults", "place", "channel", "products", "cost_vnd", "minutes",
    "went_well", "difficulties", "difficult",
)  # fmt: skip
_LONGEST = {"title": 300, "classes": 200, "place": 200, "reason": 1000, "went_well": 4000,
            "difficult": 4000}  # fmt: skip
_LARGEST = {"pupils": 100_000, "adults": 100_000, "cost_vnd": 2_000_000_000, "minutes": 10_000}
_LISTS = ("themes", "grades", "difficulties", "products")
_EARLIEST = date(2000, 1, 1)
_MOST_PRODUCTS = 20


def state(entry: Entry) -> dict[str, Any]:
    """Return what can be changed of an entry."""
    return {name: getattr(entry, name) for name in FIELDS}


def put(session: Session, entry: Entry, fields: Mapping[str, Any]) -> None:
    """Write the given fields into an entry, or raise Invalid and change nothing."""
    given = {name: _clean(name, value) for name, value in fields.items() if name in FIELDS}
    kept = {name: getattr(entry, name) for name in FIELDS} if entry.id else {}
    whole = _EMPTY | kept | given
    _check_words(whole)
    _check_days(whole)
    _take_item(session, entry, whole)
    for name in FIELDS:
        setattr(entry, name, whole[name])


_EMPTY: dict[str, Any] = {
    "item_id": None, "outcome": Outcome.DONE.value, "reason": "", "day_on": None, "moved_to": None,
    "title": "", "form": slotting.DEFAULT_FORM, "themes": [], "grades": [], "classes": "",
    "pupils": None, "adults": None, "place": "", "channel": "", "products": [], "cost_vnd": None,
    "minutes": None, "went_well": "", "difficulties": [], "difficult": "",
}  # fmt: skip


def _clean(name: str, value: Any) -> Any:
    if name in _LONGEST:
        said = text.tidy(value or "")
        if len(said) > _LONGEST[name]:
            raise Invalid(
                N_("This is too long: at most %(most)s letters."), field=name, most=_LONGEST[name]
            )
        return said
    if name in _LARGEST and value is not None and not 0 <= value <= _LARGEST[name]:
        raise Invalid(N_("Give a number from 0 to %(most)s."), field=name, most=_LARGEST[name])
    if name == "products":
        return _products(value or [])
    return list(value or []) if name in _LISTS else value


def _products(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return products as title, language and address; raise Invalid for what is no address."""
    found = []
    for row in rows[:_MOST_PRODUCTS]:
        title, address = text.tidy(row.get("title", "")), text.tidy(row.get("url", ""))
        if address and not address.lower().startswith(("https://", "http://")):
            raise Invalid(N_("An address begins with https:// or http://."), field="products")
        if len(title) > 300 or len(address) > 1000:
            raise Invalid(N_("Products: a title has at most 300 letters."), field="products")
        if title or address:
            language = "en" if row.get("language") == "en" else "vi"
            found.append({"title": title or address, "language": language, "url": address})
    return found


def _check_words(whole: Mapping[str, Any]) -> None:
    if not whole["title"]:
        raise Invalid(N_("Say what the activity is called."), field="title")
    if whole["form"] not in offered.FORMS:
        raise Invalid(N_("Choose one of the forms."), field="form")
    if whole["outcome"] not in offered.OUTCOMES:
        raise Invalid(N_("Say whether it was done, moved or cancelled."), field="outcome")
    if whole["channel"] and whole["channel"] not in offered.CHANNELS:
        raise Invalid(N_("Choose one of the channels."), field="channel")
    whole["difficulties"][:] = [
        each for each in offered.DIFFICULTIES if each in whole["difficulties"]
    ]
    if whole["outcome"] != Outcome.DONE and not whole["reason"]:
        raise Invalid(N_("Say why it was moved or cancelled."), field="reason")


def _check_days(whole: dict[str, Any]) -> None:
    """Raise Invalid for days that cannot be; the phone's clock is not asked, ours is."""
    day, moved = whole["day_on"], whole["moved_to"]
    if day is None:
        raise Invalid(N_("Give the day of the activity."), field="day_on")
    if whole["outcome"] == Outcome.DONE and day > today():
        raise Invalid(
            N_("This day has not come yet. If it is today, the date of this device is wrong."),
            field="day_on",
        )
    if day < _EARLIEST:
        raise Invalid(N_("This day lies too far back; look at the year."), field="day_on")
    if whole["outcome"] != Outcome.MOVED:
        whole["moved_to"] = None
    elif moved is None or moved == day:
        raise Invalid(N_("Give the day to which it was moved."), field="moved_to")


def _take_item(session: Session, entry: Entry, whole: Mapping[str, Any]) -> None:
    """Keep which revision of an item was public when it was carried out."""
    if whole["item_id"] == entry.item_id and entry.id:
        return
    item = session.get(Item, whole["item_id"]) if whole["item_id"] else None
    if whole["item_id"] and item is None:
        raise Invalid(N_("There is no such item, or it is no longer public."), field="item")
    entry.revision_id = item.published_id if item else None


def reason(given: str) -> str:
    """Return why something was done, in a length that can be kept."""
    said = text.tidy(given)
    if len(said) > 2000:
        raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
    return said
