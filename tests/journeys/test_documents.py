"""Three clicks from an item to a document, by keyboard on a telephone; axe looks at every page of it."""

import pytest

from library.accounts import units
from library.documents import profiles
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

pytestmark = pytest.mark.xdist_group("browser")
__all__ = ["axe"]


def test_an_item_becomes_a_document_in_three_clicks(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        school = units.by_id(session, cast_of_site.school)
        signer = {"name": "Nguyễn Thị Hạnh", "post": "Hiệu trưởng", "power": "", "of": ""}
        said = {"symbol": "THCSM", "place": "Lâm Đồng", "signers": [signer]}
        profiles.change(session, SHELL, school, said, 0)
    page = visit(
        "/vi/items/local-culture-festival", width=360, **signed_in(kept, cast_of_site.hanh)
    )
    page.get_by_role("link", name="Làm văn bản").click()
    check(page, axe)
    page.get_by_role("link", name="Kế hoạch tổ chức hoạt động", exact=True).click()
    check(page, axe)
    page.get_by_label("Địa điểm").fill("sân trường")
    page.get_by_role("button", name="Lập văn bản").press("Enter")
    page.get_by_role("heading", name="Các trang").wait_for()
    first = page.locator(".sheets img").first
    assert first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 500
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    page.goto(f"/en/units/{cast_of_site.school}/letterhead")
    check(page, axe)
    keeper = visit(f"/vi/units/{cast_of_site.department}/forms", **signed_in(kept, cast_of_site.an))
    check(keeper, axe)
    keeper.get_by_role("link", name="Kế hoạch tổ chức hoạt động", exact=True).click()
    check(keeper, axe)
    pages = keeper.locator(".live .sheets img")
    before = pages.count()
    keeper.get_by_label("Mẫu ở dạng chữ").press_sequentially("parts: không\n")
    keeper.get_by_role("status").filter(has_text="Dòng").wait_for()
    assert before and pages.count() == before
    check(keeper, axe)
