"""Writing a plan in the form: on a phone, without scripts, in two tabs, offline, signed out meanwhile."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, expect
from sqlalchemy import select

from library.accounts.models import SignIn
from library.review import drafting
from library.review.models import Submission
from library.wiring import Library
from tests.cast import Cast
from tests.journeys.conftest import Visit, signed_in
from tests.uploads import hostile

pytestmark = pytest.mark.xdist_group("browser")
TITLE = "Ngày hội phân loại rác lớp 7"
SUMMARY = "Cả lớp phân loại rác theo nhóm trong một tiết và ghi lại kết quả."
SAVED = "Đã lưu lúc"


@pytest.fixture
def lan(kept: Library, cast_of_site: Cast) -> dict[str, Any]:
    """The choices of a browser in which Lan is signed in."""
    return signed_in(kept, cast_of_site.lan)


def begin(visit: Visit, lan: dict[str, Any], **choices: Any) -> Page:
    """Open the first step of a new submission."""
    page = visit("/vi/contribute/new", **lan, **choices)
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/text")
    return page


def newest(kept: Library, page: Page) -> dict[str, Any]:
    """Return what the library has kept of the submission that a page shows."""
    number = int(page.url.split("/contribute/")[1].split("/")[0])
    with kept.sessions.reading() as session:
        return drafting.newest(session, session.get_one(Submission, number)).content


def saved(page: Page) -> None:
    """Wait until the form says that all is saved."""
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-state]")).to_contain_text(SAVED)


def test_a_plan_is_written_on_a_phone_and_handed_in(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan, width=360, has_touch=True, is_mobile=True)
    page.get_by_label("Tên", exact=True).fill(TITLE)
    page.get_by_label("Một câu giới thiệu").fill(SUMMARY)
    body = page.get_by_role("textbox", name="Bài viết")
    body.fill("## I. Mục đích\n\nHọc sinh phân loại được rác.\n\n## II. Tiến trình\n")
    body.press("Control+End")
    page.get_by_role("button", name="Bảng các bước").click()
    saved(page)
    assert "| 10 - 35 | Hoạt động chính |" in newest(kept, page)["editions"]["vi"]["body"]
    page.get_by_role("button", name="Lưu và sang “Thông tin”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    hinted = page.get_by_label("Lớp 7 gợi ý")
    expect(hinted).not_to_be_checked()
    hinted.check()
    page.get_by_label("Xử lí rác").or_(page.locator("[name=theme]")).first.check()
    page.get_by_label("Thời lượng (phút)").fill("45")
    saved(page)
    page.get_by_role("button", name="Lưu và sang “Tệp, quyền, an toàn”").click()
    picture = FilePayload(name="Ba nhóm rác.png", mimeType="image/png", buffer=hostile.picture())
    page.get_by_label("Thêm tệp").set_input_files(picture)
    page.get_by_role("button", name="Thêm các tệp đã chọn").click()
    page.get_by_label("Hình cho thấy gì").fill("Ba thùng rác có nhãn")
    page.get_by_label("Giấy phép", exact=True).select_option("licence.cc-by")
    page.locator("[name=own_work]").check()
    page.locator("[name=ai_assisted][value=no]").check()
    page.locator("[name=personal][value=none]").check()
    saved(page)
    page.get_by_role("button", name="Lưu và sang “Xem lại, gửi duyệt”").click()
    expect(page.get_by_text("Đã đủ những gì cần có")).to_be_visible()
    page.get_by_role("button", name="Gửi thẩm định").click()
    page.wait_for_url("**/preview")
    expect(page.locator("main .badge")).to_have_text("Đã gửi duyệt")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with kept.sessions.reading() as session:
        made = session.scalars(select(Submission).order_by(Submission.id.desc())).first()
        assert made and made.state == "submitted"


def test_what_the_text_states_is_made_a_fact_and_enter_only_saves(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan, width=360)
    page.locator("#vi-body").fill("Năm 1285 quân ta thắng ở Chương Dương.")
    saved(page)
    page.goto(page.url.replace("/text", "/files"))
    page.get_by_role("button", name="Lập thành một hàng: 1285").click()
    expect(page.locator("#vi-claim-1-text")).to_have_value("Năm 1285 quân ta thắng ở Chương Dương.")
    page.locator("#vi-claim-1-source").fill("Đại Việt sử ký toàn thư")
    saved(page)
    page.locator("#vi-claim-1-source").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#vi-claim-1-source")).to_have_value("Đại Việt sử ký toàn thư")
    assert page.url.endswith("/files")
    assert newest(kept, page)["editions"]["vi"]["facts"]["claims"] == [
        {
            "text": "Năm 1285 quân ta thắng ở Chương Dương.",
            "kind": "date",
            "source": "Đại Việt sử ký toàn thư",
        }
    ]


def test_without_scripts_the_form_submits_all_the_same(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan, width=360, java_script_enabled=False)
    page.locator("#vi-title").fill(TITLE)
    page.locator("#vi-summary").fill(SUMMARY)
    page.locator("#vi-body").fill("Học sinh phân loại được rác.")
    expect(page.locator(".tools-of-text")).to_have_count(0)
    page.locator("button[value=next]").click()
    page.locator("[name=grade][value='grade.07']").check()
    page.locator("#theme summary").click()
    page.locator("[name=theme]").first.check()
    page.locator("#duration_minutes").fill("45")
    page.locator("button[value=next]").click()
    page.locator("#licence").select_option("licence.cc-by")
    for name in ("own_work", "ai_assisted", "personal"):
        page.locator(f"[name={name}]").first.check()
    page.locator("button[value=next]").click()
    page.locator("form .btn.main").click()
    page.wait_for_url("**/preview")
    expect(page.locator("main .badge")).to_have_text("Đã gửi duyệt")


def test_two_tabs_show_both_texts_and_one_chooses(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("#vi-title").fill("Của thẻ thứ nhất")
    saved(page)
    other.locator("#vi-title").fill("Của thẻ thứ hai")
    expect(other.get_by_role("alert")).to_contain_text("Một trang khác của chính tài khoản này")
    assert newest(kept, page)["editions"]["vi"]["title"] == "Của thẻ thứ nhất"
    other.get_by_role("button", name="So sánh hai bản").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Đã được sửa ở nơi khác")
    expect(other.locator("ins")).to_contain_text(["Của thẻ thứ nhất"])
    other.get_by_role("button", name="Lưu lựa chọn").click()
    expect(other.locator("#vi-title")).to_have_value("Của thẻ thứ hai")
    assert newest(kept, page)["editions"]["vi"]["title"] == "Của thẻ thứ hai"


def test_what_is_typed_offline_is_kept_and_sent_when_the_network_is_back(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    page.context.set_offline(True)
    page.locator("#vi-title").fill("Gõ khi mất mạng")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    assert "title" not in newest(kept, page)["editions"]["vi"]
    page.context.set_offline(False)
    saved(page)
    assert newest(kept, page)["editions"]["vi"]["title"] == "Gõ khi mất mạng"
    assert page.evaluate("localStorage.length") == 0


def test_what_was_never_sent_is_offered_when_the_page_is_opened_again(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    address = page.url
    page.context.route(address, lambda route: route.abort())
    page.locator("#vi-title").fill("Máy tắt giữa chừng")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    page.context.clear_cookies()  # what a page sends as it goes may slip past the route
    page.goto("about:blank")
    page.context.unroute(address)
    page.context.add_cookies(lan["storage_state"]["cookies"])
    page.goto(address)
    expect(page.locator("#vi-title")).to_have_value("")
    page.get_by_role("button", name="Đưa vào ô soạn thảo").click()
    expect(page.locator("#vi-title")).to_have_value("Máy tắt giữa chừng")
    saved(page)
    assert newest(kept, page)["editions"]["vi"]["title"] == "Máy tắt giữa chừng"
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)


def sign_out(page: Page) -> None:
    page.goto("/vi/account")
    page.get_by_role("button", name="Đăng xuất").click()


def test_signing_out_leaves_nothing_on_a_shared_computer(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    page.evaluate("localStorage.setItem('saodieu-0-1-text', '{}')")  # of somebody else
    page.locator("#vi-title").fill("Gửi bằng nút, không đợi tự lưu")
    page.get_by_role("button", name="Lưu và sang").click()
    page.wait_for_url("**/facts")
    assert page.evaluate("localStorage.length") == 2
    sign_out(page)
    page.wait_for_url("**/vi/")
    assert page.evaluate("Object.keys(localStorage)") == ["saodieu-0-1-text"]


def test_signing_out_asks_before_it_throws_away_what_was_never_sent(
    visit: Visit, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    page.context.route(page.url, lambda route: route.abort())
    page.locator("#vi-title").fill("Chưa gửi được lần nào")
    expect(page.get_by_role("alert")).to_contain_text("Chưa gửi được")
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: asked.append(dialog))
    page.once("dialog", lambda dialog: dialog.dismiss())
    sign_out(page)
    assert "còn nội dung chưa gửi" in asked[0].message
    assert page.evaluate("localStorage.length") == 1
    page.once("dialog", lambda dialog: dialog.accept())
    sign_out(page)
    page.wait_for_url("**/vi/")
    assert page.evaluate("localStorage.length") == 0


def test_signed_out_meanwhile_is_said_and_mends_itself(
    visit: Visit, kept: Library, cast_of_site: Cast, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    with kept.sessions.writing() as session:
        for each in session.scalars(select(SignIn).where(SignIn.user_id == cast_of_site.lan)):
            session.delete(each)
    page.locator("#vi-title").fill("Phiên đã hết")
    expect(page.get_by_role("alert")).to_contain_text("Phiên đăng nhập đã hết")
    expect(page.get_by_role("alert").get_by_role("link", name="Đăng nhập")).to_be_visible()
    again = signed_in(kept, cast_of_site.lan)["storage_state"]["cookies"]
    page.context.add_cookies(again)
    saved(page)
    assert newest(kept, page)["editions"]["vi"]["title"] == "Phiên đã hết"


def test_closing_the_page_saves_what_was_just_typed(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    page.locator("#vi-title").fill("Đóng ngay")
    page.goto("/vi/help")
    with page.expect_navigation():
        page.go_back()
    expect(page.locator("#vi-title")).to_have_value("Đóng ngay")


ON_ITS_WAY = """title => {
  const form = document.querySelector("[data-autosave]");
  const fields = new FormData(form);
  fields.set("vi-title", title);
  const pairs = [...fields].filter(([, value]) => typeof value === "string");
  localStorage.setItem(form.dataset.autosave, JSON.stringify({ at: Date.now(), pairs, sent: true }));
  return Object.fromEntries(pairs);
}"""


def test_a_page_that_comes_back_waits_for_what_it_sent_when_it_closed(
    visit: Visit, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    sent = page.evaluate(ON_ITS_WAY, "Còn trên đường")
    page.reload()
    expect(page.locator("#vi-title")).to_have_value("")
    page.request.post(page.url, form=sent, headers={"Accept": "application/json"})
    expect(page.locator("#vi-title")).to_have_value("Còn trên đường")
    expect(page.get_by_role("alert")).to_have_count(0)


# ---- the editor


def body_of(page: Page) -> str:
    return page.locator("#vi-body").input_value()


def test_a_table_is_made_and_filled_by_the_keyboard_alone(
    visit: Visit, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    field = page.locator("#vi-body")
    page.get_by_role("button", name="Tiêu đề mục").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bảng", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Bảng")
    dialog.get_by_label("Số dòng").fill("1")
    dialog.get_by_label("Số cột").fill("2")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    for words in ("Phút", "Việc", "0 - 10", "Mở đầu", "10 - 20", "Kết thúc"):
        page.keyboard.insert_text(words)
        page.keyboard.press("Tab")
    rows = [line.replace(" ", "") for line in body_of(page).strip().splitlines()]
    assert rows[:4] == ["|Phút|Việc|", "|---|---|", "|0-10|Mởđầu|", "|10-20|Kếtthúc|"]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("getSelection().toString()") in ("Kết thúc", "")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_what_a_button_wrote_is_taken_back_like_typing(visit: Visit, lan: dict[str, Any]) -> None:
    page = begin(visit, lan)
    field = page.locator("#vi-body")
    field.focus()
    page.keyboard.type("mot hai")
    page.keyboard.press("Shift+Home")
    page.get_by_role("button", name="Đậm").click()
    assert body_of(page) == "**mot hai**"
    page.get_by_role("button", name="Danh sách", exact=True).click()
    assert body_of(page) == "- **mot hai**"
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert body_of(page) == "mot hai"


def test_the_preview_follows_the_text_beside_it(visit: Visit, lan: dict[str, Any]) -> None:
    page = begin(visit, lan, width=1440)
    page.locator("#vi-body").fill("## I. Mục đích\n\n**Rõ** <script>alert(1)</script>")
    live = page.locator("#live")
    expect(live.get_by_role("heading", name="I. Mục đích")).to_be_visible()
    expect(live.locator("strong")).to_have_text("Rõ")
    expect(live.locator("script")).to_have_count(0)
    text, shown = page.locator("#vi-body").bounding_box(), live.bounding_box()
    assert text and shown and shown["x"] > text["x"] + text["width"]


def test_a_picture_of_the_submission_goes_into_the_text_with_its_words(
    visit: Visit, kept: Library, lan: dict[str, Any]
) -> None:
    page = begin(visit, lan)
    page.goto(page.url.replace("/text", "/files"))
    picture = FilePayload(name="hinh.png", mimeType="image/png", buffer=hostile.picture())
    page.locator("#new_files").set_input_files(picture)
    page.locator("button[value=stay]").click()
    page.get_by_label("Hình cho thấy gì").fill("Nửa đỏ nửa xanh")
    saved(page)
    assert newest(kept, page)["files"][0]["alt"] == {"vi": "Nửa đỏ nửa xanh"}
    page.goto(page.url.replace("/files", "/text"))
    page.get_by_role("button", name="Hình", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Chèn").click()
    expect(page.locator("#vi-body")).to_have_value("![Nửa đỏ nửa xanh](files/hinh.png)\n")
