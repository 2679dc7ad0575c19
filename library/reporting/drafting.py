"""Reports before they are signed: begun once for a unit and a period, written, handed over.

A draft is for its unit; those above see what was submitted.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from library import database, history, notices, text
from library.accounts import roles, units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.marking import N_
from library.reporting import counting, lines, periods
from library.reporting.lines import NOUN
from library.reporting.models import Delivery, Heir, Report, State
from library.reporting.periods import Calendar, Period

PROPOSALS = "proposals"
MOST_PROPOSALS, LONGEST_PROPOSAL = 12, 300
_LARGEST = 1_000_000
WRITABLE = frozenset({State.DRAFT, State.RETURNED})
_RESPONSIBLE_WHY = N_("because you are responsible for this report")


class Overtaken(Conflict):
    """Somebody else has changed the report since it was seen."""


def period_of(session: Session, report: Report) -> Period:
    """Return the period of a report, as it holds at its unit."""
    return Calendar(session, report.unit).named(f"{report.series}.{report.name}")


def belongs(user: User, unit: Unit) -> bool:
    """Tell whether a person works at a unit itself or in one of its groups."""
    return not user.ended_at and any(
        each.unit_id == unit.id or (each.unit.parent_id == unit.id and each.unit.kind == "group")
        for each in user.memberships
    )


def may(user: User, role: Role, unit: Unit) -> bool:
    """Tell whether a person does something for a unit: no role further up reports for those below."""
    return belongs(user, unit) and user.holds(role, unit)


def require(user: User, unit: Unit) -> None:
    """Raise NotAllowed for who does not write for a unit."""
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    if not belongs(user, unit):
        raise NotAllowed(N_("Only those who work at the unit itself write its reports."))


def sees(user: User, report: Report) -> bool:
    """Tell whether a person may read a report: its unit, and once it is submitted those above."""
    return belongs(user, report.unit) or any(
        user.holds(Role.READER, each.unit) for each in report.deliveries
    )


def writes(user: User, report: Report) -> bool:
    """Tell whether a person may change a report as it stands."""
    return State(report.state) in WRITABLE and may(user, Role.CONTRIBUTOR, report.unit)


def by_id(session: Session, user: User, id: int) -> Report:
    """Return a report that a person may read; raise NotFound."""
    found = session.get(Report, id)
    if found is None or not sees(user, found):
        raise NotFound(N_("There is no such report, or it is not for this account."))
    return found


def of(session: Session, unit: Unit, period: Period) -> Report | None:
    """Return the report of a unit for a period, None before it is begun."""
    query = select(Report).where(
        Report.unit_id == unit.id, Report.series == period.series.id, Report.name == period.name
    )
    return session.scalar(query)


def begin(session: Session, user: User, unit: Unit, key: str) -> Report:
    """Begin the report of a unit for a period; the one there is, if somebody was faster."""
    require(user, unit)
    if not lines.reports(unit):
        raise Invalid(N_("Choose a school, a commune, ward, special zone or department."), "unit")
    database.take_turns(session.connection(), NOUN)
    require_no_heir(session, unit)
    period = Calendar(session, unit).named(key)
    if found := of(session, unit, period):
        return found
    report = Report(
        unit_id=unit.id, unit=unit, series=period.series.id, name=period.name, state=State.DRAFT,
        texts={}, estimates={}, responsible_id=user.id, begun_by_id=user.id, edited=0,
    )  # fmt: skip
    session.add(report)
    session.flush()
    history.record(session, user, "began", NOUN, report.id, unit=unit.id)
    return report


def require_no_heir(session: Session, unit: Unit) -> None:
    """Raise Conflict for a unit that has ended and for which another one reports."""
    if heir := session.get(Heir, unit.id):
        raise Conflict(
            N_("%(unit)s reports for this unit now; what is in its logbook counts there."),
            unit=heir.heir.name,
        )


def of_user(session: Session, user: User) -> Sequence[Report]:
    """Return the reports of the units of a person, those changed last first."""
    ids = [each.unit_id for each in user.memberships]
    ids += [each.unit.parent_id for each in user.memberships
            if each.unit.kind == "group" and each.unit.parent_id]  # fmt: skip
    query = select(Report).where(Report.unit_id.in_(ids)).options(joinedload(Report.unit))
    return session.scalars(query.order_by(Report.changed_at.desc())).all()


def homes(user: User) -> list[Unit]:
    """Return the units for which a person may write reports, by name."""
    held = [each.unit for each in user.memberships if user.holds(Role.CONTRIBUTOR, each.unit)]
    found = {
        each.id: each
        for each in [*held, *(each.parent for each in held if each.kind == "group")]
        if each and lines.reports(each) and units.is_open(each)
        and user.holds(Role.CONTRIBUTOR, each)
    }  # fmt: skip
    return sorted(found.values(), key=lambda each: text.collation_key(each.name))


def save(
    session: Session,
    user: User,
    report: Report,
    fields: Mapping[str, str],
    estimates: Mapping[str, int | None],
    seen: int,
) -> None:
    """Keep what was typed, as it was typed; raise Overtaken when it is not what was seen."""
    _open(session, user, report)
    if seen != report.edited:
        raise Overtaken(N_("Somebody else has changed this report meanwhile."))
    texts = {name: _clean(report, name, given) for name, given in fields.items()}
    for name, count in estimates.items():
        if count is not None and not 0 <= count <= _LARGEST:
            raise Invalid(
                N_("Give a number from 0 to %(most)s."), field=f"estimate-{name}", most=_LARGEST
            )
    numbers = {name: count for name, count in estimates.items() if count is not None}
    report.texts = report.texts | texts
    report.estimates = {name: numbers[name] for name in counting.ESTIMATES if name in numbers}
    report.edited += 1
    report.edited_by_id, report.changed_at = user.id, now()
    session.flush()
    session.refresh(report)
    history.record(session, user, "wrote", NOUN, report.id)


def _open(session: Session, user: User, report: Report) -> None:
    database.take_turns(session.connection(), NOUN)
    session.refresh(report)
    require(user, report.unit)
    if not writes(user, report):
        raise Conflict(N_("It is signed: take the signature back first, then change it."))


def _clean(report: Report, name: str, given: str) -> str:
    said = "\n".join(line.rstrip() for line in given.replace("\r\n", "\n").strip().split("\n"))
    most = most_letters(report, name)
    if name == PROPOSALS:
        rows = proposals_in(said)
        if len(rows) > MOST_PROPOSALS or any(len(each) > LONGEST_PROPOSAL for each in rows):
            raise Invalid(
                N_("At most 12 proposals, one a line, of at most 300 letters each."), field=name
            )
    elif len(said) > most:
        raise Invalid(N_("This is too long: at most %(most)s letters."), field=name, most=most)
    return said


def most_letters(report: Report, name: str) -> int:
    """Return how long a text of a report may be: all together make one page."""
    series = periods.SERIES[report.series]
    for section in periods.sections(series):
        if section.text == name or (section.proposals and name == PROPOSALS):
            return section.most
    raise Invalid(N_("This report does not ask for that."))


def proposals_in(said: str) -> list[str]:
    """Return the proposals of a text, one a line, without the signs of a list."""
    lines_ = (line.strip().lstrip("-+*•").strip() for line in said.splitlines())
    return list(dict.fromkeys(line for line in lines_ if line))


def hand_over(session: Session, user: User, report: Report, email: str) -> None:
    """Make somebody else of the unit responsible for a report, who is told."""
    database.take_turns(session.connection(), NOUN)
    require(user, report.unit)
    heir = users.by_email(session, email)
    if heir is None or heir.ended_at or not may(heir, Role.CONTRIBUTOR, report.unit):
        raise Invalid(N_("Choose somebody who writes for this unit."), field="email")
    if heir.id == report.responsible_id:
        return
    report.responsible_id = heir.id
    session.flush()
    session.refresh(report)
    history.record(session, user, "handed over", NOUN, report.id)
    if heir.id != user.id:
        message = Message(N_("%(who)s has handed over the report “%(title)s”."),
                          {"who": user.name, "title": title(session, report)})  # fmt: skip
        notices.tell(session, [heir], message, _RESPONSIBLE_WHY, NOUN, report.id)


def title(session: Session, report: Report) -> Message:
    """Return what a report is called, to be translated."""
    return titled(period_of(session, report), report.unit.name)


_TITLES = {
    "six-months": N_("Six-month report %(name)s, %(unit)s"),
    "year": N_("Annual report %(name)s, %(unit)s"),
    "semester": N_("Report of semester %(part)s, %(name)s, %(unit)s"),
    "school-year": N_("School-year report %(name)s, %(unit)s"),
}


def titled(period: Period, unit: str) -> Message:
    """Return what the report of a unit for a period is called."""
    if period.series.id not in _TITLES:
        return Message(N_("%(name)s, %(unit)s"), {"name": period.title, "unit": unit})
    name, part = period.name, ""
    if len(period.series.parts) > 1:
        name, _, part = name.rpartition("-")
    return Message(_TITLES[period.series.id], {"name": name, "part": part, "unit": unit})


def deliveries_to(session: Session, unit: Unit, period: Period) -> Sequence[Delivery]:
    """Return what has come to a unit of a period."""
    query = (
        select(Delivery)
        .join(Report, Report.id == Delivery.report_id)
        .where(
            Delivery.unit_id == unit.id,
            Report.series == period.series.id,
            Report.name == period.name,
        )
    )
    return session.scalars(query.options(joinedload(Delivery.report))).all()
