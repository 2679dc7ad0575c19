"""The table of usage: sums per month, never a day, a place or a person.

A month is long enough that no figure tells when somebody was at school.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class Usage(Base):
    """How often one language of an item was used in a month, which is kept as its first day.

    `found` counts the search pages that showed it, by the language of those pages; `views` its own
    page; the others are downloads by format, `files` the attachments.
    """

    __tablename__ = "usage"

    month: Mapped[date] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    found: Mapped[int] = mapped_column(default=0, server_default="0")
    views: Mapped[int] = mapped_column(default=0, server_default="0")
    docx: Mapped[int] = mapped_column(default=0, server_default="0")
    pdf: Mapped[int] = mapped_column(default=0, server_default="0")
    md: Mapped[int] = mapped_column(default=0, server_default="0")
    zip: Mapped[int] = mapped_column(default=0, server_default="0")
    files: Mapped[int] = mapped_column(default=0, server_default="0")
    __table_args__ = (Index(None, "item_id", "month"), {"sqlite_with_rowid": False})
