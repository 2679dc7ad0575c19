"""Where somebody is named: items, files, submissions, registers, papers of one's units.

For requests of people about their own data (NĐ 356/2025), which an administrator answers within two
working days. Plain and slow on purpose: it reads everything, and is asked a few times a year.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import ColumnElement, Executable, false, or_, select
from sqlalchemy.orm import Session

from library import text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.care.models import Problem
from library.comparing.models import Survey
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
from library.reporting.models import Proposal, ProposalAnswer, Report, ReportStep, Snapshot
from library.review.models import Comment, Save, Submission, Wish

_SHORTEST, _LONGEST = 2, 100
_AROUND = 60
_BATCH = 200

WORDS, FILE, CONSENT = N_("Text"), N_("Attached file"), N_("Register of consents")
MEASURE, PROBLEM = N_("Reason of a measure"), N_("Problem reported")
PLAN, ENTRY = N_("Year plan"), N_("Logbook")
TASK = N_("Task of a unit")
DOCUMENT, LETTERHEAD = N_("Official document"), N_("Letterhead")
NEWSLETTER, REPORT = N_("Newsletter"), N_("Report")
SURVEY = N_("Questions before and after")
DRAFT, COMMENT, WISH = N_("Submission"), N_("Comment in a review"), N_("Wish for a tag")


@dataclass(frozen=True)
class Mention:
    """A place where the name stands: in what (a noun and its id), where in it, and the words there."""

    noun: str
    thing: str
    where: str
    passage: str


def require(user: User) -> None:
    """Raise NotAllowed for somebody who administers nothing."""
    roles.require(user, Role.ADMINISTRATOR)


# A noun and its id, where in it, and the words there.
_Place = tuple[str, object, str, str]


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
        _in_documents(session, user),
        _in_entries(session, user),
        _in_tasks(session, user),
        _in_newsletters(session, user),
        _in_reports(session, user),
        _in_surveys(session, user),
    )
    return list(dict.fromkeys(_matching(places, wanted)))


def _within(user: User, of_nobody: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a unit is one of the administrator's; the root has what is nobody's."""
    held = [each.unit for each in user.memberships if user.holds(Role.ADMINISTRATOR, each.unit)]
    below = [Unit.path.startswith(each.path, autoescape=True) for each in held]
    is_top = any(each.parent_id is None for each in held)
    return or_(false(), *below, *([of_nobody] if is_top else []))


def _matching(places: Iterable[_Place], wanted: str) -> Iterator[Mention]:
    for noun, thing, where, said in places:
        tidy = text.tidy(said)
        at = text.fold(tidy).find(wanted)
        if at >= 0:
            passage = tidy[max(0, at - _AROUND) : at + len(wanted) + _AROUND]
            yield Mention(noun, str(thing), where, passage)


def _in_documents(session: Session, user: User) -> Iterator[_Place]:
    """Yield official documents and letterheads, and what is kept for the next document."""
    own = OfficialDocument
    made = select(own.id, own.answers, own.letterhead, own.source)
    made = made.join(Unit, Unit.id == own.unit_id)
    for id, *said in session.execute(made.where(_within(user, false()))):
        yield "documents", id, DOCUMENT, _joined(said)
    heads = select(Profile.values).join(Unit, Unit.id == Profile.unit_id)
    kept = select(Answers.values).join(Unit, Unit.id == Answers.unit_id)
    for where, query in ((LETTERHEAD, heads), (DOCUMENT, kept)):
        for each in session.scalars(query.where(_within(user, false()))):
            yield "", "", where, _joined([each])


def _in_entries(session: Session, user: User) -> Iterator[_Place]:
    """Yield what the logbook says, also what was taken out."""
    texts = (Entry.title, Entry.classes, Entry.place, Entry.reason, Entry.went_well)
    query = select(Entry.id, *texts, Entry.difficult, Entry.products)
    query = query.join(Unit, Unit.id == Entry.unit_id).where(_within(user, false()))
    files = select(EntryFile.entry_id, EntryFile.name, EntryFile.caption).join(EntryFile.entry)
    files = files.join(Unit, Unit.id == Entry.unit_id).where(_within(user, false()))
    reasons = select(Event.thing, Reason.text).join(Reason, Reason.number == Event.number)
    told = {str(id) for id in session.scalars(query.with_only_columns(Entry.id))}
    reasons = reasons.where(Event.noun == entries.NOUN)
    found = chain(session.execute(query), session.execute(files), session.execute(reasons))
    for id, *said in found:
        if str(id) in told:
            yield "logbook", id, ENTRY, _joined(said)


def _in_tasks(session: Session, user: User) -> Iterator[_Place]:
    """Yield what units say of their tasks of plans from above."""
    own = Commitment
    said = select(own.id, own.text, own.who, own.said, own.reason)
    said = said.join(Adoption, Adoption.id == own.adoption_id)
    said = said.join(Unit, Unit.id == Adoption.unit_id).where(_within(user, false()))
    for id, *texts in session.execute(said):
        yield "tasks", id, TASK, _joined(texts)


def _in_newsletters(session: Session, user: User) -> Iterator[_Place]:
    """Yield issues of newsletters: their texts and the sentences of their pieces."""
    said = select(Newsletter.id, Newsletter.title, Newsletter.lead, Piece.sentence)
    said = said.outerjoin(Newsletter.pieces).join(Newsletter.unit)
    for id, *texts in session.execute(said.where(_within(user, false()))):
        yield "newsletters", id, NEWSLETTER, _joined(texts)


def _in_reports(session: Session, user: User) -> Iterator[_Place]:
    """Yield what reports say in words, what was asked and answered; figures name nobody."""
    steps = select(Report.id, ReportStep.reason).join(ReportStep, ReportStep.report_id == Report.id)
    asked = select(Report.id, Proposal.text, ProposalAnswer.text)
    asked = asked.join(Proposal, Proposal.report_id == Report.id).outerjoin(Proposal.answers)
    signed = select(Report.id, Snapshot.texts).join(Snapshot, Snapshot.report_id == Report.id)
    for query in (select(Report.id, Report.texts), steps, asked, signed):
        own = query.join(Unit, Unit.id == Report.unit_id).where(_within(user, false()))
        for id, *texts in session.execute(own):
            yield "reports", id, REPORT, _joined(texts)


def _in_surveys(session: Session, user: User) -> Iterator[_Place]:
    """Yield what is asked before and after activities; of the answers there are counts only."""
    query = select(Survey.id, Survey.title, Survey.questions)
    query = query.join(Unit, Unit.id == Survey.unit_id).where(_within(user, false()))
    for id, *texts in session.execute(query):
        yield "surveys", id, SURVEY, _joined(texts)


def _in_items(session: Session, ids: Sequence[str]) -> Iterator[_Place]:
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        for where, query in _queries_of_items(batch):
            for item_id, *said in session.execute(query):
                yield "items", item_id, where, _joined(said)


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
                yield "submissions", submission_id, where, _joined(said)


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
            yield "plans", plan_id, PLAN, _joined(said)


def _joined(said: Iterable[object]) -> str:
    """Return the texts of a row as one; what is no text is written out."""
    return " · ".join(
        each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
        for each in said
        if each
    )
