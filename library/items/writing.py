"""Saving and publishing items. Nothing is overwritten: a save adds a revision or changes nothing."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes, database
from library.database import now
from library.errors import Conflict, Invalid
from library.items import drafts, files, models, texts
from library.items.drafts import Draft, DraftEdition
from library.items.extracting import Extractor
from library.items.rendering import Rendered
from library.marking import N_
from library.tags import tagging
from library.tags.vocabulary import Vocabulary

NOUN = "items"
# What an index is told before the id of an item of which only the tags changed.
RETAGGED = "tags "
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that can be taken for another


@dataclass(frozen=True)
class Workshop:
    """What saving needs besides the session."""

    vocabulary: Vocabulary
    store: files.Store
    render: Callable[[str], Rendered]
    extractor: Extractor


def save(session: Session, draft: Draft, workshop: Workshop) -> tuple[models.Revision, bool]:
    """Return the newest revision and whether the draft made it: one that changes nothing does not."""
    list(drafts.tags_of(draft.facts, workshop.vocabulary))  # refused before anything is written
    database.take_turns(session.connection(), NOUN)
    attached = [_attach(file, workshop.store) for file in draft.files]
    digest = drafts.digest(draft, {file.path: file.sha256 for file in attached})
    item = session.get(models.Item, draft.id) or _begin(session, draft)
    last = newest(session, item)
    _read(session, attached, workshop)
    if last and last.digest == digest:
        return last, False
    revision = models.Revision(
        item=item,
        number=last.number + 1 if last else 1,
        digest=digest,
        facts=dict(draft.facts),
        attached=attached,
        editions=[_edition(edition, workshop.render) for edition in draft.editions],
    )
    session.add(revision)
    session.flush()
    return revision, True


def _read(session: Session, attached: Iterable[models.File], workshop: Workshop) -> None:
    """Read the text in files that were not read yet; who has one of them is found by more now."""
    read = texts.read(session, attached, workshop.store, workshop.extractor)
    for id in texts.published_with(session, read):
        changes.touch(session, NOUN, id)


def newest(session: Session, item: models.Item) -> models.Revision | None:
    """Return the last revision of an item, published or not."""
    query = select(models.Revision).where(models.Revision.item_id == item.id)
    return session.scalar(query.order_by(models.Revision.number.desc()).limit(1))


def _begin(session: Session, draft: Draft) -> models.Item:
    if session.scalar(select(models.Item.id).where(models.Item.slug == draft.slug)):
        raise Conflict(
            N_("Another item has the address “%(slug)s”; rename the folder or give the same id."),
            slug=draft.slug,
        )
    item = models.Item(id=draft.id, slug=draft.slug, short=_short(session, draft.id))
    session.add(item)
    session.flush()
    return item


def free_slug(session: Session, id: str, wanted: str) -> str:
    """Return an address for an item of this id: where another has it, with a few signs more."""
    query = select(models.Item.id).where(models.Item.slug == wanted, models.Item.id != id)
    is_taken = session.scalar(query) is not None
    return f"{wanted}-{hashlib.sha256(id.encode()).hexdigest()[:6]}" if is_taken else wanted


def _short(session: Session, id: str) -> str:
    """Return a code of five letters made from the id, longer when that one is taken."""
    number = int.from_bytes(hashlib.sha256(id.encode()).digest())
    code = ""
    while len(code) < 5 or session.scalar(select(models.Item.id).where(models.Item.short == code)):
        number, place = divmod(number, len(_CODE_LETTERS))
        code += _CODE_LETTERS[place]
    return code


def _edition(edition: DraftEdition, render: Callable[[str], Rendered]) -> models.Edition:
    rendered = render(edition.body)
    return models.Edition(
        language=edition.language,
        title=edition.title,
        summary=edition.summary,
        facts=dict(edition.facts),
        body=edition.body,
        html=rendered["html"],
        plain=rendered["plain"],
        outline=rendered["outline"],
    )


def _attach(file: drafts.DraftFile, store: files.Store) -> models.File:
    with file.open() as stream:
        stored = store.keep(stream, file.path)
    with store.path(stored.sha256).open("rb") as kept:
        media_type = files.recognise(kept, file.path)
    return models.File(
        path=file.path, sha256=stored.sha256, size=stored.size, media_type=media_type
    )


def publish(session: Session, revision: models.Revision, vocabulary: Vocabulary) -> None:
    """Show a revision to everybody; doing it again changes nothing.

    Raises Conflict for an item that was withdrawn: an import must not bring it back.
    """
    item = revision.item
    if item.withdrawn_at:
        raise Conflict(
            N_("“%(slug)s” was withdrawn; its publisher can show it again."), slug=item.slug
        )
    if item.published_id == revision.id:
        return
    if revision.facts.get("licence") == "licence.unknown":
        raise Invalid(N_("An item without a known licence cannot be published; name its licence."))
    item.published = revision
    item.adapted_from = revision.facts.get("adapted_from")
    item.published_at = item.published_at or now()
    named = dict.fromkeys(drafts.tags_of(revision.facts, vocabulary))
    tagging.put(session, item.id, {id: vocabulary.current(id) for id in named})
    changes.touch(session, NOUN, item.id)


def withdraw(session: Session, item: models.Item) -> None:
    """Take an item out of every list, page, download and index, until `readmit`."""
    item.withdrawn_at = item.withdrawn_at or now()
    if item.published_id:
        item.published = None
        changes.touch(session, NOUN, item.id)
    session.flush()


def readmit(session: Session, item: models.Item) -> None:
    """Let an item be published again; this alone does not show it."""
    item.withdrawn_at = None
    session.flush()
