"""Who answers for problems, what waits for them, and the answer.

Reviewers of the item's unit answer; for personal data its administrators too; for items of no unit
whoever reviews, keeps or administers the whole library.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from library import database, history, mail, notices, text
from library.accounts import roles, units, users
from library.accounts.models import Membership, Unit, User
from library.accounts.roles import Role
from library.care.models import Problem
from library.database import now, today
from library.errors import Conflict, Invalid, Message, NotFound
from library.items.models import Item
from library.marking import N_

NOUN = "problems"
PERSONAL = "personal-data"
_LONGEST = 4000
_MOST_SHOWN = 200
_ANSWERER_WHY = N_("because you answer for this item")
_REPORTER_WHY = N_("because you reported a problem with it")


def title(problem: Problem) -> str:
    """Return what the item is called, in the language of whoever reported."""
    item = problem.item
    revision = item.published or (item.revisions[-1] if item.revisions else None)
    editions = revision.editions if revision else []
    own = [each for each in editions if each.language == problem.language] or editions
    return own[0].title if own else item.slug


def answers(user: User, problem: Problem, top: Unit) -> bool:
    """Tell whether a person answers for a problem; `top` is the root of all units."""
    return not user.ended_at and any(_reaches(each, problem, top) for each in user.memberships)


def _reaches(held: Membership, problem: Problem, top: Unit) -> bool:
    role = Role(held.role)
    if not (problem.item.unit or top).is_within(held.unit):
        return False
    return (
        roles.covers(role, Role.REVIEWER)
        or (role == Role.ADMINISTRATOR and problem.kind == PERSONAL)
        or (role in roles.GUARDED and problem.item.unit is None)
    )


def answerers(session: Session, problem: Problem) -> list[User]:
    """Return who answers for a problem."""
    top = units.root(session)
    found: dict[int, User] = {}
    for role in (Role.REVIEWER, Role.ADMINISTRATOR, Role.CURATOR):
        found |= {each.id: each for each in users.who(session, role, problem.item.unit or top)}
    return [each for each in found.values() if answers(each, problem, top)]


def by_id(session: Session, user: User, id: int) -> Problem:
    """Return a problem to somebody who answers for it; raise NotFound, also for others."""
    found = session.get(Problem, id)
    if found is None or not answers(user, found, units.root(session)):
        raise NotFound(N_("There is no such problem, or it is not for this account."))
    return found


def waiting(session: Session, user: User) -> Sequence[Problem]:
    """Return what somebody has to answer, what is due first at the top."""
    query = _theirs(user).where(Problem.answered_at.is_(None))
    return session.scalars(query.order_by(Problem.due_on, Problem.id).limit(_MOST_SHOWN)).all()


def answered(session: Session, user: User) -> Sequence[Problem]:
    """Return what was answered, the last first."""
    query = _theirs(user).where(Problem.answered_at.is_not(None))
    return session.scalars(query.order_by(Problem.answered_at.desc()).limit(_MOST_SHOWN)).all()


def _theirs(user: User) -> Select[Problem]:
    query = select(Problem).join(Item, Item.id == Problem.item_id)
    query = query.outerjoin(Unit, Unit.id == Item.unit_id).options(joinedload(Problem.item))
    return query.where(or_(false(), *map(_within_reach, user.memberships)))


def _within_reach(held: Membership) -> ColumnElement[bool]:
    """Return as a condition what `_reaches` tells of one problem."""
    role, is_top = Role(held.role), held.unit.parent_id is None
    below = Unit.path.startswith(held.unit.path, autoescape=True)
    of_nobody = Item.unit_id.is_(None) if is_top else false()
    if roles.covers(role, Role.REVIEWER):
        return or_(below, of_nobody)
    if role == Role.ADMINISTRATOR:
        return or_(and_(below, Problem.kind == PERSONAL), of_nobody)
    return of_nobody if role in roles.GUARDED else false()


def is_late(problem: Problem) -> bool:
    """Tell whether the day by which it is answered has passed."""
    return problem.answered_at is None and problem.due_on < today()


def tell(session: Session, problem: Problem) -> None:
    """Tell those who answer for it that a problem was reported."""
    sentence = (
        N_("Somebody asks about personal data in “%(title)s”. Answer by %(day)s.")
        if problem.kind == PERSONAL
        else N_("A problem was reported with “%(title)s”. Answer by %(day)s.")
    )
    message = Message(sentence, {"title": title(problem), "day": f"{problem.due_on:%d/%m/%Y}"})
    notices.tell(session, answerers(session, problem), message, _ANSWERER_WHY, NOUN, problem.id)


def answer(session: Session, user: User, problem: Problem, words: str) -> None:
    """Answer a problem, saying what was done and why; whoever reported it is told."""
    database.take_turns(session.connection(), NOUN)
    session.refresh(problem)
    if not answers(user, problem, units.root(session)):
        raise NotFound(N_("There is no such problem, or it is not for this account."))
    if problem.answered_at:
        raise Conflict(N_("Somebody else has answered it meanwhile."))
    said = text.repair(words).strip()
    if not said or len(said) > _LONGEST:
        raise Invalid(N_("Say what was done and why, in at most 4,000 letters."), field="answer")
    problem.answer, problem.answered_by_id, problem.answered_at = said, user.id, now()
    session.flush()
    history.record(session, user, "answered", NOUN, problem.id, item=problem.item_id)
    _reply(session, problem)


def _reply(session: Session, problem: Problem) -> None:
    """Send the answer to whoever reported; the address is not kept any longer than that."""
    values = {"title": title(problem), "answer": problem.answer}
    message = Message(N_("Your report about “%(title)s” was answered: %(answer)s"), values)
    if problem.by:
        notices.tell(session, [problem.by], message, _REPORTER_WHY, "items", problem.item.slug)
    elif problem.email:
        reader = mail.Person(problem.email, "", problem.language)
        subject = Message(N_("Answer to a report about “%(title)s”"), {"title": title(problem)})
        mail.send(session, reader, subject, message, problem.text)
    problem.email = None
    session.flush()
