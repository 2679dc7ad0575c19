"""The logbook in a browser without a screen: one tap, the form, files, tables, who may what."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from lxml import html
from PIL import Image
from sqlalchemy import select

from library.database import today
from library.items.models import Item
from library.logbook.models import Entry, EntryFile
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.logbook import book
from tests.planning import shelf
from tests.web.visiting import Visitor

ITEM = "phan-loai-rac"
SAID = {"title": "Ngày hội", "form": "topic", "outcome": "done", "day_on": "2026-11-20"}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with an item, slot 1 of yesterday and entry 1 of the school."""
    with library.sessions.writing() as session:
        make.saved(session, library, ITEM, vi=make.plan(grade=["grade.07"], duration_minutes=45))
        shelf.slot(session, cast, shelf.plan(session, cast), day_on=book.yesterday(), pupils=40)
        book.entry(session, cast, title="Hội thao", went_well="Vui.")
    library.catch_up()
    return create_app(library)


def kept(library: Library) -> list[Entry]:
    """Return the entries as they stand."""
    with library.sessions.reading() as session:
        return list(session.scalars(select(Entry).order_by(Entry.id)))


def photo() -> io.BytesIO:
    """Return a photo that says where and with what it was taken."""
    target = io.BytesIO()
    picture, said = Image.new("RGB", (40, 30), "red"), Image.Exif()
    said[0x010F] = "Máy ảnh của cô Lan"
    picture.save(target, "JPEG", exif=said)
    target.seek(0)
    return target


def test_one_tap_records_a_slot_as_it_was_planned(app: Flask, cast: Cast, library: Library) -> None:
    lan = Visitor(app, cast.lan)
    page = html.fromstring(lan.open("/vi/logbook/").text)
    [tap] = page.xpath("//form[@method='post']/@action")
    first, second = lan.send(tap), lan.send(tap)
    assert first.status_code == 303 and first.location == second.location
    made = kept(library)[-1]
    assert (made.slot_id, made.pupils, made.day_on) == (1, 40, book.yesterday())
    assert tap not in lan.open("/vi/logbook/").text
    again = lan.send("/vi/logbook/new", SAID | {"slot": "1"})
    assert again.status_code == 409 and first.location in again.text


def test_the_form_of_a_slot_and_of_an_item_is_filled(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    form = html.fromstring(lan.open("/vi/logbook/new?slot=1").text)
    assert form.xpath("//input[@name='title']/@value") == ["Ngày hội"]
    assert form.xpath("//input[@name='pupils']/@value") == ["40"]
    assert form.xpath("//input[@name='day_on']/@value") == [book.yesterday().isoformat()]
    address = f"/vi/logbook/new?item={ITEM}"
    assert address in lan.open(f"/vi/items/{ITEM}").text
    assert "/logbook/" not in Visitor(app).open(f"/vi/items/{ITEM}").text
    form = html.fromstring(lan.open(address).text)
    assert form.xpath("//input[@name='grades'][@checked]/@value") == ["grade.07"]


def test_whatever_is_refused_stays_in_the_form(app: Flask, cast: Cast, library: Library) -> None:
    lan = Visitor(app, cast.lan)
    wrong = {
        "pupils": "-3", "minutes": "một tiết", "cost_vnd": "99999999999", "title": " ",
        "day_on": "2999-01-01", "product_url": "ftp://x", "outcome": "cancelled",
    }  # fmt: skip
    typed = SAID | {"went_well": "Cả lớp hát.", "key": "khoa-trang-1", "difficulties": "weather"}
    typed |= {"product_title": "Phim", "product_language": "vi", "product_url": ""}
    for name, value in wrong.items():
        answer = lan.send("/vi/logbook/new", typed | {name: value})
        form = html.fromstring(answer.text)
        assert answer.status_code == 422 and form.xpath("//*[@role='alert']"), name
        assert "Cả lớp hát." in answer.text and "Phim" in answer.text
        assert form.xpath("//input[@name='difficulties'][@checked]/@value") == ["weather"]
        assert form.xpath("//input[@name='key']/@value") == ["khoa-trang-1"]
    assert len(kept(library)) == 1


def test_numbers_are_read_as_people_write_them(app: Flask, cast: Cast, library: Library) -> None:
    lan = Visitor(app, cast.lan)
    fields = {"cost_vnd": "1.200.000", "pupils": "1 204", "product_title": "Phim ngắn",
              "product_language": "en", "product_url": "https://example.vn/x"}  # fmt: skip
    assert lan.send("/vi/logbook/new", SAID | fields).status_code == 303
    made = kept(library)[-1]
    assert (made.cost_vnd, made.pupils, made.form) == (1_200_000, 1204, "topic")
    assert made.products == [
        {"title": "Phim ngắn", "language": "en", "url": "https://example.vn/x"}
    ]


def test_a_page_that_sends_by_itself_is_answered_in_json_and_kept_once(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, asks = Visitor(app, cast.lan), {"headers": {"Accept": "application/json"}}
    sent = SAID | {"key": "khoa-trang-2"}
    answers = [lan.send("/vi/logbook/new", sent, **asks) for _time in range(2)]
    assert [each.json for each in answers] == [{"url": "/vi/logbook/2", "refused": []}] * 2
    refused = lan.send("/vi/logbook/new", SAID | {"day_on": "2999-01-01"}, **asks)
    assert refused.status_code == 422 and "ngày của máy này" in (refused.json or {})["wrong"]
    assert len(kept(library)) == 2


def test_photos_lose_what_cameras_write_and_the_rest_is_recorded_though_one_is_refused(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, tu = Visitor(app, cast.lan), Visitor(app, cast.tu)
    files = [(photo(), "be-ngoc-7a.jpg"), (io.BytesIO(b"MZ\x00\x01"), "virus.exe")]
    answer = lan.send("/vi/logbook/new", SAID | {"photos": files, "key": "khoa-trang-3"})
    assert answer.status_code == 200 and "virus.exe" in answer.text
    with library.sessions.reading() as session:
        [file] = session.scalars(select(EntryFile))
        assert "ngoc" not in file.name
    address = f"/vi/logbook/files/{file.id}"
    shown = lan.open(address, buffered=True)
    assert not Image.open(io.BytesIO(shown.data)).getexif()
    assert "no-store" in shown.headers["Cache-Control"]
    assert tu.open(address).status_code == 404 and Visitor(app).open(address).status_code == 404
    hanh = Visitor(app, cast.hanh)
    assert hanh.send(f"{address}/publish", {"people": "3"}).status_code == 422
    assert lan.send(f"{address}/publish", {"people": "0"}).status_code == 403
    assert hanh.send(f"{address}/publish", {"people": "0"}).status_code == 303
    assert Visitor(app).open(address, buffered=True).status_code == 200
    assert lan.send(f"{address}/withdraw").status_code == 303
    assert Visitor(app).open(address).status_code == 404
    assert lan.send("/vi/logbook/1/files", {"caption": "x"}).status_code == 200
    more = {"photos": (photo(), "b.jpg"), "caption": "Trao giải"}
    assert lan.send("/vi/logbook/1/files", more).status_code == 303
    assert "Trao giải" in lan.open("/vi/logbook/1").text
    assert lan.send(f"{address}/remove").status_code == 303
    assert lan.open(address).status_code == 404


POSTS = [
    ("/vi/logbook/new", SAID | {"slot": "1"}),
    ("/vi/logbook/1/edit", SAID | {"place": "Sân", "seen": "0"}),
    ("/vi/logbook/1/files", {"caption": "x"}),
    ("/vi/logbook/slots/1/done", {}),
    ("/vi/logbook/1/remove", {"reason": "Ghi nhầm."}),
]


def test_what_the_school_may_do_another_school_may_not_even_see(app: Flask, cast: Cast) -> None:
    tu, vy = Visitor(app, cast.tu), Visitor(app, cast.vy)
    for path, fields in POSTS:
        assert tu.send(path, fields).status_code == 404, path
        assert Visitor(app).send(path, fields).status_code == 403, path
    assert tu.open("/vi/logbook/1").status_code == tu.open("/vi/logbook/1/edit").status_code == 404
    assert tu.open(f"/vi/logbook/?unit={cast.school}").status_code == 404
    assert "Hội thao" in vy.open(f"/vi/logbook/?unit={cast.school}").text
    assert vy.open("/vi/logbook/1").status_code == 200, "the department reads and does not write"
    assert vy.send("/vi/logbook/1/edit", SAID).status_code == 403
    assert tu.send("/vi/logbook/new", SAID | {"unit": str(cast.school)}).status_code == 403


def test_a_change_shows_both_states_and_what_is_taken_out_is_gone(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, minh = Visitor(app, cast.lan), Visitor(app, cast.minh)
    assert "Vui." in minh.open("/vi/logbook/1/edit").text
    assert minh.send("/vi/logbook/1/edit", SAID | {"place": "Sân", "seen": "0"}).status_code == 303
    late = lan.send("/vi/logbook/1/edit", SAID | {"place": "Hội trường", "seen": "0"})
    shown = html.fromstring(late.text).xpath("//table//td")
    assert late.status_code == 409 and {"Sân", "Hội trường"} <= {each.text for each in shown}
    assert "Phạm Minh đã sửa" in lan.open("/vi/logbook/1").text
    assert lan.send("/vi/logbook/1/remove", {"reason": "Nhầm."}).status_code == 303
    assert lan.open("/vi/logbook/1").status_code == 404
    assert kept(library)[0].removed_at is not None


def test_the_list_is_narrowed_by_month_outcome_and_person_and_leaves_as_tables(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        before = today() - timedelta(days=70)
        off = {"outcome": "cancelled", "reason": "=1+1"}
        book.entry(session, cast, title="Trại hè", day_on=before, **off)
    lan = Visitor(app, cast.lan)
    assert "Trại hè" not in lan.open("/vi/logbook/").text
    assert "Trại hè" in lan.open(f"/vi/logbook/?month={before:%Y-%m}").text
    only = lan.open("/vi/logbook/?outcome=cancelled").text
    assert "Trại hè" in only and "Hội thao" not in only
    assert "Hội thao" not in lan.open(f"/vi/logbook/?person={cast.minh}").text
    table = lan.open("/vi/logbook/logbook.csv?outcome=cancelled").text
    assert "Trại hè" in table and "'=1+1" in table and "Hội thao" not in table
    assert lan.open("/vi/logbook/logbook.xlsx").data[:2] == b"PK"


def test_schools_alike_are_a_filter_for_who_works_in_one(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        [item] = session.scalars(select(Item))
        for number in range(3):
            other = book.school(session, cast, number, pupils=100, settings=["highland"])
            book.done_by(session, cast, other, item.id, minutes=45, difficulties=["time"])
    told = Visitor(app).open(f"/vi/items/{ITEM}").text
    assert "Đã thực hiện ở 3 trường, 3 ở vùng cao; 100 % đúng thời lượng" in told
    binh, lan_ = Visitor(app, cast.binh), Visitor(app, cast.lan)
    fields = {"pupils": "250", "settings": ["highland"], "seen": "0"}
    about = f"/vi/units/{cast.school}/traits"
    assert lan_.send(about, fields).status_code == 403
    for wrong in ("-2", "hai trăm", "30000"):
        assert binh.send(about, fields | {"pupils": wrong}).status_code == 422
    assert binh.send(about, fields).status_code == 303
    assert binh.send(about, fields).status_code == 409
    found = lan_.open("/vi/search?works=size&works=setting&sort=works").text
    assert "Ngày hội phân loại rác" in found and "cùng quy mô" in found
    assert "works=size" in lan_.open("/vi/search").text
    stranger = Visitor(app).open("/vi/search?works=size").text
    assert "Chỉ người làm việc ở một trường" in stranger and "Ngày hội" in stranger
