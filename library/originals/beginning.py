"""A submission begun with an original, when a person has looked at what was understood of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, i18n
from library.accounts.models import User
from library.database import now
from library.errors import Conflict, Message
from library.items import kinds
from library.marking import N_
from library.originals import reader, taking
from library.originals.models import Original, State
from library.review import contents, drafting
from library.review.contents import Content, Fields
from library.review.models import Submission
from library.tags.vocabulary import Vocabulary
from library.uploads import formats, naming

# Reasons for which nothing was read from a file that is good all the same.
_STILL_GOOD = (reader.REASONS["scan"], reader.REASONS["slow"])
# Licences are looked for in so many of a person's last submissions.
_LOOKED_AT = 5
_USUAL = "licence.cc-by"
_DURATION = "duration_minutes"


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
    return _with_given(made, language, understood.get("given", {}))


def _with_given(made: Content, language: str, given: Mapping[str, Any]) -> Content:
    """Return the content with what only a row of a sheet gives: more facts, other languages."""
    made["facts"] |= given.get("facts", {})
    made["editions"][language]["facts"] |= given.get("own", {})
    for code, words in given.get("others", {}).items():
        if code not in made["editions"]:
            made = contents.with_language(made, code)
            made["editions"].setdefault(code, {"facts": {}})
            made["editions"][code] |= {key: words[key] for key in ("title", "summary", "body")}
            made["editions"][code]["facts"] |= words["facts"]
    return made


def language(original: Original, usual: str) -> str:
    """Return the language of the edition: the one that its text is in, else the usual one."""
    said = (original.understood or {}).get("facts", {}).get("language", ())
    codes = (str(each["value"]).removeprefix("language.") for each in said)
    return next((code for code in codes if code in i18n.LANGUAGES), usual)


def proposed(
    original: Original, language: str, vocabulary: Vocabulary, licence: str = ""
) -> Fields:
    """Return the fields of the form as they are filled in: what is stated plainly, what was chosen.

    What its sender wrote into the table of its batch goes before what the original says; `licence`
    is for one that names none.
    """
    understood = original.understood or {}
    sure = {
        name: [each["value"] for each in said if each["is_sure"]]
        for name, said in understood.get("facts", {}).items()
    }
    given = understood.get("given", {}).get("facts", {})
    found: Fields = {
        f"{language}-title": understood.get("title", ""),
        f"{language}-summary": understood.get("summary", ""),
        "kind": next(iter(sure.get("kind", ())), kinds.DEFAULT),
        _DURATION: next(iter(sure.get(_DURATION, ())), ""),
        "licence": given.get("licence") or licence,
    }
    found |= {
        name: [id for id in sure[name] if id in vocabulary]
        for name in contents.TAGS
        if name in sure
    }
    chosen = original.chosen or {}
    return found | {
        f"{language}-{name}" if name == "title" else name: value for name, value in chosen.items()
    }


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
    if original.submission_id is not None:
        made = _followed(session, user, original, begun)
    else:
        made = drafting.begin(session, user, original.unit, language)
        drafting.change(session, user, made, lambda _: begun)
    original.state, original.submission_id, original.changed_at = State.BEGUN, made.id, now()
    session.flush()
    return made


def _followed(session: Session, user: User, original: Original, begun: Content) -> Submission:
    """Save a row of a sheet that came again in new words with the submission of the one before."""
    made = session.get_one(Submission, original.submission_id)
    said = {name: value for name, value in contents.fields(begun).items() if value}

    def change(content: Content) -> Content:
        for code in begun["editions"]:
            content = contents.with_language(content, code)
        return contents.with_fields(content, said)

    drafting.change(session, user, made, change)
    return made


def may_be_attached(original: Original) -> bool:
    """Tell whether the file itself may be an attachment; a pasted text, a page, a sheet may not."""
    is_row = "given" in (original.understood or {})
    return bool(original.name) and original.media_type in formats.FORMATS and not is_row


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
    mine = select(Submission).where(Submission.author_id == user.id)
    latest = mine.order_by(Submission.changed_at.desc(), Submission.id.desc()).limit(_LOOKED_AT)
    for submission in session.scalars(latest):
        chosen = drafting.newest(session, submission).content["facts"].get("licence")
        if chosen:
            return str(chosen)
    return _USUAL
