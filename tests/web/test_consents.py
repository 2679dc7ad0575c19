"""The register in a browser: a photo hidden everywhere until people agree, and again afterwards."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from library import database
from library.consents import portraits, register
from library.consents.models import Consent
from library.database import today
from library.items.models import Item
from library.web import context, create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.web.visiting import Visitor

ITEM = "/vi/items/phan-loai-rac"
PHOTO = "files/lop.png"
BODY = "## I. Mục đích\n\n![Em A đang hát](files/lop.png)\n\nXem [danh sách](files/ds.txt).\n"
SIGNED = {
    "person": "Học sinh A, lớp 7A",
    "age": "child",
    "signed": ["person", "guardian"],
    "purpose": "shown",
    "channel": "library",
    "given_on": today().isoformat(),
    "path": PHOTO,
}


def picture(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with one published item of the school, with a photo and a list."""
    with library.sessions.writing() as session:
        files = {"lop.png": picture(), "ds.txt": "Kơ Sơ K'Đặc Biệt".encode()}
        revision = make.saved(session, library, files=files, vi=make.plan(BODY))
        revision.item.unit_id = cast.school
    library.catch_up()
    return create_app(library)


def seen(app: Flask) -> Iterator[str]:
    """Yield where a reader meets the photo or what stands for it."""
    reader = Visitor(app)
    page = reader.open(ITEM).text
    if "lop.png" in page or "Em A đang hát" in page:
        yield "page"
    if "lop.png" in reader.open(f"{ITEM}/download.md", buffered=True).text:
        yield "markdown"
    for format, names in (("zip", ("files/lop.png",)), ("docx", ("word/media/",))):
        paper = reader.open(f"{ITEM}/download.{format}", buffered=True).data
        inside = zipfile.ZipFile(io.BytesIO(paper)).namelist()
        if any(name in each for each in inside for name in names):
            yield format
    if b"/Subtype/Image" in reader.open(f"{ITEM}/download.pdf", buffered=True).data.replace(
        b" ", b""
    ):
        yield "pdf"
    for address in (f"{ITEM}/{PHOTO}", f"{ITEM}/{PHOTO}?size=small"):
        if reader.open(address, buffered=True).status_code == 200:
            yield address
    if "lop.png" in reader.open("/api/v1/items/phan-loai-rac").text:
        yield "api"


EVERYWHERE = ["page", "markdown", "zip", "docx", "pdf", f"{ITEM}/{PHOTO}",
              f"{ITEM}/{PHOTO}?size=small", "api"]  # fmt: skip


def test_a_photo_is_hidden_everywhere_until_all_agree_and_again_when_one_withdraws(
    app: Flask, library: Library, cast: Cast
) -> None:
    binh, lan = Visitor(app, cast.binh), Visitor(app, cast.lan)
    assert list(seen(app)) == EVERYWHERE
    assert binh.send(f"{ITEM}/portraits", {"path": PHOTO, "people": 1}).status_code == 303
    assert list(seen(app)) == []
    assert "đang ẩn với người đọc" in binh.open(f"{ITEM}/consents").text
    assert lan.send(f"{ITEM}/consents", SIGNED).status_code == 303
    assert list(seen(app)) == EVERYWHERE
    page = binh.open(f"{ITEM}/consents")
    assert "Học sinh A, lớp 7A" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    [id] = re.findall(r"/consents/(\d+)/withdraw", page.text)
    assert binh.send(f"/vi/consents/{id}/withdraw", {"reason": "Gia đình đổi ý"}).status_code == 303
    assert list(seen(app)) == []
    assert "Học sinh A" not in Visitor(app).open(ITEM).text


def test_what_is_found_in_a_file_is_no_longer_found_once_it_is_hidden(
    app: Flask, cast: Cast
) -> None:
    search = "/vi/search?q=k'đặc+biệt+kơ+sơ"
    assert "phan-loai-rac" in Visitor(app).open(search).text
    fields = {"path": "files/ds.txt", "people": "1"}
    assert Visitor(app, cast.binh).send(f"{ITEM}/portraits", fields).status_code == 303
    assert "items/phan-loai-rac" not in Visitor(app).open(search).text


def test_what_has_run_out_is_hidden_for_the_first_reader_of_the_next_day(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "LOOK_SECONDS", 0.0)
    until = SIGNED | {"ends_on": today().isoformat()}
    assert Visitor(app, cast.binh).send(f"{ITEM}/consents", until).status_code == 303
    assert list(seen(app)) == EVERYWHERE
    for module in (register, portraits):
        monkeypatch.setattr(module, "today", lambda: database.today() + timedelta(days=1))
    assert list(seen(app)) == []


def test_looking_happens_at_least_once_a_minute() -> None:
    assert context.LOOK_SECONDS <= 60


def test_a_consent_to_the_whole_item_takes_it_out(app: Flask, cast: Cast) -> None:
    hanh = Visitor(app, cast.hanh)
    assert hanh.send(f"{ITEM}/consents", SIGNED | {"path": ""}).status_code == 303
    [id] = re.findall(r"/consents/(\d+)/withdraw", hanh.open(f"{ITEM}/consents").text)
    assert hanh.send(f"/vi/consents/{id}/withdraw").status_code == 303
    assert Visitor(app).open(ITEM).status_code == 404
    assert hanh.send(f"{ITEM}/restore", {"reason": "Cho hiện lại."}).status_code == 409


LADDER: dict[str, dict[str, Any]] = {
    f"{ITEM}/consents": SIGNED,
    f"{ITEM}/portraits": {"path": PHOTO, "people": 1},
    f"{ITEM}/portraits/clear": {"path": PHOTO, "reason": "Đã làm mờ."},
    "/vi/consents/{id}/withdraw": {"reason": "Đổi ý."},
}


@pytest.mark.parametrize("path", LADDER)
def test_the_ladder(app: Flask, library: Library, cast: Cast, path: str) -> None:
    binh = Visitor(app, cast.binh)
    assert binh.send(f"{ITEM}/consents", SIGNED | {"person": "Học sinh B"}).status_code == 303
    [id] = re.findall(r"/consents/(\d+)/withdraw", binh.open(f"{ITEM}/consents").text)
    address, fields = path.format(id=id), LADDER[path]
    assert Visitor(app).send(address, fields).status_code == 403
    others = {403} if "items" in path else {404}
    assert {
        Visitor(app, each).send(address, fields).status_code for each in (cast.tu, cast.vy)
    } == (others)
    assert binh.client.post(address, data=fields).status_code == 409
    assert binh.send(address, fields).status_code == 303
    missing = address.replace("phan-loai-rac", "nothing").replace(f"/{id}/", "/999/")
    assert binh.send(missing, fields).status_code == 404
    twice = 409 if "withdraw" in path else 303
    assert binh.send(address, fields).status_code == twice


@pytest.mark.parametrize(
    ("address", "fields", "field"),
    [
        (f"{ITEM}/consents", SIGNED | {"signed": ["guardian"]}, "signed"),
        (f"{ITEM}/consents", SIGNED | {"given_on": "hôm qua"}, "given_on"),
        (f"{ITEM}/consents", SIGNED | {"person": " "}, "person"),
        (f"{ITEM}/portraits", {"path": PHOTO, "people": "x"}, "people"),
        (f"{ITEM}/portraits/clear", {"path": PHOTO, "reason": " "}, "reason"),
    ],
)
def test_a_bad_form_is_shown_again(
    app: Flask, library: Library, cast: Cast, address: str, fields: dict[str, Any], field: str
) -> None:
    answer = Visitor(app, cast.binh).send(address, fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with library.sessions.reading() as session:
        assert session.query(Consent).count() == 0


def test_nothing_is_ticked_beforehand(app: Flask, cast: Cast) -> None:
    page = Visitor(app, cast.binh).open(f"{ITEM}/consents").text
    assert 'value="guardian"' in page
    assert not re.search(r"<input[^>]*\bchecked\b", page)


def test_a_scan_is_kept_apart_and_given_to_the_register_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    binh, scan = Visitor(app, cast.binh), (io.BytesIO(picture("white")), "phieu.png")
    assert binh.send(f"{ITEM}/consents", SIGNED | {"scan": scan}).status_code == 303
    with library.sessions.reading() as session:
        kept = session.query(Consent).one()
    assert kept.scan and kept.scan_type == "image/png"
    assert library.vault.path(kept.scan).is_file()
    assert kept.scan not in set(library.store.kept())
    address = f"/vi/consents/{kept.id}/scan"
    answer = binh.open(address, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    for other, status in ((cast.tu, 404), (cast.lan, 404), (None, 302)):
        assert Visitor(app, other).open(address).status_code == status


@pytest.mark.parametrize(
    "scan", [(b"<html><script>", "phieu.pdf"), (b"chu", "phieu.txt"), (b"MZ\x90", "phieu.png")]
)
def test_a_scan_that_is_none_is_refused_and_what_was_typed_stays(
    app: Flask, library: Library, cast: Cast, scan: tuple[bytes, str]
) -> None:
    fields = SIGNED | {"scan": (io.BytesIO(scan[0]), scan[1])}
    answer = Visitor(app, cast.binh).send(f"{ITEM}/consents", fields)
    assert answer.status_code == 422
    assert 'href="#scan"' in answer.text
    assert "Học sinh A, lớp 7A" in answer.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_blank_form_is_printed_in_both_languages_with_nothing_ticked(
    app: Flask, language: str
) -> None:
    reader = Visitor(app)
    page = reader.open(f"/{language}/consents/form?item=phan-loai-rac").text
    assert "Ngày hội phân loại rác" in page
    assert page.count("☐") >= 17
    assert not re.search("☑|☒|<input", page)
    word = reader.open(f"/{language}/consents/form.docx", buffered=True).data
    document = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert document.count("☐") >= 17
    pdf = reader.open(f"/{language}/consents/form.pdf", buffered=True).data
    assert pdf.startswith(b"%PDF")


def test_an_administrator_finds_where_somebody_is_named(
    app: Flask, library: Library, cast: Cast
) -> None:
    Visitor(app, cast.binh).send(f"{ITEM}/consents", SIGNED)
    an = Visitor(app, cast.an)
    page = an.open("/vi/persons?q=hoc+sinh+a").text
    assert "Sổ đồng ý" in page and "Học sinh A, lớp 7A" in page
    assert "Tệp đính kèm" in an.open("/vi/persons?q=K'Dac+Biet").text
    assert an.open("/vi/persons").status_code == 200
    assert an.open("/vi/persons?q=x").status_code == 422
    for who, status in ((cast.hanh, 403), (cast.vy, 403), (None, 302)):
        assert Visitor(app, who).open("/vi/persons?q=hoc+sinh").status_code == status


def test_a_withdrawn_item_is_unknown_to_another_school(
    app: Flask, library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        session.query(Item).one().published = None
    assert Visitor(app, cast.tu).open(f"{ITEM}/consents").status_code == 404
    assert "phân loại" not in Visitor(app).open("/vi/consents/form?item=phan-loai-rac").text
