"""Difficulties and proposals of all reports of a period, gathered for a recipient and answered singly."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library import database, history, notices, text
from library.accounts import roles
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, Message, NotFound
from library.marking import N_
from library.reporting import drafting
from library.reporting.lines import NOUN
from library.reporting.models import Delivery, Proposal, ProposalAnswer, Report
from library.reporting.periods import Period

_LONGEST = 2000
_WHY = N_("because you are responsible for the report with this proposal")


def to(session: Session, unit: Unit, period: Period) -> Sequence[Proposal]:
    """Return what is proposed to a unit in a period, report by report."""
    query = (
        select(Proposal)
        .join(Report, Report.id == Proposal.report_id)
        .join(Delivery, Delivery.report_id == Report.id)
        .where(
            Delivery.unit_id == unit.id,
            Report.series == period.series.id,
            Report.name == period.name,
            Proposal.dropped.is_(False),
        )
        .options(joinedload(Proposal.report).joinedload(Report.unit))
        .order_by(Proposal.report_id, Proposal.place)
    )
    return session.scalars(query).all()


def of(session: Session, report: Report) -> Sequence[Proposal]:
    """Return the proposals of a report as it was submitted, and dropped ones that were answered."""
    query = select(Proposal).where(Proposal.report_id == report.id)
    return session.scalars(query.order_by(Proposal.dropped, Proposal.place)).all()


def answer(session: Session, user: User, id: int, unit: Unit, said: str, seen: int = 0) -> Proposal:
    """Answer a proposal for a recipient; `seen` is the answer that was on the page, 0 for none."""
    roles.require(user, Role.REVIEWER, at=unit)
    database.take_turns(session.connection(), NOUN)
    proposal = session.get(Proposal, id)
    came = proposal and any(each.unit_id == unit.id for each in proposal.report.deliveries)
    if proposal is None or not came:
        raise NotFound(N_("There is no such proposal to this unit."))
    words = text.tidy(said)
    if not words or len(words) > _LONGEST:
        raise Invalid(N_("Answer in 1 to 2,000 letters."), field=f"answer-{id}")
    kept = next((each for each in proposal.answers if each.unit_id == unit.id), None)
    if kept and int(kept.at.timestamp()) != seen:
        raise Conflict(N_("Somebody else has answered meanwhile. Look at it again."))
    if kept is None:
        kept = ProposalAnswer(proposal_id=id, unit_id=unit.id)
        proposal.answers.append(kept)
    kept.text, kept.by_id, kept.at = words, user.id, now()
    session.flush()
    history.record(session, user, "answered", NOUN, proposal.report_id, unit=unit.id)
    values = {"unit": unit.name, "proposal": proposal.text, "answer": words}
    message = Message(N_("%(unit)s answers the proposal “%(proposal)s”: %(answer)s"), values)
    responsible = proposal.report.responsible
    if responsible.id != user.id and drafting.belongs(responsible, proposal.report.unit):
        notices.tell(session, [responsible], message, _WHY, NOUN, proposal.report_id)
    return proposal
