"""The vocabulary in a real browser: names that clash while typed, a tag dragged, a step taken back."""

import pytest
from playwright.sync_api import Page, expect

from library.accounts import units, users
from library.review import drafting, wishes
from library.tags import recording
from library.wiring import Library
from tests.cast import Cast, let_curate_all
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")
WASTE = "theme.environment.waste"


@pytest.fixture
def curator(visit: Visit, kept: Library, cast_of_site: Cast) -> Page:
    """A page of Vy, who curates the whole library."""
    with kept.sessions.writing() as session:
        let_curate_all(session, cast_of_site)
    return visit("/en/curate/", **signed_in(kept, cast_of_site.vy))


def test_axe_finds_nothing_on_the_pages_of_curators(
    curator: Page, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.writing() as session:
        lan = users.by_id(session, cast_of_site.lan)
        school = units.by_id(session, cast_of_site.school)
        draft = drafting.begin(session, lan, school, "vi")
        wishes.wish(session, lan, draft, "theme", {"vi": "Trò chơi dân gian"}, "Cho ngày hội.")
    for path in (
        "curate/",
        "curate/schemes/theme",
        "curate/schemes/grade",
        "curate/schemes/theme/new",
        f"curate/tags/{WASTE}",
        f"curate/tags/{WASTE}/merge?into=theme.environment",
        f"curate/tags/{WASTE}/merge?into=grade.07",
        f"curate/tags/{WASTE}/retire",
        f"curate/tags/{WASTE}/split?into-1=theme.environment&into-2=theme.heritage",
        "curate/abbreviations?abbreviation=TH",
        "curate/wishes",
    ):
        for language in ("vi", "en"):
            curator.goto(f"/{language}/{path}")
            curator.evaluate(
                "document.querySelectorAll('main details').forEach(e => e.open = true)"
            )
            check(curator, axe)
            curator.set_viewport_size({"width": 360, "height": 800})
            assert curator.evaluate("document.documentElement.scrollWidth") <= 360, path
            curator.set_viewport_size({"width": 1280, "height": 800})


def test_a_clash_is_told_while_a_name_is_typed_and_asked_about_when_it_is_sent(
    curator: Page, axe: str
) -> None:
    curator.goto("/en/curate/schemes/theme/new")
    curator.get_by_label("Name (Tiếng Việt)", exact=True).fill("tro choi dan gian")
    expect(curator.locator(".warning").first).to_contain_text("is also a name of")
    curator.get_by_role("button", name="Make the tag").click()
    expect(curator.locator("#errors-title")).to_be_visible()
    check(curator, axe)
    expect(curator.get_by_label("Name (Tiếng Việt)", exact=True)).to_have_value("tro choi dan gian")


def test_a_tag_is_dragged_below_another_and_put_back(curator: Page, kept: Library) -> None:
    curator.goto("/en/curate/schemes/theme")
    tag = curator.locator(f"[data-id='{WASTE}']")
    with curator.expect_navigation():
        tag.drag_to(curator.locator("[data-id='theme.reform']"))
    with kept.sessions.reading() as session:
        assert recording.by_id(session, WASTE).parent_id == "theme.reform"
    curator.goto(f"/en/curate/tags/{WASTE}")
    expect(curator.locator(".told li").first).to_contain_text("now below: Education reform")
    with curator.expect_navigation():
        curator.get_by_role("button", name="Undo").first.click()
    with kept.sessions.reading() as session:
        assert recording.by_id(session, WASTE).parent_id == "theme.environment"


def test_a_name_is_changed_by_keyboard_alone(curator: Page, kept: Library) -> None:
    curator.goto(f"/en/curate/tags/{WASTE}")
    curator.locator("#label-en").focus()
    curator.keyboard.press("Control+a")
    curator.keyboard.type("Waste")
    curator.keyboard.press("Enter")
    expect(curator.locator("h1")).to_have_text("Waste")
    curator.get_by_role("button", name="Undo").first.focus()
    curator.keyboard.press("Enter")
    expect(curator.locator("h1")).to_have_text("Reducing plastic waste")


def test_many_items_are_changed_and_put_back_in_a_browser(
    curator: Page, kept: Library, axe: str
) -> None:
    page = curator
    page.goto("/en/search?q=hoc+sinh")
    page.get_by_role("button", name="Change these").click()
    page.get_by_label("Tag to add, 1").fill("theme.heritage.gong")
    check(page, axe)
    page.get_by_role("button", name="Show what would happen").click()
    check(page, axe)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".acts").get_by_role("button", name="Change").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("done", timeout=30_000)
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="back as").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("put back", timeout=30_000)
    page.goto("/en/curate/bulk")
    check(page, axe)
