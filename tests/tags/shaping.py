"""Curators at work, for tests of the vocabulary: a scheme of four tags, and all that can be seen of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.tags import editing, models
from library.tags.editing import Names
from library.tags.models import ItemTag
from library.wiring import Library
from tests import make
from tests.cast import SHELL

WASTE, PLASTIC = "theme.environment.waste", "theme.environment.plastic"


def names(vi: str, en: str = "", **more: Any) -> Names:
    """Return names as a form gives them."""
    return Names({"vi": vi, "en": en}, **more)


def tag(session: Session, id: str) -> models.Tag:
    """Return a tag as it is now."""
    return session.get_one(models.Tag, id)


def edited(session: Session, id: str) -> int:
    """Return what a form that is opened now knows of a tag."""
    return tag(session, id).edited


def plastic(session: Session) -> str:
    """Make one more theme and return its id."""
    made = names(
        "Nhựa dùng một lần", "Plastic", alternatives={"vi": ["túi ni lông"]}, abbreviations=["NDML"]
    )
    return editing.create(session, SHELL, "theme", made, "theme.environment").id


def item(session: Session, library: Library, name: str, *themes: str) -> str:
    """Publish an item with themes and return its id."""
    return make.saved(session, library, name, vi=make.plan(theme=list(themes))).item_id


def themes(session: Session, item_id: str) -> list[str]:
    """Return the themes that an item carries today."""
    query = select(ItemTag.tag_id).where(ItemTag.item_id == item_id).distinct()
    return sorted(id for id in session.scalars(query) if id.startswith("theme."))


def everything(session: Session) -> dict[str, list[Any]]:
    """Return the whole vocabulary and the tags of all items, without what only counts edits."""
    session.flush()
    session.expire_all()
    tags = session.scalars(select(models.Tag).order_by(models.Tag.id))
    rules = session.scalars(select(models.Ambiguity).order_by(models.Ambiguity.abbreviation))
    carried = select(ItemTag.item_id, ItemTag.named, ItemTag.tag_id, ItemTag.chosen)
    return {
        "tags": [
            (each.id, each.scheme_id, each.parent_id, each.replaced_by, each.position,
             [(label.language, label.role, label.text) for label in each.labels])
            for each in tags
        ],
        "rules": [
            (each.abbreviation, each.position, each.candidates, each.rule, each.is_removed)
            for each in rules
        ],
        "carried": sorted(map(tuple, session.execute(carried)), key=str),
    }  # fmt: skip
