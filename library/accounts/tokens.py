"""API tokens: keys with which a program acts for a person, made with a name and an end, shown once.

A program never has the roles that change what others may do: `through_token` leaves them out.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from library import history, text
from library.accounts import secrets
from library.accounts.models import Token, User
from library.database import now, today
from library.errors import Conflict, Invalid
from library.marking import N_

NOUN = "tokens"
# Says what it is to whoever finds one in a script, and to scanners that look for such.
_PREFIX = "saodieu_"
_LONGEST_NAME = 100
LONGEST_LIFE = timedelta(days=366)
_MOST = 20


def make(session: Session, user: User, name: str, ends_on: date | None) -> str:
    """Return the secret of a new token that works until the end of a day."""
    tidy = text.tidy(name)
    if not tidy or len(tidy) > _LONGEST_NAME:
        raise Invalid(N_("Say what the token is for."), field="token_name")
    if ends_on is None or not today() < ends_on <= today() + LONGEST_LIFE:
        raise Invalid(N_("Give a day within the next year."), field="ends_on")
    if len(of(session, user)) >= _MOST:
        raise Conflict(N_("There are %(count)s tokens; end one first."), count=_MOST)
    secret = _PREFIX + secrets.make()
    ends_at = datetime.combine(ends_on, time.max, UTC)
    token = Token(user_id=user.id, name=tidy, digest=secrets.digest(secret), ends_at=ends_at)
    session.add(token)
    session.flush()
    history.record(session, user, "made", NOUN, token.id, ends_on=ends_on.isoformat())
    return secret


def of(session: Session, user: User) -> Sequence[Token]:
    """Return the tokens of a person that work, the newest first."""
    query = select(Token).where(Token.user_id == user.id, *_works())
    return session.scalars(query.order_by(Token.id.desc())).all()


def _works() -> tuple[ColumnElement[bool], ...]:
    return (Token.ended_at.is_(None), Token.ends_at > now())


def found(session: Session, secret: str) -> Token | None:
    """Return the token with a secret if it works, its person as somebody who comes through it."""
    query = select(Token).where(Token.digest == secrets.digest(secret), *_works())
    token = session.scalar(query)
    if token is None or token.user.ended_at:
        return None
    token.user.through_token = True
    return token


def is_stale(token: Token) -> bool:
    """Tell whether it is time to note that a token was used, once a day."""
    return token.last_used_on != today()


def used(session: Session, id: int) -> None:
    """Note that a token was used today."""
    session.execute(update(Token).where(Token.id == id).values(last_used_on=today()))


def end(session: Session, user: User, id: int) -> None:
    """End a token of a person; one that has ended stays so."""
    ended = update(Token).where(Token.id == id, Token.user_id == user.id, Token.ended_at.is_(None))
    if session.execute(ended.values(ended_at=now()).returning(Token.id)).first():
        history.record(session, user, "ended", NOUN, id)
