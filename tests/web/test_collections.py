"""Collections in the browser: what readers get, and the ladder of each form of who looks after them."""

import io
import zipfile

import pytest
from flask import Flask
from lxml import etree, html
from lxml.html import HtmlElement
from PIL import Image

from library.collections import collection as shelf
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.cast import Cast
from tests.web import reading
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

# What differs between the databases is tried in tests/planning.

TEXTS = {
    "kind": "column",
    "title-vi": "Tuần lễ xanh",
    "summary-vi": "Bảy ngày, bảy việc.",
    "body-vi": "## Lời mở\n\nChào **thầy cô**.",
    "title-en": "",
}
HOME = "/vi/curate/collections"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """An application with three items and everybody."""
    with library.writing() as session:
        people.let_curate_all(session, cast)
        for name in ("mot", "hai", "ba"):
            plan = make.plan(
                id=f"item-{name}", title=f"Kế hoạch {name}", theme=["theme.environment"]
            )
            make.saved(session, library, name, vi=plan)
    return create_app(library)


@pytest.fixture
def vy(app: Flask, cast: Cast) -> Visitor:
    """The browser of the curator."""
    return Visitor(app, cast.vy)


@pytest.fixture
def address(vy: Visitor, cast: Cast) -> str:
    """A draft of the department with two items; the address of its page for who looks after it."""
    sent = vy.send(
        f"{HOME}/new", {**TEXTS, "unit": cast.department, "item": ["item-mot", "item-hai"]}
    )
    assert sent.status_code == 303
    return str(sent.location)


def seen(vy: Visitor, address: str) -> dict[str, str]:
    page = html.document_fromstring(vy.open(address).text)
    return {"seen": page.xpath("//section[.//h2[@id='texts']]//input[@name='seen']/@value")[0]}


def listed(page: HtmlElement) -> list[str]:
    """Return the items of all lists of a page, in their order."""
    links = page.xpath("//*[contains(@class, 'rows')]/li//h3/a/@href")
    return [link.rsplit("/", 1)[-1] for link in links]


def shown(vy: Visitor, address: str) -> None:
    fields = {**seen(vy, address), "then": "show"}
    assert vy.send(f"{address}/state", fields).status_code == 303


def picture() -> tuple[io.BytesIO, str]:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "A camera of somebody"
    noise = Image.effect_noise((1600, 1000), 120).convert("RGB")
    noise.save(made, "JPEG", exif=exif, quality=95)
    assert made.tell() > 1024 * 1024  # more than other forms take
    made.seek(0)
    return made, "bìa.jpg"


def test_a_draft_is_for_who_looks_after_it_and_then_for_everybody(
    app: Flask, vy: Visitor, address: str, cast: Cast
) -> None:
    stranger = Visitor(app)
    assert stranger.open("/vi/collections/tuan-le-xanh").status_code == 404
    assert Visitor(app, cast.tu).open("/vi/collections/tuan-le-xanh").status_code == 404
    assert "Đây là bản nháp" in vy.open("/vi/collections/tuan-le-xanh").text
    assert "Tuần lễ xanh" not in stranger.open("/vi/collections/").text
    shown(vy, address)
    page = reading.page(stranger.client, "/vi/collections/tuan-le-xanh")
    assert reading.headings(page, 1) == ["Tuần lễ xanh"]
    assert listed(page) == ["mot", "hai"]
    assert page.xpath("//strong")[0].text == "thầy cô"
    [described] = page.xpath("//script[@type='application/ld+json']/text()")
    assert '"CollectionPage"' in described and '"numberOfItems": 2' in described
    check_nothing_inline(page)
    english = reading.page(stranger.client, "/en/collections/tuan-le-xanh")
    assert english.xpath("//h1/@lang") == ["vi"]
    for place in ("/vi/collections/", "/vi/", "/vi/items/mot"):
        links = reading.page(stranger.client, place).xpath("//main//a/@href")
        assert "/vi/collections/tuan-le-xanh" in links, place


def test_what_is_in_it_is_taken_at_once_and_followed(app: Flask, vy: Visitor, address: str) -> None:
    shown(vy, address)
    stranger = Visitor(app)
    packed = stranger.open("/vi/collections/tuan-le-xanh/download.zip", buffered=True)
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.namelist() == ["01 Kế-hoạch-mot.docx", "02 Kế-hoạch-hai.docx"]
        assert zipfile.is_zipfile(io.BytesIO(archive.read("01 Kế-hoạch-mot.docx")))
    feed = etree.fromstring(stranger.open("/vi/collections/tuan-le-xanh.atom").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 2


def test_a_search_follows_the_items(app: Flask, vy: Visitor, address: str) -> None:
    found = "http://localhost/vi/search?tag=theme.environment"
    assert (
        vy.send(f"{address}/texts", {**TEXTS, **seen(vy, address), "search": found}).status_code
        == 303
    )
    shown(vy, address)
    page = reading.page(Visitor(app).client, "/vi/collections/tuan-le-xanh")
    assert listed(page) == ["mot", "hai", "ba"]


def test_an_old_address_leads_to_the_new_one(app: Flask, vy: Visitor, address: str) -> None:
    shown(vy, address)
    fields = {**seen(vy, address), "slug": "Tuần xanh"}
    assert vy.send(f"{address}/address", fields).status_code == 303
    led = Visitor(app).open("/vi/collections/tuan-le-xanh")
    assert (led.status_code, led.location) == (301, "/vi/collections/tuan-xanh")


def test_a_cover_is_drawn_anew_and_needs_words(
    app: Flask, vy: Visitor, address: str, library: Library
) -> None:
    where = f"{address}/cover"
    assert vy.send(where, {**seen(vy, address), "alt-vi": "Cánh đồng"}).status_code == 422
    unsaid = vy.send(where, {**seen(vy, address), "cover": picture(), "alt-vi": ""})
    assert unsaid.status_code == 422 and 'href="#alt-vi"' in unsaid.text
    text = (io.BytesIO(b"Xin chao"), "loi.txt")
    assert vy.send(where, {**seen(vy, address), "cover": text, "alt-vi": "Lời"}).status_code == 422
    sent = vy.send(where, {**seen(vy, address), "cover": picture(), "alt-vi": "Cánh đồng"})
    assert sent.status_code == 303
    shown(vy, address)
    stranger = Visitor(app)
    page = reading.page(stranger.client, "/vi/collections/tuan-le-xanh")
    [image] = page.xpath("//main//img[@alt='Cánh đồng']/@src")
    assert stranger.open(image, buffered=True).mimetype == "image/webp"
    whole = stranger.open(image.replace("size=small", ""), buffered=True)
    assert whole.mimetype == "image/jpeg" and b"camera" not in whole.data
    with library.sessions.reading() as session:
        [sha256] = shelf.kept_files(session)
    assert library.store.is_whole(sha256)


STEPS = [
    ("texts", TEXTS),
    ("address", {"slug": "khac"}),
    ("items", {"added": "item-ba"}),
    ("entry", {"entry": "1", "then": "down"}),
    ("state", {"then": "show"}),
    ("maintainer", {"email": "minh@example.vn"}),
    ("reviewed", {}),
]
NEVER_STALE = ("items", "reviewed")
WRONG = {
    "texts": {"title-vi": ""},
    "address": {"slug": "…"},
    "items": {"added": "act-none"},
    "maintainer": {"email": "nobody@example.vn"},
}


def test_each_form_is_for_who_looks_after_the_collection(
    app: Flask, vy: Visitor, address: str, cast: Cast
) -> None:
    others = [Visitor(app, who) for who in (cast.lan, cast.hanh, cast.tu, cast.an, None)]
    for change, fields in STEPS:
        where, now = f"{address}/{change}", seen(vy, address)
        for other in others:
            assert other.send(where, {**fields, **now}).status_code == 403, change
        if change not in NEVER_STALE:
            stale = vy.send(where, {**fields, "seen": "99"})
            assert stale.status_code == 409 and "đã có người sửa" in stale.text, change
        if change in WRONG:
            refused = vy.send(where, {**fields, **now, **WRONG[change]})
            assert refused.status_code == 422, change
        assert vy.send(where, {**fields, **now}).status_code == 303, change
        assert vy.send(f"{HOME}/99/{change}", {**fields, **now}).status_code == 404, change


def test_a_stale_form_shows_both_texts(vy: Visitor, address: str) -> None:
    opened = seen(vy, address)
    vy.send(f"{address}/texts", {**TEXTS, **opened, "title-vi": "Của người nhanh"})
    late = vy.send(f"{address}/texts", {**TEXTS, **opened, "title-vi": "Của người chậm"})
    assert late.status_code == 409
    assert "Của người nhanh" in late.text and "Của người chậm" in late.text


def test_the_order_is_changed_by_buttons_and_by_a_place(
    vy: Visitor, address: str, library: Library
) -> None:
    vy.send(f"{address}/items", {"added": "http://localhost/vi/items/ba\n"})
    vy.send(f"{address}/entry", {**seen(vy, address), "entry": 3, "place": 1})
    vy.send(f"{address}/entry", {**seen(vy, address), "entry": 1, "then": "down"})
    note = {"entry": 2, "then": "note", "note-vi": "Đọc trước"}
    vy.send(f"{address}/entry", {**seen(vy, address), **note})
    assert listed(reading.page(vy.client, "/vi/collections/tuan-le-xanh")) == ["ba", "hai", "mot"]
    assert "Đọc trước" in vy.open("/vi/collections/tuan-le-xanh").text
    vy.send(f"{address}/entry", {**seen(vy, address), "entry": 2, "then": "remove"})
    with library.sessions.reading() as session:
        assert shelf.shown_ids(session, shelf.by_id(session, 1)) == ["item-ba", "item-mot"]


def test_a_maintainer_cares_without_a_role_and_is_led_there_by_a_notice(
    app: Flask, vy: Visitor, address: str, cast: Cast
) -> None:
    assert Visitor(app, cast.minh).open(f"{HOME}/").status_code == 403
    vy.send(f"{address}/maintainer", {**seen(vy, address), "email": "minh@example.vn"})
    minh = Visitor(app, cast.minh)
    assert minh.open("/vi/account/notices/1").location == address
    assert "Tuần lễ xanh" in minh.open(f"{HOME}/").text
    page = reading.page(minh.client, address)
    check_nothing_inline(page)
    assert not page.xpath("//button[@value='show']")
    assert minh.send(f"{address}/state", {**seen(minh, address), "then": "show"}).status_code == 403
    assert minh.send(f"{address}/items", {"added": "item-ba"}).status_code == 303


def test_items_are_put_in_from_their_pages_and_from_a_search(
    app: Flask, vy: Visitor, address: str, cast: Cast
) -> None:
    [link] = reading.page(vy.client, "/vi/items/ba").xpath("//a[contains(@href, 'pick')]/@href")
    assert not reading.page(Visitor(app, cast.lan).client, "/vi/items/ba").xpath(
        "//a[contains(@href, 'pick')]"
    )
    found = reading.page(vy.client, "/vi/search?q=ke+hoach").xpath(
        "//a[contains(@href, 'pick')]/@href"
    )
    assert len(reading.page(vy.client, found[0]).xpath("//input[@name='item'][@checked]")) == 3
    check_nothing_inline(reading.page(vy.client, link))
    put = f"{HOME}/pick"
    assert Visitor(app, cast.lan).send(put, {"item": "item-ba", "collection": 1}).status_code == 403
    assert vy.send(put, {"collection": 1}).status_code == 422
    assert vy.send(put, {"item": "item-ba"}).status_code == 422
    assert vy.send(put, {"item": "item-none", "collection": 1}).status_code == 422
    assert vy.send(put, {"item": "item-ba", "collection": 99}).status_code == 404
    assert (
        vy.send(put, {"item": ["item-ba", "item-mot"], "collection": 1}).location
        == f"{address}#entries"
    )
    begun = vy.send(put, {"item": "item-ba", "then": "new"})
    assert "item=item-ba" in begun.location


def test_a_collection_is_made_by_curators_for_their_units(
    app: Flask, vy: Visitor, cast: Cast
) -> None:
    fields = {**TEXTS, "unit": cast.department}
    for who in (cast.lan, cast.an, None):
        assert Visitor(app, who).send(f"{HOME}/new", fields).status_code == 403
    refused = vy.send(f"{HOME}/new", {**fields, "title-vi": ""})
    assert refused.status_code == 422 and "Bảy ngày" in refused.text
    assert vy.send(f"{HOME}/new", {**fields, "kind": "other"}).status_code == 422
    assert vy.send(f"{HOME}/new", {**fields, "unit": 99}).status_code == 404


def test_a_campaign_stands_on_the_home_page_in_its_days_only(
    app: Flask, vy: Visitor, cast: Cast
) -> None:
    where = "/vi/curate/campaigns"
    given = {
        "title-vi": "Tháng xanh", "text-vi": "Cùng làm.", "begins_on": "2027-03-01",
        "ends_on": "2027-03-31", "search": "kế hoạch", "priority": "3",
    }  # fmt: skip
    for who in (cast.lan, cast.an, None):
        assert Visitor(app, who).send(f"{where}/new", given).status_code == 403
        assert Visitor(app, who).open(f"{where}/as-on?day=2027-03-05").status_code in (302, 403)
    refused = vy.send(f"{where}/new", {**given, "ends_on": "2027-02-01"})
    assert refused.status_code == 422 and "Cùng làm." in refused.text
    assert vy.send(f"{where}/new", given).status_code == 303
    assert vy.send(f"{where}/1", {**given, "seen": 0}).status_code == 409
    assert vy.send(f"{where}/1", {**given, "seen": 1, "title-vi": "Tháng sạch"}).status_code == 303
    shown = {
        day: vy.open(f"{where}/as-on?day={day}").text
        for day in ("2027-02-28", "2027-03-31", "2027-04-01")
    }
    assert ["Tháng sạch" in page for page in shown.values()] == [False, True, False]
    assert "Trang đầu vào ngày 31/03/2027" in shown["2027-03-31"]
    page = html.document_fromstring(shown["2027-03-31"])
    assert len(page.xpath("//section[contains(@class, 'campaign')]//ul[@class='picks']/li")) == 3
    check_nothing_inline(page)
    assert "Tháng sạch" in vy.open(f"{where}/").text
    assert vy.send(f"{where}/1", {"then": "drop"}).status_code == 303
    assert vy.open(f"{where}/1").status_code == 404


def test_a_curator_adds_moves_and_leaves_out_days(app: Flask, vy: Visitor, cast: Cast) -> None:
    where = "/vi/curate/occasions"
    given = {
        "title-vi": "Ngày truyền thống", "source": "Nghị quyết", "month": "3", "day": "15",
        "unit": cast.department, "tag": "theme.environment",
    }  # fmt: skip
    for who in (cast.lan, cast.an, None):
        assert Visitor(app, who).send(f"{where}/new", given).status_code == 403
        assert Visitor(app, who).send(f"{where}/law-day", given).status_code == 403
    refused = vy.send(f"{where}/new", {**given, "source": ""})
    assert refused.status_code == 422 and 'href="#source"' in refused.text
    assert vy.send(f"{where}/new", given).status_code == 303
    check_nothing_inline(reading.page(vy.client, f"{where}/law-day"))
    calendar = "/vi/occasions?year=2026"
    assert "Ngày truyền thống" not in Visitor(app).open(calendar).text
    assert "Ngày truyền thống" in Visitor(app).open(f"{calendar}&unit={cast.department}").text
    assert "Ngày truyền thống" in Visitor(app, cast.lan).open(calendar).text
    changed = {**given, "seen": 0, "title-vi": "Ngày Pháp luật của trường"}
    assert vy.send(f"{where}/law-day", changed).status_code == 303
    assert vy.send(f"{where}/law-day", changed).status_code == 409
    assert "Ngày Pháp luật của trường" in Visitor(app).open(calendar).text
    assert vy.send(f"{where}/law-day", {"then": "remove", "seen": 1}).status_code == 303
    assert "Ngày Pháp luật" not in Visitor(app).open(calendar).text
    assert vy.send(f"{where}/law-day", {"then": "put-back"}).status_code == 303
    assert "Ngày Pháp luật Việt Nam" in Visitor(app).open(calendar).text
    assert vy.send(f"{where}/none", given).status_code == 404
