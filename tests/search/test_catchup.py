"""The index follows the database: what is published is found, what changed is found changed."""

from library import changes
from library.search import catchup
from library.search.query import Query
from library.tags import models
from library.tags.vocabulary import NOUN as TAGS
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests import make


def found(library: Library, words: str) -> list[str]:
    return [hit.id for hit in library.index.search(Query(words)).hits]


def test_what_is_published_is_found_and_a_draft_is_not(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "rac")
        make.saved(session, library, "nhap", publish=False)
    assert found(library, "phan loai rac") == ["rac"]
    assert library.catch_up() == 0


def test_an_item_is_found_by_the_names_of_its_tags_and_of_broader_ones(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "rac", vi=make.plan(grade=["grade.07"]))
        make.saved(session, library, "khac", vi=make.plan(title="Hội trại"))
    for words in ("lop 7", "K7", "THCS", "lower secondary"):
        assert found(library, words)[:1] == ["rac"]
        assert library.index.search(Query(words)).complete == 1


def test_names_of_broader_tags_are_kept_apart_from_those_of_its_own(vocabulary: Vocabulary) -> None:
    tags = ["activity.club.language", "activity.club"]
    own = catchup.labels(tags, vocabulary)
    broader = catchup.broader_labels(tags, vocabulary)
    assert set(own) == {name for tag in tags for name in vocabulary[tag].names}
    assert vocabulary["activity.extracurricular"].labels["vi"] in broader
    assert not set(own) & set(broader)


def test_a_new_revision_replaces_the_old_one_in_the_index(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "rac")
    with library.writing() as session:
        make.saved(
            session, library, "rac", vi=make.plan("Đào hố.", title="Trồng cây", summary=None)
        )
    assert found(library, "trong cay") == ["rac"]
    assert found(library, "phan loai") == []


def test_a_new_name_of_a_tag_is_found_after_catching_up(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "rac", vi=make.plan(grade=["grade.07"]))
    with library.writing() as session:
        label = models.Label(
            tag_id="grade.07", language="vi", role=models.ALTERNATIVE, text="bầy ong", position=99
        )
        session.add(label)
        changes.touch(session, TAGS, "grade.07")
    assert found(library, "bay ong") == ["rac"]


def test_an_index_that_was_lost_is_made_anew_from_the_database(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, "rac")
    with library.sessions.reading() as session:
        library.index.rebuild([], upto=0)
        assert found(library, "rac") == []
        library.follow(session, changes.last(session))
    assert found(library, "phan loai rac") == ["rac"]


def test_minutes_fall_into_one_tag_of_duration(library: Library) -> None:
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
    for minutes, tag in (
        (45, "one-period"),
        (46, "two-periods"),
        (240, "half-day"),
        (241, "longer"),
    ):
        assert list(catchup.duration(minutes, vocabulary)) == [f"duration.{tag}"]
    assert list(catchup.duration(None, vocabulary)) == []
