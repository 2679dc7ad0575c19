"""What has been searched for: counts of normalised queries, without any person, place or time of day.

Curators see what is asked in vain and what nobody opens; suggestions see what others found. What
looks personal is never kept. `counting` gathers the counts; a few of the last minute are lost when
a process is killed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import database
from library import text as texts
from library.database import Base

LONGEST, MOST_WORDS = 100, 12
# More rows are of no use to anybody, and strangers could fill a disk with them.
MOST_ROWS = 10_000
# Asked so often, a query tells something about the library; opened less than once in so many
# askings, its results do not convince.
OFTEN, RARELY = 3, 5
TWICE = 2
# How many of a query that differ in accents are reckoned with; sorting them all would take long.
_SPELLINGS = 4

# 5512/BGDĐT-GDTrH, 92-KH/TU, 32/2018/TT-BGDĐT.
_DOCUMENT_NUMBER = re.compile(r"(?<!\d)\d{1,7}[/-](?:\d{4}/)?[a-zđ]{2,}(?:[/-][a-zđ]{2,})+")
_LONG_NUMBER = re.compile(r"\d{6,}")
# A telephone or identity number in groups; a school year and a date do not begin with 0 or are shorter.
_GROUPED_NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .()-]{0,2}\d){8,}")
# Compared letter by letter, so that an index finds how texts begin on either database.
_LETTERS = String().with_variant(String(collation="C"), "postgresql")
_LAST_LETTER = "\U0010ffff"


class AskedQuery(Base):
    """A query as people type it on the pages of one language.

    `found` is how many items had all of its words the last time that its page was made, None when
    that is not known; `opened` counts the items opened from its results; `last_on` is the last day
    it was asked.
    """

    __tablename__ = "asked_queries"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    folded: Mapped[str] = mapped_column(_LETTERS, index=True)
    language: Mapped[str]
    asked: Mapped[int]
    opened: Mapped[int]
    found: Mapped[int | None]
    last_on: Mapped[date]
    __table_args__ = (UniqueConstraint("text", "language"),)


class AskedMonth(Base):
    """How often anything was asked in a month (its first day) on the pages of one language.

    `in_vain` are those that found nothing, `opened` the items opened from results. Only queries
    that may be kept are counted; these sums stay when a query is forgotten.
    """

    __tablename__ = "asked_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    in_vain: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)


class Count(NamedTuple):
    """What was counted of one query since the last writing."""

    asked: int = 0
    opened: int = 0
    found: int | None = None


# Normalised text and language of the page.
Counted = Mapping[tuple[str, str], Count]


def normalised(typed: str) -> str | None:
    """Return a query as it may be kept, None when it has no word or may be about a person."""
    text = texts.tidy(typed.lower())
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS or _is_personal(text):
        return None
    return text if any(map(str.isalnum, text)) else None


def _is_personal(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text)  # full-width digits are digits too
    numbers = _DOCUMENT_NUMBER.sub(" ", plain)
    is_number = _LONG_NUMBER.search(numbers) or _GROUPED_NUMBER.search(numbers)
    return "@" in plain or is_number is not None


def add(session: Session, counted: Counted, on: date) -> None:
    """Add counts to those kept. What was opened but never counted as asked is left out."""
    database.take_turns(session.connection(), AskedQuery.__tablename__)
    known = _known(session, {text for text, _ in counted})
    for (text, language), count in counted.items():
        if row := known.get((text, language)):
            _increase(row, count, on)
        elif count.asked:
            session.add(_first(text, language, count, on))
    _sum_up(session, counted, on.replace(day=1))
    session.flush()
    _forget_rarest(session)


def _sum_up(session: Session, counted: Counted, month: date) -> None:
    sums: dict[str, dict[str, Any]] = {}
    for (_, language), count in counted.items():
        empty = {"month": month, "language": language, "asked": 0, "in_vain": 0, "opened": 0}
        row = sums.setdefault(language, empty)
        row["asked"] += count.asked
        row["opened"] += count.opened
        row["in_vain"] += count.asked if count.found == 0 else 0
    database.add_up(session, AskedMonth.__table__, list(sums.values()))


def _known(session: Session, wanted: set[str]) -> dict[tuple[str, str], AskedQuery]:
    rows = session.scalars(select(AskedQuery).where(AskedQuery.text.in_(wanted)))
    return {(row.text, row.language): row for row in rows}


def _increase(row: AskedQuery, count: Count, on: date) -> None:
    row.asked += count.asked
    row.opened += count.opened
    if count.found is not None:
        row.found = count.found
    if count.asked:
        row.last_on = on


def _first(text: str, language: str, count: Count, on: date) -> AskedQuery:
    folded = texts.fold(text)
    return AskedQuery(text=text, folded=folded, language=language, last_on=on, **count._asdict())


def _forget_rarest(session: Session) -> None:
    rows = session.scalar(select(func.count()).select_from(AskedQuery)) or 0
    if rows > MOST_ROWS:
        order = (AskedQuery.asked, AskedQuery.last_on, AskedQuery.id)
        rarest = select(AskedQuery.id).order_by(*order).limit(rows - MOST_ROWS)
        session.execute(delete(AskedQuery).where(AskedQuery.id.in_(rarest)))


def most(session: Session, limit: int) -> Sequence[AskedQuery]:
    """Return the queries asked most."""
    return session.scalars(_often_first(limit)).all()


def without_results(session: Session, limit: int) -> Sequence[AskedQuery]:
    """Return the queries that found nothing the last time, those asked most first."""
    return session.scalars(_often_first(limit).where(AskedQuery.found == 0)).all()


def rarely_opened(session: Session, limit: int) -> Sequence[AskedQuery]:
    """Return the queries asked often whose results hardly anybody opens, those asked most first."""
    unopened = AskedQuery.opened * RARELY < AskedQuery.asked
    query = _often_first(limit).where(AskedQuery.found > 0, AskedQuery.asked >= OFTEN, unopened)
    return session.scalars(query).all()


def _often_first(limit: int) -> Select[AskedQuery]:
    return select(AskedQuery).order_by(AskedQuery.asked.desc(), AskedQuery.text).limit(limit)


def beginning(session: Session, typed: str, limit: int) -> list[str]:
    """Return queries that begin with what is typed, accents aside, and found something.

    Each was asked at least twice here; of several that differ in accents the one asked most counts.
    """
    start = texts.fold(texts.tidy(typed))
    if not start:
        return []
    query = (
        select(AskedQuery.text, AskedQuery.folded)
        .where(AskedQuery.folded >= start, AskedQuery.folded < start + _LAST_LETTER)
        .where(AskedQuery.found > 0, AskedQuery.asked >= TWICE)
        .order_by(AskedQuery.asked.desc(), AskedQuery.text)
        .limit(limit * _SPELLINGS)
    )
    distinct: dict[str, str] = {}
    for text, folded in session.execute(query):
        distinct.setdefault(folded, text)
    return list(distinct.values())[:limit]
