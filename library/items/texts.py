"""The text of attachments, as search and lists ask for it: kept once for the same bytes."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from library.database import now
from library.errors import NotFound
from library.items import extracting
from library.items.extracting import Extractor
from library.items.files import Store
from library.items.models import File, FileText, Item, Revision, is_withheld

# Characters of all the files of one item together that search looks at.
MOST = 2 * extracting.LONGEST


_WITH_TEXT = (
    select(File)
    .join(FileText, FileText.sha256 == File.sha256)
    .join(Revision, Revision.id == File.revision_id)
    .where(
        File.revision_id.in_(bindparam("revisions", expanding=True)),
        func.length(FileText.text) > 0,
        ~is_withheld(),
    )
    .order_by(File.path)
)


def read(
    session: Session, attached: Iterable[File], store: Store, extractor: Extractor
) -> Collection[str]:
    """Read the files that this version has not read yet; return the SHA-256 of each of them."""
    wanted = {file.sha256: file for file in attached if extracting.is_readable(file.media_type)}
    unread = wanted.keys() - _known(session, wanted)
    for sha256 in unread:
        with suppress(NotFound):  # `saodieu check` tells of a file that is gone
            text = extractor.extract(store.path(sha256), wanted[sha256].media_type)
            kept = FileText(sha256=sha256, text=text, made_at=now(), reader=extracting.READER)
            session.merge(kept)
    session.flush()
    return unread


def _known(session: Session, sha256s: Collection[str]) -> set[str]:
    if not sha256s:
        return set()
    query = select(FileText.sha256).where(
        FileText.sha256.in_(sha256s), FileText.reader >= extracting.READER
    )
    return set(session.scalars(query))


def kept(session: Session, sha256: str) -> str:
    """Return the text of a file, empty when it has none or was not read yet."""
    query = select(FileText.text).where(FileText.sha256 == sha256)
    return session.scalar(query) or ""


def unread(session: Session) -> list[File]:
    """Return files that no reader of this version has read, one for the same bytes."""
    query = (
        select(File)
        .outerjoin(FileText, FileText.sha256 == File.sha256)
        .where(or_(FileText.sha256.is_(None), FileText.reader < extracting.READER))
    )
    found = {file.sha256: file for file in session.scalars(query)}
    return [file for file in found.values() if extracting.is_readable(file.media_type)]


def published_with(session: Session, sha256s: Collection[str]) -> Sequence[str]:
    """Return the ids of items whose published revision has one of the files."""
    if not sha256s:
        return []
    query = select(Item.id).join(File, File.revision_id == Item.published_id)
    return session.scalars(query.where(File.sha256.in_(sha256s)).distinct()).all()


def of(session: Session, files: Iterable[File]) -> tuple[str, ...]:
    """Return the texts of the files of one item, MOST characters of them, without empty ones."""
    wanted = (file.sha256 for file in files if extracting.is_readable(file.media_type))
    kept: list[str] = []
    left = MOST
    for sha256 in dict.fromkeys(wanted):
        if left > 0 and (text := _text(session, sha256)):
            kept.append(text[:left])
            left -= len(text)
    return tuple(kept)


def _text(session: Session, sha256: str) -> str:
    return session.scalar(select(FileText.text).where(FileText.sha256 == sha256)) or ""


def with_text(session: Session, revision_ids: Collection[int]) -> dict[int, list[File]]:
    """Return the files of revisions in which there is text; the text itself is not loaded."""
    found: dict[int, list[File]] = {}
    for file in session.scalars(_WITH_TEXT, {"revisions": list(revision_ids)}):
        found.setdefault(file.revision_id, []).append(file)
    return found
