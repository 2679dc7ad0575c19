"""A plan from above in a real browser, on a telephone: a school takes tasks over; axe looks at the pages."""

import pytest
from playwright.sync_api import expect

from library.wiring import Library
from tests.cast import Cast
from tests.directives import paper
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_a_school_takes_tasks_over_and_cites_a_text_of_the_library(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        number = paper.issued(session, cast_of_site).id
        drafter, head = (each.id for each in paper.people(session, cast_of_site))
    above = f"/vi/plans/above/{number}"
    page = visit(above, width=360, **signed_in(kept, cast_of_site.lan))
    check(page, axe)
    page.get_by_role("link", name="Tiếp nhận cho").click()
    page.get_by_role("button", name="Tiếp nhận", exact=True).click()
    check(page, axe)
    page.get_by_role("link", name="Lập câu lạc bộ truyền thông").click()
    page.get_by_label("Tiến độ", exact=True).select_option(label="Đang làm")
    page.get_by_role("button", name="Lưu").click()
    check(page, axe)
    page.goto(f"/vi/plans/bases/{cast_of_site.school}")
    page.get_by_label("Tìm văn bản").press_sequentially("thong tin doi ngoai")
    page.locator("#found input").first.check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for who, path in ((drafter, "edit"), (head, "units")):
        other = visit(f"{above}/{path}", width=360, **signed_in(kept, who))
        check(other, axe)
        assert other.evaluate("document.documentElement.scrollWidth") <= 360, path
