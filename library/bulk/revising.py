"""New revisions of hundreds of items at once: the same texts and files with other facts and tags.

What belongs to the text and not to its tags goes along with the text: the official mark, the
submission that brought it with what was verified in it, and which state of it an adaptation follows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from library.bulk.changing import Rows
from library.bulk.seeing import Seen
from library.items import drafts
from library.items.drafts import Draft, DraftEdition
from library.items.models import Edition, File, Item, Revision
from library.review.models import Submission
from library.tags.models import ItemTag
from library.tags.vocabulary import Vocabulary

_EDITION = (
    Edition.language, Edition.title, Edition.summary, Edition.facts, Edition.outline,
    Edition.body, Edition.html, Edition.plain,
)  # fmt: skip
_FILE = (File.path, File.sha256, File.size, File.media_type)


def revise(
    session: Session,
    revised: Sequence[tuple[Seen, Mapping[str, Any], Rows]],
    vocabulary: Vocabulary,
) -> None:
    """Publish new revisions of items with these facts and tags."""
    if not revised:
        return
    made = _revisions(session, revised)
    session.add_all(made.values())
    session.flush()
    _copy_texts(session, [each.id for each in made.values()])
    follow(session, {seen.item.published_id or 0: made[seen.item.id].id for seen, _, _ in revised})
    for seen, _, _ in revised:
        put(seen, made[seen.item.id].id)
    session.flush()
    retag(session, {seen.item.id: rows for seen, _, rows in revised}, vocabulary)


def _revisions(
    session: Session, revised: Sequence[tuple[Seen, Mapping[str, Any], Rows]]
) -> dict[str, Revision]:
    ids = [seen.item.id for seen, _, _ in revised]
    last = select(Revision.item_id, func.max(Revision.number)).where(Revision.item_id.in_(ids))
    numbers = dict(iter(session.execute(last.group_by(Revision.item_id)).all()))
    published = [seen.item.published_id for seen, _, _ in revised]
    editions, files = _texts(session, published), _files(session, published)
    return {
        seen.item.id: Revision(
            item_id=seen.item.id,
            number=numbers[seen.item.id] + 1,
            facts=dict(facts),
            digest=drafts.digest(
                Draft("", "", facts, tuple(editions[seen.item.published_id or 0])),
                files[seen.item.published_id or 0],
            ),
        )
        for seen, facts, _ in revised
    }


def _texts(session: Session, published: Sequence[int | None]) -> dict[int, list[DraftEdition]]:
    query = select(
        Edition.revision_id, Edition.language, Edition.title, Edition.summary, Edition.body,
        Edition.facts,
    ).where(Edition.revision_id.in_(published))  # fmt: skip
    found: defaultdict[int, list[DraftEdition]] = defaultdict(list)
    for revision_id, *said in session.execute(query.order_by(Edition.id)):
        found[revision_id].append(DraftEdition(*said))
    return found


def _files(session: Session, published: Sequence[int | None]) -> dict[int, dict[str, str]]:
    query = select(File.revision_id, File.path, File.sha256).where(File.revision_id.in_(published))
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for revision_id, path, sha256 in session.execute(query):
        found[revision_id][path] = sha256
    return found


def _copy_texts(session: Session, made: Sequence[int]) -> None:
    """Give new revisions the editions and files of those that are public still."""
    for table, columns in ((Edition, _EDITION), (File, _FILE)):
        texts = (
            select(Revision.id, *columns)
            .join(Item, Item.id == Revision.item_id)
            .join(table, table.revision_id == Item.published_id)
            .where(Revision.id.in_(made))
            .order_by(Revision.id, table.id)
        )
        names = ["revision_id", *(column.key for column in columns)]
        session.execute(insert(table).from_select(names, texts))


def put(seen: Seen, revision_id: int) -> None:
    """Make a revision the public one, in place of one with the same texts."""
    item, before = seen.item, seen.item.published_id
    item.published_id = revision_id
    if item.marked_id == before:
        item.marked_id = revision_id
    for each in seen.shown:
        if each.revision_id == before:
            each.revision_id = revision_id


def follow(session: Session, successors: Mapping[int, int]) -> None:
    """Let those who adapt a revision follow the one that has the same texts."""
    query = select(Submission).where(Submission.source_id.in_(successors))
    for each in session.scalars(query):
        each.source_id = successors[each.source_id or 0]


def retag(session: Session, rows: Mapping[str, Rows], vocabulary: Vocabulary) -> None:
    """Give items exactly these tags."""
    session.execute(
        delete(ItemTag).where(ItemTag.item_id.in_(rows)),
        execution_options={"synchronize_session": False},
    )
    values = [
        {
            "item_id": id,
            "named": named,
            "tag_id": vocabulary.current(chosen or named),
            "chosen": chosen,
        }
        for id, tags in rows.items()
        for named, chosen in tags.items()
    ]
    if values:
        session.execute(insert(ItemTag), values)
