"""Signing in: wrong passwords are counted, sign-ins are rows that can be listed and ended.

The hash is compared between two transactions, never inside one: it takes 50 ms, and on SQLite a
writer would hold up all others for so long.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from library import database, text
from library.accounts import passwords, roles, secrets
from library.accounts.models import Failure, SignIn, User
from library.database import now
from library.errors import Message, NotAllowed
from library.marking import N_

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
KEPT_FOR = timedelta(days=30)
DAY_LONG = timedelta(hours=12)
# Accounts that can change what others may do lock after a while (TCVN 14423:2026, grade 2).
IDLE_WHEN_GUARDED = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=2)


@dataclass(frozen=True)
class Candidate:
    """Somebody who gives an address: what to compare the password with, if it has an account."""

    address: str
    user_id: int | None
    password: str | None


def door(name: str, key: str) -> str:
    """Return the digest under which failures at an address, or at another door, are counted."""
    return hmac.new(key.encode(), text.tidy(name).lower().encode(), hashlib.sha256).hexdigest()


def is_locked(session: Session, door: str) -> bool:
    """Tell whether there were so many failures at a door that it stays shut for a while."""
    failure = session.get(Failure, door)
    return (
        failure is not None
        and failure.count >= MOST_FAILURES
        and now() - failure.last_at < LOCKED_FOR
    )


def candidate(session: Session, email: str, key: str) -> Candidate:
    """Return whom to let in if the password is right; raise NotAllowed while the address is locked."""
    address = door(email, key)
    if is_locked(session, address):
        raise NotAllowed(
            N_("Too many wrong passwords. Try again in %(count)s minutes, or ask the "
               "administrator of the school for a link to a new password."),
            count=LOCKED_FOR.seconds // 60,
        )  # fmt: skip
    query = select(User).where(User.email == text.tidy(email).lower(), User.ended_at.is_(None))
    user = session.scalar(query)
    return Candidate(address, user.id if user else None, user.password if user else None)


def is_right(candidate: Candidate, password: str) -> bool:
    """Compare the password, outside any transaction; whether there is an account does not show."""
    return passwords.is_right(candidate.password, password)


def failed(session: Session, door: str) -> None:
    """Count a wrong password, or another failure at a door."""
    database.take_turns(session.connection(), "failures")
    session.execute(delete(Failure).where(Failure.last_at < now() - LOCKED_FOR))
    failure = session.get(Failure, door)
    if failure is None:
        failure = Failure(address=door, count=0, last_at=now())
        session.add(failure)
    failure.count, failure.last_at = failure.count + 1, now()
    session.flush()


def forgive(session: Session, door: str) -> None:
    """Forget the failures at a door."""
    session.execute(delete(Failure).where(Failure.address == door))


def succeeded(session: Session, candidate: Candidate, password: str) -> User:
    """Forget the wrong passwords of an address; keep a stronger hash when there is one by now."""
    forgive(session, candidate.address)
    user = session.get_one(User, candidate.user_id)
    if user.password and passwords.is_outdated(user.password):
        user.password = passwords.hashed(password)
    return user


def begin(
    session: Session, user: User, browser: str, *, keep: bool = False, verified: bool = False
) -> str:
    """Sign a browser in and return the secret for its cookie.

    Where a second factor is asked for, the sign-in counts only once it is verified.
    """
    secret, moment = secrets.make(), now()
    is_complete = verified or not user.needs_second_factor
    session.add(
        SignIn(
            token=secrets.digest(secret),
            user_id=user.id,
            ends_at=moment + (KEPT_FOR if keep else DAY_LONG),
            verified_at=moment if is_complete else None,
            browser=text.tidy(browser)[:200],
        )
    )
    session.flush()
    return secret


def found(session: Session, secret: str) -> SignIn | None:
    """Return the sign-in of a cookie, verified or not, unless it has ended."""
    sign_in = session.get(SignIn, secrets.digest(secret))
    if sign_in is None or sign_in.user.ended_at or _has_ended(sign_in, now()):
        return None
    return sign_in


def why_ended(session: Session, secret: str) -> Message:
    """Say why the sign-in of a cookie does not count (any more)."""
    sign_in = session.get(SignIn, secrets.digest(secret))
    if sign_in and sign_in.user.ended_at:
        return Message(N_("This account has ended; ask the administrator of the unit."))
    changed_at = sign_in.user.password_at if sign_in else None
    if sign_in and changed_at and sign_in.created_at < changed_at:
        return Message(
            N_("The password of this account was changed, which ended all other sign-ins. "
               "Sign in with the new one.")
        )  # fmt: skip
    if sign_in and sign_in.ends_at > now():
        return Message(
            N_("Signed out after %(count)s minutes without use, as accounts with this role are."),
            {"count": IDLE_WHEN_GUARDED.seconds // 60},
        )
    return Message(N_("This sign-in has ended: it was too old, or was ended in another browser."))


def _has_ended(sign_in: SignIn, moment: datetime) -> bool:
    if sign_in.ends_at <= moment:
        return True
    is_guarded = any(sign_in.user.holds(role) for role in roles.GUARDED)
    return is_guarded and moment - sign_in.seen_at > IDLE_WHEN_GUARDED


def is_stale(sign_in: SignIn) -> bool:
    """Tell whether it is time to note that the browser was seen."""
    return now() - sign_in.seen_at > SEEN_EVERY


def saw(session: Session, token: str) -> None:
    """Note that a browser was seen."""
    if sign_in := session.get(SignIn, token):
        sign_in.seen_at = now()


def verify(session: Session, sign_in: SignIn) -> str:
    """Let a sign-in count, because the second factor was given; return its new secret."""
    sign_in.verified_at = now()
    return renew(session, sign_in)


def renew(session: Session, sign_in: SignIn) -> str:
    """Give a sign-in another secret, so that whoever knows the one of before is left outside."""
    secret = secrets.make()
    sign_in.token, sign_in.created_at = secrets.digest(secret), now()
    session.flush()
    return secret


def is_kept(sign_in: SignIn) -> bool:
    """Tell whether the browser keeps the sign-in when it is closed."""
    return sign_in.ends_at - now() > DAY_LONG


def of(session: Session, user: User) -> Sequence[SignIn]:
    """Return the browsers in which a person is signed in, the one seen last first."""
    query = select(SignIn).where(SignIn.user_id == user.id, SignIn.ends_at > now())
    return session.scalars(query.order_by(SignIn.seen_at.desc())).all()


def end(session: Session, user: User, token: str) -> None:
    """End one sign-in of a person; the row stays for a while, to say so to its browser."""
    ended = update(SignIn).where(SignIn.token == token, SignIn.user_id == user.id)
    session.execute(ended.where(SignIn.ends_at > now()).values(ends_at=now()))


def end_numbered(session: Session, user: User, number: str) -> None:
    """End the sign-in that a list shows under a number; one that has ended stays so."""
    for each in of(session, user):
        if number_of(each) == number:
            end(session, user, each.token)


def number_of(sign_in: SignIn) -> str:
    """Return what names a sign-in in a form; it is no secret and lets nobody in."""
    return secrets.digest(sign_in.token)[:16]


def sweep(session: Session) -> None:
    """Forget the sign-ins that ended long ago."""
    session.execute(delete(SignIn).where(SignIn.ends_at <= now() - KEPT_FOR))
