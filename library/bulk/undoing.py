"""Puts back what a work changed, exactly as it was; what was changed since is left alone and named."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.bulk import acting, revising, seeing
from library.bulk.changing import Rows
from library.bulk.models import Outcome, Target, Work
from library.bulk.seeing import Picture, Seen
from library.errors import LibraryError, Message, NotAllowed
from library.items.writing import Workshop
from library.marking import N_
from library.review import withdrawing
from library.review.models import Submission

VERB = "put back with others"
_CHANGED_SINCE = N_("It was changed since; it is left as it is now.")
_NOT_ALLOWED = N_("Only a curator of its unit may change it.")
# Reasons are kept in the words of whoever gave them; this one says in both languages what it is.
_REASON = "↩ Hoàn tác / undone: {}"


def put_back(
    session: Session, user: User, work: Work, targets: Sequence[Target], workshop: Workshop
) -> None:
    """Put these items back in one transaction, each wholly or not at all."""
    is_waiting = any(each.after and each.after["waiting"] for each in targets)
    seen = seeing.look(session, [each.item_id for each in targets], waiting=is_waiting)
    reason = _REASON.format(str((work.changes or {}).get("reason", "")))[:4000]
    top = units.root(session)
    done: dict[str, tuple[Seen, Picture]] = {}
    after: dict[str, Picture] = {}
    for target in targets:
        found, before = seen.get(target.item_id), target.before
        if found is None or before is None or found.picture != target.after:
            acting.refuse(target, Message(_CHANGED_SINCE), Outcome.KEPT)
            continue
        try:
            _guard(user, found, before, top)
            if _is_shown_otherwise(found, before):
                with session.begin_nested():
                    _show_or_hide(session, user, found, before, reason, workshop)
        except LibraryError as error:
            acting.refuse(target, error.message, Outcome.KEPT)
            continue
        target.outcome = Outcome.UNDONE
        after[target.item_id] = target.after or {}
        done[target.item_id] = found, before
    _restore(session, done, workshop)
    session.flush()
    shown = {id: before["withdrawn"] != after[id]["withdrawn"] for id, (_, before) in done.items()}
    acting.tell(session, user, work, VERB, shown)


def _guard(user: User, seen: Seen, before: Picture, top: Unit) -> None:
    """Raise NotAllowed for facts or an owner that only a curator may put back."""
    is_curated = (before["unit"], before["tags"]) != (seen.item.unit_id, seen.picture["tags"])
    is_revised = before["published"] != seen.item.published_id and not _is_shown_otherwise(
        seen, before
    )
    if (is_curated or is_revised) and not user.holds(Role.CURATOR, seen.unit or top):
        raise NotAllowed(_NOT_ALLOWED)


def _is_shown_otherwise(seen: Seen, before: Picture) -> bool:
    return bool(seen.item.withdrawn_at) != bool(before["withdrawn"])


def _show_or_hide(
    session: Session, user: User, seen: Seen, before: Picture, reason: str, workshop: Workshop
) -> None:
    """Show again what was withdrawn, or the reverse, by the steps that everybody takes for that."""
    if before["withdrawn"]:
        withdrawing.withdraw(session, user, seen.item, reason)
    else:
        withdrawing.show_again(session, user, seen.item, reason, workshop)


def _restore(session: Session, done: dict[str, tuple[Seen, Picture]], workshop: Workshop) -> None:
    tags: dict[str, Rows] = {}
    successors: dict[int, int] = {}
    for id, (seen, before) in done.items():
        item = seen.item
        if item.published_id and before["published"] and item.published_id != before["published"]:
            successors[item.published_id] = before["published"]
        item.published_id, item.marked_id = before["published"], before["marked"]
        item.unit_id, item.withdrawn_at = before["unit"], _moment(before["withdrawn"])
        known = {each["id"]: each for each in (*before["shown"], *before["waiting"])}
        for each in (*seen.shown, *seen.waiting):
            if kept := known.get(each.id):
                _put(each, kept)
        tags[id] = dict(before["tags"])
    session.flush()
    revising.follow(session, successors)
    revising.retag(session, tags, workshop.vocabulary)


def _put(submission: Submission, kept: Picture) -> None:
    submission.state, submission.unit_id = kept["state"], kept["unit"]
    submission.revision_id, submission.reviewer_id = kept["revision"], kept["reviewer"]
    submission.changed_at = datetime.fromisoformat(kept["changed"])


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
