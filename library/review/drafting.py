"""Writing a submission: begun, saved as it grows, restored. Nothing is overwritten unseen.

A save names the one that it is based on. Of what one person types in one browser tab within a
minute only the newest save stays; what was handed in, restored or written elsewhere always stays.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.models import Item
from library.marking import N_
from library.review import contents, workflow
from library.review.contents import Content, Fields, Value
from library.review.models import Save, Submission
from library.review.workflow import EDITABLE, NOUN, State

# A submission whose history has grown so long is at the end of some program's loop.
_MOST_SAVES = 10_000


class Overtaken(Conflict):
    """Another save came first and changed the same fields: somebody must choose or merge."""

    def __init__(self, newest: Save, base: Fields | None, mine: Fields, names: list[str]) -> None:
        super().__init__(
            N_("It was changed elsewhere since this page was opened. Nothing is lost: compare, "
               "and choose what stays.")
        )  # fmt: skip
        self.newest, self.base, self.mine, self.names = newest, base, mine, names


class Moment(NamedTuple):
    """A save in the history, without what it holds."""

    number: int
    at: datetime
    by: str


def places(user: User) -> list[Unit]:
    """Return the units for which somebody may contribute; raise NotAllowed when there is none."""
    found = {
        each.unit_id: each.unit
        for each in user.memberships
        if user.holds(Role.CONTRIBUTOR, each.unit) and units.is_open(each.unit)
    }
    if not found:
        raise NotAllowed(
            N_("To contribute, an account needs the role “Contributor” at a school or another "
               "unit; its administrator gives it.")
        )  # fmt: skip
    return list(found.values())


def begin(
    session: Session,
    user: User,
    unit: Unit,
    language: str,
    tags: Mapping[str, Sequence[str]] = {},
    about: str = "",
) -> Submission:
    """Return a new submission for a unit, or the one that was begun there and never touched.

    With tags (by scheme), or something that it is to be about, it is always new: somebody was asked
    for such an item.
    """
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if not units.is_open(unit):
        raise Invalid(N_("This unit has been closed; choose another."), field="unit")
    database.take_turns(session.connection(), f"{NOUN} of {user.id}")
    untouched = select(Submission).where(
        Submission.author_id == user.id,
        Submission.unit_id == unit.id,
        Submission.item_id.is_(None),
        Submission.saved == 1,
        Submission.state == State.DRAFT,
    )
    found = session.scalar(untouched.order_by(Submission.id.desc()).limit(1))
    content = contents.empty(language, user.name)
    if tags or about:
        if about:
            content["editions"][language]["title"] = text.tidy(about)
        content["facts"] |= {scheme: list(ids) for scheme, ids in tags.items()}
        return start(session, user, unit, content)
    return found or start(session, user, unit, content)


def correct(session: Session, user: User, item: Item) -> Submission:
    """Return a submission that corrects a published item; the bodies of its texts must be loaded.

    One that the person has open for the item already is gone on with.
    """
    unit = session.get(Unit, item.unit_id) if item.unit_id else units.root(session)
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if unit is None or item.published is None:
        raise NotFound(N_("There is no such item, or it is no longer public."))
    database.take_turns(session.connection(), f"{NOUN} of {user.id}")
    mine = select(Submission).where(
        Submission.author_id == user.id,
        Submission.item_id == item.id,
        Submission.state.in_((*EDITABLE, State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)),
    )
    found = session.scalar(mine.order_by(Submission.id.desc()).limit(1))
    if found:
        return found
    content = contents.of_revision(item.published)
    return start(session, user, unit, content, item_id=item.id, source_id=_followed(session, item))


def _followed(session: Session, item: Item) -> int | None:
    """Return the revision of its source that earlier work on an adaptation has followed."""
    query = select(Submission.source_id).where(Submission.item_id == item.id)
    known = query.where(Submission.source_id.is_not(None)).order_by(Submission.id.desc())
    return session.scalar(known.limit(1))


def start(
    session: Session,
    user: User,
    unit: Unit,
    content: Content,
    *,
    item_id: str | None = None,
    source_id: int | None = None,
) -> Submission:
    """Return a new submission with this content; the caller has seen to it that it may be."""
    made = Submission(
        item_id=item_id,
        source_id=source_id,
        unit_id=unit.id,
        author_id=user.id,
        state=State.DRAFT,
        title=contents.title(content),
    )
    session.add(made)
    session.flush()
    history.record(session, user, "began", NOUN, made.id, unit=unit.id, item=item_id)
    _add(session, user, made, content, "")
    return made


def by_author(session: Session, user: User, id: int) -> Submission:
    """Return somebody's own submission; raise NotFound for another's, which nobody may know of."""
    found = session.get(Submission, id)
    if found is None or found.author_id != user.id:
        raise NotFound(N_("There is no such submission, or it is somebody else's."))
    return found


def by_reader(session: Session, user: User, id: int) -> Submission:
    """Return a submission to its author or, once it was handed in, to a reviewer of its unit."""
    found = session.get(Submission, id)
    if found is not None and found.handed_in is not None and workflow.sees(user, found):
        return found
    return by_author(session, user, id)


def shown(session: Session, user: User, submission: Submission) -> Save:
    """Return the state that a reader sees: the author the newest, others what was handed in."""
    is_own = submission.author_id == user.id or submission.handed_in is None
    return at(session, submission, submission.saved if is_own else submission.handed_in or 0)


def of(session: Session, user: User) -> Sequence[Submission]:
    """Return the submissions of a person, those changed last first."""
    query = select(Submission).where(Submission.author_id == user.id)
    return session.scalars(query.order_by(Submission.changed_at.desc(), Submission.id.desc())).all()


def newest(session: Session, submission: Submission) -> Save:
    """Return the state that the form shows."""
    return at(session, submission, submission.saved)


def at(session: Session, submission: Submission, number: int) -> Save:
    """Return a state by its number; raise NotFound when it was thinned out or never was."""
    found = _at(session, submission, number)
    if found is None:
        raise NotFound(N_("There is no such saved state; look at the list again."))
    return found


def _at(session: Session, submission: Submission, number: int) -> Save | None:
    query = select(Save).where(Save.submission_id == submission.id, Save.number == number)
    return session.scalar(query)


def moments(session: Session, submission: Submission) -> list[Moment]:
    """Return the history of saves, the newest first."""
    query = (
        select(Save.number, Save.at, User.name)
        .join(User, User.id == Save.by_id)
        .where(Save.submission_id == submission.id)
    )
    rows = session.execute(query.order_by(Save.number.desc()))
    return [Moment(number, moment, name) for number, moment, name in rows]


def kept_files(session: Session) -> dict[str, str]:
    """Return the path of every file that any saved state has, by the SHA-256 of what it holds."""
    saves = session.scalars(select(Save.content).execution_options(yield_per=100))
    return {each["sha256"]: each["path"] for content in saves for each in content["files"]}


def save(
    session: Session,
    user: User,
    submission: Submission,
    changed: Mapping[str, Value],
    base: int,
    tab: str = "",
) -> Save:
    """Save some fields as they were typed on top of the save `base`; return the newest save.

    Saving what is there already changes nothing, so that it can be tried again. Raises Overtaken
    when another save changed the same fields since, unless the newest one comes from the same tab.

    A tab counts its requests, `name.7`: one that comes late, behind its follower, changes nothing.
    """
    contents.check(changed)
    take(session, user, submission)
    last = newest(session, submission)
    is_own = bool(tab) and _page(tab) == _page(last.tab)
    if is_own and _turn(tab) < _turn(last.tab):
        return last
    now_there = contents.fields(last.content)
    mine = {name: value for name, value in changed.items() if name in now_there}
    if all(now_there[name] == value for name, value in mine.items()):
        return last
    if last.number != base and not is_own:
        _require_unseen_to_be_elsewhere(session, submission, last, base, mine)
    made = contents.with_fields(last.content, mine)
    return _follow(session, user, submission, last, made, tab)


def _require_unseen_to_be_elsewhere(
    session: Session, submission: Submission, last: Save, base: int, mine: Fields
) -> None:
    before = _at(session, submission, base)
    known = contents.fields(before.content) if before else None
    theirs = contents.fields(last.content)
    names = [
        name
        for name, value in mine.items()
        if value != theirs[name] and (known is None or known.get(name) != theirs[name])
    ]
    if names:
        raise Overtaken(last, known, mine, names)


def change(
    session: Session, user: User, submission: Submission, make: Callable[[Content], Content]
) -> Save:
    """Save what `make` makes of the newest content: one edition or one file more or less."""
    take(session, user, submission)
    last = newest(session, submission)
    made = make(last.content)
    return last if made == last.content else _follow(session, user, submission, last, made, "")


def add_tag(session: Session, by: User, submission: Submission, fact: str, tag: str) -> None:
    """Add a tag to an open submission for its author, who had wished for it."""
    database.take_turns(session.connection(), f"{NOUN} {submission.id}")
    session.flush()
    session.refresh(submission)
    made = copy.deepcopy(newest(session, submission).content)
    given = made["facts"].get(fact, [])
    if isinstance(given, list) and tag not in given:
        made["facts"][fact] = [*given, tag]
        _add(session, by, submission, made, "")


def restore(session: Session, user: User, submission: Submission, number: int) -> Save:
    """Bring an earlier state back, as a new save: the one before it stays in the history."""
    take(session, user, submission)
    content = copy.deepcopy(at(session, submission, number).content)
    if content == newest(session, submission).content:
        return newest(session, submission)
    history.record(session, user, "restored", NOUN, submission.id, number=number)
    return _add(session, user, submission, content, "")


def take(session: Session, user: User, submission: Submission) -> None:
    """Take a submission for this transaction; raise NotAllowed or Conflict when it is closed."""
    database.take_turns(session.connection(), f"{NOUN} {submission.id}")
    session.flush()
    session.refresh(submission)
    check_open(user, submission)


def check_open(user: User, submission: Submission) -> None:
    """Raise NotAllowed or Conflict when somebody cannot write on a submission now."""
    if not workflow.is_author(user, submission):
        raise NotAllowed(
            N_("This account may no longer contribute at this unit. Its administrator can give "
               "the role back; nothing saved is lost.")
        )  # fmt: skip
    if State(submission.state) not in EDITABLE:
        raise Conflict(
            N_("It has been handed in and cannot be changed now. Take it back first, or wait "
               "for the review.")
        )  # fmt: skip


def _follow(
    session: Session, user: User, submission: Submission, last: Save, content: Content, tab: str
) -> Save:
    """Add a save and let go of the one before where that is the same person's same minute."""
    made = _add(session, user, submission, content, tab)
    is_same_typing = bool(tab) and _page(last.tab) == _page(tab) and last.by_id == user.id
    if is_same_typing and last.number != submission.handed_in and _minute(last) == _minute(made):
        session.delete(last)
        session.flush()
    return made


def _page(tab: str) -> str:
    return tab.partition(".")[0]


def _turn(tab: str) -> int:
    return int(tab.partition(".")[2] or 0)


def _minute(save: Save) -> datetime:
    return save.at.replace(second=0, microsecond=0)


def _add(
    session: Session, user: User, submission: Submission, content: dict[str, Any], tab: str
) -> Save:
    if submission.saved >= _MOST_SAVES and _count(session, submission) >= _MOST_SAVES:
        raise Conflict(N_("This submission has too many saved states; begin a new one."))
    submission.saved += 1
    submission.title = contents.title(content)
    submission.changed_at = now()
    made = Save(
        submission_id=submission.id,
        number=submission.saved,
        by_id=user.id,
        content=content,
        tab=tab,
    )
    session.add(made)
    session.flush()
    return made


def _count(session: Session, submission: Submission) -> int:
    query = select(func.count()).select_from(Save).where(Save.submission_id == submission.id)
    return session.scalar(query) or 0
