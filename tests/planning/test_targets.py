"""Targets of a year plan: set for the whole or a theme, compared with what was carried out."""

from datetime import date

import pytest

from library.accounts import users
from library.errors import Conflict, Invalid, NotAllowed
from library.planning import plans, slotting, targets
from library.planning.models import State
from library.planning.targets import Line
from library.tags import vocabulary
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.planning import shelf

DONE = {"done_on": date(2026, 11, 20), "pupils_reached": 40}


def test_what_was_carried_out_is_counted_for_the_whole_and_for_a_theme(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made, lan, tags = (
            shelf.plan(session, cast),
            users.by_id(session, cast.lan),
            vocabulary.read(session),
        )
        item = make.saved(session, library, vi=make.plan(theme=["theme.heritage.gong"])).item
        gongs = slotting.plan_item(session, lan, made, item)
        other, planned = (shelf.slot(session, cast, made, title=each) for each in ("Khác", "Chưa"))
        for slot, products in ((gongs, "Video song ngữ; Tờ rơi"), (other, "Poster tiếng Anh")):
            slotting.note_result(session, lan, slot, DONE | {"products_made": products})
        whole = {"activities": 3, "pupils": 100, "vi": 4, "en": 2}
        targets.put(session, lan, made, targets.WHOLE, whole, tags)
        targets.put(session, lan, made, "theme.heritage", {"activities": 1, "pupils": None}, tags)
        done = targets.carried_out(plans.slots(session, made))
        assert planned.done_on is None
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
