"""Documents and sheets that an administrator imports: items made without anybody looking at them.

Only what a document states plainly becomes a fact. What makes it known again is where it lies, or
its bytes when it was moved.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import i18n, text
from library.errors import Invalid, Message, of_system
from library.items import kinds
from library.items.drafts import Draft, DraftEdition, DraftFile
from library.items.models import File, Item, Revision
from library.marking import N_
from library.originals import pictures, proposing, receiving, rows, sheets, understanding
from library.originals.gathering import ZIPPED, Document
from library.originals.proposing import Proposals
from library.originals.reader import Reader, Reading
from library.originals.rows import Row
from library.review import contents
from library.tags.vocabulary import Vocabulary
from library.uploads import formats, naming
from library.uploads.accepting import Desk

# Rows of a sheet, a library of a province at once.
MOST_ROWS = 50_000
_PREFIX = "doc-"
_DIGITS = 16
_CHUNK = 1 << 20
_UNTITLED = Message(N_("No title was found in it; it is called as its file is."))


@dataclass(frozen=True)
class Tools:
    """What importing needs besides the session; `knows` tells whether there is an item of an id."""

    desk: Desk
    reader: Reader
    vocabulary: Vocabulary
    knows: Callable[[str], bool]


def id_of(document: Document) -> str:
    """Return the id of the item that a document becomes: it says where the document lies."""
    return _PREFIX + hashlib.sha256(document.place.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def digest(document: Document) -> str:
    """Return the SHA-256 of a document."""
    sha256 = hashlib.sha256()
    with _opened(document) as stream:
        while chunk := stream.read(_CHUNK):
            sha256.update(chunk)
    return sha256.hexdigest()


def known(session: Session, document: Document, sha256: str) -> str | None:
    """Return the item that was made of these very bytes, wherever they lay then."""
    made = select(Revision.item_id).join(File).where(File.sha256 == sha256)
    query = select(Item.id).where(Item.id.in_(made), Item.id.startswith(_PREFIX))
    ids = session.scalars(query.order_by(Item.id)).all()
    id = id_of(document)
    return id if id in ids else next(iter(ids), None)


@contextmanager
def _opened(document: Document) -> Iterator[IO[bytes]]:
    try:
        with document.open() as stream:
            yield stream
    except OSError as error:
        told = of_system(error)
        raise Invalid(told.sentence, **told.values) from error


def table(document: Document, tools: Tools) -> list[Row]:
    """Return the items of a sheet; raise Invalid when it is none."""
    with (
        _opened(document) as stream,
        receiving.set_aside(stream, document.name, tools.desk, sheets_too=True) as (path, kind),
    ):
        if kind not in sheets.MEDIA_TYPES:
            raise Invalid(N_("This is no sheet, whatever its name says."))
        found, _left_out = rows.read(tools.reader.table(path, kind, MOST_ROWS), tools.vocabulary)
    if not found:
        raise Invalid(N_("The sheet names its columns and has no rows below."))
    return found


def draft(document: Document, tools: Tools) -> tuple[Draft, list[Message]]:
    """Return a document as a whole item, and what should be known about it.

    Raises Invalid with the reason when it cannot be read.
    """
    if document.is_archive:
        raise Invalid(ZIPPED.sentence)
    with _opened(document) as stream:
        sent = receiving.receive(stream, document.name, tools.desk)
    with tools.reader.read(tools.desk.store.path(sent.sha256), sent.media_type) as reading:
        if reading.error:
            raise Invalid(reading.error.sentence, **reading.error.values)
        if reading.origin and tools.knows(reading.origin.item):
            raise Invalid(
                N_("It was downloaded from the item “%(id)s” of this library; correct that one."),
                id=reading.origin.item,
            )
        proposals = proposing.propose(reading, tools.vocabulary)
        gallery = pictures.keep(reading.markdown, reading.pictures, tools.desk)
    files = [_kept(each["path"], each["sha256"], each["size"], tools) for each in gallery.files]
    if sent.media_type in formats.FORMATS:
        ending = formats.usual_ending(sent.media_type, sent.name)
        path = naming.tidy(sent.name, ending, [each.path for each in files])
        files.append(_kept(path, sent.sha256, sent.size, tools))
    made = _draft(document, reading, proposals, gallery, files)
    untitled = [] if text.tidy(proposals.title) else [_UNTITLED]
    return made, [*untitled, *sent.warnings, *reading.warnings, *gallery.warnings]


def _draft(
    document: Document,
    reading: Reading,
    proposals: Proposals,
    gallery: pictures.Gallery,
    files: list[DraftFile],
) -> Draft:
    stem = text.tidy(PurePosixPath(document.name).stem)
    title = text.tidy(proposals.title) or stem
    summary = reading.summary or understanding.summary(gallery.markdown)
    body = described(gallery).strip("\n") + "\n"
    edition = DraftEdition(_language(proposals), title, summary, body, {})
    slug = text.slug(title) or text.slug(stem) or id_of(document)
    return Draft(id_of(document), slug, stated(proposals), (edition,), tuple(files))


def stated(proposals: Proposals) -> dict[str, Any]:
    """Return as facts what a document states plainly."""
    facts: dict[str, Any] = {"kind": kinds.DEFAULT}
    for name, said in proposals.facts.items():
        sure = [each.value for each in said if each.is_sure]
        if sure and name in contents.TAGS:
            facts[name] = sure
        elif sure and name == "kind":
            facts[name] = sure[0]
        elif sure and name == "duration_minutes":
            facts[name] = int(sure[0])
    return facts


def _language(proposals: Proposals) -> str:
    said = [each.value.removeprefix("language.") for each in proposals.facts.get("language", ())]
    return next((code for code in said if code in i18n.LANGUAGES), i18n.DEFAULT)


def described(gallery: pictures.Gallery) -> str:
    """Return the text; a picture without words is called as its caption says."""
    body = gallery.markdown
    for path, alt in gallery.alts.items():
        body = body.replace(f"![]({path}", f"![{alt}]({path}")
    return body


def _kept(path: str, sha256: str, size: int, tools: Tools) -> DraftFile:
    return DraftFile(path, size, partial(_open, tools.desk.store.path(sha256)))


def _open(place: Path) -> IO[bytes]:
    return place.open("rb")
