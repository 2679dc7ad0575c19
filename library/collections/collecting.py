"""What is done to collections: made, told, covered, filled, ordered.

Curators make them and decide who sees them (`maintaining`); the maintainer of one does all the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes, history, i18n, text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Actor, Role
from library.collections import collection as shelf
from library.collections.collection import KINDS, NOUN
from library.collections.models import Collection, CollectionItem, FormerAddress
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.models import Item
from library.items.rendering import Rendered
from library.marking import N_
from library.uploads.accepting import Upload

# By language, then by name: title, summary, body.
Texts = Mapping[str, Mapping[str, str]]
LONGEST = {"title": 120, "summary": 300, "body": 20_000, "alt": 300, "note": 500}
MOST_ITEMS = 300
YEAR = timedelta(days=365)


class Stale(Conflict):
    """Somebody changed the collection after the form was opened."""


def rendered(given: Texts, render: Callable[[str], Rendered]) -> dict[str, dict[str, str]]:
    """Return texts as they are kept, the body as HTML too; raise Invalid for what cannot be.

    It takes a moment: do it before the transaction that saves them.
    """
    made: dict[str, dict[str, str]] = {}
    for language, said in given.items():
        title, summary = (_line(said, name, language) for name in ("title", "summary"))
        body = text.repair(said.get("body", "")).strip()
        _check_length(body, "body", language)
        if summary + body and not title:
            raise Invalid(N_("A text needs a title in its language."), f"title-{language}")
        if title:
            html = render(body)["html"] if body else ""
            made[language] = {"title": title, "summary": summary, "body": body, "html": html}
    if not made:
        raise Invalid(N_("Give it a title in one language at least."), f"title-{i18n.DEFAULT}")
    return made


def _line(said: Mapping[str, str], name: str, language: str) -> str:
    line = text.tidy(said.get(name, ""))
    _check_length(line, name, language)
    return line


def _check_length(said: str, name: str, language: str) -> None:
    if len(said) > LONGEST[name]:
        raise Invalid(
            N_("This is too long; %(limit)s letters fit."),
            f"{name}-{language}",
            limit=LONGEST[name],
        )


def make(
    session: Session, by: User, unit: Unit, kind: str, texts: dict[str, dict[str, str]]
) -> Collection:
    """Begin a collection of a unit, which only who looks after it sees."""
    roles.require(by, Role.CURATOR, at=unit)
    made = Collection(
        slug=_free_slug(session, _title(texts)),
        kind=_kind(kind),
        texts=texts,
        maintainer_id=by.id,
        unit_id=unit.id,
        review_on=today() + YEAR,
    )
    session.add(made)
    session.flush()
    note(session, by, "made", made, unit=unit.id)
    return made


def _title(texts: Mapping[str, Mapping[str, str]]) -> str:
    return (texts.get(i18n.DEFAULT) or next(iter(texts.values())))["title"]


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(N_("Choose what kind of collection it is."), "kind")
    return kind


def _free_slug(session: Session, title: str) -> str:
    wanted = text.slug(title, 60) or NOUN
    slug, number = wanted, 1
    while _is_taken(session, slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _is_taken(session: Session, slug: str, own: int | None = None) -> bool:
    others = select(Collection.id).where(Collection.slug == slug, Collection.id != (own or 0))
    former = select(FormerAddress.slug).where(
        FormerAddress.slug == slug, FormerAddress.collection_id != (own or 0)
    )
    return session.scalar(others) is not None or session.scalar(former) is not None


def begin(session: Session, by: Actor, collection: Collection, seen: int | None = None) -> None:
    """Let a change begin: by who may, and on what the form was opened with; None asks for neither."""
    if not shelf.may_edit(session, by, collection):
        raise NotAllowed(N_("Only its maintainer and curators change a collection."))
    session.refresh(collection, with_for_update=True)
    if seen is not None and seen != collection.edited:
        raise Stale(
            N_("Somebody has changed this collection meanwhile. Look at it as it is now, then do it again.")
        )  # fmt: skip


def note(
    session: Session, by: Actor | None, verb: str, collection: Collection, **details: Any
) -> None:
    collection.edited += 1
    history.record(session, by, verb, NOUN, collection.id, **details)
    touch(session, collection)


def touch(session: Session, collection: Collection) -> None:
    """Have pages that were kept made anew."""
    session.flush()
    changes.touch(session, NOUN, str(collection.id))


def describe(
    session: Session,
    by: Actor,
    collection: Collection,
    kind: str,
    texts: dict[str, dict[str, str]],
    search: str,
    seen: int,
) -> None:
    """Give a collection other texts; `search` are the parameters of one whose results follow."""
    begin(session, by, collection, seen)
    alts = {language: said.get("alt", "") for language, said in collection.texts.items()}
    collection.texts = {
        language: {**said, "alt": alts.get(language, "")} for language, said in texts.items()
    }
    collection.kind, collection.search = _kind(kind), search
    note(session, by, "described", collection)


def readdress(session: Session, by: Actor, collection: Collection, wanted: str, seen: int) -> None:
    """Give a collection another address; the old one goes on leading to it."""
    begin(session, by, collection, seen)
    slug = text.slug(wanted)
    if not slug:
        raise Invalid(N_("An address needs letters or digits."), "slug")
    if _is_taken(session, slug, collection.id):
        raise Invalid(N_("Another collection has or had this address; choose another."), "slug")
    if slug == collection.slug:
        return
    own = session.get(FormerAddress, slug)
    if own:
        session.delete(own)
    session.add(FormerAddress(slug=collection.slug, collection_id=collection.id))
    collection.slug = slug
    note(session, by, "readdressed", collection)


def cover(
    session: Session,
    by: Actor,
    collection: Collection,
    picture: Upload | None,
    alts: Mapping[str, str],
    seen: int,
) -> None:
    """Give a collection a cover with what it shows, by language; None keeps the picture it has."""
    begin(session, by, collection, seen)
    if picture and not picture.is_picture:
        raise Invalid(N_("A cover is a picture: PNG, JPEG, GIF or WebP."), "cover")
    if not picture and not collection.cover:
        raise Invalid(N_("Choose a picture first."), "cover")
    given = {code: _line({"alt": alts.get(code, "")}, "alt", code) for code in collection.texts}
    for language, alt in given.items():
        if not alt:
            raise Invalid(N_("Say in words what the picture shows."), f"alt-{language}")
    collection.texts = {
        language: {**said, "alt": given[language]} for language, said in collection.texts.items()
    }
    if picture:
        collection.cover, collection.cover_type = picture.sha256, picture.media_type
    note(session, by, "covered", collection)


def uncover(session: Session, by: Actor, collection: Collection, seen: int) -> None:
    """Go back to the cover that the library draws."""
    begin(session, by, collection, seen)
    collection.cover = collection.cover_type = None
    note(session, by, "uncovered", collection)


def add(session: Session, by: Actor, collection: Collection, ids: Iterable[str]) -> int:
    """Put published items at the end; return how many were not there yet.

    It takes no form that could be stale: two people may fill a collection at once.
    """
    begin(session, by, collection)
    wanted = list(dict.fromkeys(ids))
    query = select(Item.id).where(Item.id.in_(wanted), Item.published_id.is_not(None))
    known = set(session.scalars(query))
    if unknown := [id for id in wanted if id not in known]:
        raise Invalid(
            N_("“%(id)s” is no public item; give its id or the address of its page."),
            "added",
            id=unknown[0][:80],
        )
    there = {entry.item_id for entry in collection.entries}
    fresh = [id for id in wanted if id not in there]
    if len(there) + len(fresh) > MOST_ITEMS:
        raise Invalid(N_("At most %(most)s items fit in a collection."), "added", most=MOST_ITEMS)
    last = max((entry.place for entry in collection.entries), default=0)
    for place, id in enumerate(fresh, start=last + 1):
        collection.entries.append(CollectionItem(item_id=id, place=place, notes={}))
    if fresh:
        note(session, by, "filled", collection, added=len(fresh))
    return len(fresh)


def entry_of(collection: Collection, id: int) -> CollectionItem:
    """Return an entry of a collection; raise NotFound."""
    found = next((each for each in collection.entries if each.id == id), None)
    if found is None:
        raise NotFound(N_("This item is not in the collection any more."))
    return found


def remove(session: Session, by: Actor, collection: Collection, id: int, seen: int) -> None:
    """Take an item out; the item itself stays in the library."""
    begin(session, by, collection, seen)
    entry = entry_of(collection, id)
    collection.entries.remove(entry)
    note(session, by, "emptied", collection, item=entry.item_id)


def annotate(
    session: Session,
    by: Actor,
    collection: Collection,
    id: int,
    notes: Mapping[str, str],
    seen: int,
) -> None:
    """Say by language why an item is there."""
    begin(session, by, collection, seen)
    given = {code: _line({"note": said}, "note", code) for code, said in notes.items()}
    entry = entry_of(collection, id)
    entry.notes = {language: said for language, said in given.items() if said}
    note(session, by, "annotated", collection, item=entry.item_id)


def order(
    session: Session, by: Actor, collection: Collection, id: int, place: int, seen: int
) -> None:
    """Put an entry at a place, counted from 1; beyond the ends means at the end."""
    begin(session, by, collection, seen)
    entry = entry_of(collection, id)
    others = [each for each in collection.entries if each is not entry]
    others.insert(max(0, min(place - 1, len(others))), entry)
    for number, each in enumerate(others, start=1):
        each.place = number
    session.flush()
    session.expire(collection, ["entries"])
    note(session, by, "ordered", collection)
