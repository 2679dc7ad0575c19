"""Import and export: the same library comes out again, and nothing that goes wrong breaks it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes, config, transfer
from library.database import Sessions
from library.items import catalogue, folder
from library.items import origin as origins
from library.items.models import Edition, File, Item, Revision
from library.items.origin import Origin
from library.items.rendering import Rendered, Renderer
from library.search.query import Query
from library.tags.models import ItemTag
from library.wiring import Library
from tests import commands, make
from tests.originals import sheetfile, wordfile
from tests.originals.wordfile import p


def bring(library: Library, *places: Path) -> transfer.Outcome:
    return transfer.bring_in(library, places, publish=True)


def refusals(outcome: transfer.Outcome) -> dict[str, str]:
    return {name: str(message) for name, message in outcome.refused}


def content(session: Session) -> dict[str, list[Any]]:
    """Return all that a reader could see of every published item, without numbers and times."""
    published = select(Item).where(Item.published_id.is_not(None)).order_by(Item.id)
    shown = select(Revision).join(Item, Item.published_id == Revision.id).order_by(Item.id)
    of_editions = (
        *(Revision.item_id, Edition.language, Edition.title, Edition.summary, Edition.facts),
        *(Edition.body, Edition.html, Edition.plain, Edition.outline),
    )
    of_files = (Revision.item_id, File.path, File.sha256, File.size, File.media_type)
    current = Item.published_id == Revision.id
    tags = select(ItemTag.item_id, ItemTag.tag_id).order_by(ItemTag.item_id, ItemTag.tag_id)
    editions = select(*of_editions).join(Revision).join(Item, current)
    files = select(*of_files).join(Revision).join(Item, current)
    return {
        "items": [(item.id, item.slug, item.short) for item in session.scalars(published)],
        "revisions": [(each.item_id, each.digest, each.facts) for each in session.scalars(shown)],
        "editions": sorted(map(tuple, session.execute(editions)), key=lambda row: row[:2]),
        "files": sorted(map(tuple, session.execute(files))),
        "tags": [tuple(row) for row in session.execute(tags)],
    }


def content_of(library: Library) -> dict[str, list[Any]]:
    with library.sessions.reading() as session:
        return content(session)


@pytest.fixture
def another(tmp_path: Path, prepared: Path) -> Iterator[Library]:
    """An empty library on SQLite."""
    data = tmp_path / "another"
    shutil.copytree(prepared, data)
    opened = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    yield opened
    opened.close()


def test_what_was_exported_and_imported_is_the_same_library(
    starter: Library, another: Library, tmp_path: Path
) -> None:
    ids = transfer.found(starter, "")
    assert transfer.write_out(starter, ids, tmp_path / "out") == len(ids) > 15
    outcome = bring(another, tmp_path / "out")
    assert (outcome.saved, outcome.refused) == (len(ids), [])
    assert content_of(another) == content_of(starter)


def test_odd_content_survives_export_and_import_on_either_database(
    library: Library, another: Library, tmp_path: Path
) -> None:
    odd = {"mine": {"số": ["1.10", "no", "2026-11-22"], "lời": "một\n  hai\n"}, "version": "1.10"}
    plan = make.plan("Một  \ncâu: `a`\n\n---\n\n    mã\n", id="Act_1.x", title="“No”: 🎋", **odd)
    make.folder(
        tmp_path / "in" / "la", files={"ảnh/sơ đồ.png": b"\0\xff", "plan.vi.md": b"mau"},
        vi=plan, km=make.plan(title="ថ្នាក់"),
    )  # fmt: skip
    assert not bring(library, tmp_path / "in").refused
    transfer.write_out(library, ["Act_1.x"], tmp_path / "out")
    assert not bring(another, tmp_path / "out").refused
    assert content_of(another) == content_of(library)
    [vietnamese, _] = sorted(content_of(another)["editions"], key=lambda row: row[1] != "vi")
    assert vietnamese[4] == {"mine": odd["mine"]}


def test_a_packed_item_reads_the_same_as_its_folder(
    starter: Library, another: Library, tmp_path: Path
) -> None:
    with starter.sessions.reading() as session:
        item = catalogue.by_slug(session, "class-waste-audit")
        assert item.published
        packed = folder.packed(item, item.published, starter.store)
        assert packed == folder.packed(item, item.published, starter.store)
    (tmp_path / "a.zip").write_bytes(packed)
    assert not bring(another, tmp_path / "a.zip").refused
    same = {name: rows for name, rows in content_of(another).items() if name != "tags"}
    whole = content_of(starter)
    for name, rows in same.items():
        assert rows
        assert all(row in whole[name] for row in rows)


def test_importing_again_updates_and_never_duplicates(library: Library, tmp_path: Path) -> None:
    item = make.folder(tmp_path / "rac")
    assert bring(library, item).saved == 1
    assert (bring(library, item).unchanged, len(content_of(library)["items"])) == (1, 1)
    (item / "plan.vi.md").write_text(make.plan(title="Mới"), "utf-8")
    assert bring(library, item).saved == 1
    [edition] = content_of(library)["editions"]
    assert edition[2] == "Mới"
    assert [hit.id for hit in library.index.search(Query(text="Mới")).hits] == ["rac"]


def test_without_publishing_an_import_is_kept_but_not_shown(
    library: Library, tmp_path: Path
) -> None:
    outcome = transfer.bring_in(library, [make.folder(tmp_path / "rac")], publish=False)
    assert outcome.saved == 1
    assert content_of(library)["items"] == []
    assert transfer.is_new(library)
    assert bring(library, tmp_path / "rac").unchanged == 1
    assert not transfer.is_new(library)


def test_what_is_valid_goes_in_and_the_rest_is_refused_with_its_reason(
    library: Library, tmp_path: Path
) -> None:
    place = tmp_path / "in"
    make.folder(place / "a-tot")
    make.folder(place / "b-yaml", vi="---\ntitle: a: b\n---\nA\n")
    make.folder(place / "c-tieu-de", vi=make.plan(title=None))
    make.folder(place / "d-tag", vi=make.plan(grade=["grade.7"]))
    make.folder(
        place / "e-lech", vi=make.plan(duration_minutes="45"), en=make.plan(duration_minutes="90")
    )
    (make.folder(place / "f-ma") / "plan.vi.md").write_bytes(b"---\ntitle: \xff\n---\n")
    make.folder(place / "g-lon", files={"phim.mp4": b"\0" * (library.store.largest + 1)})
    make.folder(place / "h-tot")
    outcome = bring(library, place, tmp_path / "khong-co")
    assert outcome.saved == 2
    told = {
        "b-yaml": "cannot be read near line 2",
        "c-tieu-de": "plan.vi.md has no title",
        "d-tag": "did you mean “grade.0",
        "e-lech": "disagree on duration_minutes: “45” and “90”",
        "f-ma": "is not UTF-8 text",
        "g-lon": "files/phim.mp4 is larger than 50 MB",
        "khong-co": "There is no “",
    }
    assert refusals(outcome).keys() == told.keys()
    for name, reason in told.items():
        assert reason in refusals(outcome)[name]
    assert [item[0] for item in content_of(library)["items"]] == ["a-tot", "h-tot"]


def test_two_items_of_one_import_with_one_id_do_not_overwrite_each_other(
    library: Library, tmp_path: Path
) -> None:
    for name in ("rac", "rac-ban-sao"):
        make.folder(tmp_path / "in" / name, vi=make.plan(id="act-1", title=name))
    outcome = bring(library, tmp_path / "in")
    assert "has the id “act-1” too" in refusals(outcome)["rac-ban-sao"]
    assert content_of(library)["editions"][0][2] == "rac"


class Watching(Renderer):
    """A renderer that notes each text, and during whose work somebody else writes."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__()
        self._sessions = sessions
        self.texts: list[str] = []

    def render(self, source: str) -> Rendered:
        self.texts.append(source)
        with self._sessions.writing() as session:
            changes.touch(session, "test", source)
        return super().render(source)


@pytest.fixture
def watching(library: Library) -> Iterator[Watching]:
    before, library.renderer = library.renderer, Watching(library.sessions)
    yield library.renderer
    library.renderer.close()
    library.renderer = before


def test_others_may_write_while_a_text_is_rendered(
    library: Library, watching: Watching, tmp_path: Path
) -> None:
    for name in "abc":
        make.folder(tmp_path / "in" / name, vi=make.plan(name, title=name), en=make.plan(name * 2))
    assert bring(library, tmp_path / "in").saved == 3
    assert sorted(watching.texts) == ["a\n", "aa\n", "b\n", "bb\n", "c\n", "cc\n"]
    assert {row[7] for row in content_of(library)["editions"]} == {"a", "aa", "b", "bb", "c", "cc"}


def test_what_is_unchanged_is_not_rendered_again(
    library: Library, watching: Watching, tmp_path: Path
) -> None:
    item = make.folder(tmp_path / "rac")
    bring(library, item)
    watching.texts.clear()
    assert bring(library, item).unchanged == 1
    assert watching.texts == []


def test_all_items_of_a_zip_arrive_with_their_files(library: Library, tmp_path: Path) -> None:
    many(tmp_path / "in", 3)
    packed = shutil.make_archive(str(tmp_path / "goi"), "zip", tmp_path / "in")
    make.folder(tmp_path / "sau")
    assert bring(library, Path(packed), tmp_path / "sau").saved == 4
    assert len(content_of(library)["files"]) == 3


def test_an_export_of_a_search_has_only_what_was_found(starter: Library, tmp_path: Path) -> None:
    ids = transfer.found(starter, "cong chieng")
    assert 0 < len(ids) < len(transfer.found(starter, ""))
    assert transfer.write_out(starter, ids, tmp_path) == len(ids)
    assert len(list(tmp_path.iterdir())) == len(ids)
    assert transfer.found(starter, "xyzzyxyzzy") == []


def many(place: Path, count: int, title: str = "Kế hoạch") -> Path:
    for number in range(count):
        make.folder(
            place / f"ke-hoach-{number:03}",
            files={"a.txt": f"{title} {number}".encode()},
            vi=make.plan(title=f"{title} {number}"),
        )
    return place


@pytest.fixture
def data(tmp_path: Path, prepared: Path) -> Path:
    copied = tmp_path / "data"
    shutil.copytree(prepared, copied)
    return copied


def is_sound(data: Path) -> str:
    code, said, complained = commands.run(data, "check")
    assert code == 0, complained
    return said


@contextmanager
def opened(data: Path) -> Iterator[Library]:
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    yield library
    library.close()


def test_two_imports_at_once_both_arrive(data: Path, tmp_path: Path) -> None:
    places = [many(tmp_path / name, 12, name) for name in ("mot", "hai")]
    for number, place in enumerate(places):
        for item in list(place.iterdir())[: 6 * number]:
            item.rename(item.with_name(item.name + "-khac"))
    running = [commands.begin(data, "import", "--publish", place) for place in places]
    for process in running:
        said, complained = process.communicate(timeout=120)
        assert (process.returncode, "12 saved" in said) == (0, True), complained
    is_sound(data)
    with opened(data) as library:
        assert len(content_of(library)["items"]) == 18
        assert len(library.index.ids()) == 18


def test_an_import_that_is_killed_loses_nothing_that_was_done(data: Path, tmp_path: Path) -> None:
    place = many(tmp_path / "in", 60)
    process = commands.begin(data, "import", "--publish", place)
    deadline = time.monotonic() + 60
    while not len(list((data / "files").glob("??/*"))) > 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    with opened(data) as library:
        done = len(content_of(library)["items"])
    assert 0 < done < 60
    assert is_sound(data).startswith("All is well.")
    code, said, _ = commands.run(data, "import", "--publish", place)
    assert code == 0
    assert f"{60 - done} saved, {done} unchanged" in said
    assert "All is well. 0 kept files" in is_sound(data)


def documents(place: Path) -> Path:
    """Write Word files, one in a folder below, a note and a sheet."""
    (place / "tổ-văn").mkdir(parents=True)
    for name, title in (("a.docx", "NGÀY HỘI ĐỌC SÁCH"), ("tổ-văn/b.docx", "NGÀY HỘI ĐỌC SÁCH")):
        content = p(title, bold=True, center=True) + p("Lớp: 7") + p(f"Thời lượng: 45 phút {name}")
        (place / name).write_bytes(wordfile.word(content + p("Học sinh đổi sách cũ cho nhau.")))
    (place / "ghi chú.md").write_text("# Đố vui\n\nMôn: Toán\n", "utf-8")
    (place / "muc.csv").write_text("Tên;Khối lớp\nHội thao;6-9\nĐố vui;lớp 7\n", "utf-8")
    return place


def test_documents_and_sheets_become_items_with_what_they_state(
    library: Library, tmp_path: Path
) -> None:
    outcome = bring(library, documents(tmp_path / "in"))
    assert (outcome.saved, outcome.refused) == (5, [])
    found = content_of(library)
    slugs = {slug for _id, slug, _short in found["items"]}
    assert {"ngay-hoi-doc-sach", "do-vui", "hoi-thao"} < slugs and len(slugs) == 5
    editions = {row[0]: row for row in found["editions"]}
    facts = {row[0]: row[2] for row in found["revisions"]}
    [word, same] = [id for id, row in editions.items() if row[2] == "Ngày hội đọc sách"]
    assert facts[word]["grade"] == facts[same]["grade"] == ["grade.07"]
    assert facts[word]["duration_minutes"] == 45
    assert "Học sinh đổi sách cũ" in editions[word][5]
    files = {row[0]: row[1] for row in found["files"]}
    assert {files[word], files[same]} == {"files/a.docx", "files/b.docx"}


def test_documents_that_come_again_are_known_by_where_they_lie_and_by_their_bytes(
    library: Library, tmp_path: Path
) -> None:
    place = documents(tmp_path / "in")
    bring(library, place)
    before = content_of(library)
    again = bring(library, place)
    assert (again.saved, again.unchanged) == (0, 5)
    shutil.copytree(place, tmp_path / "moved")
    (tmp_path / "moved" / "a.docx").rename(tmp_path / "moved" / "khac.docx")
    moved = bring(library, tmp_path / "moved" / "khac.docx", tmp_path / "moved" / "tổ-văn")
    assert (moved.saved, moved.unchanged) == (0, 2)
    assert content_of(library) == before
    changed = wordfile.word(p("NGÀY HỘI ĐỌC SÁCH", bold=True, center=True) + p("Viết lại hết."))
    (place / "a.docx").write_bytes(changed)
    (place / "muc.csv").write_text("Tên;Khối lớp\nHội thao;6\nĐố vui;lớp 7\n", "utf-8")
    updated = bring(library, place)
    assert (updated.saved, updated.unchanged) == (2, 3)
    after = content_of(library)
    assert [row[:2] for row in after["items"]] == [row[:2] for row in before["items"]]
    assert "Viết lại hết" in str(after["editions"])


def test_what_was_imported_unseen_is_published_when_that_is_asked_for(
    library: Library, tmp_path: Path
) -> None:
    place = documents(tmp_path / "in")
    assert transfer.bring_in(library, [place], publish=False).saved == 5
    assert content_of(library)["items"] == []
    assert bring(library, place).unchanged == 5
    assert len(content_of(library)["items"]) == 5


def test_each_document_and_row_that_cannot_be_is_named_with_its_reason(
    library: Library, tmp_path: Path
) -> None:
    place = documents(tmp_path / "in")
    (place / "anh.jpg").write_bytes(b"\xff\xd8\xff1234")
    (place / "mat.txt").write_text("MẬT\n\nKế hoạch", "utf-8")
    (place / "goi.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (place / "cu.ods").write_bytes(b"PK\x05\x06" + bytes(18))
    (place / "khong-ten.csv").write_text("Môn;Lớp\nToán;7\n", "utf-8")
    (place / "sai.csv").write_text("Tên;Môn\nA;Toánn\nB;Toán\nB;Toán\n", "utf-8")
    outcome = bring(library, place)
    assert outcome.saved == 6
    told = {
        "anh.jpg": "Only Word (DOCX)",
        "mat.txt": "bears the stamp",
        "goi.zip": "are not opened",
        "cu.ods": "Sheets are read as XLSX or CSV",
        "khong-ten.csv": "No column is called",
        "sai.csv:2": "Môn: “Toánn” is not in the vocabulary; did you mean “Toán”?",
        "sai.csv:4": "too; change one of them",
    }
    assert refusals(outcome).keys() == told.keys()
    for name, reason in told.items():
        assert reason in refusals(outcome)[name]


def test_a_download_of_the_library_is_no_new_item(library: Library, tmp_path: Path) -> None:
    bring(library, make.folder(tmp_path / "rac"))
    origin = Origin(item="rac", revision=1, language="vi", address="http://a.vn/rac")
    properties = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{place}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for place, (name, value) in enumerate(origins.properties(origin).items(), start=2)
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006/"
    part = (
        f'<Properties xmlns="{space}custom-properties" xmlns:vt="{space}docPropsVTypes">'
        f"{properties}</Properties>"
    )
    file = tmp_path / "rac.docx"
    file.write_bytes(wordfile.word(p("Ngày hội"), {"docProps/custom.xml": part}))
    assert "correct that one" in refusals(bring(library, file))["rac.docx"]


def test_a_sheet_of_many_rows_goes_in_and_updates_by_its_ids(
    library: Library, tmp_path: Path
) -> None:
    sheet = tmp_path / "muc.xlsx"

    def write(word: str) -> None:
        rows = [[f"a-{number}", f"{word} {number}", "7", "Toán"] for number in range(150)]
        sheet.write_bytes(sheetfile.of([["id", "title", "Khối lớp", "Môn"], *rows]))

    write("Bài")
    assert bring(library, sheet).saved == 150
    write("Bài mới")
    assert (bring(library, sheet).saved, bring(library, sheet).unchanged) == (150, 150)
    assert len(content_of(library)["items"]) == 150


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A disk of a few megabytes, for as long as it is needed."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here (only root can)")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.getuid() != 0, reason="only root mounts a disk"
)
def test_a_full_disk_is_told_and_nothing_is_half_written(prepared: Path, tmp_path: Path) -> None:
    make.folder(tmp_path / "nho")
    make.folder(tmp_path / "lon", files={"phim.mp4": os.urandom(12 * 1024**2)})
    with small_disk(tmp_path / "disk", 12) as disk:
        shutil.copytree(prepared, disk / "data")
        assert commands.run(disk / "data", "import", "--publish", tmp_path / "nho")[0] == 0
        code, _, complained = commands.run(disk / "data", "import", "--publish", tmp_path / "lon")
        assert code == 1
        assert "The disk is full. Nothing was half written" in complained
        assert is_sound(disk / "data").startswith("All is well. 0 kept files")
        assert not list((disk / "data" / "files" / "drafts").iterdir())
        assert '"total": 1' in commands.run(disk / "data", "search", "rác", "--json")[1]
