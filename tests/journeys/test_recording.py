"""The logbook on a phone: an entry of a planned slot in two minutes and eight taps, one more offline."""

import time

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from library.logbook.models import Entry
from library.wiring import Library
from tests.cast import Cast
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check
from tests.logbook import book
from tests.planning import shelf

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_a_slot_is_recorded_with_few_taps_and_what_is_typed_offline_is_sent_once(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        plan = shelf.plan(session, cast_of_site, group="Nhật ký")
        fields = {"day_on": book.yesterday(), "pupils": 40, "title": "Hội thao"}
        shelf.slot(session, cast_of_site, plan, **fields)
    phone = signed_in(kept, cast_of_site.lan) | {"width": 360, "has_touch": True}
    page = visit("/vi/", **phone)
    taps, begun = 0, time.monotonic()

    def tap(found: Locator) -> None:
        nonlocal taps
        taps += 1
        found.tap()

    tap(page.get_by_role("link", name="Nhật ký"))
    due = page.get_by_role("listitem").filter(has_text="Hội thao")
    tap(due.get_by_role("link", name="Ghi chi tiết"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi hoạt động")
    check(page, axe)
    tap(page.get_by_label("Số học sinh tham gia"))
    page.keyboard.press("Control+A")
    page.keyboard.type("38")
    tap(page.get_by_text("Nhận xét"))
    tap(page.get_by_label("Thiếu thời gian"))
    tap(page.get_by_role("button", name="Lưu vào nhật ký"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hội thao")
    assert taps <= 8 and time.monotonic() - begun < 120, (taps, time.monotonic() - begun)
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto("/vi/logbook/new")
    page.get_by_label("Hoạt động", exact=True).fill("Trồng cây")
    page.reload()
    expect(page.get_by_label("Hoạt động", exact=True)).to_have_value("Trồng cây")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu vào nhật ký").click()
    expect(page.get_by_role("status")).to_contain_text("Trồng cây. Đã giữ trên máy này")
    expect(page.get_by_label("Hoạt động", exact=True)).to_have_value("")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Đã gửi:")
    page.goto("/vi/logbook/")
    check(page, axe)
    with kept.sessions.reading() as session:
        ours = select(Entry).where(Entry.title.in_(("Hội thao", "Trồng cây"))).order_by(Entry.id)
        found = session.scalars(ours).all()
        assert [each.title for each in found] == ["Hội thao", "Trồng cây"]
        assert (found[0].pupils, found[0].difficulties) == (38, ["time"])
