"""What a work would do to one item, or why it may not: the rules of single changes hold here too."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.bulk import changing
from library.bulk.changing import LICENCE, PUBLIC, REVIEWER, UNIT, VISIBILITY, WITHDRAWN, Changes
from library.bulk.seeing import Seen
from library.errors import Conflict, Invalid, NotAllowed
from library.items import drafts
from library.marking import N_
from library.review import licences, withdrawing, workflow
from library.review.models import Submission
from library.tags.vocabulary import Vocabulary

# One of each is asked of whoever hands an item in.
_NEEDED = {
    ("grade", "level", "audience"): N_("Choose a grade, a level or an audience."),
    ("subject", "theme"): N_("Choose at least one theme or subject."),
}
# Field, what it was, what it becomes: tags by id, numbers of units and people.
Difference = list[list[Any]]


@dataclass(frozen=True)
class Tools:
    """Who does it, the unit above all others, and the words for tags; what a work wants of units
    and people is looked up once."""

    user: User
    top: Unit
    vocabulary: Vocabulary
    unit: Unit | None = None
    reviewer: User | None = None


@dataclass
class Plan:
    """What becomes of an item; `facts` and `rows` are None where these stay."""

    difference: Difference = field(default_factory=list)
    facts: dict[str, Any] | None = None
    rows: changing.Rows | None = None
    unit: int | None = None
    visibility: str = ""
    reviewed: list[Submission] = field(default_factory=list)


def tools(session: Session, user: User, changes: Changes, vocabulary: Vocabulary) -> Tools:
    """Return what plans need; raise NotFound or NotAllowed for a unit that is not for this person."""
    unit = units.by_id(session, changes.unit) if changes.unit is not None else None
    if unit and not units.is_open(unit):
        raise Invalid(N_("This unit has been closed; choose another."), field=UNIT)
    if unit and not user.holds(Role.CURATOR, unit):
        raise NotAllowed(N_("Only a curator of that unit may give items to it."))
    reviewer = session.get(User, changes.reviewer) if changes.reviewer is not None else None
    return Tools(user, units.root(session), vocabulary, unit, reviewer)


def plan(seen: Seen, changes: Changes, tools: Tools) -> Plan:
    """Return what becomes of an item; raise with the reason where it may not be touched."""
    if changes.curates and not tools.user.holds(Role.CURATOR, seen.unit or tools.top):
        raise NotAllowed(N_("Only a curator of its unit may change it."))
    made = Plan()
    if changes.unit is not None and seen.item.unit_id != changes.unit:
        made.unit = changes.unit
        made.difference.append([UNIT, seen.item.unit_id, changes.unit])
    _plan_facts(made, seen, changes, tools.vocabulary)
    _plan_visibility(made, seen, changes, tools)
    _plan_review(made, seen, changes, tools)
    return made


def _plan_facts(made: Plan, seen: Seen, changes: Changes, vocabulary: Vocabulary) -> None:
    work = changing.Retagging(seen.facts, seen.rows, vocabulary)
    if not (changes.add or changes.remove or changes.replace or changes.tags or changes.licence):
        return
    if seen.item.published_id is None:
        if seen.item.withdrawn_at is None:
            raise Conflict(N_("It was never published; its author still works on it."))
        raise Conflict(N_("It is withdrawn; show it again first, and change it afterwards."))
    work.apply(changes)
    if work.facts == seen.facts and work.rows == seen.rows:
        return
    _check(seen, work, vocabulary)
    made.facts, made.rows = work.facts, work.rows
    before = changing.carried(seen.rows, vocabulary)
    after = changing.carried(work.rows, vocabulary)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            made.difference.append([key, before.get(key, []), after.get(key, [])])
    if work.facts.get(LICENCE) != seen.facts.get(LICENCE):
        made.difference.append([LICENCE, seen.facts.get(LICENCE), work.facts.get(LICENCE)])


def _check(seen: Seen, work: changing.Retagging, vocabulary: Vocabulary) -> None:
    """Raise Invalid for facts that nobody could hand in."""
    list(drafts.tags_of(work.facts, vocabulary))
    if not work.facts.get("kind"):
        raise Invalid(N_("Every item has a kind; replace it instead."))
    for group in changing.without_ties(seen.facts, work.facts, _NEEDED):
        raise Invalid(_NEEDED[group])
    licence = work.facts.get(LICENCE)
    if licence == seen.facts.get(LICENCE):
        return
    if licence == "licence.unknown":
        raise Invalid(N_("An item without a known licence cannot be published; name its licence."))
    if seen.item.is_official:
        raise Conflict(N_("A department has marked it as official; it sees to the licence itself."))
    if not all(licences.fits(each, str(licence), vocabulary) for each in seen.source_licences):
        raise Invalid(
            N_("Choose the licence of the item that it adapts, or one that asks for as much.")
        )


def _plan_visibility(made: Plan, seen: Seen, changes: Changes, tools: Tools) -> None:
    now_there = WITHDRAWN if seen.item.withdrawn_at else PUBLIC
    if not changes.visibility or (changes.visibility == now_there and seen.item.published_id):
        return
    if changes.visibility == WITHDRAWN and seen.item.withdrawn_at:
        return
    if not seen.item.published_id and not seen.item.withdrawn_at:
        raise Conflict(N_("It was never published; its author still works on it."))
    unit = seen.unit or tools.top
    if changes.visibility == WITHDRAWN:
        if not withdrawing.withdraws(tools.user, seen.submission, unit):
            raise NotAllowed(N_("Only its author or who reviews for its unit may withdraw it."))
    elif not withdrawing.shows(tools.user, seen.submission, unit):
        raise NotAllowed(N_("Only who publishes for its unit may show it again."))
    made.visibility = changes.visibility
    made.difference.append([VISIBILITY, now_there, changes.visibility])


def _plan_review(made: Plan, seen: Seen, changes: Changes, tools: Tools) -> None:
    if changes.reviewer is None:
        return
    if tools.reviewer is None:
        raise Invalid(N_("There is no such account any more."))
    if not seen.waiting:
        raise Conflict(N_("Nothing of it waits for a review."))
    for each in seen.waiting:
        if each.reviewer_id == changes.reviewer:
            continue
        action = "assign" if each.state == workflow.State.SUBMITTED else "hand-over"
        if not workflow.ACTIONS[action].may(tools.user, each):
            raise NotAllowed(N_("Only who publishes for its unit may say who reviews it."))
        if not workflow.reviews(tools.reviewer, each):
            raise NotAllowed(N_("That person may not review this submission; choose another one."))
        made.reviewed.append(each)
        made.difference.append([REVIEWER, each.reviewer_id, changes.reviewer])
