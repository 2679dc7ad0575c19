"""Targets of a year plan, of the whole or of a theme, and what was reached of them.

What was carried out is given: the logbook knows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history
from library.accounts.models import User
from library.database import now
from library.errors import Conflict, Invalid
from library.marking import N_
from library.planning import plans
from library.planning.models import Target, YearPlan
from library.tags.vocabulary import Vocabulary

MEASURES = {
    "activities": N_("Activities"),
    "pupils": N_("Pupils reached"),
    "vi": N_("Products in Vietnamese"),
    "en": N_("Products in English"),
}
WHOLE = ""
_LARGEST, _MOST_THEMES = 1_000_000, 50


@dataclass(frozen=True)
class Result:
    """An activity that was carried out; `themes` are tags, `products` how many in each language."""

    themes: Sequence[str]
    pupils: int
    products: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """A target beside what was reached of it."""

    theme: str
    measure: str
    wanted: int
    reached: int


def of(session: Session, plan: YearPlan) -> Sequence[Target]:
    """Return the targets of a plan."""
    return session.scalars(select(Target).where(Target.plan_id == plan.id)).all()


def put(
    session: Session,
    user: User,
    plan: YearPlan,
    theme: str,
    wanted: Mapping[str, int | None],
    vocabulary: Vocabulary,
) -> None:
    """Set the targets of the whole plan or of a theme; None or 0 takes one away."""
    plans.require_writing(user, plan)
    if theme != WHOLE and not (theme in vocabulary and vocabulary[theme].scheme == "theme"):
        raise Invalid(N_("Choose the whole plan or one of the themes."), field="theme")
    for measure, count in wanted.items():
        if count is not None and not 0 <= count <= _LARGEST:
            raise Invalid(N_("Give a number from 0 to %(most)s."), field=measure, most=_LARGEST)
    kept = {(each.theme, each.measure): each for each in of(session, plan)}
    if len({own for own, _measure in kept} | {theme}) > _MOST_THEMES:
        raise Conflict(
            N_("The plan has targets for as many themes as it can; take one away first.")
        )
    for measure in MEASURES:
        found, count = kept.get((theme, measure)), wanted.get(measure)
        if found and not count:
            session.delete(found)
        elif found and count:
            found.wanted = count
        elif count:
            session.add(Target(plan_id=plan.id, theme=theme, measure=measure, wanted=count))
    plan.changed_at = now()
    session.flush()
    history.record(session, user, "set targets", plans.NOUN, plan.id)


def compared(
    targets: Iterable[Target], done: Sequence[Result], vocabulary: Vocabulary
) -> list[Line]:
    """Return the targets with what was reached: of the whole plan first, then by theme."""
    order = {theme: place for place, theme in enumerate(_in_order(targets, vocabulary))}
    measures = list(MEASURES)
    lines = [
        Line(each.theme, each.measure, each.wanted, _reached(each, done, vocabulary))
        for each in targets
    ]
    return sorted(lines, key=lambda line: (order[line.theme], measures.index(line.measure)))


def _in_order(targets: Iterable[Target], vocabulary: Vocabulary) -> list[str]:
    themes = {each.theme for each in targets}
    known = vocabulary.in_order([each for each in themes if each in vocabulary], "vi")
    return [WHOLE, *known, *sorted(themes.difference(known, [WHOLE]))]


def _reached(target: Target, done: Iterable[Result], vocabulary: Vocabulary) -> int:
    theme = vocabulary.current(target.theme) if target.theme in vocabulary else target.theme
    those = [each for each in done if not theme or theme in vocabulary.closed(each.themes)]
    if target.measure == "activities":
        return len(those)
    if target.measure == "pupils":
        return sum(each.pupils for each in those)
    return sum(each.products.get(target.measure, 0) for each in those)
