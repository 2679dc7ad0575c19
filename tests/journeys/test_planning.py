"""A year plan in a real browser: an item into week 11, somebody answers for it, sent and approved."""

import pytest
from playwright.sync_api import expect

from library.wiring import Library
from tests.cast import Cast
from tests.journeys.addresses import ITEM
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_from_an_item_to_an_approved_year_plan(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    page = visit(f"/vi/items/{ITEM}", **signed_in(kept, cast_of_site.lan))
    page.get_by_role("link", name="Thêm vào kế hoạch năm học").click()
    page.get_by_label("Năm học", exact=True).select_option("2026-2027")
    page.get_by_role("button", name="Bắt đầu", exact=True).click()
    page.get_by_label("Tuần").select_option("11")
    page.get_by_role("button", name="Đưa vào kế hoạch").click()
    plan = page.url.partition("#")[0]
    expect(page.locator("[data-week='11'] .book:not(.add)")).to_have_count(1)
    check(page, axe)
    page.locator("[data-week='11'] .book").first.drag_to(page.locator("[data-week='9'] .books"))
    expect(page.locator("[data-week='9'] .book:not(.add)")).to_have_count(1)
    page.locator("[data-week='9'] .book").first.click()
    page.get_by_label("Sang tuần").select_option("11")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    page.locator("[data-week='11'] .book").first.click()
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Chủ trì").select_option(label="Phạm Minh")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("button", name="Gửi duyệt").click()
    for who, step in (
        (cast_of_site.binh, "Tổ trưởng đồng ý"),
        (cast_of_site.hanh, "Hiệu trưởng duyệt"),
    ):
        other = visit(plan, **signed_in(kept, who))
        other.get_by_label(f"Lý do ({step})").fill("Đủ người, đủ ngày.")
        other.get_by_role("button", name=step).click()
    page.goto(plan)
    expect(page.locator(".head .badge")).to_contain_text("Hiệu trưởng đã duyệt")
    for view in ("by/week?number=11", "by/month?number=11", "by/person", "versions"):
        page.goto(f"{plan}/{view}")
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, view
