"""Which item carries which tag: as its facts name them, as they stand today, as a curator chose."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.tags.models import ItemTag


def put(session: Session, item_id: str, tags: Mapping[str, str]) -> None:
    """Give an item its tags, each by the id that its facts name.

    What a curator chose in place of a tag, or besides them all, is kept.
    """
    query = select(ItemTag).where(ItemTag.item_id == item_id, ItemTag.chosen.is_not(None))
    kept = {
        each.named: (each.tag_id, each.chosen)
        for each in session.scalars(query)
        if each.named in tags or each.named == each.chosen
    }
    session.execute(delete(ItemTag).where(ItemTag.item_id == item_id))
    rows = {named: (tag, None) for named, tag in tags.items()} | kept
    session.add_all(
        ItemTag(item_id=item_id, named=named, tag_id=tag, chosen=chosen)
        for named, (tag, chosen) in rows.items()
    )


def carriers(session: Session, tag_id: str) -> list[str]:
    """Return the items that carry a tag itself, not a narrower one."""
    query = select(ItemTag.item_id).where(ItemTag.tag_id == tag_id).distinct()
    return list(session.scalars(query.order_by(ItemTag.item_id)))
