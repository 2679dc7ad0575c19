"""Who is told of a directive: heads of units below when it is issued, who adopted it afterwards."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import notices
from library.accounts import users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.directives.models import Adoption, Directive
from library.errors import Message
from library.marking import N_

_NOUN = "directives"
_HEAD_WHY = N_("because you are head of a unit that it concerns")
_ADOPTED_WHY = N_("because your unit has taken this plan over")


def tell(
    session: Session, people: Iterable[User], message: Message, why: str, directive: Directive
) -> None:
    """Tell people something that leads to a directive."""
    notices.tell(session, people, message, why, _NOUN, directive.id)


def heads_below(session: Session, unit: Unit) -> list[User]:
    """Return the heads of the units below one, not those of the unit itself."""
    return [
        each.user for each in users.at(session, unit)
        if each.role == Role.PUBLISHER and each.unit_id != unit.id
    ]  # fmt: skip


def _adopted(session: Session, directive: Directive) -> list[User]:
    """Return who adopted a directive for their unit, and the heads of those units."""
    found: list[User] = []
    query = select(Adoption).where(Adoption.directive_id == directive.id)
    for adoption in session.scalars(query):
        found.append(users.by_id(session, adoption.begun_by_id))
        found += heads_at(session, adoption.unit)
    return found


def heads_at(session: Session, unit: Unit) -> list[User]:
    """Return who heads just this unit."""
    return [
        each.user for each in users.at(session, unit)
        if each.role == Role.PUBLISHER and each.unit_id == unit.id
    ]  # fmt: skip


def issued(session: Session, directive: Directive) -> None:
    """Tell the units below that there is a new directive."""
    values = {"unit": directive.unit.name, "number": directive.number, "title": directive.title}
    message = Message(N_("%(unit)s has issued plan %(number)s: “%(title)s”."), values)
    tell(session, heads_below(session, directive.unit), message, _HEAD_WHY, directive)


def corrected(session: Session, directive: Directive, reason: str) -> None:
    """Tell those who adopted a directive that it was corrected."""
    values = {"number": directive.number, "title": directive.title, "reason": reason}
    message = Message(N_("Plan %(number)s “%(title)s” was corrected: %(reason)s"), values)
    tell(session, _adopted(session, directive), message, _ADOPTED_WHY, directive)


def withdrawn(session: Session, directive: Directive, reason: str) -> None:
    """Tell those who adopted a directive that it holds no longer."""
    values = {"number": directive.number, "title": directive.title, "reason": reason}
    message = Message(N_("Plan %(number)s “%(title)s” was withdrawn: %(reason)s"), values)
    tell(session, _adopted(session, directive), message, _ADOPTED_WHY, directive)


def reminded(session: Session, directive: Directive, unit: Unit) -> bool:
    """Ask the heads of a unit, politely, to look at a directive; tell whether there is anybody."""
    people = heads_at(session, unit)
    values = {"unit": directive.unit.name, "number": directive.number, "title": directive.title}
    sentence = N_(
        "%(unit)s kindly asks you to look at plan %(number)s “%(title)s”: something is still open."
    )
    tell(session, people, Message(sentence, values), _HEAD_WHY, directive)
    return bool(people)
