"""The way back: an edited download becomes a correction of its item or, elsewhere, an adaptation.

Only text, title and promise come back; facts are changed in the form. Whatever was published after
the download is shown to who sends it, so that nothing is undone unseen.
"""

import copy
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, NotFound
from library.items import catalogue
from library.items.models import Item, Revision
from library.marking import N_
from library.originals import aligning, taking
from library.originals.models import Original, State
from library.review import adapting, contents, drafting
from library.review.contents import Content
from library.review.models import Submission
from library.tags.vocabulary import Vocabulary


class Return(NamedTuple):
    """The published item that a download came from; `corrects` tells what it may become."""

    item: Item
    language: str
    downloaded: Revision
    published: Revision
    corrects: bool

    @property
    def is_newest(self) -> bool:
        """Whether nothing was published since it was downloaded."""
        return self.downloaded.id == self.published.id


def of(session: Session, user: User, original: Original) -> Return | None:
    """Return where an original comes from; None where that is no item that is public here."""
    said = (original.understood or {}).get("origin")
    item = session.get(Item, said["item"]) if said else None
    if not said or item is None or item.published_id is None:
        return None
    numbered = select(Revision.id).where(
        Revision.item_id == item.id, Revision.number == said["revision"]
    )
    id = session.scalar(numbered)
    if id is None:
        return None
    unit = session.get(Unit, item.unit_id) if item.unit_id else None
    return Return(
        item,
        said["language"],
        catalogue.whole(session, id),
        catalogue.whole(session, item.published_id),
        user.holds(Role.CONTRIBUTOR, unit),
    )


def published(back: Return) -> Content:
    """Return what is public now, as a form has it."""
    return contents.of_revision(back.published)


def downloaded(back: Return) -> Content:
    """Return what was public when it was downloaded."""
    return contents.of_revision(back.downloaded)


def edited(content: Content, original: Original) -> Content:
    """Return a content with the edition that came back, and the pictures that are new in it."""
    understood = original.understood or {}
    made = copy.deepcopy(content)
    body = understood["markdown"]
    for file in understood["files"]:
        path = _free(file["path"], made)
        body = body.replace(f"]({file['path']})", f"]({path})")
        made = contents.with_file(made, file | {"path": path})
    code = understood["origin"]["language"]
    edition = made["editions"].setdefault(code, {"facts": {}})
    body = aligning.like(edition.get("body", ""), body)
    edition |= {"title": understood["title"], "summary": understood["summary"], "body": body}
    return made


def _free(path: str, content: Content) -> str:
    """Return the path of a picture, with a number where the item has another file there."""
    taken = {each["path"] for each in content["files"]}
    stem, _, ending = path.rpartition(".")
    free, number = path, 2
    while free in taken:
        free, number = f"{stem}-{number}.{ending}", number + 1
    return free


def begin(
    session: Session, user: User, original: Original, vocabulary: Vocabulary, address: str
) -> Submission:
    """Return the submission that an edited download becomes; `address` is that of its item.

    Work on the item that the person has open is gone on with: its earlier states stay.
    """
    database.take_turns(session.connection(), f"{taking.NOUN} {original.id}")
    session.refresh(original)
    if original.state != State.READ:
        raise Conflict(N_("A submission was begun with this file already; go on with that one."))
    back = of(session, user, original)
    if back is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    item = catalogue.by_slug(session, back.item.slug)
    if back.corrects:
        made = drafting.correct(session, user, item)
    else:
        made = adapting.adapt(session, user, original.unit, item, vocabulary, address)
    drafting.change(session, user, made, lambda content: edited(content, original))
    original.state, original.submission_id, original.changed_at = State.BEGUN, made.id, now()
    session.flush()
    return made
