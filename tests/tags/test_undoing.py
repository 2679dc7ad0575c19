"""Taking steps back: any steps, in reverse, give the first vocabulary again; obstacles are named."""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from library import history
from library.errors import Conflict, Invalid, LibraryError, NotFound
from library.tags import ambiguities, editing, merging, recording, undoing
from library.wiring import Library
from tests.cast import SHELL
from tests.tags import shaping
from tests.tags.shaping import PLASTIC, WASTE, edited, names, tag


def last(session: Session) -> int:
    return recording.newest(session, 1)[0].number


def test_a_step_that_came_later_stands_in_the_way_and_is_named(library: Library) -> None:
    with library.sessions.writing() as session:
        editing.describe(session, SHELL, WASTE, names("Rác"), 0)
        first = last(session)
        editing.describe(session, SHELL, WASTE, names("Rác thải"), 1)
        second = last(session)
        with pytest.raises(Conflict, match=f"Step {second} came later"):
            undoing.undo(session, SHELL, first)
        undoing.undo(session, SHELL, second)
        undoing.undo(session, SHELL, first)
        assert tag(session, WASTE).labels[0].text != "Rác"
        with pytest.raises(Conflict, match="already"):
            undoing.undo(session, SHELL, first)
        with pytest.raises(NotFound):
            undoing.undo(session, SHELL, 999)


def test_an_undo_is_a_step_that_can_be_undone(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        whole = shaping.everything(session)
        merging.merge(session, SHELL, PLASTIC, WASTE, 1)
        merged, step = shaping.everything(session), last(session)
        for _ in range(2):
            undoing.undo(session, SHELL, step)
            assert shaping.everything(session) == whole
            undoing.undo(session, SHELL, last(session))
            assert shaping.everything(session) == merged
        assert undoing.may_be_undone(session, undoing.by_number(session, step))


def test_a_tag_that_is_needed_by_now_is_not_taken_back(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        created = last(session)
    with library.sessions.writing() as session:
        shaping.item(session, library, "mot", PLASTIC)
        with pytest.raises(Conflict, match="mot"):
            undoing.undo(session, SHELL, created)
    with library.sessions.writing() as session:
        editing.create(session, SHELL, "theme", names("Sao", "Star"))
        star = last(session)
        editing.move(session, SHELL, WASTE, "theme.star", 0)
        moved = last(session)
        with pytest.raises(Conflict, match=WASTE):
            undoing.undo(session, SHELL, star)
        undoing.undo(session, SHELL, moved)
        ambiguities.settle(session, SHELL, "S", ["theme.star"], "")
        with pytest.raises(Conflict, match="“S” names"):
            undoing.undo(session, SHELL, star)


def test_a_place_that_would_make_a_loop_by_now_is_refused(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        editing.move(session, SHELL, PLASTIC, WASTE, 1)
        editing.move(session, SHELL, PLASTIC, None, 2)
        to_top = last(session)
        editing.move(session, SHELL, WASTE, PLASTIC, 0)
        before = shaping.everything(session)
    with (
        pytest.raises(Conflict, match="moved or replaced meanwhile"),
        library.sessions.writing() as session,
    ):
        undoing.undo(session, SHELL, to_top)
    with library.sessions.reading() as session:
        assert shaping.everything(session) == before


def test_a_place_below_a_tag_that_was_merged_meanwhile_is_refused(library: Library) -> None:
    with library.sessions.writing() as session:
        editing.move(session, SHELL, WASTE, None, 0)
        moved = last(session)
        merging.merge(session, SHELL, "theme.environment", "theme.heritage", 0)
    with pytest.raises(Conflict, match="meanwhile"), library.sessions.writing() as session:
        undoing.undo(session, SHELL, moved)


def test_every_step_stands_in_the_history_of_the_library(library: Library) -> None:
    with library.sessions.writing() as session:
        editing.describe(session, SHELL, WASTE, names("Rác"), 0)
        undoing.undo(session, SHELL, last(session))
        told = history.of(session, "tags", WASTE)
        assert [each.verb for each in told] == ["renamed", "undid"]


IDS = (
    "theme.heritage",
    "theme.heritage.gong",
    "theme.heritage.folk-games",
    "theme.environment",
    WASTE,
)


def steps(chance: random.Random) -> Callable[[Session], object]:
    """Return a step that a curator may take, at random; it may be refused."""
    one, other = chance.choice(IDS), chance.choice(IDS)
    word = chance.choice(("Rác", "Cồng", "Di sản", "Sông"))

    def parts(session: Session) -> dict[str, list[str]]:
        chosen = chance.sample(IDS, 2)
        return {chosen[0]: [], chosen[1]: ["mot", "hai"][: chance.randint(0, 2)]}

    return chance.choice((
        lambda session: editing.create(session, SHELL, "theme", names(word, word), one),
        lambda session: editing.describe(session, SHELL, one, names(word), edited(session, one)),
        lambda session: editing.add_name(session, SHELL, one, word, None),
        lambda session: editing.move(session, SHELL, one, other, edited(session, one)),
        lambda session: editing.move(session, SHELL, one, None, edited(session, one)),
        lambda session: editing.shift(session, SHELL, one, 1, edited(session, one)),
        lambda session: merging.merge(session, SHELL, one, other, edited(session, one)),
        lambda session: merging.retire(session, SHELL, one, other, edited(session, one)),
        lambda session: merging.split(session, SHELL, one, parts(session), edited(session, one)),
        lambda session: ambiguities.settle(session, SHELL, word, [one, other], word),
        lambda session: ambiguities.remove(session, SHELL, chance.choice((word, "TH"))),
    ))  # fmt: skip


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 10))
def test_any_steps_taken_back_in_reverse_give_the_first_vocabulary_again(
    library: Library, seed: int, count: int
) -> None:
    chance = random.Random(seed)
    with library.sessions.writing() as session:
        shaping.item(session, library, "mot", WASTE)
        shaping.item(session, library, "hai", WASTE, "theme.heritage.gong")
        before, begun = shaping.everything(session), recording.newest(session, 1)
        first = begun[0].number if begun else 0
        for _ in range(count):
            step = steps(chance)
            try:
                step(session)
            except (Invalid, Conflict, NotFound):
                continue  # refused before anything was changed
        taken = [each.number for each in recording.newest(session, 99) if each.number > first]
        for number in taken:
            try:
                undoing.undo(session, SHELL, number)
            except LibraryError as error:
                raise AssertionError(f"step {number} of {taken}: {error}") from error
        assert shaping.everything(session) == before
