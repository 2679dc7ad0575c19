"""From the first word to a published item that is found: four people, both languages, one phone.

With SAODIEU_RECORD=FOLDER each person's browser is recorded; `playwright show-trace` plays it.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from library.wiring import Library
from tests.cast import Cast
from tests.journeys.conftest import Visit, signed_in
from tests.uploads import hostile

pytestmark = pytest.mark.xdist_group("browser")
TITLES = {
    "vi": "Phiên chợ sách cũ của khối Bảy",
    "en": "The second-hand book market of grade seven",
}
BODY = """## I. Mục đích

Học sinh trao đổi được ít nhất một cuốn sách.

## II. Tiến trình

| Phút | Việc |
|---|---|
| 0 - 10 | Bày sách |
| 10 - 45 | Trao đổi |
"""
REMARKS = ("Ghi rõ ai trông quầy sách.", "Nên có cách làm khi trời mưa.")
ADDED = "Khi trời mưa: bày sách ở hành lang tầng một."


class Troupe:
    """Opens pages as the people of the cast, and records them when that is asked for."""

    def __init__(self, visit: Visit, kept: Library, cast: Cast, language: str) -> None:
        self.visit, self.kept, self.cast, self.language = visit, kept, cast, language
        self._folder = os.environ.get("SAODIEU_RECORD")
        self._recorded: list[tuple[str, Page]] = []

    def open(self, who: str, path: str, **choices: Any) -> Page:
        """Open a page as one of the cast, or as a reader without an account."""
        mine = {} if who == "reader" else signed_in(self.kept, getattr(self.cast, who))
        page = self.visit(f"/{self.language}/help", **mine, **choices)
        if self._folder:
            page.context.tracing.start(screenshots=True, snapshots=True)
            self._recorded.append((f"{len(self._recorded)}-{who}-{self.language}", page))
        page.goto(f"/{self.language}{path}")
        return page

    def stop(self) -> None:
        """Write what was recorded."""
        for name, page in self._recorded:
            page.context.tracing.stop(path=Path(self._folder or ".") / f"{name}.zip")


@pytest.fixture(params=["vi", "en"])
def troupe(
    request: pytest.FixtureRequest, visit: Visit, kept: Library, cast_of_site: Cast
) -> Iterator[Troupe]:
    """The people, all with the interface in one language."""
    made = Troupe(visit, kept, cast_of_site, request.param)
    yield made
    made.stop()


def test_a_plan_is_written_reviewed_corrected_published_and_found(troupe: Troupe) -> None:
    lan = troupe.open("lan", "/contribute/new", width=360, has_touch=True, is_mobile=True)
    title = TITLES[troupe.language]
    number = write(lan, title)
    binh = troupe.open("binh", "/review/")
    review(binh, title)
    correct(lan, number, troupe.language)
    accept(binh, number, troupe.language)
    hanh = troupe.open("hanh", f"/review/{number}")
    decide(hanh, "publish", "Dùng được cho cả khối.")
    reader = troupe.open("reader", "/")
    find(reader, title)


def write(page: Page, title: str) -> int:
    """Fill the four steps on a phone, with tags and two pictures, and hand it in."""
    page.locator("main form .btn.main").click()
    page.locator("[name$='-title']").fill(title)
    page.locator("[name$='-summary']").fill("Mỗi lớp bày một quầy, cả khối trao đổi sách cũ.")
    page.locator("textarea[name$='-body']").fill(BODY)
    onward(page, "facts")
    page.locator("[name=grade][value='grade.07']").check()
    page.locator("#theme summary").click()
    page.locator("[name=theme][value='theme.school-culture.love-of-learning']").check()
    page.locator("[name=duration_minutes]").fill("45")
    onward(page, "files")
    for name in ("quay-sach.png", "so-do.png"):
        picture = FilePayload(name=name, mimeType="image/png", buffer=hostile.picture())
        page.locator("input[type=file]").set_input_files(picture)
        page.locator("button[value=stay]").first.click()
        expect(page.locator("main")).to_contain_text(name)
    for alt in page.locator("[name*='-alt-']").all():
        alt.fill("Quầy sách cũ dưới gốc bàng ở sân trường")
    page.locator("[name=licence]").select_option("licence.cc-by")
    page.locator("[name=own_work]").check()
    page.locator("[name=ai_assisted][value=no]").check()
    page.locator("[name=personal][value=none]").check()
    onward(page, "send")
    page.locator("main form .btn.main").click()
    page.wait_for_url("**/preview")
    return int(page.url.split("/contribute/")[1].split("/")[0])


def onward(page: Page, step: str) -> None:
    page.locator("main form .btn.main").click()
    page.wait_for_url(f"**/{step}")


def review(page: Page, title: str) -> None:
    """Take it from the queue, comment on two paragraphs and ask for changes."""
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("form[action$='/steps/take'] button").click()
    for place, words in enumerate(REMARKS):
        remark = page.locator("details.say").nth(1 + place)
        remark.locator("summary").click()
        remark.locator("textarea").fill(words)
        remark.locator("button").click()
        expect(page.locator(".note").filter(has_text=words)).to_be_visible()
    decide(page, "ask-changes", "Hay và dễ làm; xem hai góp ý rồi gửi lại.")


def decide(page: Page, action: str, reason: str) -> None:
    page.locator("#reason").fill(reason)
    page.locator(f"button[formaction$='/steps/{action}']").click()
    expect(page.locator("main")).to_contain_text(reason)


def correct(page: Page, number: int, language: str) -> None:
    """Read what was said, mend the text, answer, and hand it in again."""
    page.goto(f"/{language}/review/{number}")
    for words in REMARKS:
        note = page.locator(".note").filter(has_text=words)
        note.locator("summary").click()
        note.locator("textarea").fill("Đã thêm.")
        note.locator("details button").click()
    page.goto(f"/{language}/contribute/{number}/text")
    body = page.locator("textarea[name$='-body']")
    body.fill(body.input_value() + f"\n{ADDED}\n")
    for step in ("facts", "files", "send"):
        onward(page, step)
    page.locator("main form .btn.main").click()
    page.wait_for_url("**/preview")


def accept(page: Page, number: int, language: str) -> None:
    """See what has changed, settle the comments, tick the checklist and accept."""
    page.goto(f"/{language}/review/{number}")
    page.locator("form[action$='/steps/take'] button").click()
    page.get_by_role("link", name="lần gửi trước").or_(
        page.get_by_role("link", name="hand-in before")
    ).click()
    expect(page.locator("ins").first).to_contain_text("Khi")
    page.goto(f"/{language}/review/{number}")
    for _ in REMARKS:
        page.locator(".note:not(.done) form[action$='/resolve'] button").first.click()
    expect(page.locator(".note.done")).to_have_count(len(REMARKS))
    for box in page.locator("[name=checked]").all():
        box.check()
    decide(page, "accept", "Đủ và đúng.")


def find(page: Page, title: str) -> None:
    """Search for it without accents, open it, see both pictures on offer."""
    words = {"Phiên": "phien cho sach cu khoi bay", "The": "second-hand book market"}
    page.locator("input[name=q]").fill(words[title.split()[0]])
    page.keyboard.press("Enter")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("main")).to_contain_text(ADDED)
    for name in ("quay-sach", "so-do"):
        expect(page.locator("main")).to_contain_text(name)
