"""Taking an edit of the vocabulary back. It is an edit itself, so that it can be taken back as well.

All that the edit changed must still be as it left it: who comes later is named, and goes first.
"""

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.accounts.roles import Actor
from library.errors import Conflict, Message, NotFound
from library.marking import N_
from library.tags import recording
from library.tags.models import Ambiguity, Edit, ItemTag, Tag, Touched
from library.tags.recording import AMBIGUITY, ASSIGNED, TAG, Journal, Picture, Thing

# What an edit did, to be read behind the name of who did it.
SAID = {
    "created": N_("created a tag"),
    "renamed": N_("changed the names of a tag"),
    "moved": N_("moved a tag"),
    "reordered": N_("changed the order of tags"),
    "merged": N_("merged a tag into another"),
    "retired": N_("retired a tag"),
    "split": N_("split a tag"),
    "imported": N_("took a vocabulary in from a file"),
    "settled": N_("changed the rule of an abbreviation"),
    "removed": N_("removed the rule of an abbreviation"),
    "undid": N_("took a step back"),
}


def by_number(session: Session, number: int) -> Edit:
    """Return an edit; raise NotFound."""
    found = session.get(Edit, number)
    if found is None:
        raise NotFound(N_("There is no such step in the history of the vocabulary."))
    return found


def undo(session: Session, by: Actor, number: int) -> Edit:
    """Take an edit back and return the edit that does; raise Conflict with what stands in the way."""
    journal = Journal(session, by)
    edit = by_number(session, number)
    if edit.undone_by:
        raise Conflict(
            N_("This step was taken back already (step %(number)s)."), number=edit.undone_by
        )
    if (obstacle := _obstacle(session, edit)) is not None:
        raise Conflict(obstacle.sentence, **obstacle.values)
    _restore(session, journal, edit)
    _check_tree(session, edit)
    made = journal.close("undid", edit.thing, undoes=number)
    assert made, "what an edit changed is other than before"
    edit = by_number(session, number)
    edit.undone_by = made.number
    if edit.undoes:  # the step that it had taken back holds again
        by_number(session, edit.undoes).undone_by = None
    session.flush()
    return made


def may_be_undone(session: Session, edit: Edit) -> bool:
    """Tell whether nothing stands in the way of taking an edit back, as far as is known at once."""
    return edit.undone_by is None and _obstacle(session, edit) is None


def _obstacle(session: Session, edit: Edit) -> Message | None:
    for thing in recording.things(edit):
        kind, id = thing
        now_there = recording.read(session, kind, id)
        is_gone = kind == ASSIGNED and now_there is None  # its author has chosen anew
        if now_there != edit.after[kind][id] and not is_gone:
            return _later(session, edit, thing)
    for id, kept in edit.before.get(TAG, {}).items():
        if kept is None and (found := _needed(session, edit, id)):
            return found
    return None


def _later(session: Session, edit: Edit, thing: Thing) -> Message:
    """Say which step changed a thing since."""
    query = select(Edit).join(Touched, Touched.number == Edit.number)
    query = query.where(Touched.kind == thing[0], Touched.thing == thing[1])
    later = session.scalar(
        query.where(Edit.number > edit.number, Edit.undone_by.is_(None))
        .order_by(Edit.undoes.is_not(None), Edit.number.desc())
        .limit(1)
    )
    if later is None:
        return Message(
            N_("“%(thing)s” is not as this step left it any more; it cannot be taken back."),
            {"thing": thing[1]},
        )
    return Message(
        N_("Step %(number)s came later and changed “%(thing)s” too (%(what)s). Take that one back "
           "first."),
        {"number": later.number, "thing": thing[1], "what": Message(SAID.get(later.verb, later.verb))},
    )  # fmt: skip


def _needed(session: Session, edit: Edit, id: str) -> Message | None:
    """Say what needs a tag that would be gone."""
    carried = select(ItemTag.item_id).where(or_(ItemTag.tag_id == id, ItemTag.named == id))
    if item := session.scalar(carried.limit(1)):
        return Message(N_("Items carry this tag by now (%(item)s). Merge it into another one instead."),
                       {"item": item})  # fmt: skip
    ties = select(Tag.id).where(or_(Tag.parent_id == id, Tag.replaced_by == id), Tag.id != id)
    if other := session.scalar(ties.limit(1)):
        return Message(N_("“%(other)s” stands below this tag or was replaced by it; change that first."),
                       {"other": other})  # fmt: skip
    rules = session.scalars(select(Ambiguity).where(~Ambiguity.is_removed))
    for rule in rules:
        if id in rule.candidates and rule.abbreviation not in edit.before.get(AMBIGUITY, {}):
            return Message(N_("The abbreviation “%(name)s” names this tag; change its rule first."),
                           {"name": rule.abbreviation})  # fmt: skip
    return None


def _restore(session: Session, journal: Journal, edit: Edit) -> None:
    for id, kept in _last_first(edit.before.get(TAG, {})):
        if kept is None:
            journal.remove(recording.by_id(session, id))
        elif session.get(Tag, id) is None:
            made = Tag(id=id, scheme_id=kept["scheme"], position=kept["position"], properties={})
            recording.put(session, journal.add(made), kept)
        else:
            recording.put(session, journal.tag(id), kept)
    for abbreviation, kept in edit.before.get(AMBIGUITY, {}).items():
        _put_rule(session, journal, abbreviation, kept)
    for key, kept in edit.before.get(ASSIGNED, {}).items():
        _put_assignment(session, journal, key, kept)
    session.flush()


def _last_first(pictures: dict[str, Picture | None]) -> Iterator[tuple[str, Picture | None]]:
    """Yield what comes back before what goes: a tie to it may be set meanwhile."""
    yield from sorted(pictures.items(), key=lambda each: each[1] is None)


def _put_rule(session: Session, journal: Journal, abbreviation: str, kept: Picture | None) -> None:
    rule = journal.ambiguity(abbreviation)
    if rule is not None and kept is None:
        session.delete(rule)
    elif kept is not None:
        if rule is None:
            rule = Ambiguity(abbreviation=abbreviation)
            session.add(rule)
        rule.position, rule.candidates = kept["position"], kept["candidates"]
        rule.rule, rule.is_removed = kept["rule"], kept["is_removed"]


def _put_assignment(session: Session, journal: Journal, key: str, kept: Picture | None) -> None:
    item_id, named = key.split(" ")
    row = journal.assigned(item_id, named)
    if row is not None:
        row.chosen = kept["chosen"] if kept else None
        row.tag_id = _today(session, row.chosen or named)


def _today(session: Session, id: str) -> str:
    seen = {id}
    while (tag := session.get(Tag, id)) and tag.replaced_by and tag.replaced_by not in seen:
        id = tag.replaced_by
        seen.add(id)
    return id


def _check_tree(session: Session, edit: Edit) -> None:
    """Raise Conflict when the ties that come back do not fit what others did meanwhile."""
    for id in edit.before.get(TAG, {}):
        tag = session.get(Tag, id)
        if tag is None:
            continue
        for name in ("parent_id", "replaced_by"):
            if looped := _loop(session, tag, name):
                raise _stands_in_the_way(looped)
        parent = session.get(Tag, tag.parent_id) if tag.parent_id else None
        if tag.replaced_by is None and parent is not None and parent.replaced_by:
            raise _stands_in_the_way(parent)


def _loop(session: Session, tag: Tag, name: str) -> Tag | None:
    seen: list[Tag] = [tag]
    while (above := getattr(seen[-1], name)) and (found := session.get(Tag, above)):
        if found in seen:
            return seen[-1]
        seen.append(found)
    return None


def _stands_in_the_way(tag: Tag) -> Conflict:
    return Conflict(
        N_("“%(tag)s” was moved or replaced meanwhile, so that this step does not fit any more. Take "
           "that step back first."), tag=tag.id,
    )  # fmt: skip
