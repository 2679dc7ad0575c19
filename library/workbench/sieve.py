"""What a list is asked with: where its things are looked up, and which of them are wanted."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.search.index import Index
from library.tags.vocabulary import Vocabulary


@dataclass(frozen=True)
class Sources:
    """Where lists look: the database, the index that counts tags, the vocabulary."""

    session: Session
    index: Index
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Sieve:
    """Which part of a list is wanted; what a list does not know of is passed over.

    `unit` is the path of a unit, `kind` a tag of the scheme `material`, `aside` whether the rows
    that were set aside are wanted instead of the others.
    """

    unit: str = ""
    kind: str = ""
    language: str = ""
    scheme: str = ""
    aside: bool = False


WHOLE = Sieve()
