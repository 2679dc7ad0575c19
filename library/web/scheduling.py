"""Days of the calendar for curators: those shipped, changed or left out here, and those added."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from library import i18n
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.errors import Conflict, Invalid, LibraryError, NotAllowed
from library.marking import N_
from library.planning import occasions, scheduling
from library.planning.occasions import LAST, Occasion
from library.planning.scheduling import Given
from library.web import context, errors, filters, forms, security, terms
from library.web.speech import _

blueprint = Blueprint("scheduling", __name__)
blueprint.after_request(security.keep_to_oneself)

_SCHEME = "theme"
_WEEKS = {1: N_("the first"), 2: N_("the second"), 3: N_("the third"), 4: N_("the fourth"),
          LAST: N_("the last")}  # fmt: skip
_NUMBERS = ("month", "day", "weekday", "week")


@blueprint.get("/curate/occasions/")
def index() -> ResponseReturnValue:
    """Show all days that somebody may change, and those left out."""
    user, session = _curator(), context.session()
    found = [each for each in occasions.every(session) if _may(user, each)]
    year = occasions.school_year(today())
    return render_template(
        "occasions/index.html",
        rows=sorted((_row(each, year) for each in found), key=lambda row: row["order"]),
        hidden=[each for each in scheduling.hidden(session) if _may(user, each)],
        language=context.language(),
    )


def _curator() -> User:
    user = context.somebody()
    if not user.holds(Role.CURATOR):
        raise NotAllowed(N_("Only curators change the calendar."))
    return user


def _may(user: User, day: Occasion) -> bool:
    return user.holds(Role.CURATOR, scheduling.unit_of(context.session(), day.unit_id))


def _row(day: Occasion, year: int) -> dict[str, Any]:
    falls = [on for each in (year, year + 1) if (on := day.on(each))]
    ours = [on for on in falls if occasions.school_year(on) == year]
    unit = scheduling.unit_of(context.session(), day.unit_id) if day.unit_id else None
    return {
        "key": day.key,
        "title": day.title(context.language()),
        "on_text": filters.day(ours[0]) if ours else _("not this school year"),
        "order": ours[0].isoformat() if ours else "9",
        "unit": unit.name if unit else None,
        "state": _state(day),
    }


def _state(day: Occasion) -> str:
    if not scheduling.is_shipped(day.key):
        return _("added here")
    return "" if day in occasions.shipped() else _("changed here")


@blueprint.get("/curate/occasions/new")
def new() -> ResponseReturnValue:
    """Show the form for a day."""
    return _page(None)


@blueprint.get("/curate/occasions/<key>")
def edit(key: str) -> ResponseReturnValue:
    """Show the form of a day."""
    return _page(_mine(key))


def _mine(key: str) -> tuple[Occasion, int]:
    user, session = _curator(), context.session()
    day, edited = scheduling.found(session, key)
    roles.require(user, Role.CURATOR, at=scheduling.unit_of(session, day.unit_id))
    return day, edited


def _page(held: tuple[Occasion, int] | None, refused: LibraryError | None = None) -> str:
    day, edited = held or (None, 0)
    kept = _fields(day)
    sent: Mapping[str, str] = request.form if refused else {}
    tags = request.form.getlist("tag") if refused else list(day.tags if day else ())
    return render_template(
        "occasions/edit.html",
        key=day.key if day else None,
        title=day.title(context.language()) if day else _("New day"),
        fields={**kept, **sent},
        newer={name: said for name, said in kept.items() if sent.get(name, said) != said}
        if isinstance(refused, Conflict)
        else {},
        seen=edited,
        months=_named("months"),
        weekdays=_named("days"),
        weeks=[(number, _(name)) for number, name in _WEEKS.items()],
        themes=[(term, depth, term.id in tags) for term, depth in terms.tree(_SCHEME)],
        others=[tag for tag in tags if not tag.startswith(f"{_SCHEME}.")],
        label=lambda tag: context.vocabulary()[tag].label(context.language()),
        places=[] if day else _places(),
        is_shipped=day is not None and scheduling.is_shipped(day.key),
        is_changed=day is not None and bool(_state(day)),
        languages_to_name=i18n.LANGUAGES,
        wrong=forms.wrong(refused),
    )


def _named(kind: str) -> list[tuple[int, str]]:
    """Return the months or weekdays with their names."""
    locale = get_locale()
    names = (locale.months if kind == "months" else locale.days)["stand-alone"]["wide"]
    return [(number, str(name)) for number, name in names.items()]


def _fields(day: Occasion | None) -> dict[str, str]:
    fields = {name: _written(getattr(day, name, None)) for name in _NUMBERS}
    fields["source"] = day.source if day else ""
    years = day.years.items() if day else ()
    fields["years"] = "\n".join(
        f"{on:%d/%m/%Y}" if on else f"{year}-" for year, on in sorted(years)
    )
    for code in i18n.LANGUAGES:
        fields[f"title-{code}"] = day.titles.get(code, "") if day else ""
        fields[f"note-{code}"] = day.notes.get(code, "") if day else ""
    return fields


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _places() -> list[tuple[int | str, str, bool]]:
    """Return the units whose day it may become; that of the whole library has no number."""
    user, chosen = context.somebody(), request.form.get("unit", "")
    held: list[Unit] = [each.unit for each in user.memberships if each.role == Role.CURATOR]
    return [
        ("" if each.parent_id is None else each.id,
         _("The whole library") if each.parent_id is None else each.name,
         chosen == str(each.id))
        for each in held
    ]  # fmt: skip


@blueprint.post("/curate/occasions/new")
def create() -> ResponseReturnValue:
    """Add a day."""
    user, session = _curator(), context.session()
    try:
        number = request.form.get("unit", type=forms.number)
        unit = scheduling.unit_of(session, number) if number else None
        scheduling.add(session, user, _given(), unit)
    except Invalid as refused:
        context.undo()
        return _page(None, refused), 422
    return redirect(url_for("scheduling.index"), 303)


@blueprint.post("/curate/occasions/<key>")
def change(key: str) -> ResponseReturnValue:
    """Change a day, take it out, or put a shipped one back as it was."""
    user, session, then = _curator(), context.session(), request.form.get("then", "")
    seen = request.form.get("seen", -1, type=forms.number)
    _mine(key)
    try:
        if then == "remove":
            scheduling.remove(session, user, key, seen)
        elif then == "put-back":
            scheduling.put_back(session, user, key)
        else:
            scheduling.change(session, user, key, _given(), seen)
    except (Invalid, Conflict) as refused:
        context.undo()
        return _page(_mine(key), refused), errors.code(refused)
    return redirect(url_for("scheduling.index"), 303)


def _given() -> Given:
    given = request.form
    numbers = {name: given.get(name, type=forms.number) for name in _NUMBERS}
    vocabulary = context.vocabulary()
    return Given(
        texts={
            code: {name: given.get(f"{name}-{code}", "") for name in ("title", "note")}
            for code in i18n.LANGUAGES
        },
        source=given.get("source", ""),
        tags=[tag for tag in dict.fromkeys(given.getlist("tag")) if tag in vocabulary],
        years=given.get("years", ""),
        **numbers,
    )
