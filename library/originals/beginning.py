"""A submission begun with an original, when a person has looked at what was understood of it."""

from typing import Any

from sqlalchemy.orm import Session

from library import database
from library.accounts.models import User
from library.database import now
from library.errors import Conflict, Message
from library.marking import N_
from library.originals import reader, taking
from library.originals.models import Original, State
from library.review import contents, drafting
from library.review.contents import Content, Fields
from library.review.models import Submission
from library.uploads import formats, naming

# Reasons for which nothing was read from a file that is good all the same.
_STILL_GOOD = (reader.REASONS["scan"], reader.REASONS["slow"])
# Licences are looked for in so many of a person's last submissions.
_LOOKED_AT = 5
_USUAL = "licence.cc-by"


def content(original: Original, language: str) -> Content:
    """Return what was understood as the content of a submission, with nothing confirmed yet."""
    understood = original.understood or {}
    made = contents.empty(language, original.user.name)
    edition = made["editions"][language]
    edition["body"] = understood.get("markdown", "")
    if (other := understood.get("other")) and other["language"] != language:
        second = contents.with_language(made, other["language"])["editions"][other["language"]]
        second |= {"title": other["title"], "summary": other["summary"], "body": other["markdown"]}
        made["editions"][other["language"]] = second
    alts = understood.get("alts", {})
    for each in understood.get("files", ()):
        said = {"alt": {language: alts[each["path"]]}} if each["path"] in alts else {}
        made = contents.with_file(made, each | said)
    return made


def begin(
    session: Session,
    user: User,
    original: Original,
    language: str,
    confirmed: Fields,
    *,
    keep: bool,
) -> Submission:
    """Begin a submission with the text and what was confirmed; `keep` attaches the file itself.

    `confirmed` are fields of the form. Raises Conflict when it was begun already.
    """
    _take(session, user, original, State.READ)
    begun = contents.with_fields(content(original, language), confirmed)
    if keep and may_be_attached(original):
        begun = contents.with_file(begun, _itself(original, begun))
    contents.check(contents.fields(begun))
    return _begun(session, user, original, language, begun)


def keep(session: Session, user: User, original: Original, language: str) -> Submission:
    """Begin a submission that only has the file, of which nothing could be read, attached."""
    _take(session, user, original, State.REFUSED)
    if not may_be_kept(original):
        raise Conflict(N_("This file cannot be kept as an attachment."))
    empty = contents.empty(language, user.name)
    begun = contents.with_file(empty, _itself(original, empty))
    return _begun(session, user, original, language, begun)


def _take(session: Session, user: User, original: Original, state: State) -> None:
    """Take an original for this transaction; raise Conflict when it is in another state."""
    database.take_turns(session.connection(), f"{taking.NOUN} {original.id}")
    session.refresh(original)
    taking.by_sender(session, user, original.id)
    if original.state == State.BEGUN:
        raise Conflict(N_("A submission was begun with this file already; go on with that one."))
    if original.state != state:
        raise Conflict(N_("This file is not ready for that; look at its page again."))


def _begun(
    session: Session, user: User, original: Original, language: str, begun: Content
) -> Submission:
    made = drafting.begin(session, user, original.unit, language)
    drafting.change(session, user, made, lambda _: begun)
    original.state, original.submission_id, original.changed_at = State.BEGUN, made.id, now()
    session.flush()
    return made


def may_be_attached(original: Original) -> bool:
    """Tell whether the file itself may be an attachment; a pasted text and a page may not."""
    return bool(original.name) and original.media_type in formats.FORMATS


def may_be_kept(original: Original) -> bool:
    """Tell whether a file of which nothing was read is worth keeping."""
    reason = Message.unpacked(original.reason) if original.reason else None
    return may_be_attached(original) and reason is not None and reason.sentence in _STILL_GOOD


def _itself(original: Original, content: Content) -> dict[str, Any]:
    """Return the original as a file of the submission."""
    taken = [each["path"] for each in content["files"]]
    ending = formats.usual_ending(original.media_type, original.name)
    return {
        "path": naming.tidy(original.name, ending, taken),
        "sha256": original.sha256,
        "size": original.size,
        "media_type": original.media_type,
        "warnings": [[each["sentence"], each["values"]] for each in original.warnings],
    }


def usual_licence(session: Session, user: User) -> str:
    """Return the licence that a person chose last, the library's own where there is none."""
    for submission in drafting.of(session, user)[:_LOOKED_AT]:
        chosen = drafting.newest(session, submission).content["facts"].get("licence")
        if chosen:
            return str(chosen)
    return _USUAL
