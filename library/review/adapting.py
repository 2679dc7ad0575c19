"""Adapting: a published item copied into one's own unit as a new submission, its credit kept.

The credit stands in the facts of each edition, where no form changes it, so that it outlives the
source and goes along with every export. `adapted_from` leads to the source while that is here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, notices
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.consents import portraits
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.items import catalogue, credits, withholding
from library.items.credits import Credit
from library.items.models import Edition, File, Item, Revision
from library.marking import N_
from library.review import contents, drafting, licences
from library.review.contents import Content
from library.review.models import Submission
from library.review.workflow import NOUN, State
from library.tags.vocabulary import Vocabulary

# Where a notice leads that a source was corrected.
SOURCES = "sources"
_WHY = N_("because you adapted it")
# What is true of the source alone: a copy has neither its number nor its signature.
_OF_THE_SOURCE = ("version", "updated", "number", "issued_on", "issuer", "signer")


def allows(facts: Mapping[str, Any], vocabulary: Vocabulary) -> bool:
    """Tell whether the licence of an item lets others change it."""
    return licences.allows_changes(facts.get("licence", ""), vocabulary)


def require_permission(source: Revision, vocabulary: Vocabulary) -> None:
    """Raise NotAllowed when the licence of an item does not let others change it."""
    if not allows(source.facts, vocabulary):
        raise NotAllowed(
            N_("Its licence does not let others change it. Use it as it is, or ask its authors.")
        )


def adapt(
    session: Session, user: User, unit: Unit, item: Item, vocabulary: Vocabulary, address: str
) -> Submission:
    """Return a new submission of a unit with a copy of an item; its bodies must be loaded.

    One that was begun so and never touched is gone on with. `address` is where the source is found
    from outside, for its credit.
    """
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if not units.is_open(unit):
        raise Invalid(N_("This unit has been closed; choose another."), field="unit")
    source = item.published
    if source is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    require_permission(source, vocabulary)
    database.take_turns(session.connection(), f"{NOUN} of {user.id}")
    untouched = select(Submission).where(
        Submission.author_id == user.id,
        Submission.unit_id == unit.id,
        Submission.source_id == source.id,
        Submission.item_id.is_(None),
        Submission.saved == 1,
        Submission.state == State.DRAFT,
    )
    found = session.scalar(untouched.order_by(Submission.id.desc()).limit(1))
    content = _copied(session, source, user, address)
    return found or drafting.start(session, user, unit, content, source_id=source.id)


def _copied(session: Session, source: Revision, user: User, address: str) -> Content:
    """Return the content of a copy: without files that show people, who agreed to another use."""
    people = {each.path for each in portraits.of(session, source.item)}
    content = _seen(source, [each for each in source.files if each.path not in people])
    del content["revision"]  # it corrects nothing
    facts = content["facts"]
    content["facts"] = _own(facts) | {"adapted_from": source.item.slug}
    for edition in source.editions:
        own = _own(content["editions"][edition.language]["facts"])
        named = [_credit(source, edition, address), *credits.of(source, edition)]
        own |= {"authors": [user.name], credits.KEY: [each._asdict() for each in named]}
        content["editions"][edition.language]["facts"] = own
    return content


def _own(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _OF_THE_SOURCE}


def _credit(source: Revision, edition: Edition, address: str) -> Credit:
    """Return what an adaptation says of its source, in words that need no other place."""
    names = credits.first_said(source, edition, "authors")
    unit = source.item.unit
    by = ", ".join(names) if names else unit.name if unit else ""
    return Credit(edition.title, by, source.facts.get("licence", ""), address)


def _seen(revision: Revision, files: Iterable[File]) -> Content:
    """Return what readers may see of a revision as the content of a form, with some of its files."""
    kept = list(files)
    content = contents.of_revision(revision, kept)
    for edition in content["editions"].values():
        edition["body"] = withholding.seen_markdown(edition["body"], withholding.paths(kept))
    return content


def seen(session: Session, revision_id: int) -> Content:
    """Return what readers may see of a revision, to be compared with another content."""
    revision = catalogue.whole(session, revision_id)
    return comparable(_seen(revision, revision.files))


def comparable(content: Content) -> Content:
    """Return a content without what always differs: who wrote it, and what that person has stated."""
    editions = {
        code: each
        | {"facts": {key: said for key, said in each["facts"].items() if key != "authors"}}
        for code, each in content["editions"].items()
    }
    files = [{key: each[key] for key in ("path", "media_type")} for each in content["files"]]
    return content | {"editions": editions, "files": files, "stated": {}}


def source_of(session: Session, item: Item) -> Item | None:
    """Return the item that another was adapted from, None when none is public here."""
    query = select(Item).where(Item.slug == item.adapted_from, Item.published_id.is_not(None))
    return session.scalar(query) if item.adapted_from else None


def newer_source(submission: Submission) -> Revision | None:
    """Return what was published of the source since its author followed it, None when nothing was."""
    source = submission.source
    published = source.item.published if source else None
    return published if source and published and published.id != source.id else None


def follow(session: Session, user: User, submission: Submission, seen: int) -> None:
    """Note that an adaptation takes what was corrected in its source into account, or need not."""
    drafting.take(session, user, submission)
    newer = newer_source(submission)
    if newer is None or newer.id != seen:
        raise Conflict(N_("The source has changed since this page was opened. Look at it again."))
    submission.source_id = newer.id
    session.flush()
    session.refresh(submission)
    history.record(session, user, "followed the source", NOUN, submission.id, item=newer.item_id)


def tell(session: Session, user: User, corrected: Revision, note: str) -> None:
    """Tell the authors of adaptations that their source was corrected; each of their works once."""
    query = (
        select(Submission)
        .join(Revision, Revision.id == Submission.source_id)
        .where(Revision.item_id == corrected.item_id, Submission.author_id != user.id)
        .where(Submission.state != State.ARCHIVED)
    )
    for each in session.scalars(query.order_by(Submission.id)).all():
        values = {"title": corrected.editions[0].title, "own": each.title, "note": note}
        sentence = N_("“%(title)s”, from which “%(own)s” was adapted, was corrected: %(note)s")
        notices.tell(session, [each.author], Message(sentence, values), _WHY, SOURCES, each.id)
