"""Legal bases in forms: the field with its finder, what was chosen, what is no longer in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request, url_for

from library.accounts.models import Unit
from library.bases import keeping, reading, standing
from library.bases.reading import Basis
from library.bases.standing import OfficialText, Texts, Warned
from library.database import today
from library.items.models import Item
from library.search.query import Query
from library.web import context, filters, words
from library.web.speech import _

_MOST = 8


def lines(name: str = "bases") -> list[str]:
    """Return the lines that were typed in a field, and after them the texts that were ticked."""
    typed = request.form.get(name, "").splitlines()
    return list(dict.fromkeys(filter(str.strip, [*typed, *request.form.getlist("cite")])))


def is_looking() -> bool:
    """Tell whether a form was sent to find a text, without JavaScript, and not to be kept.

    Browsers press the first button of a form on Enter in any field: without words it is kept.
    """
    return "find" in request.form and bool(request.form.get("looked_for", "").strip())


def field(typed: str, unit: Unit | None = None) -> dict[str, Any]:
    """Return what the field shows beside its lines: texts found, and what holds no longer."""
    looked_for = request.form.get("looked_for", "") if is_looking() else ""
    return {
        "lines": typed,
        "warned": warned(reading.read(line) for line in typed.splitlines()),
        "looked_for": looked_for,
        "found": found(looked_for) if looked_for else [],
        "is_searched": bool(looked_for),
        "has_list": unit is not None and bool(keeping.of(context.session(), unit)),
    }


def found(said: str) -> list[dict[str, str]]:
    """Return the official texts that some words or a number may mean, the likeliest first."""
    if len(said.strip()) < 2:
        return []
    context.follow()
    session = context.session()
    known = standing.texts(session)
    exact = known.named(said.strip())
    hits = context.answer(Query(said[:200], standing.KINDS, size=_MOST)).results.hits
    ids = dict.fromkeys([*([exact.id] if exact else []), *(hit.id for hit in hits)])
    return [_choice(known.by_id[id], known) for id in ids if id in known.by_id][:_MOST]


def _choice(text: OfficialText, known: Texts) -> dict[str, str]:
    over = list(known.over([Basis("", item=text.id)], today()))
    return {
        "written": standing.cite(text, type_of(text)).written,
        "title": text.title,
        "over": _why(over[0]) if over else "",
    }


def type_of(text: OfficialText) -> str:
    """Return what the type of a text is called in documents, which are in Vietnamese."""
    with context.speaking("vi"):
        return "".join(words.labels([text.doctype])) if text.doctype else ""


def warned(bases: Iterable[Basis], known: Texts | None = None) -> list[dict[str, str]]:
    """Return the bases that are no longer in force, each with what stands in its place."""
    read = list(bases)
    if not read:
        return []
    known = known or standing.texts(context.session())
    return [_row(each) for each in known.over(read, today())]


def _row(found: Warned) -> dict[str, str]:
    replacement = found.replacement
    return {
        "written": found.basis.written,
        "url": url_for("items.show", slug=found.text.slug),
        "why": _since(found) if replacement else _why(found),
        "instead": replacement.title if replacement else "",
        "instead_url": url_for("items.show", slug=replacement.slug) if replacement else "",
        "cite": standing.cite(replacement, type_of(replacement)).written if replacement else "",
    }


def _why(found: Warned) -> str:
    """Say since when a text is no longer in force and what replaces it, where that is known."""
    replacement = found.replacement
    name = (replacement.number or replacement.title) if replacement else found.replaced_by
    if not name:
        return _since(found)
    return _("%(since)s; replaced by %(text)s", since=_since(found), text=name)


def _since(found: Warned) -> str:
    day = found.text.expired_on
    if day is None:
        return _("no longer in force")
    return _("no longer in force since %(day)s", day=filters.day(day))


def shown(bases: Sequence[Basis | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return bases as a table shows them: what each was understood as, with a link to its text."""
    read = [each if isinstance(each, Basis) else Basis.unpacked(each) for each in bases]
    if not read:
        return []
    known = standing.texts(context.session())
    over = {each.basis.written: _why(each) for each in known.over(read, today())}
    return [
        {
            "written": each.written,
            "number": each.number,
            "dated": filters.day(each.dated_on) if each.dated_on else "",
            "issuer": each.issuer,
            "is_party": reading.is_party(each.number),
            "url": url_for("items.show", slug=text.slug) if (text := known.of(each)) else None,
            "over": over.get(each.written, ""),
        }
        for each in read
    ]


def address_of(item: Item | None) -> str | None:
    """Return the page of an item, None for none or one that is not public."""
    return url_for("items.show", slug=item.slug) if item and item.published_id else None
