"""Directives: who may see and write one, beginning and changing it, its versions.

After it is issued every change is a correction: it says why, becomes a version, and units are told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.bases import keeping
from library.bases.reading import Basis
from library.database import now, today
from library.directives import deadlines, tasks, telling
from library.directives.models import Directive, DirectiveVersion, State
from library.directives.tasks import Row
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.models import Item
from library.marking import N_
from library.planning import frames

NOUN = "directives"
# Kinds of units that give plans to those below them.
KINDS = ("department", "commune", "ward", "special-zone", "district")
_LONGEST = {"title": 500, "number": 60, "reporting": 2_000, "reason": 2_000}
_WRITABLE = frozenset({State.DRAFT, State.RETURNED, State.ISSUED})


@dataclass(frozen=True)
class Given:
    """A directive as a form gives it. `bases`: legal bases, a line each; `item`: a slug or an id."""

    title: str
    number: str = ""
    dated_on: date | None = None
    reporting: str = ""
    bases: Sequence[str] = ()
    rows: Sequence[Row] = ()
    item: str = ""


def homes(user: User) -> list[Unit]:
    """Return the units for which somebody may begin a directive."""
    found = {each.unit_id: each.unit for each in user.memberships}
    return [
        unit for unit in found.values()
        if unit.kind in KINDS and units.is_open(unit) and user.holds(Role.CONTRIBUTOR, unit)
    ]  # fmt: skip


def is_public(directive: Directive) -> bool:
    """Tell whether units below see it: since it was issued, also when it was withdrawn later."""
    return State(directive.state) in (State.ISSUED, State.WITHDRAWN)


def sees(user: User, directive: Directive) -> bool:
    """Tell whether somebody may read a directive: at its unit always, below it once it is issued."""
    if user.ended_at:
        return False
    if user.holds(Role.READER, directive.unit):
        return True
    below = any(each.unit.is_within(directive.unit) for each in user.memberships)
    return below and is_public(directive)


def writes(user: User, directive: Directive) -> bool:
    """Tell whether somebody may change a directive as it stands.

    Once it is issued that is for those who made it and those who answer for it.
    """
    if State(directive.state) not in _WRITABLE or not user.holds(Role.CONTRIBUTOR, directive.unit):
        return False
    made = user.id in (directive.begun_by_id, directive.submitted_by_id)
    return directive.state != State.ISSUED or made or user.holds(Role.REVIEWER, directive.unit)


def by_id(session: Session, user: User, id: int) -> Directive:
    """Return a directive that somebody may read; raise NotFound, also for one that is not theirs."""
    found = session.get(Directive, id)
    if found is None or not sees(user, found):
        raise NotFound(N_("There is no such plan from above, or it is not for this account."))
    return found


def of_user(session: Session, user: User) -> list[Directive]:
    """Return the directives that somebody sees, the newest first."""
    held = [each.unit for each in user.memberships]
    above = {int(id) for unit in held for id in unit.path.split("/") if id}
    below = (Unit.path.startswith(unit.path, autoescape=True) for unit in held)
    query = select(Directive).join(Unit, Unit.id == Directive.unit_id)
    query = query.options(joinedload(Directive.unit)).where(or_(Unit.id.in_(above), *below))
    found = session.scalars(query.order_by(Directive.id.desc()))
    return [each for each in found if sees(user, each)]


def begin(session: Session, user: User, unit: Unit, given: Given) -> Directive:
    """Begin the directive of a department or commune."""
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if unit.kind not in KINDS or not units.is_open(unit):
        raise Invalid(N_("Choose a department or a commune that is open."), field="unit")
    directive = Directive(
        unit_id=unit.id, unit=unit, state=State.DRAFT, begun_by_id=user.id, version=0, edited=0,
        last_key=0, number="", title="", reporting="", tasks=[], bases=[], reason="", reminded={},
    )  # fmt: skip
    _put(session, directive, given)
    session.add(directive)
    session.flush()
    history.record(session, user, "began", NOUN, directive.id, unit=unit.id)
    return directive


def change(
    session: Session, user: User, directive: Directive, given: Given, seen: int, reason: str = ""
) -> None:
    """Change a directive; of one that is issued that is a correction, and says why."""
    database.take_turns(session.connection(), NOUN)
    session.refresh(directive)
    roles.require(user, Role.CONTRIBUTOR, at=directive.unit)
    if State(directive.state) not in _WRITABLE:
        raise Conflict(N_("It waits to be issued, or was withdrawn; take it back first."))
    if not writes(user, directive):
        raise NotAllowed(
            N_("It is issued: only who made it, and who answers for the unit, corrects it.")
        )
    if seen != directive.edited:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))
    before = content(directive)
    _put(session, directive, given)
    if content(directive) == before:
        return
    why = text.tidy(reason)
    if directive.state == State.ISSUED:
        require_whole(directive)
        if not why:
            raise Invalid(N_("It is issued: say why it is corrected."), field="reason")
        if len(why) > _LONGEST["reason"]:
            raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
        add_version(session, user, directive, why)
    directive.edited, directive.changed_at = directive.edited + 1, now()
    session.flush()
    history.record(session, user, "changed", NOUN, directive.id, reason=why)
    if directive.state == State.ISSUED:
        telling.corrected(session, directive, why)


def _put(session: Session, directive: Directive, given: Given) -> None:
    """Write what a form gives, or raise Invalid and change nothing."""
    said = {name: text.tidy(getattr(given, name)) for name in ("title", "number", "reporting")}
    for name, value in said.items():
        if len(value) > _LONGEST[name]:
            raise Invalid(
                N_("This is too long; %(limit)s letters fit."), name, limit=_LONGEST[name]
            )
    if not said["title"]:
        raise Invalid(N_("Say what the plan is called."), field="title")
    if given.dated_on and given.dated_on > today():
        raise Invalid(N_("This day has not come yet."), field="dated_on")
    rows, last_key = tasks.written(
        given.rows, directive.tasks, directive.last_key, _days(session, directive.unit)
    )
    bases = [each.packed() for each in keeping.checked(session, given.bases)]
    directive.item_id = _item(session, given.item)
    directive.title, directive.number, directive.reporting = (
        said["title"], said["number"], said["reporting"],
    )  # fmt: skip
    directive.dated_on, directive.tasks, directive.bases = given.dated_on, rows, bases
    directive.last_key = last_key


def _days(session: Session, unit: Unit) -> Any:
    """Return what reads deadlines as they hold at a unit."""
    return lambda words: deadlines.last_day(words, lambda name: frames.year(session, unit, name))


def due_on(session: Session, unit: Unit, words: str) -> date | None:
    """Return the last day that a deadline means at a unit, None for words without a day."""
    found: date | None = _days(session, unit)(words)
    return found


def _item(session: Session, said: str) -> str | None:
    """Return the id of the item that an address or an id names; raise Invalid for none."""
    name = said.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    if not name:
        return None
    query = select(Item.id).where(or_(Item.slug == name, Item.id == name))
    found = session.scalar(query.where(Item.published_id.is_not(None)))
    if found is None:
        raise Invalid(N_("The library has no such item; copy the address of its page."), "item")
    return found


def require_whole(directive: Directive) -> None:
    """Raise Invalid unless a directive has what those below need: number, day, tasks."""
    if not directive.number:
        raise Invalid(N_("Give the number, such as 70/KH-SGDĐT."), field="number")
    if directive.dated_on is None:
        raise Invalid(N_("Give the day on which it is dated."), field="dated_on")
    if not directive.tasks:
        raise Invalid(N_("There is no task in the plan yet; add one first."), field="text-0")


def cited(session: Session) -> Iterator[tuple[str, list[Basis]]]:
    """Yield the title of each directive in force, and its legal bases."""
    query = select(Directive).where(Directive.state == State.ISSUED).order_by(Directive.id)
    for directive in session.scalars(query):
        yield directive.title, [Basis.unpacked(each) for each in directive.bases]


def content(directive: Directive) -> dict[str, Any]:
    """Return what a version keeps."""
    return {
        "title": directive.title,
        "number": directive.number,
        "dated_on": directive.dated_on.isoformat() if directive.dated_on else None,
        "reporting": directive.reporting,
        "item": directive.item_id,
        "bases": list(directive.bases),
        "tasks": list(directive.tasks),
    }


def add_version(session: Session, user: User, directive: Directive, reason: str) -> None:
    """Keep a directive as it stands as its next version."""
    directive.version += 1
    session.add(
        DirectiveVersion(
            directive_id=directive.id, number=directive.version, by_id=user.id, reason=reason,
            content=content(directive),
        )
    )  # fmt: skip
    session.flush()


def versions(session: Session, directive: Directive) -> Sequence[DirectiveVersion]:
    """Return the versions of a directive, the newest first."""
    query = select(DirectiveVersion).where(DirectiveVersion.directive_id == directive.id)
    return session.scalars(query.order_by(DirectiveVersion.number.desc())).all()


@dataclass(frozen=True)
class Difference:
    """What became of a task between two versions: added, removed or changed."""

    kind: str
    task: Mapping[str, Any]
    fields: Sequence[tuple[str, str, str]] = ()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between the tasks of two versions, in the order of the later one."""
    old, new = tasks.by_key(before["tasks"]), tasks.by_key(after["tasks"])
    found = [
        Difference("changed", new[key], fields)
        for key in new
        if key in old and (fields := tasks.differing(old[key], new[key]))
    ]
    found += [Difference("added", new[key]) for key in new if key not in old]
    return found + [Difference("removed", old[key]) for key in old if key not in new]
