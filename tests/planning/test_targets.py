"""Targets of a year plan: set for the whole or a theme, compared with what was carried out."""

import pytest

from library.accounts import users
from library.errors import Conflict, Invalid, NotAllowed
from library.planning import targets
from library.planning.models import State
from library.planning.targets import Line, Result
from library.tags import vocabulary
from library.wiring import Library
from tests.cast import Cast
from tests.planning import shelf


def test_what_was_carried_out_is_counted_for_the_whole_and_for_a_theme(
    library: Library, cast: Cast
) -> None:
    done = [Result(["theme.heritage.gong"], 40, {"vi": 2, "en": 1}), Result([], 40, {"en": 1})]
    with library.sessions.writing() as session:
        made, lan, tags = (
            shelf.plan(session, cast),
            users.by_id(session, cast.lan),
            vocabulary.read(session),
        )
        whole = {"activities": 3, "pupils": 100, "vi": 4, "en": 2}
        targets.put(session, lan, made, targets.WHOLE, whole, tags)
        targets.put(session, lan, made, "theme.heritage", {"activities": 1, "pupils": None}, tags)
        assert targets.compared(targets.of(session, made), done, tags) == [
            Line("", "activities", 3, 2), Line("", "pupils", 100, 80), Line("", "vi", 4, 2),
            Line("", "en", 2, 2), Line("theme.heritage", "activities", 1, 1),
        ]  # fmt: skip
        targets.put(session, lan, made, targets.WHOLE, {"activities": 5, "pupils": 0}, tags)
        kept = [(each.theme, each.measure, each.wanted) for each in targets.of(session, made)]
        assert sorted(kept) == [("", "activities", 5), ("theme.heritage", "activities", 1)]


def test_targets_are_set_by_those_who_write_in_the_plan(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made, tags = shelf.plan(session, cast), vocabulary.read(session)
        lan, tu = users.by_id(session, cast.lan), users.by_id(session, cast.tu)
        with pytest.raises(NotAllowed):
            targets.put(session, tu, made, targets.WHOLE, {"pupils": 3}, tags)
        for theme, wanted in (("grade.07", {"pupils": 3}), ("nothing", {}), ("", {"pupils": -1})):
            with pytest.raises(Invalid):
                targets.put(session, lan, made, theme, wanted, tags)
        made.state = State.SUBMITTED
        session.flush()
        with pytest.raises(Conflict):
            targets.put(session, lan, made, targets.WHOLE, {"pupils": 3}, tags)
        assert not targets.of(session, made)
