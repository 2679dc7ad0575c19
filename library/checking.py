"""Checks the database, the files and the index against each other, after a crash or a restore."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from library import changes, database, history, jobs
from library.bases import keeping, standing
from library.collections import collection
from library.directives import directives
from library.documents import profiles
from library.errors import Message
from library.incidents import incidents
from library.incidents.sealing import Seal
from library.items import catalogue
from library.logbook import evidence
from library.marking import N_
from library.originals import taking
from library.review import drafting
from library.wiring import Library


def problems(library: Library) -> Iterator[Message]:
    """Yield what is wrong and how to mend it; nothing when all is well."""
    with library.sessions.reading() as session:
        for damage in database.damages(session):
            yield Message(
                N_("The database is damaged: %(damage)s. Restore it from a backup."),
                {"damage": damage},
            )
        yield from _files(session, library)
        yield from _index(session, library)
        yield from _history(session)
        yield from _jobs(session)
        yield from _incidents(session, library)


def _kept(session: Session) -> dict[str, str]:
    """Return where every file that is needed belongs, by its SHA-256."""
    attached = {file.sha256: file.path for file in catalogue.stored_files(session)}
    begun = taking.kept_files(session) | drafting.kept_files(session)
    pictures = collection.kept_files(session) | profiles.kept_files(session)
    return pictures | begun | attached


def _files(session: Session, library: Library) -> Iterator[Message]:
    places = (library.store, _kept(session)), (library.evidence, evidence.kept_files(session))
    for store, kept in places:
        for sha256, path in kept.items():
            if not store.is_whole(sha256):
                yield Message(
                    N_("%(path)s (%(sha256)s) is missing or damaged; restore it from a backup."),
                    {"path": path, "sha256": sha256[:12]},
                )


def _index(session: Session, library: Library) -> Iterator[Message]:
    published, indexed = catalogue.count(session), len(library.index.ids())
    if library.index.applied != changes.last(session) or published != indexed:
        yield Message(
            N_("The index has %(indexed)s of %(published)s items; run “saodieu index rebuild”."),
            {"indexed": indexed, "published": published},
        )


def _history(session: Session) -> Iterator[Message]:
    number = history.first_broken(session)
    if number is not None:
        yield Message(
            N_(
                "The history was changed from outside: from event %(number)s on it cannot be "
                "trusted. Compare it with a backup."
            ),
            {"number": number},
        )


def _jobs(session: Session) -> Iterator[Message]:
    count = sum(job.is_given_up for job in jobs.every(session))
    if count:
        yield Message(
            N_("Jobs were given up: %(count)s. “saodieu jobs list” says why."), {"count": count}
        )


def cited_out_of_force(library: Library) -> Iterator[Message]:
    """Yield the legal bases of units and of plans in force that are no longer in force themselves.

    Nothing is broken by them: somebody should look.
    """
    with library.sessions.reading() as session:
        known, day = standing.texts(session), database.today()
        for where, bases in (*keeping.every(session), *directives.cited(session)):
            for each in known.over(bases, day):
                replacement = each.replacement.number if each.replacement else each.replaced_by
                yield Message(
                    N_("%(where)s cites “%(basis)s”, no longer in force. In its place: %(text)s."),
                    {"where": where, "basis": each.basis.written, "text": replacement or "–"},
                )


def loose_files(library: Library) -> int:
    """Return how many kept files belong to no item: an interrupted import leaves some, harmless."""
    with library.sessions.reading() as session:
        wanted = _kept(session)
    return sum(sha256 not in wanted for sha256 in library.store.kept())


def _incidents(session: Session, library: Library) -> Iterator[Message]:
    closed = incidents.unopened(session, Seal(library.settings.incident_key))
    if closed:
        yield Message(
            N_(
                "%(count)s reports of incidents were sealed with another key;"
                " put the file incident_key of that time back."
            ),
            {"count": closed},
        )
