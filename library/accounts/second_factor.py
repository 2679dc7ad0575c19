"""The second factor: a code of an authenticator app, or one of ten recovery codes when it is lost.

Each code opens once. Five wrong ones shut the door for a quarter of an hour, as with passwords.
"""

import secrets as random

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from library import history
from library.accounts import secrets, signing, tokens, totp, users
from library.accounts.models import RecoveryCode, SignIn, User
from library.accounts.roles import Actor
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed
from library.marking import N_

CODES = 10
# Neither 0 and o nor 1, i and l: codes are written on paper.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4


def set_up(session: Session, user: User, secret: str, given: str, keep: SignIn) -> list[str]:
    """Begin to ask for a second factor once a code shows that the app has the secret.

    Other sign-ins end, since they were made without it. Return the recovery codes, to be shown once.
    """
    if user.totp_secret:
        raise Conflict(N_("There is a second factor already; turn it off first."))
    step = totp.matching_step(secret, given, now())
    if step is None:
        raise Invalid(
            N_("This code does not fit. Type the one that the app shows now, and check that the "
               "clock of the telephone is right."), field="code",
        )  # fmt: skip
    user.totp_secret, user.totp_step = secret, step
    users.sign_out_everywhere(session, user, keep)
    history.record(session, user, "set up a second factor", users.NOUN, user.id)
    return _make_codes(session, user)


def check(session: Session, user: User, given: str, key: str) -> bool:
    """Tell whether a code opens; raise NotAllowed while too many were wrong.

    A wrong one is counted, which the caller must commit.
    """
    door = signing.door(f"second factor {user.id}", key)
    if signing.is_locked(session, door):
        raise NotAllowed(
            N_("Too many wrong codes. Try again in %(count)s minutes."),
            count=signing.LOCKED_FOR.seconds // 60,
        )
    if _opens(session, user, given):
        signing.forgive(session, door)
        return True
    signing.failed(session, door)
    return False


def _opens(session: Session, user: User, given: str) -> bool:
    if not user.totp_secret:
        return False
    step = totp.matching_step(user.totp_secret, given, now())
    return _spend_step(session, user, step) if step is not None else _spend(session, user, given)


def _spend_step(session: Session, user: User, step: int) -> bool:
    """Take a step unless it, or a later one, was taken: of two who come at once, one is let in."""
    is_new = or_(User.totp_step.is_(None), User.totp_step < step)
    taken = session.execute(update(User).where(User.id == user.id, is_new).values(totp_step=step))
    return _touched_one(taken)


def _spend(session: Session, user: User, given: str) -> bool:
    """Take a recovery code that was not used."""
    digest = secrets.digest(_tidy(given))
    fits = (RecoveryCode.user_id == user.id, RecoveryCode.digest == digest)
    free = RecoveryCode.used_at.is_(None)
    taken = session.execute(update(RecoveryCode).where(*fits, free).values(used_at=now()))
    if is_taken := _touched_one(taken):
        history.record(session, user, "used a recovery code", users.NOUN, user.id)
    return is_taken


def _touched_one(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def _tidy(given: str) -> str:
    return "".join(letter for letter in given.lower() if letter in _LETTERS)


def _make_codes(session: Session, user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [_make_code() for _ in range(CODES)]
    for each in codes:
        session.add(RecoveryCode(user_id=user.id, digest=secrets.digest(_tidy(each))))
    session.flush()
    return codes


def _make_code() -> str:
    """Return a code of nearly 80 bits: too many to try even with the digests in hand."""
    return "-".join("".join(random.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def renew_codes(session: Session, user: User) -> list[str]:
    """Return new recovery codes; those of before no longer open."""
    if not user.totp_secret:
        raise Conflict(N_("There is no second factor; set one up first."))
    history.record(session, user, "made new recovery codes", users.NOUN, user.id)
    return _make_codes(session, user)


def codes_left(session: Session, user: User) -> int:
    """Return how many recovery codes were not used."""
    free = (RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).where(*free)) or 0


def turn_off(session: Session, user: User, keep: SignIn) -> None:
    """Ask for no second factor any more; the caller has checked a code.

    Whose role requires one is led to set up another before anything else.
    """
    _forget(session, user)
    users.sign_out_everywhere(session, user, keep)
    if user.needs_second_factor:
        keep.verified_at = None
    session.flush()
    history.record(session, user, "turned off the second factor", users.NOUN, user.id)


def _forget(session: Session, user: User) -> None:
    user.totp_secret = user.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def reset(session: Session, by: Actor, user: User) -> None:
    """Drop the second factor of somebody who lost it with its codes, and all that lets them in."""
    users.require_care(session, by, user)
    _forget(session, user)
    users.sign_out_everywhere(session, user)
    for each in tokens.of(session, user):
        tokens.end(session, user, each.id)
    history.record(session, by, "dropped the second factor", users.NOUN, user.id)
