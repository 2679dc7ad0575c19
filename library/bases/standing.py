"""Which cited texts are no longer in force, as the library's official texts say of themselves.

An official text says `expired_on`, a day, and `replaced_by`, an item or a number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bases import reading
from library.bases.reading import Basis
from library.items.models import Edition, Item, Revision
from library.tags.models import ItemTag

# Kinds of items that are texts of the Party and the State.
KINDS = ("material.legal-text", "material.guidance")


@dataclass(frozen=True)
class OfficialText:
    """An official text of the library, as far as citing it needs. `doctype` is a tag."""

    id: str
    slug: str
    title: str
    doctype: str
    number: str
    issued_on: date | None
    issuer: str
    expired_on: date | None
    replaced_by: str

    def is_over(self, day: date) -> bool:
        """Tell whether it is no longer in force on a day: it has expired, or another replaces it."""
        return self.expired_on <= day if self.expired_on else bool(self.replaced_by)


@dataclass(frozen=True)
class Warned:
    """A basis that is no longer in force, and what stands in its place where that is known.

    `replaced_by` is what the text itself says, `replacement` the text in the library.
    """

    basis: Basis
    text: OfficialText
    replaced_by: str
    replacement: OfficialText | None


@dataclass
class Texts:
    """The official texts of the library, by id and by number."""

    by_id: dict[str, OfficialText] = field(default_factory=dict)
    _by_number: dict[str, OfficialText] = field(default_factory=dict)

    def put(self, found: OfficialText) -> None:
        """Add a text."""
        self.by_id[found.id] = self.by_id[found.slug] = found
        if found.number:
            self._by_number.setdefault(reading.key(found.number), found)

    def of(self, basis: Basis) -> OfficialText | None:
        """Return the text that a basis names: the one it was chosen from, else by number and day."""
        if basis.item in self.by_id:
            return self.by_id[basis.item or ""]
        found = self._by_number.get(reading.key(basis.number)) if basis.number else None
        if found and basis.dated_on and found.issued_on not in (None, basis.dated_on):
            return None  # numbers begin anew every year
        return found

    def named(self, said: str) -> OfficialText | None:
        """Return the text that an id, an address part or a citation names."""
        if said in self.by_id:
            return self.by_id[said]
        number = reading.read(said).number or said
        return self._by_number.get(reading.key(number))

    def linked(self, bases: Iterable[Basis]) -> list[Basis]:
        """Return bases that each know their item."""
        return [self._linked(each) for each in bases]

    def _linked(self, basis: Basis) -> Basis:
        found = self.of(basis)
        return Basis(**{**basis.__dict__, "item": found.id if found else None})

    def over(self, bases: Iterable[Basis], day: date) -> Iterator[Warned]:
        """Yield the bases that are no longer in force on a day."""
        for basis in bases:
            found = self.of(basis)
            if found and found.is_over(day):
                replacement = self.named(found.replaced_by) if found.replaced_by else None
                yield Warned(basis, found, found.replaced_by, replacement)


def texts(session: Session) -> Texts:
    """Return the official texts that are public."""
    query = (
        select(Item.id, Item.slug, Revision.facts, Edition.title, Edition.facts)
        .join(Revision, Revision.id == Item.published_id)
        .join(Edition, Edition.revision_id == Revision.id)
        .where(Item.id.in_(select(ItemTag.item_id).where(ItemTag.tag_id.in_(KINDS))))
        .order_by(Item.id, Edition.id)
    )
    found = Texts()
    for id, slug, shared, title, own in session.execute(query):
        if id not in found.by_id:
            found.put(_read(id, slug, title, {**own, **shared}))
    return found


def _read(id: str, slug: str, title: str, facts: dict[str, Any]) -> OfficialText:
    return OfficialText(
        id,
        slug,
        title,
        str(facts.get("doctype", "")),
        _line(facts.get("number")),
        _day(facts.get("issued_on")),
        _line(facts.get("issuer")),
        _day(facts.get("expired_on")),
        _line(facts.get("replaced_by")),
    )


def _line(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def cite(found: OfficialText, type: str) -> Basis:
    """Return a text of the library as a basis; `type` is what its document type is called."""
    return reading.composed(
        type, found.number, found.issued_on, found.issuer, found.title, found.id
    )


def read_all(session: Session, lines: Sequence[str]) -> list[Basis]:
    """Return lines as bases that know their items; empty lines are left out."""
    read = [reading.read(line) for line in lines if line.strip(" -–+•;.\t\r")]
    return texts(session).linked(read) if read else []
