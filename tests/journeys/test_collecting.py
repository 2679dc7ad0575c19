"""A collection in a real browser: begun from a search, dragged into order, shown, read; axe looks on."""

import pytest
from playwright.sync_api import Page, expect

from library.wiring import Library
from tests.cast import Cast, let_curate_all
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")
CURATOR = (
    "collections/",
    "collections/new",
    "campaigns/",
    "campaigns/new",
    "occasions/",
    "occasions/new",
)


def test_a_curator_makes_a_collection_of_a_search_and_drags_it_into_order(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        let_curate_all(session, cast_of_site)
    page = visit("/en/search?q=gong", **signed_in(kept, cast_of_site.vy))
    page.get_by_role("link", name="Put into a collection").first.click()
    look(page, axe)
    page.get_by_role("button", name="Begin a new collection with them").click()
    page.locator("#title-en").fill("Gongs, step by step")
    page.get_by_role("button", name="Make the collection").click()
    entries = page.locator("[data-entry]")
    first, second = (entries.nth(place).locator("a").first.inner_text() for place in (0, 1))
    entries.nth(1).drag_to(entries.nth(0), target_position={"x": 5, "y": 2})
    expect(entries.nth(0).locator("a").first).to_have_text(second)
    page.get_by_role("button", name=f"Up {first}").press("Enter")
    expect(entries.nth(0).locator("a").first).to_have_text(first)
    look(page, axe)
    page.get_by_role("button", name="Show it to readers").click()
    page.get_by_role("link", name="As readers see it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gongs, step by step")
    look(page, axe)
    for path in CURATOR:
        page.goto(f"/vi/curate/{path}")
        look(page, axe)


def look(page: Page, axe: str) -> None:
    """Let axe look at a page with everything unfolded, and see that it fits a phone."""
    check(page, axe)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    page.set_viewport_size({"width": 1280, "height": 800})
