"""Files that show what was carried out: for the unit and those above it, until somebody opens one.

Pictures are drawn anew before they come here, without what cameras write into them. One in which
people can be recognised stays private here: it is made public with an item, whose register of
consents withholds it until everybody in it agrees.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles
from library.accounts.models import User
from library.accounts.roles import Role
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.files import Store
from library.logbook import entries
from library.logbook.models import Entry, EntryFile
from library.marking import N_
from library.uploads.accepting import Upload

MOST = 12
_LONGEST_CAPTION = 300
_MOST_PEOPLE = 500


def attach(session: Session, by: User, entry: Entry, upload: Upload, caption: str) -> EntryFile:
    """Put an accepted file with an entry; the same bytes twice are one file."""
    database.take_turns(session.connection(), entries.NOUN)
    session.refresh(entry)
    _require(by, entry)
    if same := next((each for each in entry.files if each.sha256 == upload.sha256), None):
        return same
    if len(entry.files) >= MOST:
        raise Conflict(N_("An entry has at most 12 files; remove one first."))
    made = EntryFile(
        entry_id=entry.id, name=upload.path.removeprefix("files/"), sha256=upload.sha256,
        type=upload.media_type, size=upload.size, caption=_caption(caption), by_id=by.id,
    )  # fmt: skip
    entry.files.append(made)
    session.flush()
    _note(session, by, "attached", entry, made)
    return made


def _note(session: Session, by: User, verb: str, entry: Entry, file: EntryFile) -> None:
    history.record(session, by, verb, entries.NOUN, entry.id, unit=entry.unit_id, file=file.id)


def _require(by: User, entry: Entry) -> None:
    if not entries.writes(by, entry) or entry.removed_at is not None:
        raise NotAllowed(N_("Only who works in this unit, or recorded the entry, changes it."))


def _caption(given: str) -> str:
    said = text.tidy(given)
    if len(said) > _LONGEST_CAPTION:
        raise Invalid(
            N_("This is too long: at most %(most)s letters."), "caption", most=_LONGEST_CAPTION
        )
    return said


def by_id(session: Session, user: User | None, id: int) -> EntryFile:
    """Return a file that a person may see: anybody one that is public, the unit any; or NotFound."""
    found = session.get(EntryFile, id)
    if found is None or found.entry.removed_at is not None or not _sees(user, found):
        raise NotFound(N_("There is no such file, or it is not for this account."))
    return found


def _sees(user: User | None, file: EntryFile) -> bool:
    return file.is_public or (user is not None and entries.sees(user, file.entry))


def remove(session: Session, by: User, file: EntryFile) -> None:
    """Take a file away from its entry."""
    entry = file.entry
    _require(by, entry)
    _note(session, by, "removed a file", entry, file)
    entry.files.remove(file)
    session.flush()


def publish(session: Session, by: User, file: EntryFile, people: int | None) -> None:
    """Let everybody see a file, as the head of a unit does, in which nobody can be recognised."""
    roles.require(by, Role.PUBLISHER, at=file.entry.unit)
    if people is None or not 0 <= people <= _MOST_PEOPLE:
        raise Invalid(N_("Look at it and say how many people can be recognised."), field="people")
    file.people = people
    if people:
        raise Invalid(
            N_("People can be recognised in it, and an entry keeps no consents. Blur or crop it, or "
               "put it with an item: its register of consents shows it once everybody agrees."),
            field="people",
        )  # fmt: skip
    file.is_public = True
    session.flush()
    _note(session, by, "published a file", file.entry, file)


def withdraw(session: Session, by: User, file: EntryFile) -> None:
    """Let only the unit and those above it see a file again; whoever may write in it does so."""
    _require(by, file.entry)
    file.is_public = False
    session.flush()
    _note(session, by, "withdrew a file", file.entry, file)


def kept_files(session: Session) -> dict[str, str]:
    """Return where every file that the logbook needs belongs, by its SHA-256."""
    query = select(EntryFile.sha256, EntryFile.entry_id, EntryFile.name).join(EntryFile.entry)
    rows = session.execute(query.where(Entry.removed_at.is_(None)))
    return {sha256: f"logbook/{entry}/{name}" for sha256, entry, name in rows}


def sweep(session: Session, store: Store) -> None:
    """Delete the bytes of what was taken away: a photo that somebody removed is gone within a day.

    Those of an entry that was taken out go as well; its row says that there was a file.
    """
    query = select(EntryFile.sha256).join(EntryFile.entry).where(Entry.removed_at.is_(None))
    needed = set(session.scalars(query))
    for sha256 in set(store.kept()) - needed:
        store.let_go(sha256)
