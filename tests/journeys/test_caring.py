"""After publication in a real browser: a reader reports, the school answers, the register hides."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from library.accounts import users
from library.care import corrections
from library.consents import portraits, register, rules
from library.consents.register import Given
from library.database import today
from library.review import withdrawing
from library.review.workflow import State
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.journeys.conftest import Visit, signed_in
from tests.journeys.test_accessibility import axe, check
from tests.review import desk
from tests.web.conftest import PIXEL

__all__ = ["axe"]
pytestmark = pytest.mark.xdist_group("browser")


def test_axe_finds_nothing_in_what_comes_after_publication(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    """Problems, the care of an item and the register, each empty, filled in and refused."""
    slug = tended(kept, cast_of_site)
    page = visit(f"/en/items/{slug}/problem", **signed_in(kept, cast_of_site.hanh))
    page.locator("#text").fill(" ")
    page.get_by_role("button", name="Send the report").click()
    page.locator("#errors-title").wait_for()
    tidy(page, axe)
    page.get_by_role("radio").first.check()
    page.locator("#text").fill("The year is 1976.")
    page.get_by_role("button", name="Send the report").click()
    page.locator(".notice.ok").wait_for()
    tidy(page, axe)
    page.goto("/en/problems/")
    tidy(page, axe)
    page.locator(".entries a").first.click()
    tidy(page, axe)
    for address in (f"items/{slug}", f"items/{slug}/care", f"items/{slug}/consents", "withdrawn/",
                    "consents/form", "account", "review/"):  # fmt: skip
        page.goto(f"/vi/{address}")
        tidy(page, axe)
    page.goto(f"/vi/items/{slug}/consents")
    page.locator("#person").fill("Học sinh B")
    page.locator("#given_on").fill("2026-01-05")
    page.locator("form[enctype] button").click()
    page.locator("#errors-title").wait_for()
    tidy(page, axe)


def tended(kept: Library, cast: Cast) -> str:
    """Put an item of the school in place, with a photo of one who agrees, corrected and withdrawn."""
    with kept.writing() as session:
        hanh = users.by_id(session, cast.hanh)
        made = desk.submission(session, kept, cast, State.PUBLISHED, name="muc-duoc-cham-soc")
        files = {"lop.png": PIXEL, "khac.png": PIXEL + b"\0"}
        revision = make.saved(session, kept, "muc-duoc-cham-soc", files=files)
        item, made.revision_id = revision.item, revision.id
        portraits.mark(session, hanh, item, "files/lop.png", 2)
        said = Given("Học sinh A, lớp 7A", "child", rules.SHOWN, "library", today(),
                     "files/lop.png", by_person=True, by_guardian=True)  # fmt: skip
        register.add(session, hanh, item, said)
        ended = register.add(session, hanh, item, replace(said, person="Học sinh C"))
        register.withdraw(session, hanh, ended, "Gia đình đổi ý.")
        item.marked_id, item.marked_by_id = revision.id, cast.department
        item.marked_on = today()
        corrections.add(session, hanh, revision, "Tên xã sau khi sáp nhập.")
        other = make.saved(session, kept, "muc-da-rut").item
        other.unit_id = cast.school
        session.flush()
        session.refresh(other)
        withdrawing.withdraw(session, hanh, other, "Tên xã đã đổi.")
        return item.slug


def tidy(page: Page, axe: str) -> None:
    """Check a page, and that it needs no sideways scrolling on a telephone."""
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
