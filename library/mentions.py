"""Where somebody is named: items, files, submissions, registers, papers of one's units.

For requests of people about their own data (NĐ 356/2025), which an administrator answers within two
working days. Plain and slow on purpose: it reads everything, and is asked a few times a year.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import ColumnElement, Executable, false, or_, select
from sqlalchemy.orm import Session

from library import text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.care.models import Problem
from library.consents.models import Consent
from library.directives.models import Adoption, Commitment
from library.documents.models import Answers, OfficialDocument, Profile
from library.errors import Invalid
from library.history import Event, Reason
from library.items import writing
from library.items.models import Edition, File, FileText, Item, Revision
from library.logbook import entries
from library.logbook.models import Entry, EntryFile
from library.marking import N_
from library.newsletters.models import Newsletter, Piece
from library.planning import plans
from library.planning.models import PlanDecision, PlanVersion, Slot, YearPlan
from library.review.models import Comment, Save, Submission, Wish

_SHORTEST, _LONGEST = 2, 100
_AROUND = 60
_BATCH = 200

WORDS, FILE, CONSENT = N_("Text"), N_("Attached file"), N_("Register of consents")
MEASURE, PROBLEM = N_("Reason of a measure"), N_("Problem reported")
PLAN, ENTRY = N_("Year plan"), N_("Logbook")
TASK = N_("Task of a unit")
DOCUMENT, LETTERHEAD = N_("Official document"), N_("Letterhead")
NEWSLETTER = N_("Newsletter")
DRAFT, COMMENT, WISH = N_("Submission"), N_("Comment in a review"), N_("Wish for a tag")


@dataclass(frozen=True)
class Mention:
    """A place where the name stands: an item, a submission, a plan or a document, and its words."""

    item_id: str | None
    submission_id: int | None
    plan_id: int | None
    where: str
    passage: str
    document_id: int | None = None
    entry_id: int | None = None
    commitment_id: int | None = None
    newsletter_id: int | None = None


def require(user: User) -> None:
    """Raise NotAllowed for somebody who administers nothing."""
    roles.require(user, Role.ADMINISTRATOR)


# Of an item, a submission or a year plan: where in it, and the words there.
_Place = tuple[str | None, int | None, int | None, str, str]


def of(session: Session, user: User, name: str) -> list[Mention]:
    """Return where a name stands in what an administrator answers for; accents do not matter."""
    require(user)
    wanted = text.fold(text.tidy(name))
    if not _SHORTEST <= len(wanted) <= _LONGEST:
        raise Invalid(N_("Give a name of 2 to 100 letters."), field="q")
    items = select(Item.id).outerjoin(Unit, Unit.id == Item.unit_id)
    items = items.where(_within(user, Item.unit_id.is_(None)))
    submissions = select(Submission.id).join(Unit, Unit.id == Submission.unit_id)
    submissions = submissions.where(_within(user, false()))
    planned = select(YearPlan.id).join(Unit, Unit.id == YearPlan.unit_id)
    planned = planned.where(_within(user, false()))
    places = chain(
        _in_items(session, session.scalars(items).all()),
        _in_submissions(session, session.scalars(submissions).all()),
        _in_plans(session, session.scalars(planned).all()),
    )
    found = [
        *_matching(places, wanted),
        *_matching_documents(session, user, wanted),
        *_matching_entries(session, user, wanted),
        *_matching_tasks(session, user, wanted),
        *_matching_newsletters(session, user, wanted),
    ]
    return list(dict.fromkeys(found))


def _within(user: User, of_nobody: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a unit is one of the administrator's; the root has what is nobody's."""
    held = [each.unit for each in user.memberships if user.holds(Role.ADMINISTRATOR, each.unit)]
    below = [Unit.path.startswith(each.path, autoescape=True) for each in held]
    is_top = any(each.parent_id is None for each in held)
    return or_(false(), *below, *([of_nobody] if is_top else []))


def _matching_documents(session: Session, user: User, wanted: str) -> Iterator[Mention]:
    """Yield where official documents and letterheads name somebody."""
    own = OfficialDocument
    made = select(own.id, own.answers, own.letterhead, own.source)
    made = made.join(Unit, Unit.id == own.unit_id)
    for id, *said in session.execute(made.where(_within(user, false()))):
        for found in _matching([(None, None, None, DOCUMENT, _joined(said))], wanted):
            yield replace(found, document_id=id)
    heads = select(Profile.values).join(Unit, Unit.id == Profile.unit_id)
    kept = select(Answers.values).join(Unit, Unit.id == Answers.unit_id)
    for where, query in ((LETTERHEAD, heads), (DOCUMENT, kept)):
        texts = session.scalars(query.where(_within(user, false())))
        yield from _matching([(None, None, None, where, _joined([each])) for each in texts], wanted)


def _matching_entries(session: Session, user: User, wanted: str) -> Iterator[Mention]:
    """Yield where the logbook names somebody, also in what was taken out."""
    texts = (Entry.title, Entry.classes, Entry.place, Entry.reason, Entry.went_well)
    query = select(Entry.id, *texts, Entry.difficult, Entry.products)
    query = query.join(Unit, Unit.id == Entry.unit_id).where(_within(user, false()))
    files = select(EntryFile.entry_id, EntryFile.name, EntryFile.caption).join(EntryFile.entry)
    files = files.join(Unit, Unit.id == Entry.unit_id).where(_within(user, false()))
    reasons = select(Event.thing, Reason.text).join(Reason, Reason.number == Event.number)
    told = {str(id): id for id in session.scalars(query.with_only_columns(Entry.id))}
    reasons = reasons.where(Event.noun == entries.NOUN)
    found = chain(session.execute(query), session.execute(files), session.execute(reasons))
    for id, *said in found:
        if str(id) in told:
            for each in _matching([(None, None, None, ENTRY, _joined(said))], wanted):
                yield replace(each, entry_id=int(id))


def _matching_tasks(session: Session, user: User, wanted: str) -> Iterator[Mention]:
    """Yield where units name somebody in their tasks of plans from above."""
    said = select(
        Commitment.id, Commitment.text, Commitment.who, Commitment.said, Commitment.reason
    )
    said = said.join(Adoption, Adoption.id == Commitment.adoption_id)
    said = said.join(Unit, Unit.id == Adoption.unit_id).where(_within(user, false()))
    for id, *texts in session.execute(said):
        for found in _matching([(None, None, None, TASK, _joined(texts))], wanted):
            yield replace(found, commitment_id=id)


def _matching_newsletters(session: Session, user: User, wanted: str) -> Iterator[Mention]:
    """Yield where issues of newsletters name somebody, in their texts or in a piece's sentence."""
    said = select(Newsletter.id, Newsletter.title, Newsletter.lead, Piece.sentence)
    said = said.outerjoin(Newsletter.pieces).join(Newsletter.unit)
    for id, *texts in session.execute(said.where(_within(user, false()))):
        for found in _matching([(None, None, None, NEWSLETTER, _joined(texts))], wanted):
            yield replace(found, newsletter_id=id)


def _matching(places: Iterable[_Place], wanted: str) -> Iterator[Mention]:
    for item_id, submission_id, plan_id, where, said in places:
        tidy = text.tidy(said)
        at = text.fold(tidy).find(wanted)
        if at >= 0:
            passage = tidy[max(0, at - _AROUND) : at + len(wanted) + _AROUND]
            yield Mention(item_id, submission_id, plan_id, where, passage)


def _in_items(session: Session, ids: Sequence[str]) -> Iterator[_Place]:
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        for where, query in _queries_of_items(batch):
            for item_id, *said in session.execute(query):
                yield item_id, None, None, where, _joined(said)


def _queries_of_items(ids: Sequence[str]) -> Iterator[tuple[str, Executable]]:
    """Yield what is read of items: all their revisions, because earlier ones are kept as well."""
    editions = select(
        Revision.item_id, Edition.title, Edition.summary, Edition.plain, Edition.facts
    )
    yield WORDS, editions.join(Edition.revision).where(Revision.item_id.in_(ids))
    files = select(Revision.item_id, File.path, FileText.text).join(
        File, File.revision_id == Revision.id
    )
    files = files.outerjoin(FileText, FileText.sha256 == File.sha256)
    yield FILE, files.where(Revision.item_id.in_(ids))
    consents = select(Consent.item_id, Consent.person, Consent.ended_why)
    yield CONSENT, consents.where(Consent.item_id.in_(ids))
    reasons = select(Event.thing, Reason.text).join(Reason, Reason.number == Event.number)
    yield MEASURE, reasons.where(Event.noun == writing.NOUN, Event.thing.in_(ids))
    problems = select(Problem.item_id, Problem.text, Problem.answer, Problem.email)
    yield PROBLEM, problems.where(Problem.item_id.in_(ids))


def _in_submissions(session: Session, ids: Sequence[int]) -> Iterator[_Place]:
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        saves = select(Save.submission_id, Save.content).where(Save.submission_id.in_(batch))
        comments = select(Comment.submission_id, Comment.quote, Comment.text)
        comments = comments.where(Comment.submission_id.in_(batch))
        wishes = select(Wish.submission_id, Wish.names, Wish.why, Wish.refusal)
        wishes = wishes.where(Wish.submission_id.in_(batch))
        for where, query in ((DRAFT, saves), (COMMENT, comments), (WISH, wishes)):
            for submission_id, *said in session.execute(query):
                yield None, submission_id, None, where, _joined(said)


def _in_plans(session: Session, ids: Sequence[int]) -> Iterator[_Place]:
    slots = select(
        *(Slot.plan_id, Slot.title, Slot.classes, Slot.owner_name, Slot.support, Slot.place),
        *(Slot.needs, Slot.outcomes, Slot.products),
    )
    reasons = select(Event.thing, Reason.text).join(Reason, Reason.number == Event.number)
    for query in (
        slots.where(Slot.plan_id.in_(ids)),
        select(YearPlan.id, YearPlan.group_name, YearPlan.themes).where(YearPlan.id.in_(ids)),
        select(PlanDecision.plan_id, PlanDecision.reason).where(PlanDecision.plan_id.in_(ids)),
        select(PlanVersion.plan_id, PlanVersion.reason, PlanVersion.slots).where(
            PlanVersion.plan_id.in_(ids)
        ),
        reasons.where(Event.noun == plans.NOUN, Event.thing.in_([str(each) for each in ids])),
    ):
        for plan_id, *said in session.execute(query):
            yield None, None, int(plan_id), PLAN, _joined(said)


def _joined(said: Iterable[object]) -> str:
    """Return the texts of a row as one; what is no text is written out."""
    return " · ".join(
        each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
        for each in said
        if each
    )
