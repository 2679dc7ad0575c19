"""Problems that readers report, with or without an account; `answering` is what follows."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import users
from library.accounts.models import User
from library.care import answering
from library.care.models import Problem
from library.database import now, today
from library.errors import Conflict, Invalid
from library.items.models import Item
from library.marking import N_

_LONGEST = 4000
# In one day: from one place (a school shares one address), and from everybody without an account.
_MOST_FROM_ONE, _MOST = 20, 300


@dataclass(frozen=True)
class Kind:
    """What can be wrong, and in how many working days it is answered."""

    name: str
    days: int


KINDS = {
    "fact": Kind(N_("A fact is wrong"), 5),
    "outdated": Kind(N_("It is out of date"), 10),
    # NĐ 356/2025: a request of the person concerned is answered within two working days.
    answering.PERSONAL: Kind(N_("Personal data: somebody is named or can be recognised"), 2),
    "rights": Kind(N_("Rights: somebody’s work is used without permission"), 5),
    "file": Kind(N_("A file does not open, or the page is broken"), 5),
    "other": Kind(N_("Something else"), 10),
}


@dataclass(frozen=True)
class Report:
    """What a reader sends. `origin` says where it comes from, as `origin()` makes it."""

    kind: str
    text: str
    email: str = ""
    language: str = "vi"
    origin: str = ""


def origin(address: str, secret: str) -> str:
    """Return the digest of a network address, another one each day: nobody can be followed."""
    return hashlib.sha256(f"{secret} {today()} {address}".encode()).hexdigest()[:32]


def due(kind: str, on: date) -> date:
    """Return by which day a problem that comes in on a day is answered: weekends do not count."""
    left = KINDS[kind].days
    while left:
        on += timedelta(days=1)
        left -= on.weekday() < 5
    return on


def report(session: Session, user: User | None, item: Item, said: Report) -> Problem:
    """Take a problem and tell those who answer for the item; the same one sent twice is one."""
    words, email = _checked(user, said)
    database.take_turns(session.connection(), answering.NOUN)
    if twin := _twin(session, user, item, said, words):
        return twin
    _guard_flood(session, user, said.origin)
    problem = Problem(
        item_id=item.id,
        kind=said.kind,
        text=words,
        language=said.language,
        email=email,
        by_id=user.id if user else None,
        origin=None if user else said.origin,
        due_on=due(said.kind, today()),
    )
    problem.item = item
    session.add(problem)
    session.flush()
    history.record(session, user, "reported", answering.NOUN, problem.id, item=item.id)
    answering.tell(session, problem)
    return problem


def _twin(
    session: Session, user: User | None, item: Item, said: Report, words: str
) -> Problem | None:
    query = select(Problem).where(
        Problem.item_id == item.id,
        Problem.kind == said.kind,
        Problem.text == words,
        Problem.at >= now() - timedelta(days=1),
        Problem.by_id == user.id if user else Problem.origin == said.origin,
    )
    return session.scalar(query.limit(1))


def _checked(user: User | None, said: Report) -> tuple[str, str | None]:
    if said.kind not in KINDS:
        raise Invalid(N_("Choose what is wrong."), field="kind")
    words = text.repair(said.text).strip()
    if not words or len(words) > _LONGEST:
        raise Invalid(N_("Say what is wrong in at most 4,000 letters."), field="text")
    wants_mail = said.email.strip() and user is None
    return words, users.address(said.email) if wants_mail else None


def _guard_flood(session: Session, user: User | None, place: str) -> None:
    """Raise Conflict when too much came in since yesterday; forget where older problems came from."""
    day_ago = now() - timedelta(days=1)
    old = update(Problem).where(Problem.at < day_ago, Problem.origin.is_not(None))
    session.execute(old.values(origin=None))
    recent = select(func.count(Problem.id)).where(Problem.at >= day_ago)
    counts = (
        [(recent.where(Problem.by_id == user.id), _MOST_FROM_ONE)]
        if user
        else [
            (recent.where(Problem.origin == place), _MOST_FROM_ONE),
            (recent.where(Problem.by_id.is_(None)), _MOST),
        ]
    )
    if any((session.scalar(query) or 0) >= most for query, most in counts):
        raise Conflict(
            N_("Too many problems were reported today. Try again tomorrow, or write to the school.")
        )
