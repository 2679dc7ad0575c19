"""One tag for another: merging with a preview, retiring, splitting among several.

The one that goes keeps its id and its names and leads to the other for ever: links, saved searches
and imports that name it go on working.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import text
from library.accounts.roles import Actor
from library.errors import Conflict, Invalid
from library.marking import N_
from library.tags import editing, models, recording, tagging
from library.tags.models import ItemTag, Label, Tag
from library.tags.recording import Journal

Name = tuple[str | None, str, str]


@dataclass(frozen=True)
class Preview:
    """What a merge would do: the items that get the other tag, those that have both already, the
    tags that move below the other, and the names that it gains, as (language, role, text)."""

    moved: Sequence[str]
    both: Sequence[str]
    children: Sequence[str]
    gained: Sequence[Name]


def preview(session: Session, loser_id: str, winner_id: str) -> Preview:
    """Return what merging one tag into another would do; raise Invalid where it cannot be done."""
    loser, winner = recording.by_id(session, loser_id), recording.by_id(session, winner_id)
    _check(session, loser, winner)
    before, there = tagging.carriers(session, loser_id), set(tagging.carriers(session, winner_id))
    return Preview(
        [id for id in before if id not in there],
        [id for id in before if id in there],
        [child.id for child in _children(session, loser) if child.replaced_by is None],
        _gained(loser, winner),
    )


def _check(session: Session, loser: Tag, winner: Tag) -> None:
    editing.check_free(loser.scheme_id)
    if loser.id == winner.id:
        raise Invalid(N_("A tag cannot be merged into itself; choose another one."), "into")
    if loser.replaced_by:
        raise Conflict(
            N_("This tag is retired; “%(other)s” stands for it. Undo that step first."),
            other=loser.replaced_by,
        )
    if winner.replaced_by or winner.scheme_id != loser.scheme_id:
        raise Invalid(N_("Choose a tag of the same scheme that is not retired."), "into")
    if loser.id in _NEEDED:
        raise Invalid(N_("The library itself needs this tag; only its names can change."))
    if editing.is_within(session, winner, loser):
        raise Invalid(
            N_("“%(other)s” stands below this tag. Move it up first, or merge it into this one."),
            "into",
            other=winner.id,
        )


# What items are when they say nothing, and what keeps one from being published.
_NEEDED = frozenset({"material.activity-plan", "licence.unknown"})


def _children(session: Session, tag: Tag) -> Sequence[Tag]:
    query = select(Tag).where(Tag.parent_id == tag.id)
    return session.scalars(query.order_by(Tag.position, Tag.id)).all()


def _gained(loser: Tag, winner: Tag) -> list[Name]:
    """Return the names of the one that goes which the other does not have yet, as synonyms."""
    known = {_key(each.language, each.text) for each in winner.labels}
    gained: list[Name] = []
    for each in loser.labels:
        if each.role != models.NOTE and _key(each.language, each.text) not in known:
            known.add(_key(each.language, each.text))
            gained.append((each.language, _synonym(each), each.text))
    return gained


def _key(language: str | None, name: str) -> tuple[str | None, str]:
    return language, text.tidy(name).casefold()


def _synonym(label: Label) -> str:
    return models.ALTERNATIVE if label.role == models.LABEL else label.role


def merge(session: Session, by: Actor, loser_id: str, winner_id: str, seen: int) -> None:
    """Merge one tag into another: its items, children and names become the other's."""
    journal = Journal(session, by)
    loser, winner = journal.tag(loser_id, seen), journal.tag(winner_id)
    _check(session, loser, winner)
    kept = [(each.language, each.role, each.text) for each in winner.labels]
    gained = _gained(loser, winner)
    _replace(session, journal, loser, winner)
    recording.relabel(session, winner, [*kept, *gained])
    journal.close("merged", loser_id)


def retire(session: Session, by: Actor, id: str, replacement_id: str, seen: int) -> None:
    """Retire a tag: another one stands for it from now on and takes its items, not its names."""
    journal = Journal(session, by)
    tag, replacement = journal.tag(id, seen), recording.by_id(session, replacement_id)
    _check(session, tag, replacement)
    _replace(session, journal, tag, replacement)
    journal.close("retired", id)


def _replace(session: Session, journal: Journal, tag: Tag, other: Tag) -> None:
    for child in _children(session, tag):
        journal.tag(child.id).parent_id = other.id
    tag.replaced_by = other.id


def split(
    session: Session, by: Actor, id: str, parts: Mapping[str, Sequence[str]], seen: int
) -> None:
    """Retire a tag into several: each item goes to the part that lists it, the rest to the first.

    `parts` are the tags with the ids of their items. An item listed twice is Invalid.
    """
    journal = Journal(session, by)
    tag = journal.tag(id, seen)
    others = [recording.by_id(session, other) for other in parts]
    if len(others) < 2:
        raise Invalid(N_("Choose at least two tags to split it into."), "into")
    for other in others:
        _check(session, tag, other)
    listed = [item for items in parts.values() for item in items]
    if len(set(listed)) < len(listed):
        raise Invalid(N_("An item is listed twice; it goes to one of the tags."), "into")
    carrying = set(tagging.carriers(session, id))
    for other in others[1:]:
        for item in parts[other.id]:
            if item in carrying:
                assign(session, journal, item, id, other.id)
    _replace(session, journal, tag, others[0])
    journal.close("split", id)


def assign(session: Session, journal: Journal, item: str, tag: str, chosen: str) -> None:
    """Choose for one item what stands for a tag that it carries."""
    query = select(ItemTag.named).where(ItemTag.item_id == item, ItemTag.tag_id == tag)
    for named in session.scalars(query).all():
        row = journal.assigned(item, named)
        assert row, "it was just found"
        row.tag_id = row.chosen = chosen
