"""The logbook in the reader's words: the list by month, what waits, an entry with its history."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import format_date

from library import history
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import NotFound
from library.logbook import entries, evidence, offered, standing
from library.logbook.models import Entry, EntryFile, Outcome
from library.logbook.standing import Waiting
from library.marking import N_
from library.web import context, entry_form, filters, forms, plan_page, words
from library.web.speech import _, ngettext

_MOST_WAITING = 8
# What of the address stays when another month is looked at.
_KEPT = ("unit", "outcome", "person")
_MONTHS = {"vi": "'Tháng' M/yyyy", "en": "MMM yyyy"}
_TONES = {Outcome.DONE: "ok", Outcome.MOVED: "wait", Outcome.CANCELLED: "bad"}
LABELS = {
    "outcome": N_("What became of it"),
    "title": N_("Activity"),
    "form": N_("Form"),
    "day_on": N_("Day"),
    "moved_to": N_("Moved to"),
    "reason": N_("Reason"),
    "grades": N_("Grades"),
    "classes": N_("Classes"),
    "pupils": N_("Pupils reached"),
    "adults": N_("Adults reached"),
    "place": N_("Venue"),
    "channel": N_("Made known through"),
    "minutes": N_("Minutes really used"),
    "cost_vnd": N_("Cost in dong"),
    "went_well": N_("What went well"),
    "difficulties": N_("What was difficult"),
    "difficult": N_("More on what was difficult"),
    "products": N_("Products"),
    "themes": N_("Themes"),
    "item_id": N_("Item of the library"),
}
_VERBS = {
    "recorded": N_("recorded it"),
    "changed": N_("changed it"),
    "attached": N_("attached a file"),
    "removed a file": N_("removed a file"),
    "published a file": N_("opened a file to everybody"),
    "withdrew a file": N_("closed a file again"),
}


def wants_json() -> bool:
    """Tell whether a page asks that sends what was typed offline."""
    return request.accept_mimetypes.best == "application/json"


def frame() -> dict[str, Any]:
    """Return what pages of the logbook need to keep what is typed until the network is back."""
    return {"me": context.somebody().id, "today": today().isoformat()}


def own_units(user: User) -> list[Unit]:
    """Return the units whose logbook the address asks for: one that may be read, else one's own."""
    if wanted := request.args.get("unit", type=forms.number):
        unit = units.by_id(context.session(), wanted)
        if not user.holds(Role.READER, unit):
            raise NotFound(N_("There is no such unit."))
        return [unit]
    return list({each.unit_id: each.unit for each in user.memberships}.values())


def listed() -> dict[str, Any]:
    """Return what the list shows: what waits, the months, the entries of one of them."""
    session, user = context.session(), context.somebody()
    homes = own_units(user)
    found = narrowed(entries.of_own(session, homes))
    months = sorted({each.day_on.replace(day=1) for each in found}, reverse=True)
    month = _month(months)
    rows = [each for each in found if each.day_on.replace(day=1) == month]
    waiting = [] if "unit" in request.args else standing.waiting(session, user)
    args = {name: each for name in _KEPT if (each := request.args.get(name))}
    return {
        "units": ", ".join(each.name for each in homes if each.kind != units.ROOT),
        "waiting": [_waiting(each, user) for each in waiting[:_MOST_WAITING]],
        "more_waiting": len(waiting) - _MOST_WAITING,
        "months": [_chip(each, month, found, args) for each in months],
        "month": month_name(month) if month else "",
        "rows": [_row(each) for each in rows],
        "sums": _sums(rows),
        "outcomes": entry_form.options(offered.OUTCOMES, request.args.get("outcome", "")),
        "people": _people(entries.of_own(session, homes) if _is_narrowed() else found),
        "is_narrowed": _is_narrowed(),
        "may_record": entry_form.may_keep(user),
        "csv_url": url_for("logbook_tables.csv", **args),  # type: ignore[arg-type]
        "xlsx_url": url_for("logbook_tables.xlsx", **args),  # type: ignore[arg-type]
        "unit": request.args.get("unit", ""),
        **frame(),
    }


def _is_narrowed() -> bool:
    return bool(request.args.get("outcome") or request.args.get("person"))


def narrowed(found: Sequence[Entry]) -> list[Entry]:
    """Return the entries with the outcome and of the person that the address names."""
    outcome = request.args.get("outcome", "")
    person = request.args.get("person", type=forms.number)
    return [
        each
        for each in found
        if outcome in ("", each.outcome) and person in (None, each.recorded_by_id)
    ]


def _month(months: Sequence[date]) -> date | None:
    wanted = request.args.get("month", "")
    return next((each for each in months if f"{each:%Y-%m}" == wanted), next(iter(months), None))


def month_name(month: date) -> str:
    """Return a month with its year."""
    return str(format_date(month, _MONTHS[context.language()]))


def _chip(
    month: date, current: date | None, found: Sequence[Entry], args: dict[str, str]
) -> dict[str, Any]:
    count = Counter(each.day_on.replace(day=1) for each in found)[month]
    return {
        "label": month_name(month),
        "count": count,
        "current": month == current,
        "url": url_for("logbook.index", month=f"{month:%Y-%m}", **args),  # type: ignore[arg-type]
    }


def _people(found: Sequence[Entry]) -> list[tuple[str, str, bool]]:
    wanted = request.args.get("person", type=forms.number)
    names = {each.recorded_by_id: each.recorded_by.name for each in found}
    return [(str(id), name, id == wanted) for id, name in names.items()]


def _waiting(each: Waiting, user: User) -> dict[str, Any]:
    slot = each.slot
    number = _("Week %(number)s", number=slot.week) if slot.week else ""
    return {
        "title": slot.title,
        "when": f"{plan_page.weekday(each.day)}, {filters.day(each.day)}" if each.day else number,
        "who": slot.who,
        "is_mine": slot.owner_id == user.id,
        "audience": plan_page.audience(slot),
        "url": url_for("logbook.new", slot=slot.id),
        "done_url": url_for("logbook.done", id=slot.id),
    }


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title,
        "url": url_for("logbook.show", id=entry.id),
        "day": f"{plan_page.weekday(entry.day_on)}, {filters.day(entry.day_on)}",
        "outcome": outcome(entry),
        "tone": _TONES[Outcome(entry.outcome)],
        "said": " · ".join(filter(None, [_(offered.FORMS[entry.form]), audience(entry)])),
        "pupils": reached(entry),
        "who": entry.recorded_by.name,
        "files": len(entry.files),
    }


def outcome(entry: Entry) -> str:
    """Return what became of an activity; of one that was moved, to which day."""
    if entry.outcome == Outcome.MOVED and entry.moved_to:
        return _("Moved to %(day)s", day=filters.day(entry.moved_to))
    return _(offered.OUTCOMES[Outcome(entry.outcome)])


def audience(entry: Entry) -> str:
    """Return the grades and classes that an entry names."""
    return ", ".join(filter(None, [words.grades(entry.grades), entry.classes]))


def reached(entry: Entry) -> str:
    """Return how many were reached, in words; empty where nothing is said."""
    pupils = entry.pupils
    said = [
        ngettext("%(num)s pupil", "%(num)s pupils", pupils) if pupils is not None else "",
        ngettext("%(num)s adult", "%(num)s adults", entry.adults) if entry.adults else "",
    ]
    return ", ".join(filter(None, said))


def _sums(found: Sequence[Entry]) -> str:
    done = [each for each in found if each.outcome == Outcome.DONE]
    activities = ngettext("%(num)s activity done", "%(num)s activities done", len(done))
    pupils = sum(each.pupils or 0 for each in done)
    turns = ngettext("%(shown)s pupil reached", "%(shown)s pupils reached", pupils,
                     shown=filters.number(pupils))  # fmt: skip
    return f"{activities}, {turns}"


def entry(found: Entry, said: Sequence[str] = ()) -> str:
    """Return the page of an entry; `said` is what was refused of something sent with it."""
    user = context.somebody()
    may_write = entries.writes(user, found)
    slot, item = found.slot, found.item
    return render_template(
        "logbook/show.html",
        entry=found,
        outcome=outcome(found),
        tone=_TONES[Outcome(found.outcome)],
        lines=[each for each in _lines(found) if each[1]],
        products=found.products,
        files=[_file(each) for each in found.files],
        steps=_steps(found),
        slot_url=url_for("slots.show", id=slot.id) if slot and slot.removed_at is None else None,
        item_url=url_for("items.show", slug=item.slug) if item and item.published_id else None,
        may_write=may_write,
        may_attach=may_write and len(found.files) < evidence.MOST,
        may_publish=user.holds(Role.PUBLISHER, found.unit),
        said=said,
        **frame(),
    )


def _lines(found: Entry) -> list[tuple[str, str]]:
    difficulties = [_(offered.DIFFICULTIES[each]) for each in found.difficulties]
    values = {
        "reason": found.reason,
        "form": _(offered.FORMS[found.form]),
        "grades": audience(found),
        "pupils": "" if found.pupils is None else filters.number(found.pupils),
        "adults": "" if found.adults is None else filters.number(found.adults),
        "place": found.place,
        "channel": _(offered.CHANNELS[found.channel]) if found.channel else "",
        "minutes": "" if found.minutes is None else filters.number(found.minutes),
        "cost_vnd": "" if found.cost_vnd is None else filters.number(found.cost_vnd),
        "themes": ", ".join(words.labels(found.themes)),
        "went_well": found.went_well,
        "difficulties": words.sentence(difficulties),
        "difficult": found.difficult,
    }
    return [(_(LABELS[name]), value) for name, value in values.items()]


def _file(file: EntryFile) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "caption": file.caption,
        "is_picture": file.type.startswith("image/"),
        "is_public": file.is_public,
        "size": filters.size(file.size),
        "url": url_for("evidences.show", id=file.id),
    }


def _steps(found: Entry) -> list[dict[str, str]]:
    """Return who did what to an entry and when, the newest first."""
    session = context.session()
    events = history.of(session, entries.NOUN, found.id)[::-1]
    names = {each: session.get(User, each) for each in {event.by_id for event in events} if each}
    return [
        {
            "who": by.name if (by := names.get(each.by_id or 0)) else "",
            "what": _(_VERBS[each.verb]) if each.verb in _VERBS else each.verb,
            "fields": ", ".join(_(LABELS[name]) for name in each.details.get("fields", [])),
            "at": filters.moment(each.at),
        }
        for each in events
    ]


def differing(found: Entry, values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields in which the form and the entry as it stands now differ, both in words."""
    theirs = entry_form.of_entry(found)
    names = [name for name in LABELS if name in values and theirs[name] != values[name]]
    return [
        {"label": _(LABELS[name]), "theirs": _said(name, theirs), "mine": _said(name, values)}
        for name in names
    ]


def _said(name: str, values: dict[str, Any]) -> str:
    value = values[name]
    tables: dict[str, Any] = {"outcome": offered.OUTCOMES, "form": offered.FORMS,
                              "channel": offered.CHANNELS}  # fmt: skip
    if name in tables:
        return _(tables[name][value]) if value in tables[name] else ""
    if name == "products":
        return ", ".join(each["title"] for each in value)
    if name == "difficulties":
        return ", ".join(_(offered.DIFFICULTIES[each]) for each in value)
    if isinstance(value, list):
        return ", ".join(words.labels(value))
    return words.day(str(value)) if name in ("day_on", "moved_to") else str(value)
