"""The form of a bulk work: which changes it sends, and what can be chosen in it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import request
from sqlalchemy import or_, select

from library.accounts import roles, units, users
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.bulk import changing
from library.bulk.changing import Changes
from library.errors import Invalid, LibraryError
from library.marking import N_
from library.web import context
from library.web.speech import _

_PLACES = range(1, 4)
ADD = tuple(f"add-{place}" for place in _PLACES)
REMOVE = tuple(f"remove-{place}" for place in _PLACES)
FIELDS = (*ADD, *REMOVE, "old", "new", "licence", "unit", "visibility", "reviewer", "reason")
_NUMBERED = re.compile(r"\[([^\[\]]+)\]\s*$")
_MOST_OFFERED = 300
_LONGEST = 4_000


def typed() -> dict[str, str]:
    """Return what was typed into the form."""
    return {name: request.form.get(name, "").strip()[:_LONGEST] for name in FIELDS}


def of(changes: Changes) -> dict[str, str]:
    """Return changes as the form holds them."""
    found = dict(zip(ADD, map(_tag, changes.add), strict=False))
    found |= dict(zip(REMOVE, map(_tag, changes.remove), strict=False))
    for one, other in changes.replace[:1]:
        found |= {"old": _tag(one), "new": _tag(other)}
    session = context.session()
    if changes.unit is not None and (unit := session.get(Unit, changes.unit)):
        found["unit"] = named(unit.name, unit.id)
    if changes.reviewer is not None and (user := session.get(User, changes.reviewer)):
        found["reviewer"] = named(user.name, user.id)
    return found | {
        "licence": changes.licence,
        "visibility": changes.visibility,
        "reason": changes.reason,
    }


def read(given: dict[str, str]) -> tuple[Changes, dict[str, str]]:
    """Return the changes that were typed, and what is wrong by field."""
    wrong: dict[str, str] = {}

    def value(name: str, reading: Callable[[str], Any]) -> Any:
        try:
            return reading(given[name]) if given[name] else None
        except LibraryError as error:
            wrong[name] = error.message.translated(_)
            return None

    old, new = value("old", _tag_named), value("new", _tag_named)
    if bool(given["old"]) != bool(given["new"]):
        wrong["new" if given["old"] else "old"] = _("Give both tags, the old and the new one.")
    changes = Changes(
        add=tuple(filter(None, (value(name, _tag_named) for name in ADD))),
        remove=tuple(filter(None, (value(name, _tag_named) for name in REMOVE))),
        replace=((old, new),) if old and new else (),
        licence=value("licence", _licence) or "",
        unit=value("unit", _unit),
        visibility=value("visibility", _visibility) or "",
        reviewer=value("reviewer", _reviewer),
        reason=given["reason"],
    )
    return changes, wrong


def _tag(id: str) -> str:
    vocabulary = context.vocabulary()
    return named(vocabulary[id].label(context.language()), id) if id in vocabulary else id


def named(name: str, id: object) -> str:
    """Return how a thing that is chosen from a list stands in its field: its name, then its id."""
    return f"{name} [{id}]"


def _own(given: str) -> str:
    found = _NUMBERED.search(given)
    return found[1].strip() if found else given


def _tag_named(given: str) -> str:
    vocabulary, id = context.vocabulary(), _own(given)
    if id in vocabulary and vocabulary[id].scheme in changing.KEYS:
        return vocabulary.current(id)
    found = {
        vocabulary.current(each)
        for scheme in changing.KEYS
        if (each := vocabulary.named(scheme, given))
    }
    if len(found) > 1:
        raise Invalid(
            N_("Several tags are called so: %(tags)s. Choose one from the list."),
            tags="; ".join(map(_tag, sorted(found))),
        )
    if not found:
        raise Invalid(N_("There is no tag “%(id)s”."), id=given[:120])
    return found.pop()


def _licence(given: str) -> str:
    vocabulary = context.vocabulary()
    if given not in vocabulary or vocabulary[given].scheme != changing.LICENCE:
        raise Invalid(N_("Choose the licence under which others may use it."))
    return given


def _visibility(given: str) -> str:
    if given not in (changing.PUBLIC, changing.WITHDRAWN):
        raise Invalid(N_("Choose whether readers see the items."))
    return given


def _unit(given: str) -> int:
    session, id = context.session(), _own(given)
    if id.isascii() and id.isdecimal() and len(id) < 9:
        return units.by_id(session, int(id)).id
    found = units.named(session, given)
    if len(found) > 1:
        said = "; ".join(named(each.name, each.id) for each in found)
        raise Invalid(N_("Several units are called so: %(units)s. Choose one."), units=said)
    if not found:
        raise Invalid(N_("There is no such unit."))
    return found[0].id


def _reviewer(given: str) -> int:
    session, id = context.session(), _own(given)
    if id.isascii() and id.isdecimal() and len(id) < 9:
        return users.by_id(session, int(id)).id
    found = users.by_email(session, given)
    if found is None:
        raise Invalid(N_("Choose somebody from the list, or give an e-mail address."))
    return found.id


def tags_offered() -> list[str]:
    """Return all tags that items may get, as the fields take them."""
    vocabulary = context.vocabulary()
    return [
        _tag(id)
        for scheme in changing.KEYS
        if scheme in vocabulary.schemes
        for id in vocabulary.schemes[scheme].terms
        if not vocabulary[id].replaced_by
    ]


def units_offered(user: User) -> list[str]:
    """Return open units that somebody curates, as the field takes them; of many only the first."""
    held = [each.unit.path for each in user.memberships if each.role == Role.CURATOR]
    within = [Unit.path.startswith(path, autoescape=True) for path in held]
    if not within:
        return []
    query = select(Unit).where(or_(*within), Unit.kind != units.ROOT).limit(_MOST_OFFERED)
    found = context.session().scalars(query.order_by(Unit.path))
    return [named(each.name, each.id) for each in found if units.is_open(each)]


def reviewers_offered(user: User) -> list[str]:
    """Return who reviews where somebody publishes, as the field takes them."""
    return list(dict.fromkeys(named(each.name, each.id) for each in _reviewers(user)))


def _reviewers(user: User) -> Iterator[User]:
    reviewing = [role for role in Role if roles.covers(role, Role.REVIEWER)]
    query = select(Membership).join(Membership.user).where(Membership.role.in_(reviewing))
    query = query.where(User.ended_at.is_(None)).order_by(User.name).limit(_MOST_OFFERED)
    for each in context.session().scalars(query):
        if user.holds(Role.PUBLISHER, each.unit):
            yield each.user


def licences_offered(chosen: str) -> list[tuple[str, str, bool]]:
    """Return the licences under which something may be published."""
    vocabulary = context.vocabulary()
    return [
        (id, vocabulary[id].label(context.language()), id == chosen)
        for id in vocabulary.schemes[changing.LICENCE].terms
        if id != "licence.unknown" and not vocabulary[id].replaced_by
    ]
