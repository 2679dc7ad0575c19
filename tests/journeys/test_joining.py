"""From an invitation to being signed in with two factors, and asking a school for an account."""

import re

import pytest
from playwright.sync_api import Page, expect

from library.accounts import links, totp, units, users
from library.accounts.roles import Role
from library.database import now
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.journeys.conftest import Visit, signed_in

pytestmark = pytest.mark.xdist_group("browser")
PASSWORD = "diều sáo trúc bay cao"


def code(secret: str, steps: int = 0) -> str:
    return totp.code_of(secret, totp.step_at(now()) + steps)


def invited(kept: Library, cast: Cast, email: str, role: Role) -> str:
    """Return the address of an invitation."""
    with kept.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        return f"/vi/account/links/{links.invite(session, SHELL, school, role, email, 'Dung')}"


def set_up(page: Page) -> str:
    """Set the second factor up on its page; return the secret."""
    shown = page.locator("#secret").text_content() or ""
    secret = shown.replace(" ", "")
    page.locator("#code").fill(code(secret))
    page.get_by_role("button", name=re.compile("Bật|Turn on")).click()
    expect(page.locator(".codes li")).to_have_count(10)
    return secret


def test_an_invitation_a_password_a_second_factor_and_signed_in(
    visit: Visit, kept: Library, cast_of_site: Cast
) -> None:
    page = visit(invited(kept, cast_of_site, "dung@example.vn", Role.ADMINISTRATOR), width=360)
    page.get_by_label("Mật khẩu mới").fill("ngắn")
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.locator("#password-wrong")).to_contain_text("14")
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page).to_have_url(re.compile("/second-factor/set-up"))
    secret = set_up(page)
    page.get_by_role("link", name="Đã cất giữ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dung")
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("link", name="Đăng nhập").click()
    page.locator("#email").fill("dung@example.vn")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator("#code").fill(code(secret, 1))
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("link", name="Dung", exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_asks_a_school_for_an_account_and_is_invited(
    visit: Visit, kept: Library, cast_of_site: Cast, scripts: bool
) -> None:
    email = f"hoa{scripts}@example.vn".lower()
    page = visit("/vi/account/apply", width=360, java_script_enabled=scripts)
    page.get_by_label("Họ và tên").fill("Lê Hoa")
    page.locator("#email").fill(email)
    page.get_by_label("Trường", exact=True).press_sequentially("thcs mau hai")
    if not scripts:
        page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("radio", name=re.compile("Trường THCS Mẫu Hai")).check()
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã gửi")
    with kept.sessions.reading() as session:
        assert users.by_email(session, email) is None
    an = visit(f"/vi/units/{cast_of_site.other_school}", **signed_in(kept, cast_of_site.an))
    asks = an.locator(".asks", has_text=email)
    asks.get_by_role("button", name=re.compile("Mời")).click()
    shown = an.locator("#secret").text_content() or ""
    page.goto(shown)
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lê Hoa")


def test_a_password_changed_in_one_browser_ends_the_other_and_says_why(
    visit: Visit, kept: Library, cast_of_site: Cast
) -> None:
    page = visit(invited(kept, cast_of_site, "thu@example.vn", Role.READER))
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Tạo tài khoản").click()
    with kept.sessions.reading() as session:
        thu = users.by_email(session, "thu@example.vn")
        assert thu
    other = visit("/vi/account", **signed_in(kept, thu.id))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dung")
    page.get_by_label("Mật khẩu hiện tại").fill(PASSWORD)
    page.get_by_label("Mật khẩu mới").fill("nong nia dần sàng rổ rá")
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_text("trình duyệt này")).to_be_visible()
    other.reload()
    expect(other.get_by_role("status")).to_contain_text("Mật khẩu của tài khoản này đã đổi")
