"""The index on disk: put in, taken out, opened again, made anew, shared, and damaged."""

import multiprocessing
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index

from library.search import codec, folder, schema, segments
from library.search import index as index_module
from library.search.index import Index
from library.search.query import Query
from tests.search.records import found, index_of, record


def test_a_new_index_is_empty_and_nothing_is_applied(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "not" / "yet")
    assert index.applied == 0
    assert index.ids() == set()


def test_what_is_put_in_is_found_and_what_is_taken_out_is_not(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng"), record("b", "chiêng")])
    index.apply([record("b", "múa xoang")], removed=["a", "never"], upto=2)
    assert index.ids() == {"b"}
    assert found(index, "cong") == found(index, "chieng") == []
    assert found(index, "mua xoang") == ["b"]
    assert index.applied == 2


def test_two_versions_of_one_id_in_one_batch_leave_the_last(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng"), record("a", "chiêng")])
    assert found(index) == ["a"]
    assert found(index, "chieng") == ["a"]


def test_applying_again_changes_nothing(tmp_path: Path) -> None:
    records = [record("a", "cồng", tags="grade.07"), record("b", "cồng chiêng")]
    index = index_of(tmp_path, records)
    before = index.search(Query("cong"))
    index.apply(records, upto=1)
    after = index.search(Query("cong"))
    assert (after.total, after.facets) == (before.total, before.facets)


def test_the_number_applied_never_goes_back(tmp_path: Path) -> None:
    index = index_of(tmp_path, [])
    index.apply([], upto=9)
    index.apply([], upto=5)
    assert index.applied == 9


def test_an_index_opened_again_answers_the_same(tmp_path: Path) -> None:
    records = [record("a", "cồng", tags="grade.07", minutes=45), record("b", "cồng chiêng")]
    first = index_of(tmp_path, records)
    expected = first.search(Query("cong"))
    first.close()
    again = Index.open(tmp_path)
    assert again.applied == 1
    assert again.search(Query("cong")) == expected


def test_many_small_commits_stay_few_segments_and_lose_nothing(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    for number in range(1, 31):
        index.apply(
            [record(f"n{number}", f"chung riêng{number}")], removed=[f"n{number - 3}"], upto=number
        )
    assert index.ids() == {"n28", "n29", "n30"}
    assert found(index, "rieng29") == ["n29"]
    assert index.search(Query("chung")).total == 3
    assert len(list(folder.current(tmp_path).glob("*.trm"))) < 2 * schema.MANY


def test_a_rebuild_replaces_everything_and_reports_its_progress(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("old", "cũ")])
    before = folder.current(tmp_path)
    done: list[int] = []
    index.rebuild(
        [record("a", "một"), record("b", "hai"), record("a", "ba")], upto=7, progress=done.append
    )
    assert index.ids() == {"a", "b"}
    assert index.applied == 7
    assert done == [1, 2]
    assert not before.exists()


def test_a_rebuild_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("old", "cũ")])
    with pytest.raises(ZeroDivisionError):
        index.rebuild((record(str(1 // n), "lỗi") for n in (1, 0)), upto=7)
    assert index.ids() == {"old"}
    assert index.applied == 1
    assert [place for place in tmp_path.iterdir() if place.is_dir()] == [folder.current(tmp_path)]


def test_a_rebuild_in_batches_and_segments_gives_what_one_batch_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        record(f"n{n}", f"chung bội{n % 7}", "lời " * n, f"grade.0{n % 9}", published_at=float(n))
        for n in range(150)
    ]
    one = index_of(tmp_path / "one", records)
    monkeypatch.setattr(index_module, "BATCH", 7)
    monkeypatch.setattr(index_module, "SEGMENT", 40)
    many = Index.open(tmp_path / "many")
    many.rebuild(records, upto=1)
    assert len(many._snapshot.segments) < len(many._newest().segments) == 4
    for text in ("", "chung", "boi3 chung", "loi boi0"):
        query = Query(text, ("grade.02", "grade.03"))
        assert many.search(query) == one.search(query)


def _removed(root: Path) -> None:
    shutil.rmtree(folder.current(root))


def _without_applied(root: Path) -> None:
    (folder.current(root) / "applied").unlink()


def _of_another_version(root: Path) -> None:
    (folder.current(root) / "applied").write_text("0 0.0.0\n1\n")


def _with_a_torn_number(root: Path) -> None:
    (folder.current(root) / "applied").write_text(folder.STAMP)


def _with_a_torn_pointer(root: Path) -> None:
    (root / "current").write_text("")


def _with_a_pointer_elsewhere(root: Path) -> None:
    (root / "current").write_text("../..")


def _with_a_torn_segment(root: Path) -> None:
    for file in folder.current(root).glob("MAIN_*.*"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _with_an_empty_table_of_contents(root: Path) -> None:
    for file in folder.current(root).glob("*.toc"):
        file.write_bytes(b"")


# Whoosh leaves a file that it could not read to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "damage",
    [
        _removed, _without_applied, _of_another_version, _with_a_torn_number,
        _with_a_torn_pointer, _with_a_pointer_elsewhere, _with_a_torn_segment,
        _with_an_empty_table_of_contents,
    ],
)  # fmt: skip
def test_a_damaged_folder_opens_as_an_empty_index(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    index_of(tmp_path, [record("a", "cồng")]).close()
    damage(tmp_path)
    index = Index.open(tmp_path)
    assert index.applied == 0
    assert index.ids() == set()
    index.rebuild([record("a", "cồng")], upto=1)
    assert found(index, "cong") == ["a"]


def test_creating_begins_anew(tmp_path: Path) -> None:
    index_of(tmp_path, [record("a", "cồng")]).close()
    assert Index.create(tmp_path).ids() == set()


def test_a_second_opened_index_sees_commits_and_switches(tmp_path: Path) -> None:
    writer = index_of(tmp_path, [record("a", "cồng")])
    reader = Index.open(tmp_path)
    writer.apply([record("b", "cồng")], upto=2)
    assert reader.search(Query("cong")).total == 2
    writer.rebuild([record("c", "cồng")], upto=3)
    assert reader.ids() == {"c"}


def _apply_in_a_process(root: Path, id: str) -> None:
    Index.open(root).apply([record(id, "cồng")], upto=2)


def test_another_process_may_write(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng")])
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_apply_in_a_process, args=(tmp_path, id)) for id in "bc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert index.ids() == {"a", "b", "c"}


def test_threads_search_while_one_applies_and_another_rebuilds(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("always", "cồng chiêng", tags="grade.07")])
    wrong: list[object] = []
    over = threading.Event()

    def search() -> None:
        while not over.is_set():
            try:
                results = index.search(Query("cong chieng", ("grade.07",)))
                if "always" not in {hit.id for hit in results.hits}:
                    wrong.append(results)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(2, 8):
        always = record("always", "cồng chiêng", f"lần {number}", "grade.07")
        index.apply([always, record(f"n{number}", "múa")], upto=number)
        if number % 3 == 0:
            index.rebuild([always], upto=number)
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("block", [16, codec.BLOCK])
def test_postings_read_in_blocks_are_those_that_whoosh_hands_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(codec, "BLOCK", block)
    index_of(tmp_path, (record(f"n{n}", "cồng " * (n % 3)) for n in range(300)))
    opened: Any = whoosh_index.open_dir(str(folder.current(tmp_path)))
    reader = opened.reader()
    matcher = reader.postings("words", "cong")
    expected = []
    while matcher.is_active():
        expected.append((matcher.id(), matcher.value()))
        matcher.next()
    segment = segments.Segment(opened.storage, reader.segment())
    numbers, entries = segment._numbers_and_entries("words", "cong")
    assert reader.doc_frequency("words", "cong") == len(numbers)
    reader.close()
    values = [entry.tobytes() for entry in entries]
    assert list(zip(numbers.tolist(), values, strict=True)) == expected
    assert len(expected) == 200


def test_arrays_beyond_their_room_are_let_go_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SPARE_ROOM", 1_000)
    monkeypatch.setattr(segments, "KEPT_PER_DOCUMENT", 0)
    index = index_of(tmp_path, (record(f"n{n}", f"chung riêng{n}") for n in range(50)))
    for _ in range(2):
        assert [found(index, f"rieng{n}") for n in range(50)] == [[f"n{n}"] for n in range(50)]
    segment = index._snapshot.segments[0][1]
    assert len(segment._kept) <= 5


def test_other_tags_count_until_their_item_is_indexed_anew(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng", tags="theme.old"), record("b", "cồng")])
    index.retag({"a": frozenset({"theme.new"})}, ["a"])
    for opened in (index, Index.open(tmp_path)):
        assert opened.search(Query("cong")).facets == {"theme": {"theme.new": 1}}
        assert found(opened, tags=("theme.new",)) == ["a"]
        assert found(opened, tags=("theme.old",)) == []
        assert opened.applied == 1
        assert opened.stale() == {"a"}
    for number in range(2, 12):  # small segments are merged, with the tags that they had before
        index.apply([record(f"n{number}", "chiêng")], upto=number)
    assert found(index, tags=("theme.new",)) == ["a"]
    index.apply([record("a", "cồng", tags="theme.third")], upto=12)
    assert index.search(Query("cong")).facets == {"theme": {"theme.third": 1}}
    assert index.stale() == frozenset()


def test_a_rebuild_forgets_what_was_newer_than_the_old_index(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng", tags="theme.old")])
    index.retag({"a": frozenset({"theme.new"})}, ["a"])
    index.rebuild([record("a", "cồng", tags="theme.new")], upto=2)
    assert found(index, tags=("theme.new",)) == ["a"]
    assert index.stale() == frozenset()


def test_what_is_older_than_expected_is_not_put_in(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng")])
    index.apply([record("a", "chiêng")], upto=5)
    assert not index.apply([record("a", "cũ")], upto=1, expected=1)
    assert index.apply([record("b", "mới")], upto=5, expected=5)
    assert found(index, "chieng") == ["a"]
