"""Tables of collections and campaigns: what people put together for readers.

`edited` of a row grows with every change: a form that was opened before is stale by it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item


class Told:
    """What has texts by language: a title, and what its kind says beside it."""

    texts: Mapped[dict[str, Any]]

    def said(self, name: str, language: str) -> str:
        """Return a text in a language, in another one where it has none there."""
        own = self.texts.get(language, {}).get(name)
        others = (each.get(name) for each in self.texts.values())
        return str(own or next(filter(None, others), ""))


class Collection(Told, Base):
    """Items in an order that somebody chose, with a text, a cover and who looks after them.

    `texts` has by language the title, the summary, the body (Markdown), its `html` and `alt`, which
    says what the cover shows. `search` are the parameters of a search whose results follow the
    chosen items. `shipped` is the digest of the file that it came from, None for one made here.
    """

    __tablename__ = "collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    search: Mapped[str] = mapped_column(default="")
    cover: Mapped[str | None]
    cover_type: Mapped[str | None]
    maintainer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    review_on: Mapped[date] = mapped_column(index=True)
    reminded_on: Mapped[date | None]
    edited: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    maintainer: Mapped[User | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    entries: Mapped[list["CollectionItem"]] = relationship(
        order_by="CollectionItem.place", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        """Whether readers see it."""
        return self.published_at is not None


class CollectionItem(Base):
    """An item in a collection; `notes` say by language why it is there."""

    __tablename__ = "collection_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"))
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    notes: Mapped[dict[str, Any]]

    item: Mapped[Item] = relationship()
    __table_args__ = (UniqueConstraint("collection_id", "item_id"),)


class FormerAddress(Base):
    """What the address of a collection was before it got another one."""

    __tablename__ = "former_addresses"

    slug: Mapped[str] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(
        ForeignKey("collections.id", ondelete="CASCADE"), index=True
    )


class Campaign(Told, Base):
    """What comes to the home page from a day to a day, both included: a search, a collection, or both.

    `texts` has title and text by language. Of several that run, the higher `priority` comes first.
    """

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    begins_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date] = mapped_column(index=True)
    search: Mapped[str]
    collection_id: Mapped[int | None] = mapped_column(
        ForeignKey("collections.id", ondelete="SET NULL"), index=True
    )
    priority: Mapped[int] = mapped_column(default=0)
    edited: Mapped[int] = mapped_column(default=0)

    collection: Mapped[Collection | None] = relationship()
