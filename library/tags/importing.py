"""A vocabulary taken in from outside: what it would change, whether it is sound, and the change itself.

A tag that the file lacks stays: ids are never lost. To retire one, the file names its replacement.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from library import changes
from library.accounts.roles import Actor
from library.errors import Conflict, Invalid
from library.marking import N_
from library.tags import entries, models, soundness, vocabulary
from library.tags.entries import Entries, RuleEntry, SchemeEntry, TagEntry
from library.tags.recording import Journal

Entry = SchemeEntry | TagEntry | RuleEntry
# The parts of a vocabulary, in the order in which they depend on each other.
PARTS = ("schemes", "tags", "rules")
# What one step of the history may change: each is pictured before and after, so that it can be undone.
_MOST_CHANGES = 5_000


@dataclass(frozen=True)
class Change:
    """An entry of a part as it is now, None for a new one, and as it would be."""

    part: str
    id: str
    before: Any
    after: Any

    @property
    def fields(self) -> list[str]:
        """What differs, by the names of the entry's fields."""
        if self.before is None:
            return []
        return [
            name
            for name in vars(self.after)
            if getattr(self.before, name) != getattr(self.after, name)
        ]

    @property
    def retires(self) -> bool:
        """Whether the tag would be retired by it."""
        return "replaced_by" in self.fields and bool(self.after.replaced_by)


@dataclass(frozen=True)
class Difference:
    """What taking a file in would do. `base` stands for the vocabulary that it was compared with."""

    changes: tuple[Change, ...]
    unchanged: int
    missing: tuple[str, ...]
    base: str

    @property
    def added(self) -> list[Change]:
        """The entries that are new."""
        return [each for each in self.changes if each.before is None]

    @property
    def changed(self) -> list[Change]:
        """The entries that would be others than they are, retired tags left out."""
        return [each for each in self.changes if each.before is not None and not each.retires]

    @property
    def retired(self) -> list[Change]:
        """The tags that would be retired."""
        return [each for each in self.changes if each.retires]


def difference(session: Session, coming: Entries) -> Difference:
    """Compare what comes with what there is; raise Invalid when it is not sound."""
    return _compared(entries.read(session), coming)


def _compared(now: Entries, coming: Entries) -> Difference:
    placed = _placed(now, coming)
    soundness.check(now, placed)
    every = list(_entries(now, placed))
    differing = tuple(each for each in every if each.before != each.after)
    missing = tuple(id for id in now.tags if id not in placed.tags)
    return Difference(differing, len(every) - len(differing), missing, digest(now))


def _entries(now: Entries, coming: Entries) -> Iterator[Change]:
    for part in PARTS:
        known: Mapping[str, Entry] = getattr(now, part)
        found: Mapping[str, Entry] = getattr(coming, part)
        yield from (Change(part, id, known.get(id), after) for id, after in found.items())


def _placed(now: Entries, coming: Entries) -> Entries:
    """Return what comes with a position for everything: its own, the one it has, or behind all."""
    return Entries(
        _in_place(now.schemes, coming.schemes),
        _in_place(now.tags, coming.tags),
        _in_place(now.rules, coming.rules),
    )


def _in_place(now: Mapping[str, Any], coming: Mapping[str, Any]) -> dict[str, Any]:
    taken = [each.position for each in (*now.values(), *coming.values())]
    free = max((position for position in taken if position is not None), default=-1)
    placed = {}
    for id, each in coming.items():
        position = each.position
        if position is None and id in now:
            position = now[id].position
        if position is None:
            position = free = free + 1
        placed[id] = replace(each, position=position)
    return placed


def digest(now: Entries) -> str:
    """Return a short text that tells one state of the vocabulary from another."""
    said = json.dumps(now.packed(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def apply(session: Session, by: Actor, coming: Entries, base: str | None = None) -> Difference:
    """Take a vocabulary in, whole or not at all; return what that changed.

    With a base it is refused when the vocabulary is another than the one it was compared with.
    """
    journal = Journal(session, by)
    found = difference(session, coming)
    if base is not None and base != found.base:
        raise Conflict(
            N_("Somebody has changed the vocabulary since the two were compared. Compare them "
               "again and look once more.")
        )  # fmt: skip
    if len(found.changes) > _MOST_CHANGES:
        raise Invalid(
            N_("This changes more than %(most)s tags; take them in with several smaller files."),
            most=_MOST_CHANGES,
        )
    for each in found.changes:
        if each.part == "tags":
            journal.expect(each.id)
        elif each.part == "rules":
            journal.ambiguity(each.id)
    for part in PARTS:
        _WRITERS[part](session, [each for each in found.changes if each.part == part])
    session.expire_all()
    journal.close("imported", "vocabulary")
    if any(each.part == "schemes" for each in found.changes):
        changes.touch(session, vocabulary.NOUN, vocabulary.WHOLE)
    return found


def _write_schemes(session: Session, made: list[Change]) -> None:
    for each in made:
        entry: SchemeEntry = each.after
        row = session.get(models.Scheme, entry.id) or models.Scheme(id=entry.id)
        row.position, row.is_ordered = entry.position or 0, entry.is_ordered
        row.labels, row.note = dict(entry.labels), entry.note
        session.add(row)
    session.flush()


def _write_tags(session: Session, made: list[Change]) -> None:
    """Write tags, then their ties: one that comes later may be the parent of one before."""
    new = [_columns(each.after) for each in made if each.before is None]
    if new:
        session.execute(insert(models.Tag), new)
    if old := [_columns(each.after) for each in made if each.before is not None]:
        session.execute(update(models.Tag), old)
    if made:
        session.execute(update(models.Tag), [_ties(each.after) for each in made])
    renamed = [each.after for each in made if each.before is None or "names" in each.fields]
    for entry in renamed:
        session.execute(delete(models.Label).where(models.Label.tag_id == entry.id))
    if labels := [label for entry in renamed for label in _labels(entry)]:
        session.execute(insert(models.Label), labels)


def _columns(entry: TagEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "scheme_id": entry.scheme,
        "position": entry.position,
        "properties": dict(entry.properties),
        "source": entry.source,
        "note": entry.note,
    }


def _ties(entry: TagEntry) -> dict[str, Any]:
    return {"id": entry.id, "parent_id": entry.parent, "replaced_by": entry.replaced_by}


def _labels(entry: TagEntry) -> Iterator[dict[str, Any]]:
    for position, name in enumerate(entry.names):
        yield {"tag_id": entry.id, "position": position, **name._asdict()}


def _write_rules(session: Session, made: list[Change]) -> None:
    for each in made:
        entry: RuleEntry = each.after
        row = session.get(models.Ambiguity, entry.abbreviation)
        row = row or models.Ambiguity(abbreviation=entry.abbreviation)
        row.position, row.rule = entry.position or 0, entry.rule
        row.candidates = list(entry.candidates)
        session.add(row)
    session.flush()


_WRITERS: dict[str, Callable[[Session, list[Change]], None]] = {
    "schemes": _write_schemes,
    "tags": _write_tags,
    "rules": _write_rules,
}
