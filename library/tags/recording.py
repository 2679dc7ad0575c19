"""How an edit of the vocabulary is written down: what it changes is pictured before and after.

`Journal` is the only way in: it takes the turn of the one who writes, counts the edit on each tag,
tells the indexes and the history, and keeps the tags of items in step with what stands for what.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from library import changes, database, history
from library.accounts import roles, units
from library.accounts.roles import Actor, Role
from library.errors import Conflict, NotFound
from library.marking import N_
from library.tags.models import Ambiguity, Edit, ItemTag, Label, Tag, Touched
from library.tags.vocabulary import NOUN

TAG, AMBIGUITY, ASSIGNED = "tag", "ambiguity", "assigned"
# What an index is told before the id of a tag of which only the names changed.
NAMES = "names "
_TIES = ("scheme", "parent", "replaced_by")
Picture = dict[str, Any]
# Kind and id of a thing.
Thing = tuple[str, str]


class Stale(Conflict):
    """Somebody edited the tag after the form was opened."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(
            N_("Somebody edited this tag after the page was opened. Compare what is there now, and "
               "send the form again if it still holds.")
        )  # fmt: skip
        self.tag = tag


class Journal:
    """One edit under way. What it is going to change is opened first, so that its picture is taken."""

    def __init__(self, session: Session, by: Actor) -> None:
        roles.require(by, Role.CURATOR, at=units.root(session))
        database.take_turns(session.connection(), NOUN)
        session.flush()
        session.expire_all()  # somebody may have been at it while we waited for our turn
        self.session, self.by = session, by
        self._before: dict[Thing, Picture | None] = {}

    def tag(self, id: str, seen: int | None = None) -> Tag:
        """Return a tag to be changed; raise Stale when it was edited since `seen`."""
        found = by_id(self.session, id)
        self._before.setdefault((TAG, id), picture(found))
        if seen is not None and seen != found.edited:
            raise Stale(found)
        return found

    def expect(self, id: str) -> None:
        """Take the picture of a tag that others are going to change or to put in."""
        found = self.session.get(Tag, id)
        self._before.setdefault((TAG, id), picture(found) if found else None)

    def add(self, tag: Tag) -> Tag:
        """Put a new tag in."""
        self._before.setdefault((TAG, tag.id), None)
        self.session.add(tag)
        self.session.flush()
        return tag

    def remove(self, tag: Tag) -> None:
        """Take a tag out, which nothing may need any more."""
        self._before.setdefault((TAG, tag.id), picture(tag))
        self.session.delete(tag)
        self.session.flush()

    def ambiguity(self, abbreviation: str) -> Ambiguity | None:
        """Return a rule to be changed, None when there is none yet."""
        found = self.session.get(Ambiguity, abbreviation)
        self._before.setdefault((AMBIGUITY, abbreviation), _rule(found))
        return found

    def assigned(self, item_id: str, named: str) -> ItemTag | None:
        """Return a tag of an item to be assigned, None when the item has none so."""
        found = self.session.get(ItemTag, (item_id, named))
        self._before.setdefault((ASSIGNED, f"{item_id} {named}"), _assignment(found))
        return found

    def close(self, verb: str, thing: str, undoes: int | None = None) -> Edit | None:
        """Write the edit down and return it; None when nothing is other than it was."""
        self.session.flush()
        after = {each: read(self.session, *each) for each in self._before}
        changed = [each for each in after if after[each] != self._before[each]]
        if not changed:
            return None
        edit = Edit(
            by_id=self.by.id,
            verb=verb,
            thing=thing,
            before=_by_kind({each: self._before[each] for each in changed}),
            after=_by_kind({each: after[each] for each in changed}),
            undoes=undoes,
        )
        self.session.add(edit)
        self.session.flush()
        self.session.add_all(
            Touched(number=edit.number, kind=kind, thing=id) for kind, id in changed
        )
        self._follow(changed)
        self._tell(edit, changed)
        self.session.flush()
        return edit

    def _follow(self, changed: Sequence[Thing]) -> None:
        """Give items what stands for their tags now, where that has changed."""
        now_there = dict(iter(self.session.execute(select(Tag.id, Tag.replaced_by)).all()))
        before = dict(now_there)
        for kind, id in changed:
            kept = self._before[kind, id]
            if kind == TAG and kept:
                before[id] = kept["replaced_by"]
        for id in now_there:
            if _end(id, before) != (today := _end(id, now_there)):
                meant = func.coalesce(ItemTag.chosen, ItemTag.named)
                rows = update(ItemTag).where(
                    or_(ItemTag.named == id, ItemTag.chosen == id), meant == id
                )
                self.session.execute(
                    rows.values(tag_id=today).execution_options(synchronize_session=False)
                )
        self.session.expire_all()

    def _tell(self, edit: Edit, changed: Sequence[Thing]) -> None:
        for kind, id in changed:
            if kind == TAG:
                rows = update(Tag).where(Tag.id == id)
                self.session.execute(rows.values(edited=Tag.edited + 1))
                changes.touch(self.session, NOUN, _told(edit, id))
            elif kind == AMBIGUITY:
                changes.touch(self.session, NOUN, f"ambiguity {id}")
        for item in {id.split(" ")[0] for kind, id in changed if kind == ASSIGNED}:
            changes.touch(self.session, "items", item)
        self.session.expire_all()
        history.record(self.session, self.by, edit.verb, NOUN, edit.thing, number=edit.number)


def _told(edit: Edit, id: str) -> str:
    """Return how indexes are told of a tag: less is to be done where only its names changed."""
    before, after = edit.before[TAG][id], edit.after[TAG][id]
    if before is None or after is None or any(before[key] != after[key] for key in _TIES):
        return id
    return f"{NAMES}{id}" if before["labels"] != after["labels"] else f"order {id}"


def _end(id: str, replaced: Mapping[str, str | None]) -> str:
    seen = {id}
    while (following := replaced.get(id)) and following not in seen:
        seen.add(following)
        id = following
    return id


def by_id(session: Session, id: str) -> Tag:
    """Return a tag, retired or not; raise NotFound."""
    found = session.get(Tag, id)
    if found is None:
        raise NotFound(N_("There is no tag “%(id)s”."), id=id)
    return found


def edits_of(session: Session, scheme_id: str) -> dict[str, int]:
    """Return how often each tag of a scheme was edited, as forms name it."""
    query = select(Tag.id, Tag.edited).where(Tag.scheme_id == scheme_id)
    return dict(iter(session.execute(query).all()))


def read(session: Session, kind: str, id: str) -> Picture | None:
    """Return the picture of a thing as it is now, None when it is not there."""
    if kind == TAG:
        found = session.get(Tag, id)
        return picture(found) if found else None
    if kind == AMBIGUITY:
        return _rule(session.get(Ambiguity, id))
    item_id, named = id.split(" ")
    return _assignment(session.get(ItemTag, (item_id, named)))


def picture(tag: Tag) -> Picture:
    """Return all that edits can change of a tag, as JSON keeps it."""
    return {
        "scheme": tag.scheme_id,
        "parent": tag.parent_id,
        "replaced_by": tag.replaced_by,
        "position": tag.position,
        "labels": [[each.language, each.role, each.text] for each in tag.labels],
    }


def _rule(rule: Ambiguity | None) -> Picture | None:
    if rule is None:
        return None
    return {
        "position": rule.position,
        "candidates": list(rule.candidates),
        "rule": rule.rule,
        "is_removed": rule.is_removed,
    }


def _assignment(row: ItemTag | None) -> Picture | None:
    """Return the picture of an item's own choice; a row without one is as good as none."""
    return {"chosen": row.chosen} if row and row.chosen else None


def put(session: Session, tag: Tag, kept: Picture) -> None:
    """Make a tag as a picture has it."""
    tag.scheme_id, tag.position = kept["scheme"], kept["position"]
    tag.parent_id, tag.replaced_by = kept["parent"], kept["replaced_by"]
    relabel(session, tag, [tuple(each) for each in kept["labels"]])


def relabel(session: Session, tag: Tag, names: Sequence[tuple[str | None, str, str]]) -> None:
    """Give a tag these names, (language, role, text), in this order."""
    if [(each.language, each.role, each.text) for each in tag.labels] == list(names):
        return
    tag.labels[:] = [
        Label(tag_id=tag.id, language=language, role=role, text=text, position=position)
        for position, (language, role, text) in enumerate(names)
    ]
    session.flush()


def _by_kind(pictures: Mapping[Thing, Picture | None]) -> dict[str, dict[str, Picture | None]]:
    found: dict[str, dict[str, Picture | None]] = {}
    for (kind, id), kept in pictures.items():
        found.setdefault(kind, {})[id] = kept
    return found


def things(edit: Edit) -> Iterator[Thing]:
    """Yield what an edit changed."""
    for kind, pictures in edit.after.items():
        for id in pictures:
            yield kind, id


def of(session: Session, kind: str, id: str) -> Sequence[Edit]:
    """Return the edits that touched a thing, the newest first."""
    query = select(Edit).join(Touched, Touched.number == Edit.number)
    query = query.where(Touched.kind == kind, Touched.thing == id)
    return session.scalars(query.order_by(Edit.number.desc())).all()


def newest(session: Session, limit: int) -> Sequence[Edit]:
    """Return the last edits of the vocabulary, the newest first."""
    return session.scalars(select(Edit).order_by(Edit.number.desc()).limit(limit)).all()
