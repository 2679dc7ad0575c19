"""Year plans: beginning one, who may see and write in it, and its slots.

A plan is for its unit and the units above: it names people and is never public.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from library import database, history, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.errors import Conflict, Invalid, Message, NotAllowed, NotFound
from library.items.models import Item
from library.marking import N_
from library.planning import schoolyear
from library.planning.models import Slot, State, YearPlan

NOUN = "plans"
_LONGEST_GROUP, _LONGEST_THEME = 100, 200
# In these those who plan go on writing; after the approval each change says why.
WRITABLE = frozenset({State.DRAFT, State.RETURNED, State.APPROVED})


def title(plan: YearPlan) -> Message:
    """Return what a plan is called."""
    values = {"year": plan.year, "unit": plan.unit.name, "group": plan.group_name}
    if plan.group_name:
        return Message(N_("Year plan %(year)s, %(unit)s, %(group)s"), values)
    return Message(N_("Year plan %(year)s, %(unit)s"), values)


def sees(user: User, plan: YearPlan) -> bool:
    """Tell whether a person may read a plan: who belongs to its unit, above it or in its groups."""
    belongs = any(each.unit.is_within(plan.unit) for each in user.memberships)
    return not user.ended_at and (belongs or user.holds(Role.READER, plan.unit))


def writes(user: User, plan: YearPlan) -> bool:
    """Tell whether a person may change the plan as it stands.

    Once it is approved that is for those who made it and those who answer for it.
    """
    if State(plan.state) not in WRITABLE or not user.holds(Role.CONTRIBUTOR, plan.unit):
        return False
    made = user.id in (plan.begun_by_id, plan.submitted_by_id)
    return plan.state != State.APPROVED or made or user.holds(Role.REVIEWER, plan.unit)


def require_writing(user: User, plan: YearPlan) -> None:
    """Raise NotAllowed or Conflict unless a person may change the plan as it stands."""
    roles.require(user, Role.CONTRIBUTOR, at=plan.unit)
    if State(plan.state) not in WRITABLE:
        raise Conflict(N_("The plan is being approved; take it back first, or wait."))
    if not writes(user, plan):
        raise NotAllowed(
            N_("It is approved: only who made it, the subject head and the principal change it.")
        )


def by_id(session: Session, user: User, id: int) -> YearPlan:
    """Return a plan that a person may read; raise NotFound, also for one that is not theirs."""
    found = session.get(YearPlan, id)
    if found is None or not sees(user, found):
        raise NotFound(N_("There is no such year plan, or it is not for this account."))
    return found


def begin(session: Session, user: User, unit: Unit, year: str, group: str = "") -> YearPlan:
    """Begin the year plan of a unit, or of a group of it that is no unit of its own."""
    roles.require(user, Role.CONTRIBUTOR, at=unit)
    name, year = text.tidy(group), schoolyear.named(year)
    if len(name) > _LONGEST_GROUP:
        raise Invalid(N_("Give the name of the group in at most 100 letters."), field="group")
    if unit.kind == units.ROOT or not units.is_open(unit):
        raise Invalid(N_("Choose a school, a group or a department that is open."), field="unit")
    database.take_turns(session.connection(), NOUN)
    same = select(YearPlan).where(YearPlan.unit_id == unit.id, YearPlan.year == year)
    if any(text.fold(each.group_name) == text.fold(name) for each in session.scalars(same)):
        raise Conflict(N_("There is a year plan of this unit for this year; add to that one."))
    plan = YearPlan(
        unit_id=unit.id, unit=unit, year=year, group_name=name, state=State.DRAFT,
        begun_by_id=user.id, version=0, themes={},
    )  # fmt: skip
    session.add(plan)
    session.flush()
    history.record(session, user, "began", NOUN, plan.id, unit=unit.id)
    return plan


def _ids(unit: Unit) -> list[int]:
    return [int(each) for each in unit.path.split("/") if each]


def of_user(session: Session, user: User, year: str | None = None) -> Sequence[YearPlan]:
    """Return the plans that a person sees, the newest year first, then by unit."""
    held = [each.unit for each in user.memberships]
    below: list[ColumnElement[bool]] = [
        Unit.path.startswith(each.path, autoescape=True) for each in held
    ]
    above = {id for each in held for id in _ids(each)}
    query = select(YearPlan).join(Unit, Unit.id == YearPlan.unit_id)
    query = query.options(joinedload(YearPlan.unit)).where(or_(*below, Unit.id.in_(above)))
    if year:
        query = query.where(YearPlan.year == year)
    found = [each for each in session.scalars(query) if sees(user, each)]
    found.sort(key=lambda each: (text.collation_key(each.unit.name), each.group_name))
    return sorted(found, key=lambda each: each.year, reverse=True)


def writable(session: Session, user: User) -> list[YearPlan]:
    """Return the plans in which a person may write now, those of this year and later first."""
    current = schoolyear.name_of(database.today())
    found = [each for each in of_user(session, user) if writes(user, each)]
    return sorted(found, key=lambda each: (each.year < current, each.year))


def homes(user: User) -> list[Unit]:
    """Return the units for which a person may begin a plan: where they have a role."""
    fitting = {
        each.unit_id: each.unit
        for each in user.memberships
        if user.holds(Role.CONTRIBUTOR, each.unit)
        and each.unit.kind != units.ROOT
        and units.is_open(each.unit)
    }
    return list(fitting.values())


def slots(session: Session, plan: YearPlan) -> Sequence[Slot]:
    """Return the slots of a plan with items and owners, those without week and day last."""
    query = select(Slot).where(Slot.plan_id == plan.id, Slot.removed_at.is_(None))
    item = joinedload(Slot.item).joinedload(Item.published)
    return session.scalars(query.options(item, joinedload(Slot.owner)).order_by(Slot.id)).all()


def removed(session: Session, plan: YearPlan) -> Sequence[Slot]:
    """Return what was taken out of a plan, the last first."""
    query = select(Slot).where(Slot.plan_id == plan.id, Slot.removed_at.is_not(None))
    return session.scalars(query.order_by(Slot.removed_at.desc())).all()


def counts(session: Session, plans: Sequence[YearPlan]) -> dict[int, int]:
    """Return by plan how many slots it has."""
    query = select(Slot.plan_id, func.count()).group_by(Slot.plan_id)
    query = query.where(Slot.plan_id.in_([each.id for each in plans]), Slot.removed_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def school_of(session: Session, unit: Unit) -> Unit:
    """Return the school that a group belongs to, else the unit itself."""
    if unit.kind != "group":
        return unit
    above = [each for each in units.above(session, unit) if each.kind != units.ROOT]
    return above[-1] if above else unit


def beside(session: Session, plan: YearPlan) -> Sequence[Slot]:
    """Return the slots with a day in the other plans of the same school and year."""
    school = school_of(session, plan.unit)
    query = select(Slot).join(YearPlan, YearPlan.id == Slot.plan_id)
    query = query.join(Unit, Unit.id == YearPlan.unit_id)
    query = query.where(
        YearPlan.year == plan.year,
        YearPlan.id != plan.id,
        Unit.path.startswith(school.path, autoescape=True),
        Slot.removed_at.is_(None),
        Slot.day_on.is_not(None),
    )
    return session.scalars(query.options(joinedload(Slot.owner))).all()


def set_theme(session: Session, user: User, plan: YearPlan, month: int, theme: str) -> None:
    """Say what a month is about; an empty text takes it away."""
    require_writing(user, plan)
    said = text.tidy(theme)
    if not 1 <= month <= 12 or len(said) > _LONGEST_THEME:
        raise Invalid(N_("Give the theme of a month in at most 200 letters."), field="theme")
    kept = {key: value for key, value in plan.themes.items() if key != str(month)}
    plan.themes = kept | ({str(month): said} if said else {})
    session.flush()


def places(session: Session, plan: YearPlan) -> list[str]:
    """Return the places that slots of the same school already name, by name."""
    school = school_of(session, plan.unit)
    query = select(Slot.place).join(YearPlan, YearPlan.id == Slot.plan_id)
    query = query.join(Unit, Unit.id == YearPlan.unit_id).where(
        Unit.path.startswith(school.path, autoescape=True), Slot.place != ""
    )
    return sorted(set(session.scalars(query.distinct())), key=text.collation_key)
