"""The workbench in a real browser: a search in vain becomes a synonym by keyboard; axe finds nothing."""

import pytest

from library.database import today
from library.search import asked
from library.search.asked import Count
from library.wiring import Library
from tests.cast import Cast, let_curate_all
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_a_search_in_vain_becomes_a_synonym_by_keyboard_alone(
    visit: Visit, kept: Library, cast_of_site: Cast, axe: str
) -> None:
    with kept.writing() as session:
        let_curate_all(session, cast_of_site)
        asked.add(session, {("đồng nát", "vi"): Count(4, 0, 0)}, today())
    page = visit("/vi/curate/workbench", **signed_in(kept, cast_of_site.vy))
    for path in ("", "/no-english", "/no-results"):
        page.goto(f"/vi/curate/workbench{path}")
        check(page, axe)
    page.get_by_role("link", name="Thêm làm tên gọi khác").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Hoặc thẻ khác").or_(page.get_by_label("Thẻ nào")).focus()
    page.keyboard.type("Giảm rác thải nhựa")
    check(page, axe)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hoàn tác").wait_for()
    assert "Bây giờ tìm thấy" in page.locator("#now").inner_text()
    assert "Bây giờ tìm thấy: 0 mục" not in page.locator("#now").inner_text()
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
