"""Small vocabularies for the tests of what goes out and comes in."""

import warnings
from collections.abc import Iterable
from typing import Any

import rdflib
from sqlalchemy import delete, update

from library.exchange import skos
from library.tags import entries, models
from library.tags.entries import Entries, Name, SchemeEntry, TagEntry
from library.wiring import Library

ADDRESS = "https://thu-vien.example.vn"


def shipped(library: Library) -> Entries:
    """Return the vocabulary of a library."""
    with library.sessions.reading() as session:
        return entries.read(session)


def emptied(library: Library) -> None:
    """Take the whole vocabulary out of a library."""
    with library.sessions.writing() as session:
        session.execute(update(models.Tag).values(parent_id=None, replaced_by=None))
        for table in (models.Label, models.Tag, models.Scheme, models.Ambiguity):
            session.execute(delete(table))


def triples(content: bytes, form: str) -> set[Any]:
    """Return what a file says, as an RDF library of its own accord reads it."""
    with warnings.catch_warnings():  # rdflib warns of itself while it reads JSON-LD
        warnings.simplefilter("ignore", DeprecationWarning)
        return set(rdflib.Graph().parse(data=content, format=skos.FORMATS[form][1]))


def tag(id: str, vi: str = "Thẻ", more: Iterable[Name] = (), **given: Any) -> TagEntry:
    """Return a tag with a Vietnamese label."""
    names = (Name(models.LABEL, "vi", vi), *more)
    return TagEntry(id, id.partition(".")[0], names, **given)


def some(*tags: TagEntry) -> Entries:
    """Return a few tags of shipped schemes."""
    return Entries.of([], tags, [])


def other_scheme(*tags: TagEntry) -> Entries:
    """Return a scheme of our own, “craft”, with its tags."""
    return Entries.of([SchemeEntry("craft", {"vi": "Nghề thủ công", "en": "Crafts"})], tags, [])
