"""One tag for another: what a merge shows before it acts, what it does, what goes on working."""

import pytest

from library import changes
from library.errors import Conflict, Invalid
from library.items import drafts
from library.tags import editing, merging, recording, shipped, undoing
from library.wiring import Library
from tests import make
from tests.cast import SHELL
from tests.tags import shaping
from tests.tags.shaping import PLASTIC, WASTE, edited, names, tag, themes


def test_a_merge_shows_before_it_acts_what_it_will_do(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        child = editing.create(session, SHELL, "theme", names("Ống hút", "Straws"), PLASTIC).id
    with library.sessions.writing() as session:
        moved = shaping.item(session, library, "mot", PLASTIC)
        both = shaping.item(session, library, "hai", PLASTIC, WASTE)
        shaping.item(session, library, "ba", WASTE)
        shown = merging.preview(session, PLASTIC, WASTE)
        assert (shown.moved, shown.both, shown.children) == ([moved], [both], [child])
        assert ("vi", "alternative", "Nhựa dùng một lần") in shown.gained
        assert (None, "abbreviation", "NDML") in shown.gained
        before = changes.last(session)
        merging.merge(session, SHELL, PLASTIC, WASTE, edited(session, PLASTIC))
        assert changes.since(session, before, "tags")
        assert merging.preview(session, WASTE, "theme.environment").moved
        term = library.vocabulary(session)[WASTE]
        assert {"Nhựa dùng một lần", "túi ni lông"} <= set(term.alternatives["vi"])
        assert "Plastic" in term.alternatives["en"]
        assert "NDML" in term.abbreviations
        assert tag(session, child).parent_id == WASTE
        assert library.vocabulary(session).current(PLASTIC) == WASTE
        assert [themes(session, each) for each in (moved, both)] == [[WASTE], [WASTE]]


def test_what_names_the_tag_that_went_is_imported_and_carries_the_other(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        merging.merge(session, SHELL, PLASTIC, WASTE, 1)
    with library.sessions.writing() as session:
        vocabulary = library.vocabulary(session)
        assert list(drafts.tags_of({"theme": [PLASTIC]}, vocabulary)) == [PLASTIC]
        new = shaping.item(session, library, "moi", PLASTIC)
        assert themes(session, new) == [WASTE]
        undoing.undo(session, SHELL, recording.newest(session, 1)[0].number)
        assert themes(session, new) == [PLASTIC]


def test_a_merge_into_itself_below_itself_or_across_schemes_is_refused(library: Library) -> None:
    with library.sessions.writing() as session:
        for into, why in ((WASTE, "into itself"), ("grade.07", "same scheme")):
            with pytest.raises(Invalid, match=why):
                merging.merge(session, SHELL, WASTE, into, 0)
            with pytest.raises(Invalid, match=why):
                merging.preview(session, WASTE, into)
        with pytest.raises(Invalid, match="stands below"):
            merging.merge(session, SHELL, "theme.environment", WASTE, 0)
        merging.merge(session, SHELL, WASTE, "theme.environment", 0)
        with pytest.raises(Conflict, match="retired"):
            merging.merge(session, SHELL, WASTE, "theme.heritage", edited(session, WASTE))
        with pytest.raises(Invalid, match="not retired"):
            merging.merge(session, SHELL, "theme.heritage.gong", WASTE, 0)


def test_a_chain_of_merges_leads_to_the_last_and_comes_apart_again(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
    with library.sessions.writing() as session:
        one = shaping.item(session, library, "mot", PLASTIC)
        other = shaping.item(session, library, "hai", WASTE)
        merging.merge(session, SHELL, PLASTIC, WASTE, 1)
        merging.merge(session, SHELL, WASTE, "theme.environment", edited(session, WASTE))
        assert [themes(session, each) for each in (one, other)] == [["theme.environment"]] * 2
        first, second = (each.number for each in reversed(recording.newest(session, 2)))
        undoing.undo(session, SHELL, second)
        assert [themes(session, each) for each in (one, other)] == [[WASTE], [WASTE]]
        undoing.undo(session, SHELL, first)
        assert [themes(session, each) for each in (one, other)] == [[PLASTIC], [WASTE]]


def test_a_retired_tag_gives_its_items_and_not_its_names(library: Library) -> None:
    with library.sessions.writing() as session:
        item = shaping.item(session, library, "mot", WASTE)
        known = library.vocabulary(session)["theme.environment"].names
        merging.retire(session, SHELL, WASTE, "theme.environment", 0)
        assert themes(session, item) == ["theme.environment"]
        assert library.vocabulary(session)["theme.environment"].names == known


def test_a_split_gives_each_item_its_part_and_keeps_it_through_later_revisions(
    library: Library,
) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
    with library.sessions.writing() as session:
        one, two = (shaping.item(session, library, name, WASTE) for name in ("mot", "hai"))
        with pytest.raises(Invalid, match="at least two"):
            merging.split(session, SHELL, WASTE, {PLASTIC: []}, 0)
        parts = {"theme.environment": [one], PLASTIC: [one]}
        with pytest.raises(Invalid, match="listed twice"):
            merging.split(session, SHELL, WASTE, parts, 0)
        merging.split(session, SHELL, WASTE, {"theme.environment": [], PLASTIC: [two]}, 0)
        assert [themes(session, each) for each in (one, two)] == [["theme.environment"], [PLASTIC]]
    with library.sessions.writing() as session:
        again = make.saved(session, library, "hai", vi=make.plan(title="Lần hai", theme=[WASTE]))
        assert themes(session, again.item_id) == [PLASTIC]
        merging.merge(session, SHELL, PLASTIC, "theme.environment", edited(session, PLASTIC))
        assert themes(session, two) == ["theme.environment"]
        for edit in recording.newest(session, 2):
            undoing.undo(session, SHELL, edit.number)
        assert [themes(session, each) for each in (one, two)] == [[WASTE], [WASTE]]


def test_a_split_is_undone_though_an_author_has_chosen_anew(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
    with library.sessions.writing() as session:
        item = shaping.item(session, library, "mot", WASTE)
        merging.split(session, SHELL, WASTE, {"theme.environment": [], PLASTIC: [item]}, 0)
    with library.sessions.writing() as session:
        make.saved(session, library, "mot", vi=make.plan(theme=["theme.heritage"]))
        assert themes(session, item) == ["theme.heritage"]
        undoing.undo(session, SHELL, recording.newest(session, 1)[0].number)
        assert themes(session, item) == ["theme.heritage"]


def test_loading_the_shipped_file_brings_nothing_back(library: Library) -> None:
    with library.sessions.writing() as session:
        shaping.plastic(session)
        merging.merge(session, SHELL, WASTE, PLASTIC, 0)
        merging.retire(session, SHELL, "theme.heritage.gong", "theme.heritage", 0)
        editing.describe(session, SHELL, "theme.environment", names("Môi trường sống"), 0)
        editing.move(session, SHELL, "theme.heritage.folk-games", None, 0)
        before = shaping.everything(session)
        assert shipped.load(session) == 0
        assert shaping.everything(session) == before


def test_a_shipped_tag_that_is_added_later_stands_below_what_replaced_its_parent(
    library: Library,
) -> None:
    with library.sessions.writing() as session:
        leaf = tag(session, WASTE)
        parent = leaf.parent_id
        assert parent
        session.delete(leaf)
        session.flush()
        merging.merge(session, SHELL, parent, "theme.heritage", 0)
        assert shipped.load(session) == 1
        assert tag(session, WASTE).parent_id == "theme.heritage"
