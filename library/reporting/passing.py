"""The way of a report up, as one table: who takes it on, from which states, to which one.

Signing freezes it. Each recipient accepts it or returns it with a reason; who signed does neither.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import database, history, notices, text
from library.accounts import users
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Conflict, Invalid, Message, NotAllowed
from library.marking import N_
from library.reporting import drafting, figuring, lines
from library.reporting.lines import NOUN
from library.reporting.models import Delivery, Proposal, Report, ReportStep, Snapshot, State
from library.reporting.periods import Calendar

_LONGEST_REASON = 2000

NAMES = {
    State.DRAFT: N_("Draft"),
    State.SIGNED: N_("Signed off by the head"),
    State.SUBMITTED: N_("Report submitted"),
    State.RETURNED: N_("Report returned"),
    State.ACCEPTED: N_("Report accepted"),
}


def writer(user: User, report: Report, _delivery: Delivery | None) -> bool:
    """Tell whether the person writes for the unit."""
    return drafting.may(user, Role.CONTRIBUTOR, report.unit)


def head(user: User, report: Report, _delivery: Delivery | None) -> bool:
    """Tell whether the person signs for the unit."""
    return drafting.may(user, Role.PUBLISHER, report.unit)


def receiver(user: User, report: Report, delivery: Delivery | None) -> bool:
    """Tell whether the person receives for a unit, at this moment; nobody receives their own."""
    if delivery is None or not user.holds(Role.REVIEWER, delivery.unit):
        return False
    return user.id not in (delivery.submitted_by_id, report.responsible_id)


@dataclass(frozen=True)
class Action:
    """What can be done: from these states to that one, by whom `may` lets through.

    `received`: it is done to the delivery of one recipient. `reasoned`: it says why.
    """

    name: str
    sources: frozenset[State]
    target: State
    may: Callable[[User, Report, Delivery | None], bool]
    received: bool = False
    reasoned: bool = False


_S = State
ACTIONS = {
    "sign": Action(N_("Sign off"), frozenset({_S.DRAFT, _S.RETURNED}), _S.SIGNED, head),
    "unsign": Action(N_("Take the signature back"), frozenset({_S.SIGNED}), _S.DRAFT, head),
    "submit": Action(N_("Submit the report"), frozenset({_S.SIGNED}), _S.SUBMITTED, writer),
    "take-back": Action(N_("Take the report back"), frozenset({_S.SUBMITTED}), _S.DRAFT, head),
    "accept": Action(
        N_("Accept the report"), frozenset({_S.SUBMITTED}), _S.ACCEPTED, receiver, received=True
    ),
    "return": Action(
        *(N_("Return to be mended"), frozenset({_S.SUBMITTED}), _S.RETURNED, receiver),
        received=True,
        reasoned=True,
    ),
}
_MOVED_ON = N_("It has moved on since this page was opened. Look at it again.")
_TOLD = {
    "sign": N_("%(who)s has signed “%(title)s”; it can be submitted."),
    "submit": N_("%(who)s has submitted “%(title)s”."),
    "accept": N_("%(recipient)s has accepted “%(title)s”."),
    "return": N_("%(recipient)s returns “%(title)s”: %(reason)s"),
}
_RECEIVER_WHY = N_("because you receive reports for this unit")
_WRITER_WHY = N_("because you are responsible for this report")


def possible(user: User, report: Report, delivery: Delivery | None = None) -> Iterator[str]:
    """Yield the actions that a person could take now, on a report or on one delivery of it."""
    for name, action in ACTIONS.items():
        if action.received != (delivery is not None):
            continue
        if _stands(report, action, delivery) and action.may(user, report, delivery):
            yield name


def _stands(report: Report, action: Action, delivery: Delivery | None) -> bool:
    if State(report.state) not in action.sources:
        return False
    if action.received:
        return delivery is not None and State(delivery.state) in action.sources
    # What somebody has decided on is no longer taken back.
    undecided = all(each.state == State.SUBMITTED for each in report.deliveries)
    return undecided if action.sources == {State.SUBMITTED} else True


def act(
    session: Session,
    user: User,
    report: Report,
    name: str,
    *,
    delivery: Delivery | None = None,
    reason: str = "",
    seen: str = "",
) -> None:
    """Take a report a step on, or raise NotAllowed, Conflict or Invalid and change nothing.

    `seen` is the `state_seen` as it was read: nobody decides on what they have not looked at.
    """
    action = ACTIONS.get(name)
    if action is None or action.received != (delivery is not None):
        raise Invalid(N_("There is no such step."))
    database.take_turns(session.connection(), NOUN)
    session.refresh(report)
    if delivery is not None:
        session.refresh(delivery)
    why = text.tidy(reason)
    if not action.may(user, report, delivery):
        raise NotAllowed(N_("This account may not do that with this report."))
    if not _stands(report, action, delivery) or (seen and seen != state_seen(report)):
        raise Conflict(_MOVED_ON)
    if action.reasoned and not why:
        raise Invalid(N_("Say why; those who wrote the report read it."), field="reason")
    if len(why) > _LONGEST_REASON:
        raise Invalid(N_("Say it in at most 2,000 letters."), field="reason")
    _DEEDS[name](session, user, report, delivery)
    recipient = delivery.unit_id if delivery else None
    session.add(ReportStep(report_id=report.id, unit_id=recipient, by_id=user.id,
                           action=name, reason=why))  # fmt: skip
    report.changed_at = now()
    session.flush()
    session.refresh(report)
    history.record(session, user, name, NOUN, report.id, reason=why, unit=recipient)
    _tell(session, user, report, name, delivery, why)


def state_seen(report: Report) -> str:
    """Return what tells a report as it stands now from every other moment of it."""
    return report.changed_at.isoformat()


def _sign(session: Session, user: User, report: Report, _delivery: Delivery | None) -> None:
    """Freeze what a report says at this moment: figures, texts, and the entries with what they say."""
    drafting.require_no_heir(session, report.unit)
    calendar = Calendar(session, report.unit)
    period = calendar.named(f"{report.series}.{report.name}")
    if today() < period.first:
        raise Conflict(N_("The period has not begun yet."))
    said = figuring.said(session, calendar, report, period)
    snapshot = Snapshot(
        report_id=report.id, by_id=user.id, first_on=period.first, last_on=period.last,
        cut_off_on=period.cut_off, own=dict(said.own), figures=dict(said.figures),
        parts=dict(said.parts), texts=dict(report.texts),
        entry_ids=[each["id"] for each in said.entries], entries=list(said.entries),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    report.snapshot_id, report.state = snapshot.id, State.SIGNED


def _unsign(session: Session, _user: User, report: Report, _delivery: Delivery | None) -> None:
    """Forget what was signed and never sent."""
    session.execute(delete(Snapshot).where(Snapshot.id == report.snapshot_id))
    report.snapshot_id, report.state = None, State.DRAFT


def _submit(session: Session, user: User, report: Report, _delivery: Delivery | None) -> None:
    """Send the signed report to its recipients; those who accepted an earlier one look again."""
    assert report.snapshot_id
    period = drafting.period_of(session, report)
    recipients = lines.Tree.below(session, report.unit).recipients(report.unit, period)
    _ask(session, report)
    kept = {each.unit_id: each for each in report.deliveries}
    for unit_id, form in recipients.items():
        delivery = kept.get(unit_id)
        if delivery is None:
            delivery = Delivery(
                report_id=report.id, unit_id=unit_id, is_late=period.is_late(today())
            )
            session.add(delivery)
        delivery.form, delivery.state = form, State.SUBMITTED
        delivery.snapshot_id, delivery.submitted_by_id = report.snapshot_id, user.id
        delivery.submitted_at = now()
    for unit_id, delivery in kept.items():
        # The unit has moved: where it is accepted already it stays, elsewhere nobody waits for it.
        if unit_id not in recipients and delivery.accepted_id is None:
            session.delete(delivery)
        elif unit_id not in recipients:
            delivery.state = State.ACCEPTED
    session.flush()
    report.state = State.SUBMITTED if recipients else State.ACCEPTED


def _ask(session: Session, report: Report) -> None:
    """Make each line of the proposals a proposal of its own; one that stays keeps its answers."""
    wanted = drafting.proposals_in(report.texts.get(drafting.PROPOSALS, ""))
    query = select(Proposal).where(Proposal.report_id == report.id)
    kept = {each.text: each for each in session.scalars(query)}
    for place, said in enumerate(wanted):
        proposal = kept.pop(said, None) or Proposal(report_id=report.id, text=said)
        proposal.place, proposal.dropped = place, False
        session.add(proposal)
    for gone in kept.values():
        gone.dropped = True
        if not gone.answers:
            session.delete(gone)


def _take_back(session: Session, _user: User, report: Report, _delivery: Delivery | None) -> None:
    for delivery in list(report.deliveries):
        if delivery.accepted_id is None:
            session.delete(delivery)
    report.state = State.DRAFT
    session.flush()


def _accept(_session: Session, _user: User, report: Report, delivery: Delivery | None) -> None:
    assert delivery
    delivery.state, delivery.accepted_id = State.ACCEPTED, delivery.snapshot_id
    if all(each.state == State.ACCEPTED for each in report.deliveries):
        report.state = State.ACCEPTED


def _return(_session: Session, _user: User, report: Report, delivery: Delivery | None) -> None:
    assert delivery
    delivery.state = report.state = State.RETURNED


_DEEDS = {
    "sign": _sign,
    "unsign": _unsign,
    "submit": _submit,
    "take-back": _take_back,
    "accept": _accept,
    "return": _return,
}


def _tell(
    session: Session, user: User, report: Report, name: str, delivery: Delivery | None, reason: str
) -> None:
    if name not in _TOLD:
        return
    values = {
        "who": user.name,
        "title": drafting.title(session, report),
        "recipient": delivery.unit.name if delivery else "",
        "reason": reason,
    }
    message = Message(_TOLD[name], values)
    if name == "submit":
        for each in report.deliveries:
            found = users.who(session, Role.REVIEWER, each.unit)
            own = [one for one in found if drafting.belongs(one, each.unit) and one.id != user.id]
            notices.tell(session, own, message, _RECEIVER_WHY, NOUN, report.id)
    elif report.responsible_id != user.id:
        notices.tell(session, [report.responsible], message, _WRITER_WHY, NOUN, report.id)


def steps(session: Session, report: Report) -> Sequence[ReportStep]:
    """Return what was done with a report, the newest first."""
    query = select(ReportStep).where(ReportStep.report_id == report.id)
    return session.scalars(query.order_by(ReportStep.id.desc())).all()
