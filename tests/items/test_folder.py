"""The activity format: folders and zips are read within limits, and what is written reads the same."""

import os
import stat
import struct
import time
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from library.errors import Conflict, Invalid, LibraryError
from library.items import folder
from library.items.drafts import Draft
from tests import make

PLAN = make.plan().encode()
Entry = tuple[str | zipfile.ZipInfo, bytes]


def packed(place: Path, *entries: Entry, name: str = "goi.zip") -> Path:
    target = place / name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return target


def drafts_in(path: Path) -> list[Draft]:
    return [folder.draft(source) for source in folder.find(path)]


def paths_in(draft: Draft) -> list[str]:
    return sorted(file.path for file in draft.files)


def content_of(draft: Draft, path: str) -> bytes:
    file = next(file for file in draft.files if file.path == path)
    with file.open() as stream:
        return stream.read()


def contents_in(place: Path) -> list[dict[str, bytes]]:
    """Return what every item has attached; a zip is open only while it is walked through."""
    drafts = map(folder.draft, folder.find(place))
    return [{file.path: content_of(draft, file.path) for file in draft.files} for draft in drafts]


FILES = {"phieu.txt": "Phiếu".encode(), "anh/so-do.png": b"png"}


def test_an_item_is_found_in_a_folder_in_a_folder_of_folders_and_in_a_zip(tmp_path: Path) -> None:
    item = make.folder(tmp_path / "tat-ca" / "rac", files=FILES)
    (tmp_path / "tat-ca" / "README.md").write_text("Không phải kế hoạch")
    (tmp_path / "tat-ca" / "trong").mkdir()
    entries: list[Entry] = [(f"x/rac/files/{path}", content) for path, content in FILES.items()]
    archive = packed(tmp_path, ("x/rac/plan.vi.md", PLAN), ("x/rac/files/", b""), *entries)
    for place in (item, item.parent, archive):
        assert [draft.slug for draft in drafts_in(place)] == ["rac"]
        attached = {f"files/{path}": content for path, content in FILES.items()}
        assert contents_in(place) == [attached]


def test_a_plan_at_the_top_of_a_zip_takes_the_name_of_the_zip(tmp_path: Path) -> None:
    archive = packed(
        tmp_path, ("plan.vi.md", PLAN), ("files/a.txt", b"a"), name="Phân loại rác.zip"
    )
    [draft] = drafts_in(archive)
    assert draft.slug == "phan-loai-rac"
    assert paths_in(draft) == ["files/a.txt"]


def test_a_zip_may_hold_several_items_and_each_keeps_its_files(tmp_path: Path) -> None:
    archive = packed(
        tmp_path,
        *(("b/plan.vi.md", PLAN), ("b/files/b.txt", b"b"), ("a/plan.vi.md", PLAN)),
        *(("a/plan.en.md", PLAN), ("a/files/a.txt", b"a"), ("a/notes.txt", b""), ("c.txt", b"")),
    )
    first, second = drafts_in(archive)
    assert (first.slug, paths_in(first)) == ("a", ["files/a.txt"])
    assert len(first.editions) == 2
    assert (second.slug, paths_in(second)) == ("b", ["files/b.txt"])


def test_a_plan_among_the_files_of_an_item_is_a_file(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("a/plan.vi.md", PLAN), ("a/files/plan.vi.md", b"mau"))
    [draft] = drafts_in(archive)
    assert paths_in(draft) == ["files/plan.vi.md"]


def test_names_that_come_decomposed_from_a_mac_are_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "ảnh lớp.png")
    item = make.folder(tmp_path / "rac", files={name: b"png"})
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), (f"rac/files/{name}", b"png"))
    for place in (item, archive):
        assert contents_in(place) == [{"files/ảnh lớp.png": b"png"}]


def test_a_byte_order_mark_is_not_text(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", b"\xef\xbb\xbf" + PLAN))
    assert drafts_in(archive)[0].editions[0].title == "Ngày hội phân loại rác"


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_plan_that_is_not_utf8_is_refused_with_the_place(tmp_path: Path, encoding: str) -> None:
    item = tmp_path / "rac"
    item.mkdir()
    (item / "plan.vi.md").write_bytes("---\ntitle: Đàn đá\n---\n".encode(encoding))
    with pytest.raises(Invalid, match=r"plan\.vi\.md is not UTF-8 text \(byte \d+\)"):
        drafts_in(item)


def test_a_place_without_any_item_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    archive = packed(tmp_path, ("a.txt", b"a"))
    for place in (tmp_path / "trong", archive):
        with pytest.raises(Invalid, match=rf"no plan\.vi.md or plan.en.md in “{place.name}”"):
            drafts_in(place)


def test_a_place_that_is_not_there_and_a_file_that_is_no_zip_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no “"):
        drafts_in(tmp_path / "khong-co")
    letter = tmp_path / "thu.docx"
    letter.write_bytes(b"Kinh gui")
    with pytest.raises(Invalid, match="neither a folder nor a zip"):
        drafts_in(letter)


def linked(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    "name",
    [
        *("../plan.vi.md", "rac/files/../../../a", "/etc/cron.d/a", "rac\\..\\a", "C:/a", "a/C:b"),
        linked("rac/files/a"),
    ],
    ids=str,
)
def test_a_path_that_leaves_its_folder_keeps_the_whole_zip_shut(
    tmp_path: Path, name: str | zipfile.ZipInfo
) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), (name, b"/etc/passwd"))
    with pytest.raises(Invalid, match="names a path outside its folder"):
        drafts_in(archive)


def test_a_nul_in_a_name_keeps_the_zip_shut(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), ("rac/files/aXb", b""))
    archive.write_bytes(archive.read_bytes().replace(b"aXb", b"a\0b"))
    with pytest.raises(Invalid, match=r"names a path outside its folder|neither"):
        drafts_in(archive)


def test_a_path_that_hides_its_way_out_is_refused(tmp_path: Path) -> None:
    hidden = "rac/files/.\u200b./.\u200b./ngoai.txt"
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), (hidden, b"x"))
    with pytest.raises(LibraryError, match="leads out of its folder"):
        drafts_in(archive)


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), ("rac/files/0", b"\0" * 20 * 1024**2))
    with pytest.raises(Invalid, match="unpack to far more than it holds"):
        drafts_in(archive)


def test_a_bomb_that_lies_about_its_size_is_caught_while_it_is_read(tmp_path: Path) -> None:
    size = struct.pack("<I", 5 * 1024**2)
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), ("rac/files/0", b"\0" * 5 * 1024**2))
    archive.write_bytes(archive.read_bytes().replace(size, struct.pack("<I", 10)))
    with pytest.raises(Invalid, match="is damaged"):
        contents_in(archive)


def test_too_many_entries_are_not_read(tmp_path: Path) -> None:
    archive = packed(tmp_path, *((str(number), b"") for number in range(20_001)))
    started = time.process_time()
    with pytest.raises(Invalid, match="far more than it holds"):
        drafts_in(archive)
    assert time.process_time() - started < 5


def test_many_items_in_one_zip_are_read_in_time(tmp_path: Path) -> None:
    archive = packed(
        tmp_path,
        *((f"{number}/plan.vi.md", PLAN) for number in range(2000)),
        *((f"{number}/files/a.txt", b"a") for number in range(2000)),
    )
    started = time.process_time()
    assert sum(len(source.plans()) for source in folder.find(archive)) == 2000
    assert time.process_time() - started < 5


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN))
    content = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    archive.write_bytes(content)
    with pytest.raises(Invalid, match="locked with a password"):
        drafts_in(archive)


def broken(content: bytes) -> bytes:
    start = content.index(PLAN[:10]) if PLAN[:10] in content else 60
    return content[:start] + b"\xff" * 20 + content[start + 20 :]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_damaged_entry_is_refused_and_named(tmp_path: Path, method: int) -> None:
    archive = tmp_path / "goi.zip"
    with zipfile.ZipFile(archive, "w", method) as written:
        written.writestr("rac/plan.vi.md", PLAN)
    archive.write_bytes(broken(archive.read_bytes()))
    with pytest.raises(Invalid, match=r"“rac/plan.vi.md” is damaged"):
        drafts_in(archive)


def test_a_damaged_attachment_is_refused_when_it_is_read(tmp_path: Path) -> None:
    archive = tmp_path / "goi.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("rac/plan.vi.md", PLAN)
        written.writestr("rac/files/a.txt", b"abcdefgh")
    archive.write_bytes(archive.read_bytes().replace(b"abcdefgh", b"abcdefgX"))
    with pytest.raises(Invalid, match=r"“rac/files/a.txt” is damaged"):
        contents_in(archive)


def test_an_error_of_the_reader_is_not_taken_for_damage(tmp_path: Path) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), ("rac/files/a.txt", b"a"))
    for source in folder.find(archive):
        [file] = folder.draft(source).files
        with pytest.raises(OSError, match="disk"), file.open():
            raise OSError("disk")


@pytest.mark.parametrize("value", [0, 1, 255])
def test_any_damage_to_the_directory_of_a_zip_ends_in_a_sentence(
    tmp_path: Path, value: int
) -> None:
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), ("rac/files/ảnh.txt", b"a" * 50))
    sound = archive.read_bytes()
    for place in range(sound.index(b"PK\x01\x02"), len(sound)):
        archive.write_bytes(sound[:place] + bytes([value]) + sound[place + 1 :])
        with suppress(LibraryError):
            contents_in(archive)


@pytest.mark.parametrize("packing", [False, True])
def test_an_enormous_plan_is_refused_before_it_is_read(tmp_path: Path, packing: bool) -> None:
    item = make.folder(tmp_path / "rac")
    if packing:
        noise = os.urandom(5 * 1024**2)
        place = packed(tmp_path, ("rac/plan.vi.md", noise))
    else:
        place = item
        with (item / "plan.vi.md").open("wb") as stream:
            stream.truncate(2 * 1024**4)  # two terabytes of nothing
    with pytest.raises(Invalid, match=r"plan.vi.md is larger than 4 MB"):
        drafts_in(place)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "mat"
    secret.write_bytes(PLAN)
    attached = make.folder(tmp_path / "a", files=FILES)
    (attached / "files" / "lien-ket").symlink_to(secret)
    planned = make.folder(tmp_path / "b", en=make.plan())
    (planned / "plan.vi.md").symlink_to(secret)
    with pytest.raises(Invalid, match=r"“plan\.vi\.md” leads out of its folder"):
        drafts_in(planned)
    [draft] = drafts_in(attached)
    with pytest.raises(Invalid, match="“lien-ket” leads out of its folder"):
        content_of(draft, "files/lien-ket")


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "ngoai"
    elsewhere.mkdir()
    (elsewhere / "mat.txt").write_text("mật")
    item = make.folder(tmp_path / "rac")
    (item / "files").symlink_to(elsewhere)
    [draft] = drafts_in(item)
    for file in draft.files:
        with pytest.raises(Invalid, match="leads out of its folder"):
            content_of(draft, file.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("kind", ["pipe", "folder", "dangling link"])
def test_a_plan_that_is_no_file_is_refused_without_waiting(tmp_path: Path, kind: str) -> None:
    item = make.folder(tmp_path / "rac", en=make.plan())
    plan = item / "plan.vi.md"
    if kind == "pipe":
        os.mkfifo(plan)
    elif kind == "folder":
        plan.mkdir()
    else:
        plan.symlink_to(item / "nowhere")
    with pytest.raises(Invalid, match=r"“plan\.vi\.md” cannot be opened"):
        drafts_in(item)


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    names = ["rac/files/" + unicodedata.normalize(form, "ảnh.png") for form in ("NFC", "NFD")]
    archive = packed(tmp_path, ("rac/plan.vi.md", PLAN), *((name, b"x") for name in names))
    with pytest.raises(Conflict, match=r"Two files are called “files/ảnh\.png”"):
        drafts_in(archive)
