"""Statements asked before and after an activity: shipped or one's own, counted from paper, compared.

What few have answered is not compared: it would show too well who answered what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.comparing.models import Survey
from library.errors import Conflict, Invalid, NotFound
from library.logbook import entries
from library.marking import N_

NOUN = "surveys"
PHASES = {"before": N_("Before"), "after": N_("After")}
# Answers from “not at all” to “fully”.
ANSWERS = 5
MOST = 10
FEWEST = 5
_LONGEST, _LARGEST = 200, 10_000


@dataclass(frozen=True)
class Set:
    """Statements that ship, by language."""

    id: str
    names: Mapping[str, str]
    questions: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Change:
    """How a statement was answered: how many answers and their mean; None where too few answered."""

    question: str
    before_count: int
    after_count: int
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """How far the mean has moved."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@cache
def sets() -> Mapping[str, Set]:
    """Return the sets that ship, by id."""
    rows = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text("utf-8"))
    return {row["id"]: Set(row["id"], row["name"], row["questions"]) for row in rows["sets"]}


def of(session: Session, unit: Unit) -> Sequence[Survey]:
    """Return the surveys of a unit, the newest first."""
    query = select(Survey).where(Survey.unit_id == unit.id)
    return session.scalars(query.order_by(Survey.id.desc())).all()


def by_id(session: Session, user: User, id: int) -> Survey:
    """Return a survey of a unit to which somebody belongs, or of one below it; raise NotFound."""
    found = session.get(Survey, id)
    if found is None or not user.holds(Role.READER, found.unit):
        raise NotFound(N_("There are no such questions among those of one's own units."))
    return found


def begin(
    session: Session,
    by: User,
    unit: Unit,
    title: str,
    questions: Sequence[str],
    entry_id: int | None = None,
) -> Survey:
    """Begin a survey with some statements, for an entry of the logbook or for none."""
    roles.require(by, Role.CONTRIBUTOR, unit)
    asked = [each for each in map(text.tidy, questions) if each]
    name = text.tidy(title)
    if not name or len(name) > _LONGEST:
        raise Invalid(N_("Give it a name of at most %(count)s letters."), "title", count=_LONGEST)
    if not 1 <= len(asked) <= MOST or any(len(each) > _LONGEST for each in asked):
        raise Invalid(
            N_("Give one to %(most)s statements of at most %(count)s letters, one a line."),
            "questions", most=MOST, count=_LONGEST,
        )  # fmt: skip
    entry = entries.by_id(session, by, entry_id) if entry_id else None
    made = Survey(
        unit_id=unit.id, unit=unit, by_id=by.id, title=name, questions=asked,
        entry_id=entry.id if entry else None, before=[], after=[], edited=0,
    )  # fmt: skip
    session.add(made)
    session.flush()
    history.record(session, by, "began", NOUN, made.id, unit=unit.id)
    return made


def enter(
    session: Session,
    by: User,
    found: Survey,
    phase: str,
    counts: Sequence[Sequence[int]],
    seen: int,
) -> None:
    """Keep how often each answer was given; a row a statement, a number an answer."""
    _open(session, by, found, seen)
    rows = [list(row) for row in counts]
    fits = len(rows) == len(found.questions) and all(len(row) == ANSWERS for row in rows)
    if not fits or any(not 0 <= count <= _LARGEST for row in rows for count in row):
        raise Invalid(N_("Give a whole number from 0 to %(most)s."), phase, most=f"{_LARGEST:,}")
    if phase == "before":
        found.before = rows
    else:
        found.after = rows
    found.edited += 1
    session.flush()
    history.record(session, by, "entered", NOUN, found.id)


def discard(session: Session, by: User, found: Survey, seen: int) -> None:
    """Throw a survey away."""
    _open(session, by, found, seen)
    session.delete(found)
    session.flush()
    history.record(session, by, "discarded", NOUN, found.id)


def _open(session: Session, by: User, found: Survey, seen: int) -> None:
    roles.require(by, Role.CONTRIBUTOR, found.unit)
    database.take_turns(session.connection(), NOUN)
    session.refresh(found)
    if found.edited != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))


def compared(found: Survey) -> list[Change]:
    """Return for each statement how it was answered before and after."""
    rows = []
    for place, question in enumerate(found.questions):
        before = found.before[place] if found.before else [0] * ANSWERS
        after = found.after[place] if found.after else [0] * ANSWERS
        rows.append(Change(question, sum(before), sum(after), _mean(before), _mean(after)))
    return rows


def _mean(counts: Sequence[int]) -> float | None:
    answers = sum(counts)
    if answers < FEWEST:
        return None
    return sum(value * count for value, count in enumerate(counts, start=1)) / answers
