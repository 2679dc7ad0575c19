"""After an edit of the vocabulary searches are right at once; texts follow, in the background too."""

import time

from sqlalchemy.orm import Session

from library.search import catchup
from library.search.query import Query
from library.tags import ambiguities, editing, merging, recording, undoing
from library.wiring import Library
from tests.cast import SHELL
from tests.tags import shaping
from tests.tags.shaping import PLASTIC, WASTE, edited


def quickly(library: Library) -> None:
    """Catch up as a server does before anything is indexed anew."""
    with library.sessions.reading() as session:
        catchup.catch_up(session, library.index, library.vocabulary(session))


def answered(library: Library, words: str = "", *tags: str) -> set[str]:
    with library.sessions.reading() as session:
        answer = library.answer(session, Query(words, tags))
    return {hit.id for hit in answer.results.hits}


def counted(library: Library) -> dict[str, int]:
    return library.index.search(Query()).facets["theme"]


def begun(library: Library) -> None:
    """Three items of two themes, all indexed."""
    with library.writing() as session:
        shaping.plastic(session)
    with library.writing() as session:
        shaping.item(session, library, "mot", PLASTIC)
        shaping.item(session, library, "hai", PLASTIC, WASTE)
        shaping.item(session, library, "ba", WASTE)


def merge(session: Session) -> None:
    merging.merge(session, SHELL, PLASTIC, WASTE, edited(session, PLASTIC))


def test_a_new_synonym_is_understood_before_any_item_is_indexed_anew(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        editing.add_name(session, SHELL, PLASTIC, "bịch xốp quai", "vi")
    quickly(library)
    assert library.index.stale() == {"mot", "hai"}
    assert answered(library, "bich xop quai") == {"mot", "hai"}


def test_a_merge_is_counted_filtered_and_found_before_any_item_is_indexed_anew(
    library: Library,
) -> None:
    begun(library)
    assert counted(library)[PLASTIC] == 2
    with library.sessions.writing() as session:
        merge(session)
    quickly(library)
    assert PLASTIC not in counted(library)
    assert counted(library)[WASTE] == counted(library)["theme.environment"] == 3
    assert answered(library, "", WASTE) == {"mot", "hai", "ba"}
    assert answered(library, "nhựa dùng một lần") >= {"mot", "hai", "ba"}


def test_a_merge_taken_back_before_or_after_the_texts_followed_counts_as_before(
    library: Library,
) -> None:
    begun(library)
    before = counted(library)
    for follow in (lambda: quickly(library), library.catch_up):
        with library.sessions.writing() as session:
            merge(session)
        follow()
        with library.sessions.writing() as session:
            undoing.undo(session, SHELL, recording.newest(session, 1)[0].number)
        quickly(library)
        assert counted(library) == before


def test_a_moved_tag_stands_for_its_new_place_at_once(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        editing.move(session, SHELL, PLASTIC, "theme.heritage", edited(session, PLASTIC))
    quickly(library)
    assert answered(library, "", "theme.heritage") == {"mot", "hai"}
    assert answered(library, "", "theme.environment") == {"hai", "ba"}


def test_a_change_of_the_order_leaves_texts_as_they_are(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        editing.shift(session, SHELL, WASTE, 1, 0)
    quickly(library)
    assert library.index.stale() == frozenset()


def test_an_item_published_after_a_merge_keeps_its_own_tags(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        merge(session)
    quickly(library)
    with library.sessions.writing() as session:
        shaping.item(session, library, "mot", "theme.heritage")
    quickly(library)
    assert answered(library, "", WASTE) == {"hai", "ba"}
    assert library.index.stale() == {"hai", "ba"}


def test_what_is_stale_outlives_the_process_and_is_done_slice_by_slice(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        merge(session)
    quickly(library)
    again = type(library.index).open(library.settings.index)
    assert again.stale() == {"mot", "hai", "ba"}
    assert again.search(Query()).facets["theme"][WASTE] == 3
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
        applied = library.index.applied
        assert catchup.relabel(session, library.index, vocabulary, 2, applied) == 1
        assert catchup.relabel(session, library.index, vocabulary, 2, applied) == 0
    assert again.stale() == frozenset()
    assert library.index.search(Query("tui ni long")).total == 3


def test_a_server_indexes_stale_items_in_the_background(library: Library) -> None:
    begun(library)
    library.relabeller.start()
    with library.writing() as session:
        merge(session)
    for _ in range(200):
        if not library.index.stale():
            break
        time.sleep(0.02)
    assert library.index.search(Query("tui ni long")).total == 3


def test_an_abbreviation_means_what_a_curator_says_at_once(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        ambiguities.settle(session, SHELL, "QTNT", [PLASTIC, WASTE], "tùy lớp")
    quickly(library)
    assert answered(library, "QTNT") == {"mot", "hai", "ba"}
    with library.sessions.writing() as session:
        ambiguities.remove(session, SHELL, "QTNT")
    assert answered(library, "QTNT") == set()


def test_what_was_read_before_a_newer_edit_never_takes_its_place(library: Library) -> None:
    begun(library)
    with library.sessions.writing() as session:
        merge(session)
    quickly(library)
    applied = library.index.applied
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
        with library.sessions.writing() as other:
            undoing.undo(other, SHELL, recording.newest(other, 1)[0].number)
        quickly(library)
        assert catchup.relabel(session, library.index, vocabulary, 9, applied) == 3
    assert counted(library)[PLASTIC] == 2
    library.catch_up()
    assert library.index.stale() == frozenset()
    assert counted(library)[PLASTIC] == 2
