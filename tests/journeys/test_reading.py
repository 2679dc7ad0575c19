"""Reading on any screen and on paper: languages, colours, phones, print."""

import io

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.addresses import GONGS, ITEM, PAGES
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.xdist_group("browser")
# Links that stand alone; those within a sentence may be as high as the sentence (WCAG 2.5.8).
TARGETS = (
    ".nav a, .tools a, .brand, .dock a, .also a, .chip, .facets a, summary, a.tag, .take a, "
    ".pager a, .switch a, .btn, .toc a, .files a, .counted a, .foot li a, input"
)
SMALLEST = 24


@pytest.mark.parametrize(
    "path", ["search?q=van+hoa&tag=theme.heritage", f"items/{GONGS}", "tags/theme.heritage.gong"]
)
def test_the_other_language_is_one_click_away_on_the_same_page(visit: Visit, path: str) -> None:
    page = visit(f"/vi/{path}")
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(f"{page.url.split('/en/')[0]}/en/{path}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    assert page.url.endswith("/en/")


def test_the_door_follows_the_language_of_the_browser(visit: Visit) -> None:
    assert visit("/", locale="en-GB").url.endswith("/en/")
    assert visit("/", locale="vi-VN").url.endswith("/vi/")


def background(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_colours_follow_the_machine_until_they_are_chosen(visit: Visit) -> None:
    light = background(visit("/vi/help", color_scheme="light"))
    page = visit("/vi/help", color_scheme="dark")
    dark = background(page)
    assert dark != light
    page.get_by_role("link", name="Sáng", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert background(page) == light
    page.goto("/en/tags/")
    assert background(page) == light
    page.get_by_role("link", name="As the device").click()
    expect(page.locator("html[data-theme]")).to_have_count(0)
    assert background(page) == dark


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways_and_a_finger_finds_its_target(
    visit: Visit, name: str
) -> None:
    page = visit(PAGES[name], width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """([targets, smallest]) => [...document.querySelectorAll(targets)]
            .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
            .filter(([, box]) => box.width && Math.min(box.width, box.height) < smallest)
            .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)""",
        [TARGETS, SMALLEST],
    )
    assert not small
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_the_downloads_stay_in_reach(visit: Visit) -> None:
    page = visit(f"/vi/items/{ITEM}", width=360)
    word = page.locator(".dock .main")
    expect(word).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    expect(word).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.locator(".foot .switch a").last
    assert last.bounding_box()["y"] < word.bounding_box()["y"]  # type: ignore[index]


def test_on_a_phone_filters_are_folded_and_open_with_a_touch(visit: Visit) -> None:
    page = visit("/vi/search", width=360, has_touch=True)
    option = page.locator("#facet-grade a").first
    expect(option).not_to_be_visible()
    page.locator(".facets > summary").tap()
    expect(option).to_be_visible()


def test_with_large_letters_nothing_is_lost(visit: Visit) -> None:
    page = visit(f"/vi/items/{ITEM}", width=640)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def printed(page: Page) -> tuple[list[str], int]:
    """Return what stands on each sheet of paper, and how many pictures there are."""
    sheets, pictures = [], 0
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4"))) as paper:
        for sheet in paper:
            text = sheet.get_textpage()
            sheets.append(text.get_text_bounded())
            pictures += len(list(sheet.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
            text.close()
            sheet.close()
    return sheets, pictures


def test_paper_shows_the_plan_and_where_it_is_from_and_nothing_to_click(visit: Visit) -> None:
    page = visit(f"/vi/items/{ITEM}")
    sheets, _ = printed(page)
    text = "\n".join(sheets)
    assert 2 <= len(sheets) <= 8
    assert "Rung chuông vàng" in sheets[0] and "/i/" in sheets[-1]
    for words in ("Trợ giúp", "Màu trang", "English", "Tải về", "Markdown", "Cùng chủ đề"):
        assert words not in text


def test_paper_shows_the_pictures_of_the_plan(visit: Visit) -> None:
    _, pictures = printed(visit(f"/en/items/{GONGS}"))
    assert pictures == 1
