"""Collections in the activity format: below `collections/` one folder each, one file a language.

`collection.vi.md` has the text; `items`, `kind`, `search` and `cover` may stand in any of them.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.collections import collecting
from library.collections import collection as shelf
from library.collections.models import Collection, CollectionItem, FormerAddress
from library.database import now, today
from library.errors import Conflict, Invalid
from library.items import folder as activity_format
from library.items import frontmatter
from library.items.files import Store
from library.items.models import Item
from library.marking import N_
from library.uploads.accepting import Upload

FOLDER = "collections"
_FILE = re.compile(r"collection\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\.md")
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Told:
    """A collection as its folder tells it; `digest` changes with any of its files."""

    slug: str
    kind: str
    texts: Mapping[str, Mapping[str, str]]
    items: tuple[str, ...]
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    search: str = ""
    cover: Path | None = None
    digest: str = ""


def find(place: Path) -> list[Path]:
    """Return the folders of collections in an exported folder, or in one that holds nothing else."""
    around = [folder for folder in (place, place / FOLDER) if folder.is_dir()]
    found = [place, *(each for folder in around for each in sorted(folder.iterdir()))]
    return [each for each in found if is_one(each)]


def is_one(folder: Path) -> bool:
    """Tell whether a folder is a collection."""
    return bool(_files(folder))


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    named = ((_FILE.fullmatch(each.name), each) for each in sorted(folder.iterdir()))
    return {match[1]: each for match, each in named if match and each.is_file()}


def read(folder: Path) -> Told:
    """Return what a folder tells; raise Invalid or Conflict with what to mend."""
    shared: dict[str, Any] = {}
    texts: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, str]] = {}
    seen = hashlib.sha256()
    for language, path in _files(folder).items():
        content = _bytes(path)
        seen.update(content)
        head, body = frontmatter.split(activity_format.decoded(path.name, content))
        for name in ("kind", "items", "search", "cover"):
            if (value := head.get(name)) and shared.setdefault(name, value) != value:
                raise Conflict(
                    N_("The files of “%(name)s” disagree about “%(key)s”; make them agree."),
                    name=folder.name,
                    key=name,
                )
        said = {name: _text(head.get(name, "")) for name in ("title", "summary", "alt")}
        texts[language] = {**said, "body": body.strip()}
        for id, note in _notes(head.get("notes") or {}):
            notes.setdefault(id, {})[language] = note
    cover = _cover(folder, _text(shared.get("cover", "")))
    if cover:
        seen.update(cover.read_bytes())
    items = shared.get("items", [])
    if not isinstance(items, list):
        raise Invalid(N_("“%(key)s” must be a list."), key="items")
    return Told(
        slug=folder.name,
        kind=_text(shared.get("kind", "")) or "collection",
        texts=texts,
        items=tuple(map(_text, items)),
        notes=notes,
        search=_text(shared.get("search", "")),
        cover=cover,
        digest=seen.hexdigest(),
    )


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise Invalid(
            N_("%(name)s is larger than %(limit)s MB; make it smaller or split it."),
            name=path.name,
            limit=1,
        )
    return path.read_bytes()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _notes(given: object) -> Iterator[tuple[str, str]]:
    if isinstance(given, dict):
        yield from ((str(id), _text(note)) for id, note in given.items() if _text(note))


def _cover(folder: Path, name: str) -> Path | None:
    path = folder / name
    is_inside = path.resolve().parent == folder.resolve()
    return path if name and is_inside and path.is_file() else None


def known(session: Session, told: Told) -> Collection | None:
    """Return the collection of this address here, if there is one."""
    return session.scalar(select(Collection).where(Collection.slug == told.slug))


def is_wanted(session: Session, told: Told, *, as_shipped: bool) -> bool:
    """Tell whether a folder changes anything. What people changed is never overwritten by a start."""
    held = known(session, told)
    if held is None:
        gone = session.get(FormerAddress, told.slug)
        return not (gone and as_shipped)
    return held.shipped != told.digest and not (as_shipped and (held.edited or not held.shipped))


def bring(
    session: Session,
    told: Told,
    texts: dict[str, dict[str, str]],
    cover: Upload | None,
    *,
    publish: bool,
) -> list[str]:
    """Save what a folder tells; return the ids of items that are not here, and so were left out."""
    held = known(session, told)
    if held is None:
        held = Collection(slug=told.slug, review_on=today() + collecting.YEAR, edited=0)
        session.add(held)
    held.kind = told.kind if told.kind in shelf.KINDS else "collection"
    held.texts = {
        language: {**said, "alt": told.texts[language].get("alt", "")}
        for language, said in texts.items()
    }
    held.search, held.shipped = told.search, told.digest
    held.cover = cover.sha256 if cover else None
    held.cover_type = cover.media_type if cover else None
    session.flush()
    here = set(session.scalars(select(Item.id).where(Item.id.in_(told.items))))
    _fill(held, [id for id in dict.fromkeys(told.items) if id in here], told.notes)
    if publish and held.entries:
        held.published_at = held.published_at or now()
    collecting.touch(session, held)
    return [id for id in told.items if id not in here]


def _fill(collection: Collection, ids: list[str], notes: Mapping[str, Mapping[str, str]]) -> None:
    there = {entry.item_id: entry for entry in collection.entries}
    for id, entry in there.items():
        if id not in ids:
            collection.entries.remove(entry)
    for place, id in enumerate(ids, start=1):
        own = there.get(id) or CollectionItem(item_id=id)
        own.place, own.notes = place, dict(notes.get(id, {}))
        if id not in there:
            collection.entries.append(own)


def write(session: Session, collection: Collection, store: Store, target: Path) -> None:
    """Write a collection as a folder below `collections/` of the target."""
    place = target / FOLDER / collection.slug
    place.mkdir(parents=True, exist_ok=True)
    cover = f"cover.{_ENDINGS.get(collection.cover_type or '', 'bin')}" if collection.cover else ""
    ids = shelf.shown_ids(session, collection)
    notes = {entry.item_id: entry.notes for entry in collection.entries}
    for language, said in collection.texts.items():
        own = {id: notes[id][language] for id in ids if notes[id].get(language)}
        head = {
            "title": said["title"], "summary": said["summary"], "kind": collection.kind,
            "items": ids, "notes": own, "search": collection.search, "cover": cover,
            "alt": said.get("alt", ""),
        }  # fmt: skip
        given = {name: value for name, value in head.items() if value}
        source = f"{frontmatter.dump(given)}\n{said['body']}\n"
        (place / f"collection.{language}.md").write_text(source, "utf-8")
    if collection.cover:
        (place / cover).write_bytes(store.read(collection.cover))
