"""Where a result's words stand when its own text lacks them."""

import pytest
from sqlalchemy.orm import Session

from library.items import briefs
from library.search import finding
from library.search.finding import Found
from library.search.query import Query
from library.wiring import Library
from tests import make
from tests.items import papers

SHEET = papers.word("Phiếu học tập", "Em hãy kể tên ba loại nhạc cụ của đồng bào Mạ.")


def saved(library: Library, name: str = "rac", *, plan: str = "", **files: bytes) -> None:
    """Save and publish an item with files; in their names `_` stands for the dot."""
    named = {path.replace("_", "."): content for path, content in files.items()}
    with library.writing() as session:
        make.saved(session, library, name, files=named, vi=plan or make.plan())


def found(library: Library, words: str) -> dict[str, Found]:
    """Search, and return what the files of the page of results have."""
    results = library.index.search(Query(words))
    with library.sessions.reading() as session:
        items = briefs.by_ids(session, [hit.id for hit in results.hits])
        assert items, "nothing is found"
        return finding.in_files(session, items, results, library.vocabulary(session))


def test_a_word_that_only_a_file_has_is_shown_where_it_stands(library: Library) -> None:
    saved(library, phieu_docx=SHEET)
    there = found(library, "nhac cu")["rac"]
    assert there.path == "files/phieu.docx"
    assert "ba loại <mark>nhạc cụ</mark> của" in there.snippet


def test_words_that_the_item_has_itself_are_not_looked_for_in_files(library: Library) -> None:
    facts = make.plan(grade=["grade.07"], preparation=["Găng tay"], sources=["Sổ tay xanh"])
    copy = papers.word("Ngày hội phân loại rác lớp 7, sổ tay xanh, cả lớp, học sinh")
    saved(library, plan=facts, chep_docx=copy)
    for words in ("phan loai rac", "ca lop cung", "hoc sinh", "lop 7", "so tay xanh", "THCS"):
        assert found(library, words) == {}, words


def test_the_passage_is_that_of_the_missing_words_with_all_words_marked(library: Library) -> None:
    long = papers.word(*["Phân loại rác"] * 300, *["Việc khác"] * 99, "Bếp có rác", *["Thế"] * 300)
    saved(library, a_docx=long)
    snippet = found(library, "phan loai rac bep")["rac"].snippet
    assert "<mark>Bếp</mark> có <mark>rác</mark>" in snippet and "loại" not in snippet


def test_the_file_with_most_of_the_missing_words_is_named_and_the_first_of_equals(
    library: Library,
) -> None:
    saved(library, a_txt=b"nhac", b_txt="nhạc cụ".encode(), c_txt="cụ nhạc".encode())
    assert found(library, "nhac cu")["rac"].path == "files/b.txt"


def test_each_item_of_a_page_has_its_own_file(library: Library) -> None:
    saved(library, "mot", phieu_docx=SHEET)
    saved(library, "hai", phieu_txt="Nhạc cụ <b>".encode())
    saved(library, "ba", plan=make.plan("Nhạc cụ"))
    there = found(library, "nhac cu")
    assert set(there) == {"mot", "hai"}
    assert there["hai"].snippet == "<mark>Nhạc cụ</mark> &lt;b&gt;"


def test_a_page_looks_at_so_much_text_and_no_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("mot", "hai"):
        saved(library, name, phieu_docx=SHEET)
    monkeypatch.setattr(finding, "_MOST", 10)
    assert len(found(library, "nhac cu")) == 1


def test_a_list_without_words_asks_the_files_nothing(library: Library) -> None:
    saved(library, phieu_docx=SHEET)
    with library.sessions.reading() as session:
        items, everything = briefs.newest(session, 5), library.index.search(Query())
        assert finding.in_files(Session(), items, everything, library.vocabulary(session)) == {}


def test_a_file_of_a_revision_that_is_not_public_is_not_found(library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, files={"a.docx": SHEET})
        make.saved(session, library, files={"a.txt": b"bang"}, publish=False)
    assert found(library, "nhac cu")
    with library.sessions.reading() as session:
        assert library.index.search(Query("bang")).hits == ()
