"""A report in a real browser: begun, written on a phone, signed and submitted, accepted above."""

import pytest
from playwright.sync_api import expect

from library.wiring import Library
from tests.cast import Cast
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check
from tests.reporting import diary

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_a_report_goes_up_and_is_accepted(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.writing() as session:
        receiver = diary.receiver(session, cast_of_site.department).id
    page = visit("/vi/reports/", **signed_in(kept, cast_of_site.lan))
    check(page, axe)
    page.get_by_role("button", name="Bắt đầu").first.click()
    report = page.url.partition("#")[0]
    page.get_by_label("Kiến nghị, đề xuất").fill("Thêm sách song ngữ.")
    page.get_by_role("button", name="Lưu").click()
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    head = visit(report, **signed_in(kept, cast_of_site.hanh))
    for step in ("Ký duyệt", "Nộp báo cáo"):
        head.get_by_role("button", name=step).click()
    above = visit("/vi/reports/", **signed_in(kept, receiver))
    title = head.get_by_role("heading", level=1).inner_text().partition(",")[0]
    above.get_by_role("region", name="Sở GD&ĐT Mẫu tiếp nhận").get_by_text(title).first.click()
    check(above, axe)
    assert above.evaluate("document.documentElement.scrollWidth") <= 360
    above.get_by_role("link", name="Trường THCS Mẫu", exact=True).click()
    above.get_by_role("button", name="Tiếp nhận báo cáo").click()
    expect(above.locator(".head .badge").first).to_contain_text("Đã tiếp nhận")
    check(above, axe)
    page.goto(f"{report}/entries")
    check(page, axe)
