"""Taking a vocabulary in: the difference first, then all of it or nothing."""

from dataclasses import replace

import pytest

from library import changes, history
from library.accounts import users
from library.errors import Conflict, Invalid, NotAllowed
from library.search.query import Query
from library.tags import importing, models, recording, undoing, vocabulary
from library.tags.entries import Entries, Name
from library.tags.importing import Difference
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast, let_curate_all
from tests.exchange import vocabularies
from tests.exchange.vocabularies import some, tag

WASTE = "theme.environment.waste"


def compared(library: Library, coming: Entries) -> Difference:
    with library.sessions.reading() as session:
        return importing.difference(session, coming)


def taken_in(library: Library, coming: Entries) -> Difference:
    with library.writing() as session:
        return importing.apply(session, SHELL, coming)


def test_the_vocabulary_itself_changes_nothing(library: Library) -> None:
    whole = vocabularies.shipped(library)
    found = compared(library, whole)
    assert not found.changes and not found.missing
    with library.writing() as session:
        before = changes.last(session)
        importing.apply(session, SHELL, whole)
        assert changes.last(session) == before
        assert not history.of(session, "vocabulary", "tags")


def test_what_is_new_changed_and_retired_is_told_apart(library: Library) -> None:
    old = vocabularies.shipped(library).tags["theme.reform"]
    coming = some(
        tag("theme.craft", "Nghề thủ công"),
        tag(WASTE, "Rác"),
        replace(old, replaced_by="theme.career"),
    )
    found = compared(library, coming)
    assert [each.id for each in found.added] == ["theme.craft"]
    assert [(each.id, "names" in each.fields) for each in found.changed] == [(WASTE, True)]
    assert [(each.id, each.fields) for each in found.retired] == [("theme.reform", ["replaced_by"])]
    assert "grade.07" in found.missing and WASTE not in found.missing


def test_comparing_writes_nothing(library: Library) -> None:
    before = vocabularies.shipped(library)
    compared(library, some(tag("theme.craft")))
    assert vocabularies.shipped(library) == before


def test_what_is_taken_in_is_found_at_once_and_by_its_new_names(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=[WASTE], title="Ngày hội"))
    label = vocabularies.shipped(library).tags[WASTE]
    more = Name(models.ALTERNATIVE, "vi", "giấy vụn")
    taken_in(library, some(replace(label, names=(*label.names, more))))
    with library.sessions.reading() as session:
        assert "giấy vụn" in library.vocabulary(session)[WASTE].names
        assert library.index.search(Query("giấy vụn")).total == 1
        [told] = history.of(session, "tags", "vocabulary")
        assert told.verb == "imported"


def test_tags_that_the_file_lacks_stay(library: Library) -> None:
    before = vocabularies.shipped(library)
    taken_in(library, vocabularies.other_scheme(tag("craft.weaving", "Dệt")))
    after = vocabularies.shipped(library)
    assert {id: each for id, each in after.tags.items() if id != "craft.weaving"} == before.tags
    assert after.tags["craft.weaving"].position == max(
        each.position or 0 for each in after.tags.values()
    )


def test_a_parent_may_come_after_its_children(library: Library) -> None:
    taken_in(library, some(tag("theme.craft.weaving", parent="theme.craft"), tag("theme.craft")))
    with library.sessions.reading() as session:
        assert library.vocabulary(session).ancestors("theme.craft.weaving") == ("theme.craft",)


def test_something_unsound_leaves_everything_as_it_was(library: Library) -> None:
    before = vocabularies.shipped(library)
    coming = some(tag("theme.craft"), tag("theme.other", parent="theme.nothing"))
    with pytest.raises(Invalid, match=r"theme\.other"), library.writing() as session:
        importing.apply(session, SHELL, coming)
    assert vocabularies.shipped(library) == before


def test_a_vocabulary_that_changed_since_the_comparison_is_not_overwritten(
    library: Library,
) -> None:
    base = compared(library, some(tag("theme.craft"))).base
    taken_in(library, some(tag("theme.other")))
    with pytest.raises(Conflict, match="Compare them"), library.writing() as session:
        importing.apply(session, SHELL, some(tag("theme.craft")), base)
    assert "theme.craft" not in vocabularies.shipped(library).tags


def test_only_curators_of_the_whole_library_take_in(library: Library, cast: Cast) -> None:
    for person in (cast.lan, cast.hanh, cast.an, cast.vy):
        with library.sessions.writing() as session:
            user = users.by_id(session, person)
            with pytest.raises(NotAllowed):
                importing.apply(session, user, some(tag("theme.craft")))
    with library.sessions.writing() as session:
        let_curate_all(session, cast)
        importing.apply(session, users.by_id(session, cast.vy), some(tag("theme.craft")))
    with library.sessions.reading() as session:
        assert "theme.craft" in vocabulary.read(session)


def test_what_was_taken_in_is_one_step_that_can_be_taken_back(library: Library) -> None:
    before = vocabularies.shipped(library)
    retired = replace(before.tags[WASTE], replaced_by="theme.career")
    taken_in(library, some(tag("theme.craft", "Nghề thủ công"), retired))
    with library.writing() as session:
        [step] = recording.newest(session, 1)
        undoing.undo(session, SHELL, step.number)
    assert vocabularies.shipped(library) == before


def test_items_follow_a_tag_that_a_file_retires(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=[WASTE]))
    old = vocabularies.shipped(library).tags[WASTE]
    taken_in(library, some(replace(old, replaced_by="theme.career")))
    assert library.index.search(Query("", tags=("theme.career",))).total == 1
