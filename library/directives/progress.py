"""How far the units below are with a directive: tasks by units, what is overdue; polite reminders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import today
from library.directives import directives, tasks, telling
from library.directives.models import Adoption, Commitment, Directive, State, Status
from library.errors import Conflict, Invalid, NotAllowed
from library.marking import N_

# A unit is asked again after so many days at the earliest.
REST = 7
NONE, LEFT_OUT = "none", "left-out"
NAMES = {
    NONE: N_("Not taken over yet"),
    LEFT_OUT: N_("Left out"),
    Status.NOT_BEGUN: N_("Not begun"),
    Status.UNDER_WAY: N_("Under way"),
    Status.DONE: N_("Done"),
}


@dataclass(frozen=True)
class Cell:
    """How far a unit is with a task; `said` is its sentence, or why it was left out."""

    status: str
    is_overdue: bool
    said: str = ""


@dataclass(frozen=True)
class Line:
    """A unit with a cell for each task by key; a task that is not for it has none."""

    unit: Unit
    is_adopted: bool
    cells: Mapping[str, Cell]
    reminded_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether there is something to remind the unit of."""
        waits = any(each.status == NONE for each in self.cells.values())
        return bool(self.cells) and (
            not self.is_adopted or waits or any(each.is_overdue for each in self.cells.values())
        )

    @property
    def overdue(self) -> int:
        """How many tasks are overdue."""
        return sum(each.is_overdue for each in self.cells.values())


def may_look(user: User, directive: Directive) -> bool:
    """Tell whether somebody sees how far all units are: who works at the issuing unit or above."""
    return user.holds(Role.CONTRIBUTOR, directive.unit)


def lines(session: Session, directive: Directive, day: date) -> list[Line]:
    """Return the units below with how far they are, those that it does not concern left out."""
    below = [
        each for each in units.below(session, directive.unit)
        if each.id != directive.unit_id and each.kind != "group" and units.is_open(each)
    ]  # fmt: skip
    known = {each.id: each for each in (*below, directive.unit)}
    adopted = set(
        session.scalars(select(Adoption.unit_id).where(Adoption.directive_id == directive.id))
    )
    own = _commitments(session, directive)
    found = []
    for unit in below:
        above = [known[id] for id in map(int, unit.path.split("/")[:-2]) if id in known]
        cells = {
            task["key"]: _cell(task, own.get((unit.id, task["key"])), day)
            for task in tasks.for_unit(directive.tasks, unit, above[1:])
        }
        if cells or unit.id in adopted:
            asked = directive.reminded.get(str(unit.id))
            reminded_on = date.fromisoformat(asked) if asked else None
            found.append(Line(unit, unit.id in adopted, cells, reminded_on))
    return found


class _Own(NamedTuple):
    """How far a unit is with a task, as a plain row: a department has thousands."""

    status: str
    is_left_out: bool
    said: str
    reason: str


def _commitments(session: Session, directive: Directive) -> dict[tuple[int, str], _Own]:
    own = (Commitment.status, Commitment.is_left_out, Commitment.said, Commitment.reason)
    query = (
        select(Adoption.unit_id, Commitment.task, *own)
        .join(Commitment, Commitment.adoption_id == Adoption.id)
        .where(Adoption.directive_id == directive.id, Commitment.task.is_not(None))
    )
    return {
        (unit_id, key or ""): _Own(status, is_left_out, said, reason)
        for unit_id, key, status, is_left_out, said, reason in session.execute(query)
    }


def _cell(task: tasks.Task, own: _Own | None, day: date) -> Cell:
    # What counts for the unit above is its own deadline, not one that a unit has put off.
    is_late = _is_past(tasks.day(task), day)
    if own is None:
        return Cell(NONE, is_late)
    if own.is_left_out:
        return Cell(LEFT_OUT, is_overdue=False, said=own.reason)
    return Cell(own.status, is_late and own.status != Status.DONE, own.said)


def _is_past(due_on: date | None, day: date) -> bool:
    return due_on is not None and due_on < day


def sums(found: Sequence[Line], key: str) -> dict[str, int]:
    """Return how many units are how far with a task, and how many are late with it."""
    cells = [line.cells[key] for line in found if key in line.cells]
    counted = {status: sum(each.status == status for each in cells) for status in NAMES}
    return {**counted, "overdue": sum(each.is_overdue for each in cells)}


def remind(session: Session, user: User, directive: Directive, chosen: Sequence[int]) -> int:
    """Ask the heads of some units, politely, to look; return how many units were asked.

    Who has nothing open, was asked less than a week ago or has no head is not asked.
    """
    if not user.holds(Role.REVIEWER, directive.unit):
        raise NotAllowed(N_("Reviewers and the head of the unit that issued it remind others."))
    if directive.state != State.ISSUED:
        raise Conflict(N_("This plan is not in force: it was withdrawn, or not issued yet."))
    database.take_turns(session.connection(), directives.NOUN)
    session.refresh(directive)
    if not chosen:
        raise Invalid(N_("Choose at least one unit."), field="unit")
    asked = {
        str(line.unit.id): today().isoformat()
        for line in _waiting(lines(session, directive, today()), chosen)
        if telling.reminded(session, directive, line.unit)
    }
    directive.reminded = {**directive.reminded, **asked}
    session.flush()
    if asked:
        history.record(session, user, "reminded", directives.NOUN, directive.id, count=len(asked))
    return len(asked)


def _waiting(found: Sequence[Line], chosen: Sequence[int]) -> Iterator[Line]:
    earliest = today() - timedelta(days=REST)
    for line in found:
        is_rested = line.reminded_on is None or line.reminded_on <= earliest
        if line.unit.id in chosen and line.is_open and is_rested:
            yield line
