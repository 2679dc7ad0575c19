"""Tables of submissions: work on an item from its first word to its publication, saved as it grows.

A save is a whole state of the work and never changes; the newest one is what the form shows.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item, Revision


class Submission(Base):
    """One piece of work on an item by one author for one unit.

    `item_id` is empty until a new item is handed in; a correction names its item from the start.
    `saved` is the number of the newest save, `handed_in` of the one that was submitted last and
    `revision_id` what was made of that one: what reviewers read and what is published. `source_id`
    is the revision of another item that it adapts, as far as its author has followed that one.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    saved: Mapped[int] = mapped_column(default=0)
    handed_in: Mapped[int | None]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)

    item: Mapped[Item | None] = relationship()
    revision: Mapped[Revision | None] = relationship(foreign_keys=[revision_id])
    source: Mapped[Revision | None] = relationship(foreign_keys=[source_id])
    unit: Mapped[Unit] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])


class Save(Base):
    """A state of the work: `content` holds facts, editions by language, files and what was stated.

    `tab` names the page in a browser that sent it, so that a page is not overtaken by itself; it is
    empty for what no typing made (begun, restored, a file added).
    """

    __tablename__ = "saves"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    content: Mapped[dict[str, Any]]
    tab: Mapped[str] = mapped_column(default="", server_default="")

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("submission_id", "number"),)


class Decision(Base):
    """A step that somebody answers for by name, and why; `handed_in` is the save it speaks of."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    action: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    checked: Mapped[list[str]]
    handed_in: Mapped[int | None]

    by: Mapped[User] = relationship()


class Guest(Base):
    """Somebody without an account who was asked to read: an artisan, an elder, a parent."""

    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship()


class Comment(Base):
    """A remark on a paragraph of one edition, or an answer to one (`parent_id`).

    `anchor` is the digest of the paragraph's text and `quote` its beginning, so that the remark
    finds its place again in a later save, or still says what it spoke of when that is gone.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guests.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    handed_in: Mapped[int | None]
    language: Mapped[str]
    anchor: Mapped[str]
    quote: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    guest: Mapped[Guest | None] = relationship()
    answers: Mapped[list["Comment"]] = relationship(order_by="Comment.id")


class Verification(Base):
    """A factual claim that somebody checked against its source, and when to look again."""

    __tablename__ = "verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    claim: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    verified_on: Mapped[date]
    again_on: Mapped[date | None] = mapped_column(index=True)

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("submission_id", "claim"),)


class Wish(Base):
    """A tag that the author of a submission misses, until a curator answers.

    `names` are what it should be called, by language. `tag_id` is the tag that was made or meant;
    it holds no tie, because the step that made the tag may be undone.
    """

    __tablename__ = "tag_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    scheme: Mapped[str]
    names: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tag_id: Mapped[str | None]
    refusal: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
