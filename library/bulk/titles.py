"""What items of a work are called, public or not, and where those that are public are found."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.bulk import seeing
from library.items.models import Edition, Item, Revision


class Named(NamedTuple):
    """An item's address, whether it is public, and its titles by language."""

    slug: str
    is_public: bool
    titles: dict[str, str]

    def title(self, language: str) -> str:
        """Return the title in a language, or the first one."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.slug)


def of(session: Session, ids: Sequence[str]) -> dict[str, Named]:
    """Return what items are called, by id: as what is public, else as what was saved last."""
    last = select(func.max(Revision.id)).where(Revision.item_id == Item.id).scalar_subquery()
    query = (
        select(Item.id, Item.slug, Item.published_id, Edition.language, Edition.title)
        .outerjoin(Edition, Edition.revision_id == func.coalesce(Item.published_id, last))
        .order_by(Edition.id)
    )
    found: dict[str, Named] = {}
    for some in seeing.slices(ids):
        for id, slug, published, language, title in session.execute(query.where(Item.id.in_(some))):
            named = found.setdefault(id, Named(slug, published is not None, {}))
            if language:
                named.titles[language] = title
    return found
