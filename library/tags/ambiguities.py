"""Rules for abbreviations with several meanings, as curators keep them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import text
from library.accounts.roles import Actor
from library.errors import Invalid, NotFound
from library.marking import N_
from library.tags.models import Ambiguity, Tag
from library.tags.recording import Journal

_LONGEST, _LONGEST_RULE, _MOST = 30, 500, 12


def settle(
    session: Session, by: Actor, abbreviation: str, candidates: Sequence[str], rule: str
) -> None:
    """Say what an abbreviation may mean, the likeliest first, and in words what decides."""
    journal = Journal(session, by)
    name = text.tidy(abbreviation)
    if not name or len(name) > _LONGEST:
        raise Invalid(
            N_("Give at most %(longest)s letters."), field="abbreviation", longest=_LONGEST
        )
    if len(text.repair(rule)) > _LONGEST_RULE:
        raise Invalid(N_("Give at most %(longest)s letters."), field="rule", longest=_LONGEST_RULE)
    chosen = list(dict.fromkeys(candidates))
    known = set(session.scalars(select(Tag.id).where(Tag.replaced_by.is_(None))))
    if not chosen or len(chosen) > _MOST or not known.issuperset(chosen):
        raise Invalid(N_("Choose the tags that it may mean, at least one."), field="candidates")
    found = journal.ambiguity(name)
    if found is None:
        last = session.scalar(select(func.max(Ambiguity.position)))
        found = Ambiguity(abbreviation=name, position=0 if last is None else last + 1)
        session.add(found)
    found.candidates, found.rule, found.is_removed = chosen, text.tidy(rule), False
    journal.close("settled", name)


def remove(session: Session, by: Actor, abbreviation: str) -> None:
    """Remove a rule; the shipped file does not bring it back."""
    journal = Journal(session, by)
    found = journal.ambiguity(abbreviation)
    if found is None or found.is_removed:
        raise NotFound(N_("There is no rule for “%(name)s”."), name=abbreviation)
    found.is_removed = True
    journal.close("removed", abbreviation)


def every(session: Session) -> Sequence[Ambiguity]:
    """Return the rules in force."""
    query = select(Ambiguity).where(~Ambiguity.is_removed)
    return session.scalars(query.order_by(Ambiguity.position)).all()
