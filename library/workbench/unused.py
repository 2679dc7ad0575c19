"""Tags that no published item carries, and no narrower one either: the index counts them."""

from sqlalchemy import Select, select

from library.tags import editing
from library.tags.models import Scheme, Tag
from library.workbench.sieve import Sieve, Sources


def tags(sources: Sources, sieve: Sieve) -> Select[str]:
    """Return the tags in the order of the vocabulary; those that the library gives are left out."""
    current = [
        term.id
        for term in sources.vocabulary.terms.values()
        if not term.replaced_by
        and term.scheme not in editing.GIVEN
        and sieve.scheme in ("", term.scheme)
    ]
    carried = sources.index.used(current)
    query = select(Tag.id).join(Scheme, Scheme.id == Tag.scheme_id)
    query = query.where(Tag.id.in_([id for id in current if id not in carried]))
    return query.order_by(Scheme.position, Tag.position, Tag.id)
