"""Shaping the vocabulary: a new tag, other names, another place. Merging and retiring are `merging`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import i18n, text
from library.accounts.roles import Actor
from library.errors import Conflict, Invalid
from library.marking import N_
from library.tags import models, recording
from library.tags.models import Scheme, Tag, Touched
from library.tags.recording import Journal

_LONGEST_NAME, _LONGEST_NOTE, _MOST_NAMES = 120, 1000, 60
_LONGEST_ID = 80
# Their tags are given by the library itself, from minutes, editions and states.
GIVEN = frozenset({"duration", "language", "status"})


@dataclass(frozen=True)
class Names:
    """All that a tag is called, as a form gives it, and notes for readers; by language."""

    labels: Mapping[str, str]
    alternatives: Mapping[str, Sequence[str]] = field(default_factory=dict)
    abbreviations: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def every(self) -> list[str]:
        """Every name in every language, tidied, each once."""
        named = [*self.labels.values(), *self.abbreviations]
        named += [name for names in self.alternatives.values() for name in names]
        return list(dict.fromkeys(filter(None, map(text.tidy, named))))

    def rows(self) -> Iterator[tuple[str | None, str, str]]:
        """Yield the names as they are kept: language, role, text; raise Invalid for what is amiss."""
        seen: set[tuple[str | None, str]] = set()
        for language, role, given, name_of_field in self._given():
            name = text.tidy(given)
            if not name or (language, name) in seen:
                continue
            longest = _LONGEST_NOTE if role == models.NOTE else _LONGEST_NAME
            if len(name) > longest:
                raise Invalid(
                    N_("Give at most %(longest)s letters."), field=name_of_field, longest=longest
                )
            seen.add((language, name))
            yield language, role, name
        if (i18n.DEFAULT, text.tidy(self.labels.get(i18n.DEFAULT, ""))) not in seen:
            raise Invalid(N_("Give the Vietnamese name."), field=f"label-{i18n.DEFAULT}")
        if len(seen) > _MOST_NAMES:
            raise Invalid(N_("A tag has at most %(most)s names."), most=_MOST_NAMES)

    def _given(self) -> Iterator[tuple[str | None, str, str, str]]:
        for language in i18n.LANGUAGES:
            yield language, models.LABEL, self.labels.get(language, ""), f"label-{language}"
            for name in self.alternatives.get(language, ()):
                yield language, models.ALTERNATIVE, name, f"alternatives-{language}"
            yield language, models.NOTE, self.notes.get(language, ""), f"note-{language}"
        for name in self.abbreviations:
            yield None, models.ABBREVIATION, name, "abbreviations"


def create(
    session: Session, by: Actor, scheme_id: str, names: Names, parent_id: str | None = None
) -> Tag:
    """Add a tag to a scheme, below another one or at the top, as the last of its siblings."""
    journal = Journal(session, by)
    check_free(scheme_id)
    if session.get(Scheme, scheme_id) is None:
        raise Invalid(N_("Choose a scheme."), field="scheme")
    rows = list(names.rows())
    _check_parent(session, scheme_id, None, parent_id)
    last = session.scalar(select(func.max(Tag.position))) or 0
    made = Tag(
        id=_free_id(session, scheme_id, names, parent_id),
        scheme_id=scheme_id,
        parent_id=parent_id,
        position=last + 1,
        properties={},
    )
    journal.add(made)
    recording.relabel(session, made, rows)
    journal.close("created", made.id)
    return made


def check_free(scheme_id: str) -> None:
    """Raise Invalid for a scheme whose tags the library gives by itself."""
    if scheme_id in GIVEN:
        raise Invalid(
            N_("The library gives the tags of this scheme by itself; only their names can change.")
        )


def _free_id(session: Session, scheme_id: str, names: Names, parent_id: str | None) -> str:
    """Return an id that no tag has or ever had, made from the English or the Vietnamese name."""
    above = parent_id if parent_id and parent_id.startswith(f"{scheme_id}.") else scheme_id
    said = names.labels.get("en") or names.labels[i18n.DEFAULT]
    word = text.slug(said, 40)
    if not word:
        raise Invalid(N_("The name needs a letter or a digit."), field=f"label-{i18n.DEFAULT}")
    if len(above) + len(word) >= _LONGEST_ID:
        above = scheme_id
    wanted = f"{above}.{word}"
    known = select(Tag.id).where(Tag.id.startswith(wanted, autoescape=True))
    ever = select(Touched.thing).where(
        Touched.kind == recording.TAG, Touched.thing.startswith(wanted, autoescape=True)
    )
    taken = {*session.scalars(known), *session.scalars(ever)}
    numbers = (f"{wanted}-{number}" for number in range(2, 10_000))
    return next(id for id in (wanted, *numbers) if id not in taken)


def describe(session: Session, by: Actor, id: str, names: Names, seen: int) -> None:
    """Give a tag other names, alternatives, abbreviations and notes.

    Languages that the form does not know (of an import) stay as they are.
    """
    journal = Journal(session, by)
    tag = journal.tag(id, seen)
    _check_current(tag)
    foreign = [
        (each.language, each.role, each.text)
        for each in tag.labels
        if each.language and each.language not in i18n.LANGUAGES
    ]
    recording.relabel(session, tag, [*names.rows(), *foreign])
    journal.close("renamed", id)


def add_name(session: Session, by: Actor, id: str, name: str, language: str | None) -> None:
    """Add a synonym in a language, or an abbreviation where that is None."""
    journal = Journal(session, by)
    tag = journal.tag(id)
    _check_current(tag)
    given = text.tidy(name)
    if not given or len(given) > _LONGEST_NAME:
        raise Invalid(N_("Give at most %(longest)s letters."), "name", longest=_LONGEST_NAME)
    if not any(each.text == given and each.language == language for each in tag.labels):
        role = models.ALTERNATIVE if language else models.ABBREVIATION
        kept = [(each.language, each.role, each.text) for each in tag.labels]
        recording.relabel(session, tag, [*kept, (language, role, given)])
    journal.close("renamed", id)


def move(session: Session, by: Actor, id: str, parent_id: str | None, seen: int) -> None:
    """Put a tag with all below it under another one, or at the top for None."""
    journal = Journal(session, by)
    tag = journal.tag(id, seen)
    _check_current(tag)
    check_free(tag.scheme_id)
    _check_parent(session, tag.scheme_id, tag, parent_id)
    tag.parent_id = parent_id
    journal.close("moved", id)


def shift(session: Session, by: Actor, id: str, places: int, seen: int) -> None:
    """Move a tag up (a negative number) or down among its siblings."""
    journal = Journal(session, by)
    tag = journal.tag(id, seen)
    _check_current(tag)
    siblings = _siblings(session, tag)
    ids = [each.id for each in siblings]
    here = ids.index(id)
    there = max(0, min(len(ids) - 1, here + places))
    positions = [each.position for each in siblings]
    ids.insert(there, ids.pop(here))
    for each, position in zip(ids, positions, strict=True):
        if recording.by_id(session, each).position != position:
            journal.tag(each).position = position
    journal.close("reordered", id)


def _siblings(session: Session, tag: Tag) -> Sequence[Tag]:
    below = Tag.parent_id == tag.parent_id if tag.parent_id else Tag.parent_id.is_(None)
    query = select(Tag).where(Tag.scheme_id == tag.scheme_id, below, Tag.replaced_by.is_(None))
    return session.scalars(query.order_by(Tag.position, Tag.id)).all()


def _check_current(tag: Tag) -> None:
    if tag.replaced_by:
        raise Conflict(
            N_("This tag is retired; “%(other)s” stands for it. Undo that step first."),
            other=tag.replaced_by,
        )


def _check_parent(session: Session, scheme_id: str, tag: Tag | None, parent_id: str | None) -> None:
    """Raise Invalid where a tag cannot stand: below itself, a retired tag or a foreign scheme."""
    if parent_id is None or (tag and parent_id == tag.parent_id):
        return
    parent = session.get(Tag, parent_id)
    present = session.get(Tag, tag.parent_id) if tag and tag.parent_id else None
    allowed = {scheme_id, present.scheme_id if present else scheme_id}
    if parent is None or parent.scheme_id not in allowed or parent.replaced_by:
        raise Invalid(N_("Choose a tag of the same scheme that is not retired."), field="parent")
    if tag and is_within(session, parent, tag):
        raise Invalid(
            N_("A tag cannot stand below itself or below a narrower one; choose another place."),
            field="parent",
        )


def is_within(session: Session, tag: Tag, other: Tag) -> bool:
    """Tell whether a tag is another one or stands below it, at any depth."""
    seen: set[str] = set()
    at: Tag | None = tag
    while at is not None and at.id not in seen:
        if at.id == other.id:
            return True
        seen.add(at.id)
        at = session.get(Tag, at.parent_id) if at.parent_id else None
    return False
