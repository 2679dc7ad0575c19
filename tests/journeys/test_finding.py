"""The journey the library is for: from three words to a Word file that can be printed."""

from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import docx
import pytest
from playwright.sync_api import Download, Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.xdist_group("browser")
WORDS = "cong chieng lop 7"
MOST_TABS = 80


def paragraphs(download: Download, place: Path) -> list[str]:
    """Keep a Word file, open it and return its paragraphs."""
    file = place / download.suggested_filename
    download.save_as(file)
    assert file.suffix == ".docx"
    return [paragraph.text.lower() for paragraph in docx.Document(str(file)).paragraphs]


def test_two_clicks_after_the_search_a_teacher_holds_a_word_file(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("/vi/")
    page.get_by_label("Tìm hoạt động").fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    first = page.locator(".rows h3 a").first
    title = first.inner_text()
    first.click()
    with page.expect_download() as waiting:
        page.locator(".dock .main").click()
    text = paragraphs(waiting.value, tmp_path)
    assert any(title.lower() in paragraph for paragraph in text)
    assert waiting.value.suggested_filename[:10] == title[:10]


def test_a_result_can_be_downloaded_from_the_list_with_one_click(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"/vi/search?q={WORDS}")
    title = page.locator(".rows h3").first.inner_text()
    with page.expect_download() as waiting:
        page.locator(".rows .take a").first.click()
    assert any(title.lower() in text for text in paragraphs(waiting.value, tmp_path))


def test_filters_narrow_and_a_chip_widens_again(visit: Visit) -> None:
    page = visit("/vi/search?q=van+hoa")
    all_of_them = page.locator(".head h2").inner_text()
    option = page.locator("#facet-grade a").filter(has_text="Lớp 7")
    promised = option.locator("span").inner_text()
    option.click()
    expect(page.locator(".head h2")).to_have_text(f"{promised} mục")
    expect(page.get_by_label("Tìm hoạt động")).to_have_value("van hoa")
    page.locator(".chip").filter(has_text="Lớp 7").click()
    expect(page.locator(".head h2")).to_have_text(all_of_them)
    expect(page.locator(".chip")).to_have_count(0)


def test_what_was_understood_is_taken_away_and_left_as_it_was_typed(visit: Visit) -> None:
    page = visit("/vi/")
    page.get_by_label("Tìm hoạt động").fill("k8 bao luc hoc duong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    understood = page.get_by_role("group", name="Cách hiểu câu tìm")
    grade = understood.locator(".chip").filter(has_text="Lớp 8")
    expect(grade).to_be_visible()
    expect(page.locator(".rows h3").first).to_contain_text("bạo lực học đường")
    grade.click()
    expect(understood.locator(".chip")).to_have_count(1)
    expect(grade).to_have_count(0)
    understood.get_by_role("link", name="Tìm đúng chữ đã gõ").click()
    expect(understood).to_have_count(0)
    expect(page.get_by_label("Tìm hoạt động")).to_have_value("k8 bao luc hoc duong")
    page.go_back()
    expect(understood.locator(".chip")).to_have_count(1)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, which must be seen all the way."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        outline = focused.evaluate(
            "each => getComputedStyle(each).outlineStyle + getComputedStyle(each).boxShadow"
        )
        assert outline != "nonenone", f"the focus cannot be seen on {focused.inner_text()}"
        if focused.evaluate("(each, wanted) => each.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def skip_to_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_keyboard_alone_is_enough(visit: Visit, tmp_path: Path) -> None:
    page = visit("/vi/")
    skip_to_content(page)
    tab_to(page, "#q")
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search**")
    skip_to_content(page)
    tab_to(page, ".rows h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/**")
    skip_to_content(page)
    tab_to(page, ".dock .main")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert len(paragraphs(waiting.value, tmp_path)) > 10


def test_filters_work_with_the_keyboard(visit: Visit) -> None:
    page = visit("/vi/search")
    skip_to_content(page)
    tab_to(page, "#facet-level summary")
    page.keyboard.press("Enter")
    tab_to(page, "#facet-level a")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("group", name="Điều kiện lọc đã chọn")
    expect(chosen.locator(".chip")).to_have_count(1)


def test_without_scripts_everything_essential_works(visit: Visit, tmp_path: Path) -> None:
    page = visit("/vi/", java_script_enabled=False)
    page.locator("#q").fill(WORDS)
    page.locator("form button").click()
    page.locator("#facet-grade a").filter(has_text="Lớp 7").click()
    chosen = page.get_by_role("group", name="Điều kiện lọc đã chọn")
    expect(chosen.locator(".chip")).to_have_count(1)
    page.locator(".rows h3 a").first.click()
    expect(page.locator("[data-copy]")).to_have_count(2)
    expect(page.locator("[data-copy]").first).to_be_hidden()
    with page.expect_download() as waiting:
        page.locator(".dock .main").click()
    assert len(paragraphs(waiting.value, tmp_path)) > 10


def test_a_search_that_finds_nothing_leads_on(visit: Visit) -> None:
    page = visit("/vi/search?tag=grade.04&tag=theme.sovereignty")
    page.locator(".empty .chip").first.click()
    expect(page.locator(".rows li").first).to_be_visible()


def test_a_search_is_saved_followed_from_the_list_and_removed(visit: Visit) -> None:
    page = visit(f"/vi/search?q={WORDS}")
    page.get_by_role("link", name="Lưu tìm kiếm này").click()
    expect(page.get_by_text("Đã lưu tìm kiếm này")).to_be_visible()
    page.goto("/vi/")
    page.get_by_role("link", name="Tìm kiếm đã lưu").click()
    page.get_by_role("link", name=WORDS, exact=True).click()
    expect(page.get_by_label("Tìm hoạt động")).to_have_value(WORDS)
    page.get_by_role("link", name="Tìm kiếm đã lưu").click()
    page.get_by_role("link", name="Bỏ").click()
    expect(page.locator(".empty h2")).to_have_text("Chưa lưu tìm kiếm nào trên thiết bị này")


def test_the_citation_is_copied_with_one_click(visit: Visit) -> None:
    page = visit("/vi/items/class-waste-audit", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy=citation]")
    button.click()
    expect(button).to_have_text("Đã chép")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()


def test_a_pasted_page_as_a_query_is_answered_by_the_server_itself(site: str) -> None:
    address = f"{site}/vi/search?" + urlencode({"q": "cồng chiêng " * 900})
    with urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        assert "Câu tìm quá dài" in answer.read().decode()
