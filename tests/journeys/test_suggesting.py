"""Suggestions under the box: by keyboard, by finger, with an input method, and none without a script."""

import re
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.xdist_group("browser")
GONGS = "**/vi/tags/theme.heritage.gong"
SMALLEST = 44


def type_in(page: Page, text: str) -> Locator:
    """Type into the box as people do and return the options."""
    page.locator("#q").press_sequentially(text)
    return page.get_by_role("option")


def answered(page: Page, beginning: str) -> list[str]:
    """Return what the library suggests: other journeys on this server may have searched for it too."""
    asked_for = f"/api/v1/suggest?q={quote(beginning)}&lang=vi"
    said = page.request.get(asked_for).json()
    return [each["text"] for each in said["suggestions"]]


def asked(page: Page) -> list[str]:
    """Return a list that grows with every beginning that the page asks for."""
    found: list[str] = []

    def note(url: str) -> None:
        if "/suggest" in url:
            found.append(parse_qs(urlsplit(url).query)["q"][0])

    page.on("request", lambda request: note(request.url))
    return found


def test_typed_without_accents_chosen_with_an_arrow_opened_with_enter(visit: Visit) -> None:
    page = visit("/vi/")
    box = page.get_by_role("combobox", name="Tìm hoạt động")
    first = type_in(page, "cong ch").first
    expect(first).to_contain_text("cồng chiêng")
    expect(page.get_by_role("listbox", name="Gợi ý")).to_be_visible()
    expect(first.locator("b")).to_have_text(["cồng", "ch"])
    count = len(answered(page, "cong ch"))
    expect(page.get_by_role("status")).to_contain_text(f"Có {count} gợi ý")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_be_focused()
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    page.keyboard.press("Enter")
    page.wait_for_url(GONGS)


def test_arrows_go_round_through_the_box_and_the_caret_lets_go(visit: Visit) -> None:
    page = visit("/en/", locale="en-GB")
    options = type_in(page, "gong")
    expect(options.first).to_be_visible()
    chosen = page.locator("[aria-selected=true]")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=gong")


def test_escape_closes_the_list_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit("/vi/")
    first = type_in(page, "cong ch").first
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    box = page.locator("#q")
    expect(box).to_have_value("cong ch")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_hidden()


def test_a_finger_finds_an_option_and_the_button_stays_free(visit: Visit) -> None:
    page = visit("/vi/search", width=360, has_touch=True)
    options = type_in(page, "van h")
    expect(options.first).to_be_visible()
    heights = options.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= SMALLEST
    page.get_by_role("button", name="Tìm").click(trial=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    title = options.first.locator("span").inner_text()
    options.first.tap()
    page.wait_for_url("**/vi/tags/**")
    expect(page.locator("h1")).to_have_text(title)


def test_one_letter_asks_nothing_and_an_answer_that_comes_late_is_dropped(visit: Visit) -> None:
    page = visit("/vi/")
    beginnings = asked(page)
    page.route("**/suggest?q=co&**", lambda _: None)
    page.clock.install()
    page.locator("#q").press_sequentially("c")
    page.clock.run_for(5_000)
    assert not beginnings
    with page.expect_request("**/suggest?q=co&**"):
        page.locator("#q").press_sequentially("o")
        page.clock.run_for(120)
    with page.expect_event("requestfailed") as given_up:
        page.locator("#q").press_sequentially("ng ch")
        page.clock.run_for(120)
    assert "q=co&" in given_up.value.url
    expect(page.get_by_role("option")).to_have_text(
        [re.compile(re.escape(each)) for each in answered(page, "cong ch")]
    )
    assert beginnings == ["co", "cong ch"]


def test_an_answer_that_cannot_be_read_closes_the_list(visit: Visit) -> None:
    page = visit("/vi/")
    first = type_in(page, "cong").first
    expect(first).to_be_visible()
    page.route(
        "**/suggest?**", lambda route: route.fulfill(body="<title>Sign in here first</title>")
    )
    type_in(page, " ch")
    expect(first).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()


def test_half_a_syllable_in_an_input_method_asks_nothing(visit: Visit) -> None:
    page = visit("/vi/")
    beginnings = asked(page)
    page.locator("#q").focus()
    # Stopped, so that on a busy machine no more time passes than the test lets pass.
    page.clock.install(time=datetime(2026, 11, 25, 8))
    page.clock.pause_at(datetime(2026, 11, 25, 9))
    keyboard = page.context.new_cdp_session(page)
    for half in ("ch", "chi", "chie", "chiê", "chiên", "chiêng"):
        place = {"selectionStart": len(half), "selectionEnd": len(half)}
        keyboard.send("Input.imeSetComposition", {"text": half, **place})
        page.clock.run_for(500)
    assert not beginnings
    keyboard.send("Input.insertText", {"text": "chiêng"})
    expect(page.locator("#q")).to_have_value("chiêng")
    page.clock.run_for(500)
    expect(page.get_by_role("option").first).to_be_visible()
    assert beginnings == ["chiêng"]


@pytest.mark.parametrize(
    "choices", [{"java_script_enabled": False}, {"extra_http_headers": {"Save-Data": "on"}}]
)
def test_without_a_script_or_with_little_data_the_box_is_a_box(
    visit: Visit, choices: dict[str, object]
) -> None:
    page = visit("/vi/", **choices)
    beginnings = asked(page)
    page.locator("#q").press_sequentially("cong ch")
    expect(page.get_by_role("searchbox", name="Tìm hoạt động")).to_be_visible()
    expect(page.get_by_role("listbox", include_hidden=True)).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/vi/search?q=cong+ch")
    assert not beginnings
