"""Looking after an item in a browser: withdraw, show again, mark; the list of copies; the notices."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from library.accounts import units, users
from library.accounts.roles import Role
from library.care.models import Copy
from library.database import today
from library.review import checklist, verifying
from library.review.models import Submission, Verification
from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.review import desk
from tests.web.visiting import Visitor

ITEM = "/vi/items/phan-loai-rac"
SEARCH = "/vi/search?q=phan+loai+rac"
WHY = {"reason": "Tên xã đã đổi, phải xem lại."}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with one published item of the school."""
    with library.sessions.writing() as session:
        desk.submission(session, library, cast, State.PUBLISHED)
    library.catch_up()
    return create_app(library)


@pytest.fixture
def head(library: Library, cast: Cast) -> int:
    """Somebody who publishes for the department."""
    with library.sessions.writing() as session:
        unit = units.by_id(session, cast.department)
        made = users.add(session, SHELL, unit, "so@example.vn", "Trưởng phòng", "vi")
        users.grant(session, SHELL, made, Role.PUBLISHER, unit)
        return made.id


def places() -> list[str]:
    return [
        ITEM,
        f"{ITEM}/download.docx",
        f"{ITEM}/download.pdf",
        f"{ITEM}/download.zip",
        f"{ITEM}/download.md",
        "/api/v1/items/phan-loai-rac",
    ]


def lists() -> list[str]:
    return [SEARCH, "/api/v1/items?q=phan+loai+rac", "/vi/search.atom?q=phan+loai+rac", "/vi/"]


@pytest.mark.parametrize("who", ["lan", "binh", "hanh"])
def test_withdrawn_at_once_it_is_gone_everywhere_and_comes_back(
    app: Flask, library: Library, cast: Cast, who: str
) -> None:
    reader, visitor = Visitor(app), Visitor(app, getattr(cast, who))
    assert {reader.open(each, buffered=True).status_code for each in places()} == {200}
    assert all("phan-loai-rac" in reader.open(each).text for each in lists())
    assert "/care" in visitor.open(ITEM).text
    assert "/care" not in reader.open(ITEM).text
    answer = visitor.send(f"{ITEM}/withdraw", WHY)
    assert answer.status_code == 303
    assert {reader.open(each, buffered=True).status_code for each in places()} == {404}
    assert not any("items/phan-loai-rac" in reader.open(each).text for each in lists())
    assert not list((library.settings.cache / "papers").rglob("*.pdf"))
    assert visitor.open(answer.location).status_code == 200
    hanh = Visitor(app, cast.hanh)
    assert "Ngày hội phân loại rác" in hanh.open("/vi/withdrawn/").text
    assert hanh.send(f"{ITEM}/restore", WHY).status_code == 303
    assert {reader.open(each, buffered=True).status_code for each in places()} == {200}
    assert all("phan-loai-rac" in reader.open(each).text for each in lists())


@pytest.mark.parametrize("action", ["withdraw", "restore", "mark", "unmark"])
def test_the_ladder(app: Flask, cast: Cast, head: int, action: str) -> None:
    address = f"{ITEM}/{action}"
    fields = WHY | {"unit": cast.department, "issued_on": today().isoformat()}
    assert Visitor(app).send(address, fields).status_code == 403
    assert Visitor(app, cast.tu).send(address, fields).status_code == 403
    assert Visitor(app, cast.minh).send(address, fields).status_code == 403
    able = Visitor(app, head if "mark" in action else cast.hanh)
    assert able.client.post(address, data=fields).status_code == 409
    assert able.send(f"/vi/items/nothing/{action}", fields).status_code == 404
    if action == "restore":
        able.send(f"{ITEM}/withdraw", WHY)
    if action == "unmark":
        able.send(f"{ITEM}/mark", fields)
    refused = able.send(address, fields | {"reason": " "})
    assert refused.status_code == 422
    assert able.send(address, fields).status_code == 303
    twice = {"withdraw": 409, "restore": 409, "mark": 303, "unmark": 409}[action]
    assert able.send(address, fields).status_code == twice


def test_a_bad_day_or_unit_marks_nothing(app: Flask, cast: Cast, head: int) -> None:
    able, fields = Visitor(app, head), WHY | {"unit": cast.department, "issued_on": "hôm nay"}
    refused = able.send(f"{ITEM}/mark", fields)
    assert refused.status_code == 422
    assert WHY["reason"] in refused.text
    fields |= {"issued_on": today().isoformat(), "unit": cast.school}
    assert able.send(f"{ITEM}/mark", fields).status_code == 403
    assert able.send(f"{ITEM}/mark", fields | {"unit": "x"}).status_code == 404


def test_the_mark_stands_on_the_page_in_results_and_in_the_api(
    app: Flask, cast: Cast, head: int
) -> None:
    reader = Visitor(app)
    assert "Bản chính thức" not in reader.open(ITEM).text
    assert "badge ok" not in reader.open(SEARCH).text
    assert reader.open("/api/v1/items/phan-loai-rac").json["official"] is False  # type: ignore[index]
    fields = WHY | {"unit": cast.department, "issued_on": "2026-01-05"}
    assert Visitor(app, head).send(f"{ITEM}/mark", fields).status_code == 303
    assert "Bản chính thức của Sở GD&amp;ĐT Mẫu từ ngày 05/01/2026" in reader.open(ITEM).text
    assert "badge ok" in reader.open(SEARCH).text
    whole = reader.open("/api/v1/items/phan-loai-rac").json or {}
    assert whole["official"] is True
    assert whole["official_mark"] == {"unit": "Sở GD&ĐT Mẫu", "on": "2026-01-05"}
    [listed] = (reader.open("/api/v1/items?q=phan+loai+rac").json or {})["items"]
    assert listed["official"] is True


def test_a_withdrawn_item_is_unknown_to_who_may_do_nothing_about_it(app: Flask, cast: Cast) -> None:
    Visitor(app, cast.hanh).send(f"{ITEM}/withdraw", WHY)
    assert Visitor(app, cast.tu).open(f"{ITEM}/care").status_code == 404
    assert Visitor(app).open(f"{ITEM}/care").status_code == 302
    assert Visitor(app, cast.lan).open("/vi/withdrawn/").status_code == 403


def test_nobody_learns_by_asking_which_items_there_are(app: Flask, cast: Cast) -> None:
    Visitor(app, cast.hanh).send(f"{ITEM}/withdraw", WHY)
    reader, tu = Visitor(app), Visitor(app, cast.tu)
    for visitor in (reader, tu):
        for page in ("/vi/items/{}/care", "/vi/consents/form?item={}"):
            there, none = (visitor.open(page.format(each)) for each in ("phan-loai-rac", "nothing"))
            assert there.status_code == none.status_code
            assert "phân loại rác" not in there.text
    sent = {
        reader.send(f"/vi/items/{each}/withdraw", WHY).status_code
        for each in ("phan-loai-rac", "nothing")
    }
    assert sent == {403}


def test_from_download_to_correction_the_person_is_told(
    app: Flask, library: Library, cast: Cast
) -> None:
    tu, hanh, binh = (Visitor(app, each) for each in (cast.tu, cast.hanh, cast.binh))
    assert Visitor(app).open(f"{ITEM}/download.md", buffered=True).status_code == 200
    for _ in range(2):
        assert tu.open(f"{ITEM}/download.md", buffered=True).status_code == 200
    with library.sessions.writing() as session:
        assert [(each.user_id, each.last_on) for each in session.query(Copy)] == [
            (cast.tu, today())
        ]
        id = desk.submission(
            session,
            library,
            cast,
            State.IN_REVIEW,
            plan=make.plan("Xã tên mới."),
            reviewer=cast.binh,
        ).id
    seen = {"seen": desk.HANDED_IN, "reason": "Đã xem kĩ."}
    steps = f"/vi/review/{id}/steps"
    binh.send(f"{steps}/accept", seen | {"checked": list(checklist.ITEMS)})
    assert 'name="note"' in hanh.open(f"/vi/review/{id}").text
    note = "Tên xã sau khi sáp nhập."
    assert hanh.send(f"{steps}/publish", seen | {"note": "x" * 1001}).status_code == 422
    assert hanh.send(f"{steps}/publish", seen | {"note": note}).status_code == 303
    page = Visitor(app).open(ITEM).text
    assert note in page and "Đính chính ngày" in page
    day = f"{today():%d/%m/%Y}"
    assert f"Người thẩm định của Trường THCS Mẫu kiểm tra ngày {day}" in page
    assert "Trần Văn Bình" not in page


def test_a_person_sees_and_deletes_the_list_of_copies(
    app: Flask, library: Library, cast: Cast
) -> None:
    tu = Visitor(app, cast.tu)
    tu.open(f"{ITEM}/download.md", buffered=True)
    page = tu.open("/vi/account").text
    item = re.search(r'name="item" value="([^"]+)"', page)
    assert item and "Ngày hội phân loại rác" in page
    address = "/vi/account/copies/forget"
    assert Visitor(app).send(address, {"item": item[1]}).status_code == 403
    assert Visitor(app, cast.lan).send(address, {"item": item[1]}).status_code == 303
    assert tu.client.post(address).status_code == 409
    with library.sessions.reading() as session:
        assert session.query(Copy).count() == 1, "nobody deletes another's list"
    assert tu.send(address, {"item": "nothing"}).status_code == 303
    assert tu.send(address).status_code == 303
    with library.sessions.reading() as session:
        assert session.query(Copy).count() == 0


def test_claims_that_are_due_are_listed_and_checked_again(
    app: Flask, library: Library, cast: Cast
) -> None:
    claims = [{"text": "Luật Biển Việt Nam có từ năm 2012.", "source": "Luật 18/2012/QH13"}]
    with library.sessions.writing() as session:
        plan = make.plan(title="Biển đảo", claims=claims)
        id = desk.submission(session, library, cast, State.PUBLISHED, name="bien-dao", plan=plan).id
        found = session.get_one(Submission, id)
        assert found.revision
        [claim] = verifying.stated(found.revision)
        binh = users.by_id(session, cast.binh)
        verifying.verify(session, binh, found, claim.key, today() - timedelta(days=3))
    binh_visits, tu = Visitor(app, cast.binh), Visitor(app, cast.tu)
    assert f"/review/{id}#claims" in binh_visits.open("/vi/review/").text
    assert f"/review/{id}#claims" not in tu.open("/vi/review/").text
    page = binh_visits.open(f"/vi/review/{id}").text
    assert f'name="claim" value="{claim.key}"' in page
    fields = {"claim": claim.key, "again_on": (today() + timedelta(days=300)).isoformat()}
    assert binh_visits.send(f"/vi/review/{id}/claims", fields).status_code == 303
    assert f"/review/{id}#claims" not in binh_visits.open("/vi/review/").text
    with library.sessions.reading() as session:
        assert session.query(Verification).one().again_on == today() + timedelta(days=300)
