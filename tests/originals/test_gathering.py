"""What an import finds in a place: activity format, documents, sheets, and what it leaves alone."""

import stat
import zipfile
from pathlib import Path

import pytest

from library.errors import Invalid
from library.items.folder import FolderSource, ZipSource
from library.originals import gathering
from library.originals.gathering import Document
from tests import make
from tests.originals import sheetfile, wordfile

WORD = wordfile.word(wordfile.p("Ngày hội"))


def names(place: Path) -> list[str]:
    return [each.name for each in gathering.find(place)]


def packed(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def filled(place: Path) -> Path:
    for name in ("b.docx", "a/c.docx", "a/d/e.PDF", ".an.docx", "~$b.docx", "__MACOSX/x.docx"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(WORD)
    return place


def test_a_folder_is_looked_through_to_its_bottom(tmp_path: Path) -> None:
    assert names(filled(tmp_path / "in")) == ["a/c.docx", "a/d/e.PDF", "b.docx"]


def test_a_folder_with_a_plan_is_in_the_activity_format_whole(tmp_path: Path) -> None:
    place = filled(tmp_path / "in")
    make.folder(place / "rac")
    assert [type(each) for each in gathering.find(place)] == [FolderSource]
    deeper = filled(tmp_path / "deeper")
    make.folder(deeper / "a" / "d" / "f" / "rac")
    assert "rac" in names(deeper) and "b.docx" in names(deeper)


def test_a_plan_file_stands_for_its_folder(tmp_path: Path) -> None:
    item = make.folder(tmp_path / "rac")
    [found] = gathering.find(item / "plan.vi.md")
    assert isinstance(found, FolderSource) and found.name == "rac"


def test_a_zip_is_read_as_what_it_holds(tmp_path: Path) -> None:
    plan = packed(tmp_path / "a.zip", ("rac/plan.vi.md", make.plan().encode()))
    assert [type(each) for each in gathering.find(plan)] == [ZipSource]
    words = packed(tmp_path / "b.zip", ("x/", b""), ("x/b.docx", WORD), ("__MACOSX/x", b"1"))
    assert names(words) == ["x/b.docx"]
    nameless = packed(tmp_path / "khong-duoi", ("a.docx", WORD))
    assert names(nameless) == ["a.docx"]


def test_files_that_are_packed_themselves_are_no_archives(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(WORD)
    (tmp_path / "b.xlsx").write_bytes(sheetfile.of([["Tên"]]))
    [word], [sheet] = (list(gathering.find(tmp_path / name)) for name in ("a.docx", "b.xlsx"))
    assert isinstance(word, Document) and not word.is_sheet
    assert isinstance(sheet, Document) and sheet.is_sheet


def test_an_archive_in_another_is_only_named(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", ("a.docx", WORD)).read_bytes()
    [found] = gathering.find(packed(tmp_path / "b.zip", ("trong.zip", inner)))
    assert isinstance(found, Document) and found.is_archive


def test_names_in_utf8_that_do_not_say_so_are_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", ("MMMMM.docx", WORD))
    path.write_bytes(path.read_bytes().replace(b"MMMMM", "mẫu".encode()))
    assert names(path) == ["mẫu.docx"]


@pytest.mark.parametrize(
    "name", ["../x.docx", "/x.docx", "a/../../x.docx", "C:x.docx", "a\\x.docx"]
)
def test_a_zip_that_leads_out_of_its_folder_is_not_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="outside its folder"):
        names(packed(tmp_path / "a.zip", ("y.docx", WORD), (name, WORD)))


def test_links_are_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.docx")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Invalid, match="outside its folder"):
        names(packed(tmp_path / "a.zip", (link, b"/etc/passwd")))
    place = filled(tmp_path / "in")
    (place / "link.docx").symlink_to("/etc/passwd")
    (place / "round").symlink_to(place)
    assert names(place) == ["a/c.docx", "a/d/e.PDF", "b.docx"]


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "a.zip", *((f"{number}.docx", bytes(1 << 20)) for number in range(99)))
    with pytest.raises(Invalid, match="far more than it holds"):
        names(bomb)


def test_a_place_without_anything_says_so(tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    with pytest.raises(Invalid, match=r"nor a document"):
        names(tmp_path / "trong")
    with pytest.raises(Invalid, match="There is no"):
        names(tmp_path / "khong-co")
    (tmp_path / "hong.zip").write_bytes(b"PK nothing")
    with pytest.raises(Invalid, match="neither a folder nor a zip"):
        names(tmp_path / "hong.zip")
