"""axe-core finds nothing (WCAG 2.2 AA and best practice) on any page, wide and narrow, light and dark."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from library import notices
from library.accounts import applications, links, totp, units, users
from library.accounts.roles import Role
from library.database import now
from library.errors import Message
from library.originals.models import Batch, State
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast, let_curate_all
from tests.items import papers
from tests.journeys.addresses import PAGES
from tests.journeys.conftest import Visit, signed_in
from tests.originals import standing_in

pytestmark = pytest.mark.xdist_group("browser")
AXE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
# What can differ between light and dark.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core; our policy forbids foreign script elements, so it is evaluated."""
    if not AXE.is_file():
        pytest.skip("no axe-core: npm install --prefix tests/browser (accessibility left out)")
    return AXE.read_text("utf-8")


def faults(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds: the rule, the element, why."""
    # Where all is well, one element of a rule suffices: to describe each takes half of the time.
    choices = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("choices => axe.run(document, choices)", choices)
    assert found["passes"], "axe has looked at nothing"
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Visit, axe: str, name: str) -> None:
    check(visit(PAGES[name]), axe)


def test_axe_finds_nothing_in_a_list_of_saved_searches(visit: Visit, axe: str) -> None:
    page = visit(PAGES["saved search"])
    page.goto("/vi/search/saved?q=" + "r%C3%A1c" * 40 + "&choice=add")
    page.goto("/en/search/saved")
    assert page.locator(".saved li").count() == 2
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_in_the_form_of_a_submission(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    page = visit("/vi/contribute/", **signed_in(kept, cast_of_site.minh))
    check(page, axe)
    page.goto("/en/contribute/new")
    check(page, axe)
    page.get_by_role("button", name="Begin").click()
    page.locator("#en-title").fill("Sorting waste in grade 7")
    page.locator("#en-body").fill("## Aims\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![](files/no.png)")
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Show", exact=True).or_(page.locator("#live")).first.wait_for()
    check(page, axe)
    page.get_by_role("button", name="Table", exact=True).click()
    check(page, axe)
    page.keyboard.press("Escape")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#en-title").fill("Sorting")
    expect(other.locator("[data-state]")).to_have_attribute("data-state", "saved")
    page.locator("#en-title").fill("Waste")
    page.get_by_role("button", name="Compare both").wait_for()
    check(page, axe)
    page.get_by_role("button", name="Compare both").click()
    page.locator(".two").wait_for()
    check(page, axe)
    address = other.url.rpartition("/")[0]
    for step in ("facts", "files", "send", "preview", "saves", "saves/1"):
        other.goto(f"{address}/{step}")
        check(other, axe)
        assert other.evaluate("document.documentElement.scrollWidth") <= 360, step


def test_axe_finds_nothing_in_beginning_from_a_file(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    page = visit("/vi/contribute/originals/new", **signed_in(kept, cast_of_site.minh))
    page.locator("summary").click()
    page.locator("main form .btn.main").click()
    page.locator(".errors").wait_for()
    check(page, axe)
    with kept.sessions.writing() as session:
        made = [standing_in.original(session, cast_of_site, state).id for state in State]
    for id in made:
        page.goto(f"/en/contribute/originals/{id}")
        for fold in page.locator("main details").all():
            fold.locator("summary").click()
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, id
    page.goto("/vi/contribute/")
    check(page, axe)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_many_at_once(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast, width: int
) -> None:
    page = visit("/vi/contribute/batches/new", width, **signed_in(kept, cast_of_site.minh))
    page.locator("main form .btn.main").click()
    page.locator(".errors").wait_for()
    check(page, axe)
    with kept.sessions.writing() as session:
        told = [["a.doc", Message("Không nhận").packed()]]
        batch = Batch(user_id=cast_of_site.minh, unit_id=cast_of_site.school, refused=told)
        session.add(batch)
        session.flush()
        for state in (State.READ, State.READ, State.REFUSED, State.BEGUN):
            standing_in.original(session, cast_of_site, state).batch_id = batch.id
        id = batch.id
    for language in ("vi", "en"):
        page.goto(f"/{language}/contribute/batches/{id}")
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("input[name^=grade-]").first.fill("lớp mười ba")
    page.locator("button[value=save]").click()
    page.locator(".errors").wait_for()
    check(page, axe)


def test_axe_finds_nothing_inside_attachments(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    files = {"to.pdf": papers.pdf("Trang"), "bai.pptx": papers.slides("Một", "")}
    with kept.writing() as session:
        plan = make.plan(title="Có tệp đính kèm")
        make.saved(session, kept, "co-tep-dinh-kem", files=files, vi=plan)
    page = visit("/vi/items/co-tep-dinh-kem")
    check(page, axe)
    for name in files:
        page.goto(f"/en/items/co-tep-dinh-kem/preview/{name}")
        check(page, axe)
        page.locator(".leaf, .slide").first.wait_for()
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


def test_axe_finds_nothing_on_the_pages_of_accounts(visit: Visit, axe: str) -> None:
    for path in ("sign-in", "forgotten", "apply", "links/nothing"):
        page = visit(f"/vi/account/{path}")
        if path != "links/nothing":
            page.locator("main form .btn.main").click()
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_axe_finds_nothing_on_the_pages_of_somebody_who_looks_after_accounts(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        school = units.by_id(session, cast_of_site.school)
        applications.apply(session, school, "axe@example.vn", "Mai", "vi", "Tổ Toán")
        secret = links.invite(session, SHELL, school, Role.READER, "invited@example.vn", "Hoa")
    page = visit("/vi/units/", **signed_in(kept, cast_of_site.an))
    unit = f"/vi/units/{cast_of_site.school}"
    for path in (
        "/en/units/?q=mau",
        unit,
        f"{unit}/edit",
        f"{unit}/people/{cast_of_site.binh}",
        "/en/account",
        "/vi/account/second-factor/set-up",
        f"/en/account/links/{secret}",
    ):
        page.goto(path)
        page.set_viewport_size({"width": 1280, "height": 800})
        for fold in page.locator("details").all():
            fold.locator("summary").click()
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.goto("/vi/account/second-factor/set-up")
    secret = (page.locator("#secret").text_content() or "").replace(" ", "")
    page.locator("#code").fill(totp.code_of(secret, totp.step_at(now())))
    page.locator("main .btn.main").click()
    expect(page.locator(".codes li")).to_have_count(10)
    check(page, axe)
    page.goto("/vi/account")
    check(page, axe)
    page.locator("#token_name").fill("Sao chép")
    page.locator("#ends_on").fill((now() + timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Tạo khóa").click()
    page.locator("#secret").wait_for()
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def check(page: Page, axe: str) -> None:
    """Check a page wide and narrow, light and dark; it stays narrow."""
    page.evaluate(axe)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            assert not faults(page, rules), f"{scheme} at {width}"


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_with_suggestions_open(visit: Visit, axe: str, width: int) -> None:
    page = visit("/vi/", width=width)
    page.evaluate(axe)
    page.locator("#q").press_sequentially("van h")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    for scheme, rules in (("light", ALL), ("dark", COLOURS)):
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        assert not faults(page, rules), scheme


def test_axe_finds_nothing_in_notices_and_history(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast
) -> None:
    with kept.sessions.writing() as session:
        an = users.by_id(session, cast_of_site.an)
        notices.tell(session, [an], Message("Title"), "Title", "units", cast_of_site.school)
    page = visit("/vi/account/notices", **signed_in(kept, cast_of_site.an))
    expect(page.get_by_role("link", name="Thông báo 1 mới")).to_be_visible()
    check(page, axe)
    for path in ("/en/history", "/vi/history?noun=users", "/vi/account"):
        page.goto(path)
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_axe_finds_nothing_on_the_pages_of_a_curator(
    visit: Visit, axe: str, kept: Library, cast_of_site: Cast, tmp_path: Path
) -> None:
    with kept.sessions.writing() as session:
        let_curate_all(session, cast_of_site)
    page = visit("/vi/curate/coverage", **signed_in(kept, cast_of_site.vy))
    for fold in page.locator("details").all():
        fold.locator("summary").click()
    check(page, axe)
    figures = f"/en/stats/units/{cast_of_site.department}"
    for path in (figures, "/en/curate/places", "/vi/tags/", "/en/curate/vocabulary"):
        page.goto(path)
        check(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    table = tmp_path / "v.csv"
    table.write_text("id,label_vi\ntheme.environment.waste,Rác\ntheme.craft,Nghề\n", "utf-8")
    page.locator("#file").set_input_files(table)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="What the file would change")).to_be_visible()
    check(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    table.write_text("id,colour\nx,red\n", "utf-8")
    page.goto("/vi/curate/vocabulary")
    page.locator("#file").set_input_files(table)
    page.get_by_role("button", name="So sánh").click()
    expect(page.locator("#file-wrong")).to_be_visible()
    check(page, axe)


def test_axe_sees_a_fault_when_there_is_one(visit: Visit, axe: str) -> None:
    page = visit("/vi/help")
    page.evaluate(axe)
    page.evaluate("document.querySelector('main').innerHTML += '<img src=x><button></button>'")
    assert {fault.split(":")[0] for fault in faults(page, ALL)} >= {"image-alt", "button-name"}
