"""Which words the index has and which stand beside which, over all its segments and commits."""

from pathlib import Path

from tests.search.records import index_of, record


def test_words_are_folded_and_counted_by_item(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "Cồng chiêng", "cồng cồng"), record("b", "công việc")])
    lexicon = index.lexicon()
    assert lexicon.words == {"cong": 2, "chieng": 1, "viec": 1}
    assert lexicon.has("chieng")
    for word in ("chiêng", "cồng", "xyzzy", ""):
        assert not lexicon.has(word)


def test_neighbours_are_counted_in_their_order(tmp_path: Path) -> None:
    index = index_of(
        tmp_path, [record("a", "văn hóa"), record("b", "văn hóa, hóa văn"), record("c", "hóa. văn")]
    )
    beside = index.lexicon().beside
    assert (beside("van", "hoa"), beside("hoa", "van"), beside("van", "van")) == (2, 1, 0)
    assert beside("van", "xyzzy") == beside("", "") == 0


def test_all_segments_count(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "văn hóa")])
    index.apply([record("b", "văn hóa dân gian")], upto=2)
    lexicon = index.lexicon()
    assert lexicon.words["hoa"] == 2 and lexicon.words["gian"] == 1
    assert lexicon.beside("van", "hoa") == 2


def test_a_new_commit_has_a_new_lexicon_and_the_old_one_stays_as_it_was(tmp_path: Path) -> None:
    index = index_of(tmp_path, [record("a", "cồng")])
    old = index.lexicon()
    assert index.lexicon() is old
    index.apply([record("b", "chiêng")], upto=2)
    assert index.lexicon().has("chieng") and index.lexicon() is not old
    assert not old.has("chieng")


def test_an_empty_index_has_no_words(tmp_path: Path) -> None:
    lexicon = index_of(tmp_path, []).lexicon()
    assert lexicon.words == {} and not lexicon.has("cong") and lexicon.beside("van", "hoa") == 0
