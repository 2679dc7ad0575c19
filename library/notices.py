"""Notices: what somebody should know, why, and where to look.

A notice keeps an English sentence and its values; it is translated when it is shown or mailed.
The mail made from notices is `digests`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from library import jobs
from library.accounts.models import User
from library.database import CLOCK, Base, now
from library.errors import Invalid, Message, NotFound
from library.marking import N_

# The kind of job that makes a person's notices into a letter.
DIGEST = "digest"
KEPT_FOR = timedelta(days=180)
PAGE_SIZE = 50
# What happens within this time goes into one letter.
_GATHERED = timedelta(minutes=1)
_MORNING = time(6, 0, tzinfo=CLOCK)


class Mail(StrEnum):
    """When a person gets notices by mail; kept by its value in `users.mail`."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    NONE = "none"


MAIL_NAMES = {
    Mail.AT_ONCE: N_("Within a minute or two"),
    Mail.DAILY: N_("Once a day, at six in the morning"),
    Mail.NONE: N_("Never; I look here"),
}


class Notice(Base):
    """Something one person is told. `noun` and `thing` say where it leads."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    sentence: Mapped[str]
    values: Mapped[dict[str, Any]]
    why: Mapped[str]
    noun: Mapped[str]
    thing: Mapped[str]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None] = mapped_column(index=True)

    user: Mapped[User] = relationship()

    @property
    def message(self) -> Message:
        """What it says."""
        return Message.unpacked({"sentence": self.sentence, "values": self.values})


def tell(
    session: Session, users: Iterable[User], message: Message, why: str, noun: str, thing: object
) -> None:
    """Tell people something, each once; `why` is the reason they are told, an `N_()` sentence."""
    packed = message.packed()
    for user in {user.id: user for user in users if not user.ended_at}.values():
        notice = Notice(
            user_id=user.id,
            sentence=packed["sentence"],
            values=packed["values"],
            why=why,
            noun=noun,
            thing=str(thing),
        )
        session.add(notice)
        _arrange(session, user)
    session.flush()


def _arrange(session: Session, user: User) -> None:
    """Have the notices of a person mailed as chosen: one job a notice, the first takes them all."""
    if user.mail == Mail.AT_ONCE:
        jobs.add(session, DIGEST, {"user": user.id}, now() + _GATHERED)
    elif user.mail == Mail.DAILY:
        jobs.add(session, DIGEST, {"user": user.id}, _next_morning(now()))


def _next_morning(moment: datetime) -> datetime:
    local = moment.astimezone(CLOCK)
    morning = datetime.combine(local.date(), _MORNING)
    return morning if morning > local else morning + timedelta(days=1)


def choose_mail(session: Session, user: User, choice: str) -> None:
    """Note when a person wants notices by mail; raise Invalid for what cannot be chosen."""
    if choice not in list(Mail):
        raise Invalid(N_("Choose when mail should come."), field="mail")
    was_without, user.mail = user.mail == Mail.NONE, choice
    if was_without:  # what came meanwhile was to be looked up here
        session.execute(_unmailed(update(Notice), user).values(mailed_at=now()))
    elif unmailed(session, user):
        _arrange(session, user)
    session.flush()


def unmailed(session: Session, user: User) -> Sequence[Notice]:
    """Return what a person has neither seen nor got by mail, the oldest first."""
    return session.scalars(_unmailed(select(Notice), user).order_by(Notice.id)).all()


def _unmailed(statement: Any, user: User) -> Any:
    return statement.where(
        Notice.user_id == user.id, Notice.mailed_at.is_(None), Notice.read_at.is_(None)
    )


def of(
    session: Session, user: User, before: int | None = None, limit: int = PAGE_SIZE
) -> Sequence[Notice]:
    """Return what a person was told, the newest first; `before` is where a page goes on."""
    query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc())
    return session.scalars(
        (query.where(Notice.id < before) if before else query).limit(limit)
    ).all()


def by_id(session: Session, user: User, id: int) -> Notice:
    """Return a notice of a person; raise NotFound, also for one of somebody else."""
    found = session.get(Notice, id)
    if found is None or found.user_id != user.id:
        raise NotFound(N_("There is no such notice; those read half a year ago are gone."))
    return found


def unread(session: Session, user: User) -> int:
    """Return how many notices a person has not seen."""
    query = select(func.count()).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def read(session: Session, user_id: int, id: int) -> None:
    """Note that a person has seen a notice."""
    session.execute(_seen(user_id).where(Notice.id == id).values(read_at=now()))


def read_all(session: Session, user: User, upto: int | None = None) -> None:
    """Note that a person has seen everything, or all up to the newest one that was on the page."""
    seen = _seen(user.id)
    if upto is not None:
        seen = seen.where(Notice.id <= upto)
    session.execute(seen.values(read_at=now()))


def _seen(user_id: int) -> Any:
    return update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))


def sweep(session: Session) -> None:
    """Forget what was read and is older than half a year; the history keeps what was done."""
    oldest = now() - KEPT_FOR
    session.execute(delete(Notice).where(Notice.read_at.is_not(None), Notice.at < oldest))
