"""Items that are nearly the same: compared one after another in the background, kept as pairs."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session, aliased

from library.items import catalogue
from library.items.models import Item
from library.search import likeness
from library.search.index import Index
from library.workbench.models import Compared, Twins
from library.workbench.sieve import Sieve, Sources

# From this share of its words on, an item that stands in another one is told of.
ALIKE = 0.6
JOB = "twins"
_one, _other = aliased(Item), aliased(Item)


def pairs(_sources: Sources, _sieve: Sieve) -> Select[str]:
    """Return pairs of published items that are alike, the likest first."""
    thing = (Twins.one_id + " " + Twins.other_id).label("thing")
    query = (
        select(thing).join(_one, _one.id == Twins.one_id).join(_other, _other.id == Twins.other_id)
    )
    query = query.where(_one.published_id.is_not(None), _other.published_id.is_not(None))
    return query.order_by((Twins.of_one + Twins.of_other).desc(), Twins.one_id, Twins.other_id)


def rows(session: Session, things: Sequence[str]) -> dict[str, Twins]:
    """Return how alike pairs are, by thing."""
    ones = {each.partition(" ")[0] for each in things}
    found = session.scalars(select(Twins).where(Twins.one_id.in_(ones)))
    known = {f"{each.one_id} {each.other_id}": each for each in found}
    return {each: known[each] for each in things if each in known}


def waiting(session: Session, most: int) -> Sequence[str]:
    """Return published items whose public revision was not compared yet."""
    query = (
        select(Item.id)
        .outerjoin(Compared, Compared.item_id == Item.id)
        .where(Item.published_id.is_not(None))
        .where(or_(Compared.item_id.is_(None), Compared.revision_id != Item.published_id))
    )
    return session.scalars(query.order_by(Item.id).limit(most)).all()


Found = dict[tuple[str, str], tuple[int, int]]


def compare(session: Session, index: Index, id: str) -> tuple[int, Found]:
    """Return the public revision of an item, and the pairs that it makes, lower id first."""
    item = session.get_one(Item, id)
    assert item.published, "only what is published waits"
    best: Found = {}
    for _language, text in catalogue.bare_texts(session, item.published):
        for each in likeness.likest(session, index, text, [id]):
            share, back = round(100 * each.share), round(100 * each.back)
            if max(each.share, each.back) >= ALIKE and not _is_adapted(session, item, each.item_id):
                pair, kept = _pair(id, each.item_id, share, back)
                best[pair] = max(best.get(pair, (0, 0)), kept)
    return item.published.id, best


def _is_adapted(session: Session, item: Item, other_id: str) -> bool:
    other = session.get_one(Item, other_id)
    return item.adapted_from == other.slug or other.adapted_from == item.slug


def _pair(id: str, other: str, share: int, back: int) -> tuple[tuple[str, str], tuple[int, int]]:
    return ((id, other), (share, back)) if id < other else ((other, id), (back, share))


def keep(session: Session, id: str, revision_id: int, found: Found) -> None:
    """Keep what an item is like in place of what it was like before."""
    session.execute(delete(Twins).where(or_(Twins.one_id == id, Twins.other_id == id)))
    session.add_all(
        Twins(one_id=one, other_id=other, of_one=shares[0], of_other=shares[1])
        for (one, other), shares in found.items()
    )
    session.merge(Compared(item_id=id, revision_id=revision_id))
    session.flush()
